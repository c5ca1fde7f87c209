import { type DataNode, entriesAt, itemsAt, stringAt } from '../../documents/dataNode'
import { readJson } from '../../documents/json'
import { type DependencyScope, type FoundDependency, found, type ManifestPart } from './dependency'

/** `name/version@user/channel#revision%time`; a range of versions stands in brackets (the manual of Conan, "References"). */
const reference =
  /^(?<name>[\w.+-]{1,100})\/(?<version>\[[^\]\n]{0,100}\]|[\w.+-]{1,100})(?<owner>@[\w.+-]{0,100}\/?[\w.+-]{0,100})?(?:#(?<revision>[\w.%]{1,100}))?(?::.*)?$/

function oneReference(
  source: ManifestPart['source'],
  start: number,
  end: number,
  text: string,
  scope: DependencyScope,
  isLock = false,
): readonly FoundDependency[] {
  const { name, version, revision } = reference.exec(text)?.groups ?? {}
  if (name === undefined || version === undefined) return []
  const requirement = version.replace(/^\[|\]$/g, '')
  return [found(source, start, end, { ecosystem: 'conan', name, requirement, scope, isLock, integrity: revision })]
}

function scopeOf(key: string): DependencyScope {
  return /^(?:tool|build|python)_/.test(key) ? 'build' : /^test_/.test(key) ? 'dev' : 'runtime'
}

/** conanfile.txt: the sections whose names end in `requires`. */
export function conanText({ source, isPart }: ManifestPart): readonly FoundDependency[] {
  const all: FoundDependency[] = []
  let scope: DependencyScope | undefined = isPart ? 'unknown' : undefined
  for (const line of source.text.matchAll(/^[^\n]+$/gm)) {
    const text = line[0].replace(/#.{0,2000}$/, match => (/^#[0-9a-f%.]+\s*$/.test(match) ? match : '')).trim()
    const section = /^\[([\w]{1,40})\]$/.exec(text)?.[1]
    if (section !== undefined) scope = /requires$/.test(section) ? scopeOf(section) : undefined
    else if (scope !== undefined && text !== '') {
      const start = line.index + line[0].indexOf(text)
      all.push(...oneReference(source, start, start + text.length, text, scope))
    }
  }
  return all
}

const asks = /(?<![\w.])(?:self\.)?(?<key>(?:tool_|build_|test_|python_)?requires)\s{0,9}(?:\(|=)/g
/** In UTF-16 units, of one list of requirements. */
const longestList = 4_000

/** conanfile.py: constants that are given to `requires` and the like, as calls or as attributes of the recipe. */
export function conanRecipe({ source }: ManifestPart): readonly FoundDependency[] {
  const { text } = source
  const all: FoundDependency[] = []
  let read = 0
  for (const call of text.matchAll(asks)) {
    const from = call.index + call[0].length
    if (call.index < read || text.slice(text.lastIndexOf('\n', call.index) + 1, call.index).includes('#')) continue
    const rest = text.slice(from, from + longestList)
    const isList = call[0].endsWith('(') || /^\s{0,99}[([]/.test(rest)
    const end = rest.search(isList ? /[)\]]\s{0,9}(?:$|#|\n|if\b)/ : /\n|$/)
    read = from + Math.max(0, end)
    const body = rest.slice(0, end === -1 ? rest.length : end)
    for (const word of body.matchAll(/["']([^"'\n]{3,300})["']/g)) {
      const start = from + word.index + 1
      const given = word[1] ?? ''
      all.push(...oneReference(source, start, start + given.length, given, scopeOf(call.groups?.key ?? '')))
    }
  }
  return all
}

/** conan.lock: lists of references with their revisions; version 1 has them as `ref` of the nodes of a graph. */
export function conanLock({ source, isPart }: ManifestPart): readonly FoundDependency[] {
  const { root, items, loose } = readJson(source.body())
  const top = [...entriesAt(root), ...loose.flat()]
  const one = (node: DataNode | undefined, scope: DependencyScope) => {
    const text = node === undefined ? undefined : stringAt(node)
    return node === undefined || text === undefined ? [] : oneReference(source, node.start, node.end, text, scope, true)
  }
  const lists = top.flatMap(({ key, value }) =>
    /requires$/.test(key) ? itemsAt(value).flatMap(item => one(item, scopeOf(key))) : [],
  )
  const nodes = entriesAt(root, 'graph_lock', 'nodes').flatMap(({ value }) =>
    entriesAt(value).flatMap(({ key, value: node }) => (key === 'ref' ? one(node, 'runtime') : [])),
  )
  const bare = isPart ? items.flatMap(item => one(item, 'unknown')) : []
  return [...lists, ...nodes, ...bare]
}

/** vcpkg.json: `dependencies` and `overrides`, names or objects with a name (the manual of vcpkg, "vcpkg.json"). */
export function vcpkgManifest({ source }: ManifestPart): readonly FoundDependency[] {
  const { root, loose } = readJson(source.body())
  return [...entriesAt(root), ...loose.flat()].flatMap(({ key, value }) => {
    if (key !== 'dependencies' && key !== 'overrides') return []
    return itemsAt(value).flatMap((item): readonly FoundDependency[] => {
      const name = stringAt(item) ?? stringAt(item, 'name')
      if (name === undefined || !/^[a-z0-9-]{1,100}$/.test(name)) return []
      const requirement = stringAt(item, 'version>=') ?? stringAt(item, 'version')
      const scope = key === 'overrides' ? 'override' : 'runtime'
      const isOpen = item.kind === 'map' && item.isOpen === true
      return [found(source, item.start, item.end, { ecosystem: 'vcpkg', name, requirement, scope }, isOpen)]
    })
  })
}
