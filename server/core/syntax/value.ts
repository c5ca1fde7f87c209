/**
 * What an expression is, as far as one file fixes it. "Not fixed" is a value of its own: nothing is ever guessed.
 * All members are plain data, since values travel in facts.
 */
export type Value =
  | { readonly kind: 'known'; readonly text: string }
  /** The file gives it one of these, depending on what runs; at most {@link mostAlternatives}, in the order of the text. */
  | { readonly kind: 'oneOf'; readonly texts: readonly string[] }
  /** Known stretches in order, `null` for each that the file does not fix; `[null]` when nothing is known. */
  | { readonly kind: 'unresolved'; readonly pieces: readonly (string | null)[] }

export const mostAlternatives = 8

export const unresolved: Value = { kind: 'unresolved', pieces: [null] }

export function known(text: string): Value {
  return { kind: 'known', text }
}

/** Every text the value can be; none when it is not fixed. */
export function textsOf(value: Value): readonly string[] {
  switch (value.kind) {
    case 'known':
      return [value.text]
    case 'oneOf':
      return value.texts
    case 'unresolved':
      return []
  }
}

/** The value for people and for patterns: what is not fixed reads `…`. */
export function shownValue(value: Value): string {
  switch (value.kind) {
    case 'known':
      return value.text
    case 'oneOf':
      return value.texts.join(' | ')
    case 'unresolved':
      return value.pieces.map(piece => piece ?? '…').join('')
  }
}
