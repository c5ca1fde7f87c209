import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { applyHunks } from '../../server/core/diff'
import { type FileChange, shownPath } from '../../server/core/model/changeSet'
import type { Finding } from '../../server/core/model/finding'
import { isTextSpan, type Side } from '../../server/core/model/location'
import { pathFromText } from '../../server/core/model/path'
import type { ChangeSource, EarlierAuthors, HistoryPort, MergeOwn, SideContent } from '../../server/core/model/ports'
import type { Review } from '../../server/core/model/review'
import type { Rule } from '../../server/core/rule/rule'
import { patchSource } from '../../server/host/sources'
import { readCaseDocument } from './caseDocument'
import { type Mark, readMarks } from './marks'
import { repositoryRoot } from './repository'
import { reviewWith } from './review'

export interface RuleCase {
  /** The heading it stands under; numbered where a heading holds several. */
  readonly name: string
  /** `cases.md` or `rule.md`. */
  readonly document: string
  /** Line of the document where its patch starts. */
  readonly line: number
  /** The patch with its marks taken out. */
  readonly patch: string
  readonly marks: readonly Mark[]
  /** Files of the tree, by path, as they stand before the change. */
  readonly files: ReadonlyMap<string, string>
  readonly history?: HistoryPort
}

export const rulesFolder = join(repositoryRoot, 'server/rules')

/** `family/name` of every folder that holds a rule. */
export function ruleFolders(): readonly string[] {
  return readdirSync(rulesFolder, { withFileTypes: true })
    .filter(family => family.isDirectory())
    .flatMap(family =>
      readdirSync(join(rulesFolder, family.name), { withFileTypes: true })
        .filter(entry => entry.isDirectory())
        .map(entry => `${family.name}/${entry.name}`),
    )
    .sort()
}

