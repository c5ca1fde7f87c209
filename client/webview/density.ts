import type { WireSideEvidence } from '../../server/protocol'

type Strip = WireSideEvidence['strip']

/** Hundredths of a bit: above this, bytes look like compressed or encrypted ones, below like padding. */
const DENSE = 720
const EMPTY = 60

export type Density = 'empty' | 'plain' | 'dense'

export function densityOf(bits: number): Density {
  return bits >= DENSE ? 'dense' : bits < EMPTY ? 'empty' : 'plain'
}

/** Neighbouring stretches of one density. */
export interface Stretch {
  readonly offset: number
  readonly length: number
  readonly density: Density
}

/** Whole stretches of like density; those shorter than one in a hundred of the file are not told apart. */
export function stretches({ step, bits }: Strip, size: number): readonly Stretch[] {
  const runs: Stretch[] = []
  for (const [index, value] of bits.entries()) {
    const density = densityOf(value)
    const offset = index * step
    const length = Math.min(step, size - offset)
    const last = runs.at(-1)
    if (last !== undefined && last.density === density)
      runs[runs.length - 1] = { ...last, length: last.length + length }
    else runs.push({ offset, length, density })
  }
  return runs
}

export function bitsText(hundredths: number): string {
  return `${(hundredths / 100).toFixed(1)} bits per byte`
}

/** The strip in one sentence, for who does not see it. */
export function describeStrip(strip: Strip, size: number): string {
  if (strip.bits.length === 0) return 'The file is empty.'
  const mean = strip.bits.reduce((sum, value) => sum + value, 0) / strip.bits.length
  const runs = stretches(strip, size)
  const dense = runs.filter(({ density }) => density === 'dense')
  const empty = runs.filter(({ density }) => density === 'empty')
  const share = (some: readonly Stretch[]) =>
    Math.round((100 * some.reduce((sum, { length }) => sum + length, 0)) / Math.max(1, size))
  const parts = [`${bitsText(mean)} on average`]
  parts.push(
    dense.length === 0
      ? 'no stretch is as dense as compressed or encrypted bytes'
      : `${share(dense)} % as dense as compressed or encrypted bytes, in ${dense.length} ${dense.length === 1 ? 'stretch' : 'stretches'}`,
  )
  if (empty.length > 0) parts.push(`${share(empty)} % almost one and the same byte`)
  return `${parts.join('; ')}.`
}
