import type { Hunk, HunkLine } from '../../../core/model/hunk'
import { CIPHER } from './parameters'

/** A number of cryptography that is now another. */
export interface ChangedConstant {
  /** `constant`: one by its own name. `bytes`: several of a table. */
  readonly loss: 'constant' | 'bytes'
  readonly name: string
  readonly was: string
  readonly is: string
  readonly count: number
  readonly line: number
  readonly column: number
  readonly length: number
}

/** Names whose value a standard or mathematics fixes. */
const FIXED =
  /(?:^|_|[a-z])(?:prime|Prime|PRIME|modulus|Modulus|MODULUS|generator|Generator|GENERATOR|offset_?basis|OFFSET_?BASIS|OffsetBasis|polynomial|POLY(?:NOMIAL)?|multiplier|MULTIPLIER|group_order|curve_order|ORDER_N|base_?point|BASE_?POINT|golden_?ratio|GOLDEN\w*|secp\d+\w*|SECP\d+\w*|curve_?\w|CURVE_?\w|P256_\w|P384_\w|G[XY]|round_?const\w*|ROUND_?CONST\w*)(?:_|\d|$|[A-Z])/
const FIXED_SHORT = /^(?:[Pp]|[Qq]|[Nn]|[Gg][xy]?|[Qq][xy]|GX|GY|QX|QY|FNV\w*|fnv\w*)$/
/** Long enough to be a value of its own: lengths, counts and flags are shorter. */
const LONG =
  /(?<![\w.])(?:0[xX][0-9a-fA-F_]{6,}|\d[\d_]{7,})[uUlLnN]*(?:_?[ui]\d+)?(?![\w.])|["'](?:0x)?[0-9a-fA-F]{24,}["']/g
/** What is named after a size, a version or a place changes for its own reasons. */
const OTHER =
  /version|size|len|offset(?!_?basis)|addr|base(?!_?point)|date|time|mask|flag|magic|crc|commit|rev|sum|hash$|port|build/i
const NUMBER = /(?<![\w.])(?:0[xX][0-9a-fA-F]+|\d+)[uUlL]*(?![\w.])/g
const FEWEST = 8

export function* changedConstants(path: string, hunk: Hunk): Iterable<ChangedConstant> {
  let removed: HunkLine[] = []
  let added: HunkLine[] = []
  let above: string[] = []
  for (const line of [...hunk.lines, undefined]) {
    if (line?.kind === 'removed' && added.length === 0) removed.push(line)
    else if (line?.kind === 'added') added.push(line)
    else {
      yield* ofBlock(path, `${hunk.section}\n${above.slice(-4).join('\n')}`, removed, added)
      if (line === undefined) return
      if (removed.length > 0) above = []
      above.push(...removed.map(({ text }) => text))
      removed = line.kind === 'removed' ? [line] : []
      added = []
      if (line.kind === 'context') above.push(line.text)
    }
  }
}

function* ofBlock(
  path: string,
  above: string,
  removed: readonly HunkLine[],
  added: readonly HunkLine[],
): Iterable<ChangedConstant> {
  if (removed.length === 0 || added.length === 0 || removed.length > 200) return
  const single = named(path, above, removed, added)
  if (single !== undefined) yield single
  else yield* table(path, above, removed, added)
}

/** The same line but for one long number, under a name whose value is fixed. */
function named(
  path: string,
  above: string,
  removed: readonly HunkLine[],
  added: readonly HunkLine[],
): ChangedConstant | undefined {
  for (const now of added) {
    const is = now.text.match(LONG) ?? []
    if (is.length !== 1 || now.new === undefined || isComment(now.text)) continue
    const form = now.text.replace(LONG, '#')
    const before = removed.find(({ text }) => text.replace(LONG, '#') === form && text !== now.text)
    const was = before?.text.match(LONG)?.[0]
    const name = nameIn(form)
    if (was === undefined || name === undefined || OTHER.test(name) || same(was, is[0] ?? '')) continue
    if (!FIXED.test(name) && !(FIXED_SHORT.test(name) && CIPHER.test(`${path} ${above} ${form}`))) continue
    const shown = is[0] ?? ''
    return {
      loss: 'constant',
      name,
      was: short(was),
      is: short(shown),
      count: 1,
      line: now.new,
      column: now.text.indexOf(shown),
      length: shown.length,
    }
  }
  return undefined
}

/** A run of numbers as long as before, of a table that a name of cryptography stands over. */
function* table(
  path: string,
  above: string,
  removed: readonly HunkLine[],
  added: readonly HunkLine[],
): Iterable<ChangedConstant> {
  const was = numbers(removed)
  const is = numbers(added)
  if (was.length < FEWEST || was.length !== is.length) return
  const differ = was.flatMap((one, index) => (same(one.text, is[index]?.text ?? '') ? [] : [index]))
  const first = is[differ[0] ?? -1]
  const before = was[differ[0] ?? -1]
  if (first === undefined || before === undefined) return
  const heads = [...removed.map(({ text }) => text), ...above.split('\n').reverse()]
  const name = heads.map(tableName).find(one => one !== undefined)
  if (name === undefined || OTHER.test(name) || /test|vector|expect|sample|example/i.test(`${name} ${above}`)) return
  if (!CIPHER.test(` ${path} `) && !CIPHER.test(` ${words(name)} `)) return
  yield {
    loss: 'bytes',
    name,
    was: before.text,
    is: first.text,
    count: differ.length,
    line: first.line,
    column: first.column,
    length: first.text.length,
  }
}

interface FoundNumber {
  readonly text: string
  readonly line: number
  readonly column: number
}

/** Of lines that hold nothing but numbers. */
function numbers(lines: readonly HunkLine[]): readonly FoundNumber[] {
  return lines.flatMap(({ text, new: now, old }) => {
    const code = text.replace(/\/\*.*?\*\/|\/\/.*$|(?<!['"])#(?![\w'"]).*$/g, found => ' '.repeat(found.length))
    if (!/^[\s\dxXa-fA-FuUlL_,{}[\]();]+$/.test(code)) return []
    return [...code.matchAll(NUMBER)].map(found => ({ text: found[0], line: now ?? old ?? 1, column: found.index }))
  })
}

function tableName(text: string): string | undefined {
  return /([A-Za-z_]\w*)\s*(?::\s*[^=]{1,60})?(?:\[[^\]]*\]\s*)*:?=\s*(?:[\w.<>&]+\s*)*[[({]/.exec(text)?.[1]
}

function nameIn(form: string): string | undefined {
  return (
    /#\s*define\s+(\w+)/.exec(form)?.[1] ??
    /([A-Za-z_]\w*)["']?\s*(?::\s*[\w<>[\]&]+\s*)?(?::?=|=>|:)\s*(?:[\w:.]+\()?#/.exec(form)?.[1] ??
    /\b([A-Za-z_]\w*)\s*\(\s*#/.exec(form)?.[1]
  )
}

/** `dualEcQx` and `DUAL_EC` as the words they are made of. */
function words(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1_$2')
}

/** Another spelling of the same value. */
function same(one: string, other: string): boolean {
  return plain(one) === plain(other)
}

function plain(text: string): string {
  const bare = text.toLowerCase().replace(/["'_]|[uln]+$|(?<=\d)[ui]\d+$/g, '')
  return /^0x[0-9a-f]{1,12}$|^\d{1,15}$/.test(bare) ? String(Number(bare)) : bare.replace(/^0x0*/, '')
}

function short(text: string): string {
  return text.length <= 24 ? text : `${text.slice(0, 20)}…`
}

function isComment(text: string): boolean {
  return /^\s*(?:\/\/|\*|#(?!\s*define)|\/\*|--)/.test(text)
}
