import { type FileNames, isDevNull } from './names'
import type { FileHeader } from './node'
import { unquote } from './quotedPath'

/** A date of the year the epoch began or its eve: how GNU diff marks a side that does not exist. */
const EPOCH = /^(?:1969-12-31|1970-01-01) \d{2}:\d{2}:00(?:\.0+)? [-+]\d{2}:?\d{2}$/

/**
 * Names of a file that has only `---` and `+++` lines (apply.c, parse_traditional_patch). Git takes one name for both
 * sides. It strips what `-p` says; we strip the first component where the two sides differ in it alone (`a/` and `b/`,
 * `linux.orig/` and `linux/`).
 */
export function plainNames(header: FileHeader): FileNames {
  const old = header.entries.find(entry => entry.key === 'old')
  const added = header.entries.find(entry => entry.key === 'new')
  const first = old?.value ?? ''
  const second = added?.value ?? ''
  const hasOld = !isDevNull(first) && !EPOCH.test(dateOf(first))
  const hasNew = !isDevNull(second) && !EPOCH.test(dateOf(second))
  if (isDevNull(first) || isDevNull(second)) {
    const name = lonePath(nameOf(isDevNull(first) ? second : first), isDevNull(first) ? 'b' : 'a')
    return { old: hasOld ? name : undefined, new: hasNew ? name : undefined, problems: [] }
  }
  const name = sharedPath(nameOf(first), nameOf(second))
  return { old: hasOld ? name : undefined, new: hasNew || !hasOld ? name : undefined, problems: [] }
}

function nameOf(text: string): string {
  if (text.startsWith('"')) return unquote(text)?.value ?? text
  const tab = text.indexOf('\t')
  if (tab >= 0) return text.slice(0, tab)
  const date = / \d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}/.exec(text)
  return date === null ? text : text.slice(0, date.index).trimEnd()
}

function dateOf(text: string): string {
  const match = /[\t ](\d{4}-\d{2}-\d{2} .*)$/.exec(text)
  return match?.[1]?.trim() ?? ''
}

function lonePath(name: string, prefix: string): string {
  return name.startsWith(`${prefix}/`) ? name.slice(2) : name
}

function sharedPath(old: string, added: string): string {
  if (old === added) return added
  const oldRest = old.slice(old.indexOf('/') + 1)
  const newRest = added.slice(added.indexOf('/') + 1)
  if (old.includes('/') && added.includes('/') && oldRest === newRest) return newRest
  // git prefers the shorter name when the longer one only adds to it: file and file.orig
  if (added.startsWith(old)) return old
  return added
}
