import { isDocument } from '../../../core/formats/document'
import { wasRemoved, wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { grouped } from '../../../core/formats/structure/structure'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf, type TextSpan } from '../../../core/model/location'
import { shorten } from '../../../core/model/visible'
import { counted, shellPattern } from '../../../core/rule/commands'
import type { FileContext, Report } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import { COMPILED, mayRunDecoded, runsOfDecoded } from './decoding'
import { runsReadable, type WorkedOut, workedOut } from './workedOut'

/** By what is known of the text that runs: nothing, where following it ended, all of it. */
const WHY = {
  '': 'What runs cannot be read in this change; nothing was decoded or run here.\nThe bytes decide what the program does, and a reviewer sees only their encoding.',
  Open: 'What runs cannot be read in this change. It was followed, without running anything, up to what `{stop}` gives.\nThe bytes decide what the program does, and a reviewer sees only their encoding.',
  Known:
    'Worked out without running anything: {steps}.\nIt begins: `{start}`\n{does}{more}A reviewer sees only its encoding.',
} as const

function told(message: string, why: string): MessageText {
  return {
    message,
    why,
    benign: 'A template engine or a self-extracting script that was packed by its own build.',
    question: 'What do the decoded bytes say, and why can they not be committed as they are?',
    commands: ['git log --oneline -- {path}'],
  }
}

function texts(name: string, message: string): Record<string, MessageText> {
  return Object.fromEntries(Object.entries(WHY).map(([known, why]) => [`${name}${known}`, told(message, why)]))
}

export default defineRule({
  id: 'source/decoded-text-runs',
  title: 'program decodes text and runs it',
  severity: 'high',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['strong-password-2019', 'node-ipc-2022'],
  tags: ['CWE-506', 'CWE-94'],
  triggers: [
    'decode',
    'base64',
    'atob',
    'hex',
    'inflate',
    'gunzip',
    'ecompress',
    'unpack',
    'FromBase64String',
    'ncoded',
    '-enc',
    'marshal',
    'rot13',
    'rot_13',
    'fromCharCode',
    'ecipher',
    'unescape',
    'eval',
    'Function(',
    'exec(',
    'strrev',
    '[::-1]',
    'vm',
    'include',
    '.png',
    '.jpg',
    '.ico',
    '.gif',
    '.wav',
    '.woff',
  ],
  parses: true,
  readsCode: true,
  needsCode: ({ language, text, changed }) => !COMPILED.has(language) && mayRunDecoded(text, changed),
  messages: {
    ...texts('direct', '`{runner}` now runs what `{decoder}` makes of encoded text'),
    ...texts('stored', '`{runner}` now runs `{name}`, which `{decoder}` makes of encoded text on line {other}'),
    command: told('An encoded command is now handed to `{runner}`', WHY['']),
  },
  examine: { file: examine },
})

