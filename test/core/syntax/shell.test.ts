import assert from 'node:assert/strict'
import type { LanguageId } from '../../../server/core/syntax/language'
import { readShell, type ShellPipeline } from '../../../server/core/syntax/shell'
import { textAt } from './grammarStore'

const names = (pipeline: ShellPipeline): string => pipeline.commands.map(command => command.name).join(' | ')

/** Every pipeline by the names of its commands, with form and variable where they say something. */
function shown(language: LanguageId, text: string): readonly string[] {
  return readShell(language, text).pipelines.map(pipeline => {
    const form = pipeline.form === 'script' ? '' : ` (${pipeline.form})`
    return `${names(pipeline)}${form}${pipeline.assignedTo === undefined ? '' : ` to ${pipeline.assignedTo}`}`
  })
}

function find(language: LanguageId, text: string, wanted: string): ShellPipeline {
  const found = readShell(language, text).pipelines.find(pipeline => names(pipeline) === wanted)
  assert.ok(found, `no pipeline ${wanted} in: ${shown(language, text).join('; ')}`)
  return found
}

describe('shell in a script', () => {
  const cases: readonly [name: string, text: string, expected: readonly string[]][] = [
    ['pipelines and lists', 'a | b && c || d; e &\nf', ['a | b', 'c', 'd', 'e', 'f']],
    ['programs by the name without their folder', '/usr/bin/sed x | ./run', ['sed | run']],
    ['substitutions', 'x=$(a | b) y=`c | d`\n', ['a | b (substitution) to x', 'c | d (substitution) to y']],
    [
      'substitutions in double quotes',
      'echo "$(a "$(b)") `c`"',
      ['echo', 'a (substitution)', 'b (substitution)', 'c (substitution)'],
    ],
    ['escaped backticks', 'a `b \\`c | d\\``', ['a', 'b (substitution)', 'c | d (substitution)']],
    ['process substitution', 'diff <(a | b) <(c)', ['diff', 'a | b (substitution)', 'c (substitution)']],
    [
      'loops and conditions',
      'for i in a b; do x "$i"; done | sh\nif a; then b; else c; fi',
      ['for', 'x', '{ | sh', 'a', 'b', 'c'],
    ],
    ['groups and subshells', '(a; b) | sh\n{ c; } | d', ['( | sh', 'a', 'b', 'c', '{ | d']],
    [
      'case patterns',
      'case $x in\n  a|b) c | d ;;\n  (e) f ;;\n  # note | sh\n  *) g ;;\nesac\nh',
      ['c | d', 'f', 'g', 'h'],
    ],
    ['functions', 'f() { a | b; }\nfunction g { c; }\n', ['a | b', 'c']],
    ['comments and continued lines', 'a \\\n | b # c | d\n', ['a | b']],
    ['quotes', `a '| b' "| c" d\\|e $'| f'`, ['a']],
    ['here-documents', 'cat <<E | sh\na | b\nE\nc\n', ['cat | sh', 'c']],
    ['a here-document that feeds a shell', 'sh <<\\E\na | b\nE\n', ['sh', 'a | b (argument)']],
    [
      'text given to a shell',
      `sh -c 'a | b'; eval "c | d"; trap 'e | f' 0`,
      ['sh', 'a | b (argument)', 'eval', 'c | d (argument)', 'trap', 'e | f (argument)'],
    ],
    ['text kept in a variable', `x='a | b'\n`, ['a | b (stored) to x']],
    [
      'substitutions in arithmetic',
      'x=$(( $(a | b) + `c` )); ((y = $(d)))',
      ['a | b (substitution)', 'c (substitution)', 'd (substitution)'],
    ],
    ['a subshell in a substitution', 'x=$((a) | sh)', ['( | sh (substitution) to x', 'a (substitution) to x']],
    ['arithmetic and tests', '((i++)); x=$((1 << 2)); [[ a < b && c ]] && d', ['[[', 'd']],
    ['an apostrophe nothing closes', "echo don't\na | b\n", ['echo', 'a | b']],
    ['a here-document nothing closes', 'x << y\na | b\n', ['x', 'a | b']],
  ]
  for (const [name, text, expected] of cases)
    it(`reads ${name}`, () => {
      assert.deepEqual(shown('bash', text), expected)
    })

  it('gives words as the shell sees them and as written, with their place', () => {
    const text = 'a\n  sed "s/x y/\\"/" \'q\'z >"out put" 2>&1\n'
    const [command] = find('bash', text, 'sed').commands
    assert.ok(command)
    assert.deepEqual(
      command.words.map(word => [word.text, word.raw]),
      [
        ['sed', 'sed'],
        ['s/x y/"/', '"s/x y/\\"/"'],
        ['qz', "'q'z"],
      ],
    )
    for (const word of command.words) assert.equal(textAt(text, word.span), word.raw)
    assert.deepEqual(
      command.redirects.map(({ operator, target }) => [operator, target.text]),
      [
        ['>', 'out put'],
        ['>&', '1'],
      ],
    )
  })

  it('sees through plain assignments, in steps', () => {
    const text = `x=tr\ny="$x a"\n$y b | cat "$y"\n`
    const pipeline = find('bash', text, 'tr | cat')
    assert.equal(pipeline.commands[0]?.words[0]?.resolved, 'tr a')
    assert.equal(pipeline.commands[1]?.words[1]?.resolved, 'tr a')
    assert.deepEqual(pipeline.commands[0]?.words[0]?.variables, ['y'])
  })

  it('takes the value assigned last before the use, an empty one aside', () => {
    assert.equal(find('bash', 'x=a\nx=b\n$x\nx=c\n', 'b').commands[0]?.words[0]?.resolved, 'b')
    assert.equal(find('bash', 'x=a\nx=\n$x\n', 'a').commands[0]?.words[0]?.resolved, 'a')
    assert.equal(find('bash', 'f() { $x; }\nx=a\n', 'a').commands[0]?.words[0]?.resolved, 'a')
  })

  it('leaves alone what no assignment fixes', () => {
    for (const text of ['$x', 'x=$(a); $x', 'x+=a; $x', `x=\${y:-z}; $x`, 'x=$x; $x', 'x=(a b); $x'])
      assert.equal(find('bash', text, '$x').commands[0]?.words[0]?.resolved, undefined, text)
  })

  it('reads what eval gets from a variable', () => {
    const text = `x='tr a b | sh'\neval $x\n`
    assert.deepEqual(shown('bash', text), ['tr | sh (stored) to x', 'eval', 'tr | sh (argument)'])
  })

  it('stays bounded on values that double each time', () => {
    const text = `${Array.from({ length: 60 }, (_, at) => `x${at + 1}="$x${at}$x${at}"`).join('\n')}\n`
    assert.equal(find('bash', `x0=aaaa\n${text}$x60\n`, '$x60').commands[0]?.words[0]?.resolved, undefined)
  })

  it('never throws and always ends on torn text', () => {
    const pieces = [
      '$(',
      '`',
      '"$(',
      `\${`,
      "'",
      '"',
      '((',
      '<<E\n',
      'case x in\n',
      'case & ',
      ';;',
      '[[ ',
      '\\',
      ')',
      '}',
      '\u00a0',
      'eval $x;',
      'AC_X([',
      '$$(',
    ]
    for (const language of ['bash', 'm4', 'make', 'cmake'] as const)
      for (const piece of pieces) assert.ok(readShell(language, piece.repeat(300)).pipelines.length < 2000)
  })
})

