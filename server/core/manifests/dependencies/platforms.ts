import { type DataNode, entriesAt, itemsAt, nodeAt, stringAt, textAt } from '../../documents/dataNode'
import { readJson } from '../../documents/json'
import { readYaml } from '../../documents/yaml'
import { type DependencyScope, type EntryParts, type FoundDependency, found, type ManifestPart } from './dependency'
import { npmRequirement } from './npm'

/** pubspec.yaml (Dart's documentation, "Package dependencies"). */
export function pubspec({ source }: ManifestPart): readonly FoundDependency[] {
  const sections: readonly (readonly [string, DependencyScope])[] = [
    ['dependencies', 'runtime'],
    ['dev_dependencies', 'dev'],
    ['dependency_overrides', 'override'],
  ]
  return readYaml(source.body()).flatMap(document =>
    sections.flatMap(([section, scope]) =>
      entriesAt(document, section).map(({ key, keyStart, keyEnd, value }) =>
        found(source, keyStart, Math.max(keyEnd, value.end), { ...pubPackage(key, value), scope }),
      ),
    ),
  )
}

function pubPackage(name: string, value: DataNode): EntryParts {
  const git = nodeAt(value, 'git')
  const path = textAt(value, 'path')
  const own = textAt(value, 'hosted', 'url') ?? textAt(value, 'hosted')
  if (git !== undefined)
    return {
      ecosystem: 'pub',
      name,
      requirement: textAt(git, 'ref'),
      reference: textAt(git, 'url') ?? textAt(git),
      source: 'git',
    }
  if (path !== undefined) return { ecosystem: 'pub', name, reference: path, source: 'path' }
  const requirement = textAt(value, 'version') ?? textAt(value)
  return { ecosystem: 'pub', name, requirement, reference: own, source: own === undefined ? 'registry' : 'url' }
}

const SWIFT =
  /\.package\(\s{0,99}(?:name:\s{0,9}"[^"]{1,200}",\s{0,99})?url:\s{0,9}"([^"]{1,500})"(?:[^")]{0,200}"([^"]{1,200})")?/g

/** Package.swift: the name is the last part of the address (Swift Package Manager, "PackageDescription"). */
export function swiftManifest({ source }: ManifestPart): readonly FoundDependency[] {
  return [...source.text.matchAll(SWIFT)].map(match => {
    const [whole, reference = '', requirement] = match
    return found(source, match.index, match.index + whole.length, {
      ecosystem: 'swift',
      name: repositoryName(reference),
      requirement,
      reference,
      source: 'git',
    })
  })
}

/** Package.resolved, versions 1 to 3. */
export function swiftResolved({ source }: ManifestPart): readonly FoundDependency[] {
  const { root } = readJson(source.body())
  return [...itemsAt(root, 'pins'), ...itemsAt(root, 'object', 'pins')].flatMap(pin => {
    const reference = stringAt(pin, 'location') ?? stringAt(pin, 'repositoryURL')
    if (reference === undefined) return []
    const requirement = stringAt(pin, 'state', 'version') ?? stringAt(pin, 'state', 'revision')
    const entry = { name: repositoryName(reference), requirement, reference, source: 'git', isLock: true } as const
    return [found(source, pin.start, pin.end, { ecosystem: 'swift', ...entry })]
  })
}

function repositoryName(address: string): string {
  return address.replace(/(?:\.git)?\/?$/, '').replace(/^.*[/:]/, '')
}

const MIX = /\{\s{0,9}:(\w{1,100})\s{0,9},\s{0,99}([^{}]{1,500})\}/g

/** mix.exs: `{:name, "~> 1.0", only: :test}`, `{:name, git: "…", branch: "…"}` (Mix's documentation, "deps"). */
export function mixProject({ source }: ManifestPart): readonly FoundDependency[] {
  return [...source.text.matchAll(MIX)].flatMap(match => {
    const [whole, name = '', rest = ''] = match
    const line = source.text.slice(source.text.lastIndexOf('\n', match.index) + 1, match.index)
    const option = (key: string) => new RegExp(`\\b${key}:\\s{0,9}"([^"]{1,500})"`).exec(rest)?.[1]
    const version = /^"([^"]{1,100})"/.exec(rest)?.[1]
    const git = option('git') ?? option('github')
    const path = option('path')
    if (line.includes('#') || (version ?? git ?? path) === undefined) return []
    return [
      found(source, match.index, match.index + whole.length, {
        ecosystem: 'hex',
        name,
        requirement: version ?? option('ref') ?? option('tag') ?? option('branch'),
        reference: git ?? path,
        source: git !== undefined ? 'git' : path !== undefined ? 'path' : 'registry',
      }),
    ]
  })
}

/** Podfile: `pod 'Name', '1.0'`, `pod 'Name', :git => '…'` (CocoaPods' guides, "Podfile syntax"). */
export function podfile({ source }: ManifestPart): readonly FoundDependency[] {
  return source.lines().flatMap(({ start, end }) => {
    const line = source.text.slice(start, Math.min(end, start + 2_000))
    const [whole, name] = /^\s{0,99}pod[\s(]\s{0,9}["']([\w./+-]{1,200})["']/.exec(line) ?? []
    if (whole === undefined || name === undefined) return []
    const rest = line.slice(whole.length)
    const option = (key: string) =>
      new RegExp(`(?::${key}\\s{0,9}=>|\\b${key}:)\\s{0,9}["']([^"']{1,500})["']`).exec(rest)?.[1]
    const git = option('git')
    const address = option('podspec') ?? option('http')
    const path = option('path')
    return [
      found(source, start, start + line.length, {
        ecosystem: 'cocoapods',
        name,
        requirement: /^\s{0,9},\s{0,9}["']([^"']{1,100})["']/.exec(rest)?.[1] ?? option('commit') ?? option('tag'),
        reference: git ?? address ?? path,
        source: git !== undefined ? 'git' : address !== undefined ? 'url' : path !== undefined ? 'path' : 'registry',
      }),
    ]
  })
}

/** Overrides of pnpm-workspace.yaml (pnpm's documentation, "Settings"). */
export function pnpmWorkspace({ source }: ManifestPart): readonly FoundDependency[] {
  return readYaml(source.body()).flatMap(document =>
    entriesAt(document, 'overrides').flatMap(({ key, keyStart, value }) => {
      const wanted = textAt(value)
      const name = /(?:^|>)((?:@[^/>@]{1,100}\/)?[^/>@]{1,200})(?:@[^>]{0,100})?$/.exec(key)?.[1]
      if (wanted === undefined || name === undefined) return []
      return [found(source, keyStart, value.end, { ...npmRequirement(name, wanted), scope: 'override' })]
    }),
  )
}
