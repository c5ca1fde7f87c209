import { strict as assert } from 'node:assert'
import { nearestNewLine } from '../../server/cli/anchors'
import { Verdict } from '../../server/cli/exitCode'
import { printReview } from '../../server/cli/outputs'
import { reviewJson } from '../../server/cli/outputs/json'
import { sarifLog, sarifRun } from '../../server/cli/outputs/sarif'
import type { Report, Surroundings } from '../../server/cli/report'
import type { Finding, FindingState } from '../../server/core/model/finding'
import type { Hunk } from '../../server/core/model/hunk'
import { type Location, spanOf } from '../../server/core/model/location'
import { pathFromText } from '../../server/core/model/path'
import type { Review } from '../../server/core/model/review'
import type { Severity } from '../../server/core/model/severity'
import { rules } from '../../server/rules'
import { reviewProblems, sarifProblems } from './schemas'

const id = (digit: string) => `v1:${digit.repeat(32)}`

function finding(digit: string, location: Location, more: Partial<Finding> = {}): Finding {
  return {
    rule: 'build/tree-search',
    severity: 'high',
    confidence: 'medium',
    message: `Step ${digit}`,
    why: 'Because. And more.',
    benign: 'Often fine.',
    question: 'Why?',
    commands: [],
    evidence: [{ role: 'primary', location, label: '', text: 'some text' }],
    fingerprint: id(digit),
    evidenceDigest: `e1:${digit.repeat(32)}`,
    state: 'open',
    ...more,
  }
}

const none = { added: 0, changed: 0, deleted: 0 }
const CHAIN = {
  fingerprint: id('f'),
  title: 'A fixture reaches the build',
  severity: 'critical',
  steps: [id('2'), id('1')],
} as const

function report(findings: readonly Finding[], more: Partial<Review> = {}): Report {
  const file = (index: number, path: string) => ({
    index,
    kind: 'modified' as const,
    old: { path: pathFromText(path) },
    new: { path: pathFromText(path) },
    source: { kind: 'stored' as const },
  })
  const review: Review = {
    schemaVersion: 1,
    changeSet: {
      id: 'x',
      origin: { kind: 'patch', name: 'x.patch' },
      commits: [],
      files: [file(0, 'm4/x.m4'), file(1, 'tests/x.xz')],
      unread: [],
      notices: ['replace refs were ignored'],
    },
    inventory: {
      areas: {
        build: none,
        binaries: none,
        ci: none,
        dependencies: none,
        tests: none,
        docs: none,
        source: none,
        other: none,
      },
      notes: {},
    },
    findings,
    chains: [],
    coverage: { files: 2, examined: 2, partial: [], skipped: [], unread: [] },
    failures: [],
    unusedSuppressions: [],
    unchangedFiles: [],
    ...more,
  }
  return { review, label: 'patch x.patch', anchors: new Map() }
}

const surroundings: Surroundings = { version: '1.2.3', rules, precedents: [], color: false, quiet: false, width: 80 }
const step1 = finding('1', { file: 0, side: 'new', at: spanOf(3, 0, 4) }, { chain: id('f') })
const step2 = finding('2', { file: 1, side: 'new', at: 'file' }, { chain: id('f') })
const alone = finding('3', { file: 0, side: 'old', at: spanOf(9, 0, 4) })

