import assert from 'node:assert/strict'
import { probeErrors } from '../../../server/core/syntax/probeErrors'
import { findProbes, matchProbe, type Probe } from '../../../server/core/syntax/probes'
import { readShell, type ShellCommand } from '../../../server/core/syntax/shell'
import { allGrammars, textAt } from './grammarStore'

const probes = (text: string): readonly Probe[] => findProbes('meson', text)

function only(text: string): Probe {
  const [probe, ...rest] = probes(text)
  assert.equal(rest.length, 0)
  assert.ok(probe)
  return probe
}

describe('feature-check programs in Meson', () => {
  it('knows kind, language, place and program', () => {
    const text = `cc = meson.get_compiler('c')\nx = cc.links('''\n  int main(void) { return '\\''; }\n''', args: ['-lx'])\n`
    const probe = only(text)
    assert.deepEqual([probe.buildSystem, probe.kind, probe.language, probe.check], ['meson', 'link', 'c', 'links'])
    assert.equal(probe.body.text, `\n  int main(void) { return '\\''; }\n`)
    assert.equal(textAt(text, probe.span), text.slice(text.indexOf('cc.links'), -1))
    const at = probe.body.text.indexOf('int')
    assert.equal(textAt(text, probe.body.span(at, at + 3)), 'int')
  })

  const programs: readonly [name: string, text: string, expected: readonly string[]][] = [
    ['in a variable', `code = 'int a;'\ncc.compiles(code)`, ['int a;']],
    ['in a variable that is set anew', `c = 'int a;'\ncc.compiles(c)\nc = 'int b;'\ncc.run(c)`, ['int a;', 'int b;']],
    ['that is put together', `p = 'int a;'\ncc.compiles(p + '\\nint b;')`, ['int a;\nint b;']],
    ['that grows', `p = 'int a;'\np += 'int b;'\ncc.compiles(p)`, ['int a;int b;']],
    ['from lines', `cc.compiles('\\n'.join(['int a;', 'int b;']), name : 'x')`, ['int a;\nint b;']],
    ['of a compiler asked for in place', `meson.get_compiler('cpp').run('int main() {}')`, ['int main() {}']],
    ['in a condition, in brackets, in an argument', `if not (a and cc.compiles('int a;'))\nendif`, ['int a;']],
    ['after a slip', `x = [1, ~ 2)\ny = }\ncc.compiles('int a;')`, ['int a;']],
    ['but not in a file', `cc.compiles(files('x.c'))\ncc.has_header_symbol('a.h', 'b')\ntest.run('a')`, []],
    ['but not in a comment', `# cc.compiles('int a;')\nx = '''cc.compiles("int b;")'''`, []],
  ]
  for (const [name, text, expected] of programs)
    it(`finds a program ${name}`, () => {
      assert.deepEqual(
        probes(text).map(probe => probe.body.text),
        expected,
      )
    })

  it('tells compilers apart', () => {
    const text = `a = meson.get_compiler('cpp')\nb = meson.get_compiler('fortran')\na.compiles('x;')\nb.compiles('x;')\ncxx.compiles('x;')\ncc.compiles('x;')`
    assert.deepEqual(
      probes(text).map(probe => probe.language),
      ['cpp', 'unknown', 'cpp', 'c'],
    )
  })

  const results: readonly [name: string, text: string, expected: readonly string[]][] = [
    ['a variable and a title', `x = cc.compiles('a;', name: 'a works')`, ['x', 'a works']],
    ['a define around it', `conf.set10('HAVE_A', cc.compiles('a;'))`, ['HAVE_A']],
    ['a define of the variable', `x = cc.compiles('a;')\nconf.set('HAVE_A', x)`, ['HAVE_A', 'x']],
    [
      'a define under the condition',
      `if cc.compiles('a;')\n  conf.set('HAVE_A', 1)\nelse\n  conf.set('NO', 1)\nendif`,
      ['HAVE_A'],
    ],
    [
      'a define under a condition on the variable',
      `x = cc.run('a;').returncode() == 0\nif x\n  add_project_arguments('-DHAVE_A=1')\nendif`,
      ['HAVE_A', 'x'],
    ],
  ]
  for (const [name, text, expected] of results)
    it(`names what the answer is stored in: ${name}`, () => {
      assert.deepEqual(only(text).resultVariables, expected)
    })

  it('keeps answers apart that share a variable', () => {
    const text = `x = cc.compiles('a;')\nconf.set('A', x)\nx = cc.compiles('b;')\nif x\n  conf.set('B', 1)\nendif`
    assert.deepEqual(
      probes(text).map(probe => probe.resultVariable),
      ['A', 'B'],
    )
  })

  it('places an error in the build file and takes what is filled in for a name', async () => {
    const grammars = await allGrammars()
    const errors = (text: string): readonly string[] => {
      const result = probeErrors(grammars, only(text))
      assert.ok(result.ok)
      return result.errors.map(({ text: shown, span }) => `${span.start.line}:${span.start.column} ${shown}`)
    }
    assert.deepEqual(errors(`x = cc.compiles('''\n#include <a.h>\n.\nint a;\n''')`), ['3:0 .'])
    assert.deepEqual(errors(`x = cc.compiles('''\n#include <@0@>\nint a = sizeof(@1@);\n'''.format(b, c))`), [])
    assert.deepEqual(errors(`x = cc.compiles(f'#include <a.h>\\nint @name@;')`), [])
  })

  it('finds the twin in another build system', () => {
    const meson = only(`conf.set('HAVE_A', cc.compiles('int a;'))`)
    const cmake = findProbes('cmake', 'check_c_source_compiles("int a;" HAVE_A)')
    assert.equal(matchProbe(meson, cmake), cmake[0])
  })
})

