import { type Dependency, DependencyChange, isCommit, isRelease } from '../../../core/facts/dependencyChange'
import { dependencyEntry } from '../../../core/facts/dependencyEntry'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { DependencyEntry } from '../../../core/manifests/dependencies/dependency'
import { dependencyReaders } from '../../../core/manifests/dependencies/readers'
import { isTextSpan } from '../../../core/model/location'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why,
    benign: 'Updates that arrive by themselves were wanted, or the name moved to another owner.',
    question: 'Is it meant to follow what others publish later, and who reviews that?',
  }
}

export default defineRule({
  id: 'dependency/pin-loosened',
  title: 'dependency that was fixed to a commit, hash or version and is not any more',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['tj-actions-2025'],
  tags: ['CWE-829', 'CWE-494'],
  files: { paths: dependencyReaders.flatMap(reader => reader.paths) },
  uses: [dependencyEntry],
  messages: {
    commit: text(
      '`{name}` was fixed to a commit and now follows `{requirement}`',
      'A tag or branch is a name that its owner can move to other code; a commit is not.',
    ),
    digest: text(
      'Image `{name}` was fixed by its hash and now follows `{requirement}`',
      'A tag is a name that its owner can move to another image; a hash is not.',
    ),
    hash: text(
      'Requirement `{name}` had a hash and has none now',
      'What is fetched is no longer compared with what was fetched when the hash was written.',
    ),
    moved: text(
      '`{name}` stands for another commit now, and its comment still says {version}',
      'A version is one commit. Which of the two it is was not looked up.',
    ),
    open: text(
      '`{name}` was fixed to {version} and now takes any version: `{requirement}`',
      'The next one that is published is installed without a change here.',
    ),
    image: text(
      'Image `{other}`, fixed by its hash, gave way to `{name}`, which is not: `{requirement}`',
      'Another image is taken, and what its tag stands for can be moved by its owner.',
    ),
    owner: text(
      '`{other}` is replaced by `{name}`, of the same last name and another owner',
      'It runs with what this one ran with. Whether it is a copy, a fork or something else the name does not say.',
    ),
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  if (isTestFolder(context.path)) return
  const change = new DependencyChange(context)
  const told = new Set<string>()
  for (const one of change.introduced) {
    if (one.data.isLock || one.data.isPartial === true) continue
    const before = change.before(one).filter(old => old.data.isPartial !== true)
    if (before.length === 0 && !tellImage(context, change, one)) tellOwner(context, change, one)
    else if (before.length === 0) continue
    else if (one.data.ecosystem === 'github-actions' && tellMoved(context, change, one, told)) continue
    else tellPin(context, change, one, before)
  }
}

/** `# v1.2.3` behind a pin, in whatever words tools put around it; `# v1` is meant to move. */
function saidVersion(context: FileContext, { location }: Dependency): string | undefined {
  const line = isTextSpan(location.at) ? context.side(location.side)?.lines[location.at.end.line - 1] : undefined
  const comment = line === undefined ? -1 : line.indexOf('#', isTextSpan(location.at) ? location.at.end.column : 0)
  return comment === -1 ? undefined : /\bv?(\d+\.\d+\.\d+[\w.-]*)/.exec(line?.slice(comment, comment + 200) ?? '')?.[1]
}

/** The commit behind an action moved, and the version it is said to be did not. */
function tellMoved(context: FileContext, change: DependencyChange, one: Dependency, told: Set<string>): boolean {
  const said = saidVersion(context, one)
  const now = one.data.requirement
  if (said === undefined || !isCommit(now)) return false
  const same = change.before(one).filter(old => isCommit(old.data.requirement) && saidVersion(context, old) === said)
  if (same.length === 0 || same.some(old => old.data.requirement === now)) return false
  // An action is often used in several places of a file.
  if (told.has(`${one.subject} ${now}`)) return true
  told.add(`${one.subject} ${now}`)
  context.report({
    message: 'moved',
    at: change.place(one, now),
    data: { name: one.data.name, version: said },
  })
  return true
}

function tellPin(context: FileContext, change: DependencyChange, one: Dependency, before: readonly Dependency[]): void {
  const { data } = one
  const tell = (message: 'commit' | 'digest' | 'hash' | 'open', severity: Severity) =>
    context.report({
      message,
      severity,
      at: data.requirement === '' ? change.placeOfName(one) : change.place(one, data.requirement),
      data: {
        name: data.name,
        requirement: data.requirement || 'no version',
        version: before[0]?.data.requirement.replace(/^=+/, '') ?? '',
      },
    })
  if (data.ecosystem === 'docker') {
    if (data.integrity === undefined && before.every(old => old.data.integrity !== undefined)) tell('digest', 'medium')
  } else if (data.source === 'git') {
    if (!isFixed(data) && before.every(old => old.data.source === 'git' && isFixed(old.data))) tell('commit', 'medium')
  } else if (data.source === 'registry' && !isRuledOut(data)) {
    const hadHash = before.every(old => old.data.integrity !== undefined)
    if (hadHash && data.integrity === undefined) tell('hash', hasHashes(change) ? 'medium' : 'low')
    else if (isOpen(data) && before.every(old => isExact(old.data))) tell('open', 'low')
  }
}

/** Peers and overrides say what is allowed, not what is wanted. */
function isRuledOut({ scope }: DependencyEntry): boolean {
  return scope === 'peer' || scope === 'override'
}

function hasHashes(change: DependencyChange): boolean {
  return change.new.some(one => one.data.integrity !== undefined)
}

function isFixed({ requirement, reference }: DependencyEntry): boolean {
  return isCommit(requirement) || /[#@][0-9a-f]{40}\b/i.test(reference ?? '')
}

function isExact({ ecosystem, requirement, source }: DependencyEntry): boolean {
  if (source !== 'registry' || requirement === '') return false
  // A plain version stands for a range in Cargo.
  if (ecosystem === 'cargo') return requirement.startsWith('=')
  if (ecosystem === 'pypi') return /^={2,3}[^*,]+$/.test(requirement)
  return ecosystem !== 'go' && isRelease(requirement)
}

function isOpen({ ecosystem, requirement }: DependencyEntry): boolean {
  const text = requirement.trim()
  if (text === '') return ecosystem === 'npm' || ecosystem === 'pypi' || ecosystem === 'rubygems'
  if (ecosystem === 'pipeline' && /^(?:|volatile|dev:.*|main|master)$/.test(text)) return true
  return /^(?:\*|x|latest|next|>=?\s*0(?:\.0)*|LATEST|RELEASE|latest\.\w+|\+)$/.test(text)
}

/** The only image that a file took by its hash went, and what it takes instead has none. */
function tellImage(context: FileContext, change: DependencyChange, { data, ...one }: Dependency): boolean {
  const images = (all: readonly Dependency[]) => all.filter(each => each.data.ecosystem === 'docker')
  if (data.ecosystem !== 'docker' || data.integrity !== undefined || data.name.includes('$')) return false
  if (data.name === 'scratch' || images(change.new).some(each => each.data.integrity !== undefined)) return false
  const [gone] = images(change.removed)
  if (gone === undefined || images(change.old).some(each => each.data.integrity === undefined)) return false
  context.report({
    message: 'image',
    at: change.placeOfName({ data, ...one }),
    data: { name: data.name, other: gone.data.name, requirement: data.requirement || 'no version' },
  })
  return true
}

/** An action or image in place of one that went, by another owner. */
function tellOwner(context: FileContext, change: DependencyChange, one: Dependency): void {
  const { data } = one
  if (!/^(?:github-actions|docker|pipeline)$/.test(data.ecosystem)) return
  const isImage = data.ecosystem === 'docker'
  if (data.source === 'path' || data.name.includes('$')) return
  const parts = split(data.name, isImage)
  const gone = change.removed.find(old => {
    const other = split(old.data.name, isImage)
    return (
      old.data.ecosystem === data.ecosystem &&
      other.last === parts.last &&
      other.owner !== parts.owner &&
      !old.data.name.includes('$') &&
      !change.new.some(still => still.subject === old.subject)
    )
  })
  if (gone === undefined) return
  context.report({
    message: 'owner',
    severity: data.ecosystem === 'pipeline' && isOpen(data) ? 'medium' : 'low',
    at: change.placeOfName(one),
    data: { name: data.name, other: gone.data.name },
  })
}

function split(name: string, isImage: boolean): { readonly owner: string; readonly last: string } {
  const parts = name.toLowerCase().split('/')
  if (isImage) return { owner: parts.length === 1 ? '' : (parts[0] ?? ''), last: parts.at(-1) ?? '' }
  return { owner: parts[0] ?? '', last: parts.slice(1).join('/') }
}
