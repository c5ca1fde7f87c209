import { entriesAt, stringAt } from '../../documents/dataNode'
import { readJson } from '../../documents/json'
import { allElements, attributeOf, childOf, localName, readXml, type XmlElement } from '../xml'
import { type FoundDependency, found, type ManifestPart, toEntry } from './dependency'

/** Project files, Directory.Packages.props, packages.config and .nuspec. */
export function msbuildProject({ source, path }: ManifestPart): readonly FoundDependency[] {
  const isSpec = path.toLowerCase().endsWith('.nuspec')
  return allElements(readXml(source.text).roots).flatMap(element => {
    const text = (name: string) => attributeOf(element, name)?.value ?? childOf(element, name)?.text.trim()
    switch (localName(element)) {
      case 'PackageReference':
      case 'PackageVersion':
      case 'GlobalPackageReference':
      case 'DotNetCliToolReference': {
        const names = attributeOf(element, 'Include')?.value ?? attributeOf(element, 'Update')?.value
        const isPrivate = text('PrivateAssets')?.toLowerCase() === 'all'
        // One element may name several packages.
        return (names ?? '')
          .split(';')
          .map(name => name.trim())
          .filter(name => name !== '')
          .flatMap(name =>
            nuget(element, name, text('VersionOverride') ?? text('Version'), isPrivate ? 'build' : 'runtime'),
          )
      }
      case 'ProjectReference': {
        const to = attributeOf(element, 'Include')?.value
        if (to === undefined) return []
        return [
          {
            entry: toEntry({ ecosystem: 'nuget', name: to, reference: to, source: 'workspace' }),
            span: element.span,
            reachesEnd: !element.isClosed,
          },
        ]
      }
      case 'package':
        return isSpec
          ? []
          : nuget(element, text('id'), text('version'), text('developmentDependency') === 'true' ? 'dev' : 'runtime')
      case 'dependency':
        return isSpec ? nuget(element, text('id'), text('version'), 'runtime') : []
      default:
        return []
    }
  })
}

function nuget(
  element: XmlElement,
  name: string | undefined,
  requirement: string | undefined,
  scope: 'runtime' | 'dev' | 'build',
): readonly FoundDependency[] {
  if (name === undefined || name === '') return []
  return [
    {
      entry: toEntry({ ecosystem: 'nuget', name, requirement, scope }),
      span: element.span,
      reachesEnd: !element.isClosed,
    },
  ]
}

/** packages.lock.json: for each framework, what was resolved, and what its content hashes to. */
export function nugetLock({ source, isPart }: ManifestPart): readonly FoundDependency[] {
  const { root, loose } = readJson(source.body())
  const frameworks = entriesAt(root, 'dependencies').map(({ value }) => entriesAt(value))
  const bare = isPart ? loose.flat().flatMap(entry => [[entry], entriesAt(entry.value)]) : []
  return [...frameworks, ...bare].flat().flatMap(({ key, value, keyStart, keyEnd }) => {
    if (value.kind !== 'map' || stringAt(value, 'type') === undefined) return []
    const isOwn = stringAt(value, 'type') === 'Project'
    return [
      found(
        source,
        keyStart,
        keyEnd,
        {
          ecosystem: 'nuget',
          name: key,
          requirement: stringAt(value, 'resolved'),
          source: isOwn ? 'workspace' : 'registry',
          isLock: true,
          integrity: stringAt(value, 'contentHash'),
        },
        value.isOpen === true,
      ),
    ]
  })
}
