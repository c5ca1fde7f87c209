import { type DataEntry, type DataMap, type DataNode, entriesAt, nodeAt, stringAt } from '../../documents/dataNode'
import { readJson } from '../../documents/json'
import { type DependencyScope, type EntryParts, type FoundDependency, found, type ManifestPart } from './dependency'

const SECTIONS: ReadonlyMap<string, DependencyScope> = new Map<string, DependencyScope>([
  ['dependencies', 'runtime'],
  ['devDependencies', 'dev'],
  ['optionalDependencies', 'optional'],
  ['peerDependencies', 'peer'],
  ['overrides', 'override'],
  ['resolutions', 'override'],
])

/** package.json (npm's documentation, "package.json"). */
export function packageJson(part: ManifestPart): readonly FoundDependency[] {
  const { root, loose } = readJson(part.source.body())
  const entries: FoundDependency[] = []
  for (const list of [entriesAt(root), ...loose]) entries.push(...sections(part, list))
  for (const member of part.isPart ? loose.flat() : []) {
    const value = stringAt(member.value)
    if (value !== undefined && !NO_PACKAGES.has(member.key) && PACKAGE.test(member.key) && REQUIREMENT.test(value))
      entries.push(npmEntry(part, member, value, 'unknown'))
  }
  return entries
}

const PACKAGE = /^(?:@[\w.~-]{1,100}\/)?[\w.~-]{1,214}$/
const REQUIREMENT =
  /^(?:[~^<>=]|v?\d{1,9}\.[\dx*]|\*$|npm:|git\+|git:|github:|gitlab:|bitbucket:|file:|link:|workspace:|https?:\S{1,2000}\.(?:git|tgz)|[\w-]{1,100}\/[\w.-]{1,100}#)/
/** Keys of engines and of the package itself, whose values look like versions. */
const NO_PACKAGES = new Set(
  'version node npm yarn pnpm bun vscode url homepage repository bugs main module types'.split(' '),
)

function sections(part: ManifestPart, members: readonly DataEntry[]): FoundDependency[] {
  return members.flatMap(({ key, value }): FoundDependency[] => {
    if (key === 'pnpm' && value.kind === 'map') return sections(part, value.entries)
    const scope = SECTIONS.get(key)
    if (scope === undefined || value.kind !== 'map') return []
    return stringMembers(value, scope === 'override').map(member =>
      npmEntry(part, member, stringAt(member.value) ?? '', scope),
    )
  })
}

/** Overrides nest: the innermost key names the package. */
function stringMembers(node: DataMap, isNested: boolean): DataEntry[] {
  const strings: DataEntry[] = []
  const left: DataNode[] = [node]
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    for (const member of entriesAt(one)) {
      if (member.value.kind === 'text') {
        if (member.value.isQuoted) strings.push(member)
      } else if (isNested) left.push(member.value)
    }
  }
  return strings.sort((a, b) => a.keyStart - b.keyStart)
}

function npmEntry(part: ManifestPart, member: DataEntry, value: string, scope: DependencyScope): FoundDependency {
  const key =
    scope === 'override'
      ? (/(?:^|[/>])((?:@[^/>@]+\/)?[^/>@]+)(?:@[^/>]*)?$/.exec(member.key)?.[1] ?? member.key)
      : member.key
  return found(part.source, member.keyStart, member.value.end, { ...npmRequirement(key, value), scope })
}

