/**
 * The lines of C-like text with comments blanked at equal length, so that columns stay true and prose that names a
 * construct is not taken for it. Strings stay: attributes and assembler live in them. A block comment left open (a
 * partial text) ends with the text.
 */
export function withoutComments(lines: readonly string[]): readonly string[] {
  let inBlock = false
  return lines.map(line => {
    let out = ''
    let at = 0
    while (at < line.length) {
      if (inBlock) {
        const end = line.indexOf('*/', at)
        const stop = end === -1 ? line.length : end + 2
        out += ' '.repeat(stop - at)
        at = stop
        inBlock = end === -1
        continue
      }
      const char = line[at] as string
      const pair = line.slice(at, at + 2)
      if (pair === '//') return out + ' '.repeat(line.length - at)
      if (pair === '/*') {
        inBlock = true
        out += '  '
        at += 2
      } else if (char === '"' || char === "'") {
        const end = literalEnd(line, at)
        out += line.slice(at, end)
        at = end
      } else {
        out += char
        at++
      }
    }
    return out
  })
}

/** Past the closing quote, or the end of the line. */
function literalEnd(line: string, start: number): number {
  const quote = line[start]
  for (let at = start + 1; at < line.length; at++) {
    if (line[at] === '\\') at++
    else if (line[at] === quote) return at + 1
  }
  return line.length
}
