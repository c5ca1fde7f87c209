import assert from 'node:assert/strict'
import { coverageWords, nothingFoundLine } from '../../client/surfaces/coverageWords'
import { withoutName } from '../../client/surfaces/text'
import { findingsInOrder, reviewNodes, type TreeNode } from '../../client/surfaces/treeModel'
import type { WireEvidence, WireFinding, WireReview } from '../../server/protocol'

let nextFingerprint = 0

function finding(
  severity: WireFinding['severity'],
  path: string,
  line?: number,
  more: Partial<WireFinding> = {},
): WireFinding {
  nextFingerprint += 1
  return {
    fingerprint: `f${nextFingerprint}`,
    evidenceDigest: 'd',
    rule: 'family/rule',
    severity,
    confidence: 'medium',
    message: `${severity} in ${path}`,
    why: '',
    benign: '',
    question: '',
    commands: [],
    state: 'open',
    evidence: [evidence(path, line)],
    ...more,
  }
}

function evidence(path: string, line?: number, more: Partial<WireEvidence> = {}): WireEvidence {
  const range = { start: { line: line ?? 0, character: 0 }, end: { line: line ?? 0, character: 1 } }
  return { label: '', file: 0, path, side: 'new', text: 'x', ...(line === undefined ? {} : { range }), ...more }
}

function review(findings: readonly WireFinding[], more: Partial<WireReview> = {}): WireReview {
  return {
    id: 'r',
    label: 'a change',
    inventory: 'build 1',
    files: [],
    findings,
    chains: [],
    coverage: { files: 1, examined: 1, partial: [], skipped: [], unread: [] },
    failures: [],
    notices: [],
    ...more,
  }
}

/** One line per node, indented: kind or group, label, description. */
function outline(nodes: readonly TreeNode[], depth = 0): string[] {
  return nodes.flatMap(node => {
    const [name, label] = words(node)
    const description = 'description' in node && node.description ? ` (${node.description})` : ''
    const children = 'children' in node ? outline(node.children, depth + 1) : []
    return [`${'  '.repeat(depth)}${name} ${label}${description}`, ...children]
  })
}

function words(node: TreeNode): [string, string] {
  switch (node.kind) {
    case 'finding':
      return [node.kind, node.finding.message]
    case 'group':
      return [node.group, node.label]
    case 'file':
    case 'change':
      return [node.kind, node.path]
    default:
      return [node.kind, node.label]
  }
}

