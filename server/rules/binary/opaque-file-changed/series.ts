import type { Fact } from '../../../core/facts/fact'
import { sha256Hex } from '../../../core/formats/sha256'
import { folderOf } from '../../../core/model/path'
import type { ChangeSetReport } from '../../../core/rule/context'

/** Fewer files are told one by one. */
const LEAST = 4
/** One that is larger than this, and than eight times the middle one, is told by itself. */
const SMALL = 4096
const TOLD = 24

type Opaque = Fact<'opaque-file'>

/**
 * Files that one cause brought: added to one folder, told with the same words, none standing out by its size or by what
 * is inside. Keyed by the first of each; the others have no members.
 */
export function seriesOf(
  seen: readonly { readonly fact: Opaque; readonly words: string }[],
): ReadonlyMap<Opaque, readonly Opaque[]> {
  const groups = new Map<string, Opaque[]>()
  for (const { fact, words } of seen) {
    if (fact.data.change !== 'added' || fact.data.signs.length > 0) continue
    const key = `${words} ${fact.data.category} ${folderOf(fact.subject)}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [fact])
    else group.push(fact)
  }
  const series = new Map<Opaque, readonly Opaque[]>()
  for (const group of groups.values()) {
    const sizes = group.map(sizeOf).sort((a, b) => a - b)
    const limit = Math.max(SMALL, 8 * (sizes[sizes.length >> 1] ?? 0))
    const members = group.filter(one => sizeOf(one) <= limit)
    if (members.length < LEAST) continue
    for (const one of members) series.set(one, one === members[0] ? members : [])
  }
  return series
}

function sizeOf({ data }: Opaque): number {
  return data.newSize ?? 0
}

export function seriesSizes(members: readonly Opaque[]): string {
  const sizes = members.map(sizeOf).sort((a, b) => a - b)
  return `${sizes[0] ?? 0} to ${sizes.at(-1) ?? 0} bytes`
}

/** Stands for the content of every member, so that a decision ends when one of them changes. */
export function seriesDigest(members: readonly Opaque[]): string {
  const text = members.map(({ subject, data }) => `${subject} ${data.newHash ?? ''}`).join('\n')
  return `series:${sha256Hex(new TextEncoder().encode(text))}`
}

export function seriesPlaces(members: readonly Opaque[]): NonNullable<ChangeSetReport['related']> {
  return members.slice(1, 1 + TOLD).map(({ location, subject }) => ({
    file: location.file,
    side: 'new',
    at: 'file',
    label: 'of the same kind',
    text: subject,
  }))
}
