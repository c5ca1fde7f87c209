import assert from 'node:assert/strict'
import { type Placing, placeDocument, type ShownDocument } from '../../client/sides'
import { decodeUri, encodeSide, type ReviewRef } from '../../client/uris'
import type { WireFile, WireSide } from '../../server/protocol'

const head = 'a'.repeat(40)
const base = 'b'.repeat(40)
const other = 'c'.repeat(40)

const files: readonly WireFile[] = [
  file(0, 'modified', 'src/a.c'),
  file(1, 'added', 'src/new.c', { hasOld: false }),
  file(2, 'deleted', 'src/gone.c', { hasNew: false }),
  file(3, 'renamed', 'src/to.c', { oldPath: 'src/from.c' }),
]

function file(index: number, kind: string, path: string, more: Partial<WireFile> = {}): WireFile {
  return { index, kind, path, isBinary: false, hasOld: true, hasNew: true, ...more }
}

function review(ref: ReviewRef, more: Partial<Placing> = {}): Placing {
  return { ref, files, ...more }
}

function shown(scheme: string, path: string, query: unknown = {}, hint?: WireSide): ShownDocument {
  const decoded = decodeUri({ scheme, authority: '', path, query: JSON.stringify(query) })
  return { uri: `${scheme}:${path}`, decoded, ...(hint === undefined ? {} : { hint }) }
}

function git(path: string, ref: string, hint?: WireSide): ShownDocument {
  return shown('git', path, { path, ref }, hint)
}

/** "new src/a.c", with a question mark where only equal text decides. */
function placed(of: Placing, document: ShownDocument): readonly string[] {
  return placeDocument(of, document).map(({ side, path, isCertain }) => `${side} ${path}${isCertain ? '' : '?'}`)
}

describe('the side a document shows', () => {
  const worktree = review({ kind: 'worktree', root: '/repo' }, { base })
  const staged = review({ kind: 'staged', root: '/repo' }, { base })
  const commit = review({ kind: 'revision', root: '/repo', revision: 'HEAD' }, { base, head })

  it('file: is the new side of a working tree, without a question', () => {
    assert.deepEqual(placed(worktree, shown('file', '/repo/src/a.c')), ['new src/a.c'])
    assert.deepEqual(placed(worktree, shown('file', '/repo/src/a.c', {}, 'new')), ['new src/a.c'])
  })

  it('file: is no side of a working tree when it stands on the left, unchanged, or elsewhere', () => {
    assert.deepEqual(placed(worktree, shown('file', '/repo/src/a.c', {}, 'old')), [])
    assert.deepEqual(placed(worktree, shown('file', '/repo/src/other.c')), [])
    assert.deepEqual(placed(worktree, shown('file', '/repo2/src/a.c')), [])
  })

  it('file: is a side of a commit or the index only with the same text', () => {
    assert.deepEqual(placed(commit, shown('file', '/repo/src/a.c')), ['new src/a.c?'])
    assert.deepEqual(placed(staged, shown('file', '/repo/src/a.c')), ['new src/a.c?'])
  })

  it('git: with ~ or a name is a guess, the pair first', () => {
    for (const ref of ['~', 'HEAD', '', 'main']) {
      assert.deepEqual(placed(worktree, git('/repo/src/a.c', ref, 'old')), ['old src/a.c?', 'new src/a.c?'])
    }
    assert.deepEqual(placed(staged, git('/repo/src/a.c', '', 'new')), ['new src/a.c?', 'old src/a.c?'])
  })

  it('git: with a full id is the side that has this commit, whatever the pair says', () => {
    assert.deepEqual(placed(commit, git('/repo/src/a.c', head, 'old')), ['new src/a.c'])
    assert.deepEqual(placed(commit, git('/repo/src/a.c', base)), ['old src/a.c'])
  })

  it('git: with the id of a third commit has to have the same text', () => {
    assert.deepEqual(placed(commit, git('/repo/src/a.c', other, 'new')), ['new src/a.c?', 'old src/a.c?'])
  })

  it('a deleted file shown as the right document is the old side', () => {
    assert.deepEqual(placed(worktree, git('/repo/src/gone.c', 'HEAD', 'new')), ['old src/gone.c?'])
    assert.deepEqual(placed(worktree, git('/repo/src/gone.c', 'HEAD')), ['old src/gone.c?'])
  })

  it('an added file has no old side', () => {
    assert.deepEqual(placed(commit, git('/repo/src/new.c', base)), [])
    assert.deepEqual(placed(commit, git('/repo/src/new.c', head)), ['new src/new.c'])
  })

  it('a renamed file has its earlier name on the old side', () => {
    assert.deepEqual(placed(commit, git('/repo/src/from.c', base)), ['old src/from.c'])
    assert.deepEqual(placed(commit, git('/repo/src/from.c', head)), [])
    assert.deepEqual(placed(commit, git('/repo/src/to.c', base)), [])
  })

  it('pr: and githubcommit: join a range by their commits', () => {
    const query = { baseCommit: base, headCommit: head, fileName: 'src/a.c', prNumber: 1, status: 0 }
    assert.deepEqual(placed(commit, shown('pr', '/x', { ...query, isBase: true })), ['old src/a.c'])
    assert.deepEqual(placed(commit, shown('pr', '/x', { ...query, isBase: false })), ['new src/a.c'])
    const owner = { owner: 'o', repo: 'r' }
    assert.deepEqual(placed(commit, shown('githubcommit', '/src/a.c', { ...owner, commit: head })), ['new src/a.c'])
    assert.deepEqual(placed(commit, shown('githubcommit', '/src/a.c', { ...owner, commit: other })), [])
  })

  it('review: keeps to the side it names', () => {
    const query = { path: 'src/a.c', commit: other, base: true, isOutdated: false, rootPath: '/repo' }
    assert.deepEqual(placed(commit, shown('review', '/x', query, 'new')), ['old src/a.c?'])
    assert.deepEqual(placed(commit, shown('review', '/x', { ...query, commit: base })), ['old src/a.c'])
  })

  it('plainsight: belongs to its own change set alone', () => {
    const parts = encodeSide({ ref: worktree.ref, path: 'src/a.c', file: 0, side: 'old' })
    const document = { uri: 'plainsight:x', decoded: decodeUri(parts) }
    assert.deepEqual(placed(worktree, document), ['old src/a.c'])
    assert.deepEqual(placed(staged, document), [])
  })

  it('documents of a pull request are known by their URI', () => {
    const documents = new Map([['pr:/x', { path: 'src/a.c', side: 'new' as const }]])
    const set = review({ kind: 'documents', key: 'pr:#1' }, { documents })
    assert.deepEqual(placed(set, { uri: 'pr:/x', decoded: undefined }), ['new src/a.c'])
    assert.deepEqual(placed(set, shown('file', '/repo/src/a.c')), [])
  })

  it('a patch has no sides on screen', () => {
    const patch = review({ kind: 'patch', uri: 'file:///a.patch' })
    assert.deepEqual(placed(patch, shown('file', '/repo/src/a.c')), [])
  })
})
