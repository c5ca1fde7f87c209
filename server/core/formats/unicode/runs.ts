import { type HiddenKind, hasHidden, hiddenKind, isDirectionMark, selectorNumber } from './hidden'
import { decodePayload } from './payload'
import {
  hasRightToLeft,
  isCarefulBidi,
  isEmojiPart,
  isHan,
  isJoiningScript,
  isUnspacedScript,
  takesSelector,
} from './scripts'

/** Neighbouring characters of one kind that do not show. */
export interface HiddenRun {
  readonly kind: HiddenKind
  /** UTF-16 units from the start of the line. */
  readonly column: number
  readonly length: number
  readonly points: readonly number[]
  /** What the run says when its points are read as text; absent when that gives nothing readable. */
  readonly decoded?: string
  /** The reason for it in the writing system or symbol around it, as a phrase; absent when there is none. */
  readonly explained?: string
}

/** Every run of a line, with what explains it. */
export function hiddenRuns(line: string): readonly HiddenRun[] {
  if (!hasHidden(line)) return []
  const chars = [...line]
  const points = chars.map(char => char.codePointAt(0) ?? 0)
  const runs: HiddenRun[] = []
  let facts: LineFacts | undefined
  let column = 0
  for (let at = 0; at < chars.length; ) {
    const kind = hiddenKind(points[at] as number)
    if (kind === undefined) {
      column += chars[at]?.length ?? 0
      at++
      continue
    }
    facts ??= { isRightToLeft: hasRightToLeft(line), isCareful: isCarefulBidi(line) }
    let end = at
    let length = 0
    while (end < chars.length && hiddenKind(points[end] as number) === kind) length += chars[end++]?.length ?? 0
    const own = points.slice(at, end)
    const explained = explanation(kind, own, chars[at - 1] ?? '', chars[end] ?? '', facts)
    const decoded = decodePayload(kind, own)
    runs.push({
      kind,
      column,
      length,
      points: own,
      ...(decoded === undefined ? {} : { decoded }),
      ...(explained === undefined ? {} : { explained }),
    })
    column += length
    at = end
  }
  return runs
}

interface LineFacts {
  readonly isRightToLeft: boolean
  readonly isCareful: boolean
}

function explanation(
  kind: HiddenKind,
  points: readonly number[],
  before: string,
  after: string,
  { isRightToLeft, isCareful }: LineFacts,
): string | undefined {
  const [first = 0, second] = points
  switch (kind) {
    case 'tags':
      return before === '\u{1f3f4}' && isRegion(points) ? 'a flag' : undefined
    case 'selectors': {
      const number = selectorNumber(first)
      // The same one twice or three times says nothing more: some keyboards and sites double it.
      if (number === undefined || points.length > 3 || points.some(point => point !== first)) return undefined
      if (second !== undefined && (number < 14 || number > 15)) return undefined
      if (!takesSelector(before, number, after)) return undefined
      return isHan(before) ? 'form of an ideograph' : 'form of the symbol before it'
    }
    case 'filler':
      return /[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]/.test(before + after) ? 'syllable of Hangul jamo' : undefined
    case 'bidi':
      return isCareful ? 'direction of right-to-left text' : undefined
    case 'zero-width':
      if (points.every(isDirectionMark)) return isRightToLeft ? 'direction of right-to-left text' : undefined
      return second === undefined ? zeroWidthExplanation(first, before, after) : undefined
    default:
      return undefined
  }
}

/** A subdivision flag (UTS #51, ED-14a): letters and digits of a region in tags, and the cancel tag. */
function isRegion(points: readonly number[]): boolean {
  const text = String.fromCodePoint(...points.slice(0, 8).map(point => point - 0xe0000))
  return /^[a-z]{2}[a-z0-9]{1,4}\x7f$/.test(text) && points.length === text.length
}

function zeroWidthExplanation(point: number, before: string, after: string): string | undefined {
  const around = before + after
  switch (point) {
    case 0x200d:
      if (isEmojiPart(before) && isEmojiPart(after)) return 'part of an emoji'
      return isJoiningScript(around) ? 'spelling of a script that joins letters' : undefined
    case 0x200c:
      return isJoiningScript(around) ? 'spelling of a script that joins letters' : undefined
    case 0x200b:
    case 0x2060:
      return isUnspacedScript(around) ? 'where a line of a script without blanks may break' : undefined
    case 0x34f:
      return /\p{M}/u.test(around) ? 'order of combining marks' : undefined
    default:
      return sameScript.some(([own, script]) => own(point) && script.test(around)) ? 'sign of its script' : undefined
  }
}

/** Format characters that belong to one script, and show in most cases. */
const sameScript: readonly (readonly [(point: number) => boolean, RegExp])[] = [
  [point => point >= 0x600 && point <= 0x8e2, /[\p{Script=Arabic}\p{Script=Syriac}\p{Nd}]/u],
  [point => point === 0x17b4 || point === 0x17b5, /\p{Script=Khmer}/u],
  [point => point >= 0x180b && point <= 0x180f, /[\p{Script=Mongolian}\p{Script=Phags_Pa}]/u],
  [point => point === 0x110bd || point === 0x110cd, /\p{Script=Kaithi}/u],
  [point => point >= 0x13430 && point <= 0x1343f, /\p{Script=Egyptian_Hieroglyphs}/u],
  [point => point >= 0x1bca0 && point <= 0x1bca3, /\p{Script=Duployan}/u],
  [point => point >= 0x1d173 && point <= 0x1d17a, /[\u{1d100}-\u{1d1ff}]/u],
]
