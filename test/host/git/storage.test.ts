import assert from 'node:assert/strict'
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import { GitProblem, openRepository } from '../../../server/host/git/repository'
import { TestRepository } from '../../harness/git'
import { allText, changeLines, sideText, withRepository } from '../../harness/gitChange'

describe('ways a repository can be stored', () => {
  let repository: TestRepository
  let others: TestRepository[]
  beforeEach(() => {
    repository = new TestRepository()
    others = []
  })
  afterEach(() => {
    for (const each of [repository, ...others]) each.dispose()
  })

  const also = (other: TestRepository) => {
    others.push(other)
    return other
  }
  const texts = (folder: string, rev: string) =>
    withRepository(folder, async opened => allText(await opened.change(rev)))
  const problem = (kind: string, message: RegExp, remedy?: RegExp) => (error: unknown) => {
    assert.ok(error instanceof GitProblem, String(error))
    assert.equal(error.kind, kind)
    assert.match(error.message, message)
    if (remedy) assert.match(error.remedy ?? '', remedy)
    return true
  }
  const expected = { 'a.txt': ['1\n', '2\n'] }
  const twoCommits = (of = repository) =>
    [of.commit('one', { 'a.txt': '1\n' }), of.commit('two', { 'a.txt': '2\n' })] as const

  it('loose objects, one pack, several packs with an index over all of them, and unpacked again', async () => {
    twoCommits()
    assert.deepEqual(await texts(repository.folder, 'HEAD'), expected)
    repository.git(['repack', '-adq'])
    assert.deepEqual(await texts(repository.folder, 'HEAD'), expected)
    repository.commit('three', { 'a.txt': '3\n' })
    repository.git(['repack', '-dq'])
    repository.git(['multi-pack-index', 'write'])
    assert.ok(readdirSync(join(repository.folder, '.git/objects/pack')).includes('multi-pack-index'))
    assert.deepEqual(await texts(repository.folder, 'HEAD~1'), expected)
    assert.deepEqual(await texts(repository.folder, 'HEAD~2..HEAD'), { 'a.txt': ['1\n', '3\n'] })
  })

  it('a commit-graph that tells the truth, in one file and in a chain, is not worth a notice', async () => {
    const ids = Array.from({ length: 40 }, (_, number) =>
      repository.commit(`number ${number}`, { 'a.txt': `${number}\n` }),
    )
    repository.git(['checkout', '-q', '-b', 'side', ids[3]!])
    repository.commit('side', { 'b.txt': 'b\n' })
    repository.git(['merge', '-q', '--no-ff', '-m', 'merge', 'main'])
    const check = () =>
      withRepository(repository.folder, async opened => {
        let count = 0
        for await (const item of opened.history(opened.walk('HEAD'))) {
          assert.ok(!('error' in item))
          assert.doesNotMatch(item.source.changeSet.notices.join('\n'), /commit-graph/)
          count++
        }
        assert.equal(count, 42)
      })
    repository.git(['commit-graph', 'write', '--stdin-commits'], { input: `${ids[20]}\n` })
    await check()
    rmSync(join(repository.folder, '.git/objects/info/commit-graph'))
    repository.git(['commit-graph', 'write', '--split', '--stdin-commits'], { input: `${ids[20]}\n` })
    repository.git(['commit-graph', 'write', '--split=no-merge', '--reachable'])
    assert.equal(readdirSync(join(repository.folder, '.git/objects/info/commit-graphs')).length, 3)
    await check()
  })

  it('packed refs, and loose ones that are newer', async () => {
    const [one, two] = twoCommits()
    repository.git(['tag', '-a', '-m', 'release', 'v1', one])
    repository.git(['branch', 'feature/x', one])
    repository.git(['pack-refs', '--all'])
    repository.git(['update-ref', 'refs/heads/feature/x', two])
    await withRepository(repository.folder, async opened => {
      assert.equal(await opened.resolve('v1'), one)
      assert.equal(await opened.resolve('main'), two)
      assert.equal(await opened.resolve('feature/x'), two)
      const names = (await opened.refs()).map(ref => ref.name)
      assert.deepEqual(names, ['refs/heads/feature/x', 'refs/heads/main', 'refs/tags/v1'])
      // packed again while the repository is open
      repository.git(['tag', 'v2', two])
      repository.git(['pack-refs', '--all'])
      assert.equal(await opened.resolve('v2'), two)
    })
  })

  it('SHA-256 objects', async () => {
    const modern = also(new TestRepository({ format: 'sha256' }))
    const [one, two] = twoCommits(modern)
    assert.equal(two.length, 64)
    modern.write('a.txt', 'work\n')
    await withRepository(modern.folder, async opened => {
      assert.deepEqual(await allText(await opened.range(one, two)), expected)
      assert.equal(await opened.resolve(two.slice(0, 9)), two)
      assert.deepEqual(await allText(await opened.worktree()), { 'a.txt': ['2\n', 'work\n'] })
      assert.deepEqual(changeLines(await opened.staged()), [])
    })
  })

  it('a bare repository, a folder below the top, and a folder named by a .git file', async () => {
    twoCommits()
    repository.write('deep/er/b.txt', 'b\n')
    const bare = also(new TestRepository({ cloneOf: repository.folder, cloneOptions: ['--bare'] }))
    assert.deepEqual(await texts(bare.folder, 'HEAD'), expected)
    assert.deepEqual(await texts(join(repository.folder, 'deep/er'), 'HEAD'), expected)
    await withRepository(join(repository.folder, 'deep/er'), async opened => {
      assert.equal(opened.root, repository.folder)
      assert.deepEqual(changeLines(await opened.worktree()), ['added deep/er/b.txt'])
    })
    renameSync(join(repository.folder, '.git'), join(repository.home, 'elsewhere'))
    writeFileSync(join(repository.folder, '.git'), 'gitdir: ../elsewhere\n')
    assert.deepEqual(await texts(repository.folder, 'HEAD'), expected)
  })

  it('a linked working tree has its own HEAD and index', async () => {
    const [one] = twoCommits()
    const linked = join(repository.home, 'linked')
    repository.git(['worktree', 'add', '-q', '-b', 'other', linked, one])
    writeFileSync(join(linked, 'a.txt'), 'linked\n')
    writeFileSync(join(linked, 'b.txt'), 'b\n')
    repository.git(['add', 'b.txt'], { cwd: linked })
    repository.write('a.txt', 'main\n')
    await withRepository(linked, async opened => {
      assert.equal(await opened.resolve('HEAD'), one)
      assert.equal(await opened.resolve('main~1'), one)
      assert.deepEqual(await allText(await opened.worktree()), {
        'a.txt': ['1\n', 'linked\n'],
        'b.txt': ['[absent]', 'b\n'],
      })
      assert.deepEqual(changeLines(await opened.staged()), ['added b.txt'])
    })
    await withRepository(repository.folder, async opened => {
      assert.deepEqual(await allText(await opened.worktree()), { 'a.txt': ['2\n', 'main\n'] })
      assert.deepEqual(changeLines(await opened.staged()), [])
    })
  })

  it('objects borrowed from another repository, through a path with a line feed and quotes in it', async () => {
    twoCommits()
    const odd = join(repository.home, 'a "quoted"\n\\ name')
    mkdirSync(odd)
    renameSync(repository.folder, join(odd, 'repo'))
    const source = join(odd, 'repo')
    assert.deepEqual(await texts(source, 'HEAD'), expected)
    const borrower = also(new TestRepository())
    const objects = `"${join(source, '.git/objects').replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`
    writeFileSync(join(borrower.folder, '.git/objects/info/alternates'), `# borrowed\n${objects}\n`)
    const head = readFileSync(join(source, '.git/refs/heads/main'), 'utf8')
    writeFileSync(join(borrower.folder, '.git/refs/heads/main'), head)
    assert.deepEqual(await texts(borrower.folder, 'HEAD'), expected)
    // and a chain: a third one that borrows from the borrower by a relative path
    const third = also(new TestRepository())
    const copy = join(third.home, 'copy')
    cpSync(borrower.folder, copy, { recursive: true })
    writeFileSync(join(third.folder, '.git/objects/info/alternates'), '../../../copy/.git/objects\n')
    writeFileSync(join(third.folder, '.git/refs/heads/main'), head)
    assert.deepEqual(await texts(third.folder, 'HEAD'), expected)
  })

  it('paths to other machines are not followed', async () => {
    twoCommits()
    for (const path of ['//server.invalid/share/objects', '\\\\server.invalid\\share\\objects']) {
      writeFileSync(join(repository.folder, '.git/objects/info/alternates'), `${path}\n`)
      await assert.rejects(openRepository(repository.folder), problem('unsafe-repository', /network path/))
    }
    const outer = join(repository.home, 'outer')
    mkdirSync(outer)
    writeFileSync(join(outer, '.git'), 'gitdir: //server.invalid/share/repo.git\n')
    await assert.rejects(openRepository(outer), problem('unsafe-repository', /network path/))
    writeFileSync(join(repository.folder, '.git/objects/info/alternates'), '')
    writeFileSync(join(repository.folder, '.git/commondir'), '//server.invalid/share/repo.git\n')
    await assert.rejects(openRepository(repository.folder), problem('unsafe-repository', /network path/))
  })

  it('alternates that go round in a circle', async () => {
    twoCommits()
    const objects = join(repository.folder, '.git/objects')
    writeFileSync(join(objects, 'info/alternates'), `${objects}\n../objects\n`)
    assert.deepEqual(await texts(repository.folder, 'HEAD'), expected)
  })

  it("somebody else's clone", async () => {
    twoCommits()
    const foreign = { env: { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' } }
    assert.throws(() => repository.git(['rev-parse', 'HEAD'], foreign), /dubious ownership/)
    repository.write('a.txt', 'work\n')
    if (process.getuid?.() === 0)
      for (const path of [repository.folder, join(repository.folder, '.git')]) chownSync(path, 12345, 12345)
    process.env.GIT_TEST_ASSUME_DIFFERENT_OWNER = '1'
    try {
      await withRepository(repository.folder, async opened => {
        assert.deepEqual(await allText(await opened.commit('HEAD')), expected)
        assert.deepEqual(await allText(await opened.worktree()), { 'a.txt': ['2\n', 'work\n'] })
        assert.deepEqual(changeLines(await opened.staged()), [])
      })
    } finally {
      delete process.env.GIT_TEST_ASSUME_DIFFERENT_OWNER
    }
  })

  it('a shallow clone ends somewhere, and names the command that gets the rest', async () => {
    const [one, two] = twoCommits()
    const three = repository.commit('three', { 'a.txt': '3\n' })
    const shallow = also(new TestRepository({ cloneOf: repository.folder, cloneOptions: ['--depth', '2'] }))
    await withRepository(shallow.folder, async opened => {
      assert.deepEqual(await allText(await opened.commit(three)), { 'a.txt': ['2\n', '3\n'] })
      await assert.rejects(
        opened.commit(two),
        problem(
          'missing-object',
          /cannot be compared with its parent .*shallow/,
          /git fetch --unshallow; in CI use fetch-depth: 0/,
        ),
      )
      await assert.rejects(opened.commit(one), problem('missing-object', /is not in this clone/, /--unshallow/))
      await assert.rejects(
        opened.resolve('v9'),
        problem('unknown-revision', /"v9" is not in this clone/, /--unshallow/),
      )
      assert.deepEqual(
        (await opened.recentCommits(9)).map(commit => commit.subject),
        ['three', 'two'],
      )
      const items: string[] = []
      for await (const item of opened.history([three, two, one]))
        items.push('error' in item ? `error ${item.error.kind}` : item.commit.subject)
      assert.deepEqual(items, ['three', 'error missing-object', 'error missing-object'])
      assert.deepEqual(changeLines(await opened.worktree()), [])
    })
    shallow.git(['fetch', '-q', '--unshallow'])
    assert.deepEqual(await texts(shallow.folder, two), expected)
  })

  it('a partial clone lacks files, and names the command that gets them', async () => {
    twoCommits()
    repository.commit('three', { 'a.txt': '3\n', 'b.txt': 'b\n' })
    repository.git(['config', 'uploadpack.allowFilter', 'true'])
    const partial = also(new TestRepository({ cloneOf: repository.folder, cloneOptions: ['--filter=blob:none'] }))
    await withRepository(partial.folder, async opened => {
      const source = await opened.commit('HEAD')
      assert.deepEqual(changeLines(source), ['modified a.txt', 'added b.txt'])
      assert.deepEqual(source.changeSet.files[0]?.source, {
        kind: 'missing',
        reason: 'object-absent',
        remedy: 'partial clone: git fetch --refetch --no-filter origin',
      })
      assert.equal(source.changeSet.files[1]?.source.kind, 'stored')
      assert.equal(await sideText(source, 'a.txt', 'old'), '[object-absent]')
      assert.equal(await sideText(source, 'a.txt', 'new'), '3\n')
    })
    partial.git(['fetch', '-q', '--refetch', '--no-filter', 'origin'])
    assert.deepEqual(await texts(partial.folder, 'HEAD~1'), expected)
  })

  it('a clone without trees says which folders it could not compare', async () => {
    repository.commit('one', { 'in/a.txt': '1\n' })
    repository.commit('two', { 'in/a.txt': '2\n' })
    repository.git(['config', 'uploadpack.allowFilter', 'true'])
    const partial = also(new TestRepository({ cloneOf: repository.folder, cloneOptions: ['--filter=tree:0', '-n'] }))
    await withRepository(partial.folder, async opened => {
      const { unread } = (await opened.commit('HEAD')).changeSet
      assert.match(
        unread[0]?.reason ?? '',
        /folder "\/": tree [0-9a-f]{40} is not in this clone; partial clone: git fetch --refetch/,
      )
    })
  })

  it('replace refs and grafts are ignored, and said to exist', async () => {
    const [one, two] = twoCommits()
    const three = repository.commit('three', { 'a.txt': '3\n' })
    repository.git(['replace', two, one])
    writeFileSync(join(repository.folder, '.git/info/grafts'), `${three}\n`)
    assert.equal(repository.git(['log', '--format=%s', three]), 'three', 'git believes the graft')
    await withRepository(repository.folder, async opened => {
      const source = await opened.commit(three)
      assert.deepEqual(await allText(source), { 'a.txt': ['2\n', '3\n'] })
      const notices = source.changeSet.notices.join('\n')
      assert.match(notices, /replace refs/)
      assert.match(notices, /grafts/)
      assert.deepEqual(await allText(await opened.commit(two)), expected)
    })
  })

  it('a folder that is no repository, or names none', async () => {
    const empty = join(repository.home, 'empty')
    mkdirSync(empty)
    await assert.rejects(openRepository(empty), problem('not-a-repository', /is not inside a git repository/))
    await assert.rejects(openRepository(join(empty, 'nope')), problem('not-a-repository', /does not exist/))
    writeFileSync(join(empty, '.git'), 'gitdir: ../nowhere\n')
    await assert.rejects(openRepository(empty), problem('not-a-repository', /which is no git folder/))
    writeFileSync(join(empty, '.git'), 'nonsense')
    await assert.rejects(openRepository(empty), problem('not-a-repository', /does not name a git folder/))
  })

  it('a repository with a broken HEAD is named, and not passed over for the one it lies in', async () => {
    const inner = join(repository.folder, 'inner')
    for (const folder of ['objects', 'refs']) mkdirSync(join(inner, '.git', folder), { recursive: true })
    for (const head of [undefined, 'nonsense\n']) {
      if (head !== undefined) writeFileSync(join(inner, '.git/HEAD'), head)
      await assert.rejects(openRepository(inner), problem('unsafe-repository', /HEAD is missing or names neither/))
    }
  })

  it('refs in the reftable format are listed in our own folder by a git that can, else refused with a way out', async () => {
    const [one, two] = twoCommits()
    const table = '0x000000000001-0x000000000002-0123abcd.ref'
    mkdirSync(join(repository.folder, '.git/reftable'))
    writeFileSync(join(repository.folder, '.git/reftable/tables.list'), `${table}\n../../config\n`)
    writeFileSync(join(repository.folder, '.git/reftable', table), 'a table')
    writeFileSync(join(repository.folder, '.git/HEAD'), 'ref: refs/heads/.invalid\n')
    const standIn = (version: string) => {
      const file = join(repository.home, `git-${version}`)
      const real = findOnPath('git')
      const list = `{ read first; read second; } < "$GIT_DIR/reftable/tables.list"; test "$first,$second" = ${table},`
      writeFileSync(
        file,
        `#!/bin/sh\ncase "$1" in version) echo git version ${version};; for-each-ref) ${list} && test -f "$GIT_DIR/reftable/${table}" || exit 9
        echo ${two} HEAD; echo ${one} refs/heads/old; echo ${two} refs/../out;; *) exec ${real} "$@";; esac\n`,
        { mode: 0o755 },
      )
      return file
    }
    await withRepository(
      repository.folder,
      async opened => {
        assert.deepEqual(await opened.refs(), [{ name: 'refs/heads/old', id: one }])
        assert.deepEqual(await allText(await opened.range('old', 'HEAD')), expected)
      },
      { gitPath: standIn('2.45.0') },
    )
    await withRepository(
      repository.folder,
      async opened => {
        await assert.rejects(opened.resolve('main'), problem('reftable', /from version 2\.45 on/, /full object id/))
        assert.deepEqual(await allText(await opened.commit(two)), expected)
      },
      { gitPath: standIn('2.39.5') },
    )
  })

  it('an object that git cannot read costs that object alone', async () => {
    const names = ['a.txt', 'b.txt', 'c.txt', 'd.txt']
    const files = (text: string) => Object.fromEntries(names.map(name => [name, `${name} ${text}\n`.repeat(400)]))
    repository.commit('one', files('1'))
    repository.commit('two', files('2'))
    const looseFile = (name: string) => {
      const id = repository.git(['rev-parse', `HEAD:${name}`])
      const file = join(repository.folder, '.git/objects', id.slice(0, 2), id.slice(2))
      const bytes = readFileSync(file)
      rmSync(file)
      return { file, bytes }
    }
    const noObject = looseFile('a.txt')
    writeFileSync(noObject.file, 'not zlib at all')
    const cutShort = looseFile('b.txt')
    writeFileSync(cutShort.file, cutShort.bytes.subarray(0, cutShort.bytes.length - 12))
    looseFile('c.txt')
    await withRepository(repository.folder, async opened => {
      const source = await opened.commit('HEAD')
      const read = async (name: string) => [await sideText(source, name, 'old'), await sideText(source, name, 'new')]
      const all = await Promise.all(names.map(read))
      assert.deepEqual(
        all.map(([, next]) => next),
        ['[corrupt]', '[corrupt]', '[object-absent]', files('2')['d.txt']],
      )
      assert.deepEqual(
        all.map(([old]) => old),
        names.map(name => files('1')[name]),
      )
      assert.match(source.changeSet.notices.join('\n'), /git cannot read/)
    })
  })
})

function findOnPath(name: string): string {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(folder => existsSync(join(folder, name)))
  return join(folders[0] ?? '', name)
}
