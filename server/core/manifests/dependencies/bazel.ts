import type { ManifestText, Word } from '../manifestText'
import { type FoundDependency, found, type ManifestPart } from './dependency'

const RULES =
  /\b(?:http_(?:archive|file|jar)|(?:new_)?git_repository|(?:git|archive)_override)[ \t]{0,9}\((?![ \t]{0,9}\))/g

/** Archives and repositories that Bazel fetches by address: `repo:http.bzl`, `repo:git.bzl`, overrides of modules. */
export function bazelSources({ source }: ManifestPart): readonly FoundDependency[] {
  const { text } = source
  const entries: FoundDependency[] = []
  let read = 0
  for (const call of text.matchAll(RULES)) {
    const start = call.index
    if (
      start < read ||
      text
        .slice(Math.max(0, start - 500), start)
        .split('\n')
        .at(-1)
        ?.includes('#')
    )
      continue
    const { given, end, isClosed } = argumentsFrom(source, start + call[0].length)
    const value = (...keys: readonly string[]) => keys.flatMap(key => given.get(key) ?? [])
    const name = value('name', 'module_name')[0]
    // Mirrors come first by custom, and the place they mirror last.
    const reference = value('remote', 'url', 'urls').at(-1)
    read = end
    if (name === undefined || reference === undefined) continue
    const isGit = call[0].includes('git_')
    const parts = {
      ecosystem: 'bazel',
      name: name.text,
      requirement: value('commit', 'tag', 'branch')[0]?.text,
      reference: reference.text,
      source: isGit ? 'git' : 'url',
      scope: call[0].includes('_override') ? 'override' : 'build',
      integrity: value('sha256', 'integrity')[0]?.text || undefined,
    } as const
    entries.push(found(source, start, end, parts, !isClosed))
  }
  return entries
}

const mostLength = 20_000

/** Keywords of one call with the strings they are given, those of lists one by one. */
function argumentsFrom(source: ManifestText, from: number) {
  const { text } = source
  const given = new Map<string, Word[]>()
  const until = Math.min(text.length, from + mostLength)
  const token = /#[^\n]*|"""|'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(\w+)[ \t]*=(?!=)|[()[\]{}]/g
  let [depth, key] = [0, '']
  token.lastIndex = from
  for (let one = token.exec(text); one !== null && one.index < until; one = token.exec(text)) {
    const [word] = one
    if (word === '"""' || word === "'''") {
      const close = text.indexOf(word, token.lastIndex)
      token.lastIndex = close === -1 ? until : close + word.length
    } else if (/^["']/.test(word)) {
      given.set(key, [...(given.get(key) ?? []), source.word(one.index + 1, one.index + word.length - 1)])
    } else if (one[1] !== undefined) {
      if (depth === 0) key = one[1]
    } else if (/^[([{]/.test(word)) depth++
    else if (/^[)\]}]/.test(word) && --depth < 0) return { given, end: token.lastIndex, isClosed: true }
  }
  return { given, end: until, isClosed: false }
}
