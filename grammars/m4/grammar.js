// The structure of autoconf text: macro calls, bracket quotes, comments, and tokens between them.
//
// Three decisions shape it:
// - Quotes are ordinary recursive rules. The scanner only says where a `]` ends a call whose parenthesis is still open:
//   in quotes it need not be closed. Outside of quotes a `]` is text, as it is to m4.
// - Inside quotes m4 counts brackets whatever stands before them, so there `dnl` and `#` comment only up to the next
//   bracket; outside they hide brackets. Rules for calls and their arguments therefore come in two kinds.
// - Shell text between macros is kept as loose tokens. Reading shell is the business of
//   server/core/syntax/shell, which also sees the text after m4 has taken one level of brackets away.

// Tokens that occur at top level, in an argument and inside quotes alike.
const shared = $ => [$.macro_word, $.identifier, $.quoted, $.shell_word, $.number, $.newline, $._blank]
const outside = $ => [...shared($), $.dnl_comment, $.macro_call, alias(']', $.other)]
const inQuotes = $ => [...shared($), alias($._quoted_dnl, $.dnl_comment), alias($._quoted_call, $.macro_call)]

// m4 takes a call only where the parenthesis touches the name.
function call($, list, end) {
  return prec(
    2,
    seq(
      field('name', choice($.identifier, $.macro_identifier)),
      token.immediate('('),
      optional(field('arguments', list)),
      end,
    ),
  )
}

// Empty arguments are legal everywhere: `M4(, a,, b)`.
function list(argument) {
  return choice(
    prec.right(seq(argument, repeat(seq(',', optional(argument))))),
    prec.right(repeat1(seq(',', optional(argument)))),
  )
}

module.exports = grammar({
  name: 'm4',

  // Brackets in character classes are written \x5b and \x5d: JavaScript and the generator escape them differently.
  // White space is significant: in m4 `name (` is not a call.
  extras: () => [],
  externals: $ => [$._unclosed, $._in_recovery],
  word: $ => $.identifier,

  rules: {
    source_file: $ => repeat($._top),

    _top: $ => choice(...outside($), $.hash_comment, $.string, $.raw_string, '(', ')', ',', $.other),

    macro_call: $ => call($, $.argument_list, ')'),
    macro_word: $ => prec(1, field('name', $.macro_identifier)),

    argument_list: $ => list($.argument),
    argument: $ => prec.left(repeat1($._argument_item)),
    _argument_item: $ => choice(...outside($), $.hash_comment, $.parenthesized, $.other),
    // m4 balances parentheses inside an argument before it looks for commas.
    parenthesized: $ => seq('(', repeat(choice($._argument_item, ',')), ')'),

    // `#` does not comment inside quotes, and parentheses there need not balance.
    quoted: $ => seq('[', repeat(choice(...inQuotes($), '(', ')', ',', $.other)), ']'),
    _quoted_call: $ => call($, alias($._quoted_list, $.argument_list), choice(')', $._unclosed)),
    _quoted_list: $ => list(alias($._quoted_argument, $.argument)),
    _quoted_argument: $ => prec.left(repeat1($._quoted_item)),
    _quoted_item: $ =>
      choice(...inQuotes($), alias($._quoted_hash, $.hash_comment), alias($._quoted_group, $.parenthesized), $.other),
    _quoted_group: $ => seq('(', repeat(choice($._quoted_item, ',')), choice(')', $._unclosed)),

    dnl_comment: () => token(prec(3, /dnl([^A-Za-z0-9_\n][^\n]*)?\n/)),
    _quoted_dnl: () => token(prec(3, /dnl([^A-Za-z0-9_\n\x5b\x5d][^\n\x5b\x5d]*\n?|\n)/)),
    hash_comment: () => token(prec(-2, /#[^\n]*/)),
    _quoted_hash: () => token(prec(-2, /#[^\n\x5b\x5d]*/)),
    // The prefixes autoconf, automake, libtool, gnulib, pkg-config and the macro archive reserve.
    macro_identifier: () => token(prec(1, /(_?(AC|AM|AS|AX|AH|AU|LT|PKG|gl|IT|AT)_[A-Za-z0-9_]+)|_?m4_[a-z0-9_]+/)),
    identifier: () => /[A-Za-z_][A-Za-z0-9_]*/,
    // No `${x:-default}`: a token that may look far for its end makes lexing quadratic on text made for it.
    shell_word: () => token(prec(1, /\$([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?!$]|\{[A-Za-z_][A-Za-z0-9_]*\})/)),
    number: () => /[0-9]+/,
    // Shell strings are tokens only at top level and only without brackets or parentheses:
    // m4 does not know them, so an apostrophe in prose must stay harmless.
    string: () => token(prec(-1, /"([^"\\\n\x5b\x5d()]|\\[^\n])*"/)),
    raw_string: () => token(prec(-1, /'[^'\n\x5b\x5d()]*'/)),
    newline: () => /\r?\n/,
    _blank: () => /[ \t\f]+/,
    other: () => token(prec(-3, /[^A-Za-z0-9_()\x5b\x5d,\s]/)),
  },
})
