import type { ByteSpan } from '../../model/location'
import { countOf, type Part, type PartKind } from './structure'
import { ByteWindow } from './window'

/** Parts listed of one file, members and their parts included. */
const MAX_PARTS = 20_000
/** An archive in an archive in an archive, and no more. */
const MAX_DEPTH = 4
/** Rows of tables, and tries to recognise something, over a file and all in it. */
const MAX_WORK = 4_000_000
const MAX_NOTES = 20
const LIMIT_NAME = 80

/** Fills an outline with the parts of one format. Never throws; may stop early and say so. */
export type FormatReader = (outline: Outline) => void

/** What is left of the limits, shared by a file and everything inside it. */
export interface Allowance {
  parts: number
  work: number
}

export interface PartDetail {
  readonly note?: string
  /** Where the part's own content starts, if it has a header: another format may be there. */
  readonly contentAt?: number
  /** Counts from the start of the stretch, as the part itself. */
  readonly data?: ByteSpan
  readonly unpacked?: { readonly size: number; readonly check: string }
}

/** Collects the parts of one stretch of bytes. Offsets given to it count from the start of that stretch. */
export class Outline {
  readonly window: ByteWindow
  readonly #parts: Part[] = []
  readonly #notes = new Set<string>()
  readonly #contents: number[] = []
  #end: number | undefined
  isCut = false

  constructor(
    readonly bytes: Uint8Array,
    readonly readAny: (outline: Outline) => string,
    readonly base = 0,
    readonly depth = 0,
    readonly allowance: Allowance = { parts: MAX_PARTS, work: MAX_WORK },
  ) {
    this.window = new ByteWindow(bytes)
  }

  /** False once the limit of parts is reached, so that a reader may stop. */
  add(kind: PartKind, name: string, offset: number, length: number, detail: PartDetail = {}): boolean {
    if (this.allowance.parts <= 0) {
      this.note(`more than ${countOf(MAX_PARTS, 'part')}; the rest is not listed`)
      return false
    }
    this.allowance.parts--
    const from = Math.min(Math.max(0, offset), this.bytes.length)
    const size = Math.min(Math.max(0, length), this.bytes.length - from)
    const shown = name.slice(0, LIMIT_NAME)
    const notes = detail.note === undefined ? [] : [detail.note]
    if (from !== offset) {
      notes.push('starts beyond the file')
      this.note(`${kind} ${shown} starts beyond the file`)
    } else if (size !== length) {
      notes.push(`says ${countOf(length, 'byte')}, ${countOf(size, 'byte')} are there`)
      this.note(`${kind} ${shown} says ${countOf(length, 'byte')}; the file ends after ${size}`)
    }
    const { data, unpacked } = detail
    this.#parts.push({
      name: shown,
      kind,
      offset: this.base + from,
      length: size,
      ...(notes.length === 0 ? {} : { note: notes.join('; ') }),
      ...(data === undefined ? {} : { data: this.#within(data) }),
      ...(unpacked === undefined ? {} : { unpacked }),
    })
    this.#contents.push(detail.contentAt ?? from)
    return true
  }

  #within({ offset, length }: ByteSpan): ByteSpan {
    const from = Math.min(Math.max(0, offset), this.bytes.length)
    return { offset: this.base + from, length: Math.min(Math.max(0, length), this.bytes.length - from) }
  }

  /**
   * A part that is a file of its own: read by its content, its parts become children. Content that does not fill the
   * part is given as `data`.
   */
  addFile(
    kind: PartKind,
    name: string,
    offset: number,
    length: number,
    { data = { offset, length }, ...detail }: PartDetail = {},
  ): boolean {
    if (!this.add(kind, name, offset, length, { ...detail, data })) return false
    const part = this.#parts.at(-1) as Part
    if (this.depth + 1 >= MAX_DEPTH) {
      this.note('nested too deep to follow')
      return true
    }
    if (!this.spend(length / 16)) return true
    const bytes = this.window.slice(data.offset, data.length)
    const inner = new Outline(bytes, this.readAny, this.base + data.offset, this.depth + 1, this.allowance)
    const format = this.readAny(inner)
    const { parts: children, notes } = inner.finish()
    for (const note of notes) this.note(`${part.name}: ${note}`)
    const note = [part.note, ...(format === 'unknown' ? [] : [format])].filter(one => one !== undefined).join('; ')
    const parts = this.#parts
    parts[parts.length - 1] = {
      ...part,
      ...(note === '' ? {} : { note }),
      ...(children.length === 0 ? {} : { children }),
    }
    return true
  }

  /** Asked before work that grows with what the file says of itself; false when there was enough of it. */
  spend(units: number): boolean {
    this.allowance.work -= units
    if (this.allowance.work >= 0) return true
    this.note('the limit of work was reached; some of it was not followed')
    return false
  }

  note(text: string): void {
    if (this.#notes.size < MAX_NOTES) this.#notes.add(text)
  }

  /** Where the format says the file ends. Without it nothing counts as trailing. */
  endAt(offset: number): void {
    this.#end = offset
  }

  /** The end that the format requires is not there. */
  cut(why: string): void {
    this.isCut = true
    this.note(why)
  }

  get end(): number | undefined {
    return this.#end
  }

  /** The parts so far, with the offset in this stretch where the content of each starts. */
  *contents(): Generator<{ readonly part: Part; readonly contentAt: number }> {
    for (const [index, part] of [...this.#parts].entries()) yield { part, contentAt: this.#contents[index] as number }
  }

  finish(): { readonly parts: readonly Part[]; readonly notes: readonly string[] } {
    return { parts: [...this.#parts].sort((a, b) => a.offset - b.offset), notes: [...this.#notes] }
  }
}
