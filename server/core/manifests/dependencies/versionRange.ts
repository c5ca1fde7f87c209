import type { Ecosystem } from './dependency'

type Version = readonly [number, number, number]

/**
 * Whether a plain range allows a version; undefined for what is not a single caret, tilde or exact version of three
 * numbers, and for ecosystems that read these signs in another way.
 */
export function allowsVersion(ecosystem: Ecosystem, range: string, version: string): boolean | undefined {
  const form = /^([\^~]|={1,3}|)\s{0,3}v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/.exec(range.trim())
  const exact = /^={0,3}v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/.exec(version.trim())
  if (form === null || exact === null) return undefined
  const operator = operatorOf(ecosystem, form[1] ?? '')
  if (operator === undefined) return undefined
  const [low, at] = [toVersion(form.slice(2)), toVersion(exact.slice(1))]
  if (operator === '=') return compare(at, low) === 0
  return compare(at, low) >= 0 && compare(at, upperEnd(operator, low)) < 0
}

function operatorOf(ecosystem: Ecosystem, written: string): '^' | '~' | '=' | undefined {
  if (written === '^' || written === '~') return ecosystem === 'pypi' && written === '~' ? undefined : written
  if (written !== '') return '='
  if (ecosystem === 'cargo') return '^'
  return ecosystem === 'npm' || ecosystem === 'composer' ? '=' : undefined
}

/** The first version beyond the range (semver.org; npm's documentation, "semver"). */
function upperEnd(operator: '^' | '~', [major, minor, patch]: Version): Version {
  if (operator === '~') return [major, minor + 1, 0]
  if (major > 0) return [major + 1, 0, 0]
  return minor > 0 ? [0, minor + 1, 0] : [0, 0, patch + 1]
}

function toVersion(parts: readonly string[]): Version {
  return [Number(parts[0]), Number(parts[1]), Number(parts[2])]
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}
