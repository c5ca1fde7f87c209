import assert from 'node:assert/strict'
import type { ChangeSource } from '../../../server/core/model/ports'
import { TestRepository } from '../../harness/git'
import { withRepository } from '../../harness/gitChange'

const paths = async (source: ChangeSource) =>
  (await source.history?.past())?.changes.map(({ added, replaced }) => `${added.join(' ')}|${replaced.join(' ')}`)

describe('the past of a change', () => {
  let repository: TestRepository
  const ids: string[] = []
  before(() => {
    repository = new TestRepository()
    const commit = (files: Parameters<TestRepository['commit']>[1]) => ids.push(repository.commit('c', files))
    commit({ 'first.txt': '1\n' })
    commit({ 'data/a.bin': 'a\n', 'data/b.bin': 'b\n' })
    commit({ 'data/a.bin': 'aa\n', 'src/a.c': 'int a;\n' })
    commit({ 'data/b.bin': null, 'other/b.bin': 'b\n', 'data/gone.bin': 'g\n' })
    commit({ 'data/gone.bin': null })
  })
  after(() => repository.dispose())

  it('lists what each commit before it added and replaced, newest first, without moves and removals', async () => {
    await withRepository(repository.folder, async opened => {
      assert.deepEqual(await paths(await opened.commit(ids[4]!)), [
        'data/gone.bin|',
        'src/a.c|data/a.bin',
        'data/a.bin data/b.bin|',
      ])
      assert.deepEqual(await paths(await opened.commit(ids[2]!)), ['data/a.bin data/b.bin|'])
    })
  })

  it('is that of the base side, for a range and for the working tree', async () => {
    await withRepository(repository.folder, async opened => {
      assert.deepEqual(await paths(await opened.range(ids[2]!, ids[4]!)), [
        'src/a.c|data/a.bin',
        'data/a.bin data/b.bin|',
      ])
      assert.equal((await paths(await opened.worktree()))?.length, 4)
      assert.equal((await paths(await opened.staged()))?.length, 4)
    })
  })

  it('is not there for a first commit, nor for a whole tree', async () => {
    await withRepository(repository.folder, async opened => {
      assert.equal((await opened.commit(ids[0]!)).history, undefined)
      assert.equal((await opened.tree(ids[3]!)).history, undefined)
    })
  })

  it('ends where a clone ends, and says so', async () => {
    const shallow = new TestRepository({ cloneOf: repository.folder, cloneOptions: ['--depth', '3'] })
    try {
      await withRepository(shallow.folder, async opened => {
        const past = await (await opened.commit('HEAD')).history?.past()
        assert.deepEqual([past?.changes.length, past?.isCut], [1, true])
        const whole = await withRepository(repository.folder, async of => (await of.commit('HEAD')).history?.past())
        assert.equal(whole?.isCut, false)
      })
    } finally {
      shallow.dispose()
    }
  })
})
