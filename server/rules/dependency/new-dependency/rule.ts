import { dependencyEntry } from '../../../core/facts/dependencyEntry'
import type { Fact } from '../../../core/facts/fact'
import { importedPackage } from '../../../core/facts/importedModule'
import { installHook } from '../../../core/facts/installHook'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { UNCHANGED } from '../../../core/model/location'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why: `${why}\nIts code, and that of what it asks for itself, is not in this diff.`,
    benign: 'Work that others have done well already, taken in with the first line that uses it.',
    question: 'What is it needed for, who publishes it, and which lines of the change use it?',
    commands: ['git grep -n -F -e {name}'],
  }
}

export default defineRule({
  id: 'dependency/new-dependency',
  title: 'new direct dependency',
  severity: 'low',
  confidence: 'low',
  mode: 'regular',
  scope: ['review'],
  precedents: ['axios-2026', 'event-stream-2018'],
  tags: ['CWE-829', 'CWE-1357'],
  uses: [dependencyEntry, importedPackage, installHook],
  wants: { when: context => candidates(context).some(mayBeUnused), paths: (_, tree) => programs(tree) },
  messages: {
    plain: text('New dependency `{name}` ({version})', 'Nothing else about it stands out in this change.'),
    young: text(
      'New dependency `{name}` in one of its first versions, {version}',
      'Nobody can have used it for long, and its next version arrives by itself if a range allows it.',
    ),
    host: text(
      'New dependency `{name}` ({version}) is fetched from `{host}`, new in the lock file',
      'Everything else in the lock file came from elsewhere before.',
    ),
    hook: text(
      'New dependency `{name}` ({version}) comes together with a new script at installation, `{hook}`',
      'The script may use it before anybody has looked at either.',
    ),
    unused: text(
      'New dependency `{name}` ({version}) is imported nowhere in the change or in the tree',
      'What nobody imports still runs its scripts when it is installed.',
    ),
  },
  examine: { changeSet: examine },
})

type Dependency = Fact<'dependency'>

const ECOSYSTEMS: ReadonlySet<string> = new Set([
  'npm',
  'pypi',
  'cargo',
  'rubygems',
  'composer',
  'go',
  'maven',
  'gradle',
  'nuget',
])
/** Ecosystems in which small versions say that something is new; elsewhere they are everyday. */
const YOUNG: ReadonlySet<string> = new Set(['npm', 'pypi', 'rubygems', 'composer'])
/** Dependencies of one change that are told; the rest is counted among them. */
const mostTold = 5
/** Programs of a tree that are read to see whether a package is imported; in a larger tree nothing is said of it. */
const mostPrograms = 24

/** What manifests ask for now and did not before; a manifest that is new as a whole asks for everything at once. */
function candidates(context: ChangeSetContext): readonly Dependency[] {
  const facts = context.facts('dependency').filter(({ data }) => !data.isLock && ECOSYSTEMS.has(data.ecosystem))
  const old = new Set(facts.flatMap(({ location, subject }) => (location.side === 'old' ? [subject] : [])))
  const files = new Map(context.files.map(file => [file.index, file]))
  const seen = new Set<string>()
  return facts.filter(({ subject, location, data, isChanged }) => {
    const file = files.get(location.file)
    if (location.side !== 'new' || !isChanged || old.has(subject) || seen.has(subject)) return false
    if (file === undefined || file.kind === 'added' || isTestFolder(file.path) || isExample(file.path)) return false
    if (data.source !== 'registry' || /^(?:peer|override)$/.test(data.scope)) return false
    // What a dependency of Go asks for itself is listed with it.
    if (data.ecosystem === 'go' && data.scope === 'optional') return false
    seen.add(subject)
    return true
  })
}

function isExample(path: string): boolean {
  return /(?:^|\/)(?:examples?|samples?|demos?|docs?|website)\//i.test(path)
}

function examine(context: ChangeSetContext): void {
  const added = candidates(context)
  if (added.length === 0) return
  // A change that brings many at once is a new part of the project or a new manifest in another form.
  const isMany = added.length > mostTold
  const imports = context.facts('import').filter(fact => fact.location.side === 'new')
  const knowsTree = imports.some(fact => fact.location.file <= UNCHANGED)
  const hook = context.facts('install-hook').find(
    // What runs before a release runs for the project alone.
    ({ data, isChanged }) => isChanged && !data.stoodBefore && !data.hook.startsWith('prep'),
  )
  for (const one of added) {
    const { data, location } = one
    const host = newHost(context, one)
    const tell = (
      message: 'plain' | 'young' | 'host' | 'hook' | 'unused',
      more: Readonly<Record<string, string>> = {},
    ) =>
      context.report({
        file: location.file,
        digest: one.digest,
        side: 'new',
        at: location.at,
        text: one.text,
        message,
        severity: message === 'plain' ? 'low' : 'medium',
        data: { name: data.name, version: data.requirement || 'any version', ...more },
      })
    if (host !== undefined) tell('host', { host })
    else if (!isMany && hook !== undefined && data.ecosystem === 'npm') tell('hook', { hook: hook.data.hook })
    else if (knowsTree && mayBeUnused(one) && !imports.some(({ subject }) => isOf(subject, data.name))) tell('unused')
    else if (!isMany && isYoung(one)) tell('young')
    else if (!isMany) tell('plain')
  }
}

/** Runtime packages of npm that are there to be imported: what builds or checks is named in settings instead. */
function mayBeUnused({ data }: Dependency): boolean {
  const isTool =
    /^@types\/|eslint|babel|webpack|prettier|plugin|preset|loader|config|(?:^|[-/])cli\b|husky|types$/.test(data.name)
  return data.ecosystem === 'npm' && data.scope === 'runtime' && !isTool
}

function isOf(module: string, name: string): boolean {
  return module === name || module.startsWith(`${name}/`)
}

function programs(tree: readonly string[]): readonly string[] {
  const paths = tree.filter(
    path => /\.(?:[cm]?[jt]sx?|vue|svelte)$/i.test(path) && !/(?:^|\/)node_modules\/|\.d\.[cm]?ts$/.test(path),
  )
  return paths.length > mostPrograms ? [] : paths
}

/** `0.0.x` and `0.1.x` of what a registry for applications holds. */
function isYoung({ data }: Dependency): boolean {
  if (!YOUNG.has(data.ecosystem) || data.scope === 'dev') return false
  return /^[~^=v\s]{0,4}0\.(?:0\.\d{1,4}|1\.\d)$/.test(data.requirement)
}

/** The lock entry's host, if no entry of the lock files before the change had it. */
function newHost(context: ChangeSetContext, { subject }: Dependency): string | undefined {
  const locked = context.facts('dependency').filter(({ data }) => data.isLock)
  const old = new Set(locked.flatMap(({ location, data }) => (location.side === 'old' ? (data.host ?? []) : [])))
  if (old.size === 0) return undefined
  const own = locked.find(one => one.subject === subject && one.location.side === 'new')
  return own?.data.host !== undefined && !old.has(own.data.host) ? own.data.host : undefined
}
