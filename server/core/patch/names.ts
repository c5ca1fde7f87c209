import { isZero } from './blob'
import type { FileHeader } from './node'
import { unquote } from './quotedPath'

/** Names of both sides, one character per byte, without prefixes; `undefined` for the absent side (`/dev/null`). */
export interface FileNames {
  readonly old: string | undefined
  readonly new: string | undefined
  /** What git would refuse about the names, in words. */
  readonly problems: readonly string[]
}

/** How many leading components the names of a patch carry: git strips one by default. */
export type Strip = 0 | 1

/** The name both halves of a `diff --git` line agree on once prefixes are off (apply.c, git_header_name). */
export function defaultName(text: string, strip: Strip): string | undefined {
  if (text.startsWith('"')) return quotedFirst(text, strip)
  const quote = text.indexOf('"')
  if (quote > 0) return quotedSecond(text, quote, strip)
  return strip === 0 ? equalHalves(text) : equalRests(text)
}

function quotedFirst(text: string, strip: Strip): string | undefined {
  const first = unquote(text)
  if (first === undefined) return undefined
  const name = stripComponents(first.value, strip)
  const rest = text.slice(first.end).trimStart()
  const second = rest.startsWith('"') ? unquote(rest)?.value : rest
  return second !== undefined && stripComponents(second, strip) === name ? name : undefined
}

/** The first name has no quotes, so it ends where it is as long as the second, if a blank stands there. */
function quotedSecond(text: string, quote: number, strip: Strip): string | undefined {
  const second = unquote(text, quote)?.value
  const name = second === undefined ? undefined : stripComponents(second, strip)
  const rest = stripComponents(text.slice(0, quote), strip)
  return name !== undefined && rest?.startsWith(name) && isSpace(rest[name.length]) ? name : undefined
}

function equalHalves(text: string): string | undefined {
  const middle = (text.length - 1) / 2
  if (!isSpace(text[middle])) return undefined
  const half = text.slice(0, middle)
  return half !== '' && half === text.slice(middle + 1) ? half : undefined
}

/**
 * `one/name two/name`, without the first component of each. At most one space can make the two rests equally long,
 * so that a line of many spaces costs no more than its length.
 */
function equalRests(text: string): string | undefined {
  const first = text.indexOf('/')
  if (first < 0) return undefined
  let second = -1
  for (let at = first + 1; at < text.length; at++) {
    if (!isSpace(text[at])) continue
    if (second < at) second = text.indexOf('/', at)
    if (second < 0) return undefined
    if (at - first !== text.length - second) continue
    const name = text.slice(first + 1, at)
    return name !== '' && name === text.slice(second + 1) ? name : undefined
  }
  return undefined
}

function isSpace(char: string | undefined): boolean {
  return char === ' ' || char === '\t'
}

/** Without the first `count` components; `undefined` when there are not as many. */
export function stripComponents(name: string, count: Strip): string | undefined {
  if (count === 0) return name
  const slash = name.indexOf('/')
  return slash < 0 ? undefined : name.slice(slash + 1)
}

/** A name as it stands after `--- `, `+++ `, `rename from ` and so on (apply.c, find_name). */
function readName(text: string, strip: Strip): string | undefined {
  const quoted = text.startsWith('"') ? unquote(text)?.value : undefined
  return stripComponents(quoted ?? text, strip) || undefined
}

/** `/dev/null`, alone or before a space or tab. */
export function isDevNull(text: string): boolean {
  return /^\/dev\/null(?:\s|$)/.test(text)
}

/** Names of a file with a `diff --git` header, found in git's order: each line either sets a name or must agree. */
export function gitNames(header: FileHeader, strip: Strip): FileNames {
  const fallback = defaultName(header.diffNames ?? '', strip)
  const problems: string[] = []
  let old: string | undefined
  let added: string | undefined
  let isNew = false
  let isDeleted = false
  for (const entry of header.entries) {
    if (entry.key === 'added') {
      isNew = true
      added = fallback
    } else if (entry.key === 'deleted') {
      isDeleted = true
      old = fallback
    } else if (entry.key === 'from') old = readName(entry.value, 0)
    else if (entry.key === 'to') added = readName(entry.value, 0)
    else {
      const isOld = entry.key === 'old'
      const isAbsent = isOld ? isNew : isDeleted
      const known = isOld ? old : added
      const text = tabbedName(entry.value)
      if (isAbsent !== isDevNull(entry.value)) {
        problems.push(`${isOld ? '---' : '+++'} names ${isAbsent ? 'a file where /dev/null is expected' : '/dev/null'}`)
        if (isAbsent) continue
      }
      if (isDevNull(entry.value)) continue
      const name = readName(text, strip)
      if (known !== undefined && name !== known) problems.push(`the names in the header contradict each other`)
      if (isOld) old = name ?? old
      else added = name ?? added
    }
  }
  if (old === undefined && added === undefined) {
    old = fallback
    added = fallback
  }
  if ((old === undefined && !isNew) || (added === undefined && !isDeleted)) {
    if (old !== undefined || added !== undefined)
      problems.push('the header names one side only; git refuses such a patch')
    old ??= added
    added ??= old
  }
  if (isNew) old = undefined
  if (isDeleted && !isNew) added = undefined
  if ([isNew, isDeleted, header.isRename, header.isCopy].filter(Boolean).length > 1)
    problems.push('the header says two of added, deleted, renamed and copied; git refuses such a patch')
  if (fallback !== undefined && fallback !== (added ?? old) && fallback !== old)
    problems.push('the "diff --git" line names another file than the lines below it')
  return { old, new: added, problems }
}

/** Up to the tab git writes after a name that holds spaces, and other tools write before a date. */
function tabbedName(text: string): string {
  if (unquote(text) !== undefined) return text
  const tab = text.indexOf('\t')
  return tab < 0 ? text : text.slice(0, tab)
}

/** A combined diff names one file, in full, after `diff --cc `; the first parent may not have it. */
export function combinedNames(header: FileHeader): FileNames {
  const text = header.diffNames ?? ''
  const name = (text.startsWith('"') ? unquote(text)?.value : undefined) ?? text
  const hasOld = !header.isNew && !isZero(header.oldIds[0])
  return { old: hasOld ? name : undefined, new: header.isDeleted ? undefined : name, problems: [] }
}
