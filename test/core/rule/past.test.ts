import { strict as assert } from 'node:assert'
import type { ChangeSource, EarlierChange } from '../../../server/core/model/ports'
import { rules } from '../../../server/rules'
import { type MemoryFile, memorySource } from '../../harness/memory'
import { reviewWith } from '../../harness/review'

const rule = rules.find(one => one.id === 'binary/opaque-file-changed')!
/** No format and no text. */
const bytes = (text: string) => Uint8Array.of(0, 1, ...[...text].map(char => char.charCodeAt(0) | 0x80))
const replaced: MemoryFile = { path: 'assets/syntaxes.bin', old: bytes('old'), new: bytes('new') }
const added: MemoryFile = { path: 'tests/files/bad.xz', new: bytes('new') }

/** So many commits that added and replaced these paths. */
function commits(count: number, change: Partial<EarlierChange>): readonly EarlierChange[] {
  return Array.from({ length: count }, () => ({ added: [], replaced: [], ...change }))
}

async function told(file: MemoryFile, changes?: readonly EarlierChange[], others: readonly MemoryFile[] = []) {
  const past = { changes: changes ?? [], isCut: false }
  const source: ChangeSource = {
    ...memorySource([file, ...others]),
    ...(changes === undefined ? {} : { history: { past: async () => past } }),
  }
  const { findings, failures } = await reviewWith([rule], source)
  assert.deepEqual(failures, [])
  const { severity, why } = findings[0]!
  return { severity, last: why.split('\n').at(-1) }
}

describe('the repository as its own measure', () => {
  it('takes a replaced file for less where this very file was replaced alone before', async () => {
    const changes = [
      ...commits(2, { replaced: ['assets/syntaxes.bin', 'assets/themes.bin'] }),
      ...commits(3, { replaced: ['assets/syntaxes.bin', 'src/main.rs'] }),
      ...commits(1, { replaced: ['README.md'] }),
    ]
    assert.deepEqual(await told(replaced, changes), {
      severity: 'medium',
      last: 'Of all 6 commits before, 5 replaced *.bin in assets, 2 of them without code; this file 5 times, 2 without.',
    })
  })

  it('does not where it were others, where it was once, or where code nearly always came with it', async () => {
    const others = commits(9, { replaced: ['assets/themes.bin'] })
    const once = commits(1, { replaced: ['assets/syntaxes.bin'] })
    const seldom = [
      ...commits(2, { replaced: ['assets/syntaxes.bin'] }),
      ...commits(9, { replaced: ['assets/syntaxes.bin', 'src/main.rs'] }),
    ]
    for (const changes of [others, once, seldom, []]) assert.equal((await told(replaced, changes)).severity, 'high')
  })

  it('takes a replaced file for less where all that differs can be read', async () => {
    const text = (word: string) => new TextEncoder().encode(`\0\x01${word}\0`)
    const file: MemoryFile = { path: 'assets/syntaxes.bin', old: text('old name'), new: text('new name') }
    assert.equal((await told(file)).severity, 'medium')
    assert.equal((await told(replaced)).severity, 'high')
  })

  it('takes an added file for less where such files are added alone as a rule', async () => {
    const alone = commits(5, { added: ['tests/files/good.xz', 'tests/files/README'] })
    const withTest = commits(5, { added: ['tests/files/good.xz', 'tests/test_files.sh'] })
    assert.equal((await told(added, [...alone, ...withTest])).severity, 'low')
    assert.equal((await told(added, withTest)).severity, 'medium')
    assert.equal((await told(added, alone.slice(1))).severity, 'medium')
  })

  it('says the numbers where it never happens, and that none are known where there is no past', async () => {
    const changes = commits(7, { added: ['tests/files/a.xz'], replaced: ['src/a.c'] })
    assert.deepEqual(await told(added, changes), {
      severity: 'medium',
      last: 'Of all 7 commits before, 7 added *.xz in tests/files, 0 of them without code.',
    })
    assert.deepEqual(await told(added, commits(3, { added: ['other/a.xz'] })), {
      severity: 'medium',
      last: 'Of all 3 commits before, none added *.xz in tests/files.',
    })
    assert.deepEqual(await told(added), {
      severity: 'medium',
      last: 'Earlier commits were not at hand to compare with.',
    })
  })

  it('is not read for what comes with code', async () => {
    const source: ChangeSource = {
      ...memorySource([added, { path: 'src/a.c', new: 'int a;\n' }]),
      history: { past: () => Promise.reject(new Error('read')) },
    }
    assert.deepEqual((await reviewWith([rule], source)).failures, [])
  })

  it('fails as one rule where it cannot be read', async () => {
    const source: ChangeSource = {
      ...memorySource([added]),
      history: { past: () => Promise.reject(new Error('gone')) },
    }
    const { findings, failures } = await reviewWith([rule], source)
    assert.match(failures[0]?.reason ?? '', /gone/)
    assert.equal(findings[0]?.severity, 'medium')
  })
})
