import type { Entry } from './entry'

/** What a name of a member does to others: one written through a link that another made, or the same name twice. */
export interface NameClash {
  readonly entry: Entry
  readonly what: string
}

const MAX_CLASHES = 20

export function nameClashes(format: string, entries: readonly Entry[]): readonly NameClash[] {
  const seen = new Map<string, Entry>()
  const links = new Map(entries.filter(one => one.kind === 'symbolic link').map(one => [plain(one.name), one]))
  const clashes: NameClash[] = []
  for (const entry of entries) {
    if (clashes.length >= MAX_CLASHES) break
    const name = plain(entry.name)
    const add = (what: string) => clashes.push({ entry, what })
    const same = seen.get(name)
    if (same === undefined) seen.set(name, entry)
    // In a tar the later member is the newer one, as appending makes it.
    else if (format === 'zip' && entry.kind !== 'folder' && !isAlike(same, entry))
      add('the name of another member with other content')
    if (entry.name.includes('\0')) add('a zero byte in its name')
    const link = linkOnTheWay(name, links)
    if (link !== undefined && link !== entry) add(`a path through the link ${link.name}`)
  }
  return clashes
}

function plain(name: string): string {
  return name.replace(/^(?:\.?\/)+|\/+$/g, '')
}

function isAlike(one: Entry, other: Entry): boolean {
  if (one.kind !== other.kind || one.target !== other.target) return false
  if (one.stated !== undefined || other.stated !== undefined)
    return one.stated?.size === other.stated?.size && one.stated?.check === other.stated?.check
  const [first, second] = [one.content, other.content]
  return first?.length === second?.length && (first?.every((byte, at) => byte === second?.[at]) ?? true)
}

/** Folders on the way that are looked at; longer paths are not written by archivers. */
const MAX_FOLDERS = 40

function linkOnTheWay(name: string, links: ReadonlyMap<string, Entry>): Entry | undefined {
  if (links.size === 0) return undefined
  let at = name.indexOf('/')
  for (let depth = 0; at !== -1 && depth < MAX_FOLDERS; depth++, at = name.indexOf('/', at + 1)) {
    const link = links.get(name.slice(0, at))
    if (link !== undefined) return link
  }
  return undefined
}
