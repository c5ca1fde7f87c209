import assert from 'node:assert/strict'
import { iniCommands, tomlCommands } from '../../../server/core/embedded/pythonTools'
import { xcodeScripts } from '../../../server/core/embedded/xcodeScripts'
import { findCode } from './findCode'

describe('commands in TOML', () => {
  it('reads tables of tasks in all their forms', async () => {
    const found = await findCode(
      tomlCommands,
      'toml',
      'pyproject.toml',
      `[project]
name = "x" # commands = "no"
[tool.poe.tasks]
a = "one \\"q\\""
b.shell = 'two | sh'
c = { cmd = "three", help = "no" }
d = ["four", { cmd = "five" }]
e.shell = """
six \\u0041
seven
"""
[tool.cibuildwheel]
before-all = 'yum install x'
[tool.tox.env.t]
commands = [["py", "-c", "a b"]]
[tool.hatch.envs.default.scripts]
s = "eight"
`,
    )
    assert.deepEqual(found.listed, [
      'tool.poe.tasks.a | bash | one "q"',
      'tool.poe.tasks.b | bash | two | sh',
      'tool.poe.tasks.c | bash | three',
      'tool.poe.tasks.d | bash | four',
      'tool.poe.tasks.d | bash | five',
      'tool.poe.tasks.e | bash | six A\nseven\n',
      'tool.cibuildwheel.before-all | bash | yum install x',
      `tool.tox.env.t.commands | bash | py -c 'a b'`,
      'tool.hatch.envs.default.scripts.s | bash | eight',
    ])
    for (const code of ['two | sh', 'three', 'five', 'seven', 'yum install x', 'a b', 'eight']) found.leads(code)
    found.leads('A', '\\u0041')
  })

  it('reads the tox file inside it', async () => {
    const found = await findCode(
      tomlCommands,
      'toml',
      'pyproject.toml',
      "[tool.tox]\nlegacy_tox_ini = '''\n[testenv]\ncommands =\n    -pytest {posargs}\n    b\nother = c\n'''\n",
    )
    assert.deepEqual(found.listed, [
      'tool.tox, testenv.commands | bash | pytest {posargs}',
      'tool.tox, testenv.commands | bash | b',
    ])
    found.leads('pytest')
  })

  it('survives what is no TOML', async () => {
    for (const text of [
      '[tool.poe.tasks',
      '[a]\nb = [',
      'c = {',
      'd = """',
      '= = =',
      '[[x]]\n[[x]]\n[x.y]\nz="\\',
      'a.b.c',
    ])
      assert.deepEqual((await findCode(tomlCommands, 'toml', 'pyproject.toml', text)).texts, [])
  })
})

describe('commands in tox.ini', () => {
  it('reads each line', async () => {
    const found = await findCode(
      iniCommands,
      undefined,
      'tox.ini',
      '[testenv:x]\ndeps = y\n  z\ncommands = a\n  - b | c\n  # no\n  py3{8,9}: d\n[other]\nx = e\n',
    )
    assert.deepEqual(found.texts, ['a', 'b | c', 'd'])
    found.leads('b | c')
  })
})

describe('scripts of an Xcode project', () => {
  it('resolves escapes', async () => {
    const found = await findCode(
      xcodeScripts,
      undefined,
      'X.xcodeproj/project.pbxproj',
      'A = {\n isa = PBXShellScriptBuildPhase;\n name = "Run it";\n shellPath = /bin/sh;\n shellScript = "echo \\"a\\"\\nls | sh\\n";\n};\n',
    )
    assert.deepEqual(found.listed, ['build phase Run it | bash | echo "a"\nls | sh\n'])
    found.leads('ls | sh')
    found.leads('"a"\nls', '\\"a\\"\\nls')
  })
})
