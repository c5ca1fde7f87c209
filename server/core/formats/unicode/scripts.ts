import { variationBaseRanges } from './generated/tables'
import { isWithin, unpackRanges } from './ranges'

const variationBases = unpackRanges(variationBaseRanges)

/** Scripts whose spelling needs the joiners (Unicode core specification, chapters 9, 12 and 13; UAX #31, 2.3). */
const JOINING =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Nko}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u
/** Scripts written without blanks, where a zero width space marks where a line may break. */
const UNSPACED =
  /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uff60]/u
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
// biome-ignore lint/suspicious/noMisleadingCharacterClass: each is meant alone
const EMOJI_PART = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f\u20e3]/u
const SYMBOL = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\p{So}\p{Sm}]/u

export const isJoiningScript = (text: string): boolean => JOINING.test(text)
export const isUnspacedScript = (text: string): boolean => UNSPACED.test(text)
export const isEmojiPart = (char: string): boolean => EMOJI_PART.test(char)
export const isHan = (char: string): boolean => /\p{Script=Han}/u.test(char)

/** Whether a text holds letters that are written from the right. */
export function hasRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text)
}

/**
 * Whether one selector (by its number) after this character says which form of it to show. `after` is what follows:
 * a digit takes one as part of a keycap only (UTS #51, ED-14c).
 */
export function takesSelector(base: string, selector: number, after: string): boolean {
  if (/^[0-9#*]$/.test(base)) return selector >= 14 && after === '\u20e3'
  if (isHan(base)) return selector < 3 || selector >= 16
  if (selector >= 14 && selector <= 15 && SYMBOL.test(base)) return true
  return selector < 3 && isWithin(variationBases, base.codePointAt(0) ?? 0)
}

/**
 * Whether direction controls of a line are closed again on it and, but for overrides, enclose right-to-left letters:
 * how such text is written with care.
 */
export function isCarefulBidi(line: string): boolean {
  return !/[\u202d\u202e]/.test(line) && RIGHT_TO_LEFT.test(line) && isClosedBidi(line)
}

/** Whether every direction control of a line is closed on it, in order. */
export function isClosedBidi(line: string): boolean {
  let embeddings = 0
  let isolates = 0
  for (const char of line) {
    if (char >= '\u202a' && char <= '\u202e') embeddings += char === '\u202c' ? -1 : 1
    else if (char >= '\u2066' && char <= '\u2068') isolates++
    else if (char === '\u2069') isolates--
    if (embeddings < 0 || isolates < 0) return false
  }
  return embeddings === 0 && isolates === 0
}
