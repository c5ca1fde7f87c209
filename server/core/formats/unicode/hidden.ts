import { formatRanges, hiddenNames, ignorableRanges } from './generated/tables'
import { classText, isWithin, unpackRanges } from './ranges'

/** What a character that does not show can do to a reader. */
export type HiddenKind =
  /** Reorders what is shown (Unicode Bidirectional Algorithm, UAX #9). */
  | 'bidi'
  /** Tag characters: a second ASCII that no font shows. */
  | 'tags'
  /** Variation selectors, which stand for nothing when several follow each other. */
  | 'selectors'
  /** Looks like a blank, counts as a letter. */
  | 'filler'
  /** Zero width: joins or parts what looks like one word. Other format characters as well. */
  | 'zero-width'
  /** Private use: shows what a font of somebody's own has there, and nothing with any other. */
  | 'private'
  /** Kept free by Unicode for characters that do not show. */
  | 'reserved'

const format = unpackRanges(formatRanges)
const ignorable = unpackRanges(ignorableRanges)
const names = new Map(
  hiddenNames.map(entry => {
    const [point = '', ...words] = entry.split(' ')
    return [Number.parseInt(point, 16), words.join(' ')]
  }),
)
names.set(0x2028, 'line separator')
names.set(0x2029, 'paragraph separator')

const PRIVATE = String.raw`\ue000-\uf8ff\u{f0000}-\u{ffffd}\u{100000}-\u{10fffd}`
const ANY = new RegExp(`[${classText(format)}${classText(ignorable)}\\u2028\\u2029${PRIVATE}]`, 'u')

/** Whether any character of the text is one that {@link hiddenKind} has a kind for. */
export function hasHidden(text: string): boolean {
  return ANY.test(text)
}

/** General categories Cf, Co, Zl and Zp and whatever is default-ignorable; undefined for every other character. */
export function hiddenKind(point: number): HiddenKind | undefined {
  if (point < 0xad) return undefined
  if ((point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069)) return 'bidi'
  if (point >= 0xe0000 && point <= 0xe007f) return 'tags'
  if (selectorNumber(point) !== undefined) return 'selectors'
  if (point === 0x115f || point === 0x1160 || point === 0x3164 || point === 0xffa0) return 'filler'
  if (isPrivateUse(point)) return 'private'
  if (point === 0x2028 || point === 0x2029 || isWithin(format, point)) return 'zero-width'
  if (!isWithin(ignorable, point)) return undefined
  return names.has(point) ? 'zero-width' : 'reserved'
}

function isPrivateUse(point: number): boolean {
  return (
    (point >= 0xe000 && point <= 0xf8ff) ||
    (point >= 0xf0000 && point <= 0xffffd) ||
    (point >= 0x100000 && point <= 0x10fffd)
  )
}

/** Variation selectors count from 0: VS1 is 0, VS256 is 255. */
export function selectorNumber(point: number): number | undefined {
  if (point >= 0xfe00 && point <= 0xfe0f) return point - 0xfe00
  return point >= 0xe0100 && point <= 0xe01ef ? point - 0xe0100 + 16 : undefined
}

/** "U+200B". */
export function pointCode(point: number): string {
  return `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
}

/** "U+200B zero width space". */
export function pointName(point: number): string {
  const name = names.get(point) ?? derivedName(point)
  return name === undefined ? pointCode(point) : `${pointCode(point)} ${name}`
}

function derivedName(point: number): string | undefined {
  if (point >= 0xe0020 && point <= 0xe007e) return `tag "${String.fromCharCode(point - 0xe0000)}"`
  const selector = selectorNumber(point)
  if (selector !== undefined) return `variation selector ${selector + 1}`
  return hiddenKind(point) === 'private' ? 'private use' : undefined
}

/** Marks that only say which way neutral characters next to them run; they reorder no letters. */
export function isDirectionMark(point: number): boolean {
  return point === 0x200e || point === 0x200f || point === 0x61c
}
