import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { rules } from '../../server/rules'
import { precedents } from '../../server/rules/precedents'
import { readCases, ruleDocument, ruleFolders } from '../harness/cases'
import { repositoryRoot } from '../harness/repository'

const headings = [
  'What it flags',
  'Why it matters',
  'Precedent',
  'How to check it yourself',
  'Not flagged',
  'Limits',
] as const
const kinds = ['Fires', 'Near miss', 'Precedent', 'Evasion'] as const

describe('rule folders', () => {
  it('are all registered, each under the name of its folder', () => {
    assert.deepEqual(
      rules.map(rule => rule.id),
      ruleFolders(),
    )
  })

  it('have fresh generated files', () => {
    const script = join(repositoryRoot, 'scripts/generate.mjs')
    const run = spawnSync(execPath, [script, '--check'], { encoding: 'utf8', cwd: repositoryRoot })
    assert.equal(run.status, 0, run.stderr)
  })

  it('name precedents that the table knows, and the table has each once', () => {
    const known = precedents.map(one => one.id)
    assert.deepEqual(known, [...new Set(known)])
    for (const rule of rules) for (const id of rule.precedents) assert.ok(known.includes(id), `${rule.id}: ${id}`)
    for (const one of precedents) assert.match(one.date, /^\d{4}-\d{2}(-\d{2})?$/)
  })

  for (const id of ruleFolders())
    it(`${id} has a whole document and every kind of case`, () => {
      const document = ruleDocument(id, 'rule.md')
      const titles = [...document.matchAll(/^## (.*)$/gm)].map(match => match[1])
      assert.deepEqual(titles, headings)
      const sections = document.split(/^## .*$/m).slice(1)
      assert.deepEqual(
        headings.filter((_, at) => (sections[at] ?? '').trim() === ''),
        [],
        'empty sections',
      )
      assert.doesNotMatch(document, /\bTODO\b|fill in/i)
      const rule = rules.find(one => one.id === id)
      assert.equal(/^# (.*)$/m.exec(document)?.[1], id)
      for (const precedent of rule?.precedents ?? []) {
        const reference = precedents.find(one => one.id === precedent)
        const words = reference === undefined ? [] : [reference.id, reference.title.split(/[:,]/)[0] as string]
        assert.ok(
          words.some(word => sections[2]?.includes(word)),
          `section Precedent does not name ${words.join(' or ')}`,
        )
      }
      const cases = readCases(id)
      for (const kind of kinds) {
        const ofKind = cases.filter(item => item.document === 'cases.md' && item.name.startsWith(`${kind}: `))
        assert.ok(ofKind.length > 0, `no case "## ${kind}: …"`)
        if (kind === 'Near miss')
          assert.ok(
            ofKind.every(item => item.marks.length === 0),
            'a near miss fires',
          )
        if (kind === 'Fires' || kind === 'Precedent')
          assert.ok(
            ofKind.every(item => item.marks.length > 0),
            `a case "${kind}" marks nothing`,
          )
      }
      assert.ok(
        cases.some(item => item.document === 'rule.md' && item.marks.length > 0),
        'rule.md has no example that fires',
      )
      assert.deepEqual(
        cases.map(item => `${item.document} ${item.name}`),
        [...new Set(cases.map(item => `${item.document} ${item.name}`))],
      )
    })
})
