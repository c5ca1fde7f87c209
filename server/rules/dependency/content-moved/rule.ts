import { type Dependency, DependencyChange, isCommit, isPlainHttp } from '../../../core/facts/dependencyChange'
import { dependencyEntry } from '../../../core/facts/dependencyEntry'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why: `${why}\nThe code itself is not in this diff.`,
    benign: 'An update to a newer release of what was used before.',
    question: 'What changed in the code behind the address, and where was it reviewed?',
  }
}

export default defineRule({
  id: 'dependency/content-moved',
  title: 'source that a build fetches by address is another one now',
  severity: 'low',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['polyfill-2024'],
  tags: ['CWE-494', 'CWE-829'],
  files: {
    paths: [
      '**/.gitmodules',
      '**/*.wrap',
      '**/CMakeLists.txt',
      '**/*.{cmake,bzl}',
      '**/Package.{swift,resolved}',
      '**/WORKSPACE',
      '**/{WORKSPACE,MODULE,*.MODULE}.{bazel,bzlmod}',
    ],
  },
  uses: [dependencyEntry],
  supersedes: ['trust/host-replaced', 'build/recipe-hash-changed'],
  messages: {
    owner: text(
      '`{name}` is now fetched from `{place}` instead of `{other}`',
      'Whoever holds that place decides what is built.',
    ),
    hashGone: text(
      '`{name}` is fetched without a hash now; there was one before',
      'Nothing compares what arrives with what was reviewed.',
    ),
    hash: text(
      'The hash of `{name}` changed, and its address did not',
      'The same address is expected to answer with something else than before.',
    ),
    plain: text(
      '`{name}` is now fetched over an unencrypted connection',
      'Who is on the way can answer in place of the host. {note}',
    ),
    revision: text(
      '`{name}` is now fetched at `{now}`, before at `{then}`',
      'Address and owner are those from before.',
    ),
    fresh: text(
      'The build now fetches `{name}` from `{reference}`, {pin}',
      'Nothing of it was built before, and what it is today is built from now on.',
    ),
    override: text(
      '`{name}` is now taken from `{reference}` in place of the registry',
      'A registry keeps each version as it was published; whoever holds this place can change what is there.',
    ),
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  if (isTestFolder(context.path)) return
  const change = new DependencyChange(context)
  for (const one of change.introduced) {
    const { ecosystem } = one.data
    const isFetched = /^(?:git-submodule|meson|cmake|bazel|swift)$/.test(ecosystem)
    const before = change.before(one)[0]
    if (!isFetched || isVariable(one)) continue
    if (before === undefined) tellFresh(context, change, one)
    else if (!isVariable(before)) compare(context, change, one, before)
  }
}

/** Put together by the build; what it comes to is not known. */
function isVariable({ data }: Dependency): boolean {
  return /[$@]\{?\w+[}@]|\$ENV/.test(data.reference ?? '')
}

function tellFresh(context: FileContext, change: DependencyChange, one: Dependency): void {
  const { name, ecosystem, integrity, requirement, reference = '', scope, source, host } = one.data
  // Names of a registry, and what the project itself holds beside this file.
  if (ecosystem === 'swift' || source === 'path' || (host === undefined && source !== 'git')) return
  const isKnown = change.old.some(old => repositoryOf(old.data.reference ?? '') === repositoryOf(reference))
  if (isKnown || (!change.isWhole('old') && context.change.kind !== 'added')) return
  const isPinned = integrity !== undefined || isCommit(requirement) || ecosystem === 'git-submodule'
  const isOverride = scope === 'override'
  context.report({
    message: isOverride ? 'override' : 'fresh',
    severity: isOverride ? 'medium' : isPinned ? 'info' : 'low',
    at: change.place(one, reference),
    data: {
      name,
      reference,
      pin: isPinned ? 'fixed to what is there today' : 'with neither a hash nor a commit',
    },
  })
}

function compare(context: FileContext, change: DependencyChange, one: Dependency, before: Dependency): void {
  const { data } = one
  const tell = (
    message: 'owner' | 'hashGone' | 'hash' | 'plain' | 'revision',
    severity: Severity,
    value: string | undefined,
    more: Readonly<Record<string, string>> = {},
  ) => context.report({ message, severity, at: change.place(one, value), data: { name: data.name, ...more } })
  const isKnown = data.isPartial !== true && before.data.isPartial !== true
  const [place, other] = [placeOf(one), placeOf(before)]
  const isMoved = place !== other && place !== undefined && other !== undefined
  const isSame = isKnown && data.integrity !== undefined && data.integrity === before.data.integrity
  const severity = isSame ? 'low' : isSameRelease(one, before) ? 'high' : 'medium'
  if (isMoved && !isSibling(change, place)) tell('owner', severity, data.reference, { place, other })
  else if (isPlainHttp(data) && !isPlainHttp(before.data))
    tell('plain', data.integrity === undefined ? 'medium' : 'low', data.reference, {
      note: data.integrity === undefined ? 'No hash is there to compare with.' : 'A hash says what is expected.',
    })
  else if (isKnown && hadHash(one, before)) tell('hashGone', 'medium', data.reference)
  else if (isOtherHash(one, before)) tell('hash', 'medium', data.integrity)
  else {
    const [now, then] = [revisionOf(one), revisionOf(before)]
    if (now !== then && now !== '' && then !== '') tell('revision', 'low', now, { now, then })
  }
}

/** Hashes of Bazel's archives are told with those of other recipes. */
function hadHash({ data }: Dependency, before: Dependency): boolean {
  const isGone = before.data.integrity !== undefined && data.integrity === undefined
  return isGone && data.source === 'url' && data.ecosystem !== 'bazel'
}

function isOtherHash({ data }: Dependency, before: Dependency): boolean {
  const old = before.data
  if (data.ecosystem === 'bazel') return false
  const isSame = data.reference === old.reference && data.requirement === old.requirement
  return isSame && data.integrity !== undefined && old.integrity !== undefined && data.integrity !== old.integrity
}

/** A release has one content: the same name with another hash, from somebody else, is another release. */
function isSameRelease({ data }: Dependency, before: Dependency): boolean {
  const [now, then] = [data, before.data].map(({ integrity, reference }) => ({
    integrity,
    file: releaseIn(reference ?? ''),
  }))
  const hasOther = now?.integrity !== undefined && then?.integrity !== undefined && now.integrity !== then.integrity
  return hasOther && now.file !== undefined && now.file === then.file
}

/** What an address says of the release: the name of an archive, where it has a number. */
function releaseIn(reference: string): string | undefined {
  return /\/([^/?#]*\d[^/?#]*\.(?:tar|tgz|tbz2?|txz|zip|gz|xz|bz2|zst)[^/?#]*)(?:[?#].*)?$/i
    .exec(reference)?.[1]
    ?.toLowerCase()
}

/** Host and owner: two parts of a path lead to a project on hosts that many share. */
function placeOf({ data }: Dependency): string | undefined {
  if (data.host === undefined) {
    // `owner/name` alone, as CPM has it.
    return /^([\w.-]+)\/[\w.-]+$/.exec(data.reference ?? '')?.[1]?.toLowerCase()
  }
  const after = (data.reference ?? '').toLowerCase().split(data.host)[1] ?? ''
  const owner = after.split(/[/:]/).filter(part => part !== '' && !/^\d+$/.test(part))
  return owner.length > 1 ? `${data.host}/${owner[0]}` : data.host
}

/** The project has other dependencies from there already. */
function isSibling(change: DependencyChange, place: string): boolean {
  return change.old.some(old => placeOf(old) === place)
}

/** `git@host:a/b.git` and `https://host/a/b` are one. */
function repositoryOf(reference: string): string {
  const plain = reference.replace(/^[a-z+]{1,20}:\/\//i, '').replace(/^[\w.-]{1,60}@/, '')
  return plain.replace(/^([^/:]{1,253}):/, '$1/').replace(/(?:\.git)?\/?$/, '')
}

function revisionOf({ data }: Dependency): string {
  // Versions of a registry in all but name.
  if (data.ecosystem === 'swift') return ''
  if (data.ecosystem === 'cmake' || data.ecosystem === 'git-submodule') {
    const isAddress = data.requirement === ''
    return isAddress ? repositoryOf(data.reference ?? '') : data.requirement
  }
  return data.source === 'git' ? data.requirement : (data.reference ?? '')
}