/** What a range, address or alias of package.json says of the package that a project calls `key`. */
export function npmRequirement(key: string, value: string): EntryParts {
  // Yarn from version 2 on writes ranges in this form too.
  if (/^npm:[~^<>=v]{0,2}\d/.test(value))
    return { ecosystem: 'npm', name: key, requirement: value.slice('npm:'.length) }
  const alias = /^npm:((?:@[^/@]{1,200}\/)?[^/@]{1,200})(?:@(.*))?$/.exec(value)
  if (alias !== null) return { ecosystem: 'npm', name: alias[1] ?? key, alias: key, requirement: alias[2] }
  if (value.startsWith('workspace:'))
    return { ecosystem: 'npm', name: key, requirement: value.slice('workspace:'.length), source: 'workspace' }
  const isShort = /^[\w-]{1,100}\/[\w.-]{1,100}(?:#|$)/.test(value)
  if (!isShort && !/^(?:[a-z][a-z+]{1,12}:|git@|\.{1,2}\/|\/|~\/)/i.test(value))
    return { ecosystem: 'npm', name: key, requirement: value }
  const hash = value.indexOf('#')
  return {
    ecosystem: 'npm',
    name: key,
    requirement: hash === -1 ? '' : value.slice(hash + 1),
    reference: value,
    source: isShort ? 'git' : undefined,
  }
}

/** package-lock.json and npm-shrinkwrap.json, with `packages` (version 2 on) and nested `dependencies` (version 1). */
export function packageLock(part: ManifestPart): readonly FoundDependency[] {
  const { root, loose } = readJson(part.source.body())
  const entries: FoundDependency[] = []
  const left: DataEntry[] = [...entriesAt(root), ...loose.flat()].reverse()
  for (let member = left.pop(); member !== undefined; member = left.pop()) {
    const { key, value } = member
    if (value.kind !== 'map') continue
    if (key === 'packages' || key === 'dependencies') {
      for (let at = value.entries.length - 1; at >= 0; at--) {
        const child = value.entries[at]
        if (child !== undefined) left.push(child)
      }
      continue
    }
    const entry = lockedPackage(part, key, member, value)
    if (entry !== undefined) entries.push(entry)
    const nested = value.entries.findLast(child => child.key === 'dependencies')
    // Of a version 1 entry; in `packages` this member holds plain ranges.
    if (nested !== undefined) left.push(nested)
  }
  return entries
}

function lockedPackage(part: ManifestPart, key: string, member: DataEntry, node: DataMap): FoundDependency | undefined {
  const folder = key.lastIndexOf('node_modules/')
  const version = stringAt(node, 'version')
  const resolved = stringAt(node, 'resolved')
  if (folder === -1 && (key === '' || key.includes('node_modules') || version === undefined || resolved === undefined))
    return undefined
  const name = folder === -1 ? key : key.slice(folder + 'node_modules/'.length)
  const real = stringAt(node, 'name')
  const has = (flag: string) => {
    const found = nodeAt(node, flag)
    return found?.kind === 'text' && !found.isQuoted
  }
  const reference = resolved ?? (version !== undefined && /[:/]/.test(version) ? version : undefined)
  return found(
    part.source,
    member.keyStart,
    member.keyEnd,
    {
      ecosystem: 'npm',
      name: real ?? name,
      alias: real === undefined ? undefined : name,
      requirement: version,
      reference,
      source: has('link') ? 'workspace' : isTarball(reference) ? 'registry' : undefined,
      scope: has('dev') ? 'dev' : has('optional') ? 'optional' : has('peer') ? 'peer' : 'runtime',
      isLock: true,
      integrity: stringAt(node, 'integrity'),
    },
    node.isOpen === true,
  )
}

/** Registries serve tarballs at `…/name/-/name-1.0.0.tgz`, whatever their host. */
function isTarball(reference: string | undefined): boolean {
  return reference !== undefined && /^https?:\/\/[^\s]{1,1000}\/-\/[^/\s]{1,300}\.tgz(?:[#?]|$)/.test(reference)
}

/** yarn.lock of yarn 1 and of later versions: a line of descriptors, then indented keys. */
export function yarnLock(part: ManifestPart): readonly FoundDependency[] {
  const { source } = part
  const { text } = source
  const entries: FoundDependency[] = []
  let open: { readonly start: number; readonly end: number; readonly keys: Map<string, string> } | undefined
  const close = (reachesEnd: boolean) => {
    if (open === undefined) return
    const { start, end, keys } = open
    open = undefined
    const version = keys.get('version')
    const descriptor =
      text
        .slice(start, end)
        .replace(/"/g, '')
        .split(/,\s?|:$/)[0] ?? ''
    const resolution = keys.get('resolution')
    const named = /^((?:@[^/@]{1,200}\/)?[^/@]{1,200})@/
    const [name, alias] = [named.exec(resolution ?? descriptor)?.[1], named.exec(descriptor)?.[1]]
    if (version === undefined || name === undefined) return
    const locator = resolution?.slice(name.length + 1)
    const isRegistry = locator?.startsWith('npm:') === true
    const reference = keys.get('resolved') ?? (isRegistry ? undefined : locator)
    entries.push(
      found(
        source,
        start,
        end,
        {
          ecosystem: 'npm',
          name,
          alias,
          requirement: version,
          reference,
          source: isTarball(reference) ? 'registry' : undefined,
          isLock: true,
          integrity: keys.get('integrity') ?? keys.get('checksum'),
        },
        reachesEnd,
      ),
    )
  }
  for (const { start, end } of source.lines()) {
    if (start === end) {
      close(false)
      continue
    }
    const unit = text[start]
    if (unit === '#') continue
    if (unit !== ' ') {
      close(false)
      if (text[end - 1] === ':' && text.slice(start, end) !== '__metadata:')
        open = { start, end: end - 1, keys: new Map() }
      continue
    }
    // Deeper lines belong to the lists of dependencies.
    const line =
      text[start + 2] === ' '
        ? null
        : /^ {2}"?([\w-]{1,40})"?:? (.*)$/.exec(text.slice(start, Math.min(end, start + 4000)))
    if (line !== null) open?.keys.set(line[1] ?? '', (line[2] ?? '').replace(/^"|"$/g, ''))
  }
  close(true)
  return entries
}
