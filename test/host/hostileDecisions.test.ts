import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DecisionsError, DecisionsStore, stillValid } from '../../server/host/decisions'

describe('a decisions store with values of other kinds', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plainsight-decisions-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const write = (value: unknown) => writeFileSync(join(folder, 'decisions.json'), JSON.stringify(value))

  it('is refused for a version that cannot be said', async () => {
    write({ version: { toString: 1 }, decisions: [] })
    await assert.rejects(new DecisionsStore({ folder }).read(), DecisionsError)
  })

  it('does not count an entry whose end is no day', async () => {
    const entry = { fingerprint: 'a', evidenceDigest: 'b', rule: 'c', path: 'd', reason: 'e', date: 'f', expires: 5 }
    write({ version: 1, decisions: [entry] })
    assert.deepEqual(stillValid(await new DecisionsStore({ folder }).read(), new Date(0)), [])
  })
})
