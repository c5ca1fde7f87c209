import { compareSerials } from '../macros/normalise'
import type { PublishedMacros, Standing } from '../macros/publishedMacros'
import { isWeakSign, type SignKind, signsOf } from '../macros/signs'
import type { PublishedVersion } from '../macros/table'
import { isVendorable, VENDORABLE_PATHS } from '../macros/vendored'
import { baseName } from '../model/path'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'

/** A line that no published version has, with a step by which bytes become a command. */
export interface UnpublishedStep {
  readonly line: number
  readonly kind: SignKind
  /** Common in configure code on its own. */
  readonly isWeak: boolean
}

/** What the table of published macros says of one side of one file. */
export interface VendoredMacro {
  readonly standing: Standing['kind']
  /** The published version it equals, else the nearest one, in words: `gnulib, serial 3, 2023`. */
  readonly version?: string
  /** Year and month up to which publications are known. */
  readonly through: string
  readonly serial?: string
  readonly highestSerial?: string
  /** Higher than any published serial of this name, which is still published. */
  readonly isSerialAbove: boolean
  /** The published texts that it equals have other serials. */
  readonly isSerialOther: boolean
  /** Serial, year or time stamp of the file lies after what the table knows. */
  readonly isNewer: boolean
  /** Lines, from 1, that no published version of this name has; for `aclocal.m4` those of macros with another body. */
  readonly unpublished: readonly number[]
  readonly steps: readonly UnpublishedStep[]
  /** Of an `aclocal.m4`: macros with a published body, with another one, and with a name nobody published. */
  readonly macros?: { readonly verified: number; readonly other: readonly string[]; readonly unknown: number }
}

const LIMIT_STEPS = 50
const LIMIT_NAMES = 20

/** Copies of published m4 macros and build scripts, beside what was published under their names. */
export const vendoredMacro = defineCollector({
  kind: 'vendored-macro',
  files: { paths: VENDORABLE_PATHS },
  readsPublished: true,
  collect: context => {
    const { published, text, path, budget, note } = context
    if (published?.through === undefined) return []
    // Each line is normalised and hashed; that weighs like reading it some times.
    if (!budget.spend(8 * text.text.length)) {
      note('not compared with published build macros')
      return []
    }
    if (baseName(path) === 'aclocal.m4') return [draft(context, inBodies(context, published, published.through))]
    if (!isVendorable(path)) return []
    const standing = published.standing(path, text)
    return standing === undefined ? [] : [draft(context, inFile(context, published, published.through, standing))]
  },
})

function draft({ path, side }: SideContext, data: VendoredMacro): FactDraft<'vendored-macro'> {
  return { subject: baseName(path), side, at: 'file', data }
}

function inFile(
  { path, text }: SideContext,
  published: PublishedMacros,
  through: string,
  standing: Standing,
): VendoredMacro {
  const serial = published.serial(path, text)
  const lines = 'unpublished' in standing ? standing.unpublished : []
  const equal = 'versions' in standing ? standing.versions : []
  const version = standing.kind === 'near' ? standing.nearest : equal.at(-1)
  const isSerialAbove = serial?.isAboveAll === true && serial.isCurrent
  return {
    standing: standing.kind,
    ...(version === undefined ? {} : { version: shownVersion(version) }),
    through,
    ...(serial === undefined ? {} : { serial: serial.serial }),
    ...(serial?.highest === undefined ? {} : { highestSerial: serial.highest }),
    isSerialAbove,
    isSerialOther: serial !== undefined && equal.length > 0 && equal.every(one => isOther(one.serial, serial.serial)),
    isNewer: equal.length === 0 && (isSerialAbove || newestYear(text.text) > Number(through.slice(0, 4))),
    unpublished: lines.map(({ line }) => line),
    steps: lines.flatMap(({ line, code }) => steps(line, code)).slice(0, LIMIT_STEPS),
  }
}

function isOther(published: string | undefined, serial: string): boolean {
  return published === undefined || compareSerials(published, serial) !== 0
}

function inBodies({ text }: SideContext, published: PublishedMacros, through: string): VendoredMacro {
  const bodies = published.bodies(text)
  const other = bodies.filter(({ standing }) => standing === 'other')
  const lines = other.flatMap(({ firstLine, lastLine }) =>
    Array.from({ length: lastLine - firstLine + 1 }, (_, index) => firstLine + index),
  )
  return {
    standing:
      other.length > 0 ? 'near' : bodies.some(({ standing }) => standing === 'verified') ? 'verified' : 'unknown',
    through,
    isSerialAbove: false,
    isSerialOther: false,
    isNewer: false,
    unpublished: lines,
    steps: lines.flatMap(line => steps(line, codeAt(text.lines[line - 1] ?? ''))).slice(0, LIMIT_STEPS),
    macros: {
      verified: bodies.filter(({ standing }) => standing === 'verified').length,
      other: other.slice(0, LIMIT_NAMES).map(({ name }) => name),
      unknown: bodies.filter(({ standing }) => standing === 'unknown').length,
    },
  }
}

function codeAt(line: string): string {
  return /^\s*(?:#|dnl\b)/.test(line) ? '' : line
}

function steps(line: number, code: string): readonly UnpublishedStep[] {
  return signsOf(code).map(kind => ({ line, kind, isWeak: isWeakSign(kind) }))
}

function shownVersion({ sources, serial, firstYear }: PublishedVersion): string {
  // A distribution only hands on what another publishes.
  const source = sources.find(name => name !== 'debian') ?? sources[0] ?? ''
  return [source, ...(serial === undefined ? [] : [`serial ${serial}`]), String(firstYear)].join(', ')
}

const HEAD = 4000

/** The latest year that copyright lines and time stamps at the top name. */
function newestYear(text: string): number {
  const head = text.slice(0, HEAD)
  const stamps = head.matchAll(/(?:^|\n)[^\n]{0,20}(?:Copyright|timestamp=|scriptversion=)[^\n]{0,300}/g)
  const years = [...stamps].flatMap(([line]) => line.match(/\b20\d\d\b/g) ?? [])
  return Math.max(0, ...years.map(Number))
}
