// Dockerfiles as the reference of the format and BuildKit's parser take them: one instruction per logical line. What
// RUN, CMD and ENTRYPOINT hand to a shell is one node, `shell_command`; its text is not read here beyond what is needed
// to see here-documents. scanner.c has what a regular grammar cannot: the escape character a directive chooses, and
// here-documents, which end at a word the text picks.

const keyword = word => token(prec(3, new RegExp([...word].map(c => `[${c}${c.toLowerCase()}]`).join(''))))

// Strings end with the logical line at the latest: an apostrophe in a shell comment must not swallow what follows.
const string = ($, open, text, close) =>
  prec.right(
    seq(open, repeat(choice(text, $._escaped, $._backtick, $._backslash)), optional(token.immediate(prec(2, close)))),
  )

module.exports = grammar({
  name: 'dockerfile',

  externals: $ => [
    $.directive,
    // The escape character and the line end, with the comment and empty lines after it, which do not end a command.
    $.line_continuation,
    $.heredoc_marker,
    $._heredoc_newline,
    $.heredoc_body,
    $.heredoc_end,
    $._error_sentinel,
  ],
  extras: $ => [/[ \t]+/, $.line_continuation],
  conflicts: $ => [
    [$.json_array, $._shell_piece],
    [$.json_array, $.word],
  ],

  rules: {
    source_file: $ =>
      seq(repeat(seq($.directive, $._newline)), repeat(choice($._line, $._newline)), optional($._last_line)),
    _line: $ => seq($._last_line, $._newline),
    _last_line: $ => choice($.comment, seq($._instruction, repeat($.heredoc))),

    comment: () => token(prec(4, /\ufeff?#[^\n]*/)),
    heredoc: $ => seq($._heredoc_newline, choice($.heredoc_end, seq($.heredoc_body, optional($.heredoc_end)))),

    _instruction: $ =>
      choice(
        $.from_instruction,
        $.run_instruction,
        $.command_instruction,
        $.shell_instruction,
        $.healthcheck_instruction,
        $.onbuild_instruction,
        $.copy_instruction,
        $.env_instruction,
        $.label_instruction,
        $.arg_instruction,
        $.other_instruction,
      ),

    from_instruction: $ =>
      seq(keyword('FROM'), repeat($.flag), field('image', $.word), optional(seq(keyword('AS'), field('name', $.word)))),
    run_instruction: $ => seq(keyword('RUN'), repeat($.flag), optional($._command)),
    command_instruction: $ => seq(field('kind', choice(keyword('CMD'), keyword('ENTRYPOINT'))), optional($._command)),
    shell_instruction: $ => seq(keyword('SHELL'), $.json_array),
    healthcheck_instruction: $ =>
      seq(
        keyword('HEALTHCHECK'),
        repeat($.flag),
        choice(keyword('NONE'), seq(keyword('CMD'), field('command', choice($.json_array, $.shell_command)))),
      ),
    onbuild_instruction: $ => seq(keyword('ONBUILD'), $._instruction),
    copy_instruction: $ =>
      seq(field('kind', choice(keyword('COPY'), keyword('ADD'))), repeat($.flag), choice($.json_array, $._words)),
    env_instruction: $ => seq(keyword('ENV'), $._pairs),
    label_instruction: $ => seq(keyword('LABEL'), $._pairs),
    arg_instruction: $ => seq(keyword('ARG'), repeat1(choice($.pair, $.name))),
    other_instruction: $ =>
      seq(
        field('kind', choice(...['EXPOSE', 'VOLUME', 'USER', 'WORKDIR', 'STOPSIGNAL', 'MAINTAINER'].map(keyword))),
        optional(choice($.json_array, $._words)),
      ),

    flag: $ =>
      seq(field('name', $.flag_name), optional(seq(token.immediate(prec(3, '=')), optional(field('value', $.value))))),
    flag_name: () => token(prec(2, /--[A-Za-z][A-Za-z.-]*/)),

    _command: $ => field('command', choice($.json_array, $.shell_command)),
    json_array: $ => prec.dynamic(2, seq('[', optional(seq($.string, repeat(seq(',', $.string)), optional(','))), ']')),

    shell_command: $ => prec.right(repeat1($._shell_piece)),
    _shell_piece: $ =>
      choice(
        $._shell_text,
        '[',
        ',',
        ']',
        $.string,
        $._raw_string,
        $._escaped,
        $._backtick,
        $._backslash,
        $.heredoc_marker,
      ),
    _shell_text: () => token(prec(-1, /[^\s"'\\`\x5b\x5d,][^\s"'\\`]*/)),
    _raw_string: $ => string($, "'", $._raw_text, "'"),
    _raw_text: () => token.immediate(prec(1, /[^'\\\r\n`]+/)),
    string: $ => string($, '"', $.string_text, '"'),
    string_text: () => token.immediate(prec(1, /[^"\\\r\n`]+/)),
    _escaped: () => token(prec(1, /\\[^\r\n]/)),
    _backtick: () => '`',
    _backslash: () => '\\',

    _pairs: $ => choice(repeat1($.pair), seq(field('name', $.name), field('value', alias($._words, $.words)))),
    pair: $ => seq(field('name', $.name), token.immediate(prec(3, '=')), optional(field('value', $.value))),
    name: $ =>
      choice(
        /[^\s="'\\`$]+/,
        seq('"', $.string_text, token.immediate('"')),
        seq("'", $._raw_text, token.immediate("'")),
      ),
    // Touches what stands before it, piece by piece.
    value: $ => prec.right(repeat1($._value_piece)),
    _value_piece: $ =>
      choice(
        token.immediate(prec(1, /[^\s"'\\`$]+/)),
        alias($._variable_piece, $.variable),
        token.immediate('$'),
        token.immediate('`'),
        token.immediate('\\'),
        token.immediate(prec(1, /\\[^\r\n]/)),
        alias($._string_piece, $.string),
        $._raw_piece,
      ),
    _string_piece: $ => string($, token.immediate(prec(1, '"')), $.string_text, '"'),
    _raw_piece: $ => string($, token.immediate(prec(1, "'")), $._raw_text, "'"),

    _words: $ => prec.right(repeat1(choice($.word, $.heredoc_marker))),
    // Brackets and commas that begin a word stand alone, so that a JSON array can still be told from words.
    word: $ =>
      choice(
        '[',
        ',',
        ']',
        prec.right(
          seq(
            choice($._word_text, $.variable, '$', $._escaped, $._backtick, $._backslash, $.string, $._raw_string),
            repeat($._value_piece),
          ),
        ),
      ),
    _word_text: () => token(prec(-1, /[^\s"'\\`$\x5b\x5d,][^\s"'\\`$]*/)),
    // A default holds no other variable here, so that the token never looks far for its brace.
    variable: () => token(prec(1, /\$([A-Za-z_]\w*|\{[A-Za-z_]\w*(:?[-+?#%/][^\s}"'\\`${]*)?\})/)),
    _variable_piece: () => token.immediate(prec(1, /\$([A-Za-z_]\w*|\{[A-Za-z_]\w*(:?[-+?#%/][^\s}"'\\`${]*)?\})/)),

    _newline: () => /\r?\n/,
  },
})
