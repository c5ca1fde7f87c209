import { readGitModules } from '../gitModules'
import { readIni } from '../ini'
import { isBlank, type Word } from '../manifestText'
import { type FoundDependency, found, type ManifestPart, toEntry } from './dependency'

/** .gitmodules. */
export function gitModules({ source }: ManifestPart): readonly FoundDependency[] {
  const modules = readGitModules(source.text)
  return modules.flatMap(({ name, header, url, branch }, at) => {
    if (url === undefined) return []
    const isRelative = /^\.{1,2}\//.test(url.text)
    const entry = toEntry({
      ecosystem: 'git-submodule',
      name,
      requirement: branch?.text,
      reference: url.text,
      // A relative address counts from the address of the project itself.
      source: isRelative || !/^\//.test(url.text) ? 'git' : 'path',
      scope: 'build',
    })
    return [{ entry, span: { start: header.span.start, end: url.span.end }, reachesEnd: at === modules.length - 1 }]
  })
}

/**
 * A .wrap file of Meson: an archive with its hash, or a repository with a revision. The archive that a wrap lays over the
 * first one is an entry of its own.
 */
export function mesonWrap({ source, path }: ManifestPart): readonly FoundDependency[] {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.wrap$/, '')
  const sections = readIni(source.text, { continuation: 'none', separators: '=', comments: '#' })
  return sections.flatMap(({ name: kind, entries, header }): readonly FoundDependency[] => {
    const word = (key: string) => entries.find(entry => entry.key.text === key)?.parts[0]
    const address = word('url') ?? word('source_url')
    if (header === undefined || address === undefined || !kind.startsWith('wrap-')) return []
    const entry = toEntry({
      ecosystem: 'meson',
      name,
      requirement: (word('revision') ?? word('directory'))?.text,
      reference: address.text,
      source: kind === 'wrap-git' ? 'git' : 'url',
      scope: 'build',
      integrity: word('source_hash')?.text,
    })
    const patch = word('patch_url')
    const wrapped = { entry, span: address.span, reachesEnd: true }
    if (patch === undefined) return [wrapped]
    const overlay = toEntry({
      ecosystem: 'meson',
      name: `${name} (patch)`,
      reference: patch.text,
      source: 'url',
      scope: 'build',
      integrity: word('patch_hash')?.text,
    })
    return [wrapped, { entry: overlay, span: patch.span, reachesEnd: true }]
  })
}

const COMMANDS = /\b(?:FetchContent_Declare|ExternalProject_Add|FetchContent_Populate|CPMAddPackage)[ \t]{0,9}\(/gi

/** FetchContent and ExternalProject in a CMake file (cmake's manual, modules of that name). */
export function cmakeContent({ source }: ManifestPart): readonly FoundDependency[] {
  const { text } = source
  const entries: FoundDependency[] = []
  let read = 0
  for (const command of text.matchAll(COMMANDS)) {
    const start = command.index
    if (start < read) continue
    const before = text.slice(Math.max(0, start - 500), start)
    if (before.includes('#', before.lastIndexOf('\n') + 1)) continue
    const { words, end, isClosed } = argumentsFrom(source, start + command[0].length)
    const after = (key: string) => {
      const at = words.findIndex(word => word.text.toUpperCase() === key)
      return at === -1 ? undefined : words[at + 1]?.text
    }
    read = end
    const isNamed = /CPM/i.test(command[0])
    const short = isNamed ? shortForm(words[0]?.text ?? '') : undefined
    const name = short?.name ?? (isNamed ? after('NAME') : words[0]?.text)
    const repository = after('GIT_REPOSITORY')
    const github = after('GITHUB_REPOSITORY')
    const named = repository ?? github ?? short?.reference
    const reference = named ?? after('URL') ?? after('SVN_REPOSITORY') ?? after('HG_REPOSITORY')
    if (name === undefined || reference === undefined) continue
    entries.push(
      found(
        source,
        start,
        end,
        {
          ecosystem: 'cmake',
          name,
          requirement: after('GIT_TAG') ?? after('VERSION') ?? short?.requirement,
          reference,
          source: named === undefined ? undefined : 'git',
          scope: 'build',
          integrity: after('URL_HASH') ?? md5(after('URL_MD5')),
        },
        !isClosed,
      ),
    )
  }
  return entries
}

/** `gh:owner/name#tag` or `gh:owner/name@version`, by the manual of CPM. */
function shortForm(word: string) {
  const [, reference, name, requirement = ''] =
    /^(?:gh|gl|bb):([\w.-]{1,100}\/([\w.-]{1,100}))(?:[#@](.{0,200}))?$/.exec(word) ?? []
  return reference === undefined || name === undefined ? undefined : { reference, name, requirement }
}

function md5(hash: string | undefined): string | undefined {
  return hash === undefined ? undefined : `MD5=${hash}`
}

const mostArguments = 200

function argumentsFrom(source: ManifestPart['source'], from: number) {
  const { text } = source
  const words: Word[] = []
  let at = from
  while (at < text.length && words.length < mostArguments) {
    const unit = text[at]
    if (unit === ')') return { words, end: at + 1, isClosed: true }
    if (unit === '#') {
      const feed = text.indexOf('\n', at)
      at = feed === -1 ? text.length : feed
    } else if (unit === '"') {
      const start = ++at
      while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
      words.push(source.word(start, Math.min(at, text.length)))
      at++
    } else if (isBlank(text.charCodeAt(at)) || unit === '(') at++
    else {
      const start = at
      while (
        at < text.length &&
        !isBlank(text.charCodeAt(at)) &&
        text[at] !== ')' &&
        text[at] !== '"' &&
        text[at] !== '#'
      )
        at++
      words.push(source.word(start, at))
    }
  }
  return { words, end: Math.min(at, text.length), isClosed: words.length >= mostArguments }
}
