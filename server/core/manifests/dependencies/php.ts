import { type DataEntry, type DataNode, entriesAt, itemsAt, nodeAt, stringAt } from '../../documents/dataNode'
import { readJson } from '../../documents/json'
import { type DependencyScope, type FoundDependency, found, type ManifestPart } from './dependency'

/** composer.json: `require` and `require-dev`; PHP itself and its extensions have no owner and are left out. */
export function composerJson({ source, isPart }: ManifestPart): readonly FoundDependency[] {
  const { root, loose } = readJson(source.body())
  const top = [...entriesAt(root), ...loose.flat()]
  const one = (member: DataEntry, scope: DependencyScope): readonly FoundDependency[] => {
    const requirement = stringAt(member.value)
    if (requirement === undefined || !/^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(member.key)) return []
    return [
      found(source, member.keyStart, member.value.end, { ecosystem: 'composer', name: member.key, requirement, scope }),
    ]
  }
  return top.flatMap(member => {
    const scope = member.key === 'require' ? 'runtime' : member.key === 'require-dev' ? 'dev' : undefined
    if (scope !== undefined && member.value.kind === 'map')
      return member.value.entries.flatMap(child => one(child, scope))
    return isPart && /^[~^<>=*\d]|^dev-|^v\d/.test(stringAt(member.value) ?? '') ? one(member, 'unknown') : []
  })
}

/** composer.lock: `packages` and `packages-dev`; in a part of one, objects that name a package and where it is from. */
export function composerLock({ source, isPart }: ManifestPart): readonly FoundDependency[] {
  const { root, items, loose } = readJson(source.body())
  const top = [...entriesAt(root), ...loose.flat()]
  const bare = isPart ? items.filter(item => nodeAt(item, 'dist') ?? nodeAt(item, 'source')) : []
  return [...bare.flatMap(item => locked(source, item, 'unknown')), ...named(source, top)]
}

function named(source: ManifestPart['source'], top: readonly DataEntry[]): readonly FoundDependency[] {
  return top.flatMap(({ key, value }) => {
    if (!/^packages(?:-dev)?$/.test(key)) return []
    return itemsAt(value).flatMap(item => locked(source, item, key === 'packages' ? 'runtime' : 'dev'))
  })
}

function locked(source: ManifestPart['source'], item: DataNode, scope: DependencyScope): readonly FoundDependency[] {
  if (item.kind !== 'map') return []
  const member = item.entries.find(one => one.key === 'name')
  const name = stringAt(member?.value)
  if (member === undefined || name === undefined) return []
  const hash = stringAt(item, 'dist', 'shasum')
  return [
    found(
      source,
      member.keyStart,
      member.value.end,
      {
        ecosystem: 'composer',
        name,
        requirement: stringAt(item, 'version'),
        reference: stringAt(item, 'dist', 'url') ?? stringAt(item, 'source', 'url'),
        source: stringAt(item, 'dist', 'type') === 'path' ? 'path' : 'registry',
        scope,
        isLock: true,
        integrity: hash === '' || hash === undefined ? stringAt(item, 'source', 'reference') : hash,
      },
      item.isOpen === true,
    ),
  ]
}
