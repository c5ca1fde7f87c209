import { dependencySubject, type FoundDependency } from '../manifests/dependencies/dependency'
import { dependencyReaderFor, dependencyReaders } from '../manifests/dependencies/readers'
import { ManifestText } from '../manifests/manifestText'
import type { TextSpan } from '../model/location'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'

/** Of one side of one file; a lock file of ten megabytes has about as many. */
const mostEntries = 50_000

/**
 * Every dependency that a manifest or lock file names: what is wanted or what was resolved, from where, for what. The
 * parts of a bare patch are read one by one, since nobody knows what stands between them.
 */
export const dependencyEntry = defineCollector({
  kind: 'dependency',
  files: { paths: dependencyReaders.flatMap(reader => reader.paths) },
  collect,
})

function collect(side: SideContext): readonly FactDraft<'dependency'>[] {
  const read = dependencyReaderFor(side.path)
  const { text } = side
  if (read === undefined) return []
  if (!side.budget.spend(text.text.length)) {
    side.note('dependencies not read: the limit of this file was used up')
    return []
  }
  const drafts: FactDraft<'dependency'>[] = []
  for (const [from, to] of text.known ?? [[1, text.lines.length] as const]) {
    const part = text.known === undefined ? text.text : text.lines.slice(from - 1, to).join('\n')
    const entries = read({ path: side.path, source: new ManifestText(part), isPart: from > 1 })
    for (const found of entries) {
      if (drafts.length >= mostEntries) {
        side.note(`dependencies after the first ${mostEntries} not read`)
        return drafts
      }
      drafts.push(toFact(found, side, from - 1))
    }
  }
  return drafts
}

function toFact(
  { entry, span, reachesEnd }: FoundDependency,
  side: SideContext,
  lines: number,
): FactDraft<'dependency'> {
  return {
    subject: dependencySubject(entry.ecosystem, entry.name),
    side: side.side,
    at: moved(span, lines),
    data: reachesEnd && !side.text.complete ? { ...entry, isPartial: true } : entry,
  }
}

function moved({ start, end }: TextSpan, lines: number): TextSpan {
  return {
    start: { line: start.line + lines, column: start.column },
    end: { line: end.line + lines, column: end.column },
  }
}
