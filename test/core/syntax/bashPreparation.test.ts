import assert from 'node:assert/strict'
import { prepareBash } from '../../../server/core/syntax/bashPreparation'
import { allGrammars, withTree } from './grammarStore'

const parsed: readonly string[] = [
  'exec 5<>"$dir/a"\ncat 1<>b\n',
  'if { a; } then\n  b\nfi\n',
  'if (a && b) then c; fi\n',
  'for arg do echo "$arg"; done\n',
  'echo $((0x$a + 1))\n',
]

describe('shell scripts prepared for their grammar', () => {
  for (const text of parsed)
    it(`are read without an error: ${JSON.stringify(text)}`, async () => {
      withTree(await allGrammars(), 'bash', text, tree => assert.deepEqual(tree.errors(), []))
    })

  it('keep their length, and what needs nothing', () => {
    assert.equal(prepareBash('for a in b; do c <d >e <<f; done\nf\n'), 'for a in b; do c <d >e <<f; done\nf\n')
    for (const text of parsed) assert.equal(prepareBash(text).length, text.length)
  })
})
