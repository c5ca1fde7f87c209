import type { Hunk, HunkLine } from '../../../core/model/hunk'

/** A number that a library, or a copy of a macro, is known by. */
export interface LibraryNumber {
  /** Tells numbers of one hunk apart: the form it is written in, and the name it is given, if it has one. */
  readonly key: string
  readonly kind: 'number' | 'serial' | 'meson'
  readonly value: number
  /** How far back the interface goes (libtool's manual, "Updating version info"). */
  readonly age: number | undefined
  readonly line: HunkLine
  readonly column: number
  readonly text: string
}

/** Of a file of macros, by the manual of aclocal. */
const macroSerial = /^(?:#|dnl)\s*(?:[\w.+-]+\s+)?serial\s+(?<number>\d{1,6})\b/
const given = String.raw`\b\]?\s*(?:[:?]?=|,|:|\s)\s*[["']{0,2}(?<number>\d{1,6})\b`

/**
 * libtool's numbers, and what CMake, Meson, makefiles and linkers take the name of a library from. Names are bounded, so
 * that a long word costs no more than a short one for each letter.
 */
const places: readonly RegExp[] = [
  /-version-info[ =]"?(?<number>\d{1,6})(?::\d{1,6}(?::(?<age>\d{1,6}))?)?/,
  /-version-number[ =](?<number>\d{1,6})(?=:)/,
  new RegExp(
    String.raw`\b(?<name>\w{0,40}SO_?VERSION|(?:\w{0,40}_)?(?:SHLIB|SOLIB|SO|ABI)_?(?:VER|VERSION_NUMBER)|(?:\w{0,40}_)?(?:SHLIB|SOLIB|LIB|SO|ABI)_?(?:VERSION_)?MAJOR)${given}`,
    'i',
  ),
  new RegExp(String.raw`\b(?<name>\w{0,40}(?:LT|LIB|SO|ABI)\w{0,40}_?CURRENT)${given}`, 'i'),
  /(?:-soname[,=\s]+(?:-Wl,)?|\b(?<name>\w{0,40}SONAME)\s*[:?]?=\s*"?)[^\s"',]{1,80}?\.so\.(?<number>\d{1,6})\b/i,
  /-(?<name>compatibility_version|current_version)[,=\s]+(?:-Wl,)?(?<number>\d{1,6})\b/,
  macroSerial,
]
const ageOf = new RegExp(String.raw`\b(?<name>\w{0,40}(?:LT|_)AGE)${given}`, 'i')

/** Meson's `version:` of a library, and variables that are named for one; that of `project()` is another number. */
const mesonPlaces: readonly RegExp[] = [
  /\b(?<name>(?:\w{0,40}_)?(?:lib|library|lt|libtool|shlib)_?version)\s*=\s*'(?<number>\d{1,6})\b/,
  /(?:^|[\s(,])(?<isArgument>version)\s*:\s*'(?<number>\d{1,6})\b/,
]

/** The numbers on lines of one kind in a hunk, in their order. */
export function numbersIn(hunk: Hunk, kind: 'added' | 'removed', path: string): readonly LibraryNumber[] {
  const ages = agesIn(hunk, kind)
  const forms = path.endsWith('meson.build') ? [...places, ...mesonPlaces] : places
  return hunk.lines.flatMap(line => {
    if (line.kind !== kind || line.text.length > 2_000) return []
    const isComment = /^\s*(?:#|dnl\b|\/\/)/.test(line.text)
    return forms.flatMap((form, at): readonly LibraryNumber[] => {
      const isSerial = form === macroSerial
      const found = isSerial === isComment && (!isSerial || path.endsWith('.m4')) ? form.exec(line.text) : null
      if (found?.groups === undefined) return []
      const { name = '', number = '', age, isArgument } = found.groups
      const known = age === undefined ? ages.get(prefixOf(name)) : Number(age)
      const text = found[0].trimStart().replace(/^[(,]\s*/, '')
      return [
        {
          key: `${at} ${name}`,
          kind: isSerial ? 'serial' : isArgument === undefined ? 'number' : 'meson',
          value: Number(number),
          age: known,
          line,
          column: found.index + found[0].length - text.length,
          text,
        },
      ]
    })
  })
}

/** Ages that stand in variables of their own, by the name they share with `current`. */
function agesIn(hunk: Hunk, kind: 'added' | 'removed'): ReadonlyMap<string, number> {
  return new Map(
    hunk.lines.flatMap(line => {
      const seen = line.kind === kind || line.kind === 'context' ? ageOf.exec(line.text.slice(0, 2_000)) : null
      const { name, number } = seen?.groups ?? {}
      return name === undefined ? [] : [[prefixOf(name), Number(number)] as const]
    }),
  )
}

function prefixOf(name: string): string {
  return /_?(?:CURRENT|AGE)$/i.test(name)
    ? name.replace(/_?(?:CURRENT|AGE)$/i, '').toUpperCase()
    : name === ''
      ? ' '
      : name
}

/** Whether an argument that stands there is one of a library, by the parenthesis that is open in front of it. */
export function isOfLibrary(text: string, offset: number): boolean {
  let depth = 0
  for (let at = offset - 1; at >= Math.max(0, offset - 8_000); at--) {
    if (text[at] === ')') depth++
    else if (text[at] === '(' && depth-- === 0)
      return /(?:^|[\s=(])(?:shared_|both_)?(?:library|libraries|shared_module)\s*$/.test(
        text.slice(Math.max(0, at - 40), at),
      )
  }
  return false
}
