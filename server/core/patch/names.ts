import type { FileHeader, FileNode } from './node'
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

/** Prefixes of git's own making: the default ones, `diff.mnemonicPrefix`, and either reversed (`-R`). */
const GIT_PREFIXES = new Set(['a', 'b', 'i', 'w', 'c', 'o', '1', '2'])

/**
 * One answer for the whole patch, as with git's `-p`: judged file by file, a patch could show one path here and apply
 * to another. With `diff.noprefix` no file has two different prefixes.
 */
export function stripOf(files: Iterable<FileNode>): Strip {
  let bare = 0
  let named = 0
  for (const file of files) {
    if (file.format !== 'git') continue
    const names = splitHalves(file.header.diffNames ?? '')
    if (names === undefined || isBareRename(file.header)) {
      if (isBareRename(file.header)) bare++
      continue
    }
    named++
    const [old, added] = names
    const oldPrefix = old.slice(0, old.indexOf('/'))
    const newPrefix = added.slice(0, added.indexOf('/'))
    if (oldPrefix !== newPrefix && GIT_PREFIXES.has(oldPrefix) && GIT_PREFIXES.has(newPrefix)) return 1
    if (old === added) bare++
  }
  return bare > 0 && bare >= named ? 0 : 1
}

/** The names on the `diff --git` line are those of `rename from` and `rename to`, which never have a prefix. */
function isBareRename(header: FileHeader): boolean {
  const from = header.entries.find(entry => entry.key === 'from')
  const to = header.entries.find(entry => entry.key === 'to')
  return from !== undefined && to !== undefined && header.diffNames === `${from.value} ${to.value}`
}

/** Both names of a `diff --git` line where they differ in nothing but the prefix, prefixes still on. */
function splitHalves(text: string): readonly [old: string, new: string] | undefined {
  for (const strip of [1, 0] as const) {
    const name = defaultName(text, strip)
    if (name === undefined) continue
    const old = text.startsWith('"') ? (unquote(text)?.value ?? '') : text.slice(0, text.indexOf(name) + name.length)
    const quoted = /"(?:[^"\\]|\\.)*"$/.exec(text)
    const added = quoted === null ? text.slice(text.length - old.length) : (unquote(quoted[0])?.value ?? '')
    return [old, added]
  }
  return undefined
}

/** The name both halves of a `diff --git` line agree on once prefixes are off (apply.c, git_header_name). */
export function defaultName(text: string, strip: Strip): string | undefined {
  if (text.startsWith('"')) {
    const first = unquote(text)
    if (first === undefined || !/^\s/.test(text.slice(first.end))) return undefined
    const name = stripComponents(first.value, strip)
    const rest = text.slice(first.end).trimStart()
    const second = rest.startsWith('"') ? unquote(rest)?.value : rest
    return name !== undefined && second !== undefined && stripComponents(second, strip) === name ? name : undefined
  }
  const quote = text.indexOf(' "')
  if (quote > 0) {
    const second = unquote(text, quote + 1)
    if (second !== undefined && second.end === text.length) {
      const name = stripComponents(second.value, strip)
      return name !== undefined && stripComponents(text.slice(0, quote), strip) === name ? name : undefined
    }
  }
  for (let space = text.search(/[ \t]/); space >= 0; space = nextSpace(text, space + 1)) {
    const name = stripComponents(text.slice(0, space), strip)
    if (name !== undefined && name !== '' && stripComponents(text.slice(space + 1), strip) === name) return name
  }
  return undefined
}

function nextSpace(text: string, from: number): number {
  const found = text.slice(from).search(/[ \t]/)
  return found < 0 ? -1 : from + found
}

/** Without the first `count` components; `undefined` when there are not as many. */
function stripComponents(name: string, count: Strip): string | undefined {
  if (count === 0) return name
  const slash = name.indexOf('/')
  return slash < 0 ? undefined : name.slice(slash + 1)
}

/** A name as it stands after `--- `, `+++ `, `rename from ` and so on (apply.c, find_name). */
function readName(text: string, strip: Strip): string | undefined {
  if (text.startsWith('"')) {
    const quoted = unquote(text)
    if (quoted !== undefined) return stripComponents(quoted.value, strip)
  }
  return stripComponents(text, strip)
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
  if (isNew) old = undefined
  if (isDeleted) added = undefined
  if (fallback !== undefined && fallback !== (added ?? old) && fallback !== old)
    problems.push('the "diff --git" line names another file than the lines below it')
  return { old, new: added, problems }
}

/** Up to the tab git writes after a name that holds spaces, and other tools write before a date. */
function tabbedName(text: string): string {
  if (text.startsWith('"')) return text
  const tab = text.indexOf('\t')
  return tab < 0 ? text : text.slice(0, tab)
}

/** A combined diff names one file, in full, after `diff --cc `. */
export function combinedNames(header: FileHeader): FileNames {
  const text = header.diffNames ?? ''
  const name = (text.startsWith('"') ? unquote(text)?.value : undefined) ?? text
  return { old: header.isNew ? undefined : name, new: header.isDeleted ? undefined : name, problems: [] }
}