describe('commands in Meson', () => {
  const commands = (text: string): readonly ShellCommand[] =>
    readShell('meson', text).pipelines.flatMap(pipeline => pipeline.commands)
  const words = (text: string): readonly string[] =>
    commands(text).map(command => command.words.map(word => word.resolved ?? word.text).join(' '))

  const cases: readonly [name: string, text: string, expected: readonly string[]][] = [
    ['run_command', `run_command('a', 'b c', check: true)`, ['a b c']],
    ['arrays, found programs and paths', `run_command([find_program('a'), 'b' / 'c'], files('d.sh'))`, ['a b/c d.sh']],
    [
      'custom_target and its like',
      `custom_target('x', output: 'y', command: ['a', '@INPUT@'])\nrun_target('z', command: b)`,
      ['a @INPUT@', 'b'],
    ],
    ['generator', `generator(find_program('a'), output: 'x', arguments: ['-o', '@OUTPUT@'])`, ['a -o @OUTPUT@']],
    [
      'scripts of meson',
      `meson.add_install_script('a.sh', 'b')\nmeson.add_postconf_script('c')\nmeson.add_dist_script('d')`,
      ['a.sh b', 'c', 'd'],
    ],
    ['tests', `test('name', exe, args: ['a'])\nbenchmark('n', e2)`, ['exe a', 'e2']],
    [
      'variables',
      `d = 'x' / 'y'\np = find_program('sed')\ncmd = [p, d]\ncmd += ['z']\nrun_command(cmd, f'@d@.c')`,
      ['sed x/y z x/y.c'],
    ],
    ['what is only called like one', `foo.run_command('a')\nadd_install_script('b')\ntest('x')`, []],
  ]
  for (const [name, text, expected] of cases)
    it(`reads ${name}`, () => {
      assert.deepEqual(words(text), expected)
    })

  it('resolves nothing that the file does not fix', () => {
    const [command] = commands(`p = find_program('a', 'b')\nrun_command(p, meson.current_source_dir())`)
    assert.deepEqual(
      command?.words.map(word => [word.text, word.resolved]),
      [
        ['p', undefined],
        ['meson.current_source_dir()', undefined],
      ],
    )
  })

  it('gives every word its place, and the name of the program', () => {
    const text = `x = 1\nr = run_command('/bin/sh', '-c', 'a | b',\n  'it\\'s', check: false)\n`
    const [shell, nested] = readShell('meson', text).pipelines
    assert.equal(shell?.context, 'run_command')
    assert.equal(shell?.assignedTo, 'r')
    assert.equal(shell?.commands[0]?.name, 'sh')
    assert.deepEqual(
      shell?.commands[0]?.words.map(word => textAt(text, word.span)),
      ['/bin/sh', '-c', 'a | b', `it\\'s`],
    )
    assert.deepEqual(
      nested?.commands.map(command => [command.name, textAt(text, command.span)]),
      [
        ['a', 'a'],
        ['b', 'b'],
      ],
    )
  })

  it('reads text that only looks like Meson to the end', () => {
    for (const unit of [
      "'",
      "'''",
      '((',
      'a(',
      'a.',
      'a[',
      'if ',
      'a ? ',
      'x = x + x\n',
      'a:',
      "cc.compiles('",
      '\\',
      'a(a:',
      '-',
    ])
      assert.ok(Array.isArray(findProbes('meson', unit.repeat(20_000))) && readShell('meson', unit.repeat(20_000)))
  })
})
