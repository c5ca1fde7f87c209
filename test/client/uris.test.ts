import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  decodeUri,
  encodeExplanation,
  encodeSide,
  FOREIGN_SCHEMES,
  idOfRef,
  pathInside,
  type ReviewRef,
  type UriParts,
} from '../../client/uris'

const head = 'a'.repeat(40)
const base = 'b'.repeat(40)

function uri(scheme: string, query: unknown, path = '/src/a.c'): UriParts {
  return { scheme, authority: '', path, query: typeof query === 'string' ? query : JSON.stringify(query) }
}

function foreign(parts: UriParts) {
  const decoded = decodeUri(parts)
  assert.equal(decoded?.kind, 'foreign')
  return decoded
}

describe('URIs of other extensions', () => {
  it('git: takes only a full object id for an identity, and never a side', () => {
    for (const ref of ['~', '~1', '~2', '~3', '', 'HEAD', 'main', head.slice(0, 12)]) {
      const decoded = foreign(uri('git', { path: '/repo/src/a.c', ref }))
      assert.deepEqual(decoded, { kind: 'foreign', scheme: 'git', path: '/repo/src/a.c', isAbsolute: true })
    }
    assert.equal(foreign(uri('git', { path: '/repo/src/a.c', ref: head })).commit, head)
  })

  it('git: reads the paths of Windows', () => {
    assert.equal(foreign(uri('git', { path: 'c:\\repo\\a.c', ref: '~' })).path, 'c:/repo/a.c')
  })

  it('git: leaves a document inside a submodule alone', () => {
    assert.equal(decodeUri(uri('git', { path: '/repo/sub', ref: '', submoduleOf: '/repo' })), undefined)
  })

  it('review: has the side in its query', () => {
    const query = { path: 'src/a.c', commit: base, base: true, isOutdated: false, rootPath: '/repo' }
    const decoded = foreign(uri('review', query))
    assert.deepEqual([decoded.path, decoded.side, decoded.commit], ['/repo/src/a.c', 'old', base])
  })

  it('pr: has both commits, and the earlier name on the old side', () => {
    const query = {
      baseCommit: base,
      headCommit: head,
      fileName: 'b.c',
      previousFileName: 'a.c',
      prNumber: 12,
      remoteName: 'o',
    }
    const old = foreign(uri('pr', { ...query, isBase: true }))
    const fresh = foreign(uri('pr', { ...query, isBase: false }))
    assert.deepEqual([old.path, old.side, old.commit], ['a.c', 'old', base])
    assert.deepEqual([fresh.path, fresh.side, fresh.commit], ['b.c', 'new', head])
    assert.equal(old.group, fresh.group)
  })

  it('githubcommit: takes its path from the URI, and a parent by name without an identity', () => {
    const query = { commit: head, owner: 'o', repo: 'r' }
    assert.deepEqual(foreign(uri('githubcommit', query)).path, 'src/a.c')
    assert.equal(foreign(uri('githubcommit', query)).commit, head)
    assert.equal(foreign(uri('githubcommit', { ...query, commit: `${head}^` })).commit, undefined)
  })

  it('gl-review: groups by merge request', () => {
    const query = { path: 'a.c', commit: head, repositoryRoot: '/repo', projectId: 1, mrId: 7 }
    const decoded = foreign(uri('gl-review', query))
    assert.deepEqual([decoded.path, decoded.commit, decoded.groupLabel], ['a.c', head, 'merge request 7'])
  })

  it('gitpr, githubpr: belong to the pull request being created', () => {
    for (const scheme of ['gitpr', 'githubpr']) {
      assert.equal(foreign(uri(scheme, { fileName: 'a.c', branch: 'main', isEmpty: false })).path, 'a.c')
    }
  })

  it('what is no document decodes to nothing', () => {
    for (const scheme of [
      'scm-history-item',
      'scm-multi-diff-source',
      'https',
      'output',
      '',
      'constructor',
      '__proto__',
    ]) {
      assert.equal(decodeUri(uri(scheme, { path: '/a', ref: 'HEAD', repositoryId: 'x' })), undefined)
    }
  })

  it('bad queries decode to nothing, for every scheme', () => {
    const bad = [
      '',
      'null',
      '[]',
      '"text"',
      '{',
      '{}',
      '{"path":5,"ref":{}}',
      '{"__proto__":{"path":"a"}}',
      'path=a&ref=b',
    ]
    for (const scheme of FOREIGN_SCHEMES) {
      for (const query of bad) {
        if (scheme === 'gl-review' && query.startsWith('{') && query !== '{') continue
        assert.equal(decodeUri(uri(scheme, query)), undefined, `${scheme} ${query}`)
      }
    }
  })

  it('nothing makes a decoder throw', () => {
    const schemes = fc.constantFrom(...FOREIGN_SCHEMES, 'plainsight', 'file')
    fc.assert(
      fc.property(schemes, fc.oneof(fc.string(), fc.json()), fc.string(), (scheme, query, path) => {
        decodeUri({ scheme, authority: '', path, query })
      }),
      { numRuns: 500 },
    )
  })
})

