import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { GitProblem, Repository } from '../../../server/host/git/repository'
import { scanFolder } from '../../../server/host/scan'
import { TestRepository } from '../../harness/git'
import { allText, changeLines, sideText, withRepository } from '../../harness/gitChange'
import { exchangeInPackIndex } from '../../harness/gitForged'
import { createHostileRepository, type HostileRepository } from '../../harness/gitHostile'

describe('a hostile repository', () => {
  let hostile: HostileRepository
  before(() => {
    hostile = createHostileRepository()
  })
  after(() => hostile.dispose())

  it('has live traps: plain git springs them', () => {
    const { repository, folder } = hostile
    const env = { GIT_WORK_TREE: folder, GIT_DIR: join(folder, '.git'), GIT_ALLOW_PROTOCOL: 'ssh' }
    for (const args of [
      ['status'],
      ['diff'],
      ['log', '-p', '-3', hostile.commits[2]],
      ['fetch'],
      ['update-ref', 'refs/heads/scratch', 'HEAD'],
      ['evil'],
      ['cat-file', '-p', '1'.repeat(40)],
    ])
      try {
        repository.git(args, { env })
      } catch {
        // several of them fail, after they have run what they should not
      }
    const hits = hostile.hits()
    for (const name of [
      'fsmonitor',
      'clean',
      'textconv',
      'filter-process',
      'gpg',
      'ssh',
      'hook-reference-transaction',
      'alias-evil',
    ])
      assert.ok(hits.includes(name), `${name} in ${hits.join(' ')}`)
  })

  const [asRoot, below, inside] = ['.', 'docs', 'docs/x.git']
  for (const where of [asRoot, below, inside])
    it(`is read from ${where} by every method without running anything`, async () => {
      const folder = join(hostile.folder, where)
      await withInheritedTraps(hostile, () =>
        withRepository(folder, async repository => {
          for (const [name, use] of methods(hostile)) {
            await use(repository).catch(error => {
              // the embedded repository has no objects: an answer as good as any, as long as nothing runs
              if (where !== inside || !(error instanceof GitProblem)) throw error
            })
            assert.deepEqual(hostile.hits(), [], name)
          }
        }),
      )
      await withInheritedTraps(hostile, () => scanFolder(folder))
      assert.deepEqual(hostile.hits(), [])
    })

  it('is tried with every method there is', () => {
    const tried = new Set<string>(methods(hostile).map(([name]) => name))
    const missing = Object.getOwnPropertyNames(Repository.prototype).filter(name => !tried.has(name))
    assert.deepEqual(missing.sort(), ['constructor', 'dispose', 'root'])
  })

  it('is shown as it is, whatever its commit-graph says', async () => {
    const [root, second] = hostile.commits
    const believed = hostile.repository.git(['-c', 'core.commitGraph=true', 'rev-list', '--count', second])
    assert.equal(believed, '1', 'git itself believes the forged commit-graph')
    await withRepository(hostile.folder, async repository => {
      const source = await repository.commit(second)
      assert.deepEqual(source.changeSet.origin, { kind: 'commit', commit: second, parent: root })
      for (const [name, text] of Object.entries(hostile.committed))
        assert.equal(await sideText(source, name, 'new'), text)
      assert.equal(await sideText(source, 'a.txt', 'old'), 'one\n')
      const all: string[] = []
      for await (const id of repository.walk(second)) all.push(id)
      assert.deepEqual(all, [second, root])
      assert.match(source.changeSet.notices.join('\n'), new RegExp(`commit-graph .* contradicts commit ${second}`))
      const ranged = await repository.range(root, hostile.commits[3])
      assert.match(ranged.changeSet.notices.join('\n'), new RegExp(`commit-graph .* contradicts commit ${second}`))
      assert.doesNotMatch((await repository.commit(root)).changeSet.notices.join('\n'), /commit-graph/)
    })
  })

  it('cannot hide edits behind index flags', async () => {
    await withRepository(hostile.folder, async repository => {
      const source = await repository.worktree()
      for (const [name, text] of Object.entries(hostile.worktree))
        assert.equal(await sideText(source, name, 'new'), text)
      const notices = source.changeSet.notices.join('\n')
      assert.match(notices, /"hidden.txt"\): marked assume-unchanged/)
      assert.match(notices, /"skipped.txt"\): marked skip-worktree/)
      assert.match(notices, /core\.worktree/)
    })
    assert.deepEqual(hostile.hits(), [])
  })

  it('is left as it was, and nothing of ours stays behind', async () => {
    const scratchDir = join(hostile.repository.home, 'scratch')
    const before = hostile.repository.gitBytes(['ls-files', '-s', '-v', '--debug'])
    const entries = readdirSync(join(hostile.folder, '.git')).sort()
    hostile.hits()
    await withRepository(
      hostile.folder,
      async repository => {
        for (const [, use] of methods(hostile)) await use(repository)
        assert.equal(readdirSync(scratchDir).length, 1)
      },
      { scratchDir },
    )
    assert.deepEqual(readdirSync(scratchDir), [])
    assert.deepEqual(readdirSync(join(hostile.folder, '.git')).sort(), entries)
    assert.deepEqual(hostile.repository.gitBytes(['ls-files', '-s', '-v', '--debug']), before)
  })
})

type Use = (repository: Repository) => Promise<unknown>

