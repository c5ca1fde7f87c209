import type { Dependency, DependencyChange } from '../../../core/facts/dependencyChange'
import { otherHash } from '../../../core/facts/lockedFiles'
import { hashesAgree } from '../../../core/manifests/dependencies/resolvedName'
import type { Severity } from '../../../core/model/severity'

/** Above as many entries at once a change is one of settings or of the format, and is told once. */
export const FEW = 3

/** In a new lock file: nearly all others come from elsewhere. */
export function isRareHost(all: readonly Dependency[], host: string): boolean {
  const others = all.filter(({ data }) => data.host !== undefined && data.host !== host).length
  const same = all.filter(({ data }) => data.host === host).length
  return others >= 8 && same <= FEW && same * 10 <= others
}

export function sameVersion(one: Dependency, change: DependencyChange): Dependency | undefined {
  return change.before(one).find(old => old.data.requirement === one.data.requirement)
}

export function hostSeverity(one: Dependency, change: DependencyChange): Severity {
  const same = sameVersion(one, change)
  const [now, then] = [one.data.integrity, same?.data.integrity]
  if (same !== undefined && otherHash(one.data, [same.data]) !== undefined) return 'high'
  // Composer names a commit, with which nobody compares the archive that arrives.
  const isChecked = one.data.ecosystem !== 'composer'
  if (now !== undefined && then !== undefined) return !hashesAgree(then, now) ? 'high' : isChecked ? 'low' : 'medium'
  if (change.before(one).length > 0 && one.data.source === 'registry') return 'medium'
  return one.data.source === 'registry' && change.isWhole('old') ? 'medium' : 'low'
}

export function hostNote(one: Dependency, change: DependencyChange): string {
  const same = sameVersion(one, change)
  if (same?.data.integrity !== undefined && one.data.integrity !== undefined)
    return hashesAgree(same.data.integrity, one.data.integrity)
      ? 'Its hash is the one from before.'
      : 'Its version is the one from before, and its hash is another.'
  const host = change.before(one)[0]?.data.host
  return host === undefined ? 'The package is new in this file.' : `It came from ${host} before.`
}

export function worst(severities: readonly Severity[]): Severity {
  return (['high', 'medium'] as const).find(one => severities.includes(one)) ?? 'low'
}
