import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { execPath } from 'node:process'
import type { Rule } from '../../server/core/rule/rule'
import { defineRule } from '../../server/core/rule/rule'
import { readCaseDocument } from '../harness/caseDocument'
import { compareWithMarks, type RuleCase, reviewCase } from '../harness/cases'
import { readMarks } from '../harness/marks'
import { repositoryRoot } from '../harness/repository'
import { templateProblems } from '../harness/wording'

const patch = (...lines: readonly string[]) =>
  ['diff --git a/a.c b/a.c', '--- a/a.c', '+++ b/a.c', '@@ -1 +1,2 @@', ' int a;', ...lines, ''].join('\n')

const rule: Rule = {
  ...defineRule({
    id: 'source/example',
    title: 'example of the harness',
    severity: 'medium',
    confidence: 'low',
    mode: 'regular',
    scope: ['review'],
    precedents: [],
    tags: [],
    messages: { found: { message: 'Found {what}', why: 'Because.', benign: 'Often.', question: 'Why?' } },
    examine: {
      line: (line, context) => {
        const column = line.text.indexOf('mark')
        if (column === -1 || line.new === undefined) return
        const start = { line: line.new, column }
        context.report({
          message: 'found',
          at: { start, end: { line: line.new, column: column + 4 } },
          data: { what: 'it' },
        })
      },
    },
  }),
  document: '',
}

function toCase(text: string): RuleCase {
  const { text: bare, marks } = readMarks(text, 1)
  return { name: 'case', document: 'cases.md', line: 1, patch: bare, marks, files: new Map() }
}

async function differences(text: string): Promise<readonly string[]> {
  const item = toCase(text)
  return compareWithMarks(await reviewCase(rule, item), item.marks)
}

describe('the harness of the cases', () => {
  it('agrees where place, text and severity agree', async () => {
    assert.deepEqual(await differences(patch('+x mark;', '^  ^^^^ want "Found it" [medium]')), [])
  })

  it('complains of what is unexpected, of what is not found, and of both where a mark is off', async () => {
    assert.match(
      (await differences(patch('+x mark;'))).join('\n'),
      /^\+ unexpected: a\.c \(new\) 2:2-2:6 \[medium\] Found it$/,
    )
    assert.match(
      (await differences(patch('+x nothing;', '^  ^^^^ want "Found"'))).join('\n'),
      /^- not found: .*new 2: 2-6/,
    )
    for (const mark of [
      '^   ^^^^ want "Found"',
      '^  ^^^ want "Found"',
      '^  ^^^^ want "Lost"',
      '^  ^^^^ want "Found" [high]',
    ])
      assert.equal((await differences(patch('+x mark;', mark))).length, 2, mark)
  })

  it('matches each finding with one mark and each mark with one finding', async () => {
    const twice = await differences(patch('+x mark;', '^  ^^^^ want "Found" want "Found"'))
    assert.deepEqual(twice.length, 1)
    assert.match(twice[0] ?? '', /^- not found/)
  })

  it('reads several runs and wants of one line, tabs, and written-out characters', () => {
    const { text, marks } = readMarks(patch('+\tab ⟨U+200B⟩cd', '^\t^^ ^^^^^^^^ want "one" want "two" [low]'), 10)
    assert.ok(text.includes('+\tab \u200bcd'))
    assert.deepEqual(
      marks.map(({ want, severity, place }) => [want, severity, place?.start, place?.end]),
      [
        ['one', undefined, 1, 3],
        ['two', 'low', 4, 5],
      ],
    )
  })

  it('refuses marks that say nothing, name no severity or stand under no line', () => {
    assert.throws(() => readMarks(patch('+x', '^ ^^'), 1), /says nothing/)
    assert.throws(() => readMarks(patch('+x', '^^ want "a" [grave]'), 1), /no severity grave/)
    assert.throws(() => readMarks(`^^ want "a"\n${patch('+x')}`, 1), /in no hunk/)
  })

  it('refuses a patch that is not read as it stands', async () => {
    await assert.rejects(differences(patch('+x mark;', '+one line too many')), /not read as it stands/)
  })

  it('reads cases with the files of their heading', () => {
    const cases = readCaseDocument(
      ['## One', '`a.c`', '```c', 'int a;', '```', '```patch', 'x', '```', '## Two', '```patch', 'y', '```'].join('\n'),
    )
    assert.deepEqual(
      cases.map(({ name, line, files }) => [name, line, [...files]]),
      [
        ['One', 7, [['a.c', 'int a;\n']]],
        ['Two', 11, []],
      ],
    )
    assert.throws(() => readCaseDocument('```patch\nx'), /not closed/)
  })

  it('holds texts to the wording contract', () => {
    const text = { message: 'A suspicious change.', why: 'a\nb\nc\nd\ne', benign: '', question: 'Run git log' }
    const problems = templateProblems({ ...rule, messages: { bad: text } }).join('\n')
    for (const part of [
      'full stop',
      'more than 4 lines',
      'asks nothing',
      'names a tool',
      'no harmless reason',
      'judges',
    ])
      assert.match(problems, new RegExp(part))
    assert.deepEqual(templateProblems(rule), [])
  })
})

describe('npm run new-rule', () => {
  const run = (...args: readonly string[]) =>
    spawnSync(execPath, [join(repositoryRoot, 'scripts/new-rule.mjs'), ...args], { encoding: 'utf8' })

  it('writes a folder with a rule, a document and every kind of case', () => {
    const shown = run('--print', 'review/some-trick')
    assert.equal(shown.status, 0, shown.stderr)
    const files = JSON.parse(shown.stdout) as Record<string, string>
    assert.deepEqual(Object.keys(files).sort(), ['cases.md', 'rule.md', 'rule.ts'])
    assert.match(files['rule.ts'] ?? '', /id: 'review\/some-trick'/)
    const names = readCaseDocument(files['cases.md'] ?? '').map(item => item.name.split(':')[0])
    assert.deepEqual(names, ['Fires', 'Near miss', 'Precedent', 'Evasion'])
    for (const item of readCaseDocument(`${files['cases.md']}\n${files['rule.md']}`)) readMarks(item.patch, item.line)
  })

  it('refuses a name that is none, is taken or has no family', () => {
    assert.match(run('Bad Name').stderr, /is no name of a rule/)
    assert.match(run('nowhere/some-trick').stderr, /no family nowhere/)
    assert.match(run('loader/constructor').stderr, /is already there/)
    assert.equal(run().status, 2)
  })
})
