import { strict as assert } from 'node:assert'
import {
  documentSections,
  type ExplainedRule,
  explainFinding,
  shownDocument,
} from '../../../server/core/explain/explain'
import { longMarkdown, ruleMarkdown, shortMarkdown } from '../../../server/core/explain/markdown'
import { describePlace, type PlacedFiles, placeOf } from '../../../server/core/explain/place'
import { longText, ruleText } from '../../../server/core/explain/text'
import type { Finding } from '../../../server/core/model/finding'
import { spanOf } from '../../../server/core/model/location'
import { pathFromText } from '../../../server/core/model/path'

const files: PlacedFiles = {
  changeSet: {
    id: 'patch:1',
    origin: { kind: 'patch', name: 'x.patch' },
    commits: [],
    files: [
      {
        index: 0,
        kind: 'renamed',
        old: { path: pathFromText('old.c') },
        new: { path: pathFromText('new.c') },
        source: { kind: 'stored' },
      },
    ],
    unread: [],
    notices: [],
  },
  unchangedFiles: ['kept.c', 'other.c'],
}

const rule: ExplainedRule = {
  id: 'loader/constructor',
  title: 'function that runs when a program is loaded',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  precedents: ['p'],
  document: '# loader/constructor\n\n## What it flags\n\nThis.\n\n```c\n# no heading\n```\n\n## Limits\n\nThat.\n',
}
const precedents = [{ id: 'p', title: 'An incident', date: '2024-03-29', reference: 'CVE-2024-3094' }]

const finding: Finding = {
  rule: 'loader/constructor',
  severity: 'medium',
  confidence: 'high',
  message: '`init` now runs while the program is being loaded',
  why: 'It runs before `main`.\nIt calls [x](y).',
  benign: 'Set-up of a library.',
  question: 'Why then?',
  commands: ['git grep -n init'],
  precedent: 'p',
  evidence: [
    { role: 'primary', location: { file: 0, side: 'new', at: spanOf(3, 4, 5) }, label: '', text: 'void init();\u202e' },
    { role: 'related', location: { file: -2, side: 'new', at: 'file' }, label: 'calls it', text: '```' },
  ],
  fingerprint: 'v1:0123456789abcdef0123456789abcdef',
  evidenceDigest: 'e1:0123456789abcdef0123456789abcdef',
  state: 'changed',
}

describe('places', () => {
  it('names the path of the side, and lines and columns from 1', () => {
    const at = spanOf(3, 4, 5)
    const { file, line, endLine, column, endColumn } = placeOf({ file: 0, side: 'new', at }, files)
    assert.deepEqual([file, line, endLine, column, endColumn], ['new.c', 3, 3, 5, 10])
    assert.equal(placeOf({ file: 0, side: 'old', at }, files).file, 'old.c')
  })

  it('names unchanged files in the order they were asked for', () => {
    assert.equal(placeOf({ file: -1, side: 'new', at: 'file' }, files).file, 'kept.c')
    assert.equal(placeOf({ file: -2, side: 'new', at: 'file' }, files).file, 'other.c')
  })

  it('does not count a line that a span only reaches the start of', () => {
    const at = { start: { line: 3, column: 0 }, end: { line: 5, column: 0 } }
    const { line, endLine, endColumn } = placeOf({ file: 0, side: 'new', at }, files)
    assert.deepEqual([line, endLine, endColumn], [3, 4, undefined])
  })

  it('follows what lies inside', () => {
    const inside = { name: 'lib/a.c', at: spanOf(7, 0, 1), inside: { name: 'bytes', at: { offset: 2, length: 3 } } }
    const place = placeOf({ file: 0, side: 'old', at: spanOf(1, 0, 1), inside }, files)
    assert.equal(describePlace(place), 'old.c:1 (old side) → lib/a.c:7 → bytes')
    assert.deepEqual(place.inside[1], { name: 'bytes', offset: 2, length: 3 })
  })
})

describe('explanations', () => {
  const explanation = explainFinding(finding, { files, rule, precedents })

  it('put together finding, rule and precedent', () => {
    assert.equal(explanation.title, rule.title)
    assert.equal(explanation.precedent?.title, 'An incident')
    assert.deepEqual(
      explanation.document.map(({ heading }) => heading),
      ['loader/constructor', 'What it flags', 'Limits'],
    )
  })

  it('do without a rule that is not known here', () => {
    const { title, document } = explainFinding(finding, { files, rule: undefined, precedents: [] })
    assert.equal(title, 'loader/constructor')
    assert.deepEqual(document, [])
  })

  it('are short in a hover: fact, reason, harmless reason, question', () => {
    const text = shortMarkdown(explanation)
    for (const part of ['**`init` now', 'before `main`', 'Set-up of a library', 'Why then?', '`loader/constructor`'])
      assert.ok(text.includes(part), part)
    assert.ok(text.includes('\\[x\\](y)'))
    assert.ok(!text.includes('An incident'))
  })

  it('are whole in the panel, with every place, the state and the document', () => {
    const text = longMarkdown(explanation)
    for (const part of [
      'new.c:3',
      'other.c',
      'calls it',
      '## What it flags',
      'git grep -n init',
      'An incident',
      'accepted before, changed since',
      finding.evidenceDigest,
    ])
      assert.ok(text.includes(part), part)
    assert.ok(text.includes('void init();⟨U+202E⟩'))
    assert.ok(text.includes('````\n```\n````'), 'a fence longer than what it holds')
  })

  it('are plain text for a terminal', () => {
    const text = longText(explanation, 80)
    for (const part of ['new.c:3', 'Question for the author', 'git grep -n init', finding.fingerprint])
      assert.ok(text.includes(part), part)
    assert.ok(text.split('\n').every(line => line.length <= 80))
    assert.ok(!text.includes('\u202e'))
  })

  it('show a rule alone', () => {
    for (const text of [ruleMarkdown(rule, precedents), ruleText(rule, precedents, 80)]) {
      assert.ok(text.includes('severity medium'))
      assert.ok(text.includes('What it flags'))
      assert.ok(text.includes('An incident'))
    }
  })

  it('break the prose of a rule for the terminal, and nothing else', () => {
    const long = 'word '.repeat(30).trim()
    const document = `# A\n\n${long}\n\n- ${long}\n\n\`\`\`c\n${long}\n\`\`\`\n`
    const lines = ruleText({ ...rule, document }, [], 40).split('\n')
    const prose = lines.filter(line => line.startsWith('word') || line.startsWith('  word') || line.startsWith('- '))
    assert.deepEqual(
      prose.filter(line => line.length > 40),
      [long],
    )
    assert.ok(lines.includes('- word word word word word word word'))
    assert.ok(lines.some(line => /^ {2}word( word)+$/.test(line)))
  })

  it('show the marks of an example as pointers', () => {
    const text = '```patch\n+a bad b\n^  ^^^ want "`bad` is \\"odd\\"" [high] want "more"\n^ want "whole"\n```\n'
    assert.equal(shownDocument(text), '```patch\n+a bad b\n   ^^^ `bad` is \\"odd\\" more\n  whole\n```')
    assert.equal(shownDocument('^ a line of prose'), '^ a line of prose')
  })

  it('take no heading from inside a fence', () => {
    const [only] = documentSections('# A\n~~~\n# b\n~~~~ x\n~~~\nc')
    assert.equal(only?.body, '~~~\n# b\n~~~~ x\n~~~\nc')
  })
})
