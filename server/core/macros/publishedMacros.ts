import type { TextSide } from '../model/content'
import { baseName, fromLatin1, latin1 } from '../model/path'
import type { HashPort } from '../model/ports'
import { type MacroBody, macroBodies } from './bodies'
import { type CodeLine, codeForm, codeLines, compareSerials, publishedForm, serialOf } from './normalise'
import { DIGEST_HEX, type MacroIndex, type PublishedFile, type PublishedVersion, readTable } from './table'

/** Delivers the bytes of the table. Rejects when there is none. */
export type LoadMacroTable = () => Promise<Uint8Array>

/** A file's serial number beside those of the published versions of its name. */
export interface SerialComparison {
  readonly serial: string
  readonly line: number
  /** Undefined when no published version has one. */
  readonly highest: string | undefined
  readonly isAboveAll: boolean
  /** Whether anybody publishes this name to the present day; a number above an old one says little. */
  readonly isCurrent: boolean
}

/** What the table says of one side of one file. */
export type Standing =
  /** Equal to a published version but for stamps. */
  | { readonly kind: 'verified'; readonly versions: readonly PublishedVersion[] }
  /** The code of a published version, with other comments or blanks. */
  | { readonly kind: 'same-code'; readonly versions: readonly PublishedVersion[] }
  /** Half of its code or more is published under this name. */
  | { readonly kind: 'near'; readonly nearest: PublishedVersion; readonly unpublished: readonly CodeLine[] }
  /** A published name over other code. */
  | { readonly kind: 'other'; readonly unpublished: readonly CodeLine[] }
  /** Nothing is published under this name. */
  | { readonly kind: 'unknown' }

const NEAR_SHARE = 0.5
const CURRENT_YEARS = 2

/** Looks files up in the table, which is loaded once, at the first file that needs it. */
export class PublishedMacros {
  readonly #load: LoadMacroTable
  readonly #hash: HashPort
  #index: MacroIndex | undefined
  #loading: Promise<boolean> | undefined

  constructor(load: LoadMacroTable, hash: HashPort) {
    this.#load = load
    this.#hash = hash
  }

  /** Never rejects: false when the table cannot be had. */
  ready(): Promise<boolean> {
    this.#loading ??= this.#load()
      .then(bytes => {
        this.#index = readTable(bytes)
        return true
      })
      .catch(() => false)
    return this.#loading
  }

  /** Year and month up to which publications are known. Undefined before the table is there. */
  get through(): string | undefined {
    return this.#index?.through
  }

  /** Undefined before the table is there. Of a side that is known in part, `verified` cannot be said. */
  standing(path: string, side: TextSide): Standing | undefined {
    if (this.#index === undefined) return undefined
    const name = baseName(path)
    const file = this.#index.file(name)
    if (file === undefined) return { kind: 'unknown' }
    if (side.complete) {
      const bytes = bytesOf(side.text, side)
      const digest = this.#digest(publishedForm(name, bytes), DIGEST_HEX.version)
      const versions = file.versions.filter(version => version.digest === digest)
      if (versions.length > 0) return { kind: 'verified', versions }
      const code = this.#digest(codeForm(name, bytes), DIGEST_HEX.code)
      const alike = file.versions.filter(version => version.code === code)
      if (alike.length > 0) return { kind: 'same-code', versions: alike }
    }
    return this.#compared(file, name, side)
  }

  #compared(file: PublishedFile, name: string, side: TextSide): Standing {
    const code = codeLines(name, bytesOf(side.lines.join('\n'), side).split('\n'))
    const groups = new Map(file.lines.flatMap(group => group.digests.map(digest => [digest, group] as const)))
    const votes = new Int32Array(file.versions.length + 1)
    const unpublished: CodeLine[] = []
    for (const one of code) {
      const group = groups.get(this.#digest(one.code, DIGEST_HEX.line))
      if (group === undefined) unpublished.push(one)
      else {
        votes[group.first] = (votes[group.first] ?? 0) + 1
        votes[group.last + 1] = (votes[group.last + 1] ?? 0) - 1
      }
    }
    const nearest = file.versions[mostVoted(votes)]
    // A patch that shows no code of a file shows none that is not published.
    const isCompared = code.length > 0 || !side.complete
    const isNear = isCompared && code.length - unpublished.length >= NEAR_SHARE * code.length
    return isNear && nearest !== undefined ? { kind: 'near', nearest, unpublished } : { kind: 'other', unpublished }
  }

  serial(path: string, side: TextSide): SerialComparison | undefined {
    const found = serialOf(side.text)
    const file = this.#index?.file(baseName(path))
    if (found === undefined || file === undefined) return undefined
    const highest = file.versions
      .flatMap(version => version.serial ?? [])
      .reduce<string | undefined>((a, b) => (a === undefined || compareSerials(a, b) < 0 ? b : a), undefined)
    const isAboveAll = highest !== undefined && compareSerials(found.serial, highest) > 0
    const lastYear = Math.max(...file.versions.map(version => version.lastYear))
    return { ...found, highest, isAboveAll, isCurrent: lastYear >= Number(this.through?.slice(0, 4)) - CURRENT_YEARS }
  }

  /** The macros of an `aclocal.m4`, with what is known of each by name and body. */
  bodies(side: TextSide): readonly (MacroBody & { readonly standing: 'verified' | 'other' | 'unknown' })[] {
    const lines = bytesOf(side.lines.join('\n'), side).split('\n')
    return macroBodies(lines).map(body => ({ ...body, standing: this.#bodyStanding(body) }))
  }

  #bodyStanding({ name, code }: MacroBody): 'verified' | 'other' | 'unknown' {
    if (this.#index?.hasBody(this.#digest(`${name}\n${code}`, DIGEST_HEX.body))) return 'verified'
    return this.#index?.hasMacro(this.#digest(name, DIGEST_HEX.macro)) ? 'other' : 'unknown'
  }

  #digest(bytes: string, digits: number): string {
    return this.#hash('sha256', fromLatin1(bytes)).slice(0, digits)
  }
}

/** The version that most of the lines lie in; the later one of two. */
function mostVoted(changes: Int32Array): number {
  let best = 0
  let most = -1
  let now = 0
  for (let at = 0; at < changes.length - 1; at++) {
    now += changes[at] ?? 0
    if (now >= most) {
      most = now
      best = at
    }
  }
  return best
}

/** One character per byte of the file. */
function bytesOf(text: string, { encoding }: TextSide): string {
  return encoding === 'latin-1' ? text : latin1(new TextEncoder().encode(text))
}
