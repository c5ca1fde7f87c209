import { type DataNode, itemsAt, nodeAt, stringAt } from '../../documents/dataNode'
import { readToml, type TomlTable, tomlEntry } from '../../documents/toml'
import { type EntryParts, type FoundDependency, found, hostOf, type LockedFile, type ManifestPart } from './dependency'
import { tableRequirement, tomlDependency } from './python'

/** The tables that make one `[[package]]`: itself, and `[package.source]` and the like below it. */
function packages(
  part: ManifestPart,
): readonly { readonly own: TomlTable; readonly below: readonly TomlTable[]; readonly isLast: boolean }[] {
  const tables = readToml(part.source.body())
  const heads = tables.flatMap((table, at) => (table.isItem && table.name?.join('.') === 'package' ? [at] : []))
  return heads.flatMap((at, order) => {
    const own = tables[at]
    const next = heads[order + 1]
    const below = tables.slice(at + 1, next)
    // A table of another name ends the entry, as the next package does.
    const isLast = next === undefined && below.every(table => table.name?.[0] === 'package')
    return own === undefined ? [] : [{ own, below, isLast }]
  })
}

function lockEntry(
  part: ManifestPart,
  table: TomlTable,
  isLast: boolean,
  parts: Omit<EntryParts, 'name' | 'requirement' | 'isLock'>,
): readonly FoundDependency[] {
  const name = table.entries.find(entry => entry.key[0] === 'name')
  const value = stringAt(name?.value)
  if (name === undefined || value === undefined) return []
  const requirement = stringAt(tomlEntry(table.entries, 'version'))
  return [
    found(part.source, name.keyStart, name.value.end, { ...parts, name: value, requirement, isLock: true }, isLast),
  ]
}

/** Cargo.lock. */
export function cargoLock(part: ManifestPart): readonly FoundDependency[] {
  return packages(part).flatMap(({ own, isLast }) => {
    const source = stringAt(tomlEntry(own.entries, 'source'))
    const isRegistry = source?.startsWith('registry+') === true || source?.startsWith('sparse+') === true
    return lockEntry(part, own, isLast, {
      ecosystem: 'cargo',
      reference: source?.replace(/^(?:registry|sparse)\+/, ''),
      // A member of the workspace has no source.
      source: source === undefined ? 'workspace' : isRegistry ? 'registry' : undefined,
      integrity: stringAt(tomlEntry(own.entries, 'checksum')),
    })
  })
}

/** poetry.lock, uv.lock and pdm.lock. */
export function pythonLock(part: ManifestPart): readonly FoundDependency[] {
  return packages(part).flatMap(({ own, below, isLast }) => {
    const inline = tomlEntry(own.entries, 'source')
    const source = below.find(table => table.name?.[1] === 'source')?.entries ?? []
    const text = (key: string) => stringAt(inline?.kind === 'map' ? nodeAt(inline, key) : tomlEntry(source, key))
    const git = text('git') ?? (text('type') === 'git' ? text('url') : undefined)
    const path = text('path') ?? text('editable') ?? text('virtual') ?? text('directory')
    const isFolder = text('type') === 'directory' || text('type') === 'file'
    const registry = text('registry') ?? (text('type') === 'legacy' ? text('url') : undefined)
    const files = ['files', 'sdist', 'wheels'].flatMap(key => filesIn(own, key))
    return lockEntry(part, own, isLast, {
      ecosystem: 'pypi',
      reference: git ?? path ?? registry ?? text('url'),
      source:
        git !== undefined
          ? 'git'
          : path !== undefined || isFolder
            ? 'path'
            : registry !== undefined
              ? 'registry'
              : undefined,
      integrity: files.length === 0 ? undefined : files.map(({ hash }) => hash).join(' '),
      files,
    })
  })
}

function filesIn(table: TomlTable, key: string): readonly LockedFile[] {
  const value = tomlEntry(table.entries, key)
  const items = value?.kind === 'map' ? [value] : itemsAt(value)
  return items.flatMap(item => {
    const hash = stringAt(item, 'hash')
    const address = stringAt(item, 'url')
    const name = stringAt(item, 'file') ?? stringAt(item, 'filename') ?? address ?? ''
    const host = address === undefined ? undefined : hostOf(address)
    const bare = name.replace(/[?#].*$/, '')
    return hash === undefined
      ? []
      : [{ name: bare.slice(bare.lastIndexOf('/') + 1), hash, ...(host === undefined ? {} : { host }) }]
  })
}

/** Cargo.toml (the Cargo book, "Specifying Dependencies"). */
export function cargoToml(part: ManifestPart): readonly FoundDependency[] {
  return readToml(part.source.body()).flatMap((table): readonly FoundDependency[] => {
    if (table.name === undefined)
      return part.isPart
        ? table.entries.flatMap(entry => {
            const isClear =
              entry.value.kind === 'map' ? isRequirement(entry.value) : /^[\d^~=<>*]/.test(stringAt(entry.value) ?? '')
            return isClear ? tomlDependency(part.source, entry, 'cargo', 'unknown', NO_CRATES) : []
          })
        : []
    const at = table.name.findIndex(name => SCOPES.has(name))
    const section = table.name[at] ?? ''
    const isOverride = table.name[0] === 'patch' || table.name[0] === 'replace'
    const scope = isOverride ? 'override' : SCOPES.get(section)
    if (scope === undefined) return []
    if (isOverride || at === table.name.length - 1)
      return table.entries.flatMap(entry => tomlDependency(part.source, entry, 'cargo', scope))
    const name = table.name[at + 1]
    if (name === undefined || at !== table.name.length - 2) return []
    return [
      found(
        part.source,
        table.start,
        table.headerEnd,
        { ...tableRequirement(key => tomlEntry(table.entries, key), name), ecosystem: 'cargo', scope },
        table.end === part.source.text.length,
      ),
    ]
  })
}

function isRequirement(value: DataNode): boolean {
  return ['version', 'git', 'path', 'workspace'].some(key => nodeAt(value, key) !== undefined)
}

const SCOPES = new Map([
  ['dependencies', 'runtime'],
  ['dev-dependencies', 'dev'],
  ['build-dependencies', 'build'],
] as const) as ReadonlyMap<string, 'runtime' | 'dev' | 'build'>

/** Keys of `[package]` and profiles whose values look like versions. */
const NO_CRATES = new Set('version edition rust-version resolver opt-level lto name license authors links'.split(' '))
