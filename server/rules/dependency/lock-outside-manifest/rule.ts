import { dependencyEntry } from '../../../core/facts/dependencyEntry'
import type { Fact } from '../../../core/facts/fact'
import { lockRoot } from '../../../core/facts/lockRoot'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { dependencySubject } from '../../../core/manifests/dependencies/dependency'
import { allowsVersion } from '../../../core/manifests/dependencies/versionRange'
import { UNCHANGED } from '../../../core/model/location'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'dependency/lock-outside-manifest',
  title: 'locked version that the manifest does not allow',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['lock-research-2019'],
  tags: ['CWE-829'],
  uses: [dependencyEntry, lockRoot],
  wants: { when: context => locked(context).length > 0, paths: neighbours },
  messages: {
    outside: {
      message: 'Locked `{name}` {version} is outside `{range}`, which the manifest asks for',
      why: 'No other entry of the lock file fits the manifest either.\nInstallation that believes the lock file takes this version.',
      benign: 'The lock file was merged by hand or belongs to another state of the manifest.',
      question: 'How was the lock file made, and does making it again from the manifest give this version?',
      commands: ['git grep -n -F -e {name}'],
    },
    unasked: {
      message: 'Locked `{name}` {version} is new, and neither a manifest nor another entry asks for it',
      why: 'Installation from the lock file takes it all the same, with the scripts it brings.\nEvery manifest of the tree was read.',
      benign: 'The lock file was merged by hand or belongs to another state of the manifest.',
      question: 'What asked for it, and does making the lock file again from the manifest keep it?',
      commands: ['git grep -n -F -e {name}'],
    },
  },
  examine: { changeSet: examine },
})

type Dependency = Fact<'dependency'>

const MANIFESTS: ReadonlyMap<string, string> = new Map([
  ['package-lock.json', 'package.json'],
  ['npm-shrinkwrap.json', 'package.json'],
  ['yarn.lock', 'package.json'],
  ['cargo.lock', 'Cargo.toml'],
  ['poetry.lock', 'pyproject.toml'],
  ['composer.lock', 'composer.json'],
])
/** Entries beyond which the file was merged or made by another program, and a word about each says nothing. */
const mostTold = 3
/** Manifests of a tree that are read to see who asks for a package; in a larger tree nothing is said of it. */
const mostManifests = 12

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

function manifestOf(path: string): string | undefined {
  const name = MANIFESTS.get(path.slice(path.lastIndexOf('/') + 1).toLowerCase())
  return name === undefined ? undefined : `${folderOf(path)}${name}`
}

/** Lock files of the change whose manifest lies beside them. */
function locked(context: ChangeSetContext): ChangeSetContext['files'] {
  return context.files
    .filter(file => file.newMode !== undefined || file.kind !== 'deleted')
    .filter(file => manifestOf(file.path) !== undefined && !isTestFolder(file.path))
}

/** Manifests beside the lock files; all of the tree where one of them could ask for a new package. */
function neighbours(context: ChangeSetContext, tree: readonly string[]): readonly string[] {
  const beside = locked(context).flatMap(file => manifestOf(file.path) ?? [])
  if (context.facts('lock-root').length === 0) return beside
  const names = new Set(beside.map(path => path.slice(path.lastIndexOf('/') + 1)))
  const all = tree.filter(
    path => names.has(path.slice(path.lastIndexOf('/') + 1)) && !/(?:^|\/)(?:node_modules|vendor)\//.test(path),
  )
  return all.length > mostManifests ? [] : [...new Set([...beside, ...all])]
}

function examine(context: ChangeSetContext): void {
  const files = locked(context)
  const tellsRoots = context.facts('lock-root').length > 0
  if (tellsRoots) tellRoots(context)
  for (const file of files) {
    const manifest = context.files.find(one => one.path === manifestOf(file.path))
    // Manifests that are read beside the change have no path: with one of them it is clear whose it is.
    if (manifest !== undefined || (files.length === 1 && !tellsRoots)) compare(context, file, manifest)
  }
}

/** New entries that nothing asks for, as far as all manifests say. */
function tellRoots(context: ChangeSetContext): void {
  const manifests = context.facts('dependency').filter(({ data, location }) => !data.isLock && location.side === 'new')
  // In a tree with too many manifests none beside those of the change was read.
  if (!manifests.some(({ location }) => location.file <= UNCHANGED)) return
  const wanted = manifests.flatMap(({ subject, data }) => [
    subject,
    ...(data.alias === undefined ? [] : [dependencySubject(data.ecosystem, data.alias)]),
  ])
  const known = new Set(wanted)
  for (const root of context.facts('lock-root'))
    if (!known.has(root.subject))
      context.report({
        file: root.location.file,
        side: 'new',
        at: root.location.at,
        digest: root.digest,
        text: root.text,
        message: 'unasked',
        data: { ...root.data },
      })
}

function compare(
  context: ChangeSetContext,
  file: ChangeSetContext['files'][number],
  manifest: ChangeSetContext['files'][number] | undefined,
): void {
  const facts = context.facts('dependency')
  const isAsked = ({ data, location }: Dependency) =>
    location.side === 'new' &&
    !data.isLock &&
    data.source === 'registry' &&
    data.scope !== 'peer' &&
    data.scope !== 'override' &&
    (manifest === undefined ? location.file < 0 : location.file === manifest.index)
  const asked = facts.filter(isAsked)
  const entries = facts.filter(({ data, location }) => data.isLock && location.file === file.index)
  const now = groupBySubject(entries.filter(one => one.location.side === 'new'))
  const before = groupBySubject(entries.filter(one => one.location.side === 'old'))
  const told = asked.flatMap(want => outside(want, now.get(want.subject) ?? [], before.get(want.subject) ?? []))
  if (told.length > mostTold) return
  for (const [want, one] of told)
    context.report({
      file: file.index,
      side: 'new',
      at: one.location.at,
      digest: one.digest,
      text: one.text,
      message: 'outside',
      data: { name: one.data.name, version: one.data.requirement, range: want.data.requirement },
    })
}

/** The entry that came with this change, where no entry of that name fits. */
function outside(
  want: Dependency,
  now: readonly Dependency[],
  before: readonly Dependency[],
): readonly (readonly [Dependency, Dependency])[] {
  const { ecosystem, requirement } = want.data
  const isOut = now.every(({ data }) => allowsVersion(ecosystem, requirement, data.requirement) === false)
  const come = now.find(one => before.every(old => old.data.requirement !== one.data.requirement))
  return isOut && come !== undefined ? [[want, come]] : []
}

function groupBySubject(facts: readonly Dependency[]): ReadonlyMap<string, readonly Dependency[]> {
  const groups = new Map<string, Dependency[]>()
  for (const one of facts) {
    const group = groups.get(one.subject)
    if (group === undefined) groups.set(one.subject, [one])
    else group.push(one)
  }
  return groups
}
