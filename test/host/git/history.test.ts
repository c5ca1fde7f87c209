import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { HistoryItem } from '../../../server/host/git/repository'
import { openRepository } from '../../../server/host/git/repository'
import { TestRepository } from '../../harness/git'
import { allText, withRepository } from '../../harness/gitChange'

describe('history', () => {
  let repository: TestRepository
  const ids: string[] = []
  /** The same ones again and again: more than any reading ahead. */
  let many: readonly string[] = []
  before(() => {
    repository = new TestRepository()
    for (let number = 0; number < 60; number++)
      ids.push(repository.commit(`number ${number}`, { 'a.txt': `${number}\n`, [`f/${number}.txt`]: `${number}\n` }))
    many = Array.from({ length: 10 }, () => ids).flat()
  })
  after(() => repository.dispose())

  const nameOf = (item: HistoryItem) => ('error' in item ? `${item.rev}: ${item.error.kind}` : item.commit.subject)

  it('gives every commit in the order asked, with the unknown ones in their places', async () => {
    await withRepository(repository.folder, async opened => {
      const asked = [ids[7]!, 'nope', ids[3]!, ids[7]!, 'main~1', 'f'.repeat(40), ids[0]!]
      const items: string[] = []
      for await (const item of opened.history(asked)) items.push(nameOf(item))
      assert.deepEqual(items, [
        'number 7',
        'nope: unknown-revision',
        'number 3',
        'number 7',
        'number 58',
        `${'f'.repeat(40)}: missing-object`,
        'number 0',
      ])
    })
  })

  it('gives the same change as commit() does', async () => {
    await withRepository(repository.folder, async opened => {
      let count = 0
      for await (const item of opened.history(opened.walk('HEAD'))) {
        assert.ok(!('error' in item))
        const alone = await opened.commit(item.commit.id)
        assert.deepEqual(item.source.changeSet, alone.changeSet)
        assert.deepEqual(await allText(item.source), await allText(alone))
        count++
      }
      assert.equal(count, 60)
    })
  })

  it('takes revisions as they come, and does not run ahead without bound', async () => {
    await withRepository(repository.folder, async opened => {
      let taken = 0
      const slowly = async function* () {
        for (const id of many) {
          taken++
          yield id
        }
      }
      const items = opened.history(slowly())
      await items.next()
      assert.ok(taken < many.length / 2, `${taken} taken for one`)
      await items.return(undefined)
    })
  })

  it('stops when it is cancelled, and leaves no process and no folder behind', async () => {
    const scratchDir = join(repository.home, 'scratch')
    const cancel = new AbortController()
    const opened = await openRepository(repository.folder, { scratchDir, signal: cancel.signal })
    const seen: string[] = []
    await assert.rejects(async () => {
      for await (const item of opened.history(many)) {
        seen.push(nameOf(item))
        if (seen.length === 2) cancel.abort(new Error('enough'))
      }
    }, /enough/)
    assert.ok(seen.length >= 2 && seen.length < many.length)
    await assert.rejects(opened.commit('HEAD'), /enough/)
    await opened.dispose()
    assert.deepEqual(readdirSync(scratchDir), [])
    await assert.rejects(openRepository(repository.folder, { signal: cancel.signal }), /enough/)
  })

  it('answers what is waited for when the repository is closed', async () => {
    const opened = await openRepository(repository.folder)
    const waiting = Promise.allSettled(ids.map(id => opened.commit(id)))
    await opened.dispose()
    for (const result of await waiting)
      if (result.status === 'rejected') assert.match(String(result.reason), /was closed/)
    await opened.dispose()
  })
})
