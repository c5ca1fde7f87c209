import { asciiLook } from './unicode/confusable'
import { hiddenKind } from './unicode/hidden'

/**
 * What a path looks like in a list: equal for paths that differ in case, in characters that do not show or look like
 * others, in how accents are written, or in dots and blanks at the end of a part. Letters of ASCII are never taken for
 * each other, or `modern` would be `modem`.
 */
export function pathLook(path: string): string {
  if (/^[\x21-\x7e]*$/.test(path)) return trimmed(path.toLowerCase())
  let look = ''
  for (const char of path.normalize('NFC')) {
    if (hiddenKind(char.codePointAt(0) ?? 0) !== undefined) continue
    look += /[\x20-\x7e]/.test(char) ? char : (asciiLook(char) ?? char)
  }
  return trimmed(look.toLowerCase())
}

function trimmed(path: string): string {
  return path.replace(/[. ]+(?=\/|$)/g, end => (/^\.{1,2}$/.test(end) ? end : ''))
}

/** How two paths of one look differ. */
export type PathDifference = 'case' | 'spelling' | 'end' | 'letter'

export function pathDifference(a: string, b: string): PathDifference {
  if (a.normalize('NFC') === b.normalize('NFC')) return 'spelling'
  if (a.toLowerCase() === b.toLowerCase()) return 'case'
  return trimmed(a.toLowerCase()) === trimmed(b.toLowerCase()) ? 'end' : 'letter'
}
