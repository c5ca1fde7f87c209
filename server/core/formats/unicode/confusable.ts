import { confusables, identifierRanges } from './generated/tables'
import { hiddenKind } from './hidden'
import { isWithin, unpackRanges } from './ranges'

const allowed = unpackRanges(identifierRanges)
let mapping: ReadonlyMap<string, string> | undefined

/** Runs of sources whose targets rise with them: distance from the run before, `*` length, `.` first target. */
function unpack(): ReadonlyMap<string, string> {
  const map = new Map<string, string>()
  let source = 0
  for (const run of confusables.split(' ')) {
    const [head = '', ...shown] = run.split('.')
    const [distance = '0', count = '1'] = head.split('*')
    source += Number.parseInt(distance, 36)
    const targets = shown.map(one => Number.parseInt(one, 36))
    for (let at = 0; at < Number.parseInt(count, 36); at++)
      map.set(
        String.fromCodePoint(source + at),
        at === 0 ? String.fromCodePoint(...targets) : String.fromCodePoint((targets[0] as number) + at),
      )
  }
  return map
}

/** What one character looks like, by UTS #39; the character itself where it looks like nothing else. */
export function lookOf(char: string): string {
  mapping ??= unpack()
  return mapping.get(char) ?? char
}

function isIgnored(char: string): boolean {
  const kind = hiddenKind(char.codePointAt(0) ?? 0)
  return kind !== undefined && kind !== 'private'
}

/**
 * The ASCII text that a text with other letters looks like, or becomes under NFKC and case folding (`ı`, `ſ`, full
 * width); undefined where any letter of it stays what it is.
 */
export function asciiLook(text: string): string | undefined {
  let look = ''
  for (const char of text) {
    if (/[\x21-\x7e]/.test(char)) look += char
    else if (!isIgnored(char)) {
      const shown = asciiOf(char)
      if (shown === undefined) return undefined
      look += shown
    }
  }
  return look === text ? undefined : look
}

function asciiOf(char: string): string | undefined {
  const shown = [special[char] ?? '', char.normalize('NFKC'), lookOf(char)].find(one => /^[\x21-\x7e]+$/.test(one))
  return shown === 'l' && /^\p{Lu}$/u.test(char) ? 'I' : shown
}

/** What upper and lower case make of them is plain ASCII. */
const special: Readonly<Record<string, string>> = { ı: 'i', ſ: 's', '\u212a': 'K', '\u0130': 'I' }

/** Whether UTS #39 recommends every character of a name for identifiers. */
export function isRecommendedName(name: string): boolean {
  for (const char of name) if (!isWithin(allowed, char.codePointAt(0) ?? 0) && char !== '$') return false
  return true
}

const scripts = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Cherokee',
  'Georgian',
  'Coptic',
  'Hebrew',
  'Arabic',
] as const
const scriptTests = scripts.map(name => [name, new RegExp(`^\\p{Script=${name}}$`, 'u')] as const)

/** The script of a letter, as far as its letters are confused with others: "Cyrillic"; "other" for any further one. */
export function scriptOf(char: string): string | undefined {
  if (/^[A-Za-z]$/.test(char)) return 'Latin'
  if (!/^\p{L}$/u.test(char)) return undefined
  return scriptTests.find(([, test]) => test.test(char))?.[0] ?? 'other'
}
