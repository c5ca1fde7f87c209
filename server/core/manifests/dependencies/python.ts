import {
  type DataEntry,
  type DataNode,
  type DataText,
  entriesAt,
  itemsAt,
  nodeAt,
  stringAt,
} from '../../documents/dataNode'
import { readJson } from '../../documents/json'
import { readToml, type TomlEntry, type TomlTable, tomlEntry } from '../../documents/toml'
import { readIni } from '../ini'
import type { ManifestText, Word } from '../manifestText'
import { type PythonRequirement, readRequirement, readRequirements } from '../requirements'
import { type DependencyScope, type FoundDependency, found, type ManifestPart, sourceOf, toEntry } from './dependency'

/** requirements.txt and its kin; a line that goes on from one that is not shown is left out. */
export function requirementsFile({ source, isPart, path }: ManifestPart): readonly FoundDependency[] {
  const scope = /dev|test|lint|docs?\b/i.test(path.slice(path.lastIndexOf('/') + 1)) ? 'dev' : 'runtime'
  // A backslash at the very end: the next line, with its hashes, is not in the text.
  const isOpen = /\\\r?\n?$/.test(source.text.slice(-3))
  const lastLine = source.span(source.text.length, source.text.length).start.line - 1
  return readRequirements(source.text).flatMap(line => {
    if (line.kind !== 'requirement' || (isPart && line.span.start.line === 1 && line.span.start.column > 0)) return []
    const entry = fromRequirement(line, scope)
    return entry === undefined ? [] : [{ ...entry, reachesEnd: isOpen && line.span.end.line >= lastLine }]
  })
}