describe('shell in m4', () => {
  // Inert: the marker, the map and the reader stand for nothing that exists.
  const macro = `# serial 1
AC_DEFUN([demo_HOST],
[
  AC_REQUIRE([AC_CANONICAL_BUILD])
  dnl don't | sh
  demo_found=\`grep -aErls "@{4}[[[:alnum:]]]{5}@{4}$" $srcdir/ 2>/dev/null\`
  demo_map='tr "\\t \\-_" " \\t_\\-"'
  AC_MSG_CHECKING([whether it isn't \`odd | wc\`])
  demo_[$1]_prefix=\`echo $demo_found | sed "s/.*\\.//g"\`
  if test "x$demo_found" != "x"; then
    demo_[$1]_config='sed "r" $demo_found | eval $demo_map | $demo_[$1]_prefix -d 2>/dev/null'
  fi
  AC_CONFIG_COMMANDS([build-to-host], [eval $demo_run | $SHELL 2>/dev/null], [demo_run="eval \\$demo_[$1]_config"])
])
`

  it('reads the body of a macro and the arguments of macros in it', () => {
    assert.deepEqual(shown('m4', macro), [
      'grep (substitution) to demo_found',
      'odd | wc (substitution)',
      'echo | sed (substitution) to demo__1_prefix',
      'test',
      'sed | eval | $demo__1_prefix (stored) to demo__1_config',
      'tr (argument)',
      'eval | $SHELL',
      'eval (argument)',
      'eval (stored) to demo_run',
      'sed | eval | $demo__1_prefix (argument)',
    ])
    const stored = find('m4', macro, 'sed | eval | $demo__1_prefix')
    assert.equal(stored.assignedTo, 'demo__1_config')
    assert.equal(stored.commands[1]?.words[1]?.resolved, 'tr "\\t \\-_" " \\t_\\-"')
    const run = find('m4', macro, 'eval | $SHELL')
    assert.equal(run.context, 'AC_CONFIG_COMMANDS in demo_HOST')
    assert.equal(run.span.start.line, 13)
    assert.equal(find('m4', macro, 'grep').context, 'demo_HOST')
  })

  it('takes away the brackets m4 takes, and keeps true places', () => {
    const [command] = find('m4', macro, 'grep').commands
    assert.equal(command?.words[2]?.text, '@{4}[[:alnum:]]{5}@{4}$')
    assert.ok(command)
    for (const word of command.words) assert.equal(textAt(macro, word.span), word.raw)
  })

  it('runs only the substitutions of a message', () => {
    assert.deepEqual(shown('m4', 'AC_MSG_WARN([do | not `a | b`])\n'), ['a | b (substitution)'])
  })

  it('takes no program for shell', () => {
    const text = 'AC_COMPILE_IFELSE([AC_LANG_SOURCE([[a | b;]])], [c | d])\nAC_TRY_RUN([e | f], [g])\n'
    assert.deepEqual(shown('m4', text), ['c | d', 'g'])
  })

  it('reads commands between macros at top level', () => {
    assert.deepEqual(shown('m4', 'AC_INIT([x], [1])\na | b\nAS_IF([c | d], [e])\n'), ['a | b', 'c | d', 'e'])
    assert.deepEqual(shown('m4', 'm4_esyscmd([a | b])\n'), ['a | b'])
  })
})

