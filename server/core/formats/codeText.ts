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

/**
 * Whether a line of a build file only talks about something: a comment, a message to the person who builds, the
 * description of a define. What such a line names is not asked of the compiler there.
 */
export function isBuildProse(line: string): boolean {
  return /^\s*(?:#|dnl\b|echo\b|(?:AC_MSG_|AS_ECHO|AS_HELP_STRING|message\b|option\b))|^\s*\[Define to /i.test(line)
}

/** Lines within which a construct named again belongs to the same feature check. */
export const PROBE_LINES = 40

const DEFINE = /^\s*#\s*define\s+(\w+)/
/** Continuation lines a macro is followed back over. */
const MACRO_LINES = 12

/** The C macro whose definition a line (by its index) is part of. */
export function macroAround(lines: readonly string[], index: number): string | undefined {
  let at = index
  while (at > 0 && index - at < MACRO_LINES && /\\\s*$/.test(lines[at - 1] ?? '')) at--
  return DEFINE.exec(lines[at] ?? '')?.[1]
}
