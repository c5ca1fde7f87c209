import { type DataNode, type DataText, entriesAt, itemsAt, nodeAt, textAt, visitMaps } from '../../documents/dataNode'
import { readYaml } from '../../documents/yaml'
import { imageEntry } from './ci'
import { type EntryParts, type FoundDependency, found, type ManifestPart } from './dependency'

/** What a pipeline takes from elsewhere: images it runs in, and configuration or steps of others. */
type Reader = (document: DataNode) => readonly (readonly [DataText, EntryParts | undefined])[]

function pipeline(read: Reader): (part: ManifestPart) => readonly FoundDependency[] {
  return ({ source }) =>
    readYaml(source.body()).flatMap(document =>
      [...read(document), ...images(document)].flatMap(([text, parts]) => {
        const body = text.text()
        return parts === undefined
          ? []
          : [found(source, body.outerStart(0), body.outerEnd(body.text.trimEnd().length), parts)]
      }),
    )
}

/** `image: x`, `image: { name: x }` and `services` of GitLab, CircleCI, Drone and Woodpecker. */
const images: Reader = document => {
  const texts: DataText[] = []
  visitMaps(document, map => {
    for (const { key, value } of map.entries) {
      if (key !== 'image') continue
      const name = value.kind === 'map' ? nodeAt(value, 'name') : value
      if (name?.kind === 'text') texts.push(name)
    }
  })
  return texts.map(text => {
    const image = text.text().text.trim()
    return [text, /^[\w.$-][^\s<{]{0,400}$/.test(image) ? imageEntry(image) : undefined]
  })
}

/** GitLab's documentation, "include". Files of the same project are part of the tree. */
export const gitlabIncludes = pipeline(document => {
  const include = nodeAt(document, 'include')
  const items = include === undefined ? [] : include.kind === 'list' ? include.items : [include]
  return items.flatMap((item): ReturnType<Reader> => {
    if (item.kind === 'text') return [[item, addressed(item.text().text)]]
    const remote = nodeAt(item, 'remote')
    if (remote?.kind === 'text') return [[remote, addressed(remote.text().text)]]
    const component = nodeAt(item, 'component')
    if (component?.kind === 'text') return [[component, versioned(component.text().text, '@', 'registry')]]
    const project = nodeAt(item, 'project')
    if (project?.kind !== 'text') return []
    return [[project, own(project.text().text, textAt(item, 'ref') ?? '', 'git')]]
  })
})

/** CircleCI's documentation, "Orbs": `namespace/name@version`. */
export const circleOrbs = pipeline(document =>
  entriesAt(document, 'orbs').flatMap(({ value }) =>
    value.kind === 'text' ? [[value, versioned(value.text().text, '@', 'registry')] as const] : [],
  ),
)

/** Buildkite's documentation, "Using plugins": `name#v1.0.0`, or the address of a repository. */
export function buildkitePlugins(part: ManifestPart): readonly FoundDependency[] {
  const found = pipeline(document => {
    const texts: DataText[] = []
    visitMaps(document, map => {
      for (const item of itemsAt(map, 'plugins')) if (item.kind === 'text') texts.push(item)
    })
    return texts.map(text => [text, plugin(text.text().text)])
  })(part)
  return [...found, ...pluginKeys(part)]
}

/** A plugin with settings is a key. */
function pluginKeys({ source }: ManifestPart): readonly FoundDependency[] {
  const entries: FoundDependency[] = []
  for (const document of readYaml(source.body()))
    visitMaps(document, map => {
      for (const item of itemsAt(map, 'plugins'))
        for (const { key, keyStart, keyEnd } of item.kind === 'map' ? [...item.entries, ...(item.bare ?? [])] : []) {
          const parts = plugin(key)
          if (parts !== undefined) entries.push(found(source, keyStart, keyEnd, parts))
        }
    })
  return entries
}

function plugin(written: string): EntryParts | undefined {
  return /^(?:[a-z+]{2,12}:\/\/|git@)/.test(written) ? addressed(written) : versioned(written, '#', 'registry')
}

/** Azure's documentation, "resources.repositories": where templates come from. */
export const azureRepositories = pipeline(document =>
  itemsAt(document, 'resources', 'repositories').flatMap(item => {
    const name = nodeAt(item, 'name')
    return name?.kind === 'text' ? [[name, own(name.text().text, textAt(item, 'ref') ?? '', 'git')] as const] : []
  }),
)

/** `@Library('name@version')` and `library 'name@version'` of a Jenkins pipeline. */
export function jenkinsLibraries({ source }: ManifestPart): readonly FoundDependency[] {
  const form = /(?:@Library|\blibrary)\s{0,9}\(?\s{0,9}(?:identifier:\s{0,9})?["']([\w./-]{1,200}@[\w./-]{1,200})["']/g
  return [...source.text.matchAll(form)].flatMap(match => {
    const written = match[1] ?? ''
    const start = match.index + match[0].indexOf(written)
    const parts = versioned(written, '@', 'git')
    return parts === undefined ? [] : [found(source, start, start + written.length, parts)]
  })
}

function own(name: string, requirement: string, source: 'git' | 'registry' | 'url', reference?: string): EntryParts {
  return { ecosystem: 'pipeline', name: name.trim(), requirement, source, scope: 'build', reference }
}

/** An address, with a version behind `#` if there is one. */
function addressed(written: string): EntryParts | undefined {
  const address = written.trim()
  if (!/^(?:[a-z+]{2,12}:\/\/|git@)\S{1,500}$/.test(address)) return undefined
  const hash = address.indexOf('#')
  const bare = hash === -1 ? address : address.slice(0, hash)
  return own(bare, hash === -1 ? '' : address.slice(hash + 1), /\.git$/.test(bare) ? 'git' : 'url', bare)
}

function versioned(written: string, mark: '@' | '#', source: 'git' | 'registry'): EntryParts | undefined {
  const at = written.lastIndexOf(mark)
  const name = (at === -1 ? written : written.slice(0, at)).trim()
  if (!/^[\w$.][\w$./{}-]{0,300}$/.test(name)) return undefined
  return own(name, at === -1 ? '' : written.slice(at + 1).trim(), source)
}
