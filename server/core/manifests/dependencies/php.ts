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
        elsewhere: elsewhere(item),
        integrity: hash === '' || hash === undefined ? stringAt(item, 'source', 'reference') : hash,
      },
      item.isOpen === true,
    ),
  ]
}

/** A commit by its whole hash. */
const commit = /^[0-9a-f]{40}$/i

/**
 * Composer takes the archive (`dist`) or, where the user prefers it or the archive cannot be had, the repository
 * (`source`). On the services that make archives themselves both are of one repository and one commit.
 */
function elsewhere(item: DataNode): string | undefined {
  const [repository, archive] = [stringAt(item, 'source', 'url'), stringAt(item, 'dist', 'url')]
  const [was, is] = [stringAt(item, 'source', 'reference'), stringAt(item, 'dist', 'reference')]
  if (repository === undefined || archive === undefined) return undefined
  const [one, other] = [projectOf(repository), projectOf(archive)]
  if (one !== undefined && other !== undefined && one !== other) return repository
  return was !== undefined && is !== undefined && commit.test(was) && commit.test(is) && was !== is ? was : undefined
}

/** Service, owner and name, by the addresses that GitHub, GitLab and Bitbucket give to repositories and archives. */
function projectOf(address: string): string | undefined {
  // GitLab writes the slash of `owner/name` as `%2F`.
  const plain = address
    .toLowerCase()
    .replace(/%2f/g, '/')
    .replace(/\.git$/, '')
  const [, service, owner, name] =
    /^(?:[a-z+]{3,10}:\/\/)?(?:[^/@]{1,100}@)?(?:api\.|codeload\.|www\.)?(github|gitlab|bitbucket)\.(?:com|org)[/:](?:repos\/|api\/v4\/projects\/)?([\w.-]{1,100})\/([\w.-]{1,100})/.exec(
      plain,
    ) ?? []
  return service === undefined ? undefined : `${service}/${owner}/${name}`
}
