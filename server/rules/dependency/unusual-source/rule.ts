import { type Dependency, DependencyChange, isCommit, isOwnHost } from '../../../core/facts/dependencyChange'
import { dependencyEntry } from '../../../core/facts/dependencyEntry'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { hostOf } from '../../../core/manifests/dependencies/dependency'
import {
  type RegistrySetting,
  readRegistrySettings,
  registrySettingPaths,
} from '../../../core/manifests/dependencies/registrySettings'
import { type Side, spanOf } from '../../../core/model/location'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why,
    benign: 'A fix that is not released yet, a fork that is kept up, or a mirror of the company.',
    question: 'Why does it come from there, until when, and who can change what is there?',
  }
}

export default defineRule({
  id: 'dependency/unusual-source',
  title: 'dependency or setting that leads past the registry the project used',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['tanstack-2026', 'torchtriton-2022'],
  tags: ['CWE-829', 'CWE-494'],
  files: {
    paths: [
      '**/{package.json,Cargo.toml,go.mod,setup.cfg,pnpm-workspace.yaml,pubspec.yaml,mix.exs}',
      '**/*.gemspec',
      ...registrySettingPaths,
    ],
  },
  uses: [dependencyEntry],
  supersedes: ['trust/host-replaced'],
  messages: {
    moved: text(
      '`{name}` came from a registry and now comes from `{reference}`',
      'A registry keeps each version as it was published; {place} can be changed by whoever holds it.',
    ),
    added: text(
      'New dependency `{name}` comes from `{reference}` instead of a registry',
      'Its install scripts run from there. {note}',
    ),
    outside: text(
      '`{name}` is now taken from `{reference}`, outside the tree',
      'What is there differs from machine to machine and is not in any review.',
    ),
    replaced: text(
      'What the project calls `{alias}` is now another package, `{name}`',
      'Code that imports the first name gets the second; the two need not have anything in common.',
    ),
    pipeline: text(
      'The pipeline now takes steps from `{reference}`',
      'They run with the secrets of the pipeline, and what is there can change without a change here.',
    ),
    registry: text(
      'Packages may now come from `{host}`, by `{setting}`',
      'Whoever answers there decides what names stand for. {note}',
    ),
    unchecked: text(
      '`{setting}` switches off a check of fetched packages: `{value}`',
      'What arrives is no longer compared with what was published, or with who sent it.',
    ),
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  if (isTestFolder(context.path)) return
  const change = new DependencyChange(context)
  const told = new Set<number>()
  for (const one of change.introduced) if (!one.data.isLock) tellEntry(context, change, one, told)
  tellSettings(context, change, told)
}

/** Ecosystems whose packages come from a registry unless something else is written. */
const BY_REGISTRY: ReadonlySet<string> = new Set([
  'npm',
  'pypi',
  'cargo',
  'rubygems',
  'composer',
  'go',
  'pub',
  'hex',
  'cocoapods',
])

function tellEntry(context: FileContext, change: DependencyChange, one: Dependency, told: Set<number>): void {
  const { data } = one
  if (data.ecosystem === 'pipeline') tellPipeline(context, change, one)
  if (!BY_REGISTRY.has(data.ecosystem)) return
  const tell = (
    message: 'moved' | 'added' | 'outside' | 'replaced',
    severity: Severity,
    more: Readonly<Record<string, string>> = {},
  ) => {
    const at = change.place(one, message === 'replaced' ? data.name : data.reference)
    told.add(at.start.line)
    const place = data.source === 'git' ? 'a repository' : 'an address'
    context.report({
      message,
      severity,
      at,
      data: { name: data.name, alias: data.alias ?? '', reference: data.reference ?? '', place, ...more },
    })
  }
  const before = change.before(one)
  const wasThere = before.filter(old => old.data.source !== 'unknown')
  if (data.source === 'git' || data.source === 'url') {
    if (wasThere.some(old => old.data.source === data.source)) return
    const isFromRegistry = wasThere.length > 0 && wasThere.every(old => old.data.source === 'registry')
    const isUsual = isKnownOwner(change, data.reference ?? '') || isAside(context)
    const severity: Severity = isUsual ? 'low' : 'medium'
    if (isFromRegistry) tell('moved', !isUsual && isOtherScope(data.name, data.reference ?? '') ? 'high' : severity)
    // An entry that is not shown whole may have had an earlier form that is not shown either.
    else if (wasThere.length === 0) tell('added', severity, { note: noteOn(one) })
  } else if (data.source === 'path' && leavesTree(context.path, data.reference ?? '')) {
    if (!wasThere.some(old => old.data.source === 'path')) tell('outside', 'low')
  } else if (data.alias !== undefined && data.source === 'registry' && standsFor(change, one)) {
    tell('replaced', isKnownName(change, data.name) ? 'low' : 'medium')
  }
}

/** Steps from an address; places of the service itself are named without one. */
function tellPipeline(context: FileContext, change: DependencyChange, one: Dependency): void {
  const { reference, host, name } = one.data
  if (reference === undefined || host === undefined) return
  if (isKnownOwner(change, reference) || change.old.some(({ data }) => data.name === name)) return
  const severity = context.change.kind === 'added' ? 'low' : 'medium'
  context.report({ message: 'pipeline', severity, at: change.place(one, reference), data: { reference } })
}

/** A manifest that comes whole, or one of an example: nothing is led past what was used before. */
function isAside({ change, path }: FileContext): boolean {
  return change.kind === 'added' || /(?:^|\/)(?:examples?|samples?|demos?)\//i.test(path)
}

function noteOn({ data }: Dependency): string {
  if (isCommit(data.requirement) || /#[0-9a-f]{7,40}$/.test(data.reference ?? ''))
    return 'The commit may lie on no branch of the repository it names.'
  return 'No commit is fixed, so what is there today may be another thing tomorrow.'
}

/** Host and owner of a repository: `git.invalid/owner`. */
function ownerOf(reference: string): string {
  const plain = reference.replace(/^[a-z+]{1,20}:(?:\/\/)?/i, '').replace(/^[^@/]{1,100}@/, '')
  return plain
    .split(/[/:#]/)
    .slice(0, /^(?:github|gitlab|bitbucket):/i.test(reference) ? 1 : 2)
    .join('/')
    .toLowerCase()
}

/** A scope of the registry is its owner: a repository of another owner takes the place of that owner's package. */
function isOtherScope(name: string, reference: string): boolean {
  const scope = /^@([^/]+)\//.exec(name)?.[1]?.toLowerCase()
  const owner = ownerOf(reference).split(/[/:]/).at(-1)
  // Owners put what is short for an organisation or the language behind their name.
  const plain = (word: string) => word.replace(/[-_.]/g, '').replace(/(?:js|hq|inc|org|labs?|io|oss)$/, '')
  return scope !== undefined && owner !== undefined && plain(owner) !== plain(scope)
}

function isKnownOwner(change: DependencyChange, reference: string): boolean {
  const owner = ownerOf(reference)
  return change.old.some(old => old.data.reference !== undefined && ownerOf(old.data.reference) === owner)
}

/** Go: host and owner; else the scope. */
function isKnownName(change: DependencyChange, name: string): boolean {
  const owner = name
    .split('/')
    .slice(0, name.startsWith('@') ? 1 : 2)
    .join('/')
  return name.includes('/') && change.old.some(old => old.data.name.startsWith(`${owner}/`))
}

/** The name was there as itself, or is imposed on whatever others ask for. */
function standsFor(change: DependencyChange, { data }: Dependency): boolean {
  const { alias, scope } = data
  // Numbers at the end are editions.
  if (alias?.replace(/\d+$/, '') === data.name.replace(/\d+$/, '') && data.ecosystem !== 'go') return false
  if (alias === undefined || change.old.some(old => old.data.alias === alias)) return false
  if (scope === 'override') return data.ecosystem !== 'go' || data.name !== alias
  return change.old.some(old => old.data.name === alias && old.data.alias === undefined)
}

function leavesTree(path: string, reference: string): boolean {
  const to = reference.replace(/^(?:file|link|portal):(?:\/\/)?/, '')
  if (/^(?:\/|~|[A-Za-z]:[\\/])/.test(to)) return true
  let depth = path.split('/').length - 1
  for (const part of to.split('/')) {
    if (part === '..') depth--
    else if (part !== '.' && part !== '') depth++
    if (depth < 0) return true
  }
  return false
}

function tellSettings(context: FileContext, change: DependencyChange, told: ReadonlySet<number>): void {
  const settings = (side: Side) => readRegistrySettings(context.path, context.side(side)?.lines ?? [])
  const now = settings('new')
  if (now.length === 0) return
  const old = settings('old')
  const hosts = new Set([
    ...old.flatMap(one => placeOf(one) ?? []),
    ...change.old.flatMap(({ data }) => data.host ?? []),
  ])
  const values = new Set(old.map(one => `${one.name} ${one.value}`))
  const seen = new Set<string>()
  for (const one of now) {
    const at = spanOf(one.line, one.column, one.value.length)
    if (told.has(one.line) || values.has(`${one.name} ${one.value}`) || !context.isChanged('new', at)) continue
    if (one.kind === 'unchecked')
      context.report({ message: 'unchecked', at, data: { setting: one.name, value: one.value } })
    else if (isForeign(one, hosts) && !seen.has(placeOf(one) ?? '')) {
      seen.add(placeOf(one) ?? '')
      context.report({
        message: 'registry',
        at,
        severity: severityOf(context, one),
        data: { host: placeOf(one) ?? one.value, setting: one.name, note: noteOnSetting(one, hosts.size > 0) },
      })
    }
  }
}

/** The host; of a repository of many people's host the owner too. */
function placeOf({ host, value }: RegistrySetting): string | undefined {
  const name = host ?? hostOf(value)
  if (name === undefined) return undefined
  return /^(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)$/.test(name) ? ownerOf(value) : name
}

function isForeign(one: RegistrySetting, hosts: ReadonlySet<string>): boolean {
  const name = placeOf(one)
  if (name === undefined || name.startsWith('$') || isOwnHost(name)) return false
  return !hosts.has(name) && !hosts.has(one.host ?? '')
}

/** A manifest that comes whole says where its packages are from for the first time. */
function severityOf(context: FileContext, { value }: RegistrySetting): Severity {
  // Without the file of settings everything came from the registry of the language.
  if (/^http:/i.test(value) || /(?:^|\/)\.cargo\/config/.test(context.path)) return 'medium'
  return context.change.kind === 'added' ? 'low' : 'medium'
}

function noteOnSetting({ name, value }: RegistrySetting, hadOthers: boolean): string {
  if (/^http:/i.test(value)) return 'The connection is not encrypted.'
  if (/extra|find-links/i.test(name)) return 'It is asked beside the other one, and the larger version wins.'
  return hadOthers ? 'The file led to other hosts before.' : 'The file named none before.'
}
