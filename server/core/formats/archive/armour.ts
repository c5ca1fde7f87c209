/** A binary file in the form of text, and the lines that hold it. */
export interface Armoured {
  /** As said to the reviewer: "uuencode", "Intel HEX". */
  readonly armour: string
  readonly bytes: Uint8Array
  /** Half open, counted from 0. */
  readonly firstLine: number
  readonly endLine: number
}

const MAX_PARTS = 50
const MAX_BYTES = 16 * 1024 * 1024
/** Shorter stretches are keys, digests and small constants. */
const SHORTEST_BYTES = 24

type Reader = (lines: readonly string[], start: number) => Armoured | undefined

/** Recognised by content; every line is looked at a bounded number of times. */
export function armouredIn(lines: readonly string[]): readonly Armoured[] {
  const found: Armoured[] = []
  let bytes = 0
  for (let at = 0; at < lines.length && found.length < MAX_PARTS && bytes < MAX_BYTES; ) {
    const part = readers.reduce<Armoured | undefined>((known, read) => known ?? read(lines, at), undefined)
    if (part !== undefined && part.bytes.length >= SHORTEST_BYTES) {
      found.push(part)
      bytes += part.bytes.length
    }
    at = Math.max(at + 1, part?.endLine ?? 0)
  }
  return found
}

/** POSIX uuencode: a mode and a name, lines of a length and 4 characters for 3 bytes, "end". */
function readUuencode(lines: readonly string[], start: number): Armoured | undefined {
  if (!/^begin [0-7]{3,4} \S/.test(lines[start] ?? '')) return undefined
  const bytes: number[] = []
  let at = start + 1
  for (; at < lines.length && bytes.length < MAX_BYTES; at++) {
    const line = lines[at] ?? ''
    const size = (line.charCodeAt(0) - 32) & 63
    if (line === '' || line.startsWith('end') || size === 0) break
    const value = (index: number) => ((line.charCodeAt(index) || 32) - 32) & 63
    for (let group = 0; group * 3 < size; group++) {
      const [a, b, c, d] = [0, 1, 2, 3].map(index => value(1 + group * 4 + index)) as [number, number, number, number]
      const three = [(a << 2) | (b >> 4), ((b << 4) & 255) | (c >> 2), ((c << 6) & 255) | d]
      bytes.push(...three.slice(0, size - group * 3))
    }
  }
  return { armour: 'uuencode', bytes: Uint8Array.from(bytes), firstLine: start, endLine: at }
}

/** Lines of one width of the base64 alphabet, as `base64` and mail programs write them; two lines at least. */
function readBase64(lines: readonly string[], start: number): Armoured | undefined {
  const width = base64Width(lines[start])
  if (width < 40 || base64Width(lines[start + 1]) === 0) return undefined
  let at = start
  let text = ''
  for (; at < lines.length && text.length < MAX_BYTES; at++) {
    const own = base64Width(lines[at])
    if (own === 0 || own > width) break
    text += lines[at]?.trimEnd() ?? ''
    if (own < width) {
      at++
      break
    }
  }
  return { armour: 'base64', bytes: fromBase64(text), firstLine: start, endLine: at }
}

function base64Width(line: string | undefined): number {
  return line !== undefined && line.length <= 200 && /^[A-Za-z0-9+/]+={0,2}\s?$/.test(line) ? line.trimEnd().length : 0
}

function fromBase64(text: string): Uint8Array {
  const bytes: number[] = []
  let held = 0
  let count = 0
  for (const sign of text) {
    const value = BASE64.indexOf(sign)
    if (value === -1) break
    held = (held << 6) | value
    count += 6
    if (count < 8) continue
    count -= 8
    bytes.push((held >>> count) & 255)
    held &= (1 << count) - 1
  }
  return Uint8Array.from(bytes)
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Lines of `0x7f, 0x45,` and nothing else, as `xxd -i` writes them. */
function readHexArray(lines: readonly string[], start: number): Armoured | undefined {
  const bytes: number[] = []
  let at = start
  for (; at < lines.length && bytes.length < MAX_BYTES; at++) {
    const line = lines[at] ?? ''
    if (line.length > 2000 || !/^[ \t]*0x[0-9a-fA-F]{2}[ \t]*(?:,|$)/.test(line)) break
    const values = line.trim().replace(/,$/, '').split(',')
    if (!values.every(value => /^\s?0x[0-9a-fA-F]{2}$/.test(value))) break
    for (const value of values) bytes.push(Number(value))
  }
  return at === start
    ? undefined
    : { armour: 'hex array', bytes: Uint8Array.from(bytes), firstLine: start, endLine: at }
}

/** Intel HEX (":", length, address, kind, data, sum) and Motorola S-records ("S1" to "S3", length, address, …). */
function readRecords(lines: readonly string[], start: number): Armoured | undefined {
  const isIntel = lines[start]?.startsWith(':') === true
  const bytes: number[] = []
  let at = start
  for (; at < lines.length && bytes.length < MAX_BYTES; at++) {
    const line = (lines[at] ?? '').trimEnd()
    const digits = isIntel ? /^:((?:[0-9A-F]{2}){5,260})$/i.exec(line) : /^S[0-9]((?:[0-9A-F]{2}){3,260})$/.exec(line)
    if (digits === null) break
    const record = Array.from({ length: (digits[1]?.length ?? 0) / 2 }, (_, index) =>
      Number.parseInt((digits[1] ?? '').slice(index * 2, index * 2 + 2), 16),
    )
    const sum = record.reduce((total, byte) => total + byte, 0) & 255
    if (sum !== (isIntel ? 0 : 255)) break
    if (isIntel) bytes.push(...(record[3] === 0 ? record.slice(4, -1) : []))
    else if ('123'.includes(line.charAt(1))) bytes.push(...record.slice(2 + Number(line.charAt(1)), -1))
  }
  const armour = isIntel ? 'Intel HEX' : 'S-records'
  return at === start ? undefined : { armour, bytes: Uint8Array.from(bytes), firstLine: start, endLine: at }
}

/** `data:…;base64,…` on one line: the first of the line. */
function readDataUri(lines: readonly string[], start: number): Armoured | undefined {
  const line = lines[start] ?? ''
  const at = line.indexOf(';base64,')
  if (at === -1 || line.lastIndexOf('data:', at) === -1) return undefined
  const text = /^[A-Za-z0-9+/]*/.exec(line.slice(at + 8, at + 8 + MAX_BYTES))?.[0] ?? ''
  return { armour: 'data URI', bytes: fromBase64(text), firstLine: start, endLine: start + 1 }
}

const readers: readonly Reader[] = [readUuencode, readRecords, readHexArray, readBase64, readDataUri]
