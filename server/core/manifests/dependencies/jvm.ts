import { type DataNode, nodeAt, stringAt } from '../../documents/dataNode'
import { readToml } from '../../documents/toml'
import { readGradle } from '../gradle'
import { allElements, attributeOf, childOf, localName, readXml } from '../xml'
import { type DependencyScope, type FoundDependency, found, type ManifestPart, toEntry } from './dependency'

const ELEMENTS: ReadonlyMap<string, DependencyScope> = new Map<string, DependencyScope>([
  ['dependency', 'runtime'],
  ['plugin', 'build'],
  ['extension', 'build'],
  ['parent', 'build'],
  ['path', 'build'],
])

/** pom.xml: whatever has coordinates. Properties (`${x}`) stay as written. */
export function pomXml({ source }: ManifestPart): readonly FoundDependency[] {
  return allElements(readXml(source.text).roots).flatMap((element): readonly FoundDependency[] => {
    const scope = ELEMENTS.get(localName(element))
    const text = (name: string) => childOf(element, name)?.text.trim()
    const artifact = text('artifactId')
    if (scope === undefined || artifact === undefined || artifact === '') return []
    // Plugins of Maven itself need not name their group ("POM Reference", Plugins).
    const group = text('groupId') ?? (localName(element) === 'plugin' ? 'org.apache.maven.plugins' : undefined)
    if (group === undefined) return []
    const path = text('systemPath')
    const entry = toEntry({
      ecosystem: 'maven',
      name: `${group}:${artifact}`,
      requirement: text('version'),
      reference: path,
      source: path === undefined ? undefined : 'path',
      scope:
        text('scope') === 'test'
          ? 'dev'
          : text('optional') === 'true'
            ? 'optional'
            : text('scope') === 'provided'
              ? 'build'
              : scope,
    })
    return [{ entry, span: element.span, reachesEnd: !element.isClosed }]
  })
}

/** verification-metadata.xml (the Gradle manual, "Verifying dependencies"): what each file of a component hashes to. */
export function verificationMetadata({ source }: ManifestPart): readonly FoundDependency[] {
  return allElements(readXml(source.text).roots).flatMap((element): readonly FoundDependency[] => {
    const text = (name: string) => attributeOf(element, name)?.value ?? ''
    if (localName(element) !== 'component' || text('name') === '') return []
    const files = element.children.flatMap(artifact =>
      artifact.children.flatMap(hash => {
        const value = /^(?:sha(?:1|256|512)|md5)$/.test(localName(hash)) ? attributeOf(hash, 'value')?.value : undefined
        const name = attributeOf(artifact, 'name')?.value ?? ''
        return value === undefined ? [] : [{ name: `${name} ${localName(hash)}`, hash: value }]
      }),
    )
    const entry = toEntry({
      ecosystem: 'maven',
      name: `${text('group')}:${text('name')}`,
      requirement: text('version'),
      isLock: true,
      integrity: files.length === 0 ? undefined : files.map(({ hash }) => hash).join(' '),
      files,
    })
    return [{ entry, span: element.tagSpan, reachesEnd: !element.isClosed }]
  })
}

/** gradle.lockfile (the Gradle manual, "Locking versions"): `group:name:version=configurations`, one a line. */
export function gradleLock({ source }: ManifestPart): readonly FoundDependency[] {
  const lines = source.text.matchAll(/^([\w.-]{1,200}:[\w.-]{1,200}):([^=:\s]{1,200})(=[^\n]{0,20000})?$/gm)
  return [...lines].map(({ 0: whole, 1: name = '', 2: requirement, 3: used = '', index }) => {
    const isTest = used !== '' && used.split(/[=,]/).every(one => one === '' || /test/i.test(one))
    const scope = isTest ? 'dev' : 'runtime'
    const end = index + whole.length - used.length
    return found(source, index, end, { ecosystem: 'maven', name, requirement, scope, isLock: true })
  })
}

/** build.gradle, settings.gradle and their Kotlin forms. */
export function gradleScript({ source, isPart }: ManifestPart): readonly FoundDependency[] {
  const { dependencies, plugins } = readGradle(source.text, isPart)
  const found = dependencies.flatMap(
    ({ configuration, notation, strings, expression, blocks, span }): readonly FoundDependency[] => {
      const scope = blocks.length === 0 ? 'unknown' : gradleScope(configuration.text, blocks)
      if (notation !== undefined) {
        const [group = '', name = '', version = ''] = notation.split(':')
        const requirement = version.replace(/@.*$/, '')
        return [
          {
            entry: toEntry({ ecosystem: 'maven', name: `${group}:${name}`, requirement, scope }),
            span,
            reachesEnd: false,
          },
        ]
      }
      const local = strings[0]?.text
      const what = expression?.text ?? ''
      if (local === undefined || !/^(?:project|files|fileTree)\b/.test(what)) return []
      const source = what.startsWith('project') ? 'workspace' : 'path'
      return [
        {
          entry: toEntry({ ecosystem: 'maven', name: local, reference: local, source, scope }),
          span,
          reachesEnd: false,
        },
      ]
    },
  )
  return [
    ...found,
    ...plugins.map(({ id, version, span }) => ({
      entry: toEntry({ ecosystem: 'gradle', name: id.text, requirement: version?.text, scope: 'build' }),
      span,
      reachesEnd: false,
    })),
  ]
}

function gradleScope(configuration: string, blocks: readonly string[]): DependencyScope {
  if (blocks.includes('buildscript') || configuration === 'classpath' || /[pP]rocessor$|^kapt|^ksp/.test(configuration))
    return 'build'
  if (blocks.includes('constraints')) return 'override'
  if (/test/i.test(configuration)) return 'dev'
  return /^compileOnly/.test(configuration) ? 'build' : 'runtime'
}

/** libs.versions.toml, Gradle's catalogue: versions by reference are looked up in the same file. */
export function versionCatalogue({ source }: ManifestPart): readonly FoundDependency[] {
  const tables = readToml(source.body())
  const versions = new Map(
    tables
      .filter(table => table.name?.[0] === 'versions')
      .flatMap(table => table.entries.map(one => [one.key[0] ?? '', stringAt(one.value)] as const)),
  )
  const version = (fields: DataNode) => {
    const reference = nodeAt(fields, 'version', 'ref')
    return reference === undefined ? stringAt(fields, 'version') : versions.get(stringAt(reference) ?? '')
  }
  return tables.flatMap(table => {
    const kind = table.name?.[0]
    if (kind !== 'libraries' && kind !== 'plugins') return []
    return table.entries.flatMap(({ key, keyStart, value }): readonly FoundDependency[] => {
      const alias = key.join('.')
      const text = (name: string) => stringAt(value, name)
      const written = stringAt(value)?.split(':')
      const plugin = kind === 'plugins' ? (written?.[0] ?? text('id')) : undefined
      const group = text('group')
      const module =
        written?.slice(0, 2).join(':') ??
        text('module') ??
        (group === undefined ? undefined : `${group}:${text('name') ?? ''}`)
      const name = kind === 'plugins' ? plugin : module
      if (name === undefined) return []
      const requirement = written?.[kind === 'plugins' ? 1 : 2] ?? version(value)
      const ecosystem = kind === 'plugins' ? ('gradle' as const) : ('maven' as const)
      const parts = { ecosystem, name, alias, requirement, scope: kind === 'plugins' ? 'build' : 'runtime' } as const
      // The version may stand under a name that a part of the file does not show.
      const isUnresolved = requirement === undefined && nodeAt(value, 'version') !== undefined
      return [found(source, keyStart, value.end, parts, isUnresolved)]
    })
  })
}
