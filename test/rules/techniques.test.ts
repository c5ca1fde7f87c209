import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { pathToFileURL } from 'node:url'
import { repositoryRoot } from '../harness/repository'

const rule = { id: 'family/name', severity: 'medium', mode: 'regular', precedents: [] as string[] }
const documents = {
  'cases.md': [
    '## Fires: one of two',
    'want "a \\" b" [low]',
    'want "c" [info]',
    '## Near miss: a quote',
    '## Evasion: nothing marked',
  ].join('\n'),
  'rule.md': 'want "c"',
}

/** The page of one group, or what the table is told off for. */
function pageOf(techniques: readonly object[], options: { rules?: readonly object[]; beyond?: object } = {}): string {
  const table = { groups: [{ id: 'A', title: 'One', techniques }], beyond: options.beyond ?? {} }
  const module = pathToFileURL(join(repositoryRoot, 'scripts/generate/techniques.mjs')).href
  const program = `import { techniquesPage } from ${JSON.stringify(module)}
const [table, rules, documents] = ${JSON.stringify([table, options.rules ?? [rule], documents])}
const { page, problems } = techniquesPage(table, rules, (_, name) => documents[name], 'make it')
console.log(problems.length === 0 ? page : problems.join('\\n'))`
  const run = spawnSync(execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
  assert.equal(run.status, 0, run.stderr)
  return run.stdout
}

const byCase = { id: 'A1', what: 'a trick', by: [{ rule: 'family/name', case: 'Fires: one of two' }] }

describe('the table of techniques', () => {
  it('takes the severity from the case, or from the rule for its example', () => {
    const page = pageOf([byCase, { id: 'A2', what: 'another', by: [{ rule: 'family/name' }] }])
    assert.match(page, /\| A1 \| a trick \| low \| \[family\/name\]\(.*\/rule\.md\) “one of two” \|/)
    assert.match(page, /\| A2 \| another \| medium \|/)
    assert.match(page, /\| all \| 2 \| 1 \| 1 \| 0 \| 0 \|/)
  })

  it('counts what a thorough review alone reports, and gives the reason where nothing does', () => {
    const page = pageOf([byCase, { id: 'A2', what: 'mail', not: 'happens in messages' }], {
      rules: [{ ...rule, mode: 'thorough' }],
    })
    assert.match(page, /\| A1 \| a trick \| low \(thorough\) \|/)
    assert.match(page, /\| A2 \| mail \| – \| not detectable here: happens in messages \|/)
    assert.match(page, /\| all \| 2 \| 0 \| 0 \| 1 \| 1 \|/)
  })

  it('lists a rule without technique and precedent by its reason', () => {
    const page = pageOf([{ id: 'A1', what: 'mail', not: 'no' }], { beyond: { 'family/name': 'a slip that costs' } })
    assert.match(page, /- \[family\/name\]\(.*\): a slip that costs/)
  })

  const wrong: readonly [string, readonly object[], RegExp, object?][] = [
    ['a rule that is not there', [{ ...byCase, by: [{ rule: 'a/b' }] }], /A1: there is no rule a\/b/],
    ...['Fires: gone', 'Near miss: a quote', 'Evasion: nothing marked'].map(
      (title): [string, readonly object[], RegExp] => [
        `the case "${title}"`,
        [{ ...byCase, by: [{ rule: 'family/name', case: title }] }],
        /A1: family\/name has no case ".*" that fires/,
      ],
    ),
    ['neither rule nor reason', [byCase, { id: 'A2', what: 'b' }], /A2: either rules or a reason/],
    ['rule and reason', [{ ...byCase, not: 'x' }], /A1: either rules or a reason/],
    ['a number left out', [{ ...byCase, id: 'A2' }], /A2: A1 is expected here/],
    ['a forgotten rule', [{ id: 'A1', what: 'b', not: 'x' }], /family\/name has no technique, no precedent/],
    [
      'a reason for a rule that has a technique',
      [byCase],
      /family\/name stands under "beyond"/,
      { 'family/name': 'x' },
    ],
  ]
  for (const [name, techniques, message, beyond] of wrong)
    it(`refuses ${name}`, () => assert.match(pageOf(techniques, beyond === undefined ? {} : { beyond }), message))
})
