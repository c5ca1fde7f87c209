import { type DependencyEntry, dependencySubject } from '../manifests/dependencies/dependency'
import { dependencyReaderFor } from '../manifests/dependencies/readers'
import { ManifestText } from '../manifests/manifestText'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'

/** Names that entries of lock files ask for, where the file does not say what the project itself wants. */
const asked: readonly (readonly [RegExp, RegExp])[] = [
  // Version 1 of yarn: a name and a range, four spaces in.
  [/(?:^|\/)yarn\.lock$/i, /^ {4}"?((?:@[^/"\s]{1,200}\/)?[^/"\s:@]{1,200})"? /gm],
  // `[package.dependencies]` and `[package.extras]` of poetry.
  [/(?:^|\/)poetry\.lock$/i, /^["']?([\w.-]{1,200})["']? = [["'{]|"([\w.-]{1,200})(?: |\[|")/gm],
  [/(?:^|\/)composer\.lock$/i, /^\s{8,40}"([\w.-]{1,100}\/[\w.-]{1,100})": /gm],
]
/** New entries of this kind beyond which the file was made anew. */
const mostRoots = 3

/** New packages of a lock file that none of its entries asks for: the project itself has to. */
export const lockRoot = defineCollector({
  kind: 'lock-root',
  files: { paths: ['**/{yarn,poetry,composer}.lock'] },
  collect,
})

function collect(side: SideContext): readonly FactDraft<'lock-root'>[] {
  const { text, other, path } = side
  const form = asked.find(([file]) => file.test(path))?.[1]
  const read = dependencyReaderFor(path)
  if (side.side !== 'new' || form === undefined || read === undefined || other === undefined) return []
  if (!text.complete || !other.complete || /^__metadata:$/m.test(text.text)) return []
  if (!side.budget.spend(text.text.length + other.text.length)) return []
  const source = new ManifestText(text.text)
  const entries = read({ path, source, isPart: false })
  const before = new Set(
    read({ path, source: new ManifestText(other.text), isPart: false }).map(({ entry }) => subjectOf(entry)),
  )
  const ecosystem = entries[0]?.entry.ecosystem ?? 'npm'
  const names = new Set<string>()
  for (const found of text.text.matchAll(form)) names.add(dependencySubject(ecosystem, found[1] ?? found[2] ?? ''))
  const roots = entries.filter(
    ({ entry }) => entry.source === 'registry' && !before.has(subjectOf(entry)) && !names.has(subjectOf(entry)),
  )
  const news = [...new Map(roots.map(root => [subjectOf(root.entry), root])).values()]
  return news.length > mostRoots
    ? []
    : news.map(({ entry, span }) => ({
        subject: subjectOf(entry),
        side: side.side,
        at: span,
        data: { name: entry.alias ?? entry.name, version: entry.requirement },
      }))
}

function subjectOf({ ecosystem, name, alias }: DependencyEntry): string {
  return dependencySubject(ecosystem, alias ?? name)
}
