import type { DependencyEntry } from './dependency'

/** What an address says of the package behind it. */
export interface ResolvedName {
  readonly name: string
  readonly version: string
}

/**
 * Package and version in the address of an npm tarball, `…/@scope/name/-/name-1.0.0.tgz`; undefined for addresses of
 * another form, which say nothing by their path.
 */
export function resolvedName(entry: DependencyEntry): ResolvedName | undefined {
  if (entry.ecosystem !== 'npm' || !entry.isLock) return undefined
  const address = (entry.reference ?? '')
    .replace(/[?#].*$/, '')
    .replace(/%2f/gi, '/')
    .replace(/%40/g, '@')
  const dash = address.lastIndexOf('/-/')
  if (!/^https?:/i.test(address) || dash === -1 || !address.endsWith('.tgz')) return undefined
  const folders = address.slice(0, dash).split('/').slice(3)
  const last = folders.at(-1)
  if (last === undefined || last === '') return undefined
  const scope = folders.at(-2)
  const name = scope?.startsWith('@') ? `${scope}/${last}` : last
  const file = address.slice(address.lastIndexOf('/') + 1, -'.tgz'.length)
  return { name, version: file.startsWith(`${last}-`) ? file.slice(last.length + 1) : '' }
}

/** Ranks of the hash functions that lock files name; a larger one is stronger. */
const STRENGTH: readonly (readonly [RegExp, number])[] = [
  [/^sha512[-:=]|^h1:|^10c0\//i, 5],
  [/^sha384[-:=]/i, 4],
  [/^sha256[-:=]|^[0-9a-f]{64}$/i, 3],
  [/^sha1[-:=]|^[0-9a-f]{40}$/i, 2],
  [/^md5[-:=]|^[0-9a-f]{32}$/i, 1],
]

/** 0 for a form that is not known. */
export function hashStrength(integrity: string): number {
  const words = integrity.split(/\s+/)
  return Math.max(0, ...words.map(word => STRENGTH.find(([form]) => form.test(word))?.[1] ?? 0))
}

/** What a hash is written as, without its value: only hashes of one form can be compared. */
export function hashForm(integrity: string): string {
  const word = integrity.split(/\s+/, 1)[0] ?? ''
  return /^(?:[a-z]+\d*[-:=]|[\dc]+\/)/i.exec(word)?.[0].toLowerCase() ?? `${word.length}`
}

/** Two lists of hashes have one in common, or one of them is written so that it cannot be compared. */
export function hashesAgree(one: string, other: string): boolean {
  const known = new Set(one.split(/\s+/))
  return other.split(/\s+/).some(hash => known.has(hash)) || hashForm(one) !== hashForm(other)
}
