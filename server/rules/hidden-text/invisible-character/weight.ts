import type { Placement } from '../../../core/formats/placement'
import { isDirectionMark } from '../../../core/formats/unicode/hidden'
import type { HiddenRun } from '../../../core/formats/unicode/runs'
import { hasRightToLeft, isClosedBidi } from '../../../core/formats/unicode/scripts'
import type { Severity } from '../../../core/model/severity'

/** The text of the rule that a run calls for. */
export type RunMessage = 'name' | 'line' | 'bidi' | 'run' | 'filler' | 'single' | 'private'

/** A run in its line, and what stands around it. */
export interface PlacedRun {
  readonly run: HiddenRun
  readonly line: string
  readonly where: Placement
  /** Letters or digits of one word before and behind it. */
  readonly isInWord: boolean
  /** The language ends a line at U+2028 and U+2029. */
  readonly endsLine: boolean
  /** The file names packages that are fetched. */
  readonly isManifest: boolean
}

/** UTF-16 units: a minified file or a table of entities, where such characters are data among thousands. */
const LONG_LINE = 2_000
/** Neighbours from which on private characters are no icons next to each other any more. */
const MANY_PRIVATE = 24
/** A selector carries a byte: fewer say no word. */
const FEW_SELECTORS = 4
/** A zero-width character carries a bit at most: from here on whole words fit, and no accident pastes as many. */
const MANY_BLANKS = 64

export function messageOf(placed: PlacedRun): RunMessage {
  const { run, where, isInWord } = placed
  const { kind, points } = run
  if (isCodeBehind(placed)) return 'line'
  if (kind === 'private') return points.length >= MANY_PRIVATE || run.decoded !== undefined ? 'run' : 'private'
  const few = kind === 'tags' || kind === 'selectors' ? 1 : 3
  if (points.length > few) return 'run'
  if (kind === 'bidi' || kind === 'filler') return kind
  return isInWord && where !== 'prose' ? 'name' : 'single'
}

export function severityOf(message: RunMessage, placed: PlacedRun): Severity {
  const { run, line, where } = placed
  if (isListed(placed)) return 'info'
  const isProse = where === 'prose'
  switch (message) {
    case 'run':
      if (run.kind === 'private') return privateSeverity(placed)
      if (run.kind === 'selectors' && run.points.length < FEW_SELECTORS) return 'medium'
      if (run.kind === 'zero-width' && run.points.length >= MANY_BLANKS) return 'high'
      return run.kind === 'zero-width' || run.kind === 'bidi' ? 'medium' : 'high'
    case 'bidi':
      return bidiSeverity(line, where)
    case 'filler':
      if (/[\uac00-\ud7a3]/.test(line)) return isProse ? 'info' : 'low'
      return isProse ? 'low' : 'high'
    case 'private':
      return where === 'code' ? 'low' : 'info'
    case 'line':
      return 'high'
    case 'name':
    case 'single':
      return singleSeverity(placed)
  }
}

/** Icons in a row are a font's; letters that were moved there are a text, and in code something takes them back. */
function privateSeverity({ run, where }: PlacedRun): Severity {
  if (run.decoded === undefined) return 'low'
  return where !== 'prose' && run.points.length >= MANY_PRIVATE ? 'high' : 'medium'
}

/** One character alone between quotes, on a line that names it by its code point: a table of characters. */
function isListed({ run: { points, column, length }, line }: PlacedRun): boolean {
  const [point, more] = points
  const quote = line[column - 1] ?? ''
  if (point === undefined || more !== undefined || !/["'`]/.test(quote) || line[column + length] !== quote) return false
  const code = point.toString(16).padStart(4, '0')
  return (
    line.length <= 400 && new RegExp(`(?<![0-9a-z])(?:u\\+?|0x|\\\\u\\{?|&#x)0*${code}(?![0-9a-z])`, 'i').test(line)
  )
}

/** Text from the right is often written with controls that are closed by the end of the line. */
function bidiSeverity(line: string, where: Placement): Severity {
  const isOverride = /[\u202d\u202e]/.test(line)
  if (where !== 'prose') return 'high'
  if (isOverride) return hasRightToLeft(line) ? 'low' : 'medium'
  return hasRightToLeft(line) || isClosedBidi(line) ? 'info' : 'low'
}

/** A comment to the end of the line ends here, and what follows is code. */
function isCodeBehind({ run, line, where, endsLine }: PlacedRun): boolean {
  if (!endsLine || where !== 'comment' || !run.points.some(point => point === 0x2028 || point === 0x2029)) return false
  const behind = line.slice(run.column + run.length).trim()
  const before = line.slice(0, run.column)
  return before.lastIndexOf('//') > before.lastIndexOf('/*') && behind !== '' && !behind.startsWith('//')
}

function singleSeverity({ run, line, where, isInWord, isManifest }: PlacedRun): Severity {
  if (isManifest && isInWord) return 'medium'
  if (where === 'prose') return isInWord && !run.points.every(isDirectionMark) ? 'low' : 'info'
  const isMild = where === 'comment' || line.length > LONG_LINE || run.points.every(isFamiliar)
  return isMild ? 'low' : 'medium'
}

/** Soft hyphens, byte order marks and direction marks: editors, sites and word processors leave them behind. */
function isFamiliar(point: number): boolean {
  return point === 0xad || point === 0xfeff || isDirectionMark(point)
}
