import assert from 'node:assert/strict'
import { GitProblem } from '../../../server/host/git/repository'
import { TestRepository } from '../../harness/git'
import { allText, changeLines, sideText, withRepository } from '../../harness/gitChange'

describe('changes between commits', () => {
  let repository: TestRepository
  beforeEach(() => {
    repository = new TestRepository()
  })
  afterEach(() => repository.dispose())

  it('compares a commit with its parent, kind by kind', async () => {
    repository.commit('first', {
      'stays.txt': 'same\n',
      'changes.txt': 'old\n',
      'goes.txt': 'gone\n',
      'moves/from.txt': 'moved\n',
      'run.sh': 'echo\n',
      'turns.txt': 'target',
    })
    const id = repository.commit('second\nline\n\nbody\n', {
      'changes.txt': 'new\n',
      'goes.txt': null,
      'comes.txt': 'here\n',
      'moves/from.txt': null,
      'moves/to.txt': 'moved\n',
      'run.sh': { executable: 'echo\n' },
      'turns.txt': { link: 'target' },
    })
    await withRepository(repository.folder, async opened => {
      const source = await opened.commit(id)
      assert.deepEqual(changeLines(source), [
        'modified changes.txt',
        'added comes.txt',
        'deleted goes.txt',
        'renamed moves/from.txt -> moves/to.txt',
        'modeOnly run.sh',
        'retyped turns.txt',
      ])
      assert.deepEqual(
        source.changeSet.files.map(file => file.source.kind),
        ['stored', 'stored', 'stored', 'same', 'same', 'stored'],
      )
      assert.deepEqual(await allText(source), {
        'changes.txt': ['old\n', 'new\n'],
        'comes.txt': ['[absent]', 'here\n'],
        'goes.txt': ['gone\n', '[absent]'],
        'moves/to.txt': ['moved\n', 'moved\n'],
        'run.sh': ['echo\n', 'echo\n'],
        'turns.txt': ['target', 'target'],
      })
      assert.deepEqual(
        source.changeSet.files.map(file => [file.old?.mode, file.new?.mode]),
        [
          ['100644', '100644'],
          [undefined, '100644'],
          ['100644', undefined],
          ['100644', '100644'],
          ['100644', '100755'],
          ['100644', '120000'],
        ],
      )
      const [commit] = source.changeSet.commits
      assert.equal(commit?.subject, 'second line')
      assert.equal(commit?.message, 'second\nline\n\nbody\n')
      assert.equal(commit?.author.email, 'author@example.invalid')
      assert.deepEqual(source.changeSet.notices, [])
      assert.deepEqual(source.changeSet.unread, [])
    })
  })

  it('names the same paths and objects as git diff-tree', async () => {
    const files: Record<string, string> = {}
    for (let number = 0; number < 60; number++) files[`d${number % 7}/e${number % 3}/f${number}`] = `${number}\n`
    repository.commit('many', files)
    for (const name of Object.keys(files)) if (/[369]$/.test(name)) files[name] = `${name}\n`
    const id = repository.commit('some', {
      ...files,
      'd1/e1': null,
      'd1/e1.txt': 'x',
      'd2/e2/f2': null,
      'd2/e2/f2/g': 'y',
    })
    const raw = repository.git(['diff-tree', '-r', '--raw', '-z', '--no-abbrev', '--no-renames', `${id}^`, id])
    const expected: string[] = []
    const fields = raw.split('\0')
    for (let at = 0; at + 1 < fields.length; at += 2) {
      const [oldMode, newMode, oldId, newId] = (fields[at] ?? '').slice(1).split(' ')
      expected.push([fields[at + 1], oldMode, newMode, oldId, newId].join(' ').replace(/ 0{6,}(?=$| )/g, ' -'))
    }
    await withRepository(repository.folder, async opened => {
      const { files: changes } = (await opened.commit(id)).changeSet
      const actual = changes.map(({ old, new: next }) =>
        [
          (next ?? old)?.path.text,
          old?.mode ?? '-',
          next?.mode ?? '-',
          old?.objectId ?? '-',
          next?.objectId ?? '-',
        ].join(' '),
      )
      assert.deepEqual([...actual].sort(), expected.sort())
    })
  })

  it('pairs moved files that are alike, and none that are not, empty, links or binary', async () => {
    const text = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, at) => `line ${from + at}\n`).join('')
    repository.commit('first', {
      'a/alike.c': text(0, 100),
      'a/other.c': text(200, 300),
      'a/empty': '',
      'a/link': { link: 'a/alike.c' },
      'a/data.bin': '\0\x01'.repeat(50),
    })
    const gone = { 'a/alike.c': null, 'a/other.c': null, 'a/empty': null, 'a/link': null, 'a/data.bin': null }
    const id = repository.commit('second', {
      ...gone,
      'b/alike.c': `${text(0, 90)}another\n`,
      'b/else.c': text(500, 600),
      'b/void': '',
      'b/was-link': 'a/alike.c',
      'b/data.bin': '\0\x02'.repeat(50),
    })
    await withRepository(repository.folder, async opened => {
      const source = await opened.commit(id)
      assert.deepEqual(changeLines(source), [
        'deleted a/data.bin',
        'deleted a/empty',
        'deleted a/link',
        'deleted a/other.c',
        'renamed a/alike.c -> b/alike.c',
        'added b/data.bin',
        'added b/else.c',
        'added b/void',
        'added b/was-link',
      ])
      assert.equal(source.changeSet.files[4]?.source.kind, 'stored')
      assert.equal(await sideText(source, 'b/alike.c', 'old'), text(0, 100))
    })
  })

  it('compares a root commit with nothing', async () => {
    const id = repository.commit('first', { 'a.txt': 'a\n' })
    await withRepository(repository.folder, async opened => {
      const source = await opened.commit(id)
      assert.deepEqual(changeLines(source), ['added a.txt'])
      assert.deepEqual(source.changeSet.origin, { kind: 'commit', commit: id, parent: undefined })
      assert.deepEqual(await source.content.listTree('old'), [])
    })
  })

  it('compares a merge with its first parent and says so', async () => {
    repository.commit('base', { 'a.txt': 'a\n' })
    repository.git(['checkout', '-q', '-b', 'side'])
    repository.commit('side', { 'side.txt': 's\n' })
    repository.git(['checkout', '-q', 'main'])
    const first = repository.commit('main', { 'main.txt': 'm\n' })
    repository.git(['merge', '-q', '--no-ff', '-m', 'merged', 'side'])
    await withRepository(repository.folder, async opened => {
      const source = await opened.commit('HEAD')
      assert.deepEqual(changeLines(source), ['added side.txt'])
      assert.match(
        source.changeSet.notices.join('\n'),
        new RegExp(`merge of 2 parents, compared with the first, ${first}`),
      )
    })
  })

  it('compares ranges directly and from where the histories parted', async () => {
    const base = repository.commit('base', { 'a.txt': 'a\n' })
    repository.git(['checkout', '-q', '-b', 'side'])
    repository.commit('side one', { 'side.txt': '1\n' })
    const side = repository.commit('side two', { 'side.txt': '2\n' })
    repository.git(['checkout', '-q', 'main'])
    const main = repository.commit('main', { 'main.txt': 'm\n' })
    await withRepository(repository.folder, async opened => {
      const direct = await opened.change('main..side')
      assert.deepEqual(changeLines(direct), ['deleted main.txt', 'added side.txt'])
      assert.deepEqual(
        direct.changeSet.commits.map(commit => commit.subject),
        ['side two', 'side one'],
      )
      assert.deepEqual(direct.changeSet.origin, { kind: 'range', base: main, head: side })
      const parted = await opened.change('main...side')
      assert.deepEqual(changeLines(parted), ['added side.txt'])
      assert.deepEqual(parted.changeSet.origin, { kind: 'range', base, head: side })
    })
  })

  it('finds the same merge bases and ranges as git in a history of many merges', async () => {
    repository.commit('root', { 'root.txt': '0\n' })
    for (let round = 0; round < 6; round++) {
      repository.git(['checkout', '-q', '-B', `side${round % 2}`, round % 2 === 0 ? 'main' : 'main~1'])
      repository.commit(`side ${round}`, { [`side${round}.txt`]: `${round}\n` })
      repository.git(['checkout', '-q', 'main'])
      repository.commit(`main ${round}`, { [`main${round}.txt`]: `${round}\n` })
      if (round < 4) repository.git(['merge', '-q', '--no-ff', '-m', `merge ${round}`, `side${round % 2}`])
    }
    await withRepository(repository.folder, async opened => {
      for (const [a, b] of [
        ['side0', 'side1'],
        ['main', 'side1'],
        ['side0', 'main'],
        ['main~3', 'side1~1'],
        ['main', 'main~2'],
      ]) {
        const source = await opened.change(`${a}...${b}`)
        const base = source.changeSet.origin.kind === 'range' ? source.changeSet.origin.base : ''
        assert.ok(repository.git(['merge-base', '--all', a!, b!]).split('\n').includes(base), `${a}...${b}`)
        const listed: string[] = []
        for await (const id of opened.walk(`${a}..${b}`)) listed.push(id)
        const expected = repository
          .git(['rev-list', `${a}..${b}`])
          .split('\n')
          .filter(Boolean)
        assert.deepEqual(listed.sort(), expected.sort(), `${a}..${b}`)
      }
      const all: string[] = []
      for await (const id of opened.walk('HEAD')) all.push(id)
      assert.deepEqual(all.sort(), repository.git(['rev-list', 'HEAD']).split('\n').sort())
    })
  })

  it('says when two histories have nothing in common', async () => {
    repository.commit('one', { 'a.txt': 'a\n' })
    repository.git(['checkout', '-q', '--orphan', 'other'])
    repository.commit('two', { 'b.txt': 'b\n' })
    await withRepository(repository.folder, async opened => {
      await assert.rejects(opened.change('main...other'), (error: unknown) => {
        assert.ok(error instanceof GitProblem)
        assert.match(error.message, /no common ancestor/)
        return true
      })
      assert.deepEqual(changeLines(await opened.change('main..other')), ['added b.txt'])
    })
  })

  it('gives files of the tree that the change leaves alone', async () => {
    repository.commit('one', { 'a/b/c.txt': 'c\n', 'top.txt': 't\n' })
    const id = repository.commit('two', { 'top.txt': 'u\n' })
    await withRepository(repository.folder, async opened => {
      const { content } = await opened.commit(id)
      const read = await content.readPath({ text: 'a/b/c.txt' }, 'new')
      assert.equal(read.kind === 'bytes' && Buffer.from(read.bytes).toString(), 'c\n')
      for (const text of ['a', 'a/b', 'a/b/c.txt/d', '../a', '', 'nope'])
        assert.deepEqual(await content.readPath({ text }, 'new'), { kind: 'absent' }, text)
      assert.deepEqual(
        (await content.listTree('old')).map(path => path.text),
        ['a/b/c.txt', 'top.txt'],
      )
    })
  })

  it('does not load a file over the limit, and names the limit to raise', async () => {
    repository.commit('one', { 'small.txt': 'x\n' })
    const id = repository.commit('two', { 'large.txt': 'y'.repeat(5000), 'small.txt': 'z\n' })
    await withRepository(
      repository.folder,
      async opened => {
        const source = await opened.commit(id)
        const [large, small] = source.changeSet.files
        assert.deepEqual(large?.source, {
          kind: 'missing',
          reason: 'too-large',
          remedy: 'raise the size limit: --max-file-bytes 5000',
        })
        assert.equal(large?.new?.size, 5000)
        assert.equal(await sideText(source, 'large.txt', 'new'), '[too-large]')
        assert.equal(small?.source.kind, 'stored')
        assert.equal(await sideText(source, 'small.txt', 'new'), 'z\n')
      },
      { maxFileBytes: 4000 },
    )
  })

  it('shows submodules by their commits, and one that became a file as two changes', async () => {
    const one = '1'.repeat(40)
    const two = '2'.repeat(40)
    const link = (path: string, id: string) =>
      repository.git(['update-index', '--add', '--cacheinfo', `160000,${id},${path}`])
    const commitIndex = () => repository.git(['commit', '-q', '-m', 'x'])
    link('moves', one)
    link('turns', one)
    commitIndex()
    link('moves', two)
    repository.git(['rm', '-q', '--cached', 'turns'])
    repository.write('turns', 'a file now\n')
    repository.git(['add', 'turns'])
    commitIndex()
    await withRepository(repository.folder, async opened => {
      const source = await opened.commit('HEAD')
      assert.deepEqual(
        source.changeSet.files.map(file => [file.kind, file.source.kind, file.old?.objectId === one]),
        [
          ['modified', 'submodule', true],
          ['deleted', 'submodule', true],
          ['added', 'stored', false],
        ],
      )
      const read = await source.content.read(2, 'new')
      assert.equal(read.kind === 'bytes' && Buffer.from(read.bytes).toString(), 'a file now\n')
      assert.deepEqual(await source.content.read(0, 'new'), { kind: 'absent' })
    })
  })
})
