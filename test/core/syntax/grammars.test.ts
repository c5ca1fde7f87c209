import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { GrammarStore } from '../../../server/core/syntax/grammars'
import { grammarIds } from '../../../server/core/syntax/language'
import { distFolder, wasmFolder } from '../../../server/host/bundle'
import { loadWasm } from '../../../server/host/wasm'
import { allGrammars, withTree } from './grammarStore'

const folder = join(distFolder, '..', 'grammars')
interface Entry {
  readonly source: string
  readonly abi: number
  readonly sha256: string
}
const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
  readonly languages: Readonly<Record<string, Entry>>
}

describe('grammars', () => {
  it('has one manifest entry per language, and no other', () => {
    assert.deepEqual(Object.keys(manifest.languages).sort(), [...grammarIds].sort())
  })

  for (const language of grammarIds) {
    it(`loads ${language} with the ABI and hash the manifest names`, async () => {
      const entry = manifest.languages[language]
      assert.ok(entry)
      const grammars = await allGrammars()
      assert.equal(grammars.language(language).abiVersion, entry.abi)
      const bytes = readFileSync(join(wasmFolder, `tree-sitter-${language}.wasm`))
      assert.equal(createHash('sha256').update(bytes).digest('hex'), entry.sha256)
    })
  }

  it('says which grammar was not awaited', () => {
    const store = new GrammarStore(loadWasm)
    assert.throws(() => store.language('c'), /grammar c is not loaded/)
  })

  it('tries a grammar again after it could not be loaded', async () => {
    let isBroken = true
    const store = new GrammarStore(async name => {
      if (isBroken && name === 'tree-sitter-make.wasm') throw new Error('no such file')
      return loadWasm(name)
    })
    await assert.rejects(store.ensure(['make']), /no such file/)
    assert.equal(store.isLoaded('make'), false)
    isBroken = false
    await store.ensure(['make'])
    assert.equal(store.isLoaded('make'), true)
  })

  for (const language of grammarIds.filter(id => manifest.languages[id]?.source === 'own')) {
    const corpus = join(folder, language, 'corpus')
    for (const file of readdirSync(corpus).sort())
      for (const { name, text, tree } of readCorpus(readFileSync(join(corpus, file), 'utf8')))
        it(`${language}: ${name}`, async () => {
          const grammars = await allGrammars()
          withTree(grammars, language, text, source => {
            assert.equal(source.root.toString().replace(/\s+/g, ' '), tree)
            assert.deepEqual(source.errors(), [])
          })
        })
  }
})

/** The format of the generator's own `test` command: a framed title, the text, `---`, the tree. */
function readCorpus(content: string): readonly { name: string; text: string; tree: string }[] {
  return content
    .split(/^={20}\n(?=.+\n={20}\n)/m)
    .slice(1)
    .map(part => {
      const [name = '', rest = ''] = part.split(/\n={20}\n/)
      const [text = '', tree = ''] = rest.split('\n---\n')
      return { name, text, tree: tree.replace(/\s+/g, ' ').trim() }
    })
}
