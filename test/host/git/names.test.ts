import assert from 'node:assert/strict'
import { pathBytes } from '../../../server/core/model/path'
import { TestRepository } from '../../harness/git'
import { changeLines, sideText, withRepository } from '../../harness/gitChange'

const odd = {
  'line feed': Buffer.from('line\nfeed.txt'),
  quotes: Buffer.from('"quoted" \\ and \'more\'.txt'),
  tab: Buffer.from('tab\there.txt'),
  'not UTF-8': Buffer.from([0x66, 0xff, 0xfe, 0x2e, 0x74]),
  'another not UTF-8': Buffer.from([0x66, 0xff, 0xfd, 0x2e, 0x74]),
  'a look-alike of a header': Buffer.from('a b/a.txt'),
  'a leading dash': Buffer.from('-rf'),
  'a look-alike of a pathspec': Buffer.from(':(glob)**'),
  'arrow and spaces': Buffer.from(' from => to '),
  Unicode: Buffer.from('żółć/файл.txt'),
}

describe('names of files', () => {
  let repository: TestRepository
  beforeEach(() => {
    repository = new TestRepository()
  })
  afterEach(() => repository.dispose())

  for (const [what, name] of Object.entries(odd))
    it(`are bytes: ${what}`, async () => {
      repository.write(name, 'old\n')
      repository.commit('one')
      repository.write(name, 'new\n')
      await withRepository(repository.folder, async opened => {
        const inTree = await opened.worktree()
        assert.equal(inTree.changeSet.files.length, 1)
        repository.git(['add', '-A'])
        const staged = await opened.staged()
        const id = repository.commit('two')
        for (const source of [inTree, staged, await opened.commit(id)]) {
          const [file] = source.changeSet.files
          assert.equal(file?.kind, 'modified')
          assert.deepEqual(Buffer.from(pathBytes(file.new!.path)), name)
          const read = await source.content.read(0, 'new')
          assert.equal(read.kind === 'bytes' && Buffer.from(read.bytes).toString(), 'new\n')
          const again = await source.content.readPath(file.new!.path, 'new')
          assert.equal(again.kind === 'bytes' && Buffer.from(again.bytes).toString(), 'new\n')
        }
      })
    })

  it('stay apart when only bytes that are not UTF-8 differ', async () => {
    repository.write(odd['not UTF-8'], '1\n')
    repository.write(odd['another not UTF-8'], '2\n')
    const id = repository.commit('one')
    await withRepository(repository.folder, async opened => {
      const source = await opened.commit(id)
      assert.deepEqual(changeLines(source), ['added f\\xff\\xfd.t', 'added f\\xff\\xfe.t'])
      assert.equal(await sideText(source, 'f\\xff\\xfd.t', 'new'), '2\n')
    })
  })

  describe('that git would never write', () => {
    /** A tree object as somebody may push it: git reads what it is given. */
    const plant = (entries: readonly (readonly [mode: string, name: string, text: string])[]) => {
      const tree = Buffer.concat(
        entries.map(([mode, name, text]) => {
          const id = repository.git(['hash-object', '-w', '--stdin'], { input: text })
          return Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')])
        }),
      )
      const id = repository.git(['hash-object', '-w', '-t', 'tree', '--literally', '--stdin'], { input: tree })
      return repository.git(['commit-tree', id, '-m', 'planted'])
    }

    it('are shown and named, and never leave the folder when files are read', async () => {
      repository.commit('one', { 'a.txt': 'a\n' })
      const id = plant([
        ['100644', '../../outside.txt', 'out\n'],
        ['100644', '.git', 'config\n'],
        ['100644', '..', 'up\n'],
      ])
      await withRepository(repository.folder, async opened => {
        const source = await opened.commit(id)
        assert.deepEqual(changeLines(source), ['added ..', 'added ../../outside.txt', 'added .git'])
        assert.match(
          source.changeSet.notices.join('\n'),
          /the name "..\/..\/outside.txt", which git itself would refuse/,
        )
        repository.git(['update-ref', 'refs/heads/main', id])
        const onDisk = await opened.worktree()
        for (const name of ['..', '../../outside.txt', '.git']) {
          const text = await sideText(onDisk, name, 'new')
          assert.ok(text.startsWith('['), `${name}: ${text}`)
        }
      })
    })

    it('are kept apart when one stands twice', async () => {
      const id = plant([
        ['100644', 'a.txt', 'shown\n'],
        ['100644', 'a.txt', 'hidden\n'],
      ])
      await withRepository(repository.folder, async opened => {
        const source = await opened.commit(id)
        const read = async (file: number) => {
          const content = await source.content.read(file, 'new')
          return content.kind === 'bytes' ? Buffer.from(content.bytes).toString() : content.kind
        }
        assert.deepEqual([await read(0), await read(1)].sort(), ['hidden\n', 'shown\n'])
        assert.match(source.changeSet.notices.join('\n'), /the name "a.txt" twice in one folder/)
      })
    })

    it('do not make a damaged tree readable', async () => {
      const bytes = Buffer.from('100644 a.txt\0short')
      const tree = repository.git(['hash-object', '-w', '-t', 'tree', '--literally', '--stdin'], { input: bytes })
      const id = repository.git(['commit-tree', tree, '-m', 'x'])
      await withRepository(repository.folder, async opened => {
        const { files, unread } = (await opened.commit(id)).changeSet
        assert.deepEqual(files, [])
        assert.match(unread[0]?.reason ?? '', /is not laid out as a tree/)
      })
    })
  })
})
