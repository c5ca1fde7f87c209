import { defaultName, isDevNull, type Strip, stripComponents } from './names'
import type { FileHeader, FileNode } from './node'
import { plainName } from './plainNames'

/** Prefixes of git's own making: the default ones and those of `diff.mnemonicPrefix`. */
const GIT_PREFIX = /^"?[abiwco12]\//

/**
 * One answer for the whole patch, as with git's `-p`: judged file by file, a patch could show one path here and apply
 * to another. Only where no file has git's prefixes, and most names are the same on both sides, there is none
 * (`diff.noprefix`).
 */
export function stripOf(files: Iterable<FileNode>): Strip {
  let bare = 0
  let prefixed = 0
  for (const file of files) {
    if (file.format === 'combined') continue
    if (isBare(file)) bare++
    else if (file.format === 'git' ? hasGitPrefixes(file.header) : hasPlainPrefixes(file.header, GIT_PREFIX)) return 1
    else if (file.format === 'git' || hasPlainPrefixes(file.header, /./)) prefixed++
  }
  return bare > prefixed ? 0 : 1
}

/**
 * Whether a file is named without a prefix: both names of the `diff --git` line are the same, or those that
 * `rename from` and `rename to` give; both names of a plain header are the same but for an ending (`file.orig`).
 */
export function isBare({ format, header }: FileNode): boolean {
  if (format === 'plain') {
    const [old, added] = plainPair(header)
    return old !== undefined && added !== undefined && (added.startsWith(old) || old.startsWith(added))
  }
  const text = header.diffNames ?? ''
  const name = defaultName(text, 0)
  if (name !== undefined)
    return header.entries.every(
      ({ key, value }) => (key !== 'old' && key !== 'new') || isDevNull(value) || plainName(value) === name,
    )
  const from = header.entries.find(entry => entry.key === 'from')
  const to = header.entries.find(entry => entry.key === 'to')
  return from !== undefined && to !== undefined && text === `${from.value} ${to.value}`
}

/**
 * A plain file named without any folder: from there on git takes every name as it stands (apply.c, guess_p_value).
 */
export function hasNoFolder({ format, header }: FileNode): boolean {
  return format === 'plain' && plainPair(header).every(name => name === undefined || !name.includes('/'))
}

function hasGitPrefixes(header: FileHeader): boolean {
  if (header.entries.some(({ key, value }) => (key === 'old' || key === 'new') && GIT_PREFIX.test(value))) return true
  const text = header.diffNames ?? ''
  return GIT_PREFIX.test(text) && /[ \t]"?[abiwco12]\//.test(text)
}

/** The two sides differ in the first component alone, or the only name has a prefix of git's. */
function hasPlainPrefixes(header: FileHeader, prefix: RegExp): boolean {
  const [old, added] = plainPair(header)
  const lone = old ?? added ?? ''
  if (old === undefined || added === undefined) return GIT_PREFIX.test(lone) && prefix.test(lone)
  const rest = stripComponents(old, 1)
  return rest !== undefined && rest === stripComponents(added, 1) && prefix.test(old) && prefix.test(added)
}

function plainPair(header: FileHeader): readonly [old: string | undefined, new: string | undefined] {
  const name = (wanted: 'old' | 'new') => {
    const value = header.entries.find(({ key }) => key === wanted)?.value
    return value === undefined || isDevNull(value) ? undefined : plainName(value)
  }
  return [name('old'), name('new')]
}
