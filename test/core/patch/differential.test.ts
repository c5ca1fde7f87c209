import { strict as assert } from 'node:assert'
import { chmodSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FileChange } from '../../../server/core/model/changeSet'
import { pathBytes } from '../../../server/core/model/path'
import { repositoryRoot } from '../../harness/repository'
import { createRepository, type GitRepository } from './gitRepository'
import { pathsOf, type ReadPatch, readPatch } from './readPatch'

/** `git apply --numstat` of git itself: added and removed lines and the path of each file, or `undefined` if it refuses. */
function gitNumstat(repository: GitRepository, patch: Uint8Array): string[] | undefined {
  const { code, output } = repository.tryGit(patch, 'apply', '--numstat', '-z', '--allow-empty')
  return code === 0 ? output.toString('latin1').split('\0').slice(0, -1) : undefined
}

/** The same from what we read. Stored sides have no hunks, so lines are counted in the nodes. */
function ourNumstat({ doc, changeSet }: ReadPatch): string[] {
  const nodes = new Map<number, { added: number; removed: number; isBinary: boolean; isLone: boolean }>()
  for (const part of doc.children.flatMap(child =>
    'children' in child && child.kind !== 'file' ? child.children : [child],
  )) {
    if (part.kind !== 'file') continue
    const lines = part.children.flatMap(child => (child.kind === 'hunk' ? child.children : []))
    const count = (mark: string) => lines.filter(line => line.kind === 'hunkLine' && line.marks === mark).length
    const isBinary = part.children.some(child => child.kind === 'binaryHunk' || child.kind === 'binaryNotice')
    const isLone = part.format === 'plain' && isBinary
    nodes.set(part.line, { added: count('+'), removed: count('-'), isBinary, isLone })
  }
  const byLine = new Map(changeSet.files.map(file => [file.patchLine, file]))
  let last: FileChange | undefined
  return [...nodes].flatMap(([line, { added, removed, isBinary, isLone }]) => {
    // a type change is one file for us, and two in the patch
    const file = byLine.get(line) ?? (last?.kind === 'retyped' ? last : undefined)
    last = file
    const path = file && Buffer.from(pathBytes((file.new ?? file.old)!.path)).toString('latin1')
    // a binary notice without a header is none of git's, but names a file that `diff -r` found changed
    if (path === undefined || isLone) return []
    return isBinary ? `-\t-\t${path}` : `${added}\t${removed}\t${path}`
  })
}

