import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DiskFolder } from '../../server/host/folder'
import { GitProblem } from '../../server/host/git/repository'
import { scanFolder } from '../../server/host/scan'
import { TestRepository } from '../harness/git'
import { changeLines, sideText } from '../harness/gitChange'

describe('a scan of a folder', () => {
  let home: string
  let folder: string
  beforeEach(() => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'plainsight-test-')))
    folder = join(home, 'tree')
    mkdirSync(join(folder, 'b/c'), { recursive: true })
    writeFileSync(join(folder, 'a.txt'), 'a\n')
    writeFileSync(join(folder, 'b/c/d.sh'), 'echo\n', { mode: 0o755 })
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))

  it('takes every file as new, beside nothing, in the order of names', async () => {
    const source = await scanFolder(folder)
    assert.deepEqual(changeLines(source), ['added a.txt', 'added b/c/d.sh'])
    assert.deepEqual(
      source.changeSet.files.map(file => [file.new?.mode, file.new?.size]),
      [
        ['100644', 2],
        ['100755', 5],
      ],
    )
    assert.deepEqual(source.changeSet.origin, { kind: 'tree', root: folder })
    assert.equal(await sideText(source, 'b/c/d.sh', 'new'), 'echo\n')
    assert.equal(await sideText(source, 'b/c/d.sh', 'old'), '[absent]')
    assert.deepEqual(
      (await source.content.listTree('new')).map(path => path.text),
      ['a.txt', 'b/c/d.sh'],
    )
    assert.deepEqual(await source.content.listTree('old'), [])
    assert.deepEqual(source.changeSet.notices, [])
  })

  it('follows no link, opens no pipe and enters no git folder', async () => {
    writeFileSync(join(home, 'outside.txt'), 'outside\n')
    symlinkSync('../outside.txt', join(folder, 'link'))
    symlinkSync('..', join(folder, 'up'))
    execFileSync('mkfifo', [join(folder, 'pipe')])
    mkdirSync(join(folder, 'b/.git/objects'), { recursive: true })
    writeFileSync(join(folder, 'b/.git/config'), '[core]\n')
    const source = await scanFolder(folder)
    assert.deepEqual(changeLines(source), ['added a.txt', 'added b/c/d.sh', 'added link', 'added up'])
    assert.equal(await sideText(source, 'link', 'new'), '../outside.txt')
    assert.deepEqual(await source.content.readPath({ text: 'up/outside.txt' }, 'new'), { kind: 'absent' })
    const notices = source.changeSet.notices.join('\n')
    assert.match(notices, /"pipe"\): neither file nor link/)
    assert.match(notices, /"b\/.git"\): git folder of another repository/)
  })

  it('leaves out what the repository ignores, below the scanned folder too, and says so', async () => {
    const repository = new TestRepository()
    try {
      repository.commit('one', { '.gitignore': 'node_modules/\n*.o\n', 'src/a.c': 'a\n', 'src/kept.o': 'x' })
      repository.git(['add', '-f', 'src/kept.o'])
      repository.commit('two')
      for (const name of ['node_modules/x/index.js', 'src/b.o', 'src/node_modules/y.js', 'src/new.c'])
        repository.write(name, 'x\n')
      const whole = await scanFolder(repository.folder)
      assert.deepEqual(changeLines(whole), ['added .gitignore', 'added src/a.c', 'added src/kept.o', 'added src/new.c'])
      assert.match(
        whole.changeSet.notices.join('\n'),
        /^3 paths \("node_modules", "src\/b.o", "src\/node_modules"\): ignored/m,
      )
      const part = await scanFolder(join(repository.folder, 'src'))
      assert.deepEqual(changeLines(part), ['added a.c', 'added kept.o', 'added new.c'])
    } finally {
      repository.dispose()
    }
  })

  it('scans everything when git cannot tell what is ignored, and says why', async () => {
    const repository = new TestRepository()
    try {
      repository.commit('one', { '.gitignore': '*.o\n' })
      repository.write('b.o', 'x\n')
      const source = await scanFolder(repository.folder, { gitPath: join(home, 'no-such-git') })
      assert.deepEqual(changeLines(source), ['added .gitignore', 'added b.o'])
      assert.match(
        source.changeSet.notices.join('\n'),
        /ignored files are scanned as well: .*no-such-git cannot be used/,
      )
    } finally {
      repository.dispose()
    }
  })

  it('does not load a file over the limit', async () => {
    const source = await scanFolder(folder, { maxFileBytes: 3 })
    assert.deepEqual(
      source.changeSet.files.map(file => file.source.kind),
      ['stored', 'missing'],
    )
    assert.equal(await sideText(source, 'b/c/d.sh', 'new'), '[too-large]')
  })

  it('stops at a number of files and when cancelled', async () => {
    const listing = await new DiskFolder(folder).list({ maxFiles: 1 })
    assert.deepEqual([listing.files.map(file => file.key), listing.isCut], [['a.txt'], true])
    const cancel = new AbortController()
    cancel.abort(new Error('enough'))
    await assert.rejects(scanFolder(folder, { signal: cancel.signal }), /enough/)
  })

  it('needs a folder', async () => {
    for (const path of [join(folder, 'a.txt'), join(folder, 'nope')])
      await assert.rejects(
        scanFolder(path),
        (error: unknown) => error instanceof GitProblem && error.kind === 'unreadable',
      )
  })
})
