import { strict as assert } from 'node:assert'
import { BASELINE_FILE, type Decision, parseBaseline, readAcceptComment } from '../../../server/core/rule/decisions'
import { defineRule } from '../../../server/core/rule/rule'
import { type MemoryFile, memorySource } from '../../harness/memory'
import { reviewWith } from '../../harness/review'

/** Reports every added line that says `marker`: small enough to see the engine itself. */
const markerRule = defineRule({
  id: 'source/sign',
  title: 'a line holds the marker',
  severity: 'high',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: [],
  tags: [],
  triggers: ['marker'],
  messages: {
    found: { message: 'marker on this line', why: 'It says so.', benign: 'A test.', question: 'Why is it here?' },
  },
  examine: {
    line: (line, context) => {
      if (line.new === undefined || !line.text.includes('marker')) return
      context.report({
        message: 'found',
        at: { start: { line: line.new, column: 0 }, end: { line: line.new, column: line.text.length } },
      })
    },
  },
})

const change = (text: string): MemoryFile[] => [{ path: 'a.c', old: 'int a;\n', new: `int a;\n${text}\n` }]

async function only(files: readonly MemoryFile[], decisions: readonly Decision[] = []) {
  const { findings } = await reviewWith([markerRule], memorySource(files), { decisions })
  assert.equal(findings.length, 1)
  return findings[0]!
}

function decide(finding: { fingerprint: string; evidenceDigest: string }): Decision {
  return {
    fingerprint: finding.fingerprint,
    evidenceDigest: finding.evidenceDigest,
    rule: 'source/sign',
    path: 'a.c',
    reason: 'seen',
    date: '2026-01-01T00:00:00Z',
  }
}

describe('an acceptance', () => {
  it('holds for the same evidence', async () => {
    const first = await only(change('marker();'))
    const again = await only(change('marker();'), [decide(first)])
    assert.equal(again.state, 'accepted')
    assert.equal(again.reason, 'seen')
  })

  it('does not carry over to changed evidence, and says so', async () => {
    const first = await only(change('marker();'))
    // The same place by its text, but another line comes with it now.
    const again = await only(change('marker();\nmore();'), [decide(first)])
    assert.equal(again.fingerprint, first.fingerprint)
    assert.notEqual(again.evidenceDigest, first.evidenceDigest)
    assert.equal(again.state, 'changed')
  })

  it('survives moved lines', async () => {
    const first = await only(change('marker();'))
    const moved = await only(
      [{ path: 'a.c', old: 'int z;\nint a;\n', new: 'int z;\nint a;\nmarker();\n' }],
      [decide(first)],
    )
    assert.equal(moved.state, 'accepted')
  })
})

describe('an accept comment', () => {
  const comment = '// plainsight: accept[source/sign] known'

  it('counts when it stands on the base side', async () => {
    const finding = await only([{ path: 'a.c', old: `${comment}\nint a;\n`, new: `${comment}\nmarker();\nint a;\n` }])
    assert.equal(finding.state, 'suppressed')
    assert.equal(finding.reason, 'known')
  })

  it('does not count when the change adds it', async () => {
    const finding = await only([{ path: 'a.c', old: 'int a;\n', new: `${comment}\nmarker();\nint a;\n` }])
    assert.equal(finding.state, 'open')
  })

  it('is said to be unused when it matches nothing', async () => {
    const review = await reviewWith(
      [markerRule],
      memorySource([{ path: 'a.c', old: `${comment}\nint a;\n`, new: `${comment}\nint b;\n` }]),
    )
    assert.deepEqual(review.unusedSuppressions, ['a.c:1: accept[source/sign]'])
  })

  it('is read in the comment styles of many languages, and nowhere else', () => {
    for (const line of [
      comment,
      '# plainsight: accept[a/b] x',
      '/* plainsight: accept[a/b, c/d] y */',
      'dnl plainsight: accept[a/b]',
    ])
      assert.ok(readAcceptComment(line), line)
    assert.deepEqual(readAcceptComment('/* plainsight: accept[a/b, c/d] y */'), { rules: ['a/b', 'c/d'], reason: 'y' })
    assert.equal(readAcceptComment('print("plainsight: accept[a/b]")'), undefined)
  })
})

describe('a baseline', () => {
  it('counts from the base side only', async () => {
    const first = await only(change('marker();'))
    const text = JSON.stringify({ version: 1, entries: [decide(first)] })
    const onBase = await reviewWith(
      [markerRule],
      memorySource(change('marker();'), { base: { [BASELINE_FILE]: text } }),
    )
    assert.equal(onBase.findings[0]?.state, 'suppressed')
    const added = await reviewWith(
      [markerRule],
      memorySource([...change('marker();'), { path: BASELINE_FILE, new: text }]),
    )
    assert.equal(added.findings[0]?.state, 'open')
  })

  it('of a newer version is refused, and the review says so', async () => {
    assert.match(parseBaseline('{"version": 9, "entries": []}').problem ?? '', /version 9/)
    assert.match(parseBaseline('{').problem ?? '', /not valid JSON/)
    const review = await reviewWith(
      [markerRule],
      memorySource(change('marker();'), { base: { [BASELINE_FILE]: '{"version": 9, "entries": []}' } }),
    )
    assert.equal(review.failures[0]?.file, BASELINE_FILE)
    assert.equal(review.findings[0]?.state, 'open')
  })
})

describe('identity', () => {
  it('is pinned: other values here break every stored acceptance', async () => {
    const finding = await only(change('marker();'))
    assert.equal(finding.fingerprint, 'v1:e4a1d0aa4e4f70694ac6412c3214ad5f')
    assert.equal(finding.evidenceDigest, 'e1:6a9f52796d1430609b658e9710d38b5c')
  })

  it('tells equal places of one file apart', async () => {
    const { findings } = await reviewWith([markerRule], memorySource(change('marker();\nx();\nmarker();')))
    assert.equal(findings.length, 2)
    assert.notEqual(findings[0]?.fingerprint, findings[1]?.fingerprint)
  })
})
