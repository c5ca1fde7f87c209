import { joined } from '../formats/archive/bytes'
import type { UnwrapStep } from './unwrapped'

/** Whether a command succeeds, as far as that is fixed. */
export type Status = 'yes' | 'no' | 'unknown'

/** What is known of bytes: they are, or why they are not. */
export type Known = { readonly bytes: Uint8Array; readonly steps: readonly UnwrapStep[] } | { readonly stop: string }

export interface Result {
  readonly out: Known
  readonly status: Status
}

export const NOTHING: Known = { bytes: new Uint8Array(), steps: [] }

const MOST_STEPS = 200

export function together(outs: readonly Known[]): Known {
  const parts: Uint8Array[] = []
  const steps: UnwrapStep[] = []
  for (const out of outs) {
    if ('stop' in out) return out
    if (out.bytes.length > 0) parts.push(out.bytes)
    if (steps.length < MOST_STEPS) steps.push(...out.steps)
  }
  return { bytes: joined(parts), steps }
}

export function negated(status: Status): Status {
  return status === 'unknown' ? status : status === 'yes' ? 'no' : 'yes'
}
