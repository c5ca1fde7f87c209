/**
 * The forms in which a vendored file is compared with published ones. All of them work on bytes, given as a string of
 * one character per byte ({@link latin1}), so that a file in any encoding has one form and one digest.
 *
 * What a form leaves out must not be able to hide anything: a line is dropped only when all of it is a comment or a
 * value without meaning, and a blank that changes what a line does is kept.
 */

const BYTE_ORDER_MARK = '\xef\xbb\xbf'

/** N1: line feeds only, no blanks at line ends, no blank lines at the start and end. */
export function withoutTrailingBlanks(bytes: string): readonly string[] {
  const text = bytes.startsWith(BYTE_ORDER_MARK) ? bytes.slice(3) : bytes
  const lines = text.split(/\r?\n/).map(trimEnd)
  let start = 0
  let end = lines.length
  while (end > start && lines[end - 1] === '') end--
  while (start < end && lines[start] === '') start++
  return lines.slice(start, end)
}

/** A backslash before a blank continues nothing, so blanks after one stay. */
function trimEnd(line: string): string {
  let end = line.length
  while (end > 0 && isBlank(line.charCodeAt(end - 1))) end--
  return end < line.length && line[end - 1] === '\\' ? line : line.slice(0, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0b || code === 0x0c
}

/** N2: N1 without serial numbers, copyright years and time stamps, and without the difference of http and https. */
export function publishedForm(name: string, bytes: string): string {
  const isStamp = stampTest(name)
  const lines = withoutTrailingBlanks(bytes)
    .filter(line => !isStamp(line))
    .map(line => (line.includes('http://') ? line.replaceAll('http://', 'https://') : line))
  return `${lines.join('\n')}\n`
}

const YEARS = /^(?:#|dnl)[ \t]*[\d ,\-\xe2\x80\x93]+(?:Free Software[^\n]*)?$/
const SERIAL_LINE = /^(?:#|dnl)[ \t]*(?:[\w.+~-]+[ \t]+)?serial\b/
const COPYRIGHT_COMMENT = /^(?:#|dnl)[ \t]*(?:Copyright|\(C\)|Copr)/i
/** In a text that a script prints: words only, nothing that a shell would read as anything else. */
const COPYRIGHT_TEXT = /^(?:Copyright )?(?:\(C\) )?[\d ,-]+ [A-Za-z ,.]*$/
const STAMP = /^(?:timestamp|scriptversion)=(?:'[\w.:+ -]*'|"[\w.:+ -]*"|[\w.:+-]*)(?:;[ \t]*#[ \t\w]*)?$/
const STAMP_COMMENT = /^[ \t]*#[^\n]*time-stamp-/

/** Where the leaders stand for comments: `#` not in C, `dnl` only in m4. */
function stampTest(name: string): (line: string) => boolean {
  if (/\.(?:c|h|in\.h)$/.test(name)) return () => false
  const isM4 = name.endsWith('.m4')
  return line => {
    if (line.startsWith('dnl') && !isM4) return false
    return (
      SERIAL_LINE.test(line) ||
      COPYRIGHT_COMMENT.test(line) ||
      YEARS.test(line) ||
      (/^(?:C|\()/.test(line) && COPYRIGHT_TEXT.test(line)) ||
      STAMP.test(line) ||
      STAMP_COMMENT.test(line)
    )
  }
}

/** A comment line of a macro or script. Lines of an embedded C program that start likewise are code. */
const COMMENT = /^#(?![ \t]*(?:include|define|undef|if|ifdef|ifndef|elif|else|endif|error|warning|pragma|line)\b)/

/** A line of code, as N3 has it: no comments, no indentation, one blank for many. Undefined when nothing is left. */
export function codeOf(name: string, line: string): string | undefined {
  let code = line.trim()
  if (code === '' || COMMENT.test(code)) return undefined
  if (name.endsWith('.m4')) {
    if (/^dnl\b/.test(code)) return undefined
    const comment = /(?:^|[\s\])])dnl\b/.exec(code)
    if (comment !== null) code = code.slice(0, comment.index + comment[0].length - 3).trim()
    if (code === '') return undefined
  }
  return code.replaceAll('http://', 'https://').replace(/[ \t\v\f\r]+/g, ' ')
}

export interface CodeLine {
  /** From 1. */
  readonly line: number
  readonly code: string
}

/** N3: the lines of code, each with its number. Stamps are no code. */
export function codeLines(name: string, lines: readonly string[]): readonly CodeLine[] {
  const isStamp = stampTest(name)
  return lines.flatMap((text, index) => {
    if (isStamp(trimEnd(text.endsWith('\r') ? text.slice(0, -1) : text))) return []
    const code = codeOf(name, text)
    return code === undefined ? [] : [{ line: index + 1, code }]
  })
}

/** All of N3 as one text. */
export function codeForm(name: string, bytes: string): string {
  return codeLines(name, bytes.split('\n'))
    .map(({ code }) => code)
    .join('\n')
}

const HEAD = 4000

/** The serial number a macro file gives itself (`# foo.m4 serial 3`), for aclocal to choose the newer of two. */
export function serialOf(bytes: string): { readonly serial: string; readonly line: number } | undefined {
  const lines = bytes.slice(0, HEAD).split('\n')
  for (const [index, line] of lines.entries()) {
    const found = /^(?:#|dnl)?[^\n]{0,80}?\bserial[ \t]+(\d+(?:\.\d+)?)/.exec(line)
    if (found?.[1] !== undefined) return { serial: found[1], line: index + 1 }
  }
  return undefined
}

/** Negative when `a` is lower. `10` is above `9`, and `2.1` above `2`. */
export function compareSerials(a: string, b: string): number {
  const [left, right] = [a, b].map(serial => serial.split('.').map(Number))
  return (left?.[0] ?? 0) - (right?.[0] ?? 0) || (left?.[1] ?? 0) - (right?.[1] ?? 0)
}
