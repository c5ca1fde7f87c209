import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { GrammarStore } from '../../../server/core/syntax/grammars'
import { grammarIds } from '../../../server/core/syntax/language'
import { parse } from '../../../server/core/syntax/parse'
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

  it('loads a grammar at its first use and once, and no other', async () => {
    const names: string[] = []
    const store = new GrammarStore(name => {
      names.push(name)
      return loadWasm(name)
    })
    assert.deepEqual(names, [])
    await store.load(['m4', 'm4'])
    await Promise.all([store.ensure(['m4']), store.load(['m4']), store.ensure([])])
    assert.deepEqual(
      names.filter(name => name !== 'web-tree-sitter.wasm'),
      ['tree-sitter-m4.wasm'],
    )
    assert.equal(store.isLoaded('make'), false)
  })

  const broken: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
    'is empty': () => new Uint8Array(),
    'is text': () => new TextEncoder().encode('not a grammar'),
    'ends too early': bytes => bytes.subarray(0, bytes.length / 2),
    'is a module of another kind': () => Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]),
    'has an ABI of the future': withAbi(99),
    'has an ABI of the past': withAbi(3),
  }
  for (const [what, spoil] of Object.entries(broken))
    it(`goes on without a grammar that ${what}`, async () => {
      const store = new GrammarStore(async name => {
        const bytes = await loadWasm(name)
        return name === 'tree-sitter-m4.wasm' ? spoil(bytes) : bytes
      })
      assert.deepEqual(await store.load(['cmake', 'm4', 'json']), ['m4'])
      assert.equal(store.isBroken('m4'), true)
      assert.deepEqual(parse(store, 'm4', 'x'), { ok: false, reason: 'no-grammar' })
      withTree(store, 'cmake', 'set(a b)\n', tree => assert.deepEqual(tree.errors(), []))
      withTree(await allGrammars(), 'm4', 'AC_INIT([a])\n', tree => assert.deepEqual(tree.errors(), []))
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

/** The module with another version where its language begins: the version, then the number of symbols. */
function withAbi(version: number): (bytes: Uint8Array) => Uint8Array {
  return bytes => {
    const copy = Uint8Array.from(bytes)
    const view = new DataView(copy.buffer)
    const abi = manifest.languages.m4?.abi ?? 0
    const places = [...copy.keys()].filter(
      at =>
        at + 24 < copy.length &&
        view.getUint32(at, true) === abi &&
        [0, 8, 20].every(next => view.getUint32(at + next, true) < 1000) &&
        view.getUint32(at + 4, true) > 10 &&
        view.getUint32(at + 4, true) < 1000,
    )
    assert.equal(places.length, 1, 'the language begins at one place')
    view.setUint32(places[0] ?? 0, version, true)
    return copy
  }
}

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
