/** A name in double quotes as git writes it (quote.c, core.quotePath), taken apart. */
export interface Unquoted {
  /** One character per byte. */
  readonly value: string
  /** Index after the closing quote. */
  readonly end: number
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
}

/** Reads a C-style quoted string that starts at `at`; `undefined` where git would not take it as one either. */
export function unquote(text: string, at = 0): Unquoted | undefined {
  if (text[at] !== '"') return undefined
  let value = ''
  for (let index = at + 1; index < text.length; index++) {
    const char = text[index]!
    if (char === '"') return { value, end: index + 1 }
    if (char !== '\\') {
      value += char
      continue
    }
    const octal = /^[0-3][0-7]{2}/.exec(text.slice(index + 1, index + 4))
    if (octal !== null) {
      value += String.fromCharCode(Number.parseInt(octal[0], 8))
      index += 3
      continue
    }
    const escaped = ESCAPES[text[index + 1] ?? '']
    if (escaped === undefined) return undefined
    value += escaped
    index++
  }
  return undefined
}
