import { type FileNames, isDevNull, type Strip, stripComponents } from './names'
import type { FileHeader } from './node'
import { unquote } from './quotedPath'

/** A date of the year the epoch began or its eve: how GNU diff marks a side that does not exist. */
const EPOCH = /^(?:1969-12-31|1970-01-01) \d{2}:\d{2}:00(?:\.0+)? [-+]\d{2}:?\d{2}$/

/**
 * Names of a file that has only `---` and `+++` lines (apply.c, parse_traditional_patch). Git takes one name for both
 * sides; where one only adds to the other (`file.orig`), the shorter.
 */
export function plainNames(header: FileHeader, strip: Strip): FileNames {
  const first = header.entries.find(entry => entry.key === 'old')?.value ?? ''
  const second = header.entries.find(entry => entry.key === 'new')?.value ?? ''
  const hasOld = !isDevNull(first) && !EPOCH.test(dateOf(first))
  const hasNew = !isDevNull(second) && !EPOCH.test(dateOf(second))
  const problems: string[] = []
  const read = (text: string) => {
    const name = plainName(text)
    const rest = stripComponents(name, strip)
    if (rest === undefined) problems.push('its name has no folder to drop; git refuses such a patch')
    return rest ?? name
  }
  const old = isDevNull(first) ? undefined : read(first)
  const added = isDevNull(second) ? undefined : read(second)
  const isOwn = added !== undefined && added !== '' && !(old !== undefined && old !== '' && added.startsWith(old))
  const name = (isOwn ? added : old) || undefined
  return { old: hasOld ? name : undefined, new: hasNew || !hasOld ? name : undefined, problems }
}

/** A name before a tab or a date, which other tools than git write after it. */
export function plainName(text: string): string {
  const quoted = unquote(text)
  if (quoted !== undefined) return quoted.value
  const tab = text.indexOf('\t')
  if (tab >= 0) return text.slice(0, tab)
  const date = / \d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}/.exec(text)
  return date === null ? text : text.slice(0, date.index).trimEnd()
}

function dateOf(text: string): string {
  const match = /[\t ](\d{4}-\d{2}-\d{2} .*)$/.exec(text)
  return match?.[1]?.trim() ?? ''
}