/** Every method of a repository; a test says when one is missing here. */
function methods(hostile: HostileRepository): readonly (readonly [keyof Repository, Use])[] {
  const [root, second, signed, merge] = hostile.commits
  const edited = { key: 'a.txt', bytes: Buffer.from('edited\n') }
  return [
    ['resolve', repository => repository.resolve('HEAD~1')],
    ['commit', async repository => allText(await repository.commit(second))],
    ['commit', async repository => allText(await repository.commit(signed))],
    ['commit', async repository => allText(await repository.commit(merge))],
    ['commit', async repository => assert.rejects(repository.commit('1'.repeat(40)), GitProblem)],
    ['range', async repository => allText(await repository.range(root, merge))],
    ['range', async repository => allText(await repository.range(root, 'side', { mergeBase: true }))],
    ['change', async repository => allText(await repository.change(`${root}..${second}`))],
    ['worktree', async repository => allText(await repository.worktree())],
    ['staged', async repository => allText(await repository.staged())],
    ['editedFile', async repository => allText(await repository.editedFile(edited))],
    ['tree', async repository => allText(await repository.tree('HEAD'))],
    ['ignored', repository => repository.ignored()],
    ['refs', repository => repository.refs()],
    ['info', repository => repository.info(signed)],
    ['hasCommits', repository => repository.hasCommits()],
    ['recentCommits', repository => repository.recentCommits(10)],
    ['walk', async repository => repository.walk(`${root}..HEAD`).next()],
    [
      'history',
      async repository => {
        for await (const item of repository.history(repository.walk('HEAD'))) {
          if ('error' in item) throw item.error
          await allText(item.source)
        }
      },
    ],
  ]
}

/** As if the editor had been started from a shell that the attacker prepared; all of it must be left behind. */
async function withInheritedTraps(hostile: HostileRepository, run: () => Promise<unknown>): Promise<void> {
  const trap = join(hostile.repository.home, 'trap-ssh')
  assert.ok(existsSync(trap))
  const planted: Readonly<Record<string, string>> = {
    GIT_DIR: hostile.embedded,
    GIT_EXEC_PATH: hostile.folderWithFakeGit,
    GIT_EXTERNAL_DIFF: trap,
    GIT_SSH_COMMAND: trap,
    GIT_PAGER: trap,
    GIT_ASKPASS: trap,
    GIT_PROXY_COMMAND: trap,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.fsmonitor',
    GIT_CONFIG_VALUE_0: trap,
    // entries a search path should not have: here, empty, and the reviewed folder itself
    PATH: ['.', '', 'bin', hostile.folderWithFakeGit, process.env.PATH ?? ''].join(delimiter),
  }
  const kept = new Map(Object.keys(planted).map(name => [name, process.env[name]]))
  const folder = process.cwd()
  Object.assign(process.env, planted)
  process.chdir(hostile.folder)
  try {
    await run()
  } finally {
    process.chdir(folder)
    for (const [name, value] of kept)
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
  }
}

describe('a forged pack index', () => {
  let repository: TestRepository
  beforeEach(() => {
    repository = new TestRepository()
  })
  afterEach(() => repository.dispose())

  const blob = (name: string) => repository.git(['rev-parse', `HEAD:${name}`])

  it('cannot show the bytes of another file', async () => {
    repository.commit('one', { 'shown.c': 'int one;\n', 'other.c': 'int other;\n' })
    repository.commit('two', { 'shown.c': 'int two;\n' })
    exchangeInPackIndex(repository, blob('shown.c'), blob('other.c'))
    assert.equal(
      repository.git(['cat-file', '--batch'], { input: `${blob('shown.c')}\n` }).split('\n')[1],
      'int other;',
    )
    await withRepository(repository.folder, async opened => {
      const source = await opened.commit('HEAD')
      assert.equal(await sideText(source, 'shown.c', 'old'), 'int one;\n')
      assert.equal(await sideText(source, 'shown.c', 'new'), '[corrupt]')
      assert.match(source.changeSet.notices.join('\n'), /have another hash/)
      const read = await source.content.readPath({ text: 'other.c' }, 'new')
      assert.equal(read.kind === 'missing' && read.reason, 'corrupt')
    })
  })

  it('cannot show another folder: what is below it is said to be unread', async () => {
    repository.commit('one', { 'a/f.txt': '1\n', 'b/f.txt': '1\n', 'b/g.txt': '1\n', top: '1\n' })
    repository.commit('two', { 'a/f.txt': '2\n', top: '2\n' })
    exchangeInPackIndex(repository, blob('a'), blob('b'))
    await withRepository(repository.folder, async opened => {
      const source = await opened.commit('HEAD')
      assert.deepEqual(changeLines(source), ['modified top'])
      assert.match(
        source.changeSet.unread[0]?.reason ?? '',
        /folder "a\/": the bytes stored for tree [0-9a-f]+ have another hash/,
      )
    })
  })

  it('cannot show another commit', async () => {
    const one = repository.commit('one', { 'a.txt': '1\n' })
    const two = repository.commit('two', { 'a.txt': '2\n' })
    exchangeInPackIndex(repository, one, two)
    await withRepository(repository.folder, async opened => {
      await assert.rejects(
        opened.commit(two),
        (error: unknown) => error instanceof GitProblem && error.kind === 'corrupt-object',
      )
      for await (const item of opened.history([two])) assert.ok('error' in item)
    })
  })
})
