import { isDocument } from '../../../core/formats/document'
import { type LiveText, liveText } from '../../../core/formats/liveText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { Hunk } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import { shorten } from '../../../core/model/visible'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { LineTable } from '../../../core/syntax/lineTable'
import { lostMixings, type Mixing, mixingsOf } from './mixing'
import { droppedParameters } from './parameters'

export default defineRule({
  id: 'source/entropy-removed',
  title: 'what fed a random number generator no longer does',
  severity: 'high',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['debian-openssl-2006'],
  tags: ['CWE-331', 'CWE-335'],
  triggers: ['pdate', 'PDATE', 'ix', 'bsorb', 'tir', 'eed', 'ntropy', 'and', 'nject', 'ather', '/*', '#if', '//'],
  triggersIn: 'file',
  supersedes: ['source/verification-removed'],
  messages: {
    comment: {
      message: '`{call}` does not run any more: it stands where the compiler does not look',
      why: 'The line still reads as if it fed the generator.\nWith less to start from, what the generator gives can be guessed: keys, tokens, nonces.',
      benign: 'A tool complained about bytes that were never set, or the same bytes come in elsewhere.',
      question: 'Which bytes still reach the generator after this, and how many of them are unknown to others?',
      commands: ['git grep -n -w -e {word}'],
    },
    unused: {
      message: '`{parameter}`, which is given to `{within}`, no longer has a part in what comes out',
      why: 'Callers give the same bytes as before, and nothing is made of them.\nWith less to start from, what comes out can be guessed: keys, tokens, nonces.',
      benign: 'The bytes come in by another way now, and the parameter is left for callers.',
      question: 'Which bytes unknown to others still decide what comes out?',
      commands: ['git grep -n -w -e {word}'],
    },
    gone: {
      message: '`{call}`, which fed the generator, is gone from `{within}`',
      why: 'No other call of that kind came in its place in this file.\nWith less to start from, what the generator gives can be guessed: keys, tokens, nonces.',
      benign: 'The same bytes come in elsewhere, or the call had no effect.',
      question: 'Which bytes still reach the generator after this, and how many of them are unknown to others?',
      commands: ['git grep -n -w -e {word}'],
    },
  },
  examine: { file: examine },
})

const GENERATOR =
  /(?:^|[/_.-]|(?<=[a-z]))(?:[cp]?s?p?rng|drbg|rand(?:om\w*)?|urandom|entropy|fortuna|yarrow|seed\w*)(?=$|[/_.\-\dA-Z])|[Ee]ntropy|[Ss]eed|[Rr]andom|RNG|(?:^|_)rand(?:_|$)/
const POOL = /(?:^|_)pool(?:_|$)|Pool/
const DIGEST = /sha|md\d?_|MD\d?_|hash|digest|hmac|blake|EVP_|keccak/i

function examine(context: FileContext): void {
  const old = context.side('old')
  const side = context.side('new')
  if (old === undefined || side === undefined || isDocument(context.path)) return
  if (!context.content.hunks.some(mayTakeAway) || !context.budget.spend(old.text.length + side.text.length)) return
  if (!GENERATOR.test(context.path) && !/rand|rng|seed|entropy|pool|hash|hmac|kdf|derive|digest/i.test(old.text)) return
  const before = liveText(context.path, old.text)
  const now = liveText(context.path, side.text)
  if (before === undefined || now === undefined) return
  const table = new LineTable(old.text)
  const told = new Set<number>()
  const mixed = new Set<number>()
  for (const mixing of lostMixings(mixingsOf(before), mixingsOf(now))) {
    const { line } = table.position(mixing.from)
    mixed.add(line)
    const hunk = context.content.hunks.find(
      one => line >= one.oldStart && line < one.oldStart + Math.max(1, one.oldCount),
    )
    if (hunk === undefined || !feedsGenerator(context.path, mixing, hunk)) continue
    const at = placeOf(hunk, line)
    if (at === undefined || told.has(at.line)) continue
    // A function that goes as a whole takes its calls with it.
    if (at.message === 'gone' && !(mixing.within !== '' && now.names.includes(mixing.within))) continue
    told.add(at.line)
    context.report({
      message: at.message,
      side: at.side,
      at: spanOf(at.line, at.column, at.length),
      severity: isTestFolder(context.path) ? 'low' : at.message === 'comment' ? 'high' : 'medium',
      data: {
        call: shorten(before.code.slice(mixing.from, mixing.to).replace(/\s+/g, ' '), 50),
        within: shorten(mixing.within, 30),
        word: /\w+$/.exec(mixing.callee)?.[0] ?? '<name>',
      },
    })
  }
  examineParameters(context, before, now, table, mixed)
}

