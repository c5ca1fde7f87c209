// Linker scripts of GNU ld and its like (the manual's chapter Scripts), with or without the C preprocessor, and version
// scripts and dynamic lists, which the linker takes in the same place. What a name may hold depends on where it stands,
// as it does for ld: patterns of files and sections have `*`, `-` and `:` where expressions have operators.

const operators = ['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=']

module.exports = grammar({
  name: 'linkerscript',

  word: $ => $.symbol,
  extras: $ => [/\s+/, $.block_comment, $.line_comment, $.preprocessor],
  conflicts: $ => [[$.region], [$.region_attributes, $._term]],

  rules: {
    source_file: $ => repeat($._item),
    _item: $ => choice($._statement, $.memory, $.program_headers, $.version, $.version_node, $.insert),

    _statement: $ =>
      choice(
        ';',
        $.assignment,
        $.provide,
        $.assertion,
        $.include,
        $.sections,
        $.output_section,
        $.overlay,
        $.files,
        $.call,
      ),

    assignment: $ => seq($._assigned, choice(';', ',')),
    _assigned: $ =>
      seq(
        field('name', choice($._name, $.string)),
        field('operator', choice(...operators)),
        field('value', $.expression),
      ),
    provide: $ => seq(field('kind', choice('PROVIDE', 'PROVIDE_HIDDEN', 'HIDDEN')), '(', $._provided, ')'),
    _provided: $ =>
      seq(
        field('name', choice($.symbol, $.string)),
        field('operator', choice(...operators)),
        field('value', $.expression),
      ),
    assertion: $ => seq('ASSERT', '(', $.expression, ',', $.expression, ')'),
    include: $ => seq('INCLUDE', field('file', choice($._name, $.string))),
    insert: $ => seq('INSERT', choice('AFTER', 'BEFORE'), $._name),

    // Commands that name files, symbols and formats.
    files: $ =>
      seq(
        field(
          'kind',
          choice(
            ...'INPUT GROUP STARTUP SEARCH_DIR OUTPUT TARGET OUTPUT_FORMAT OUTPUT_ARCH EXTERN ENTRY NOCROSSREFS NOCROSSREFS_TO REGION_ALIAS LD_FEATURE FORCE_GROUP_ALLOCATION'.split(
              ' ',
            ),
          ),
        ),
        $.file_list,
      ),
    file_list: $ => seq('(', repeat(choice($._pattern, $.string, ',', $.as_needed)), ')'),
    as_needed: $ => seq('AS_NEEDED', $.file_list),
    // A macro of the preprocessor, with or without arguments.
    call: $ => prec.dynamic(-1, prec.right(seq(field('name', $._name), optional($.arguments)))),
    arguments: $ => seq('(', optional(seq($.expression, repeat(seq(',', $.expression)))), ')'),

    sections: $ => seq('SECTIONS', '{', repeat($._statement), '}'),
    output_section: $ =>
      seq(
        field('name', choice($._name, $.string)),
        optional(field('address', $.expression)),
        optional($.section_type),
        ':',
        repeat($.attribute),
        '{',
        repeat($._content),
        '}',
        repeat($._placement),
        optional(','),
      ),
    section_type: $ =>
      seq(
        '(',
        optional(choice('NOLOAD', 'DSECT', 'COPY', 'INFO', 'OVERLAY', 'READONLY', seq('TYPE', '=', $.expression))),
        ')',
      ),
    attribute: $ =>
      choice(
        'ONLY_IF_RO',
        'ONLY_IF_RW',
        'SPECIAL',
        'NOCROSSREFS',
        'ALIGN_WITH_INPUT',
        seq(choice('AT', 'ALIGN', 'SUBALIGN', 'BLOCK'), $.parenthesized),
      ),
    _placement: $ =>
      choice(
        seq('>', field('region', $.symbol)),
        seq('AT', '>', field('load_region', $.symbol)),
        seq(':', field('program_header', $.symbol)),
        seq('=', field('fill', $._term)),
      ),
    overlay: $ =>
      seq(
        'OVERLAY',
        optional($.expression),
        ':',
        repeat($.attribute),
        '{',
        repeat($.overlay_section),
        '}',
        repeat($._placement),
        optional(','),
      ),
    overlay_section: $ =>
      seq(field('name', choice($._name, $.string)), '{', repeat($._content), '}', repeat($._placement), optional(',')),

    _content: $ =>
      choice(
        ';',
        ',',
        alias($.content_assignment, $.assignment),
        $.provide,
        $.assertion,
        alias($._content_include, $.include),
        $.data,
        $.input_sections,
      ),
    content_assignment: $ =>
      seq(
        field('name', choice(choice(alias($.symbol, $.name), alias($.pattern, $.name)), $.string)),
        field('operator', choice(...operators)),
        field('value', $.expression),
        choice(';', ','),
      ),
    _content_include: $ => seq('INCLUDE', field('file', choice($._pattern, $.string))),
    data: $ =>
      seq(
        field('kind', choice('BYTE', 'SHORT', 'LONG', 'QUAD', 'SQUAD', 'FILL', 'ASCIZ')),
        choice($.parenthesized, $.string),
      ),
    input_sections: $ => prec.right(seq(choice($.keep, $._pattern, $.string), repeat($.section_list))),
    keep: $ => prec.right(seq('KEEP', $.section_list)),
    section_list: $ => seq('(', repeat(choice($.input_sections, ',', '&', '!', '|')), ')'),

    memory: $ => seq('MEMORY', '{', repeat(choice($.region, $.include, $.call, ';')), '}'),
    region: $ =>
      seq(
        field('name', $._name),
        optional($.region_attributes),
        ':',
        $._region_part,
        optional(','),
        optional($._region_part),
      ),
    region_attributes: $ => seq('(', repeat(choice($.symbol, '!')), ')'),
    _region_part: $ => seq($.symbol, '=', $.expression),

    program_headers: $ => seq('PHDRS', '{', repeat(seq(field('name', $._name), repeat1(choice($._term)), ';')), '}'),

    // Of version scripts: `V1 { global: a; local: *; } V0;`, and dynamic lists, which have no name.
    version: $ => seq('VERSION', '{', repeat($.version_node), '}'),
    version_node: $ =>
      seq(
        optional(field('name', $._name)),
        '{',
        repeat($._version_content),
        '}',
        repeat(field('parent', $._name)),
        ';',
      ),
    _version_content: $ => choice($.scope, $._version_pattern, $.string, $.extern, ';'),
    scope: () => token(prec(2, /(global|local)[ \t]*:/)),
    extern: $ => seq('extern', field('language', $.string), '{', repeat($._version_content), '}'),
    _version_pattern: $ => choice(alias($.symbol, $.version_pattern), $.version_pattern),

    // Strength does not matter here; a `?` is always followed by its `:`.
    expression: $ =>
      prec.right(
        seq($._operand, repeat(choice(seq($.operator, $._operand), seq('?', $.expression, ':', $.expression)))),
      ),
    _operand: $ => seq(repeat($.sign), $._term),
    _term: $ => choice($.symbol, $.number, $.string, $.function, $.parenthesized),
    parenthesized: $ => seq('(', $.expression, ')'),
    function: $ =>
      prec(
        1,
        seq(
          field('name', $.symbol),
          '(',
          optional(seq($._function_argument, repeat(seq(',', $._function_argument)))),
          ')',
        ),
      ),
    _function_argument: $ => $.expression,
    sign: () => /[-+~!]/,
    operator: () => token(prec(-1, /<<|>>|&&|\|\||[=!<>]=|[-+*/%&|^<>]/)),
    number: () => /0[xX][0-9a-fA-F]+[KMkm]?|\$[0-9a-fA-F]+|[0-9][0-9a-fA-F]*[KMkmHhUuLl]*/,
    symbol: () => /[A-Za-z_.$\\@][\w.$\\@]*/,
    _name: $ => choice(alias($.symbol, $.name), $.name),
    name: () => token(/[\w.$\\/~@]([\w.$\\/~@]|-\w)*/),
    _pattern: $ => choice(alias($.symbol, $.pattern), $.pattern),
    pattern: () => token(/([\w.$\\/~*?@^:\x5b\x5d]|\x5b!|[-+]\w)+/),
    version_pattern: () => token(/([^\s;{}"#:]|::)+/),
    string: () => /"[^"\n]*"/,

    block_comment: () =>
      seq(
        token(prec(5, '/*')),
        // Before any other token: a comment may hold `#` and `//`.
        repeat(choice(token.immediate(prec(6, /[^*]+/)), token.immediate(prec(6, '*')))),
        token.immediate(prec(7, '*/')),
      ),
    line_comment: () => token(choice(prec(4, /\/\/[^\n]*/), prec(3, /#[^\n]*/))),
    // Up to the end of its logical line.
    preprocessor: () =>
      token(
        prec(
          5,
          /#[ \t]*(define|undef|include|ifdef|ifndef|if|elif|else|endif|error|warning|pragma|line)([^\n\\]|\\(.|\r?\n))*/,
        ),
      ),
  },
})
