import type { Output } from '../archive/output'
import { type Armoured, ofLines } from './armoured'
import { putBase64 } from './base64Signs'

const XX = '+-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * POSIX uuencode: a mode and a name, lines of a length and 4 characters for 3 bytes, "end"; its base64 form; and
 * xxencode, which is the same with letters that every old machine could print.
 */
export function readUuencode(
  lines: readonly string[],
  start: number,
  createOutput: () => Output,
): Armoured | undefined {
  const [, form, label] = /^begin(-base64)? [0-7]{3,4} (\S.{0,200})/.exec(lines[start] ?? '') ?? []
  if (label === undefined) return undefined
  if (form !== undefined) return readBase64Form(lines, start, createOutput(), label.trimEnd())
  // Uuencode has no small letters.
  const isXx = /^[a-z+\-0-9A-Z]{2,}\s*$/.test(lines[start + 1] ?? '') && /[a-z]/.test(lines[start + 1] ?? '')
  const value = isXx ? xxValue : uuValue
  const output = createOutput()
  let at = start + 1
  for (; at < lines.length; at++) {
    const line = (lines[at] ?? '').trimEnd()
    if (line === '' || line === 'end') break
    const size = value(line.charCodeAt(0))
    if (size <= 0 || line.length > 90 || !putGroups(line, size, value, output)) break
  }
  for (const closing of [/^[`+ ]?\s*$/, /^end\s*$/]) if (closing.test(lines[at] ?? 'x')) at++
  return ofLines(
    isXx ? 'xxencode' : 'uuencode',
    output.bytes,
    lines,
    start,
    Math.min(at, lines.length),
    label.trimEnd(),
  )
}

function putGroups(line: string, size: number, value: (code: number) => number, output: Output): boolean {
  for (let group = 0; group * 3 < size; group++) {
    let held = 0
    for (let index = 0; index < 4; index++)
      held = (held << 6) | Math.max(0, value(line.charCodeAt(1 + group * 4 + index)))
    for (let index = 0; index < Math.min(3, size - group * 3); index++)
      if (!output.put((held >>> (16 - 8 * index)) & 255)) return false
  }
  return true
}

function uuValue(code: number): number {
  return code >= 32 ? (code - 32) & 63 : 0
}

function xxValue(code: number): number {
  return XX.indexOf(String.fromCharCode(code))
}

function readBase64Form(lines: readonly string[], start: number, output: Output, label: string): Armoured {
  let text = ''
  let at = start + 1
  for (; at < lines.length; at++) {
    const line = (lines[at] ?? '').trimEnd()
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(line)) break
    text += line
  }
  if (/^====\s*$/.test(lines[at] ?? '')) at++
  putBase64(text, output)
  return ofLines('base64', output.bytes, lines, start, at, label)
}
