import assert from 'node:assert/strict'
import { editorTasks } from '../../../server/core/embedded/editorTasks'
import { packageScripts } from '../../../server/core/embedded/packageScripts'
import { findCode } from './findCode'

describe('scripts of package manifests', () => {
  it('reads them by name, escapes resolved', async () => {
    const found = await findCode(
      packageScripts,
      'json',
      'sub/package.json',
      '{"name":"x","scripts":{"postinstall":"node -e \\"run(\'\\u0041\')\\"", "b":"tsc"},"husky":{"hooks":{"pre-commit":"y"}}}',
    )
    assert.deepEqual(found.listed, [
      `scripts.postinstall | bash | node -e "run('A')"`,
      'scripts.b | bash | tsc',
      'husky.hooks.pre-commit | bash | y',
    ])
    found.leads('"run(', '\\"run(')
    found.leads('A', '\\u0041')
    found.leads('tsc')
  })

  it('leaves callbacks of Composer alone and takes lists apart', async () => {
    const found = await findCode(
      packageScripts,
      'json',
      'composer.json',
      '{"scripts":{"post-install-cmd":["A\\\\B::run","@php x", "ls"]}}',
    )
    assert.deepEqual(found.texts, ['@php x', 'ls'])
    found.leads('@php x')
  })

  it('reads tasks of Deno with comments between', async () => {
    const found = await findCode(
      packageScripts,
      'json',
      'deno.jsonc',
      '{ // tasks\n "tasks": { "a": "x", /* "b" */ "c": { "command": "y" }, } }',
    )
    assert.deepEqual(found.listed, ['tasks.a | bash | x', 'tasks.c | bash | y'])
  })

  it('survives what is no JSON', async () => {
    const broken = [
      '{"scripts":{"a":"',
      '{"scripts"',
      '{"scripts":[}]',
      `{"scripts":${'['.repeat(5000)}`,
      '{"scripts":{"a":}}',
    ]
    for (const text of broken) {
      const found = await findCode(packageScripts, 'json', 'package.json', text)
      assert.deepEqual(found.texts, [])
    }
  })
})

describe('commands of editors', () => {
  const cases: readonly (readonly [path: string, text: string, expected: readonly string[], leads: string])[] = [
    [
      '.vscode/tasks.json',
      `{ "tasks": [
  { "label": "L", "type": "shell", "command": "make all && x", "args": ["a b", {"value": "c", "quoting": "strong"}],
    "windows": { "command": "cl" }, "runOptions": { "runOn": "folderOpen" } },
  { "label": "P", "type": "process", "command": "/bin/my prog", "args": ["$x"] },
] }`,
      [
        "task L | bash | make all && x 'a b' c",
        "task L, windows | bash | cl 'a b' c",
        "task P | bash | '/bin/my prog' '$x'",
      ],
      'make all && x',
    ],
    [
      '.vscode/launch.json',
      '{"configurations":[{"name":"N","program":"$x/x","runtimeExecutable":"sh","runtimeArgs":["-c","ls"]}]}',
      ['launch N, runtimeExecutable | bash | sh -c ls', "launch N, program | bash | '$x/x'"],
      '$x/x',
    ],
    [
      '.vscode/settings.json',
      '{"terminal.integrated.profiles.linux":{"p":{"path":"/x","args":["-c"]}},"git.path":"./a b","a.overrideCommand":["x","y"],"a.enable":true,"a.command":"ls | sh"}',
      [
        'terminal.integrated.profiles.linux.p | bash | /x -c',
        "git.path | bash | './a b'",
        'a.overrideCommand | bash | x y',
        'a.command | bash | ls | sh',
      ],
      'ls | sh',
    ],
    [
      '.devcontainer/devcontainer.json',
      '{"image":"x","initializeCommand":"a | b","postCreateCommand":["c","d e"],"postStartCommand":{"n":"f","m":["g"]}}',
      [
        'initializeCommand | bash | a | b',
        "postCreateCommand | bash | c 'd e'",
        'postStartCommand.n | bash | f',
        'postStartCommand.m | bash | g',
      ],
      'd e',
    ],
    [
      '.claude/settings.json',
      '{"hooks":{"PreToolUse":[{"matcher":"*","hooks":[{"type":"command","command":"./run.sh \\"x\\""}]}]}}',
      ['hooks.PreToolUse.hooks | bash | ./run.sh "x"'],
      './run.sh',
    ],
    [
      '.cursor/mcp.json',
      '{"mcpServers":{"s":{"command":"npx","args":["-y","p"]}}}',
      ['mcpServers.s | bash | npx -y p'],
      '-y',
    ],
  ]
  for (const [path, text, expected, leads] of cases) {
    it(`reads ${path}`, async () => {
      const found = await findCode(editorTasks, 'json', path, text)
      assert.deepEqual(found.listed, expected)
      found.leads(leads)
    })
  }
})