/** Functions whose result should depend on all they are given. */
const MIXER =
  /(?:^|_|[a-z])(?:add_?random|add_?entropy|reseed|seed|stir|mix|absorb|hash|hmac|kdf|derive|digest|rand(?:om)?)(?:_|$|[A-Z\d])|(?:Seed|Entropy|Random|Mix|Hash|Derive)/

function examineParameters(
  context: FileContext,
  before: LiveText,
  now: LiveText,
  table: LineTable,
  told: Set<number>,
): void {
  const matters = (name: string): boolean => MIXER.test(name) || GENERATOR.test(name)
  for (const { function: within, parameter, from, to } of droppedParameters(before, now, matters)) {
    const span = table.span(from, to)
    if (!context.isChanged('old', span) || told.has(span.start.line)) continue
    told.add(span.start.line)
    context.report({
      message: 'unused',
      side: 'old',
      at: span,
      severity: isTestFolder(context.path)
        ? 'low'
        : GENERATOR.test(within) || GENERATOR.test(context.path)
          ? 'high'
          : 'medium',
      data: { parameter: shorten(parameter, 30), within: shorten(within, 40), word: within },
    })
  }
}

function mayTakeAway(hunk: Hunk): boolean {
  return hunk.lines.some(
    ({ kind, text }) => kind === 'removed' || (kind === 'added' && /\/\*|\/\/|#\s*if|^\s*#/.test(text)),
  )
}

/** By the name of the file or of the function around; a pool may be of anything unless a digest is what it is fed to. */
function feedsGenerator(path: string, { within, callee }: Mixing, hunk: Hunk): boolean {
  const section = /(\w+)\s*\([^()]*$|(\w+)\s*\(/.exec(hunk.section)
  const names = [within, section?.[1] ?? section?.[2] ?? '', ...(/\bclass\s+(\w+)/.exec(hunk.section)?.slice(1) ?? [])]
  if (GENERATOR.test(path) || names.some(name => GENERATOR.test(name))) return true
  return DIGEST.test(callee) && names.some(name => POOL.test(name))
}

interface FoundPlace {
  readonly message: 'comment' | 'gone'
  readonly side: 'old' | 'new'
  readonly line: number
  readonly column: number
  readonly length: number
}

/** The line that took the call out of what runs: the comment or condition before it, or the line itself where it goes. */
function placeOf(hunk: Hunk, oldLine: number): FoundPlace | undefined {
  const index = hunk.lines.findIndex(line => line.old === oldLine)
  const own = hunk.lines[index]
  if (own === undefined) return undefined
  const squeezed = own.text.replace(/\s+/g, '')
  if (own.kind === 'removed') {
    const kept = hunk.lines.find(
      line => line.kind === 'added' && line.text.replace(/\s+/g, '').includes(squeezed) && squeezed !== '',
    )
    if (kept?.new === undefined) return { message: 'gone', side: 'old', ...columns(own.text, oldLine) }
    return { message: 'comment', side: 'new', ...columns(kept.text, kept.new) }
  }
  for (let at = index; at >= 0; at--) {
    const line = hunk.lines[at]
    if (line?.kind === 'added' && line.new !== undefined && line.text.trim() !== '')
      return { message: 'comment', side: 'new', ...columns(line.text, line.new) }
  }
  return undefined
}

function columns(
  text: string,
  line: number,
): { readonly line: number; readonly column: number; readonly length: number } {
  const trimmed = text.trim()
  return { line, column: text.indexOf(trimmed), length: trimmed.length }
}
