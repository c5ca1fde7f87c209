import assert from 'node:assert/strict'
import type { Repository } from '../../../server/host/git/repository'
import { TestRepository } from '../../harness/git'
import { withRepository } from '../../harness/gitChange'

const lines = Array.from({ length: 12 }, (_, at) => `int line${at};`)
const text = (edit: (lines: string[]) => void = () => {}) => {
  const copy = [...lines]
  edit(copy)
  return `${copy.join('\n')}\n`
}

async function ownOf(repository: Repository, revision: string): Promise<readonly string[]> {
  const merges = await (await repository.change(revision)).history?.merges?.()
  return (merges?.own ?? []).map(
    ({ path, kind, lines: added, gone }) =>
      `${kind} ${path}${added.map(one => ` +${one.text}`).join('')}${gone.map(one => ` -${one}`).join('')}`,
  )
}

describe('the content of a merge', () => {
  let repository: TestRepository
  const git = (...args: string[]) => repository.git(args)
  /** Two sides that edit `a.c`, the second of which moves `moved.c`; the merge commit then has these files. */
  const merge = (files: Parameters<TestRepository['commit']>[1]) => {
    git('checkout', '-q', '-B', 'left', 'base')
    repository.commit('left', { 'a.c': text(all => all.unshift('int left;')), 'moved.c': `${text()}int end;\n` })
    git('checkout', '-q', '-B', 'right', 'base')
    git('mv', 'moved.c', 'other.c')
    repository.commit('right', { 'a.c': text(all => all.push('int right;')), 'bin.dat': '\0right' })
    git('checkout', '-q', 'left')
    git('merge', '-q', '--no-commit', '--no-ff', 'right')
    return repository.commit('merge', files)
  }
  before(() => {
    repository = new TestRepository()
    repository.commit('base', { 'a.c': text(), 'moved.c': text(), 'bin.dat': '\0base', 'sub/b.c': 'int b;\n' })
    git('branch', 'base')
  })
  after(() => repository.dispose())

  it('is none of its own where git joined both sides, also across a rename', async () => {
    const id = merge({})
    await withRepository(repository.folder, async opened => assert.deepEqual(await ownOf(opened, id), []))
  })

  it('is what stands in it alone: lines, files, binaries', async () => {
    const id = merge({
      'a.c': text(all => {
        all.unshift('int left;')
        all[6] = 'int own;'
        all.push('int right;')
      }),
      'new.c': 'int new_one;\n',
      'bin.dat': '\0own',
      'sub/b.c': null,
    })
    const expected = [
      'lines a.c +int own; -int line5;',
      'binary bin.dat',
      'added new.c +int new_one;',
      'deleted sub/b.c',
    ]
    await withRepository(repository.folder, async opened => {
      assert.deepEqual(await ownOf(opened, id), expected)
      assert.deepEqual(await ownOf(opened, `base..${id}`), expected)
    })
  })

  it('is not asked of other commits', async () => {
    await withRepository(repository.folder, async opened => assert.deepEqual(await ownOf(opened, 'right'), []))
  })
})

describe('the authors before a change', () => {
  let repository: TestRepository
  const ids: string[] = []
  before(() => {
    repository = new TestRepository()
    const as = (name: string, email: string, file: string) => {
      repository.commit('c', { [file]: '1\n' })
      repository.git(['commit', '-q', '--amend', '--no-edit', `--author=${name} <${email}>`])
      ids.push(repository.head())
    }
    as('Ann', 'ann@example.invalid', 'a')
    as('Bob', 'bob@example.invalid', 'b')
    as('Ann', 'ANN@other.invalid', 'c')
    as('Cid', 'cid@example.invalid', 'd')
  })
  after(() => repository.dispose())

  const authors = (revision: string) =>
    withRepository(repository.folder, async opened => (await opened.change(revision)).history?.authors?.())

  it('are known by address or by name, and looked for no further than needed', async () => {
    assert.deepEqual(await authors(ids[2]!), { known: ['ANN@other.invalid'], commits: 2, isCut: false })
    assert.deepEqual(await authors(ids[3]!), { known: [], commits: 3, isCut: false })
    assert.deepEqual(await authors(`${ids[0]}..${ids[3]}`), { known: ['ANN@other.invalid'], commits: 1, isCut: false })
  })

  it('may be older than a shallow clone, which is said', async () => {
    const shallow = new TestRepository({ cloneOf: repository.folder, cloneOptions: ['--depth', '2'] })
    try {
      const found = await withRepository(shallow.folder, async opened =>
        (await opened.change('HEAD')).history?.authors?.(),
      )
      assert.deepEqual(found, { known: [], commits: 1, isCut: true })
    } finally {
      shallow.dispose()
    }
  })
})
