/** A host by its parts: `api`, `thing`, `co.example` of `api.thing.co.example`. */
export interface HostParts {
  readonly host: string
  /** What stands before the name; empty when nothing does. */
  readonly below: string
  /** The label that somebody registered. */
  readonly name: string
  readonly ending: string
}

/** Labels under which countries let names be registered. */
const second = /^(?:com?|org|net|gov|edu|ac|or|ne|go)$/

/** @returns undefined for a name without a dot, an address in numbers, and anything with a placeholder */
export function hostParts(host: string): HostParts | undefined {
  const labels = host.toLowerCase().split('.')
  if (labels.length < 2 || labels.some(label => !/^[a-z0-9-]{1,63}$/.test(label)) || /^\d+$/.test(labels.at(-1) ?? ''))
    return undefined
  const isCountry = labels.length > 2 && (labels.at(-1) ?? '').length === 2 && second.test(labels.at(-2) ?? '')
  const at = labels.length - (isCountry ? 3 : 2)
  const name = labels[at]
  if (name === undefined) return undefined
  return { host, below: labels.slice(0, at).join('.'), name, ending: labels.slice(at + 1).join('.') }
}

/**
 * How one host could be taken for another: `letter` for one letter more, less, other or exchanged in the name,
 * `ending` for the same name under another ending, `longer` for the name with a word added.
 */
export function hostLikeness(one: HostParts, other: HostParts): 'letter' | 'ending' | 'longer' | undefined {
  if (one.name === other.name) return one.ending === other.ending ? undefined : 'ending'
  const shortest = Math.min(one.name.length, other.name.length)
  if (shortest >= 5 && isOneEdit(one.name, other.name) && digitsAside(one.name) !== digitsAside(other.name))
    return 'letter'
  const [long, short] = one.name.length > other.name.length ? [one.name, other.name] : [other.name, one.name]
  const isWord = short.length >= 3 && (long.startsWith(`${short}-`) || long.endsWith(`-${short}`))
  return isWord ? 'longer' : undefined
}

/** Numbers at the end count servers. */
function digitsAside(name: string): string {
  return name.replace(/\d+/g, '')
}

/** One letter more, less or other, or two neighbours exchanged. */
function isOneEdit(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start++
  const rest = (text: string, skip: number) => text.slice(start + skip)
  if (one.length > other.length) return rest(one, 1) === rest(other, 0)
  if (one.length < other.length) return rest(one, 0) === rest(other, 1)
  const isSwapped = one[start] === other[start + 1] && one[start + 1] === other[start]
  return rest(one, 1) === rest(other, 1) || (isSwapped && rest(one, 2) === rest(other, 2))
}
