import assert from 'node:assert/strict'
import {
  type Comparison,
  compareWithKnown,
  comparisonText,
  type PublishedText,
} from '../../../server/core/explain/comparison'
import { explainFinding } from '../../../server/core/explain/explain'
import { longMarkdown } from '../../../server/core/explain/markdown'
import { longText } from '../../../server/core/explain/text'
import type { Finding } from '../../../server/core/model/finding'

const bytes = (text: string) => new TextEncoder().encode(text)
const PUBLISHED = '# sample.m4 serial 3\nAC_DEFUN([SAMPLE],\n[\n  one\n  two\n])\n'

function compare(text: string, texts: readonly (readonly [string, string])[], problems: readonly string[] = []) {
  const known: readonly PublishedText[] = texts.map(([place, published]) => ({ place, bytes: bytes(published) }))
  return compareWithKnown('m4/sample.m4', bytes(text), { texts: async () => ({ texts: known, problems }) })
}

describe('a copy beside the published texts at hand', () => {
  it('shows the lines of code that differ from the nearest one', async () => {
    const changed = PUBLISHED.replace('serial 3', 'serial 30').replace('  two\n', '  two\n  three\n')
    const found = await compare(changed, [
      ['old: m4/sample.m4', 'AC_DEFUN([SAMPLE], [zero])\n'],
      ['new: m4/sample.m4', PUBLISHED],
    ])
    assert.deepEqual(found, {
      place: 'new: m4/sample.m4',
      lines: ['@@ line 6 @@', '+  three'],
      more: 0,
      comments: 2,
      problems: [],
    })
  })

  it('says that the code is the same, and that nothing is at hand', async () => {
    const same = comparisonText(await compare(PUBLISHED.replace('serial 3', 'serial 4'), [['x: sample.m4', PUBLISHED]]))
    assert.deepEqual(same, {
      heading: 'The code is that of x: sample.m4',
      body: '',
      notes: ['2 lines of comments and stamps differ as well.'],
    })
    const none = comparisonText(await compare(PUBLISHED, [], ['the folder /x is not there']))
    assert.deepEqual(none, {
      heading: 'No published text of this name is at hand',
      body: '',
      notes: ['Not compared: the folder /x is not there.'],
    })
  })

  it('shows a bounded part of what differs, as text whatever its encoding', async () => {
    const long = Array.from({ length: 500 }, (_, at) => `  line${at}`).join('\n')
    const found = await compare(`${PUBLISHED}${long}\n  é${'x'.repeat(1000)}\n`, [['x: sample.m4', PUBLISHED]])
    assert.deepEqual([found.lines.length, found.more], [200, 302])
    const [, line] = (await compare('  é\n', [['x: sample.m4', '']])).lines
    assert.equal(line, '+  é')
  })

  it('is part of the long explanation, escaped', () => {
    const comparison: Comparison = {
      place: 'x: sample.m4',
      lines: ['@@ line 6 @@', '+\u202ethree', '+```'],
      more: 2,
      comments: 0,
      problems: [],
    }
    const finding = {
      rule: 'build/vendored-macro-altered',
      severity: 'info',
      confidence: 'high',
      message: 'm',
      why: 'w',
      benign: 'b',
      question: 'q',
      commands: [],
      evidence: [{ role: 'primary', location: { file: 0, side: 'new', at: 'file' }, label: '', text: '' }],
      evidenceDigest: 'e1:0',
      fingerprint: 'v1:0',
      state: 'open',
    } as const satisfies Omit<Finding, 'chain'>
    const files = {
      changeSet: { id: 'x', origin: { kind: 'patch', name: 'x' }, commits: [], files: [], unread: [], notices: [] },
      unchangedFiles: [],
    } as const
    const explanation = explainFinding(finding, { files, rule: undefined, precedents: [], comparison })
    const text = longText(explanation, 80)
    assert.ok(text.includes('Beside x: sample.m4\n  @@ line 6 @@\n  +⟨U+202E⟩three\n'), text)
    assert.ok(text.includes('2 more lines differ.'))
    const markdown = longMarkdown(explanation)
    assert.ok(markdown.includes('````diff\n@@ line 6 @@\n+⟨U+202E⟩three\n+```\n````'), markdown)
  })
})
