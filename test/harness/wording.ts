import type { Finding } from '../../server/core/model/finding'
import type { MessageText, Rule } from '../../server/core/rule/rule'
import { precedents } from '../../server/rules/precedents'

const limitMessage = 110
const limitWhyLines = 4
/** Words that judge instead of saying what was seen. */
const banned = /\b(malicious\w*|suspicious\w*|attack\w*|backdoor\w*|evil)\b/i
/** A finding speaks of the change, never of a person. */
const personal = /\b(author|committer|contributor|he|she|his|her|nationality|account|newcomer|stranger)\b/i
/** Names of tools a question to a person must not need. */
const tools = /\b(git|grep|readelf|objdump|nm|ldd|xxd|shellcheck|semgrep|plainsight|diff)\b/i

/** What is wrong with the texts a rule declares; empty when they keep the contract. */
export function templateProblems(rule: Rule): readonly string[] {
  const problems: string[] = []
  if (/^[A-Z][a-z]|\.$/.test(rule.title)) problems.push('the title has a capital or a full stop')
  if (banned.test(rule.title)) problems.push('the title judges')
  for (const [key, text] of Object.entries(rule.messages))
    problems.push(...textProblems(text, precedentWords()).map(problem => `${key}: ${problem}`))
  return problems
}

/** What is wrong with a finding as a reviewer reads it. */
export function findingProblems(finding: Finding): readonly string[] {
  const problems = [...textProblems(finding, [])]
  if (finding.message.length > limitMessage) problems.push(`message has ${finding.message.length} characters`)
  const all = [finding.message, finding.why, finding.benign, finding.question, ...finding.commands]
  for (const text of all)
    if (/(?<!\$)\{[a-z][A-Za-z]*\}|undefined|NaN|\[object/.test(text)) problems.push(`not filled in: ${text}`)
  return problems.map(problem => `${finding.message}: ${problem}`)
}

function textProblems(text: MessageText | Finding, names: readonly RegExp[]): readonly string[] {
  const problems: string[] = []
  const shown = [text.message, text.why, text.benign, text.question, ...(text.commands ?? [])]
  if (text.message === '' || /\.$/.test(text.message)) problems.push('the message is empty or ends with a full stop')
  if (shown.some(line => /\bTODO\b/.test(line))) problems.push('still to be filled in')
  if (text.message.includes('\n')) problems.push('the message has several lines')
  if (text.why.split('\n').length > limitWhyLines) problems.push(`why has more than ${limitWhyLines} lines`)
  if (text.why.split('\n').some(line => line.trim() === '')) problems.push('why has an empty line')
  if (repeats(text.message, text.why)) problems.push('why repeats the message')
  if (!/\?$/.test(text.question)) problems.push('the question asks nothing')
  if (tools.test(text.question)) problems.push('the question names a tool')
  if (text.benign.trim() === '') problems.push('no harmless reason')
  for (const one of shown.filter(line => banned.test(line))) problems.push(`judges: ${one}`)
  for (const one of [text.message, text.why, text.benign, text.question].filter(line => personal.test(line)))
    problems.push(`speaks of a person: ${one}`)
  for (const name of names) if (shown.some(line => name.test(line))) problems.push(`names a precedent: ${name.source}`)
  return problems
}

/** The sentence of the message stands in why once more. */
function repeats(message: string, why: string): boolean {
  const words = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9{} ]+/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
  return words(why).includes(words(message))
}

/** The first word of each title: XZ, Trojan, GlassWorm. */
function precedentWords(): readonly RegExp[] {
  const first = precedents.map(one => /^[\w.-]+/.exec(one.title)?.[0] ?? one.id)
  return [...new Set(first)]
    .filter(word => !/^(Invisible|A|The)$/.test(word))
    .map(word => new RegExp(`\\b${word.replace('.', '\\.')}\\b`))
}

/** Whether a finding was made from this text. */
export function isMadeFrom(text: MessageText, finding: Finding): boolean {
  return (
    isFilled(text.message, finding.message) && isFilled(text.why, finding.why) && isFilled(text.benign, finding.benign)
  )
}

function isFilled(template: string, text: string): boolean {
  const parts = template.split(/\{\w+\}/).map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`).test(text)
}
