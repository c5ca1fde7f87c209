// Assembly for GNU as, whatever the processor: AT&T, Intel and ARM spellings, with or without the C preprocessor. A line
// is labels, then a directive, an instruction or an assignment with its operands, then a comment. What operands mean is
// the processor's business: they are tokens here, of which names, registers, numbers and strings are told apart.
//
// Which characters begin a comment depends on the processor too. `#`, `@` and `!` do so where a statement could begin,
// and after an operand that is complete; where one could begin they belong to it. `;` separates statements for most
// processors and begins a comment for a few: the prose after it becomes a `fragment`.

module.exports = grammar({
  name: 'asm',

  extras: $ => [/[ \t\f\v]+/, $.block_comment, $.continuation],

  rules: {
    source_file: $ => seq(repeat(seq(optional($._line), $._end)), optional($._line)),
    _end: () => choice(/\r?\n/, ';'),
    _line: $ =>
      choice(
        seq(repeat1($.label), optional($._operation), optional($.comment)),
        seq($._operation, optional($.comment)),
        $.preprocessor,
        $.comment,
        alias($._line_comment, $.comment),
      ),
    _operation: $ => choice($.directive, $.instruction, $.assignment, $.fragment),

    // Up to the end of its logical line.
    preprocessor: $ =>
      seq(
        field('directive', $.preprocessor_directive),
        repeat(choice($.preprocessor_text, $._slash)),
        optional($.comment),
      ),
    preprocessor_directive: () =>
      token(
        prec(
          5,
          /#[ \t]*(define|undef|include_next|include|import|ifdef|ifndef|if|elif|else|endif|error|warning|pragma|line)/,
        ),
      ),
    preprocessor_text: () => token(prec(-1, /[^\s\\/]([^\r\n\\/]|\\[^\r\n])*/)),
    _slash: () => token(prec(-2, /[/\\]/)),

    label: () => token(prec(3, /([A-Za-z_.$\\?]([\w.$@\\?]|\\\(\))*(\([\w.$@\\]*\))?|[0-9]+|"[^"\r\n\\]+")[ \t]*::?/)),
    directive: $ => seq(field('name', $.directive_name), optional($._operands)),
    directive_name: () => token(prec(2, /\.[\w\\]([\w.$\\@]|\\\(\))*/)),
    instruction: $ => seq(field('name', $.mnemonic), optional($._operands)),
    mnemonic: () => token(prec(1, /[A-Za-z_$%\\]([\w.$\\@]|\\\(\))*/)),
    assignment: $ =>
      seq(
        field('name', choice($.mnemonic, $.directive_name, $.location)),
        token(prec(4, /==?/)),
        optional($._operands),
      ),
    location: () => '.',
    // A statement none of these fits: prose after a `;`, or a notation of one processor.
    fragment: $ => prec(-1, $._operands),

    // A comment may touch an operand, but not what stands before one.
    _operands: $ => choice(seq($._after_operand, optional(alias($._line_comment, $.comment))), $._after_mark),
    _after_operand: $ => choice($._operand, seq($._after_mark, $._operand), seq($._after_operand, $._operand)),
    _after_mark: $ =>
      choice(
        alias(choice($._mark, $._sign), $.operator),
        seq($._after_mark, alias(choice($._mark, $._sign), $.operator)),
        seq($._after_operand, alias($._mark, $.operator)),
      ),
    _operand: $ =>
      choice(
        $.name,
        $.register,
        $.number,
        $.string,
        $.character,
        $.macro_argument,
        $.type_name,
        alias($._close, $.operator),
      ),

    name: () => /\$?[A-Za-z_.?][\w.$?]*(@[\w.@]+)?/,
    type_name: () =>
      token(
        prec(
          6,
          /[@%](function|object|gnu_indirect_function|gnu_unique_object|progbits|nobits|note|notype|tls_object|common|init_array|fini_array|preinit_array|unwind)/,
        ),
      ),
    register: () => /%[A-Za-z]\w*/,
    number: () =>
      /0[xX][0-9a-fA-F_]+|0[bB][01]+|[0-9][0-9a-fA-F]*[hH]|[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?[A-Za-z]*|\.[0-9]+/,
    macro_argument: () => token(prec(1, /\\[A-Za-z_@]\w*|\\\(\)|\\[+&]/)),
    _mark: () => token(prec(-1, /<<|>>|&&|\|\||[=!<>]=|[-+*/%&|^~<>=({\x5b,:$?`\\]/)),
    _sign: () => token(prec(-1, /[#@]/)),
    _close: () => token(prec(-1, /[)}\x5d!]/)),
    // A character constant needs no closing quote: `'a`.
    character: () => token(prec(-1, /'(\\?[^\r\n\\]|\\[^\r\n])?'?/)),
    string: $ => seq('"', repeat(choice($.string_text, $.escape)), optional(token.immediate(prec(2, '"')))),
    string_text: () => token.immediate(prec(1, /[^"\\\r\n]+/)),
    escape: () => token.immediate(prec(1, /\\([0-7]{1,3}|x[0-9a-fA-F]+|[^\r\n])/)),

    comment: () =>
      token(
        choice(
          prec(4, /\/\/[^\n]*/),
          prec(3, /#[ \t!#][^\n]*/),
          prec(3, /@[ \t][^\n]*/),
          prec(3, /![ \t]+[A-Za-z][^\n]*/),
          prec(3, /;;[^\n]*/),
        ),
      ),
    _line_comment: () => token(prec(2, /[#@|!*][^\n]*/)),
    block_comment: () =>
      seq(
        token(prec(5, '/*')),
        repeat(choice(token.immediate(prec(2, /[^*]+/)), token.immediate(prec(1, '*')))),
        token.immediate(prec(3, '*/')),
      ),
    continuation: () => token(prec(6, /\\[ \t]*\r?\n/)),
  },
})
