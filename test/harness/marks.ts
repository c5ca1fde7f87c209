import type { Side } from '../../server/core/model/location'
import { isSeverity, type Severity } from '../../server/core/model/severity'
import { withCharacters } from './caseDocument'

/** What a case says must be found. */
export interface Mark {
  readonly want: string
  readonly severity?: Severity
  /** Line of the patch, marks taken out, that it stands under. */
  readonly patchLine: number
  readonly documentLine: number
  /** Absent for a finding on a file as a whole, its path or its mode. */
  readonly place?: MarkedPlace
}

export interface MarkedPlace {
  /** Where the marked line stands: one side for an added or removed line, both for context. */
  readonly sides: readonly { readonly side: Side; readonly line: number }[]
  /** Columns of the line's content, in UTF-16 units. */
  readonly start: number
  readonly end: number
  readonly lineLength: number
}

/**
 * Takes the mark lines out of a patch. No line of a patch starts with `^`, so one that does marks the line above it,
 * column for column (the first column is that of `+`, `-` or blank): `^    ^^^^^ want "text" [high]`. Further wants on
 * the line belong to the next run of `^`, or to the last one. Without a run it is about the file as a whole.
 * @throws on a mark that says nothing, or that stands under no line of a hunk though it has a run
 */
export function readMarks(
  patch: string,
  firstLine: number,
): { readonly text: string; readonly marks: readonly Mark[] } {
  const kept: string[] = []
  const marks: Mark[] = []
  const counter = new HunkCounter()
  for (const [index, raw] of patch.split('\n').entries()) {
    if (!raw.startsWith('^')) {
      kept.push(withCharacters(raw))
      counter.next(raw)
      continue
    }
    const above = (patch
      .split('\n')
      .slice(0, index)
      .reverse()
      .find(line => !line.startsWith('^')) ?? '') as string
    marks.push(...marksOf(raw, above, counter, kept.length, firstLine + index))
  }
  return { text: kept.join('\n'), marks }
}

function marksOf(
  raw: string,
  above: string,
  counter: HunkCounter,
  patchLine: number,
  documentLine: number,
): readonly Mark[] {
  const drawn = /^\^[\s^]*/.exec(raw)?.[0] ?? '^'
  const runs = [...drawn.slice(1).matchAll(/\^+/g)].map(run => ({ start: run.index, end: run.index + run[0].length }))
  const wants = [...raw.slice(drawn.length).matchAll(/want "((?:[^"\\]|\\.)*)"(?:\s*\[(\w+)\])?/g)]
  if (wants.length === 0) throw new Error(`line ${documentLine}: a mark says nothing: ${raw}`)
  return wants.map((want, index) => {
    const run = runs[Math.min(index, runs.length - 1)]
    const severity = want[2]
    if (severity !== undefined && !isSeverity(severity))
      throw new Error(`line ${documentLine}: no severity ${severity}`)
    const mark: Mark = {
      want: (want[1] as string).replace(/\\(.)/g, '$1'),
      ...(severity === undefined ? {} : { severity }),
      patchLine,
      documentLine,
    }
    if (run === undefined) return mark
    const sides = counter.sides()
    if (sides.length === 0) throw new Error(`line ${documentLine}: the line above is in no hunk`)
    const content = above.slice(1)
    const place = {
      sides,
      start: real(content, run.start),
      end: real(content, run.end),
      lineLength: real(content, content.length),
    }
    return { ...mark, place }
  })
}

/** The column a place has once `⟨U+XXXX⟩` is the character it stands for. */
function real(content: string, column: number): number {
  return withCharacters(content.slice(0, column)).length
}

/** Follows line numbers through a patch. */
class HunkCounter {
  #old = 0
  #new = 0
  #oldLeft = 0
  #newLeft = 0
  #sides: MarkedPlace['sides'] = []

  next(line: string): void {
    this.#sides = []
    const header = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line)
    if (this.#oldLeft <= 0 && this.#newLeft <= 0) {
      if (header === null) return
      this.#old = Number(header[1])
      this.#oldLeft = Number(header[2] ?? 1)
      this.#new = Number(header[3])
      this.#newLeft = Number(header[4] ?? 1)
      return
    }
    const kind = line[0]
    if (kind === '\\') return
    const sides: { side: Side; line: number }[] = []
    if (kind !== '+') {
      sides.push({ side: 'old', line: this.#old++ })
      this.#oldLeft--
    }
    if (kind !== '-') {
      sides.push({ side: 'new', line: this.#new++ })
      this.#newLeft--
    }
    this.#sides = sides
  }

  sides(): MarkedPlace['sides'] {
    return this.#sides
  }
}
