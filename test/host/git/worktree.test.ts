import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GitProblem } from '../../../server/host/git/repository'
import { TestRepository } from '../../harness/git'
import { allText, changeLines, sideText, withRepository } from '../../harness/gitChange'

describe('the working tree and the index', () => {
  let repository: TestRepository
  beforeEach(() => {
    repository = new TestRepository()
  })
  afterEach(() => repository.dispose())

  const worktree = (folder = repository.folder) => withRepository(folder, async opened => opened.worktree())

  it('compares tracked and untracked files with HEAD, and leaves ignored ones out', async () => {
    const head = repository.commit('one', {
      'a.txt': 'old\n',
      'gone.txt': 'gone\n',
      'mode.sh': 'x\n',
      'same.txt': 's\n',
      '.gitignore': '*.o\nbuild/\n',
    })
    repository.write('a.txt', 'new\n')
    repository.write('gone.txt', null)
    repository.write('made.o', 'ignored')
    repository.write('build/out', 'ignored')
    repository.write('sub/untracked.txt', 'here\n')
    chmodSync(repository.path('mode.sh'), 0o755)
    await withRepository(repository.folder, async opened => {
      const source = await opened.worktree()
      assert.deepEqual(changeLines(source), [
        'modified a.txt',
        'deleted gone.txt',
        'modeOnly mode.sh',
        'added sub/untracked.txt',
      ])
      assert.deepEqual(await allText(source), {
        'a.txt': ['old\n', 'new\n'],
        'gone.txt': ['gone\n', '[absent]'],
        'mode.sh': ['x\n', 'x\n'],
        'sub/untracked.txt': ['[absent]', 'here\n'],
      })
      assert.deepEqual(source.changeSet.origin, { kind: 'worktree', root: repository.folder, base: head })
      assert.match(source.changeSet.notices.join('\n'), /^2 paths \("build", "made.o"\): ignored/m)
      assert.deepEqual((await source.content.listTree('new')).map(path => path.text).sort(), [
        '.gitignore',
        'a.txt',
        'mode.sh',
        'same.txt',
        'sub/untracked.txt',
      ])
      const unchanged = await source.content.readPath({ text: 'same.txt' }, 'new')
      assert.equal(unchanged.kind === 'bytes' && Buffer.from(unchanged.bytes).toString(), 's\n')
    })
  })

  it('gives the same id for the same change, and another for another', async () => {
    repository.commit('one', { 'a.txt': 'old\n' })
    repository.write('a.txt', 'new\n')
    const first = (await worktree()).changeSet.id
    assert.equal((await worktree()).changeSet.id, first)
    repository.write('a.txt', 'newer\n')
    assert.notEqual((await worktree()).changeSet.id, first)
  })

  it('compares the index with HEAD, whatever the working tree holds', async () => {
    repository.commit('one', { 'a.txt': 'old\n', 'b.txt': 'b\n', 'c.txt': 'c\n' })
    repository.write('a.txt', 'staged\n')
    repository.git(['add', 'a.txt'])
    repository.git(['rm', '-q', '--cached', 'c.txt'])
    repository.write('a.txt', 'later\n')
    repository.write('b.txt', 'not staged\n')
    await withRepository(repository.folder, async opened => {
      const source = await opened.staged()
      assert.deepEqual(await allText(source), { 'a.txt': ['old\n', 'staged\n'], 'c.txt': ['c\n', '[absent]'] })
      assert.deepEqual(
        (await source.content.listTree('new')).map(path => path.text),
        ['a.txt', 'b.txt'],
      )
      assert.deepEqual(changeLines(await opened.worktree()), ['modified a.txt', 'modified b.txt'])
    })
  })

  it('works before the first commit', async () => {
    repository.write('a.txt', 'a\n')
    repository.git(['add', 'a.txt'])
    repository.write('b.txt', 'b\n')
    await withRepository(repository.folder, async opened => {
      assert.deepEqual(changeLines(await opened.worktree()), ['added a.txt', 'added b.txt'])
      assert.deepEqual(changeLines(await opened.staged()), ['added a.txt'])
      assert.deepEqual(await opened.recentCommits(5), [])
      await assert.rejects(opened.commit('HEAD'), /HEAD names a branch without commits/)
    })
  })

  it('finds a rename by its content', async () => {
    repository.commit('one', { 'from/a.txt': 'content\n', 'empty.txt': '' })
    mkdirSync(repository.path('to'))
    renameSync(repository.path('from/a.txt'), repository.path('to/a.txt'))
    renameSync(repository.path('empty.txt'), repository.path('void.txt'))
    assert.deepEqual(changeLines(await worktree()), [
      'deleted empty.txt',
      'renamed from/a.txt -> to/a.txt',
      'added void.txt',
    ])
  })

  it('reads links as text and never follows one, in whichever part of a path', async () => {
    repository.commit('one', { 'folder/file.txt': 'inside\n', 'link.txt': 'plain\n' })
    const outside = join(repository.home, 'outside')
    mkdirSync(outside)
    writeFileSync(join(outside, 'file.txt'), 'outside\n')
    rmSync(repository.path('folder'), { recursive: true })
    symlinkSync(outside, repository.path('folder'))
    repository.write('link.txt', { link: join(outside, 'file.txt') })
    const source = await worktree()
    assert.deepEqual(changeLines(source), ['added folder', 'deleted folder/file.txt', 'retyped link.txt'])
    assert.equal(await sideText(source, 'folder', 'new'), outside)
    assert.equal(await sideText(source, 'link.txt', 'new'), join(outside, 'file.txt'))
    assert.deepEqual(await source.content.readPath({ text: 'folder/file.txt' }, 'new'), { kind: 'absent' })
    for (const text of ['../outside/file.txt', '.git/config', 'x/../../outside/file.txt', '.GIT/config'])
      assert.notEqual((await source.content.readPath({ text }, 'new')).kind, 'bytes', text)
  })

  it('does not wait for a pipe, and says what it did not read', async () => {
    repository.commit('one', { 'tracked.txt': 'x\n' })
    repository.write('tracked.txt', null)
    execFileSync('mkfifo', [repository.path('tracked.txt').toString()])
    const source = await worktree()
    assert.deepEqual(changeLines(source), ['modified tracked.txt'])
    assert.equal(source.changeSet.files[0]?.source.kind, 'missing')
    assert.match(source.changeSet.notices.join('\n'), /"tracked.txt"\): neither file nor link/)
  })

  it('does not take line ends of a checkout for a change, and says so', async () => {
    repository.commit('one', { 'a.txt': 'one\ntwo\n', 'b.txt': 'one\ntwo\nthree\n', 'c.txt': 'one\ntwo\n' })
    repository.write('a.txt', 'one\r\ntwo\r\n')
    repository.write('b.txt', 'one\r\n2\r\nthree\r\n')
    repository.write('c.txt', 'one\r\n2\n')
    await withRepository(repository.folder, async opened => {
      const source = await opened.worktree()
      assert.deepEqual(await allText(source), {
        'b.txt': ['one\ntwo\nthree\n', 'one\n2\nthree\n'],
        'c.txt': ['one\ntwo\n', 'one\r\n2\n'],
      })
      const notices = source.changeSet.notices.join('\n')
      assert.match(notices, /^1 path \("a.txt"\): different from HEAD only in line ends/m)
      assert.match(notices, /^1 path \("b.txt"\): stored with LF and here with CRLF; compared as LF/m)
    })
  })

  it('knows the content that a large file storage pointer names', async () => {
    const pointer = (hash: string, size: number) =>
      `version https://lfs.invalid/spec/v1\noid sha256:${hash}\nsize ${size}\n`
    // sha256 of "content\n"
    const hash = '434728a410a78f56fc1b5899c3593436e61ab0c731e9072d95e96db290205e53'
    repository.commit('one', { 'same.bin': pointer(hash, 8), 'other.bin': pointer('0'.repeat(64), 8) })
    repository.write('same.bin', 'content\n')
    repository.write('other.bin', 'content\n')
    const source = await worktree()
    assert.deepEqual(changeLines(source), ['modified other.bin'])
    assert.match(source.changeSet.notices.join('\n'), /"same.bin"\): the content that HEAD names by hash/)
  })

  it('reads files whatever the index says of them', async () => {
    repository.commit('one', { 'a.txt': 'a\n', 'b.txt': 'b\n', 'sparse.txt': 's\n' })
    repository.git(['update-index', '--assume-unchanged', 'a.txt'])
    repository.git(['update-index', '--skip-worktree', 'b.txt', 'sparse.txt'])
    repository.write('a.txt', 'hidden a\n')
    repository.write('b.txt', 'hidden b\n')
    repository.write('sparse.txt', null)
    assert.equal(repository.git(['status', '--porcelain']), '')
    const source = await worktree()
    assert.deepEqual(changeLines(source), ['modified a.txt', 'modified b.txt'])
    const notices = source.changeSet.notices.join('\n')
    assert.match(notices, /"a.txt"\): marked assume-unchanged/)
    assert.match(notices, /"b.txt"\): marked skip-worktree/)
    assert.match(notices, /"sparse.txt"\): left out of the working tree/)
  })

  it('does not believe the sizes and times in the index', async () => {
    repository.commit('one', { 'a.txt': 'aaaa\n' })
    const stat = repository.git(['ls-files', '--debug', 'a.txt'])
    repository.write('a.txt', 'bbbb\n')
    const mtime = /mtime: (\d+):(\d+)/.exec(stat)
    execFileSync('touch', ['-d', `@${mtime?.[1]}.${mtime?.[2]?.padStart(9, '0')}`, repository.path('a.txt').toString()])
    execFileSync('touch', ['-d', 'tomorrow', join(repository.folder, '.git/index')])
    const trusting = ['-c', 'core.trustctime=false', '-c', 'core.checkStat=minimal']
    assert.equal(repository.git([...trusting, '--no-optional-locks', 'status', '--porcelain']), '', 'git believes them')
    assert.deepEqual(changeLines(await worktree()), ['modified a.txt'])
  })

  it('reads a split index and a sparse one', async () => {
    repository.commit('one', { 'a.txt': 'a\n', 'in/b.txt': 'b\n', 'out/deep/c.txt': 'c\n' })
    repository.git(['update-index', '--split-index'])
    repository.write('a.txt', 'staged\n')
    repository.git(['add', 'a.txt'])
    await withRepository(repository.folder, async opened => {
      assert.deepEqual(await allText(await opened.staged()), { 'a.txt': ['a\n', 'staged\n'] })
    })
    repository.git(['update-index', '--no-split-index'])
    repository.git(['sparse-checkout', 'set', '--cone', '--sparse-index', 'in'])
    await withRepository(repository.folder, async opened => {
      assert.deepEqual(await allText(await opened.staged()), { 'a.txt': ['a\n', 'staged\n'] })
      const source = await opened.worktree()
      assert.deepEqual(changeLines(source), ['modified a.txt'])
      assert.match(source.changeSet.notices.join('\n'), /"out\/deep\/c.txt"\): left out of the working tree \(sparse/)
    })
  })

  it('shows where a submodule stands, without going into it', async () => {
    const inner = new TestRepository()
    try {
      const first = inner.commit('inner one', { 'x.txt': 'x\n' })
      const second = inner.commit('inner two', { 'x.txt': 'y\n' })
      repository.git([
        '-c',
        'protocol.file.allow=always',
        'submodule',
        '--quiet',
        'add',
        `file://${inner.folder}`,
        'sub',
      ])
      repository.git(['checkout', '-q', first], { cwd: join(repository.folder, 'sub') })
      repository.commit('with submodule')
      assert.deepEqual(changeLines(await worktree()), [])
      repository.git(['checkout', '-q', second], { cwd: join(repository.folder, 'sub') })
      repository.write('sub/x.txt', 'edited in the submodule\n')
      const source = await worktree()
      assert.deepEqual(
        source.changeSet.files.map(file => [file.kind, file.source.kind, file.old?.objectId, file.new?.objectId]),
        [['modified', 'submodule', first, second]],
      )
      assert.match(source.changeSet.notices.join('\n'), /"sub"\): of another repository \(submodule\)/)
      const inside = await worktree(join(repository.folder, 'sub'))
      assert.deepEqual(changeLines(inside), ['modified x.txt'])
    } finally {
      inner.dispose()
    }
  })

  it('names another repository that lies untracked in this one', async () => {
    repository.commit('one', { 'a.txt': 'a\n' })
    repository.git(['init', '-q', 'nested'])
    repository.write('nested/file.txt', 'x\n')
    const source = await worktree()
    assert.match(source.changeSet.notices.join('\n'), /"nested"\): another repository inside this one/)
  })

  it('says that a file changed while it was reviewed', async () => {
    repository.commit('one', { 'a.txt': 'a\n' })
    repository.write('a.txt', 'b\n')
    const source = await worktree()
    repository.write('a.txt', 'c\n')
    const read = await source.content.read(0, 'new')
    assert.equal(read.kind === 'missing' && read.remedy, 'the file changed while it was being reviewed: review again')
  })

  it('hashes a changed file over the limit without loading it', async () => {
    repository.commit('one', { 'same.bin': 'x'.repeat(9000), 'other.bin': 'x'.repeat(9000) })
    repository.write('other.bin', 'y'.repeat(9000))
    await withRepository(
      repository.folder,
      async opened => {
        const source = await opened.worktree()
        assert.deepEqual(changeLines(source), ['modified other.bin'])
        assert.equal(source.changeSet.files[0]?.source.kind, 'missing')
        assert.equal(source.changeSet.files[0]?.new?.objectId, repository.git(['hash-object', 'other.bin']))
      },
      { maxFileBytes: 8000 },
    )
  })

  it('shows both sides of a conflict as what lies there', async () => {
    repository.commit('base', { 'a.txt': 'base\n' })
    repository.git(['checkout', '-q', '-b', 'side'])
    repository.commit('side', { 'a.txt': 'side\n' })
    repository.git(['checkout', '-q', 'main'])
    repository.commit('main', { 'a.txt': 'main\n' })
    assert.throws(() => repository.git(['merge', '-q', 'side']))
    await withRepository(repository.folder, async opened => {
      const source = await opened.worktree()
      assert.match(await sideText(source, 'a.txt', 'new'), /^<<<<<<< HEAD\nmain\n=======/)
      assert.match(source.changeSet.notices.join('\n'), /"a.txt"\): not merged yet/)
      assert.match(
        (await opened.staged()).changeSet.notices.join('\n'),
        /"a.txt"\): not merged yet; compared is "ours"/,
      )
    })
  })

  it('refuses in a bare repository, with what to do instead', async () => {
    const bare = new TestRepository({ isBare: true })
    try {
      await withRepository(bare.folder, async opened => {
        for (const ask of [opened.worktree(), opened.staged()])
          await assert.rejects(ask, (error: unknown) => error instanceof GitProblem && error.kind === 'no-work-tree')
      })
    } finally {
      bare.dispose()
    }
  })
})
