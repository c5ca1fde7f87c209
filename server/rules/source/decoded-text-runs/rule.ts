import { isDocument } from '../../../core/formats/document'
import { wasRemoved, wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf, type TextSpan } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import { COMPILED, mayRunDecoded, runsOfDecoded } from './decoding'

function text(message: string): MessageText {
  return {
    message,
    why: 'What runs cannot be read in this change; nothing was decoded or run here.\nThe bytes decide what the program does, and a reviewer sees only their encoding.',
    benign: 'A template engine or a self-extracting script that was packed by its own build.',
    question: 'What do the decoded bytes say, and why can they not be committed as they are?',
    commands: ['git log --oneline -- {path}'],
  }
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
  ],
  parses: true,
  readsCode: true,
  needsCode: ({ language, text, changed }) => !COMPILED.has(language) && mayRunDecoded(text, changed),
  messages: {
    direct: text('`{runner}` now runs what `{decoder}` makes of encoded text'),
    stored: text('`{runner}` now runs `{name}`, which `{decoder}` makes of encoded text on line {other}'),
    command: text('An encoded command is now handed to `{runner}`'),
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
/** Lines after a decoding within which the running must stand to be about it. */
const NEAR = 80

function examine(context: FileContext): void {
  if (isDocument(context.path)) return
  const told = new Set<number>()
  examineLines(context, told)
  examinePrograms(context, told)
}

/** Programs with a reading: over any number of lines, through aliases, and through functions of the file. */
function examinePrograms(context: FileContext, told: ReadonlySet<number>): void {
  const side = context.side('new')
  if (side === undefined) return
  const sources = new Set<number>()
  for (const unit of context.code('new')) {
    const reading = unit.decodings.length > 0 ? undefined : unit.program()
    if (reading === undefined || !context.budget.spend(unit.body.text.length)) continue
    for (const { call, carried } of runsOfDecoded(unit, reading, side.text)) {
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
      context.report({
        message: carried.by === undefined ? 'direct' : 'stored',
        at,
        severity: isTestFolder(context.path) ? 'low' : 'high',
        data: {
          runner: call.callee,
          decoder: source.name,
          name: carried.by ?? '',
          other,
          path: shownPath(context.path),
        },
      })
    }
  }
}

function headOf(span: TextSpan, callee: string): TextSpan {
  if (span.end.line === span.start.line) return span
  return spanOf(span.start.line, span.start.column, callee.length)
}

function examineLines(context: FileContext, told: Set<number>): void {
  const added = context.content.hunks
    .flatMap(hunk => hunk.lines)
    .filter(line => line.kind === 'added' && line.text.length < 20_000 && !/^\s*(\/\/|\*|#(?!!))/.test(line.text))
  const decoded = new Map<string, { readonly line: number; readonly decoder: string }>()
  for (const line of added) {
    const direct = DIRECT.exec(line.text)
    if (direct !== null) {
      told.add(line.new ?? 0)
      report(context, line, direct, 'direct', {
        runner: bare(direct[1] ?? ''),
        decoder: bare(direct[2] ?? ''),
      })
      continue
    }
    const command = COMMAND.exec(line.text)
    if (command !== null) {
      told.add(line.new ?? 0)
      report(context, line, command, 'command', { runner: command[1] ?? '' })
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
    report(context, line, runs, 'stored', {
      runner: bare(runs[1] ?? ''),
      name,
      decoder: source.decoder,
      other: source.line,
    })
  }
}

function report(
  context: FileContext,
  line: HunkLine,
  found: RegExpExecArray,
  message: 'direct' | 'stored' | 'command',
  data: Readonly<Record<string, string | number>>,
): void {
  if (line.new === undefined || wasRemoved(context.content.hunks, found[0])) return
  context.report({
    message,
    at: spanOf(line.new, found.index, found[0].trimEnd().length),
    severity: isTestFolder(context.path) ? 'low' : 'high',
    data: {
      ...data,
      path: shownPath(context.path),
    },
  })
}

function shownPath(path: string): string {
  return /^[\w./-]{1,120}$/.test(path) ? path : baseName(path).replace(/[^\w.-]/g, '?')
}

function bare(text: string): string {
  return text.replace(/[\s(].*$/, '').replace(/^\./, '') || text.slice(0, 20)
}
