/** Lines without their ends; the last one may lack its own. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

export function withEnds(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('')
}

export function eachLine(text: string, change: (line: string) => string): string {
  return withEnds(linesOf(text).map(change))
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', "'": "'" }

/** Escapes of `printf` and `tr`; undefined for one that is not known, or that makes no ASCII character. */
export function unescaped(text: string): string | undefined {
  let isKnown = true
  const found = text.replace(
    /\\(?:([0-7]{1,3})|([\s\S])?)/g,
    (_, octal: string | undefined, char: string | undefined) => {
      if (octal !== undefined && Number.parseInt(octal, 8) < 128) return String.fromCharCode(Number.parseInt(octal, 8))
      const meant = char === undefined ? undefined : escapes[char]
      if (meant === undefined) isKnown = false
      return meant ?? ''
    },
  )
  return isKnown ? found : undefined
}
