import {
  type Dependency,
  DependencyChange,
  isEarlier,
  isPlainHttp,
  isRelease,
} from '../../../core/facts/dependencyChange'
import { dependencyEntry } from '../../../core/facts/dependencyEntry'
import { foreignFile, misnamedFile, otherHash } from '../../../core/facts/lockedFiles'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { mentionedNames } from '../../../core/manifests/dependencies/lockMentions'
import { hashesAgree, hashForm, hashStrength, resolvedName } from '../../../core/manifests/dependencies/resolvedName'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import { FEW, hostNote, hostSeverity, isRareHost, sameVersion, worst } from './hosts'

function text(message: string, why: string): MessageText {
  return {
    message,
    why: `${why}\nRegistries were not asked.`,
    benign: 'A mirror, a proxy or another version of the package manager wrote the file.',
    question: 'How was the lock file made, and does making it again from the manifest give this entry?',
    commands: ['git grep -n -F -e {name}'],
  }
}

export default defineRule({
  id: 'dependency/lock-disagrees',
  title: 'entry of a lock file that disagrees with its name, its earlier hash or the other entries',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['lock-research-2019'],
  tags: ['CWE-494', 'CWE-829'],
  files: {
    paths: [
      '**/{package-lock,npm-shrinkwrap}.json',
      '**/{yarn,poetry,uv,pdm,Cargo,Gemfile,composer,Pipfile}.lock',
      '**/pnpm-lock.yaml',
      '**/{gems.locked,verification-metadata.xml,packages.lock.json}',
      '**/go.{sum,work.sum}',
      '**/*requirements*.{txt,in}',
      '**/requirements/*.{txt,in}',
    ],
  },
  uses: [dependencyEntry],
  supersedes: ['trust/host-replaced'],
  messages: {
    host: text(
      'Locked `{name}` is fetched from `{host}`, a host no entry used before',
      '{note}\nInstallation follows the address in the lock file, not the name in the manifest.',
    ),
    hosts: text(
      '{count} locked packages are fetched from `{host}`, a host no entry used before, `{name}` first',
      '{note}\nInstallation follows the address in the lock file, not the name in the manifest.',
    ),
    source: text(
      'Locked `{name}` came from a registry and now comes from `{reference}`',
      'The name and the version say nothing about what is there.',
    ),
    otherName: text(
      'Locked `{name}` is fetched as another package, `{other}`',
      'The entry has one name and its address another; what is installed is what the address leads to.',
    ),
    elsewhere: text(
      'The archive of locked `{name}` and its repository are not of one commit: `{other}`',
      'Composer takes the one or the other, as the user prefers and as they can be had; on this service both are made of one repository.',
    ),
    otherVersion: text(
      'Locked `{name}` says version {version} and is fetched as {other}',
      'What is installed is what the address leads to.',
    ),
    hashChanged: text(
      'The hash of locked `{name}` changed, and its version {version} did not',
      'A version that was published does not change, so one of the two hashes is of something else.',
    ),
    hashSome: text(
      'One of the hashes of locked `{name}` changed, and its version {version} did not',
      'Each hash is of one file that was published; a new file adds a hash, and does not take the place of one.',
    ),
    hashesChanged: text(
      'The hashes of {count} locked packages changed, and their versions did not, `{name}` first',
      'Other settings of a package manager can do this to all entries at once; here it is {share} %.',
    ),
    hashRemoved: text(
      'Locked `{name}` {version} had a hash and has none now',
      'What is fetched is no longer compared with what was fetched before.',
    ),
    hashesRemoved: text(
      '{count} locked packages had hashes and have none now, `{name}` first',
      'What is fetched is no longer compared with what was fetched before.',
    ),
    hashWeaker: text(
      'The hash of locked `{name}` {version} is of a weaker kind than before',
      'Files can be made on purpose that share a short or old hash with another.',
    ),
    plain: text(
      'Locked `{name}` is fetched over an unencrypted connection',
      '{note}\nWho is on the way can answer in place of the host.',
    ),
    lower: text(
      'Locked `{name}` goes back from {before} to {version}',
      'Faults that the later version corrected come back with the earlier one.',
    ),
    unasked: text(
      'Nothing in the lock file asks for the package `{name}` that it installs',
      'Neither the project nor another entry names it, as far as the file says.',
    ),
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  if (isTestFolder(context.path)) return
  const change = new DependencyChange(context)
  const introduced = change.introduced.filter(isLocked)
  if (introduced.length === 0) return
  const told = new Set<Dependency>()
  tellAddresses(context, change, introduced, told)
  tellHashes(context, change, introduced, told)
  tellUnasked(context, change, introduced, told)
  tellLower(context, change, introduced, told)
}

function isLocked({ data }: Dependency): boolean {
  return data.isLock || data.integrity !== undefined
}

type Message = keyof typeof messageSeverity
const messageSeverity = {
  source: 'medium',
  otherName: 'high',
  elsewhere: 'high',
  otherVersion: 'medium',
  hashChanged: 'high',
  hashRemoved: 'medium',
  hashWeaker: 'medium',
  plain: 'medium',
  unasked: 'medium',
} as const satisfies Readonly<Record<string, Severity>>

function tell(
  context: FileContext,
  change: DependencyChange,
  one: Dependency,
  message: Message | 'lower' | 'host' | 'hosts' | 'hashSome' | 'hashesChanged' | 'hashesRemoved',
  value: string | undefined,
  severity: Severity,
  data: Readonly<Record<string, string | number>> = {},
): void {
  const { name, requirement } = one.data
  context.report({
    message,
    severity,
    at: value === undefined ? change.placeOfName(one) : change.place(one, value),
    data: { name, version: requirement.replace(/^=+/, ''), ...data },
  })
}

function tellAddresses(
  context: FileContext,
  change: DependencyChange,
  introduced: readonly Dependency[],
  told: Set<Dependency>,
): void {
  const locked = change.old.filter(isLocked)
  const known = new Set(
    locked.flatMap(({ data }) => [data.host ?? [], ...(data.files ?? []).map(({ host }) => host ?? [])].flat()),
  )
  const usedPlain = locked.some(({ data }) => isPlainHttp(data))
  const byHost = new Map<string, Dependency[]>()
  let toldPlain = false
  for (const one of introduced) {
    const { data } = one
    const real = resolvedName(data)
    const misnamed = misnamedFile(data)
    const foreign = foreignFile(data, known)
    if (misnamed !== undefined) {
      tell(context, change, one, 'otherName', misnamed, messageSeverity.otherName, { other: misnamed })
      told.add(one)
    } else if (real !== undefined && !isAlias(context, one) && real.name.toLowerCase() !== data.name.toLowerCase()) {
      tell(context, change, one, 'otherName', data.reference, messageSeverity.otherName, { other: real.name })
      told.add(one)
    } else if (isSplit(one, change)) {
      const isChanged = context.isChanged('new', change.place(one, data.elsewhere))
      const value = isChanged ? data.elsewhere : data.reference
      tell(context, change, one, 'elsewhere', value, messageSeverity.elsewhere, { other: data.elsewhere ?? '' })
      told.add(one)
    } else if (real !== undefined && isOtherVersion(real.version, data.requirement))
      tell(context, change, one, 'otherVersion', data.reference, 'medium', { other: real.version })
    const before = change.before(one)
    const cameFromRegistry = before.length > 0 && before.every(old => old.data.source === 'registry')
    if (
      cameFromRegistry &&
      (data.source === 'git' || data.source === 'url') &&
      data.reference !== before[0]?.data.reference
    ) {
      const same = sameVersion(one, change)?.data.integrity
      const isOther = same !== undefined && data.integrity !== undefined && !hashesAgree(same, data.integrity)
      const severity = isOther ? 'high' : 'medium'
      tell(context, change, one, 'source', data.reference, severity, { reference: data.reference ?? '' })
      told.add(one)
    } else if (data.host !== undefined && data.source !== 'path' && !known.has(data.host))
      byHost.set(data.host, [...(byHost.get(data.host) ?? []), one])
    else if (foreign !== undefined) byHost.set(foreign, [...(byHost.get(foreign) ?? []), one])
    if (isPlainHttp(data) && !usedPlain && !told.has(one) && locked.length > 0) {
      const [severity, note] =
        data.integrity === undefined
          ? (['medium', 'No hash is there to compare with.'] as const)
          : (['low', 'The hash beside it still says what is expected.'] as const)
      // The first stands for all: a change of settings reaches many.
      if (!toldPlain) tell(context, change, one, 'plain', data.reference, severity, { note })
      toldPlain = true
      told.add(one)
    }
  }
  const hasOld = locked.length > 0
  for (const [host, all] of byHost) {
    const few = all.filter(one => !told.has(one))
    const first = few[0]
    if (first === undefined || (!hasOld && !isRareHost(change.new, host))) continue
    const severity = worst(few.map(one => hostSeverity(one, change)))
    const note = hostNote(first, change)
    if (few.length <= FEW)
      for (const one of few)
        tell(context, change, one, 'host', placeOfHost(one, host), hostSeverity(one, change), {
          host,
          note: hostNote(one, change),
        })
    else
      tell(context, change, first, 'hosts', first.data.reference, severity === 'high' ? 'medium' : severity, {
        host,
        note,
        count: few.length,
      })
    for (const one of few) told.add(one)
  }
}

/** What stood there in the same way before is not of this change. */
function isSplit(one: Dependency, change: DependencyChange): boolean {
  const { elsewhere } = one.data
  return elsewhere !== undefined && change.before(one).every(old => old.data.elsewhere === undefined)
}

/** Where the host stands: in the address of the entry, else in that of one of its files. */
function placeOfHost({ data }: Dependency, host: string): string | undefined {
  return data.host === host ? data.reference : data.files?.find(file => file.host === host)?.name
}

/** yarn writes the project's own name first: `own@npm:real@^1.0.0`. Version 1 of package-lock.json writes it as the version. */
function isAlias(context: FileContext, one: Dependency): boolean {
  const { at } = one.location
  if (one.data.alias !== undefined || one.data.requirement.startsWith('npm:')) return true
  if (typeof at !== 'object' || !('start' in at)) return false
  return context.side('new')?.lines[at.start.line - 1]?.includes('@npm:') === true
}

function isOtherVersion(there: string, here: string): boolean {
  // Metadata of a build (`+x`) is left out of addresses.
  return isRelease(here) && isRelease(there) && there.split('+')[0] !== here.split('+')[0]
}

function tellHashes(
  context: FileContext,
  change: DependencyChange,
  introduced: readonly Dependency[],
  told: ReadonlySet<Dependency>,
): void {
  const changed: Dependency[] = []
  const removed: Dependency[] = []
  const replaced: { readonly one: Dependency; readonly hash: string; readonly isNamed: boolean }[] = []
  let compared = change.new.length - change.introduced.length
  for (const one of introduced) {
    const same = sameVersion(one, change)
    const { data } = one
    if (same === undefined || !isRelease(data.requirement) || !isFixed(one) || !isFixed(same)) continue
    const olds = change.before(one).filter(old => old.data.requirement === data.requirement)
    const all = olds.flatMap(old => old.data.integrity ?? [])
    if (all.length === 0) continue
    compared++
    const other = otherHash(
      data,
      olds.map(old => old.data),
    )
    if (told.has(one)) continue
    if (data.integrity === undefined) {
      if (data.isPartial !== true && same.data.isPartial !== true && change.isWhole('new')) removed.push(one)
    } else if (all.every(hash => !hashesAgree(hash, data.integrity ?? ''))) changed.push(one)
    else if (other !== undefined) replaced.push({ one, hash: other.hash, isNamed: other.file !== undefined })
    else if (isWeaker(data.integrity, all)) tell(context, change, one, 'hashWeaker', data.integrity, 'medium')
  }
  const share = Math.round((100 * changed.length) / Math.max(1, compared))
  if (changed.length <= FEW) {
    for (const one of changed) tell(context, change, one, 'hashChanged', one.data.integrity, hashSeverity(one))
  } else if (changed[0] !== undefined)
    tell(context, change, changed[0], 'hashesChanged', changed[0].data.integrity, share > 50 ? 'low' : 'medium', {
      count: changed.length,
      share,
    })
  if (replaced.length <= FEW)
    for (const { one, hash, isNamed } of replaced)
      tell(context, change, one, 'hashSome', hash, isNamed ? 'high' : 'medium')
  if (removed.length <= FEW) {
    for (const one of removed) tell(context, change, one, 'hashRemoved', undefined, 'medium')
  } else if (removed[0] !== undefined)
    tell(context, change, removed[0], 'hashesRemoved', undefined, removed.length * 2 > compared ? 'low' : 'medium', {
      count: removed.length,
    })
}

/** Composer names the commit of a tag, and a tag can be moved by a project that releases once more. */
function hashSeverity({ data }: Dependency): Severity {
  return data.ecosystem === 'composer' ? 'medium' : 'high'
}

/** From a place that keeps what it once published. */
function isFixed({ data }: Dependency): boolean {
  return data.source === 'registry' || (data.source === 'unknown' && data.isLock && data.reference === undefined)
}

function isWeaker(now: string, then: readonly string[]): boolean {
  const strength = hashStrength(now)
  return strength > 0 && then.every(hash => hashForm(hash) !== hashForm(now) && hashStrength(hash) > strength)
}

function tellUnasked(
  context: FileContext,
  change: DependencyChange,
  introduced: readonly Dependency[],
  told: ReadonlySet<Dependency>,
): void {
  const side = context.side('new')
  if (side === undefined || !side.complete || !context.budget.spend(side.text.length)) return
  const mentioned = mentionedNames(context.path, side.text)
  if (mentioned === undefined) return
  const unasked = introduced.filter(one => {
    const { data } = one
    const isOwn = data.source === 'workspace' || data.source === 'path'
    return !isOwn && !told.has(one) && change.before(one).length === 0 && !isMentioned(mentioned, data)
  })
  // Many at once: the file is written in a way that does not list them.
  if (unasked.length > FEW) return
  for (const one of unasked) tell(context, change, one, 'unasked', undefined, messageSeverity.unasked)
}

function isMentioned(names: ReadonlySet<string>, { name, alias }: Dependency['data']): boolean {
  return names.has(name) || (alias !== undefined && names.has(alias))
}

/** A single step back among entries that stay or go up; many at once are another state of the whole file. */
function tellLower(
  context: FileContext,
  change: DependencyChange,
  introduced: readonly Dependency[],
  told: ReadonlySet<Dependency>,
): void {
  const lower = introduced.flatMap(one => {
    const before = change.before(one)[0]?.data.requirement ?? ''
    const isOnly =
      change.before(one).length === 1 && change.new.filter(each => each.subject === one.subject).length === 1
    return isOnly && !told.has(one) && isEarlier(one.data.requirement, before) ? [{ one, before }] : []
  })
  if (lower.length <= FEW)
    for (const { one, before } of lower) tell(context, change, one, 'lower', one.data.requirement, 'low', { before })
}