/** The text of a file in a rule's folder; empty when there is none. */
export function ruleDocument(id: string, name: string): string {
  const file = join(rulesFolder, id, name)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** Every case of a rule: those of cases.md, then the examples of rule.md. */
export function readCases(id: string): readonly RuleCase[] {
  return ['cases.md', 'rule.md'].flatMap(document =>
    readCaseDocument(ruleDocument(id, document)).map(({ name, line, patch, files, history }) => {
      const { text, marks } = readMarks(patch, line)
      const past = history === undefined ? {} : { history: readHistory(history) }
      return { name, document, line, patch: text, marks, files, ...past }
    }),
  )
}

function readHistory(text: string): HistoryPort {
  const said = JSON.parse(text) as { readonly authors?: EarlierAuthors; readonly merges?: readonly MergeOwn[] }
  return {
    past: async () => ({ changes: [], isCut: false }),
    authors: async () => said.authors ?? { known: [], commits: 0, isCut: false },
    merges: async () => ({ own: said.merges ?? [], notes: [] }),
  }
}

/** The change of a case. Sides whose file the case gives are complete; the others show what the patch shows. */
export function caseSource(item: RuleCase): ChangeSource {
  const patch = patchSource(item.name, new TextEncoder().encode(item.patch))
  const { changeSet } = patch
  const problems = [...changeSet.unread.map(one => `line ${one.line}: ${one.reason}`), ...changeSet.notices]
  if (problems.length > 0) throw new Error(`the patch is not read as it stands: ${problems.join('; ')}`)
  const completed = new Map<number, { readonly old: SideContent; readonly new: SideContent }>()
  const changed = new Set<string>()
  const files = changeSet.files.map((change): FileChange => {
    for (const side of [change.old, change.new]) if (side !== undefined) changed.add(side.path.text)
    const old = change.old === undefined ? undefined : item.files.get(change.old.path.text)
    if (old === undefined || change.source.kind !== 'hunks') return change
    const result = applyHunks(old, change.source.hunks)
    if (result === undefined) throw new Error(`the patch does not apply to ${change.old?.path.text} of the case`)
    completed.set(change.index, { old: toBytes(old), new: toBytes(change.new === undefined ? undefined : result) })
    return { ...change, source: { kind: 'stored' } }
  })
  return {
    changeSet: { ...changeSet, files },
    content: {
      read: async (file, side) => completed.get(file)?.[side] ?? patch.content.read(file, side),
      readPath: async (path, side) => {
        const at = files.find(change => change[side]?.path.text === path.text)
        if (at !== undefined) return completed.get(at.index)?.[side] ?? patch.content.read(at.index, side)
        return changed.has(path.text) ? { kind: 'absent' } : toBytes(item.files.get(path.text))
      },
      listTree: async side => [
        ...files.flatMap(change => (change[side] === undefined ? [] : [change[side].path])),
        ...[...item.files.keys()].filter(path => !changed.has(path)).map(pathFromText),
      ],
    },
    ...(item.history === undefined ? {} : { history: item.history }),
  }
}

function toBytes(text: string | undefined): SideContent {
  return text === undefined ? { kind: 'absent' } : { kind: 'bytes', bytes: new TextEncoder().encode(text) }
}

/** The day on which cases are reviewed. */
const CASE_DAY = '2025-06-01'

/** Reviews a case with one rule alone. A rule that fails fails the case. */
export async function reviewCase(rule: Rule, item: RuleCase): Promise<Review> {
  const review = await reviewWith([rule], caseSource(item), { mode: 'thorough' }, { today: CASE_DAY })
  const [failure] = review.failures
  if (failure !== undefined)
    throw new Error(`${failure.rule} failed on ${failure.file ?? 'the change'}: ${failure.reason}`)
  return review
}

/** The same change seen as a tree: what the new sides say to a scan. */
export async function scanCase(rule: Rule, item: RuleCase): Promise<Review> {
  const source = caseSource(item)
  const files = source.changeSet.files
    .filter(change => change.new !== undefined)
    .map((change, index): FileChange => ({ index, kind: 'added', new: change.new!, source: { kind: 'stored' } }))
  const indexOf = source.changeSet.files.filter(change => change.new !== undefined).map(change => change.index)
  const scan: ChangeSource = {
    changeSet: { ...source.changeSet, files },
    content: {
      ...source.content,
      read: (file, side) =>
        side === 'new' ? source.content.read(indexOf[file] ?? -1, 'new') : Promise.resolve({ kind: 'absent' }),
    },
  }
  return reviewWith([rule], scan, { scope: 'scan', mode: 'thorough' })
}

/** One line per difference between what a case marks and what was found; empty when they agree one to one. */
export function compareWithMarks(review: Review, marks: readonly Mark[]): readonly string[] {
  const open = [...marks]
  const unexpected: Finding[] = []
  for (const finding of review.findings) {
    const at = open.findIndex(mark => matches(finding, mark, review))
    if (at === -1) unexpected.push(finding)
    else open.splice(at, 1)
  }
  return [
    ...unexpected.map(finding => `+ unexpected: ${describe(finding, review)}`),
    ...open.map(mark => `- not found:  ${describeMark(mark)}`),
  ]
}

function matches(finding: Finding, mark: Mark, review: Review): boolean {
  const { location } = finding.evidence[0]
  if (!finding.message.includes(mark.want)) return false
  if (mark.severity !== undefined && mark.severity !== finding.severity) return false
  const change = review.changeSet.files[location.file]
  if (change?.patchLine === undefined) return false
  if (!isTextSpan(location.at)) return mark.place === undefined && fileAt(review, mark.patchLine) === location.file
  const { place } = mark
  if (place === undefined || fileAt(review, mark.patchLine) !== location.file) return false
  const { start, end } = location.at
  const isSameSide = place.sides.some(one => one.side === location.side && one.line === start.line)
  const isSameEnd = end.line > start.line ? place.end >= place.lineLength : end.column === place.end
  return isSameSide && start.column === place.start && isSameEnd
}

/** The file of the change whose part of the patch holds a line. */
function fileAt(review: Review, patchLine: number): number | undefined {
  return review.changeSet.files.filter(change => (change.patchLine ?? 0) <= patchLine).at(-1)?.index
}

function describe(finding: Finding, review: Review): string {
  const { location } = finding.evidence[0]
  const change = review.changeSet.files[location.file]
  const path = change === undefined ? '?' : shownPath(change).text
  const place = isTextSpan(location.at)
    ? `${location.at.start.line}:${location.at.start.column}-${location.at.end.line}:${location.at.end.column}`
    : String(location.at)
  return `${path} (${location.side}) ${place} [${finding.severity}] ${finding.message}`
}

function describeMark(mark: Mark): string {
  const sides = mark.place?.sides.map(({ side, line }: { side: Side; line: number }) => `${side} ${line}`).join(', ')
  const place = mark.place === undefined ? 'the file' : `${sides}: ${mark.place.start}-${mark.place.end}`
  return `document line ${mark.documentLine}, ${place} [${mark.severity ?? 'any'}] ${mark.want}`
}
