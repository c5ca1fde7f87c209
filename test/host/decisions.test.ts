import { strict as assert } from 'node:assert'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import type { Decision } from '../../server/core/rule/decisions'
import {
  DecisionsError,
  type DecisionsErrorKind,
  DecisionsStore,
  stillValid,
  userStorage,
} from '../../server/host/decisions'

function decision(name: string, evidence = 'one'): Decision {
  return {
    fingerprint: `v1:${name}`,
    evidenceDigest: `e1:${evidence}`,
    rule: 'binary/opaque-file-changed',
    path: `${name}.bin`,
    reason: 'made by gen.sh',
    date: '2026-11-01T10:00:00.000Z',
  }
}

function isKind(kind: DecisionsErrorKind): (error: unknown) => boolean {
  return error => error instanceof DecisionsError && error.kind === kind && error.remedy !== ''
}

describe('the decisions store', () => {
  let home: string
  let folder: string
  beforeEach(() => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'plainsight-decisions-')))
    folder = join(home, 'data', 'plainsight')
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))
  const store = (reviewedRoots: readonly string[] = []) => new DecisionsStore({ folder, reviewedRoots })
  const writeStore = (text: string) => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(store().file, text)
  }

  it('is empty before the first decision, and makes nothing by being read', async () => {
    assert.deepEqual(await store().read(), [])
    assert.ok(!existsSync(folder))
  })

  it('keeps what was accepted, for another store to read', async () => {
    await store().accept(decision('a'))
    await store().accept(decision('b'))
    assert.deepEqual(await store().read(), [decision('a'), decision('b')])
  })

  it('keeps one decision per finding and evidence, the last one', async () => {
    await store().accept(decision('a'))
    await store().accept(decision('a', 'two'))
    await store().accept({ ...decision('a'), reason: 'again' })
    const reasons = (await store().read()).map(({ evidenceDigest, reason }) => [evidenceDigest, reason])
    assert.deepEqual(reasons, [
      ['e1:two', 'made by gen.sh'],
      ['e1:one', 'again'],
    ])
  })

  it('takes back one evidence or all of a finding, and says how many', async () => {
    for (const evidence of ['one', 'two', 'three']) await store().accept(decision('a', evidence))
    await store().accept(decision('b'))
    assert.equal(await store().undo({ fingerprint: 'v1:a', evidenceDigest: 'e1:one' }), 1)
    assert.equal(await store().undo({ fingerprint: 'v1:a' }), 2)
    assert.equal(await store().undo({ fingerprint: 'v1:a' }), 0)
    assert.deepEqual(await store().read(), [decision('b')])
  })

  it('loses nothing when many write at the same time', async () => {
    const names = Array.from({ length: 24 }, (_, index) => `n${index}`)
    await Promise.all(names.map(name => store().accept(decision(name))))
    const found = (await store().read()).map(({ fingerprint }) => fingerprint)
    assert.deepEqual([...found].sort(), names.map(name => `v1:${name}`).sort())
    assert.deepEqual(readdirSync(folder), ['decisions.json'])
  })

  it('takes over a lock that a dead process left behind', async () => {
    writeStore('{"version":1,"decisions":[]}')
    const lock = `${store().file}.lock`
    writeFileSync(lock, '')
    utimesSync(lock, new Date(0), new Date(0))
    await store().accept(decision('a'))
    assert.equal((await store().read()).length, 1)
    assert.ok(!existsSync(lock))
  })

  it('leaves a newer version alone and says so', async () => {
    const text = '{"version":2,"decisions":[{"shape":"unknown"}]}'
    writeStore(text)
    await assert.rejects(store().read(), isKind('newer'))
    await assert.rejects(store().accept(decision('a')), isKind('newer'))
    await assert.rejects(store().undo({ fingerprint: 'v1:a' }), isKind('newer'))
    assert.equal(readFileSync(store().file, 'utf8'), text)
    assert.deepEqual(readdirSync(folder), ['decisions.json'])
  })

  it('leaves a damaged file alone and says so', async () => {
    for (const text of ['', '{', '[]', 'null', '{"version":1}', '{"decisions":[]}']) {
      writeStore(text)
      await assert.rejects(store().read(), DecisionsError, text)
      await assert.rejects(store().accept(decision('a')), DecisionsError, text)
      assert.equal(readFileSync(store().file, 'utf8'), text)
    }
  })

  it('keeps fields and entries it does not know', async () => {
    writeStore('{"version":1,"note":"mine","decisions":[{"odd":true},{"fingerprint":"v1:x","extra":1}]}')
    await store().accept(decision('a'))
    const kept = JSON.parse(readFileSync(store().file, 'utf8'))
    assert.equal(kept.note, 'mine')
    assert.deepEqual(kept.decisions.slice(0, 2), [{ odd: true }, { fingerprint: 'v1:x', extra: 1 }])
    assert.deepEqual(await store().read(), [decision('a')])
  })

  it('refuses to lie in a reviewed tree, by whatever name', async () => {
    const link = join(home, 'link')
    symlinkSync(home, link)
    for (const root of [home, folder, dirname(folder), link, `${home}${sep}`]) {
      await assert.rejects(store([root]).read(), isKind('inside-tree'), root)
      await assert.rejects(store([root]).accept(decision('a')), isKind('inside-tree'), root)
    }
    assert.ok(!existsSync(folder))
    await store([join(home, 'dat'), join(home, 'data', 'plainsight2')]).accept(decision('a'))
  })

  it('says when it cannot be written', async () => {
    writeFileSync(join(home, 'data'), 'a file where a folder should be')
    await assert.rejects(store().accept(decision('a')), isKind('not-writable'))
  })

  it('counts a decision to the end of its last day', () => {
    const list = [
      { ...decision('a'), expires: '2026-11-22' },
      { ...decision('b'), expires: '2026-11-23' },
      decision('c'),
    ]
    const valid = stillValid(list, new Date('2026-11-23T23:59:59Z')).map(({ fingerprint }) => fingerprint)
    assert.deepEqual(valid, ['v1:b', 'v1:c'])
  })

  it('lies where each system keeps the data of a user', () => {
    const tail = (path: string, parts: number) => path.split(/[\\/]/).slice(-parts).join('/')
    assert.equal(userStorage({ XDG_DATA_HOME: join(home, 'x') }, 'linux'), join(home, 'x', 'plainsight'))
    assert.equal(
      tail(userStorage({ XDG_DATA_HOME: 'relative' }, 'linux'), 3),
      'local/share/plainsight'.replace('local', '.local'),
    )
    assert.equal(tail(userStorage({}, 'darwin'), 3), 'Library/Application Support/plainsight')
    assert.equal(userStorage({ APPDATA: join(home, 'roaming') }, 'win32'), join(home, 'roaming', 'plainsight'))
    assert.equal(tail(userStorage({}, 'win32'), 3), 'AppData/Roaming/plainsight')
  })
})
