import { archiveTargets, repairTarget } from './archiveTargets'
import { armourTargets } from './armourTargets'
import { evidenceTarget, stagesTarget } from './evidenceTargets'
import { keyTargets } from './keyTargets'
import { mutated, numbersFrom, seedOf } from './mutate'
import { structureTargets } from './structureTargets'
import type { FuzzTarget } from './target'

/** Everything that reads bytes of a binary file. A new reader is a line in one of the lists. */
export const fuzzTargets: readonly FuzzTarget[] = [
  ...structureTargets,
  ...archiveTargets,
  ...armourTargets,
  ...keyTargets,
  repairTarget,
  evidenceTarget,
  stagesTarget,
]

/** Input `index` of a reader: the same for the same seed, whatever was made before it. */
export function inputOf({ name, samples, mend }: FuzzTarget, seed: number, index: number): Uint8Array {
  const next = numbersFrom(seedOf(name, seed, index))
  const bytes = mutated(samples, next)
  if (mend !== undefined && next(2) === 0) mend(bytes)
  return bytes
}
