import type { TextSpan } from '../../model/location'
import type { ManifestText } from '../manifestText'

/** Whose names these are; `maven` holds the coordinates of Gradle too, `gradle` only its plugins. */
export type Ecosystem =
  | 'npm'
  | 'pypi'
  | 'cargo'
  | 'go'
  | 'rubygems'
  | 'composer'
  | 'maven'
  | 'gradle'
  | 'nuget'
  | 'pub'
  | 'swift'
  | 'hex'
  | 'cocoapods'
  | 'github-actions'
  /** Configuration, orbs, plugins and libraries that pipelines of other services take in. */
  | 'pipeline'
  | 'docker'
  | 'git-submodule'
  | 'cmake'
  | 'bazel'
  | 'meson'
  | 'conan'
  | 'vcpkg'

export type DependencySource = 'registry' | 'git' | 'url' | 'path' | 'workspace' | 'unknown'

/** `unknown` where a part of a file does not show the section an entry stands in. */
export type DependencyScope = 'runtime' | 'dev' | 'build' | 'optional' | 'peer' | 'override' | 'unknown'

/** One dependency as one place of one file names it. */
export interface DependencyEntry {
  readonly ecosystem: Ecosystem
  /** As written, without version and extras. */
  readonly name: string
  /** Of an alias: the name the project itself uses for it. */
  readonly alias?: string
  /** Range, version, tag, branch or commit as written; empty when none is. */
  readonly requirement: string
  readonly source: DependencySource
  /** Address or path, where one is written. */
  readonly reference?: string
  /** Of the address, in lower case. */
  readonly host?: string
  readonly scope: DependencyScope
  /** The file says what was resolved, not what is wanted. */
  readonly isLock: boolean
  /** A hash of what is fetched, as written. */
  readonly integrity?: string
  /** Of a lock file that names a repository and a commit beside the archive: what of the two is not the archive's. */
  readonly elsewhere?: string
  /** Of a lock file that names what can be fetched for one version: each file with its hash. */
  readonly files?: readonly LockedFile[]
  /** Only a part of the entry is in the text: what is missing here may stand in the file. */
  readonly isPartial?: true
}

export interface LockedFile {
  /** `name-1.0.0.tar.gz`, without the address before it. */
  readonly name: string
  readonly hash: string
  readonly host?: string
}

export interface FoundDependency {
  readonly entry: DependencyEntry
  readonly span: TextSpan
  /** The entry ended with the text rather than with a mark of its own. */
  readonly reachesEnd: boolean
}

/** A file, or a run of lines of one: reading goes on where a bare patch shows only parts. */
export interface ManifestPart {
  readonly path: string
  readonly source: ManifestText
  /** The text does not begin with the file: sections may be open already. */
  readonly isPart: boolean
}

export type DependencyReader = (part: ManifestPart) => readonly FoundDependency[]

/** What {@link toEntry} can find out by itself is left out; undefined counts as absent. */
export interface EntryParts {
  readonly ecosystem: Ecosystem
  readonly name: string
  readonly alias?: string | undefined
  readonly requirement?: string | undefined
  /** Found out from the reference when absent. */
  readonly source?: DependencySource | undefined
  readonly reference?: string | undefined
  readonly scope?: DependencyScope | undefined
  readonly isLock?: boolean | undefined
  readonly integrity?: string | undefined
  readonly elsewhere?: string | undefined
  readonly files?: readonly LockedFile[] | undefined
}

export function toEntry(parts: EntryParts): DependencyEntry {
  const { ecosystem, name, alias, requirement, reference, integrity } = parts
  const host = reference === undefined ? undefined : hostOf(reference)
  return {
    ecosystem,
    name,
    ...(alias === undefined || alias === name ? {} : { alias }),
    requirement: requirement ?? '',
    source: parts.source ?? (reference === undefined ? 'registry' : sourceOf(reference)),
    ...(reference === undefined ? {} : { reference }),
    ...(host === undefined ? {} : { host }),
    scope: parts.scope ?? 'runtime',
    isLock: parts.isLock ?? false,
    ...(integrity === undefined ? {} : { integrity }),
    ...(parts.elsewhere === undefined ? {} : { elsewhere: parts.elsewhere }),
    ...(parts.files === undefined || parts.files.length === 0 ? {} : { files: parts.files }),
  }
}

export function found(
  source: ManifestText,
  start: number,
  end: number,
  parts: EntryParts,
  reachesEnd = false,
): FoundDependency {
  return { entry: toEntry(parts), span: source.span(start, end), reachesEnd }
}

/** What an address or path leads to, by its form alone. */
export function sourceOf(reference: string): DependencySource {
  if (/^(?:git[+:@]|github:|gitlab:|bitbucket:|gist:|ssh:|hg\+|svn\+|bzr\+)/i.test(reference)) return 'git'
  if (/^workspace:/.test(reference)) return 'workspace'
  if (/^(?:file:|link:|portal:|\.{0,2}\/|\.{1,2}$|~\/)/.test(reference)) return 'path'
  if (/^[a-z][a-z0-9+.-]{0,20}:\/\//i.test(reference)) return /\.git(?:[#@?/]|$)/.test(reference) ? 'git' : 'url'
  return 'unknown'
}

export function hostOf(reference: string): string | undefined {
  const head = reference.slice(0, 1000)
  const scp = /^(?:[\w+]{1,10}\+)?[\w.-]{1,60}@([\w.-]{1,253}):/.exec(head)?.[1]
  const host = scp ?? /^[a-z][a-z0-9+.-]{0,20}:\/\/(?:[^/?#@]{0,500}@)?([^/:?#@]{1,253})/i.exec(head)?.[1]
  return host?.toLowerCase()
}

/** Equal for all notations of one name, so that facts of different files meet. */
export function dependencySubject(ecosystem: Ecosystem, name: string): string {
  switch (ecosystem) {
    case 'pypi':
      // PEP 503, "Normalized Names".
      return `pypi:${name.toLowerCase().replace(/[-_.]+/g, '-')}`
    case 'nuget':
    case 'composer':
    case 'github-actions':
      return `${ecosystem}:${name.toLowerCase()}`
    default:
      return `${ecosystem}:${name}`
  }
}
