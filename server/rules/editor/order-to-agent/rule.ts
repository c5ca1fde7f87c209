import { type AgentOrders, agentOrders, isAgentFile } from '../../../core/formats/agentOrder'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import type { Severity } from '../../../core/model/severity'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why,
    benign: 'A page about such texts, or a team that found its agent too talkative.',
    question: 'Who is this written for, and would everybody who works here want it to be followed?',
    commands: ['git log -p -- {path}'],
  }
}

export default defineRule({
  id: 'editor/order-to-agent',
  title: 'words in a document that steer a coding agent past its user',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['rules-file-2025', 'amazon-q-2025'],
  tags: ['CWE-1427'],
  files: {
    paths: ['**/*.{md,mdx,mdc,markdown,rst,txt,adoc,html,toml,yml}', '**/.*rules', '**/.*rules-*', '**/.goosehints'],
  },
  messages: {
    unseen: text(
      'Text that a page does not show asks an agent {what}: `{words}`',
      'The text stands in a comment or is set not to be seen; agents read it with the rest.\nWhat they do then, they do with the rights of their user.',
    ),
    seen: text(
      'The text now asks an agent {what}: `{words}`',
      'Agents read this file before they work in the folder, or when they look something up.\nWhat they do then, they do with the rights of their user.',
    ),
  },
  examine: { file: examine },
})

/** Longest stretch that is read in one piece, in UTF-16 units. */
const LIMIT_STRETCH = 6_000

interface Stretch {
  readonly line: number
  readonly text: string
  readonly isUnseen: boolean
}

function examine(context: FileContext): void {
  for (const stretch of stretchesOf(context)) {
    const orders = agentOrders(stretch.text)
    if (orders === undefined) continue
    const severity = severityOf(orders, stretch.isUnseen, isAgentFile(context.path))
    if (severity === undefined) continue
    const place = placeOf(stretch, orders.at)
    const said = stretch.text.slice(orders.at, orders.at + orders.length)
    context.report({
      message: stretch.isUnseen ? 'unseen' : 'seen',
      at: spanOf(place.line, place.column, said.split('\n')[0]?.length ?? 1),
      severity: isTestFolder(context.path) ? 'info' : severity,
      data: { what: whatOf(orders), words: said.replace(/\s+/g, ' '), path: shellWord(context.path) },
    })
  }
}

function whatOf(orders: AgentOrders): string {
  if (orders.overrides) return 'to drop what it was told before'
  if (orders.hides) return 'to keep something from its user'
  return orders.reaches ? 'to run or read more than the folder' : 'to act without asking'
}

/** Undefined for words that are everyday ones where they stand. */
function severityOf(orders: AgentOrders, isUnseen: boolean, isForAgents: boolean): Severity | undefined {
  const { overrides, hides, reaches, unasked, addressed, isQuoted } = orders
  if (isUnseen && (isForAgents || addressed || (overrides && hides)) && (overrides || hides || (reaches && unasked)))
    return 'high'
  if (isForAgents) {
    if (isQuoted && !hides) return overrides ? 'low' : undefined
    if (overrides && (hides || reaches)) return 'high'
    if (overrides || hides || (reaches && unasked)) return 'medium'
    return reaches ? 'low' : undefined
  }
  if (overrides && hides && addressed) return isQuoted ? 'low' : 'medium'
  return isUnseen && overrides ? 'low' : undefined
}

/** Stretches of added lines without a blank line in between. */
function* stretchesOf(context: FileContext): Iterable<Stretch> {
  const lines = context.side('new')?.lines ?? []
  const old = new Set(context.side('old')?.lines.map(line => line.trim()))
  let isInComment = false
  let open: { line: number; text: string; isUnseen: boolean } | undefined
  for (const [index, line] of lines.entries()) {
    const wasIn = isInComment
    const begins = line.lastIndexOf('<!--')
    const ends = line.lastIndexOf('-->')
    if (begins > ends) isInComment = true
    else if (ends !== -1) isInComment = false
    const isUnseen = wasIn || begins !== -1 || unseen.test(line)
    const isNew = context.isChanged('new', spanOf(index + 1, 0, 1)) && !old.has(line.trim())
    if (open !== undefined && (!isNew || (line.trim() === '' && !isInComment) || open.isUnseen !== isUnseen)) {
      yield open
      open = undefined
    }
    if (!isNew || line.trim() === '') continue
    if (open === undefined) open = { line: index + 1, text: line.slice(0, LIMIT_STRETCH), isUnseen }
    else if (open.text.length + line.length < LIMIT_STRETCH) open.text += `\n${line}`
  }
  if (open !== undefined) yield open
}

/** A reference nobody uses, and styles that show nothing. */
const unseen =
  /^\s*\[(?:\/\/|comment|_|\^_)[^\]]*\]:\s*(?:#|<>)|(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0[;"'\s]|color\s*:\s*(?:white|#fff(?:fff)?|transparent))/i

function placeOf(stretch: Stretch, at: number): { readonly line: number; readonly column: number } {
  const before = stretch.text.slice(0, at).split('\n')
  return { line: stretch.line + before.length - 1, column: before.at(-1)?.length ?? 0 }
}
