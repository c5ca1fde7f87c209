/** What a run of characters that do not show can do to a reader. */
export type InvisibleKind =
  /** Reorders what is shown (Unicode Bidirectional Algorithm, UAX #9). */
  | 'bidi'
  /** Tag characters: a second ASCII that no font shows. */
  | 'tags'
  /** Variation selectors, which stand for nothing when several follow each other. */
  | 'selectors'
  /** Looks like a blank, counts as a letter. */
  | 'filler'
  /** Zero width: joins or parts what looks like one word. */
  | 'zero-width'

export interface InvisibleRun {
  readonly kind: InvisibleKind
  /** UTF-16 units from the start of the line. */
  readonly column: number
  readonly length: number
  readonly points: readonly number[]
  /** What the run says when its points are read as text; absent when that gives nothing readable. */
  readonly decoded?: string
}

const CANDIDATES =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each is meant alone
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|\udb40[\udc00-\udfff]/

/** Scripts whose spelling needs the joiners (Unicode core specification, chapters 9, 12 and 13). */
const JOINING_SCRIPTS =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Nko}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u
/** Scripts written without blanks, where a zero width space marks where a line may break. */
const UNSPACED_SCRIPTS =
  /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
// biome-ignore lint/suspicious/noMisleadingCharacterClass: each is meant alone
const EMOJI_PART = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f\u20e3]/u
const EMOJI_BASE = /[\p{Emoji}\p{So}\p{Sm}]/u
const BLACK_FLAG = 0x1f3f4
const CANCEL_TAG = 0xe007f

export function hasInvisible(text: string): boolean {
  return CANDIDATES.test(text)
}

/** Runs of one kind in a line, without those that the writing system or an emoji around them calls for. */
export function invisibleRuns(line: string): readonly InvisibleRun[] {
  if (!hasInvisible(line)) return []
  const chars = [...line]
  const runs: InvisibleRun[] = []
  let column = 0
  for (let at = 0; at < chars.length; ) {
    const kind = kindOf(pointAt(chars, at))
    if (kind === undefined) {
      column += chars[at]?.length ?? 0
      at++
      continue
    }
    let end = at
    while (end < chars.length && kindOf(pointAt(chars, end)) === kind) end++
    const text = chars.slice(at, end).join('')
    const points = chars.slice(at, end).map(char => char.codePointAt(0) ?? 0)
    if (!isCalledFor(kind, points, chars[at - 1] ?? '', chars[end] ?? '', line))
      runs.push({ kind, column, length: text.length, points, ...decoded(kind, points) })
    column += text.length
    at = end
  }
  return runs
}

function pointAt(chars: readonly string[], at: number): number {
  return chars[at]?.codePointAt(0) ?? 0
}

function kindOf(point: number): InvisibleKind | undefined {
  if ((point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069)) return 'bidi'
  if (point >= 0xe0000 && point <= 0xe007f) return 'tags'
  if ((point >= 0xfe00 && point <= 0xfe0f) || (point >= 0xe0100 && point <= 0xe01ef)) return 'selectors'
  if (point === 0x115f || point === 0x1160 || point === 0x3164 || point === 0xffa0) return 'filler'
  const isZeroWidth =
    [0xad, 0x34f, 0x61c, 0x17b4, 0x17b5, 0x180e, 0x2028, 0x2029, 0xfeff].includes(point) ||
    (point >= 0x200b && point <= 0x200f) ||
    (point >= 0x2060 && point <= 0x2064) ||
    (point >= 0xfff9 && point <= 0xfffb)
  return isZeroWidth ? 'zero-width' : undefined
}

