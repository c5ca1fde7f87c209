import { entropyOfCounts } from '../formats/measure'
import type { DensityStrip } from './evidence'

const MAX_STRETCHES = 512
/** Shorter stretches hold too few bytes for all values to occur. */
const SHORTEST_STEP = 256

export interface Density {
  readonly strip: DensityStrip
  /** Bits per byte of the whole. */
  readonly entropy: number
}

/** One pass over the bytes. A stretch of n bytes has at most log2(n) bits per byte. */
export function densityOf(bytes: Uint8Array): Density {
  const step = Math.max(SHORTEST_STEP, Math.ceil(bytes.length / MAX_STRETCHES))
  const whole = new Uint32Array(256)
  const counts = new Uint32Array(256)
  const bits: number[] = []
  for (let from = 0; from < bytes.length; from += step) {
    const end = Math.min(bytes.length, from + step)
    counts.fill(0)
    for (let at = from; at < end; at++) {
      const value = bytes[at] as number
      counts[value] = (counts[value] as number) + 1
    }
    bits.push(Math.round(entropyOfCounts(counts, end - from) * 100))
    for (let value = 0; value < 256; value++) whole[value] = (whole[value] as number) + (counts[value] as number)
  }
  return { strip: { step, bits }, entropy: bytes.length === 0 ? 0 : entropyOfCounts(whole, bytes.length) }
}
