import type { LexedPipeline } from './lexedShell'

/** A part of a word: text as the shell sees it, a plain variable, or an expansion nobody can foresee. */
export type WordPiece = PieceText &
  (
    | { readonly kind: 'text' }
    /** `meaning` is set when its value may still follow from what the file says. */
    | { readonly kind: 'opaque'; readonly meaning?: PieceMeaning }
    /** `text` is the reference as written. */
    | { readonly kind: 'variable'; readonly name: string }
  )

/** What {@link ShellValues} can look through, while plain resolving cannot. */
export type PieceMeaning =
  /** The output of commands. */
  | { readonly kind: 'substitution'; readonly pipelines: readonly LexedPipeline[] }
  /** `${x:-y}` and its like, as written. */
  | { readonly kind: 'parameter'; readonly written: string }
  /** What the variable that is added to held before. */
  | { readonly kind: 'previous'; readonly separator: string }
  /** A function of make. */
  | { readonly kind: 'function'; readonly name: string; readonly arguments: readonly (readonly WordPiece[])[] }

interface PieceText {
  /** Between quotes or escaped, so that the shell neither splits it nor takes it for a pattern. */
  readonly isQuoted?: boolean
  readonly text: string
  readonly start: number
  readonly end: number
}

interface Value {
  /** Order in the file: a later assignment hides an earlier one. */
  readonly at: number
  readonly pieces: readonly WordPiece[]
}

/** In UTF-16 units. */
const longestValue = 4096
const deepestReference = 4
/** All values of one file together, in UTF-16 units: text made to blow up stops growing here. */
const resolvedTotal = 262_144

/**
 * Plain assignments of one file. A variable has the value assigned last before its use or, if there is none before, first
 * after it: macros and functions use what later text sets. An empty value gives way to an earlier one, since it is mostly
 * the other branch of a condition.
 */
export class ShellVariables {
  readonly #values = new Map<string, Value[]>()
  #unitsLeft = resolvedTotal

  /** Assignments must come in the order of their position `at`. */
  assign(name: string, at: number, pieces: readonly WordPiece[]): void {
    const values = this.#values.get(name)
    if (values === undefined) this.#values.set(name, [{ at, pieces }])
    else values.push({ at, pieces })
  }

  /** The value of a word used at `at`; undefined when something in it is not fixed by the file. */
  resolve(pieces: readonly WordPiece[], at: number): string | undefined {
    const value = this.#join(pieces, at, deepestReference)
    if (value !== undefined) this.#unitsLeft -= value.length
    return value
  }

  #join(pieces: readonly WordPiece[], at: number, depth: number): string | undefined {
    let joined = ''
    for (const piece of pieces) {
      if (piece.kind === 'opaque') return undefined
      const value = piece.kind === 'text' ? piece.text : this.#valueOf(piece.name, at, depth)
      if (value === undefined) return undefined
      joined += value
      if (joined.length > Math.min(longestValue, this.#unitsLeft)) return undefined
    }
    return joined
  }

  #valueOf(name: string, at: number, depth: number): string | undefined {
    const values = this.#values.get(name)
    if (values === undefined || depth === 0) return undefined
    let low = 0
    let high = values.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((values[middle]?.at ?? 0) < at) low = middle + 1
      else high = middle
    }
    const value = nonEmpty(values, low - 1) ?? values[low - 1] ?? values[0]
    return value === undefined ? undefined : this.#join(value.pieces, value.at, depth - 1)
  }
}

const mostEmptyValues = 8

function nonEmpty(values: readonly Value[], last: number): Value | undefined {
  for (let at = last; at >= 0 && at > last - mostEmptyValues; at--)
    if (values[at]?.pieces.some(piece => piece.text !== '') === true) return values[at]
  return undefined
}