function isCalledFor(
  kind: InvisibleKind,
  points: readonly number[],
  before: string,
  after: string,
  line: string,
): boolean {
  const only = points.length === 1 ? points[0] : undefined
  switch (kind) {
    case 'tags':
      // Flags of regions: a black flag, letters as tags, and the cancel tag.
      return before.codePointAt(0) === BLACK_FLAG && points.at(-1) === CANCEL_TAG && points.length <= 8
    case 'selectors':
      if (only === undefined) return false
      if (only >= 0xe0100) return /\p{Script=Han}/u.test(before)
      return EMOJI_BASE.test(before) || /[^\p{ASCII}\p{Cf}]/u.test(before)
    case 'filler':
      return /[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]/.test(before + after)
    case 'bidi':
      return false
    case 'zero-width':
      if (points.every(isDirectionMark)) return RIGHT_TO_LEFT.test(line)
      return only !== undefined && isZeroWidthCalledFor(only, before, after)
  }
}

/** Marks that only say which way neutral characters next to them run; they reorder no letters. */
export function isDirectionMark(point: number): boolean {
  return point === 0x200e || point === 0x200f || point === 0x61c
}

/** Whether a text holds letters that are written from the right. */
export function hasRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text)
}

function isZeroWidthCalledFor(point: number, before: string, after: string): boolean {
  switch (point) {
    case 0x200d:
      return (EMOJI_PART.test(before) && EMOJI_PART.test(after)) || JOINING_SCRIPTS.test(before + after)
    case 0x200c:
      return JOINING_SCRIPTS.test(before + after)
    case 0x200b:
    case 0x2060:
      return UNSPACED_SCRIPTS.test(before) || UNSPACED_SCRIPTS.test(after)
    default:
      return false
  }
}

function decoded(kind: InvisibleKind, points: readonly number[]): { readonly decoded?: string } {
  if (points.length < 2) return {}
  const values =
    kind === 'tags'
      ? points.map(point => point - 0xe0000)
      : kind === 'selectors'
        ? points.map(point => (point >= 0xe0100 ? point - 0xe0100 + 16 : point - 0xfe00))
        : []
  const isReadable = values.filter(value => value >= 0x20 && value < 0x7f).length * 10 >= values.length * 8
  return values.length > 0 && isReadable ? { decoded: String.fromCharCode(...values.slice(0, 200)) } : {}
}

const NAMES: Readonly<Record<number, string>> = {
  173: 'soft hyphen',
  847: 'combining grapheme joiner',
  1564: 'Arabic letter mark',
  4447: 'Hangul choseong filler',
  4448: 'Hangul jungseong filler',
  6158: 'Mongolian vowel separator',
  8203: 'zero width space',
  8204: 'zero width non-joiner',
  8205: 'zero width joiner',
  8206: 'left-to-right mark',
  8207: 'right-to-left mark',
  8232: 'line separator',
  8233: 'paragraph separator',
  8234: 'left-to-right embedding',
  8235: 'right-to-left embedding',
  8236: 'pop directional formatting',
  8237: 'left-to-right override',
  8238: 'right-to-left override',
  8288: 'word joiner',
  8294: 'left-to-right isolate',
  8295: 'right-to-left isolate',
  8296: 'first strong isolate',
  8297: 'pop directional isolate',
  12644: 'Hangul filler',
  65279: 'zero width no-break space',
  65440: 'halfwidth Hangul filler',
}

/** "U+200B zero width space". */
export function pointName(point: number): string {
  const code = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
  const name = NAMES[point]
  return name === undefined ? code : `${code} ${name}`
}

/**
 * Whether direction controls of a line are closed again on it and, but for overrides, enclose right-to-left letters:
 * how such text is written with care.
 */
export function isCarefulBidi(line: string): boolean {
  if (/[\u202d\u202e]/.test(line) || !RIGHT_TO_LEFT.test(line)) return false
  let embeddings = 0
  let isolates = 0
  for (const char of line) {
    if (char === '\u202a' || char === '\u202b') embeddings++
    else if (char === '\u202c') embeddings--
    else if (char >= '\u2066' && char <= '\u2068') isolates++
    else if (char === '\u2069') isolates--
    if (embeddings < 0 || isolates < 0) return false
  }
  return embeddings === 0 && isolates === 0
}
