// The structure of autoconf text: macro calls, bracket quotes, comments, and tokens between them.
//
// Two decisions shape it:
// - Quotes are ordinary recursive rules, so a stray `]` costs one ERROR node. The scanner only says where a `]` ends a
//   call whose parenthesis is still open: in quotes it need not be closed.
// - Shell text between macros is kept as loose tokens. Reading shell is the business of
//   server/core/syntax/shell, which also sees the text after m4 has taken one level of brackets away.

// Tokens that occur at top level, in an argument and inside quotes alike.
const shared = $ => [
  $.dnl_comment,
  $.macro_call,
  $.macro_word,
  $.identifier,
  $.quoted,
  $.shell_word,
  $.number,
  $.newline,
  $._blank,
]

module.exports = grammar({
  name: 'm4',

  // Brackets in character classes are written \x5b and \x5d: JavaScript and the generator escape them differently.
  // White space is significant: in m4 `name (` is not a call.
  extras: () => [],
  externals: $ => [$._unclosed, $._in_recovery],
  word: $ => $.identifier,

  rules: {
    source_file: $ => repeat($._top),

    _top: $ => choice(...shared($), $.hash_comment, $.string, $.raw_string, '(', ')', ',', $.other),

    // m4 takes a call only where the parenthesis touches the name.
    macro_call: $ =>
      prec(
        2,
        seq(
          field('name', choice($.identifier, $.macro_identifier)),
          token.immediate('('),
          optional(field('arguments', $.argument_list)),
          choice(')', $._unclosed),
        ),
      ),
    macro_word: $ => prec(1, field('name', $.macro_identifier)),

    // Empty arguments are legal everywhere: `M4(, a,, b)`.
    argument_list: $ =>
      choice(
        prec.right(seq($.argument, repeat(seq(',', optional($.argument))))),
        prec.right(repeat1(seq(',', optional($.argument)))),
      ),
    argument: $ => prec.left(repeat1($._argument_item)),
    _argument_item: $ => choice(...shared($), $.hash_comment, $.parenthesized, $.other),
    // m4 balances parentheses inside an argument before it looks for commas.
    parenthesized: $ => seq('(', repeat(choice($._argument_item, ',')), choice(')', $._unclosed)),

    // `#` does not comment inside quotes, and parentheses there need not balance.
    quoted: $ => seq('[', repeat(choice(...shared($), '(', ')', ',', $.other)), ']'),

    dnl_comment: () => token(prec(3, /dnl([^A-Za-z0-9_\n][^\n]*)?\n/)),
    hash_comment: () => token(prec(-2, /#[^\n]*/)),
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
