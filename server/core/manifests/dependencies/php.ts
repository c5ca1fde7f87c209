import { type JsonMember, type JsonNode, memberOf, readJson, stringOf } from '../json'
import { type DependencyScope, type FoundDependency, found, type ManifestPart } from './dependency'

/** composer.json: `require` and `require-dev`; PHP itself and its extensions have no owner and are left out. */
export function composerJson({ source, isPart }: ManifestPart): readonly FoundDependency[] {
  const { root, loose } = readJson(source.text)
  const top = [...(root?.kind === 'object' ? root.members : []), ...loose.flat()]
  const one = (member: JsonMember, scope: DependencyScope): readonly FoundDependency[] => {
    const requirement = stringOf(member.value)
    if (requirement === undefined || !/^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(member.key)) return []
    return [
      found(source, member.keyStart, member.value.end, { ecosystem: 'composer', name: member.key, requirement, scope }),
    ]
  }
  return top.flatMap(member => {
    const scope = member.key === 'require' ? 'runtime' : member.key === 'require-dev' ? 'dev' : undefined
    if (scope !== undefined && member.value.kind === 'object')
      return member.value.members.flatMap(child => one(child, scope))
    return isPart && /^[~^<>=*\d]|^dev-|^v\d/.test(stringOf(member.value) ?? '') ? one(member, 'unknown') : []
  })
}

/** composer.lock: `packages` and `packages-dev`; in a part of one, objects that name a package and where it is from. */
export function composerLock({ source, isPart }: ManifestPart): readonly FoundDependency[] {
  const { root, items, loose } = readJson(source.text)
  const top = [...(root?.kind === 'object' ? root.members : []), ...loose.flat()]
  const bare = isPart ? items.filter(item => memberOf(item, 'dist') ?? memberOf(item, 'source')) : []
  return [...bare.flatMap(item => locked(source, item, 'unknown')), ...named(source, top)]
}

function named(source: ManifestPart['source'], top: readonly JsonMember[]): readonly FoundDependency[] {
  return top.flatMap(({ key, value }) => {
    if (value.kind !== 'array' || !/^packages(?:-dev)?$/.test(key)) return []
    return value.items.flatMap(item => locked(source, item, key === 'packages' ? 'runtime' : 'dev'))
  })
}

function locked(source: ManifestPart['source'], item: JsonNode, scope: DependencyScope): readonly FoundDependency[] {
  if (item.kind !== 'object') return []
  const member = item.members.find(one => one.key === 'name')
  const name = stringOf(member?.value)
  if (member === undefined || name === undefined) return []
  const [from, dist] = [memberOf(item, 'source'), memberOf(item, 'dist')]
  const hash = stringOf(memberOf(dist, 'shasum'))
  return [
    found(
      source,
      member.keyStart,
      member.value.end,
      {
        ecosystem: 'composer',
        name,
        requirement: stringOf(memberOf(item, 'version')),
        reference: stringOf(memberOf(dist, 'url')) ?? stringOf(memberOf(from, 'url')),
        source: stringOf(memberOf(dist, 'type')) === 'path' ? 'path' : 'registry',
        scope,
        isLock: true,
        integrity: hash === '' || hash === undefined ? stringOf(memberOf(from, 'reference')) : hash,
      },
      !item.isClosed,
    ),
  ]
}