function fromRequirement(line: PythonRequirement, scope: DependencyScope): FoundDependency | undefined {
  const reference = line.reference?.text
  const name = line.name?.text ?? (reference === undefined ? undefined : nameOfReference(reference))
  if (name === undefined || !/^[A-Za-z0-9]/.test(name)) return undefined
  const isGit = reference !== undefined && sourceOf(reference) === 'git'
  const revision = isGit ? /[^/]@([^@#/]{1,200})(?:#|$)/.exec(reference)?.[1] : undefined
  const entry = toEntry({
    ecosystem: 'pypi',
    name,
    requirement: line.specifier?.text.replace(/^\((.*)\)$/, '$1') ?? revision,
    reference,
    source: reference !== undefined && sourceOf(reference) === 'unknown' ? 'path' : undefined,
    scope,
    integrity: line.hashes.length === 0 ? undefined : line.hashes.map(hash => hash.text).join(' '),
  })
  const start = line.name !== undefined && line.reference === undefined ? line.name.span.start : line.span.start
  return { entry, span: { start, end: line.span.end }, reachesEnd: false }
}

/** Last part of a path or address, without what archives end in. */
function nameOfReference(reference: string): string | undefined {
  const path = reference.replace(/[#?].*$/, '').replace(/\/+$/, '')
  return path.slice(path.lastIndexOf('/') + 1).replace(/(?:\.git)?(?:@.*)?$/, '') || undefined
}

/** pyproject.toml: PEP 621, PEP 735, PEP 518, and the tables of poetry and uv. */
export function pyproject(part: ManifestPart): readonly FoundDependency[] {
  return readToml(part.source.body()).flatMap(table => pyprojectTable(part, table))
}

function pyprojectTable({ source, isPart }: ManifestPart, table: TomlTable): readonly FoundDependency[] {
  const name = table.name?.join('.')
  const array = (key: string, scope: DependencyScope) => requirementArray(source, tomlEntry(table.entries, key), scope)
  if (name === undefined) {
    const arrays = isPart ? table.entries.flatMap(entry => itemsAt(entry.value)) : []
    const poetry = isPart ? table.entries.filter(entry => /^[\^~]\d/.test(stringAt(entry.value) ?? '')) : []
    return [
      ...poetry.flatMap(entry => tomlDependency(source, entry, 'pypi', 'unknown', new Set(['python']))),
      ...[...table.loose, ...arrays].flatMap(item => clearRequirement(source, item)),
    ]
  }
  if (name === 'project') return array('dependencies', 'runtime')
  if (name === 'build-system') return array('requires', 'build')
  if (name === 'project.optional-dependencies') return allArrays(source, table, 'optional')
  if (name === 'dependency-groups') return allArrays(source, table, 'dev')
  if (name === 'tool.uv') return array('dev-dependencies', 'dev')
  const scope = poetryScope(name)
  return scope === undefined
    ? []
    : table.entries.flatMap(entry => tomlDependency(source, entry, 'pypi', scope, new Set(['python'])))
}

function poetryScope(table: string): DependencyScope | undefined {
  if (table === 'tool.poetry.dependencies' || table === 'packages') return 'runtime'
  if (table === 'tool.poetry.dev-dependencies' || table === 'dev-packages') return 'dev'
  if (table === 'tool.uv.sources') return 'override'
  return /^tool\.poetry\.group\.[^.]+\.dependencies$/.test(table) ? 'dev' : undefined
}

function allArrays(source: ManifestText, table: TomlTable, scope: DependencyScope): readonly FoundDependency[] {
  return table.entries.flatMap(entry => requirementArray(source, entry.value, scope))
}

function requirementArray(
  source: ManifestText,
  value: DataNode | undefined,
  scope: DependencyScope,
): readonly FoundDependency[] {
  return itemsAt(value).flatMap(item =>
    item.kind === 'text' && item.isQuoted ? requirementIn(source, item, scope) : [],
  )
}

function requirementIn(
  source: ManifestText,
  { start, end }: DataText,
  scope: DependencyScope,
): readonly FoundDependency[] {
  const entry = fromRequirement(
    readRequirement(source, source.text, start + 1, Math.max(start + 1, end - 1), false),
    scope,
  )
  return entry === undefined ? [] : [entry]
}

/** A string in an array nobody sees the name of: only one that says what it is counts. */
function clearRequirement(source: ManifestText, item: DataNode): readonly FoundDependency[] {
  if (
    item.kind !== 'text' ||
    !item.isQuoted ||
    !/^[A-Za-z0-9][\w.-]{0,100}(?:\[[^\]]{0,200}\])?\s{0,9}(?:[=!~<>]=|[<>]|@ )/.test(item.text().text)
  )
    return []
  return requirementIn(source, item, 'unknown')
}

/** `name = "^1"` or `name = { version = …, git = … }`, as poetry, Pipenv and Cargo write it. */
export function tomlDependency(
  source: ManifestText,
  { key, keyStart, value }: TomlEntry,
  ecosystem: 'pypi' | 'cargo',
  scope: DependencyScope,
  except: ReadonlySet<string> = new Set(),
): readonly FoundDependency[] {
  const name = key[0]
  if (name === undefined || except.has(name) || key.length > 2) return []
  if (key.length === 2)
    return key[1] === 'workspace' || key[1] === 'version'
      ? [
          found(source, keyStart, value.end, {
            ecosystem,
            name,
            requirement: stringAt(value),
            scope,
            source: key[1] === 'workspace' ? 'workspace' : 'registry',
          }),
        ]
      : []
  if (value.kind === 'map') {
    const requirement = tableRequirement(field => nodeAt(value, field), name)
    return [found(source, keyStart, value.end, { ...requirement, ecosystem, scope })]
  }
  const requirement = stringAt(value)
  return requirement === undefined ? [] : [found(source, keyStart, value.end, { ecosystem, name, requirement, scope })]
}

/** @param field the value of a key of the table or inline table */
export function tableRequirement(field: (key: string) => DataNode | undefined, name: string) {
  const text = (key: string) => stringAt(field(key))
  const isWorkspace = field('workspace') !== undefined
  const git = text('git')
  const real = text('package')
  return {
    name: real ?? name,
    alias: real === undefined ? undefined : name,
    requirement: text('version') ?? text('rev') ?? text('ref') ?? text('tag') ?? text('branch'),
    reference: git ?? text('path') ?? text('url') ?? text('file'),
    source: isWorkspace
      ? ('workspace' as const)
      : git !== undefined
        ? ('git' as const)
        : text('path') !== undefined || text('file') !== undefined
          ? ('path' as const)
          : undefined,
  }
}

export function setupCfg({ source }: ManifestPart): readonly FoundDependency[] {
  const sections = readIni(source.text, { continuation: 'indent', separators: '=:', comments: '#;' })
  const scopes: Readonly<Record<string, DependencyScope>> = {
    install_requires: 'runtime',
    setup_requires: 'build',
    tests_require: 'dev',
  }
  return sections.flatMap(section =>
    section.entries.flatMap(({ key, parts }) => {
      const scope =
        section.name === 'options.extras_require'
          ? 'optional'
          : section.name === 'options'
            ? scopes[key.text]
            : undefined
      return scope === undefined ? [] : parts.flatMap(word => requirementWord(word, source, scope))
    }),
  )
}

function requirementWord(word: Word, source: ManifestText, scope: DependencyScope): readonly FoundDependency[] {
  const [start, end] = [source.offset(word.span.start), source.offset(word.span.end)]
  const entry = fromRequirement(readRequirement(source, source.text, start, end, false), scope)
  return entry === undefined ? [] : [entry]
}

/** Pipfile.lock: `default` and `develop`, each package with its hashes. */
export function pipfileLock({ source, isPart }: ManifestPart): readonly FoundDependency[] {
  const { root, loose } = readJson(source.body())
  const top = [...entriesAt(root), ...loose.flat()]
  const locked = (member: DataEntry, scope: DependencyScope): readonly FoundDependency[] => {
    const { value, key } = member
    if (value.kind !== 'map') return []
    const git = stringAt(value, 'git')
    const reference = git ?? stringAt(value, 'file') ?? stringAt(value, 'path')
    const integrity = itemsAt(value, 'hashes')
      .flatMap(item => stringAt(item) ?? [])
      .join(' ')
    return [
      found(
        source,
        member.keyStart,
        member.keyEnd,
        {
          ecosystem: 'pypi',
          name: key,
          requirement: stringAt(value, 'version') ?? stringAt(value, 'ref'),
          reference,
          source: git === undefined ? undefined : 'git',
          scope,
          isLock: true,
          integrity: integrity === '' ? undefined : integrity,
        },
        value.isOpen === true,
      ),
    ]
  }
  return top.flatMap(member => {
    if (member.value.kind !== 'map') return []
    if (member.key === 'default' || member.key === 'develop')
      return member.value.entries.flatMap(one => locked(one, member.key === 'default' ? 'runtime' : 'dev'))
    const isPackage = nodeAt(member.value, 'hashes') !== undefined && nodeAt(member.value, 'version') !== undefined
    return isPart && isPackage ? locked(member, 'unknown') : []
  })
}
