/** What stands in for a value: an identifier is none in JSON and TOML, a number is. */
export type Filler = 'identifier' | 'digits'

/** Code of a template engine is short; what has no end within this many units is not one of its tags. */
const longestTag = 2_000

/** Of a control tag the output is nothing: `{{- if .x }}`, `{{ end }}`, `{{ else }}`. */
const control = /^\{\{[-~]?\s*(?:[#/^!>]|(?:if|else|end|range|with|define|block|break|continue)\b)/

/**
 * Tags of Jinja, Go templates, Mustache (`{{ x }}`, `{% x %}`, `{# x #}`) and of ERB (`<%= x %>`): what prints becomes a
 * value of the same length, what does not becomes blanks. A tag that has its line to itself becomes blanks too, since it
 * may print anything. A `$` before it makes it something else: `${{ x }}`, `${#x}`.
 */
export function substituteTags(text: string, filler: Filler): string {
  const closers = new Map<string, Closer>()
  let out = ''
  let from = 0
  for (let at = nextOpening(text, 0); at !== -1; at = nextOpening(text, Math.max(at + 1, from))) {
    const opening = text.slice(at, at + 2)
    const closing = closings[opening]
    if (closing === undefined || text[at - 1] === '$') continue
    let closer = closers.get(closing)
    if (closer === undefined) {
      closer = new Closer(text, closing)
      closers.set(closing, closer)
    }
    const end = closer.after(at + 2)
    if (end === undefined || end - at > longestTag) continue
    const tag = text.slice(at, end)
    const prints =
      opening === '{{' ? !control.test(tag) && !isAlone(text, at, end) : opening === '<%' && /^<%[-=]?=/.test(tag)
    out += text.slice(from, at) + (prints ? fill(tag, filler) : blank(tag))
    from = end
  }
  return from === 0 ? text : out + text.slice(from)
}

const closings: Readonly<Record<string, string>> = { '{{': '}}', '{%': '%}', '{#': '#}', '<%': '%>' }

function nextOpening(text: string, from: number): number {
  const opening = /\{[{%#]|<%/g
  opening.lastIndex = from
  return opening.exec(text)?.index ?? -1
}

/** Finds ends from left to right, each place of the text looked at once. */
class Closer {
  readonly #text: string
  readonly #closing: string
  #next = -1

  constructor(text: string, closing: string) {
    this.#text = text
    this.#closing = closing
  }

  /** Offset behind the first end that starts at `offset` or later; offsets must not go down from call to call. */
  after(offset: number): number | undefined {
    if (this.#next < offset) {
      const found = this.#text.indexOf(this.#closing, offset)
      this.#next = found === -1 ? Number.POSITIVE_INFINITY : found
    }
    return this.#next === Number.POSITIVE_INFINITY ? undefined : this.#next + this.#closing.length
  }
}

/** Only other tags and blanks may stand beside it; one look at most this far on either side. */
function isAlone(text: string, start: number, end: number): boolean {
  let before = start
  while (before > 0 && start - before < longestTag && (text[before - 1] === ' ' || text[before - 1] === '\t')) before--
  if (before > 0 && text[before - 1] !== '\n') return false
  let after = end
  while (after < text.length && after - end < longestTag && /[ \t\r]/.test(text[after] ?? '')) after++
  return after >= text.length || text[after] === '\n'
}

/** A value as long as the placeholder; lines after its first become blanks. */
export function fill(placeholder: string, filler: Filler): string {
  const line = placeholder.search(/[\r\n]/)
  const first = line === -1 ? placeholder : placeholder.slice(0, line)
  const value = filler === 'digits' ? '1'.repeat(first.length) : first.replace(/\W/g, '_')
  return value + blank(placeholder.slice(first.length))
}

/** Every unit but line ends and tabs becomes a space. */
export function blank(text: string): string {
  return text.replace(/[^\r\n\t]/g, ' ')
}
