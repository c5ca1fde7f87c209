import { wildcardsMatch } from '../syntax/globMatch'
import { isBlank, ManifestText, type Word } from './manifestText'

/** One pattern of a .gitignore file (gitignore(5), "PATTERN FORMAT"). */
export interface IgnorePattern {
  /** Without the `!` in front and the `/` at the end. */
  readonly pattern: string
  /** `!pattern`: takes up again what an earlier pattern left out. */
  readonly isNegated: boolean
  /** A `/` in front or in the middle: counts from the folder of the file, not at every depth. */
  readonly isAnchored: boolean
  readonly isFolderOnly: boolean
  /** As written. */
  readonly word: Word
}

export function readGitIgnore(text: string): readonly IgnorePattern[] {
  const source = new ManifestText(text)
  const found: IgnorePattern[] = []
  for (const { start, end: lineEnd } of source.lines()) {
    const end = withoutTrailingSpaces(text, start, lineEnd)
    if (start === end || text[start] === '#') continue
    const word = source.word(start, end)
    const isNegated = word.text.startsWith('!')
    const positive = isNegated ? word.text.slice(1) : word.text
    const isFolderOnly = positive.endsWith('/')
    const pattern = isFolderOnly ? positive.slice(0, -1) : positive
    if (pattern === '') continue
    found.push({ pattern, isNegated, isAnchored: pattern.includes('/'), isFolderOnly, word })
  }
  return found
}

/**
 * Whether a pattern fits the name of a file as far as the last part of either says: `*`, `?`, sets and backslashes, as
 * fnmatch(3) has them. Linear in the name for each `*`.
 */
export function fitsName(pattern: string, name: string): boolean {
  const wanted = pattern.slice(pattern.lastIndexOf('/') + 1).match(/\\[\s\S]|\[[!^]?\]?[^\]]*\]|[\s\S]/g) ?? []
  return wildcardsMatch(wanted, name, fitsOne)
}

function fitsOne(part: string, char: string): boolean {
  if (part === '?') return true
  if (part.length === 2 && part.startsWith('\\')) return part[1] === char
  const [, not, members] = /^\[([!^]?)([\s\S]+)\]$/.exec(part) ?? []
  if (members === undefined) return part === char
  const isMember = (members.match(/[\s\S]-[\s\S]|[\s\S]/g) ?? []).some(one =>
    one.length === 3 ? (one[0] ?? '') <= char && char <= (one[2] ?? '') : one === char,
  )
  return isMember === (not === '')
}

/** Spaces at the end do not count, unless a backslash stands before the first of them. */
function withoutTrailingSpaces(text: string, start: number, end: number): number {
  while (end > start && isBlank(text.charCodeAt(end - 1))) {
    if (text[end - 2] === '\\') {
      let slashes = 0
      for (let at = end - 2; at >= start && text[at] === '\\'; at--) slashes++
      if (slashes % 2 === 1) return end
    }
    end--
  }
  return end
}
