import type { Output } from '../archive/output'

/** Both alphabets of RFC 4648: they differ in the last two signs only. */
const values = valuesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
values[0x2d] = 62
values[0x5f] = 63

/** The value of each sign of an alphabet by its code, -1 for all others. */
export function valuesOf(alphabet: string): Int8Array {
  const table = new Int8Array(128).fill(-1)
  for (const [value, sign] of [...alphabet].entries()) table[sign.charCodeAt(0)] = value
  return table
}

export function isBase64Sign(code: number): boolean {
  return (values[code] ?? -1) !== -1
}

/** Up to the first sign that is of neither alphabet. */
export function putBase64(text: string, output: Output): void {
  putBits(text, 6, values, output)
}

/** Signs that stand for `width` bits each, the highest first; bits left over at the end are padding. */
export function putBits(text: string, width: number, table: Int8Array, output: Output): void {
  let held = 0
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const value = table[text.charCodeAt(at)] ?? -1
    if (value === -1) return
    held = (held << width) | value
    count += width
    if (count < 8) continue
    count -= 8
    if (!output.put((held >>> count) & 255)) return
    held &= (1 << count) - 1
  }
}