describe('shell in makefiles', () => {
  it('reads recipes, shell functions and variables', () => {
    const text = [
      "DEC = sed 's/x/y/' $(srcdir)/data | tr a b",
      'FLAGS := $(shell cfg --cflags | sed s/-I//)',
      'VER != git describe',
      'all: a.o ; one | two',
      '\t-@$(DEC) | $(SHELL)',
      '\tfor f in $(FILES); do \\',
      '\t  x=$$(basename $$f); gzip -c $$x > $@; \\',
      '\tdone',
      '\t$(CC) -o $@ $< && test -f $@',
      '# no | recipe',
      'define RUN',
      'three | four',
      'endef',
    ].join('\n')
    assert.deepEqual(shown('make', text), [
      'sed | tr (stored) to DEC',
      'cfg | sed (substitution) to FLAGS',
      'git (substitution) to VER',
      'one | two',
      `\${DEC} | \${SHELL}`,
      'for',
      'basename (substitution) to x',
      'gzip',
      `\${CC}`,
      'test',
      'three | four',
    ])
    assert.equal(find('make', text, 'one | two').context, 'all')
    assert.equal(textAt(text, find('make', text, `\${DEC} | \${SHELL}`).span), '$(DEC) | $(SHELL)')
  })

  it('sees through make variables', () => {
    const pipeline = find('make', 'T = tr a b\nx:\n\tcat y | $(T) | sh\n', 'cat | tr | sh')
    assert.equal(pipeline.commands[1]?.words[0]?.resolved, 'tr a b')
  })
})

describe('shell in CMake', () => {
  it('joins the commands of one execute_process and separates those of a target', () => {
    const text = [
      'set(DEC "xz -dc")',
      `execute_process(COMMAND head -c 100 "\${DIR}/a b" COMMAND \${DEC} COMMAND sh OUTPUT_VARIABLE out)`,
      'add_custom_command(OUTPUT x COMMAND sh -c "a | b" COMMAND c | d && e DEPENDS f)',
    ].join('\n')
    assert.deepEqual(shown('cmake', text), [
      'xz (stored) to DEC',
      'head | xz | sh to out',
      'sh',
      'a | b (argument)',
      'c | d',
      'e',
    ])
    const head = find('cmake', text, 'head | xz | sh')
    assert.equal(head.commands[0]?.words[3]?.text, `\${DIR}/a b`)
    assert.equal(head.commands[1]?.words[0]?.resolved, 'xz -dc')
    assert.equal(head.span.start.line, 2)
  })
})
