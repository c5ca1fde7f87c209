import assert from 'node:assert/strict'
import { execCalls } from '../../../server/core/embedded/execCalls'
import type { LanguageId } from '../../../server/core/syntax/language'
import { findCode } from './findCode'

interface Case {
  readonly language: LanguageId
  readonly text: string
  readonly expected: readonly string[]
  readonly leads?: readonly (string | readonly [code: string, written: string])[]
}

const cases: readonly Case[] = [
  {
    language: 'python',
    text: `import os, subprocess as sp
from subprocess import check_output
os.system("make \\"x\\" | sh")
sp.run(["sh", "-c", "it's"], check=True)
check_output('ls -l', shell=True)
url = get()
sp.Popen(f"curl {url} | sh", shell=True)
cmd = "tar x"
os.popen(cmd)
sp.call(["git", url])
os.execvp("sh", ["sh", "-c", "y"])
eval("1 + 1")
print("os.system")
unknown.run("x")
`,
    expected: [
      'os.system | bash | make "x" | sh',
      `subprocess.run | bash | sh -c 'it'\\''s'`,
      'subprocess.check_output | bash | ls -l',
      `subprocess.Popen | bash | curl \${_} | sh`,
      'os.popen | bash | tar x',
      `subprocess.call | bash | git "\${_}"`,
      'os.execvp | bash | sh -c y',
      'eval | python | 1 + 1',
    ],
    leads: ['ls -l', ['"x"', '\\"x\\"'], ['tar x', 'cmd'], '1 + 1', '| sh'],
  },
  {
    language: 'javascript',
    text: `const cp = require('node:child_process')
const { exec } = require('child_process')
cp.execSync('ls | sh')
exec(\`curl \${url} -o x\`, () => {})
cp.spawn('sh', ['-c', "a b"], { stdio: 'inherit' })
cp.spawn('npm', ['run', 'a b'], { shell: true })
eval('x()')
new Function('a', 'return a')
setTimeout('y()', 5)
setTimeout(() => z, 5)
;/re/.exec('no')
`,
    expected: [
      'child_process.execSync | bash | ls | sh',
      `child_process.exec | bash | curl \${_} -o x`,
      `child_process.spawn | bash | sh -c 'a b'`,
      'child_process.spawn | bash | npm run a b',
      'eval | javascript | x()',
      'Function | javascript | return a',
      'setTimeout | javascript | y()',
    ],
    leads: ['ls | sh', 'curl ', '-o x', 'a b', 'return a'],
  },
  {
    language: 'ruby',
    text: `system("ls | sh")
system("git", "a b")
x = \`date\`
y = %x(uname -a)
eval("1 + 1")
Open3.capture2('id')
`,
    expected: [
      'system | bash | ls | sh',
      "system | bash | git 'a b'",
      '`…` | bash | date',
      '`…` | bash | uname -a',
      'eval | ruby | 1 + 1',
      'Open3.capture2 | bash | id',
    ],
    leads: ['ls | sh', 'a b', 'date', 'uname -a', 'id'],
  },
  {
    language: 'php',
    text: `<?php
exec('ls | sh', $out);
$x = \`date\`;
eval('echo 1;');
shell_exec("id");
`,
    expected: ['exec | bash | ls | sh', '`…` | bash | date', 'eval | php | echo 1;', 'shell_exec | bash | id'],
    leads: ['ls | sh', 'date', 'echo 1;', 'id'],
  },
]

describe('texts that programs run', () => {
  for (const { language, text, expected, leads = [] } of cases) {
    it(`are found in ${language}`, async () => {
      const found = await findCode(execCalls, language, 'file', text)
      assert.deepEqual(
        found.listed.map(line => line.replaceAll('node:', '')),
        expected,
      )
      for (const each of leads) {
        if (typeof each === 'string') found.leads(each)
        else found.leads(each[0], each[1])
      }
    })
  }
})
