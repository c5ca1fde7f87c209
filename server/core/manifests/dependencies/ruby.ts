import {
  type DependencyScope,
  type DependencySource,
  type FoundDependency,
  found,
  type ManifestPart,
} from './dependency'

/** Gemfile: `gem 'name', '~> 1', git: '…', group: :test`, a line each. */
export function gemfile({ source, isPart }: ManifestPart): readonly FoundDependency[] {
  const entries: FoundDependency[] = []
  let group: DependencyScope = isPart ? 'unknown' : 'runtime'
  for (const { start, end } of source.lines()) {
    const line = source.text.slice(start, Math.min(end, start + 2000))
    const opened = /^\s{0,99}group\b(.{0,200})\bdo\b/.exec(line)
    if (opened !== null) group = groupScope(opened[1] ?? '')
    else if (/^end\b/.test(line)) group = 'runtime'
    const gem = /^\s{0,99}gem[\s(]\s{0,9}["']([\w./-]{1,200})["']/.exec(line)
    if (gem === null) continue
    const [whole, name = ''] = gem
    const rest = withoutComment(line.slice(whole.length))
    const option = (key: string) =>
      new RegExp(`(?::${key}\\s{0,9}=>|\\b${key}:)\\s{0,9}["']([^"']{1,500})["']`).exec(rest)?.[1]
    const git = option('git') ?? option('github') ?? option('gitlab') ?? option('bitbucket') ?? option('gist')
    const path = option('path')
    const own = /(?::groups?\s{0,9}=>|\bgroups?:)\s{0,9}([^,]{1,100})/.exec(rest)?.[1]
    const reference = git ?? path ?? option('source')
    const kind: DependencySource = git !== undefined ? 'git' : path !== undefined ? 'path' : 'registry'
    const at = start + whole.indexOf('gem')
    entries.push(
      found(source, at, start + whole.length + rest.length, {
        ecosystem: 'rubygems',
        name,
        requirement: versions(rest) || (option('ref') ?? option('tag') ?? option('branch')),
        reference,
        source: kind,
        // What is not indented stands in no group.
        scope: own !== undefined ? groupScope(own) : /^\s/.test(line) ? group : 'runtime',
      }),
    )
  }
  return entries
}

function groupScope(groups: string): DependencyScope {
  return /:(?:test|development|dev|ci|lint)/.test(groups) ? 'dev' : 'runtime'
}

function withoutComment(rest: string): string {
  const hash = rest.search(/\s#/)
  return (hash === -1 ? rest : rest.slice(0, hash)).trimEnd()
}

/** Leading strings of the list are versions: `, '~> 1.0', '>= 1.0.2'`. */
function versions(rest: string): string {
  return [...rest.matchAll(/(?:^|[,[])\s{0,9}["']\s{0,9}((?:[~<>=!]{1,2}\s{0,9})?\d[^"']{0,99})["']/g)]
    .map(one => one[1])
    .join(', ')
}

/** `spec.add_dependency 'name', '~> 1'` in a gemspec. */
export function gemspec({ source }: ManifestPart): readonly FoundDependency[] {
  return source.lines().flatMap(({ start, end }) => {
    const line = source.text.slice(start, Math.min(end, start + 2000))
    const added = /^\s{0,99}\w{1,40}\.add_(development_|runtime_)?dependency[\s(]\s{0,9}["']([\w./-]{1,200})["']/.exec(
      line,
    )
    if (added === null) return []
    const [whole, kind, name = ''] = added
    const rest = withoutComment(line.slice(whole.length))
    const scope = kind === 'development_' ? 'dev' : 'runtime'
    const at = start + whole.length - whole.trimStart().length
    return [
      found(source, at, start + whole.length + rest.length, {
        ecosystem: 'rubygems',
        name,
        requirement: versions(rest),
        scope,
      }),
    ]
  })
}

const SPECS: ReadonlySet<string> = new Set(['GEM', 'GIT', 'PATH'])

/** Gemfile.lock: the `specs` of GEM, GIT and PATH; what other gems ask for stands deeper. */
export function gemfileLock({ source, isPart }: ManifestPart): readonly FoundDependency[] {
  const entries: FoundDependency[] = []
  let section: string | undefined = isPart ? undefined : ''
  let remote: string | undefined
  let revision: string | undefined
  const hashes = new Map<string, string>()
  for (const { start, end } of source.lines()) {
    const line = source.text.slice(start, Math.min(end, start + 1000))
    if (/^[A-Z][A-Z ]{1,60}$/.test(line)) {
      section = line
      remote = undefined
      revision = undefined
      continue
    }
    const field = /^ {2}(remote|revision): (.*)$/.exec(line)
    if (field?.[1] === 'remote') remote = field[2]
    if (field?.[1] === 'revision') revision = field[2]
    const spec = /^( {2}| {4})([\w./-]{1,200}) \(([^()]{1,200})\)(?: (sha\d+=\S{1,200}))?$/.exec(line)
    if (spec === null) continue
    const [, indent = '', name = '', version = '', hash] = spec
    if (section === 'CHECKSUMS' && hash !== undefined) hashes.set(`${name} ${version}`, hash)
    if (indent.length !== 4 || !(section === undefined || SPECS.has(section))) continue
    entries.push(
      found(source, start + 4, end, {
        ecosystem: 'rubygems',
        name,
        requirement: version,
        reference: remote,
        source:
          section === undefined ? 'unknown' : section === 'GIT' ? 'git' : section === 'PATH' ? 'path' : 'registry',
        isLock: true,
        integrity: section === 'GIT' ? revision : undefined,
      }),
    )
  }
  return entries.map(one => {
    const hash = hashes.get(`${one.entry.name} ${one.entry.requirement}`)
    // Hashes stand in a section of their own at the end.
    if (hash === undefined) return { ...one, reachesEnd: hashes.size === 0 }
    return { ...one, reachesEnd: one.entry.source === 'unknown', entry: { ...one.entry, integrity: hash } }
  })
}