describe('outputs', () => {
  const chained = report([step1, alone, step2], { chains: [CHAIN] })

  it('tell a chain as one story in text and Markdown, its steps in order and not again', () => {
    const text = printReview('text', chained, surroundings)
    assert.match(text, /critical {2}A fixture reaches the build\n.*Step 2\n.*Step 1\n.*\nm4\/x\.m4\n.*Step 3\n/s)
    assert.equal(text.split('Step 1').length, 2)
    const markdown = printReview('markdown', chained, surroundings)
    assert.match(markdown, /### critical: A fixture reaches the build\n\n1\. Step 2\n2\. Step 1\n/)
  })

  it('give SARIF a code flow for every step of a chain', () => {
    const run = sarifRun(chained, surroundings)
    assert.deepEqual(sarifProblems(JSON.parse(JSON.stringify(sarifLog([run])))), [])
    const flows = (run.results ?? []).map(({ codeFlows = [] }) =>
      codeFlows.flatMap(({ threadFlows }) =>
        threadFlows.flatMap(({ locations }) => locations.map(({ location }) => location?.message?.text)),
      ),
    )
    assert.deepEqual(flows, [['Step 2', 'Step 1'], [], ['Step 2', 'Step 1']])
  })

  it('keep a chain in JSON as the schema has it', () => {
    const json = JSON.parse(reviewJson(chained))
    assert.deepEqual(reviewProblems(json), [])
    assert.deepEqual(json.chains, [CHAIN])
    assert.equal(json.findings[1].side, 'old')
  })

  it('say notices, failures, holes and unused suppressions everywhere', () => {
    const broken = report([], {
      coverage: {
        files: 4,
        examined: 1,
        partial: [{ file: 'a', reason: 'the patch shows only parts' }],
        skipped: [
          { file: 'b', reason: 'generated', kind: 'by-design' },
          { file: 'c', reason: 'its object is not in this clone', kind: 'missing', remedy: 'git fetch origin' },
        ],
        unread: ['line 7: not a hunk'],
      },
      failures: [{ rule: 'build/tree-search', file: 'd', reason: 'it threw' }],
      unusedSuppressions: ['baseline: x'],
    })
    const parts = [
      'replace refs were ignored',
      'the patch shows only parts',
      'generated',
      'its object is not in this clone',
      'git fetch origin',
      'line 7: not a hunk',
      'it threw',
      'baseline: x',
    ]
    for (const format of ['text', 'markdown', 'json', 'sarif'] as const) {
      const output = printReview(format, broken, surroundings)
      for (const part of parts) assert.ok(output.includes(part), `${format}: ${part}`)
      assert.ok(!output.includes('Nothing found'), format)
    }
    assert.equal(sarifRun(broken, surroundings).invocations?.[0]?.executionSuccessful, false)
    const quiet = printReview('text', broken, { ...surroundings, quiet: true })
    for (const part of ['git fetch origin', 'not a hunk', 'it threw']) assert.ok(quiet.includes(part), part)
  })

  it('say that nothing was found only when all was examined', () => {
    assert.match(printReview('text', report([]), surroundings), /^Nothing found\.$/m)
    assert.match(printReview('markdown', report([]), surroundings), /^Nothing found\.$/m)
    const unread = report([], { coverage: { files: 0, examined: 0, partial: [], skipped: [], unread: ['line 1: x'] } })
    assert.ok(!printReview('text', unread, surroundings).includes('Nothing found'))
  })

  it('mark what is meant also in long lines and under wide or hidden characters', () => {
    const marked = (text: string, column: number, length: number) => {
      const at = { file: 0, side: 'new' as const, at: spanOf(12, column, length) }
      const [evidence] = finding('4', at).evidence
      const output = printReview(
        'text',
        report([finding('4', at, { evidence: [{ ...evidence, text }] })]),
        surroundings,
      )
      const lines = output.split('\n')
      const from = lines.findIndex(line => line.startsWith('      12 | '))
      return lines.slice(from, from + 2).map(line => line.slice('      12 | '.length))
    }
    assert.deepEqual(marked('ab cd', 3, 2), ['ab cd', '   ^^'])
    assert.deepEqual(marked('日本 cd', 3, 2), ['日本 cd', '     ^^'])
    assert.deepEqual(marked('a\u200bb cd', 4, 2), ['a⟨U+200B⟩b cd', '           ^^'])
    const [text = '', mark = ''] = marked(`${'x'.repeat(300)}HERE${'y'.repeat(300)}`, 300, 4)
    assert.ok(text.length <= 70)
    assert.equal(text.slice(mark.indexOf('^'), mark.lastIndexOf('^') + 1), 'HERE')
  })
})

describe('verdicts', () => {
  const codeOf = (findings: readonly Finding[], failOn: Severity | 'never' = 'high', more: Partial<Review> = {}) => {
    const verdict = new Verdict(failOn)
    verdict.take(report(findings, more).review)
    return verdict.code
  }
  const hole = {
    coverage: {
      files: 1,
      examined: 0,
      partial: [],
      skipped: [{ file: 'a', reason: 'r', kind: 'limit' as const }],
      unread: [],
    },
  }
  const byDesign = {
    coverage: {
      files: 1,
      examined: 0,
      partial: [],
      skipped: [{ file: 'a', reason: 'r', kind: 'by-design' as const }],
      unread: [],
    },
  }

  it('count open and changed findings at the threshold, and no others', () => {
    const of = (state: FindingState) => codeOf([{ ...step1, state }])
    assert.deepEqual([of('open'), of('changed'), of('accepted'), of('suppressed')], [1, 1, 0, 0])
    assert.equal(codeOf([{ ...step1, severity: 'medium' }]), 0)
    assert.equal(codeOf([{ ...step1, severity: 'medium' }], 'medium'), 1)
    assert.equal(codeOf([{ ...step1, severity: 'critical' }], 'never'), 0)
  })

  it('put a finding before a hole, and a hole before nothing', () => {
    assert.equal(codeOf([], 'high', hole), 3)
    assert.equal(codeOf([step1], 'high', hole), 1)
    assert.equal(codeOf([], 'high', byDesign), 0)
    assert.equal(codeOf([], 'high', { failures: [{ rule: 'build/tree-search', reason: 'x' }] }), 3)
    const partial = {
      coverage: { files: 1, examined: 0, partial: [{ file: 'a', reason: 'r' }], skipped: [], unread: [] },
    }
    assert.equal(codeOf([], 'high', partial), 0)
  })
})

describe('the nearest new line', () => {
  /** Lines 1-2 kept, 3-4 replaced by one, 5-6 kept. */
  const hunk: Hunk = {
    oldStart: 1,
    oldCount: 6,
    newStart: 1,
    newCount: 5,
    section: '',
    lines: [
      { kind: 'context', text: '', old: 1, new: 1 },
      { kind: 'context', text: '', old: 2, new: 2 },
      { kind: 'removed', text: '', old: 3 },
      { kind: 'removed', text: '', old: 4 },
      { kind: 'added', text: '', new: 3 },
      { kind: 'context', text: '', old: 5, new: 4 },
      { kind: 'context', text: '', old: 6, new: 5 },
    ],
  }

  it('is the line itself, what replaced it, or what follows', () => {
    assert.deepEqual(
      [1, 3, 4, 5, 6, 20].map(line => nearestNewLine([hunk], line)),
      [1, 3, 3, 4, 5, 19],
    )
    assert.equal(nearestNewLine([], 7), 7)
  })

  it('is the last one at the end of a file, and 1 in an empty one', () => {
    const end: Hunk = {
      ...hunk,
      oldCount: 2,
      newCount: 1,
      lines: [hunk.lines[0]!, { kind: 'removed', text: '', old: 2 }],
    }
    assert.equal(nearestNewLine([end], 2), 1)
    const all: Hunk = { ...hunk, oldCount: 1, newStart: 0, newCount: 0, lines: [{ kind: 'removed', text: '', old: 1 }] }
    assert.equal(nearestNewLine([all], 1), 1)
  })
})
