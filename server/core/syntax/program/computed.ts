import { known, mostAlternatives, textsOf, unresolved, type Value } from '../value'
import { decodeUtf8 } from './decode'

/** What an expression is while it is worked out: a value, or what only turns into one later. */
export type Computed =
  | Value
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'list'; readonly items: readonly Computed[] }
  /** One unit per byte. */
  | { readonly kind: 'bytes'; readonly bytes: string }

/** Units a text may have that was computed; constants may be longer. */
export const longestComputed = 65_536
const mostPieces = 64
const mostItems = 20_000

export const anything: Computed = unresolved

export function numberOf(value: number): Computed {
  return { kind: 'number', value }
}

/** Bytes that are no UTF-8 and lists are no text. */
export function asValue(computed: Computed): Value {
  switch (computed.kind) {
    case 'number':
      return known(String(computed.value))
    case 'bytes': {
      const text = decodeUtf8(computed.bytes)
      return text === undefined ? unresolved : known(text)
    }
    case 'list':
      return unresolved
    default:
      return computed
  }
}

export function listOf(items: readonly Computed[]): Computed {
  return items.length > mostItems ? anything : { kind: 'list', items }
}

export function isKnown(computed: Computed): boolean {
  return computed.kind !== 'unresolved'
}

/** One of these, in order and without repetition; not fixed if one of them is not, or if there are too many. */
export function alternatives(options: readonly Computed[]): Computed {
  if (options.length === 1) return options[0] ?? anything
  const texts = new Set<string>()
  for (const option of options) {
    const value = asValue(option)
    if (value.kind === 'unresolved') return anything
    for (const text of textsOf(value)) texts.add(text)
    if (texts.size > mostAlternatives) return anything
  }
  const [first, ...rest] = texts
  if (first === undefined) return anything
  return rest.length === 0 ? known(first) : { kind: 'oneOf', texts: [...texts] }
}

/** One after the other. What is fixed stays visible beside what is not. */
export function concatenated(parts: readonly Computed[]): Value {
  const values = parts.map(asValue)
  const length = values.reduce((sum, value) => sum + (value.kind === 'known' ? value.text.length : 0), 0)
  if (length > longestComputed) return unresolved
  if (values.every(value => value.kind !== 'unresolved')) {
    const texts = product(values.map(textsOf))
    if (texts !== undefined) {
      const whole = [...new Set(texts.map(parts => parts.join('')))]
      if (whole.some(text => text.length > longestComputed)) return unresolved
      return whole.length === 1 ? known(whole[0] ?? '') : { kind: 'oneOf', texts: whole }
    }
  }
  const pieces: (string | null)[] = []
  for (const value of values) {
    const own = value.kind === 'known' ? [value.text] : value.kind === 'oneOf' ? [null] : value.pieces
    for (const piece of own) {
      const last = pieces.at(-1)
      if (piece === '') continue
      if (pieces.length > 0 && last === null && piece === null) continue
      if (typeof last === 'string' && piece !== null) pieces[pieces.length - 1] = last + piece
      else pieces.push(piece)
    }
    if (pieces.length > mostPieces) return unresolved
  }
  return { kind: 'unresolved', pieces: pieces.length === 0 ? [null] : pieces }
}

/** Every way to take one of each, or undefined when there are too many. */
function product(choices: readonly (readonly string[])[]): readonly (readonly string[])[] | undefined {
  const count = choices.reduce((ways, texts) => Math.min(ways * texts.length, mostAlternatives + 1), 1)
  if (count > mostAlternatives || count === 0) return undefined
  if (count === 1) return [choices.map(texts => texts[0] ?? '')]
  let ways: (readonly string[])[] = [[]]
  for (const texts of choices) ways = ways.flatMap(way => texts.map(text => [...way, text]))
  return ways
}

/** Applies a function of texts to every text the values can be. Undefined when one of them is not fixed. */
export function lift(
  inputs: readonly (Computed | undefined)[],
  apply: (...texts: string[]) => Computed | string | undefined,
): Computed | undefined {
  const values: Value[] = []
  for (const input of inputs) {
    if (input === undefined) return undefined
    values.push(asValue(input))
  }
  const ways = product(values.map(textsOf))
  if (ways === undefined) return undefined
  const results: Computed[] = []
  for (const way of ways) {
    const result = apply(...way)
    if (result === undefined) return undefined
    if (typeof result === 'string' && result.length > longestComputed) return undefined
    results.push(typeof result === 'string' ? known(result) : result)
  }
  return alternatives(results)
}
