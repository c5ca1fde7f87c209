// CMake's language as its manual (cmake-language(7)) describes it: a file is a flat list of command
// invocations. if/foreach/function are commands like any other, so no block structure is built here.

// A reference may start an argument or continue one; only the latter must touch what stands before it.
const reference = ($, open) =>
  seq(open, repeat(choice($.variable_name, $.variable_ref, $.env_ref)), token.immediate('}'))
const ENV_OPEN = /\$(ENV|CACHE)\{/

module.exports = grammar({
  name: 'cmake',

  extras: $ => [/[ \t\r\n]+/, $.line_comment, $.bracket_comment],
  externals: $ => [$._bracket_open, $._bracket_comment_open, $._bracket_text, $._bracket_close],

  rules: {
    source_file: $ => repeat(choice($.command, $.placeholder)),

    // `@PACKAGE_INIT@` in the template of a package file stands for commands.
    placeholder: () => /@[A-Za-z_][A-Za-z0-9_]*@/,

    command: $ => seq(field('name', $.identifier), '(', optional(field('arguments', $.argument_list)), ')'),
    argument_list: $ => repeat1($._argument),
    _argument: $ => choice($.bracket_argument, $.quoted_argument, $.unquoted_argument, $.paren_group),
    paren_group: $ => seq('(', optional($.argument_list), ')'),

    bracket_argument: $ => seq($._bracket_open, repeat($._bracket_text), $._bracket_close),

    quoted_argument: $ =>
      seq(
        '"',
        repeat(choice($.quoted_text, $.escape, $.variable_ref, $.env_ref, $.genex_open, $.dollar)),
        token.immediate('"'),
      ),
    quoted_text: () => token.immediate(prec(1, /[^"\\$]+/)),
    escape: () => token.immediate(/\\(.|\r?\n)/),
    dollar: () => token.immediate('$'),
    genex_open: () => token.immediate('$<'),

    variable_ref: $ => reference($, choice('${', token.immediate('${'))),
    env_ref: $ => reference($, choice(ENV_OPEN, token.immediate(ENV_OPEN))),
    variable_name: () => token.immediate(/[A-Za-z0-9_/.+\-@:*]+/),

    // `-DX="a b"` and `${A}/b` are one argument each: every later piece must touch the one before.
    unquoted_argument: $ =>
      prec.right(
        seq(
          choice($.unquoted_text, $.variable_ref, $.env_ref),
          repeat(
            choice(
              alias($._text_piece, $.unquoted_text),
              alias($._string_piece, $.unquoted_text),
              alias($._variable_piece, $.variable_ref),
              alias($._env_piece, $.env_ref),
            ),
          ),
        ),
      ),
    _variable_piece: $ => reference($, token.immediate('${')),
    _env_piece: $ => reference($, token.immediate(ENV_OPEN)),
    // A `$` is text unless it opens a reference; `$(VAR)` is legacy Makefile syntax CMake still passes on.
    unquoted_text: () =>
      token(
        prec(
          -1,
          /([^ \t\r\n()#"\\$]|\\.|\$[^{(EC "\r\n\t)]|\$[EC][A-Za-z0-9_]*|\$\([A-Za-z_]+\)|\$)([^ \t\r\n()#"\\$]|\\.|\$[^{(EC "\r\n\t)]|\$\([A-Za-z_]+\))*/,
        ),
      ),
    _text_piece: () => token.immediate(prec(-1, /([^ \t\r\n()#"\\$]|\\.|\$[^{(EC "\r\n\t)]|\$)+/)),
    _string_piece: () => token.immediate(prec(-1, /"([^"\\]|\\.)*"/)),

    identifier: () => /[A-Za-z_][A-Za-z0-9_]*/,
    bracket_comment: $ => seq($._bracket_comment_open, repeat($._bracket_text), $._bracket_close),
    line_comment: () => token(prec(-1, /#[^\n]*/)),
  },
})
