import { areaOf } from '../../../core/formats/area'
import { type Placer, placer } from '../../../core/formats/placement'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { hasHidden, isDirectionMark, pointCode, pointName } from '../../../core/formats/unicode/hidden'
import { payloadBytes } from '../../../core/formats/unicode/payload'
import { type HiddenRun, hiddenRuns } from '../../../core/formats/unicode/runs'
import { hasRightToLeft } from '../../../core/formats/unicode/scripts'
import { spanOf } from '../../../core/model/location'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { messageOf, type PlacedRun, type RunMessage, severityOf } from './weight'

const question = 'Is this character intended? If not, could you retype the text around it?'
const commands = ["git grep -n -P -e '{pattern}'"]
const pasted = 'Text copied from a web page, a chat or a word processor often brings such characters along.'

export default defineRule({
  id: 'hidden-text/invisible-character',
  title: 'character that does not show, or that reorders what shows',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['trojan-source-2021', 'glassworm-2025', 'rules-file-2025'],
  tags: ['CWE-1007'],
  messages: {
    name: {
      message: '`{name}` contains an invisible character; it is a different name from `{plain}`',
      why: '{points}.\n{both}',
      benign: pasted,
      question: 'Is this character intended? If not, could you retype the name?',
      commands,
    },
    bidi: {
      message: 'Direction control {points}: the line may show in another order than it is read in',
      why: 'Compilers and interpreters take the characters in the order of the file.\n{closed}',
      benign: 'Text in Hebrew, Arabic or another script written from the right.',
      question,
      commands,
    },
    run: {
      message: '{count} invisible characters in a row, from {first} to {last}',
      why: 'No font shows them, and programs can read them.\n{reading}',
      benign: 'None is known for a run of this length.',
      question: 'What are these characters for, and what reads them?',
      commands,
    },
    line: {
      message: '{points} ends the comment here: what follows on this line is code',
      why: 'The language takes the character for the end of a line; editors and review pages mostly show one line.',
      benign: pasted,
      question: 'Is what follows meant to run? If so, could it stand on a line of its own?',
      commands,
    },
    filler: {
      message: '{points} looks like a blank and counts as a letter in names',
      why: 'A variable or parameter of that name cannot be seen.',
      benign: 'Korean text that shows a syllable with a part missing.',
      question,
      commands,
    },
    single: {
      message: '{points} stands here and does not show',
      why: 'Two texts that look alike are then different: comparisons, searches and names can miss.{more}',
      benign: pasted,
      question,
      commands,
    },
    private: {
      message: '{points}: what shows here depends on the font',
      why: 'Unicode gives the character no meaning; without the font it was made for, nothing shows.{more}',
      benign: 'An icon of a font that the program or the terminal brings along.',
      question: 'Which font shows this character, and could it be written as an escape?',
      commands,
    },
  },
  examine: { file: examine },
})

/** Languages whose grammar takes U+2028 and U+2029 for the end of a line. */
const lineEnders: ReadonlySet<string> = new Set(['javascript', 'typescript', 'tsx', 'jsx', 'c-sharp', 'csharp'])

function examine(context: FileContext): void {
  const removed = new Map<string, number>()
  const added: { readonly text: string; readonly line: number }[] = []
  for (const line of context.content.hunks.flatMap(hunk => hunk.lines)) {
    if (line.kind === 'context' || !hasHidden(line.text)) continue
    if (line.kind === 'added') added.push({ text: line.text, line: line.new ?? 1 })
    else for (const run of hiddenRuns(line.text)) count(removed, runKey(run, line.text))
  }
  // Bytes that are no UTF-8 are read as Latin-1, where a soft hyphen may be half of another encoding's letter.
  if (added.length === 0 || context.side('new')?.encoding === 'latin-1') return
  const placeOf = placer(context.side('new')?.lines ?? [], context.language, context.path)
  const endsLine = lineEnders.has(context.language ?? '')
  const isManifest = areaOf(context.path, false) === 'dependencies'
  const mild = new Map<string, Mild>()
  for (const { text, line } of added)
    for (const run of hiddenRuns(text)) {
      if (run.explained !== undefined || isSanctioned(context, run, placeOf, line)) continue
      // What an edited or moved line carried before is not what the change brings.
      const key = runKey(run, text)
      const before = removed.get(key) ?? 0
      if (before > 0) removed.set(key, before - 1)
      else
        weigh(
          context,
          { run, line: text, where: placeOf(line, run.column), isInWord: isInWord(run, text), endsLine, isManifest },
          line,
          mild,
        )
    }
  for (const { placed, line, message, severity, times } of mild.values())
    report(context, placed, line, message, severity, times)
}

/** One finding for places that call for no more than a look, told once with their number. */
interface Mild {
  readonly placed: PlacedRun
  readonly line: number
  readonly message: RunMessage
  readonly severity: Severity
  times: number
}

