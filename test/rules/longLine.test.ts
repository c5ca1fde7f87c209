import { strict as assert } from 'node:assert'
import { rules } from '../../server/rules'
import { reviewCase } from '../harness/cases'

describe('source/decoded-text-runs on a line nobody can read', () => {
  it('tells what a script decodes and runs, however long its line is', async () => {
    const rule = rules.find(({ id }) => id === 'source/decoded-text-runs')
    assert.ok(rule !== undefined)
    const line = `import zlib,base64;exec(zlib.decompress(base64.b85decode("${'c$|e'.repeat(6000)}")))`
    const patch = `diff --git a/b.py b/b.py\nnew file mode 100644\n--- /dev/null\n+++ b/b.py\n@@ -0,0 +1 @@\n+${line}\n`
    const item = { name: 'long', document: 'cases.md', line: 1, patch, marks: [], files: new Map() }
    const { findings } = await reviewCase(rule, item)
    assert.deepEqual(
      findings.map(({ severity }) => severity),
      ['high'],
    )
  })
})
