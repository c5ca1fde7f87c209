import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GitProblem, parseRange, type Repository } from '../../../server/host/git/repository'
import { TestRepository } from '../../harness/git'
import { withRepository } from '../../harness/gitChange'

describe('revisions', () => {
  let repository: TestRepository
  before(() => {
    repository = new TestRepository()
    repository.commit('one', { 'a.txt': '1\n' })
    repository.git(['checkout', '-q', '-b', 'feature/x'])
    repository.commit('side', { 's.txt': 's\n' })
    repository.git(['checkout', '-q', 'main'])
    repository.commit('two', { 'a.txt': '2\n' })
    repository.git(['merge', '-q', '--no-ff', '-m', 'merge', 'feature/x'])
    repository.commit('last', { 'a.txt': '3\n' })
    repository.git(['tag', 'light'])
    repository.git(['tag', '-a', '-m', 'heavy', 'heavy', 'HEAD~1'])
    repository.git(['tag', '-a', '-m', 'tag of a tag', 'twice', 'heavy'])
    repository.git(['update-ref', 'refs/remotes/origin/main', 'HEAD~2'])
    repository.git(['symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main'])
  })
  after(() => repository.dispose())

  const forms = [
    'HEAD', '@', 'main', 'heads/main', 'refs/heads/main', 'feature/x', 'light', 'heavy', 'twice', 'tags/heavy',
    'origin', 'origin/main', 'HEAD~', 'HEAD~1', 'HEAD~2', 'HEAD^', 'HEAD^0', 'HEAD~1^2', 'HEAD~1^2~1', 'HEAD^^',
    'HEAD^^2', 'heavy^{}', 'heavy^{commit}', 'heavy^{commit}^2', 'main~0', '@~1', 'HEAD~~', 'HEAD^1^1',
  ] // biome-ignore format: a list to read
  for (const form of forms)
    it(`${form} is the commit that git names so`, async () => {
      await withRepository(repository.folder, async opened => {
        assert.equal(await opened.resolve(form), repository.git(['rev-parse', `${form}^{commit}`]))
      })
    })

  it('short ids and names from git describe', async () => {
    const head = repository.head()
    await withRepository(repository.folder, async opened => {
      for (const rev of [
        head.slice(0, 7),
        head.slice(0, 12),
        head,
        head.slice(0, 10).toUpperCase(),
        `v1.2-3-g${head.slice(0, 8)}`,
      ])
        assert.equal(await opened.resolve(rev), head, rev)
      const tag = repository.git(['rev-parse', 'heavy'])
      assert.equal(await opened.resolve(tag), repository.git(['rev-parse', 'HEAD~1']))
      assert.equal(await opened.resolve(tag.slice(0, 12)), repository.git(['rev-parse', 'HEAD~1']))
    })
  })

  it('of two ids with the same start neither is taken', async () => {
    const seen = new Map<string, string>()
    let prefix: string | undefined
    const tree = repository.git(['rev-parse', 'HEAD^{tree}'])
    for (let number = 0; prefix === undefined; number++) {
      const id = repository.git(['commit-tree', tree, '-m', `number ${number}`])
      const start = id.slice(0, 4)
      if (seen.has(start)) prefix = start
      seen.set(start, id)
      // with 16 bits to share, some pair among a few hundred does
      assert.ok(number < 3000)
    }
    await withRepository(repository.folder, async opened => {
      await assert.rejects(opened.resolve(prefix!), /start of more than one object id/)
    })
  })

  const rejected = async (opened: Repository, rev: string) => {
    await assert.rejects(
      opened.resolve(rev),
      (error: unknown) => error instanceof GitProblem && error.kind === 'unknown-revision',
      rev,
    )
  }

  it('that do not exist, or that git would take for something else, are refused', async () => {
    await withRepository(repository.folder, async opened => {
      for (const rev of [
        'nope', 'HEAD~99', 'HEAD^3', '--all', '-n1', '--output=/tmp/x', 'HEAD:a.txt', ':/last', 'HEAD@{1}', '@{u}', 'HEAD^{tree}',
        '../../etc/passwd', 'refs/../HEAD', 'a\nb', 'a\0b', '^HEAD', 'HEAD^{/x}', '.', '*', 'refs/heads/', 'main.lock',
        repository.git(['rev-parse', 'HEAD:a.txt']),
      ]) // biome-ignore format: a list to read
        await rejected(opened, rev)
    })
  })

  it('a remedy never carries what a shell would act on', async () => {
    await withRepository(repository.folder, async opened => {
      const error = await opened.resolve('x; touch y').catch((caught: unknown) => caught)
      assert.ok(error instanceof GitProblem)
      assert.equal(error.remedy, 'git fetch origin x')
    })
  })

  it('files among the refs that hold something else are passed over', async () => {
    const refs = join(repository.folder, '.git/refs/heads')
    writeFileSync(join(refs, 'broken'), 'not an id\n')
    writeFileSync(join(refs, 'circle'), 'ref: refs/heads/circle\n')
    writeFileSync(join(refs, 'out'), 'ref: ../../../../etc/hostname\n')
    await withRepository(repository.folder, async opened => {
      for (const name of ['broken', 'circle', 'out']) await rejected(opened, name)
      const names = (await opened.refs()).map(ref => ref.name)
      assert.deepEqual(
        names.filter(name => name.startsWith('refs/heads/')),
        ['refs/heads/feature/x', 'refs/heads/main'],
      )
      assert.ok(names.includes('refs/remotes/origin/HEAD'))
    })
  })

  it('ranges are split at their dots, and an empty side is HEAD', () => {
    assert.deepEqual(parseRange('a..b'), { kind: 'range', base: 'a', head: 'b', mergeBase: false })
    assert.deepEqual(parseRange('v1.2.3...v1.2.4'), { kind: 'range', base: 'v1.2.3', head: 'v1.2.4', mergeBase: true })
    assert.deepEqual(parseRange('a..'), { kind: 'range', base: 'a', head: 'HEAD', mergeBase: false })
    assert.deepEqual(parseRange('..b'), { kind: 'range', base: 'HEAD', head: 'b', mergeBase: false })
    assert.deepEqual(parseRange('v1.2'), { kind: 'commit', rev: 'v1.2' })
  })
})
