// docs/TECHNIQUES.md: for every known technique of tampering with source the rule that reports it, or why none does.
// It is made from docs/techniques.json and from the cases of the rules, so that what it claims is what a test shows.

/**
 * @typedef {{ rule: string, case?: string }} Shown  `case` is a heading of the rule's cases.md; without it the example
 *   of its rule.md is meant.
 * @typedef {{ id: string, what: string, by?: Shown[], severity?: string, note?: string, not?: string }} Technique
 *   `by` or `not`, never both; `severity` where it is another than that of the cases.
 * @typedef {{ id: string, title: string, techniques: Technique[] }} Group
 * @typedef {{ groups: Group[], beyond: Record<string, string> }} Techniques  `beyond`: rules that no technique names
 *   and that have no precedent, each with the reason why it exists.
 * @typedef {{ id: string, severity: string, mode: string, precedents: readonly string[] }} RuleRow
 */

const severities = ['info', 'low', 'medium', 'high', 'critical']
const kindsOfCase = /^(?:Fires|Precedent|Evasion): /

/** @typedef {'warned' | 'told' | 'thorough' | 'not'} Outcome */
const outcomes = {
  warned: 'medium or above',
  told: 'low or info',
  thorough: 'thorough mode only',
  not: 'not detectable here',
}

/**
 * @param {Techniques} techniques
 * @param {readonly RuleRow[]} rules
 * @param {(rule: string, name: 'cases.md' | 'rule.md') => string} documentOf
 * @param {string} command  what makes the page
 * @returns {{ page: string, problems: string[] }} the page, and every contradiction between the table and the rules
 */
export function techniquesPage(techniques, rules, documentOf, command) {
  const problems = []
  const known = new Map(rules.map(rule => [rule.id, rule]))
  const groups = techniques.groups.map(group => ({
    ...group,
    rows: group.techniques.map((technique, at) => {
      const expected = `${group.id}${at + 1}`
      if (technique.id !== expected) problems.push(`${technique.id}: ${expected} is expected here`)
      const row = rowOf(technique, known, documentOf)
      problems.push(...row.problems)
      return row
    }),
  }))
  problems.push(...forgottenRules(techniques, rules))
  return { page: page(groups, techniques.beyond, command), problems }
}

function rowOf(technique, known, documentOf) {
  const { id, what, by = [], note, not } = technique
  const problems = []
  if (by.length > 0 === (not !== undefined)) problems.push(`${id}: either rules or a reason why there is none`)
  const shown = by.flatMap(one => {
    const rule = known.get(one.rule)
    if (rule === undefined) problems.push(`${id}: there is no rule ${one.rule}`)
    const example = rule && exampleOf(one, rule, documentOf)
    if (rule !== undefined && example === undefined)
      problems.push(`${id}: ${one.rule} has no case "${one.case ?? 'of rule.md'}" that fires`)
    return example === undefined ? [] : [{ ...one, ...example, mode: rule.mode }]
  })
  const severity = technique.severity ?? highest(shown.map(one => one.severity))
  return { id, what, shown, severity, note, not, problems, outcome: outcomeOf(shown, severity) }
}

/** @returns {{ severity: string } | undefined} what the marks of a case say, or those of the document's example */
function exampleOf({ rule: id, case: title }, rule, documentOf) {
  const text = title === undefined ? documentOf(id, 'rule.md') : sectionOf(documentOf(id, 'cases.md'), title)
  if (text === undefined || (title !== undefined && !kindsOfCase.test(title))) return undefined
  const marks = [...text.matchAll(/\bwant "(?:[^"\\]|\\.)*"(?:\s*\[(\w+)\])?/g)]
  return marks.length === 0 ? undefined : { severity: highest(marks.map(mark => mark[1] ?? rule.severity)) }
}

function sectionOf(text, title) {
  const lines = text.split('\n')
  const start = lines.indexOf(`## ${title}`)
  if (start === -1) return undefined
  const end = lines.findIndex((line, at) => at > start && line.startsWith('## '))
  return lines.slice(start + 1, end === -1 ? undefined : end).join('\n')
}

function highest(names) {
  return severities[Math.max(...names.map(name => severities.indexOf(name)))]
}

function outcomeOf(shown, severity) {
  if (shown.length === 0) return 'not'
  if (shown.every(one => one.mode === 'thorough')) return 'thorough'
  return severities.indexOf(severity) >= severities.indexOf('medium') ? 'warned' : 'told'
}

function forgottenRules({ groups, beyond }, rules) {
  const named = new Set(groups.flatMap(group => group.techniques.flatMap(one => (one.by ?? []).map(by => by.rule))))
  return [
    ...rules
      .filter(rule => !named.has(rule.id) && rule.precedents.length === 0 && beyond[rule.id] === undefined)
      .map(rule => `${rule.id} has no technique, no precedent and no reason`),
    ...Object.keys(beyond)
      .filter(id => named.has(id) || !rules.some(rule => rule.id === id))
      .map(id => `${id} stands under "beyond" and ${named.has(id) ? 'a technique names it' : 'is no rule'}`),
  ]
}

function page(groups, beyond, command) {
  const all = groups.flatMap(group => group.rows)
  const others = Object.entries(beyond).map(([id, reason]) => `- ${link(id)}: ${reason}`)
  return `# Techniques

Generated by \`${command}\` from techniques.json. Each row is a documented way of hiding something in source or around
it, and what this tool says to a change that has it. A rule is named with a case of its that is tested (in quotes; without
one, the example on the rule's page is meant), and the severity is that of this case. “Not detectable here” means that a
change does not show it, that telling it from ordinary work was not possible without crying wolf, or that no rule looks
for it; the reason is given.
No row says that every form of a technique is found: each rule's page tells its limits.

${counts(groups, all)}

${groups.map(section).join('\n\n')}
${others.length === 0 ? '' : `\n## Rules without a technique above\n\n${others.join('\n')}\n`}`
}

function counts(groups, all) {
  const names = Object.keys(outcomes)
  const line = (title, rows) =>
    `| ${title} | ${rows.length} | ${names.map(name => rows.filter(row => row.outcome === name).length).join(' | ')} |`
  return [
    `| group | techniques | ${Object.values(outcomes).join(' | ')} |`,
    `| --- | --- | ${names.map(() => '---').join(' | ')} |`,
    ...groups.map(group => line(`[${group.id}](#${anchor(titleOf(group))})`, group.rows)),
    line('all', all),
  ].join('\n')
}

function section(group) {
  const rows = group.rows.map(row => {
    const by = row.shown.map(one => (one.case === undefined ? link(one.rule) : `${link(one.rule)} “${caseName(one)}”`))
    const cells =
      row.outcome === 'not'
        ? ['–', `not detectable here: ${row.not}${row.note === undefined ? '' : `. ${row.note}`}`]
        : [row.outcome === 'thorough' ? `${row.severity} (thorough)` : row.severity, withNote(by.join('; '), row.note)]
    return `| ${row.id} | ${row.what} | ${cells.join(' | ')} |`
  })
  return `## ${titleOf(group)}\n\n| | technique | severity | reported by |\n| --- | --- | --- | --- |\n${rows.join('\n')}`
}

function withNote(by, note) {
  return note === undefined ? by : `${by}. ${note}`
}

function caseName(shown) {
  return shown.case.replace(kindsOfCase, '')
}

function titleOf(group) {
  return `${group.id}: ${group.title}`
}

function anchor(title) {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-')
}

function link(id) {
  return `[${id}](../server/rules/${id}/rule.md)`
}