describe('our own URIs', () => {
  const refs: readonly ReviewRef[] = [
    { kind: 'worktree', root: '/repo' },
    { kind: 'staged', root: 'c:\\repo' },
    { kind: 'scan', root: '/a folder/ü' },
    { kind: 'revision', root: '/repo', revision: 'HEAD~3...topic/ü#?%' },
    { kind: 'patch', uri: 'file:///tmp/a%20b.patch' },
    { kind: 'documents', key: 'pr:origin#12' },
    { kind: 'texts', of: { kind: 'staged', root: '/r' }, fingerprint: 'v1:0' },
  ]

  it('give back the side they were made from', () => {
    for (const ref of refs) {
      for (const side of ['old', 'new'] as const) {
        const made = { ref, path: 'dir/na me?#%\\x\u202e.c', file: 3, side }
        assert.deepEqual(decodeUri(encodeSide(made)), { kind: 'side', ...made })
      }
    }
  })

  it('give back the explanation they were made from', () => {
    for (const ref of refs) {
      const made = { ref, fingerprint: 'f00d', rule: 'build/tree-search' }
      assert.deepEqual(decodeUri(encodeExplanation(made)), { kind: 'explanation', ...made })
      assert.match(encodeExplanation(made).path, /\.md$/)
    }
  })

  it('have the path of the file itself, so that both sides of a diff have one name', () => {
    const ref = { kind: 'worktree', root: '/repo' } as const
    assert.equal(encodeSide({ ref, path: 'src/a.c', side: 'old' }).path, '/repo/src/a.c')
    assert.equal(encodeSide({ ref, path: 'logo.png', side: 'old' }, true).path, '/repo/logo.png.txt')
  })

  it('decode to nothing when a part is missing or of the wrong kind', () => {
    const good: Record<string, unknown> = { v: 1, ref: refs[0], path: 'a.c', side: 'old' }
    assert.ok(decodeUri(uri('plainsight', good)))
    for (const change of [
      { v: 2 },
      { ref: undefined },
      { ref: { kind: 'worktree' } },
      { ref: { kind: 'toString', root: '/' } },
      { ref: { kind: 'texts', of: { kind: 'worktree' }, fingerprint: 'f' } },
      { path: '' },
      { side: 'left' },
      { file: -1 },
      { file: '0' },
      { explain: 'f00d' },
    ]) {
      assert.equal(decodeUri(uri('plainsight', { ...good, ...change })), undefined, JSON.stringify(change))
    }
  })

  it('name one change set for one source', () => {
    assert.equal(new Set(refs.map(idOfRef)).size, refs.length)
  })
})

describe('paths inside a folder', () => {
  it('are found with either slash and either spelling of a drive', () => {
    assert.equal(pathInside('/repo', '/repo/src/a.c'), 'src/a.c')
    assert.equal(pathInside('/repo/', '/repo/src/a.c'), 'src/a.c')
    assert.equal(pathInside('C:\\Repo', '/c:/repo/src/a.c'), 'src/a.c')
  })

  it('are not the folder, nor its neighbours', () => {
    assert.equal(pathInside('/repo', '/repo'), undefined)
    assert.equal(pathInside('/repo', '/repository/a.c'), undefined)
    assert.equal(pathInside('/repo', '/Repo/a.c'), undefined)
  })

  it('keep a backslash that is part of a name', () => {
    assert.equal(pathInside('/repo', '/repo/a\\b.c'), 'a\\b.c')
  })
})