const RUNNER = String.raw`(?<![\w.$])(?:eval|exec|execSync|execScript|new Function|Function|instance_eval|class_eval|Invoke-Expression|iex|create_function|runpy\.run_\w+|__import__\(\s*["']builtins["']\s*\)\.exec|importlib\.\w+|System\.Reflection\.Assembly\]::Load|Assembly\.Load|loadstring)\b|\b(?:vm\.runIn(?:This|New)?Context|vm\.Script|\w*\._compile|child_process\.exec(?:Sync)?|cp\.exec(?:Sync)?|subprocess\.\w+|os\.system|os\.popen|marshal\.loads)\b`
const DECODER =
  /\b(?:b64decode|b32decode|b85decode|a85decode|base64_decode|decode_base64|decode64|strict_decode64|decodestring|unhexlify|fromhex|gzinflate|gzuncompress|gzdecode|str_rot13|zlib\.decompress|lzma\.decompress|bz2\.decompress|gzip\.decompress|gunzipSync|inflateSync|inflateRawSync|unzipSync|brotliDecompressSync|FromBase64String|codecs\.decode|DecodeString|atob)\b|\bBuffer\.from\([^;]{0,200}?["'](?:base64|hex)["']|\.unpack1?\(\s*["'][mH]|\bnew Buffer\([^;]{0,200}?["'](?:base64|hex)["']/
    .source

const DIRECT = new RegExp(`(${RUNNER})[^;]{0,160}?(${DECODER})`, 'i')
const DECODES = new RegExp(DECODER)
const STORED = /(?:^|[\s;{(])(?:const |let |var |my |auto )?\s*([$@\w]{1,60})\s*:?=(?![=>])\s*/
const RUNS = new RegExp(String.raw`(${RUNNER})\s*\(?(.{0,200})`)
const COMMAND = /\b(powershell|pwsh)(?:\.exe)?\b[^|;]{0,200}?\s-e(?:nc?|ncodedcommand|c)?\s+["']?[A-Za-z0-9+/=]{12,}/i
/** A list whose program is fixed and no interpreter: its words are data. */
const FIXED_PROGRAM =
  /^\[\s*["'](?!(?:[\w/]*\/)?(?:sh|bash|zsh|dash|python\d?|node|perl|ruby|php|cmd|powershell|pwsh)\b)/
/** Units of a text that an explanation shows. */
const SHOWN = 4096
/** Units of a line that is looked at; one of a minified file is left out. */
const LONG_LINE = 20_000
/** Lines after a decoding within which the running must stand to be about it. */
const NEAR = 80

function examine(context: FileContext): void {
  if (isDocument(context.path)) return
  const told = new Set<number>()
  const known = knownTexts(context)
  examineLines(context, told, known)
  examinePrograms(context, told, known)
  for (const found of known.values()) examineKnown(context, found, told, known)
}

/** By the line of the call that runs it, what is known of a text. */
type Known = ReadonlyMap<number, WorkedOut | { readonly stop: string }>

function knownTexts(context: FileContext): Known {
  const found = new Map<number, WorkedOut | { readonly stop: string }>()
  const units = context.code('new')
  for (const unit of units) {
    const reading = unit.decodings.length > 0 ? undefined : unit.program()
    if (reading === undefined || !context.budget.spend(unit.body.text.length)) continue
    for (const { arguments: given, span } of reading.calls) {
      const stop = given.flatMap(({ stops }) => stops ?? [])[0]
      if (stop !== undefined && !found.has(span.start.line)) found.set(span.start.line, { stop })
    }
    for (const one of workedOut(unit, reading, units)) {
      const { line } = one.call.span.start
      const before = found.get(line)
      if (before === undefined || 'stop' in before) found.set(line, one)
    }
  }
  return found
}

/** What the patterns and the flow of data do not see: ciphers of one's own, letters turned round. */
function examineKnown(context: FileContext, found: Value<Known>, told: ReadonlySet<number>, known: Known): void {
  if ('stop' in found) return
  const { call, decoder, texts } = found
  const { line } = call.span.start
  const side = context.side('new')
  if (told.has(line) || side === undefined || wasRun(context, texts[0].text)) return
  const isNew = context.isChanged('new', call.span)
  const at = isNew ? headOf(call.span, call.callee) : changedString(context)
  if (at === undefined || wasRemovedPlace(context.content.hunks, side.lines, isNew ? call.span : at)) return
  report(context, 'direct', { line, at, data: { runner: call.callee, decoder } }, known)
}

/** The longest constant that the change touches: what is decoded, where the way to it is old. */
function changedString(context: FileContext): TextSpan | undefined {
  const strings = context.code('new').flatMap(unit => (unit.host === undefined ? (unit.program()?.strings ?? []) : []))
  const changed = strings.filter(({ span }) => context.isChanged('new', span))
  const length = Math.max(0, ...changed.map(({ text }) => text.text.length))
  return changed.find(({ text }) => text.text.length === length)?.span
}

type Value<M> = M extends ReadonlyMap<unknown, infer V> ? V : never

/** Whether the old side runs the same text: then the way to it has changed and no more. */
function wasRun(context: FileContext, text: string): boolean {
  const units = context.code('old')
  return units.some(unit => {
    const reading = unit.decodings.length > 0 ? undefined : unit.program()
    return reading !== undefined && workedOut(unit, reading, units).some(one => one.texts[0].text === text)
  })
}

/** Programs with a reading: over any number of lines, through aliases, and through functions of the file. */
function examinePrograms(context: FileContext, told: Set<number>, known: Known): void {
  const side = context.side('new')
  if (side === undefined) return
  const sources = new Set<number>()
  for (const unit of context.code('new')) {
    const reading = unit.decodings.length > 0 ? undefined : unit.program()
    if (reading === undefined || !context.budget.spend(unit.body.text.length)) continue
    for (const { call, carried } of runsOfDecoded(unit, reading, side.text)) {
      const worked = known.get(call.span.start.line)
      // What stands in a text that was decoded is told with that text.
      if (worked !== undefined && !('stop' in worked) && worked.call !== call) continue
      if (runsReadable(unit, call)) continue
      const { source } = carried
      const line = call.span.start.line
      const other = source.span.start.line
      const isNew = context.isChanged('new', call.span)
      // A way that several calls stand on is one finding.
      if (told.has(line) || told.has(other) || sources.has(other)) continue
      if (!isNew && !context.isChanged('new', source.span)) continue
      const at = isNew ? headOf(call.span, call.callee) : source.span
      if (wasRemovedPlace(context.content.hunks, side.lines, isNew ? call.span : source.span)) continue
      sources.add(other)
      told.add(line)
      const message = carried.by === undefined ? 'direct' : 'stored'
      const data = { runner: call.callee, decoder: source.name, name: carried.by ?? '', other }
      report(context, message, { line, at, data }, known)
    }
  }
}

function headOf(span: TextSpan, callee: string): TextSpan {
  if (span.end.line === span.start.line) return span
  return spanOf(span.start.line, span.start.column, callee.length)
}

function examineLines(context: FileContext, told: Set<number>, known: Known): void {
  // Scripts of these are never minified: a long line of one holds what it runs.
  const isScript = /\.(?:py|rb|pl|php|sh)$/.test(context.path)
  const added = context.content.hunks
    .flatMap(hunk => hunk.lines)
    .filter(
      line =>
        line.kind === 'added' && (line.text.length < LONG_LINE || isScript) && !/^\s*(\/\/|\*|#(?!!))/.test(line.text),
    )
  const decoded = new Map<string, { readonly line: number; readonly decoder: string }>()
  for (const whole of added) {
    const line = whole.text.length < LONG_LINE ? whole : { ...whole, text: whole.text.slice(0, LONG_LINE) }
    const direct = DIRECT.exec(line.text)
    if (direct !== null) {
      told.add(line.new ?? 0)
      const data = { runner: bare(direct[1] ?? ''), decoder: bare(direct[2] ?? '') }
      reportLine(context, line, direct, 'direct', data, known)
      continue
    }
    const command = COMMAND.exec(line.text)
    if (command !== null) {
      told.add(line.new ?? 0)
      reportLine(context, line, command, 'command', { runner: command[1] ?? '' }, known)
      continue
    }
    const stored = STORED.exec(line.text)
    const decoder = stored === null ? null : DECODES.exec(line.text.slice(stored.index))
    if (stored !== null && decoder !== null)
      decoded.set(stored[1] ?? '', { line: line.new ?? 0, decoder: bare(decoder[0]) })
    if (decoded.size === 0) continue
    const runs = RUNS.exec(line.text)
    const name = (runs?.[2]?.match(/[$@\w]+/g) ?? []).find(word => decoded.has(word))
    const source = name === undefined ? undefined : decoded.get(name)
    if (runs === null || name === undefined || source === undefined || (line.new ?? 0) - source.line > NEAR) continue
    if (source.line === line.new || FIXED_PROGRAM.test(runs[2] ?? '')) continue
    told.add(line.new ?? 0).add(source.line)
    const data = { runner: bare(runs[1] ?? ''), name, decoder: source.decoder, other: source.line }
    reportLine(context, line, runs, 'stored', data, known)
  }
}

type Way = 'direct' | 'stored' | 'command'
type Data = Readonly<Record<string, string | number>>

function reportLine(
  context: FileContext,
  line: HunkLine,
  found: RegExpExecArray,
  message: Way,
  data: Data,
  known: Known,
): void {
  if (line.new === undefined || wasRemoved(context.content.hunks, found[0])) return
  const at = spanOf(line.new, found.index, found[0].trimEnd().length)
  report(context, message, { line: line.new, at, data }, known)
}

function report(
  context: FileContext,
  message: Way,
  { line, at, data }: { readonly line: number; readonly at: TextSpan; readonly data: Data },
  known: Known,
): void {
  const found = known.get(line)
  const shared = { at, severity: isTestFolder(context.path) ? 'low' : 'high' } as const
  const path = shellPattern(context.path)
  if (found === undefined || message === 'command') context.report({ ...shared, message, data: { ...data, path } })
  else if ('stop' in found)
    context.report({ ...shared, message: `${message}Open`, data: { ...data, path, stop: found.stop } })
  else
    context.report({
      ...shared,
      message: `${message}Known`,
      data: { ...data, path, ...toldOf(found) },
      ...placesOf(found, at),
    })
}

function toldOf({ texts: [first, ...more], does }: WorkedOut): Data {
  return {
    steps: shorten(first.steps.join(' → '), 160),
    start: shorten(
      first.text
        .slice(0, 500)
        .trim()
        .replace(/\s*\n\s*/g, ' ⏎ '),
      120,
    ),
    does: does.length === 0 ? '' : `It ${shorten(does.join('; '), 150)}. `,
    more: more.length === 0 ? '' : `What it holds would run ${counted(more.length, 'further text', 'further texts')}. `,
  }
}

function placesOf({ texts }: WorkedOut, at: TextSpan): Pick<Report, 'related'> {
  const related = texts.map(decoded => {
    const { number, from, runner, size, steps, text } = decoded
    const origin = from === undefined ? '' : `, out of text ${from}`
    return {
      side: 'new' as const,
      at,
      label: `text ${number}${origin}: ${grouped(size)} bytes that \`${shorten(runner, 40)}\` would run`,
      text: `${steps.join('\n→ ')}\n\n${text.slice(0, SHOWN)}`,
      decoded,
    }
  })
  return { related }
}

function bare(text: string): string {
  return text.replace(/[\s(].*$/, '').replace(/^\./, '') || text.slice(0, 20)
}