describe('the findings tree', () => {
  it('groups by file, the worst first, and folds the minor ones', () => {
    const nodes = reviewNodes(
      review([
        finding('low', 'z.c', 1),
        finding('medium', 'a/b.c', 9),
        finding('high', 'm4/x.m4', 4),
        finding('critical', 'a/b.c', 3),
        finding('info', 'z.c', 0),
      ]),
    )
    assert.deepEqual(outline(nodes), [
      'file a/b.c (a)',
      '  finding critical in a/b.c (critical · line 4)',
      '  finding medium in a/b.c (medium · line 10)',
      'file m4/x.m4 (m4)',
      '  finding high in m4/x.m4 (high · line 5)',
      'minor Low and informational (2)',
      '  finding low in z.c (low · z.c:2)',
      '  finding info in z.c (info · z.c:1)',
    ])
    assert.equal(nodes.find(node => node.kind === 'group')?.isOpen, false)
  })

  it('opens the minor ones when there is nothing else', () => {
    const [group] = reviewNodes(review([finding('low', 'z.c', 1)]))
    assert.equal(group?.kind === 'group' && group.isOpen, true)
  })

  it('keeps what was accepted in a folded group, and what changed since among the open ones', () => {
    const accepted = finding('high', 'a.c', 1, { state: 'accepted', reason: 'known' })
    const changed = finding('high', 'b.c', 1, { state: 'changed' })
    const lines = outline(reviewNodes(review([accepted, changed])))
    assert.deepEqual(lines, [
      'file b.c',
      '  finding high in b.c (high · line 2 · accepted before, changed since)',
      'accepted Accepted (1)',
      '  finding high in a.c (high · a.c:2)',
    ])
  })

  it('says once what is the same in many places, and then only where', () => {
    const same = ['d.c', 'a.c', 'c.c', 'b.c'].map((path, i) =>
      finding('low', path, i, { message: `\`${path}\` now hides` }),
    )
    const other = finding('low', 'a.c', 9, { message: 'something else' })
    const nodes = reviewNodes(review([...same, other]))
    assert.deepEqual(outline(nodes), [
      'minor Low and informational (5)',
      '  same Hides (4 places)',
      '    finding `a.c` now hides (low)',
      '    finding `b.c` now hides (low)',
      '    finding `c.c` now hides (low)',
      '    finding `d.c` now hides (low)',
      '  finding something else (low · a.c:10)',
    ])
    const [minor] = nodes
    const group = minor?.kind === 'group' ? minor.children[0] : undefined
    const labels = group?.kind === 'group' ? group.children.map(node => 'label' in node && node.label) : []
    assert.deepEqual(labels, ['a.c:2', 'b.c:4', 'c.c:3', 'd.c:1'])
    assert.deepEqual(
      findingsInOrder(review([...same, other])).map(({ evidence: [place] }) => place?.path),
      ['a.c', 'b.c', 'c.c', 'd.c', 'a.c'],
    )
  })

  it('says of a change without a file that there was nothing to examine, and does not tick it', () => {
    const coverage = { files: 0, examined: 0, partial: [], skipped: [], unread: [] }
    const [node] = reviewNodes(review([], { coverage }))
    assert.deepEqual(node?.kind === 'note' && [node.label, node.icon], ['Nothing to examine: no file', 'info'])
    assert.match(nothingFoundLine(review([], { coverage, failures: ['x'] })), /1 rule run failed/)
  })

  it('tells a story in its order and nowhere else', () => {
    const steps = [finding('medium', 'z.m4', 3), finding('high', 'a.bin')]
    const chain = {
      fingerprint: 'c',
      title: 'a story',
      severity: 'high' as const,
      steps: steps.map(step => step.fingerprint),
    }
    assert.deepEqual(outline(reviewNodes(review(steps, { chains: [chain] }))), [
      'story a story (2 steps)',
      '  finding medium in z.m4 (medium · z.m4:4)',
      '  finding high in a.bin (high · a.bin)',
    ])
  })

  it('lists further places below a finding, the old side named', () => {
    const places = [evidence('a.c', 1), evidence('b.c', 7, { label: 'the twin', side: 'old' })]
    const lines = outline(reviewNodes(review([finding('high', 'a.c', 1, { evidence: places })])))
    assert.deepEqual(lines.slice(1), ['  finding high in a.c (high · line 2)', '    place the twin (b.c:8 (old side))'])
  })

  it('says what was looked at when there is no finding, and never more than that', () => {
    const coverage = {
      files: 4,
      examined: 2,
      partial: [{ file: 'a.c', reason: 'three lines of context' }],
      skipped: [{ file: 'b.iso', reason: 'too large', kind: 'limit', remedy: 'raise plainsight.maxFileBytes' }],
      unread: [],
    }
    assert.equal(nothingFoundLine(review([], { coverage })), 'No finding; 2 of 4 files examined, 1 partly, 1 not')
    assert.deepEqual(outline(reviewNodes(review([], { coverage }))), [
      'note No finding; 2 of 4 files examined, 1 partly, 1 not',
      'coverage Not fully examined (1 not, 1 partly)',
      '  note b.iso (too large)',
      '  note a.c (three lines of context)',
    ])
  })

  it('never says nothing was found without saying that a rule failed', () => {
    const line = nothingFoundLine(review([], { failures: ['family/rule: out of steps'] }))
    assert.equal(line, 'No finding; 1 of 1 file examined, 1 rule run failed')
  })

  it('opens the coverage for a hole, and leaves it folded for what is by design', () => {
    const isOpen = (kind: string) => {
      const skipped = [{ file: 'a', reason: 'r', kind }]
      const coverage = { files: 1, examined: 0, partial: [], skipped, unread: [] }
      const group = reviewNodes(review([], { coverage })).find(node => node.kind === 'group')
      return group?.kind === 'group' && group.isOpen
    }
    assert.deepEqual(['limit', 'missing', 'failure', 'by-design'].map(isOpen), [true, true, true, false])
  })

  it('says once what is the same for many files', () => {
    const reason = 'its object is not in this clone'
    const remedy = 'git fetch --refetch --no-filter origin'
    const skipped = ['a', 'b', 'c'].map(file => ({ file, reason, kind: 'missing', remedy }))
    const coverage = { files: 3, examined: 0, partial: [], skipped, unread: [] }
    const nodes = reviewNodes(review([], { coverage }))
    assert.deepEqual(outline(nodes), [
      'note No finding; 0 of 3 files examined, 3 not',
      'coverage Not fully examined (3 not)',
      '  holes its object is not in this clone (3 files)',
      '    note a',
      '    note b',
      '    note c',
    ])
    const group = nodes[1]?.kind === 'group' ? nodes[1].children[0] : undefined
    assert.equal(group?.kind === 'group' && group.remedy, remedy)
    assert.equal(coverageWords(review([], { coverage, failures: ['x'] })), '3 files not examined, 1 rule run failed')
    assert.equal(coverageWords(review([])), '')
  })

  it('ends with the files of the change and the notices', () => {
    const files = [
      { index: 0, kind: 'renamed', path: 'src/b.c', oldPath: 'src/a.c', isBinary: false, hasOld: true, hasNew: true },
      { index: 1, kind: 'added', path: 'a.bin', isBinary: true, hasOld: false, hasNew: true },
    ]
    const lines = outline(reviewNodes(review([], { files, notices: ['a shallow clone'] }), ['of open diffs alone']))
    assert.deepEqual(lines.slice(1), [
      'files Files (2)',
      '  change a.bin (added · binary)',
      '  change src/b.c (src · renamed · from src/a.c)',
      'note a shallow clone',
      'note of open diffs alone',
    ])
  })

  it('has the order of next and previous', () => {
    const low = finding('low', 'a.c', 1)
    const high = finding('high', 'b.c', 1)
    const done = finding('critical', 'c.c', 1, { state: 'accepted' })
    assert.deepEqual(findingsInOrder(review([low, done, high])), [high, low])
  })
})