function weigh(context: FileContext, placed: PlacedRun, line: number, mild: Map<string, Mild>): void {
  const message = messageOf(placed)
  const base = severityOf(message, placed)
  const severity = isTestFolder(context.path) ? inTests[base] : base
  if ((message !== 'single' && message !== 'private') || (severity !== 'low' && severity !== 'info')) {
    report(context, placed, line, message, severity, 1)
    return
  }
  const key = message === 'private' ? message : `${message} ${placed.run.points.join(' ')}`
  const known = mild.get(key)
  if (known === undefined) mild.set(key, { placed, line, message, severity, times: 1 })
  else if (known.severity === 'info' && severity === 'low')
    mild.set(key, { placed, line, message, severity, times: known.times + 1 })
  else known.times++
}

/** Data of tests is full of characters that programs trip over; what can carry code weighs as elsewhere. */
const inTests: Readonly<Record<Severity, Severity>> = {
  critical: 'critical',
  high: 'high',
  medium: 'low',
  low: 'info',
  info: 'info',
}

/**
 * A soft hyphen in prose is what it was made for. In a text written from the right, marks stand in data and on lines of
 * options and names too, and a translation embeds them line by line; an override is no part of that.
 */
function isSanctioned(context: FileContext, { points }: HiddenRun, placeOf: Placer, line: number): boolean {
  const isProse = placeOf(line, 0) === 'prose'
  if (isProse && points.length < 4 && points.every(point => point === 0xad)) return true
  const isOrdinary = isProse
    ? points.every(point => isDirectionMark(point) || isEmbedding(point))
    : context.language === undefined && points.every(isDirectionMark)
  return isOrdinary && points.length < 4 && hasRightToLeft(context.side('new')?.text ?? '')
}

/** Embeddings, isolates and what closes them, but no override: letters keep the order of their script. */
function isEmbedding(point: number): boolean {
  return (point >= 0x202a && point <= 0x202c) || (point >= 0x2066 && point <= 0x2069)
}

function count(into: Map<string, number>, key: string): void {
  into.set(key, (into.get(key) ?? 0) + 1)
}

function runKey(run: HiddenRun, line: string): string {
  return `${run.points.join(' ')} ${isInWord(run, line)}`
}

function report(
  context: FileContext,
  { run, line: text }: PlacedRun,
  line: number,
  message: RunMessage,
  severity: Severity,
  times: number,
): void {
  const name = nameAround(run, text)
  const plain = name.replace(text.slice(run.column, run.column + run.length), '')
  const { points } = run
  const distinct = [...new Set(points)].slice(0, 3)
  context.report({
    message,
    at: spanOf(line, run.column, run.length),
    severity,
    data: {
      name,
      plain,
      points: distinct.map(pointName).join(', '),
      pattern: distinct.map(point => `\\x{${point.toString(16).toUpperCase()}}`).join('|'),
      count: points.length,
      first: pointCode(points[0] ?? 0),
      last: pointCode(points.at(-1) ?? 0),
      closed: isClosed(text) ? 'The control is closed again on this line.' : 'It is not closed on this line.',
      both: otherUse(context, plain, line),
      more: times === 1 ? '' : `\nThe change brings ${times} such places in this file.`,
      reading: readingOf(run),
    },
  })
}

function readingOf({ decoded, points }: HiddenRun): string {
  if (decoded !== undefined) return `Read as text they say: ${decoded}`
  const bytes = payloadBytes(points)
  return bytes === '' ? 'They say nothing when they are read as text.' : `Read as bytes they are ${bytes}`
}

function isClosed(line: string): boolean {
  const opened = (line.match(/[\u202a\u202b\u202d\u202e\u2066-\u2068]/g) ?? []).length
  return opened <= (line.match(/[\u202c\u2069]/g) ?? []).length
}

const NAME_CHAR = /[\p{L}\p{N}_$]/u

function isInWord(run: HiddenRun, line: string): boolean {
  const before = /(?:[\ud800-\udbff])?.$/s.exec(line.slice(Math.max(0, run.column - 2), run.column))?.[0] ?? ''
  const end = run.column + run.length
  const after = [...line.slice(end, end + 2)][0] ?? ''
  return NAME_CHAR.test(before) && (NAME_CHAR.test(after) || /[\s(=;,.)[]/.test(after))
}

function nameAround(run: HiddenRun, line: string): string {
  const end = run.column + run.length
  const before = /[\p{L}\p{N}_$]*$/u.exec(line.slice(Math.max(0, run.column - 100), run.column))?.[0] ?? ''
  const after = /^[\p{L}\p{N}_$]*/u.exec(line.slice(end, end + 100))?.[0] ?? ''
  return `${before}${line.slice(run.column, end)}${after}`
}

function otherUse(context: FileContext, plain: string, line: number): string {
  if (!/^[\w$]+$/.test(plain)) return 'Searches for the visible text miss it.'
  const word = new RegExp(`(?<![\\w$])${plain.replace(/\$/g, '\\$')}(?![\\w$])`)
  const at = context.side('new')?.lines.findIndex((text, index) => index + 1 !== line && word.test(text)) ?? -1
  return at === -1
    ? 'The name without it was not seen in this file.'
    : `Both names occur: line ${line} and line ${at + 1}.`
}
