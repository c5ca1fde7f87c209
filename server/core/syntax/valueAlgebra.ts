import { known, mostAlternatives, textsOf, unresolved, type Value } from './value'

/** In UTF-16 units. */
export const longestText = 65_536

/** One of these; duplicates count once. Not fixed when there are none, or too many. */
export function oneOf(texts: readonly string[]): Value {
  const distinct = [...new Set(texts)]
  const [only] = distinct
  if (only === undefined || distinct.length > mostAlternatives) return unresolved
  return distinct.length === 1 ? known(only) : { kind: 'oneOf', texts: distinct }
}

/** Either of the values; not fixed as soon as one is not. */
export function either(values: readonly Value[]): Value {
  const [only] = values
  if (values.length === 1 && only !== undefined) return only
  const texts: string[] = []
  for (const value of values) {
    if (value.kind === 'unresolved') return unresolved
    texts.push(...textsOf(value))
  }
  return oneOf(texts)
}

/** Text after text. What is fixed of it stays known when the rest is not. */
export function concatenate(values: readonly Value[]): Value {
  let texts: readonly string[] = ['']
  let pieces: (string | null)[] | undefined
  for (const value of values) {
    if (pieces === undefined) {
      const next: string[] | undefined = value.kind === 'unresolved' ? undefined : product(texts, textsOf(value))
      if (next !== undefined) {
        texts = next
        continue
      }
      pieces = texts.length === 1 ? [texts[0] ?? ''] : [null]
    }
    if (value.kind === 'known') pieces.push(value.text)
    else if (value.kind === 'unresolved') pieces.push(...value.pieces)
    else pieces.push(null)
    if (pieces.length > mostPieces) return unresolved
  }
  if (pieces === undefined) return oneOf(texts)
  return { kind: 'unresolved', pieces: joined(pieces) }
}

const mostPieces = 400

function product(left: readonly string[], right: readonly string[]): string[] | undefined {
  if (left.length * right.length > mostAlternatives) return undefined
  const texts = left.flatMap(one => right.map(other => one + other))
  return texts.some(text => text.length > longestText) ? undefined : texts
}

function joined(pieces: readonly (string | null)[]): readonly (string | null)[] {
  const found: (string | null)[] = []
  let length = 0
  for (const piece of pieces) {
    const last = found[found.length - 1]
    if (piece === '') continue
    length += piece?.length ?? 0
    if (length > longestText) return [null]
    if (piece === null ? last === null : typeof last === 'string') {
      if (piece !== null) found[found.length - 1] = `${last ?? ''}${piece}`
    } else found.push(piece)
  }
  return found
}

/** What a function of text makes of each alternative; not fixed when it cannot say for one of them. */
export function mapValue(value: Value, change: (text: string) => string | undefined): Value {
  return mapValues([value], ([text]) => (text === undefined ? undefined : change(text)))
}

/** The same for several values at once, in every combination, of which there may only be a few. */
export function mapValues(values: readonly Value[], change: (texts: readonly string[]) => string | undefined): Value {
  let combinations: readonly (readonly string[])[] = [[]]
  for (const value of values) {
    const texts = textsOf(value)
    if (texts.length === 0 || combinations.length * texts.length > mostAlternatives) return unresolved
    combinations = combinations.flatMap(before => texts.map(text => [...before, text]))
  }
  const results: string[] = []
  for (const combination of combinations) {
    const result = change(combination)
    if (result === undefined || result.length > longestText) return unresolved
    results.push(result)
  }
  return oneOf(results)
}