/** Small numbers that look random and are the same every time. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state >>> 8) % below
  }
}

describe('the patch reader agrees with git', () => {
  let repository: GitRepository
  beforeEach(() => {
    repository = createRepository()
  })
  afterEach(() => repository.dispose())

  const write = (name: string | Buffer, content: string | Buffer) =>
    writeFileSync(
      typeof name === 'string'
        ? join(repository.folder, name)
        : Buffer.concat([Buffer.from(`${repository.folder}/`), name]),
      content,
    )

  /** Our reading of a diff between the last two commits: paths as git lists them, contents as git stores them. */
  async function compare(...options: string[]): Promise<void> {
    const patch = readPatch(repository.git('diff', ...options, 'HEAD^', 'HEAD'))
    assert.deepEqual(patch.changeSet.unread, [])
    const bare = options.includes('--no-prefix') ? [/no a\/ and b\//] : []
    assert.equal(patch.changeSet.notices.length, bare.length)
    for (const [at, notice] of bare.entries()) assert.match(patch.changeSet.notices[at]!, notice)
    const detection = options.filter(option => /^-[MCR]/.test(option))
    const raw = repository
      .git('diff', '--raw', '-z', '--no-abbrev', '--no-renames', ...detection, 'HEAD^', 'HEAD')
      .toString('latin1')
    const fields = raw.split('\0')
    const paths: string[] = []
    const ids: [old: string, new: string][] = []
    for (let at = 0; at + 1 < fields.length; ) {
      const [, , old = '', added = '', status = ''] = fields[at]!.split(' ')
      const isPair = /^[RC]/.test(status)
      paths.push(isPair ? `${fields[at + 1]} → ${fields[at + 2]}` : fields[at + 1]!)
      ids.push([old, added])
      at += isPair ? 3 : 2
    }
    assert.deepEqual(pathsOf(patch.changeSet), paths)
    for (const file of patch.changeSet.files)
      for (const [side, id] of [
        ['old', ids[file.index]![0]],
        ['new', ids[file.index]![1]],
      ] as const) {
        const content = await patch.content.read(file.index, side)
        if (/^0+$/.test(id)) assert.equal(content.kind, 'absent')
        else if (content.kind === 'bytes')
          assert.ok(
            repository.git('cat-file', 'blob', id).equals(Buffer.from(content.bytes)),
            `${paths[file.index]} ${side}`,
          )
        else assert.notEqual(file.source.kind, 'stored')
      }
  }

  const everyStored = async (...options: string[]) => {
    await compare(...options)
    const { changeSet } = readPatch(repository.git('diff', ...options, 'HEAD^', 'HEAD'))
    assert.deepEqual(
      changeSet.files.filter(file => file.source.kind !== 'stored' && file.source.kind !== 'same'),
      [],
    )
  }

  it('on names with spaces, quotes, line feeds, " b/" and bytes that are no UTF-8', async () => {
    const names: (string | Buffer)[] = [
      'x b/y',
      ' lead',
      'trail ',
      'q"uote',
      'back\\slash',
      'new\nline',
      'tab\there',
      'grün',
      Buffer.from('lat\xe9in', 'latin1'),
      Buffer.from([0xf0, 0x9f, 0x98, 0x80]),
      'a b',
      '-- ',
      '---',
      '@@ -1 +1 @@',
      'diff --git a',
      '\x01\x7f',
    ]
    // straight into the index: not every file system takes such names
    const commit = (content: string) => {
      const id = repository.tryGit(Buffer.from(content), 'hash-object', '-w', '--stdin').output.toString().trim()
      const entries = names.map(name =>
        Buffer.concat([Buffer.from(`100644 ${id} 0\t`), Buffer.from(name), Buffer.of(0)]),
      )
      assert.equal(repository.tryGit(Buffer.concat(entries), 'update-index', '-z', '--index-info').code, 0)
      repository.git('commit', '-q', '-m', 'names')
    }
    commit('one\n')
    commit('one\ntwo\n')
    for (const quote of ['true', 'false']) {
      repository.git('config', 'core.quotePath', quote)
      await everyStored()
      await everyStored('--no-prefix')
      await everyStored('--src-prefix=i/', '--dst-prefix=w/')
    }
  })

  it('on mode changes, links, submodules and files of every kind added and deleted', async () => {
    write('run', 'x\n')
    write('gone', 'x\n')
    write('emptied', 'x\n')
    write('was-file', 'text\n')
    symlinkSync('was-file', join(repository.folder, 'link'))
    repository.commit('base')
    chmodSync(join(repository.folder, 'run'), 0o755)
    for (const name of ['gone', 'was-file', 'link']) rmSync(join(repository.folder, name))
    symlinkSync('run', join(repository.folder, 'was-file'))
    symlinkSync('gone', join(repository.folder, 'link'))
    write('emptied', '')
    write('empty', '')
    repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub`)
    repository.git('add', '-A', '--', ':!sub')
    repository.git('commit', '-q', '-m', 'change')
    await compare()
    const { changeSet } = readPatch(repository.git('diff', 'HEAD^', 'HEAD'))
    assert.deepEqual(
      changeSet.files.map(file => `${(file.new ?? file.old)?.path.text} ${file.kind} ${file.source.kind}`),
      [
        'emptied modified stored',
        'empty added stored',
        'gone deleted stored',
        'link modified stored',
        'run modeOnly same',
        'sub added submodule',
        'was-file retyped stored',
      ],
    )
    assert.equal(changeSet.files[5]?.new?.objectId, '1'.repeat(40))
  })

  it('on CR LF, missing line feeds and text that looks like a patch', async () => {
    const texts = [
      '',
      '\n',
      'a',
      'a\n',
      'a\r\nb\r\n',
      'a\nb',
      '\r',
      '--- a/x\n+++ b/x\n@@ -1 +1 @@\n',
      '-- \n',
      'diff --git a/x b/x\n',
      '\\ No newline at end of file\n',
      'From x Mon Sep 17 00:00:00 2001\n',
      'caf\xe9\n',
    ]
    for (const [at, text] of texts.entries()) write(`f${at}`, Buffer.from(`same\n${text}`, 'latin1'))
    repository.commit('base')
    for (const at of texts.keys()) write(`f${at}`, Buffer.from(`same\n${texts[(at + 1) % texts.length]}`, 'latin1'))
    repository.commit('change')
    await everyStored()
    await everyStored('-U0', '-W')
    await compare('-U0')
    await compare('--full-index', '-R')
  })

  it('on renames and copies', async () => {
    const text = (word: string) => Array.from({ length: 30 }, (_, at) => `${word} ${at}\n`).join('')
    write('one', text('one'))
    write('two b', text('two'))
    write('three', text('three'))
    repository.commit('base')
    repository.git('mv', 'one', 'uno')
    repository.git('mv', 'two b', 'due "2"')
    write('due "2"', `${text('two')}more\n`)
    write('copy', `${text('three')}more\n`)
    write('three', `${text('three')}less\n`)
    repository.commit('change')
    await compare('-M', '-C')
    await compare('-M', '-C', '--no-prefix')
    await everyStored('-M', '-C', '-U99')
    const kinds = readPatch(repository.git('diff', '-M', '-C', 'HEAD^', 'HEAD')).changeSet.files.map(file => file.kind)
    assert.deepEqual(kinds, ['copied', 'renamed', 'modified', 'renamed'])
  })

  it('on binary files: literals, deltas, and none without --binary', async () => {
    const next = numbers(7)
    const noise = Buffer.from(Array.from({ length: 70_000 }, () => next(256)))
    write('both', noise)
    write('gone', noise.subarray(0, 53))
    write('grown', Buffer.from([0, 1, 2]))
    repository.commit('base')
    const changed = Buffer.from(noise)
    changed.write('changed', 40_000)
    write('both', changed)
    rmSync(join(repository.folder, 'gone'))
    write('new', noise.subarray(0, 104))
    write('grown', Buffer.concat([Buffer.from([0]), Buffer.alloc(100_000, 65)]))
    repository.commit('change')
    await compare('--binary')
    const { changeSet } = readPatch(repository.git('diff', '--binary', 'HEAD^', 'HEAD'))
    const kinds = changeSet.files.map(({ source }) => (source.kind === 'missing' ? source.reason : source.kind))
    assert.deepEqual(kinds, ['not-in-patch', 'stored', 'stored', 'stored'])
    const bare = readPatch(repository.git('diff', 'HEAD^', 'HEAD')).changeSet
    assert.ok(bare.files.every(({ source }) => source.kind === 'missing' && /--binary/.test(source.remedy ?? '')))
    const series = readPatch(repository.git('log', '-p', '--reverse', '--binary', '--full-index')).changeSet
    assert.ok(series.files.every(file => file.source.kind === 'stored'))
  })

  it('on merges', async () => {
    const text = Array.from({ length: 40 }, (_, at) => `line ${at}\n`)
    write('file', text.join(''))
    repository.commit('base')
    repository.git('checkout', '-q', '-b', 'side')
    write('file', text.with(5, 'side\n').with(30, 'side too\n').join(''))
    repository.commit('side')
    repository.git('checkout', '-q', 'main')
    write('file', text.with(5, 'main\n').join(''))
    repository.commit('main')
    repository.tryGit(new Uint8Array(), 'merge', '-q', 'side')
    write('file', text.with(5, 'both\n').with(30, 'side too\n').with(20, 'slipped in\n').join(''))
    repository.commit('merge')
    const changes = (...args: string[]) =>
      readPatch(repository.git('show', '--format=', ...args)).changeSet.files.flatMap(({ source }) =>
        source.kind !== 'hunks'
          ? []
          : source.hunks.flatMap(hunk =>
              hunk.lines
                .filter(line => line.kind !== 'context')
                .map(line => `${line.kind} ${line.old ?? ''} ${line.new ?? ''} ${line.text}`),
            ),
      )
    const againstFirst = changes('-m', '--first-parent')
    assert.deepEqual(changes('-c'), againstFirst)
    // --cc leaves out a change that one parent has as well
    assert.deepEqual(
      changes('--cc'),
      againstFirst.filter(line => !line.includes(' 31 ')),
    )
  })

  it('on mails: git am takes from an mbox what we read in it', async () => {
    write('README', 'teh\n')
    write('Makefile', 'all:\n')
    repository.commit('base')
    const patch = readFileSync(join(repositoryRoot, 'test/patches/spoof-message.patch'))
    const { changeSet } = readPatch(patch)
    const applied = repository.tryGit(patch, 'am', '-q')
    assert.equal(applied.code, 0)
    assert.match(repository.git('show', 'HEAD:Makefile').toString(), /hidden in the message/)
    assert.deepEqual(
      pathsOf(changeSet).sort(),
      repository.git('diff', '--name-only', 'HEAD^').toString().trim().split('\n'),
    )
    assert.equal(repository.git('log', '-1', '--format=%B').toString().trim(), changeSet.commits[0]?.message)
  })

  it('on which files and lines damaged patches hold, wherever git accepts them', () => {
    const folder = join(repositoryRoot, 'test/patches')
    const next = numbers(20240329)
    let accepted = 0
    for (const name of readdirSync(folder).filter(name => name.endsWith('.patch'))) {
      // git's apply knows no mails and no CR LF in headers, and takes --no-prefix for a prefix
      if (
        /mail|mbox|crlf-transport|no-prefix|plain-recursive|combined|mercurial|subversion|byte-order|utf-16|spoof-names/.test(
          name,
        )
      )
        continue
      const lines = readFileSync(join(folder, name))
        .toString('latin1')
        .split(/(?<=\n)/)
      for (let round = 0; round < 6; round++) {
        const damaged = [...lines]
        if (round > 0) {
          const at = next(lines.length)
          if (round % 3 === 0) damaged.splice(at, 1)
          else if (round % 3 === 1) damaged.splice(at, 0, lines[next(lines.length)]!)
          else damaged[at] = damaged[at]!.replace(/[0-9]/, String(next(10)))
        }
        const patch = Buffer.from(damaged.join(''), 'latin1')
        const expected = gitNumstat(repository, patch)
        if (expected === undefined) continue
        accepted++
        const read = readPatch(patch)
        // git takes the name of a header without a change for the next file (a fault of its own); we say it is unread
        if (read.changeSet.unread.some(({ reason }) => reason.startsWith('names a file, but holds no change'))) continue
        // at binary data that is damaged git stops reading, without a word
        const corrupt = read.changeSet.files.findIndex(
          ({ source }) => source.kind === 'missing' && source.reason === 'corrupt',
        )
        assert.deepEqual(
          ourNumstat(read).slice(0, corrupt < 0 ? undefined : corrupt),
          expected,
          `${name}, round ${round}\n${patch.subarray(0, 2000)}`,
        )
      }
    }
    assert.ok(accepted > 60, `only ${accepted} patches were accepted by git`)
  })
})
