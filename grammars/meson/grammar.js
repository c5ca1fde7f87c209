// Meson's language as its reference manual gives it (Syntax). Line ends are ordinary white space here: they end a
// statement in Meson, but where one statement ends and the next begins can be told without them.

// A list with an optional comma at its end.
const list = rule => seq(rule, repeat(seq(',', rule)), optional(','))

// Strings are built from small tokens: one token that has to find its own closing quote makes lexing quadratic on text
// without one. Only strings in single quotes know escapes.
const quoted = ($, open) => seq(open, repeat(choice($.string_text, $.escape)), token.immediate("'"))
const tripleQuoted = ($, open) =>
  seq(open, repeat(choice(alias($._raw_text, $.string_text), $._quote)), token.immediate(prec(2, "'''")))

module.exports = grammar({
  name: 'meson',

  extras: $ => [/[ \t\r\n\f]+/, $.comment, $.continuation],
  word: $ => $.identifier,

  rules: {
    source_file: $ => repeat($._statement),

    _statement: $ =>
      choice($._expression, $.assignment, $.if_statement, $.foreach_statement, $.testcase_statement, $.jump),
    block: $ => repeat1($._statement),
    jump: () => choice('break', 'continue'),

    assignment: $ =>
      seq(
        field('name', $.identifier),
        field('operator', choice('=', '+=')),
        field('value', choice($._expression, $.assignment)),
      ),

    if_statement: $ =>
      seq(
        'if',
        field('condition', $._expression),
        field('body', optional($.block)),
        repeat($.elif_clause),
        optional($.else_clause),
        'endif',
      ),
    elif_clause: $ => seq('elif', field('condition', $._expression), field('body', optional($.block))),
    else_clause: $ => seq('else', field('body', optional($.block))),

    foreach_statement: $ =>
      seq(
        'foreach',
        field('name', $.identifier),
        optional(seq(',', field('name', $.identifier))),
        ':',
        field('of', $._expression),
        field('body', optional($.block)),
        'endforeach',
      ),
    // Only in Meson's own tests.
    testcase_statement: $ =>
      seq('testcase', field('condition', $._expression), field('body', optional($.block)), 'endtestcase'),

    _expression: $ => choice($.conditional, $.binary, $.unary, $._primary),
    conditional: $ =>
      prec.right(
        1,
        seq(
          field('condition', $._expression),
          '?',
          field('consequence', $._expression),
          ':',
          field('alternative', $._expression),
        ),
      ),
    binary: $ =>
      choice(
        ...[
          [2, 'or'],
          [3, 'and'],
          [4, choice('==', '!=', '<', '<=', '>', '>=', 'in', seq('not', 'in'))],
          [5, choice('+', '-')],
          [6, choice('*', '/', '%')],
        ].map(([strength, operator]) =>
          prec.left(
            strength,
            seq(field('left', $._expression), field('operator', operator), field('right', $._expression)),
          ),
        ),
      ),
    unary: $ => prec(7, seq(choice('not', '-'), $._expression)),

    _primary: $ =>
      choice(
        $.identifier,
        $.string,
        $.multiline_string,
        $.number,
        $.boolean,
        $.array,
        $.dictionary,
        $.call,
        $.method_call,
        $.subscript,
        $.parenthesized,
      ),
    parenthesized: $ => seq('(', choice($._expression, $.assignment), ')'),
    call: $ => prec(9, seq(field('function', $.identifier), field('arguments', $.arguments))),
    method_call: $ =>
      prec.left(
        9,
        seq(field('object', $._primary), '.', field('method', $.identifier), field('arguments', $.arguments)),
      ),
    subscript: $ => prec.left(9, seq(field('object', $._primary), '[', field('index', $._expression), ']')),

    arguments: $ => seq('(', optional(list(choice($._expression, $.keyword_argument))), ')'),
    keyword_argument: $ => seq(field('name', $._expression), ':', field('value', $._expression)),
    array: $ => seq('[', optional(list($._expression)), ']'),
    dictionary: $ => seq('{', optional(list($.keyword_argument)), '}'),

    boolean: () => choice('true', 'false'),
    number: () => /0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|[0-9]+/,

    string: $ => choice(quoted($, "'"), quoted($, alias("f'", $.format_quote))),
    multiline_string: $ => choice(tripleQuoted($, "'''"), tripleQuoted($, alias("f'''", $.format_quote))),
    string_text: () => token.immediate(prec(1, /[^'\\\n]+/)),
    escape: () => token.immediate(prec(1, /\\(.|\r?\n)/)),
    _raw_text: () => token.immediate(prec(1, /[^']+/)),
    _quote: () => token.immediate(prec(1, "'")),

    identifier: () => /[A-Za-z_][A-Za-z0-9_]*/,
    continuation: () => /\\[ \t]*(#[^\n]*)?\r?\n/,
    comment: () => /#[^\n]*/,
  },
})
