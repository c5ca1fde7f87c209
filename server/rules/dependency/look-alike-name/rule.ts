import { type Dependency, DependencyChange } from '../../../core/facts/dependencyChange'
import { dependencyEntry } from '../../../core/facts/dependencyEntry'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { dependencyReaders } from '../../../core/manifests/dependencies/readers'
import { glance, nameDistance, plainName, wellKnownNames } from '../../../core/manifests/dependencies/wellKnownNames'
import { isTextSpan } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why,
    benign: 'A fork or a successor that chose a similar name.',
    question: 'Who publishes this, and what does it do that the earlier or well-known one does not?',
    commands: ['git grep -n -F -e {name}'],
  }
}

export default defineRule({
  id: 'dependency/look-alike-name',
  title: 'new dependency by a name close to another',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['boltdb-2025', 'colourama-2018'],
  tags: ['CWE-829', 'CWE-1357'],
  files: { paths: dependencyReaders.flatMap(reader => reader.paths) },
  uses: [dependencyEntry],
  messages: {
    close: text(
      'New dependency `{name}` is one step away from `{other}`',
      'Names like that have been taken by others to be installed by mistake.\nRegistries were not asked.',
    ),
    looks: text(
      'New dependency `{name}` looks like `{other}`, which is another package',
      'Digits that pass for letters, or separators left out or put in, make a name of its own.\nRegistries were not asked.',
    ),
    scope: text(
      'New dependency `{name}` has a scope one step away from `{other}`',
      'A scope belongs to one owner, and a similar one to another.\nRegistries were not asked.',
    ),
    replaced: text(
      '`{other}` is replaced by `{name}`, of the same last name and another owner',
      'The code may be the same, a fork or something else; the name says nothing.\nRegistries were not asked.',
    ),
  },
  examine: { file: examine },
})

const ECOSYSTEMS: ReadonlySet<string> = new Set([
  'npm',
  'pypi',
  'cargo',
  'go',
  'rubygems',
  'composer',
  'nuget',
  'github-actions',
])
const SCOPES = ['types', 'babel', 'angular', 'typescript-eslint', 'storybook', 'testing-library', 'reduxjs', 'nestjs']

function examine(context: FileContext): void {
  if (isTestFolder(context.path)) return
  const change = new DependencyChange(context)
  const old = change.old.filter(one => !one.data.isLock)
  const before = new Set(old.map(plain))
  // In a long list two names a letter apart are nothing strange: only those next to the change are compared.
  const shown = new Set(context.content.hunks.flatMap(hunk => hunk.lines.flatMap(line => line.old ?? [])))
  const near = old.filter(one => isTextSpan(one.location.at) && shown.has(one.location.at.start.line))
  const scopes = new Set([...SCOPES, ...old.flatMap(({ data }) => scopeOf(data.name) ?? [])])
  const told = new Set<string>()
  for (const one of change.introduced) {
    const { data } = one
    const name = plain(one)
    const isOwn = data.isLock || data.source === 'workspace' || data.source === 'path'
    if (isOwn || !ECOSYSTEMS.has(data.ecosystem) || before.has(name) || told.has(name)) continue
    const found = resemblance(one, change, near, scopes)
    if (found === undefined) continue
    told.add(name)
    const [message, other] = found
    // A fork has versions of its own; the same number under an owner that begins alike is the other one's.
    const isSame =
      message === 'replaced' &&
      data.requirement !== '' &&
      change.removed.some(one => one.data.name === other && one.data.requirement === data.requirement)
    // Code that imports the one gets the other, and the two look the same.
    const isImposed = data.alias === other
    context.report({
      message,
      at: change.placeOfName(one),
      ...(isSame || isImposed ? { severity: 'high' } : {}),
      data: { name: data.name, other },
    })
  }
}

function plain({ data }: Dependency): string {
  return plainName(data.ecosystem, data.name)
}

function resemblance(
  one: Dependency,
  change: DependencyChange,
  near: readonly Dependency[],
  scopes: ReadonlySet<string>,
): readonly ['close' | 'looks' | 'scope' | 'replaced', string] | undefined {
  const { ecosystem, name } = one.data
  const known = wellKnownNames(ecosystem)
  const own = plain(one)
  if (known.some(other => plainName(ecosystem, other) === own)) return undefined
  const { alias } = one.data
  if (alias !== undefined && isLikeOwner(alias, name)) return ['replaced', alias]
  const replaced = change.removed.find(other => isOtherOwner(other.data.name, name))
  if (replaced !== undefined) return ['replaced', replaced.data.name]
  const owner = ecosystem === 'go' ? known.find(other => isOtherOwner(`x/${other}`, `x/${own}`)) : undefined
  if (owner !== undefined) return ['close', owner]
  const scope = scopeOf(name)
  if (scope !== undefined && scope.length >= 5 && !scopes.has(scope)) {
    const other = [...scopes].find(one => one.length >= 5 && nameDistance(one, scope) === 1)
    if (other !== undefined) return ['scope', `@${other}`]
  }
  const others = [...near.filter(other => other.data.ecosystem === ecosystem).map(other => other.data.name), ...known]
  const close = others.find(other => isStepAway(plainName(ecosystem, other), own))
  if (close !== undefined) return ['close', close]
  const like = known.find(other => other.length >= 5 && looksLike(plainName(ecosystem, other), own))
  return like === undefined ? undefined : ['looks', like]
}

function scopeOf(name: string): string | undefined {
  return /^@([^/]+)\//.exec(name)?.[1]
}

/** `git.invalid/a/x` for `git.invalid/a-go/x`: the owner starts alike. Moves between unlike owners are everyday. */
function isOtherOwner(old: string, name: string): boolean {
  const [a, b] = [old.split('/'), name.split('/')]
  if (a.length < 3 || a.length !== b.length || a.at(-1) !== b.at(-1) || a[0] !== b[0]) return false
  const [one, two] = [a[1] ?? '', b[1] ?? '']
  if (one.length < 4 || two.length < 4) return false
  return one !== two && (one.startsWith(two) || two.startsWith(one) || nameDistance(one, two) === 1)
}

/** The owner alone is another, and looks the same at a glance. */
function isLikeOwner(old: string, name: string): boolean {
  const [a, b] = [old.split('/'), name.split('/')]
  const [one, two] = [a.splice(1, 1)[0] ?? '', b.splice(1, 1)[0] ?? '']
  return (
    a.length > 1 && a.join('/') === b.join('/') && one !== two && (glance(one) === glance(two) || isStepAway(one, two))
  )
}

function isStepAway(a: string, b: string): boolean {
  if (a.length < 5 || b.length < 5 || a === b) return false
  // Numbers at the end are editions.
  if (a.replace(/\d+$/, '') === b.replace(/\d+$/, '') || a.replace(/\d/g, '') === b.replace(/\d/g, '')) return false
  // The same in another notation is told apart below.
  return nameDistance(a, b) === 1 && a.replace(/[-_.]/g, '') !== b.replace(/[-_.]/g, '')
}

function looksLike(a: string, b: string): boolean {
  return a !== b && a.replace(/\d+$/, '') !== b.replace(/\d+$/, '') && glance(a) === glance(b)
}
