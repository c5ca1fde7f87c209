import type { HiddenKind } from './hidden'
import { selectorNumber } from './hidden'

/** Characters of a decoded text that are shown. */
const LIMIT_DECODED = 200

/** What characters that do not show say when they are read as text; undefined where that gives nothing readable. */
export function decodePayload(kind: HiddenKind, points: readonly number[]): string | undefined {
  if (points.length < 2) return undefined
  switch (kind) {
    case 'tags':
      return readable(points.map(point => point - 0xe0000))
    case 'selectors':
      return fromBytes(points.map(point => selectorNumber(point) ?? 0))
    case 'private':
      return points.length < 4 ? undefined : readable(points.map(point => point & 0xff))
    case 'zero-width':
      return fromBits(points)
    default:
      return undefined
  }
}

/** The bytes that variation selectors stand for, in hex: "0x7f 0x45". */
export function payloadBytes(points: readonly number[]): string {
  const bytes = points.flatMap(point => selectorNumber(point) ?? [])
  const shown = bytes.slice(0, 16).map(byte => `0x${byte.toString(16).padStart(2, '0')}`)
  return bytes.length > shown.length ? `${shown.join(' ')} …` : shown.join(' ')
}

function fromBytes(bytes: readonly number[]): string | undefined {
  const text = new TextDecoder('utf-8').decode(Uint8Array.from(bytes))
  return readable([...text].map(char => char.codePointAt(0) ?? 0))
}

/** Two characters as the bits 0 and 1, either way round, in bytes of eight or seven bits. */
function fromBits(points: readonly number[]): string | undefined {
  const [zero, one, more] = [...new Set(points)].sort((a, b) => a - b)
  if (one === undefined || more !== undefined || points.length < 14) return undefined
  for (const set of [one, zero])
    for (const size of [8, 7]) {
      if (points.length % size !== 0) continue
      const values = Array.from({ length: points.length / size }, (_, at) =>
        points.slice(at * size, (at + 1) * size).reduce((value, point) => value * 2 + (point === set ? 1 : 0), 0),
      )
      const text = readable(values)
      if (text !== undefined) return text
    }
  return undefined
}

function readable(values: readonly number[]): string | undefined {
  const isText = (value: number) => (value >= 0x20 && value < 0x7f) || value === 9 || value === 10 || value > 0xa0
  const shown = values.filter(value => isText(value) && value !== 0xfffd)
  if (shown.length * 10 < values.length * 8) return undefined
  return String.fromCodePoint(...values.slice(0, LIMIT_DECODED))
}