describe('a message below the name of its file', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['`a.mk` now reads `t/b.bin`, which is test data', 'Reads `t/b.bin`, which is test data'],
    [
      '`a.mk`: 3 of its 5 added lines stand in none of its sources',
      '3 of its 5 added lines stand in none of its sources',
    ],
    ['`-Wl,-z,now` removed from `a.mk`: immediate binding', '`-Wl,-z,now` removed: immediate binding'],
    ['Merge 1a2b has 2 lines in `a.mk` that no side has', 'Merge 1a2b has 2 lines in `a.mk` that no side has'],
    ['Fuzzing now leaves something out in `a.mk`: `x`', 'Fuzzing now leaves something out: `x`'],
    ['`a.mk` and `b.mk` say the same', '`a.mk` and `b.mk` say the same'],
    ['`b.mk` removed from `ba.mk`', '`b.mk` removed from `ba.mk`'],
  ]
  for (const [message, label] of cases) it(message, () => assert.equal(withoutName(message, 'a.mk'), label))

  it('is whole where the tree does not name the file', () => {
    const low = finding('low', 'd/a.mk', 3, { message: '`a.mk` now does' })
    const weighty = finding('high', 'd/a.mk', 4, { message: '`a.mk` now does' })
    const labels = reviewNodes(review([low, weighty])).flatMap(node =>
      'children' in node ? node.children.flatMap(child => (child.kind === 'finding' ? [child.label] : [])) : [],
    )
    assert.deepEqual(labels, ['Does', '`a.mk` now does'])
  })
})
