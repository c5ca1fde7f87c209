import { loadFile } from '../content/load'
import type { Fact } from '../facts/fact'
import { type FileChange, shownPath } from '../model/changeSet'
import type { LoadedFile, TextContent } from '../model/content'
import { withReasons } from '../model/coverage'
import { changedLines } from '../model/hunk'
import { isTextSpan, lastLine, type TextSpan } from '../model/location'
import { pathKey } from '../model/path'
import type { ChangeSource } from '../model/ports'
import { type PatchDocument, patchChangeSet } from '../patch'
import type { LanguageId } from '../syntax/language'
import { createBudget } from './budget'
import type { Budget } from './context'
import type { DraftFinding } from './draft'
import { evidenceDigest } from './evidence'
import { type Collected, type ExaminePorts, ONLY_SHOWN } from './examination'
import type { FileReview } from './examine'
import { innerFile, type OuterPatch } from './nestedFile'
import { type NestedPlaces, outerEvidence, outermostLocation } from './nestedPlaces'
import { patchIn } from './patchText'

/** Patches in patches; the change itself may come from one more. */
const LIMIT_DEPTH = 3
const LIMIT_FILES = 2_000
/** Lines that all files of one patch may have together, the blank ones between hunks included. */
const LIMIT_LINES = 4_000_000
/** Reasons of one kind that are told one by one. */
const LIMIT_REASONS = 3

export interface NestedJob {
  readonly file: LoadedFile
  readonly content: TextContent
  readonly path: string
  readonly language: LanguageId | undefined
  readonly ports: ExaminePorts
  /** Patches around this file, the file's own change not counted. */
  readonly depth: number
  /** Shared by all files of a patch; the outermost file has none yet. */
  readonly budget: Budget | undefined
  /** Examines a file as if it were one of the change. */
  readonly examine: (file: LoadedFile, depth: number, budget: Budget) => Promise<FileReview>
}

/**
 * A patch that the change brings along (`debian/patches`, the patches of a spec file) is a change of its own: each file
 * in it is examined like any other, as far as the change touches what the patch says of it, and what comes out is
 * placed on the lines of the patch.
 */
export async function examineNested(job: NestedJob, collected: Collected): Promise<void> {
  const { content, path, language } = job
  // A file that is looked at for its facts alone has no changed lines.
  if (content.hunks.length === 0) return
  const side = content.new ?? content.old
  const doc = side && patchIn(path, language, side)
  if (side === undefined || doc === undefined || side.text.trim() === '') return
  if (content.new === undefined) addReason(collected, 'a deleted patch: what it did was not read as code')
  else if (!content.new.complete) addReason(collected, 'a patch of which only parts are known was not read as a patch')
  else if (job.depth >= LIMIT_DEPTH) addReason(collected, `patches in patches are read ${LIMIT_DEPTH} deep`)
  else await examineFiles(job, doc, content.new.lines, collected)
  if (content.new !== undefined && takesBack(content)) {
    addReason(collected, 'lines were taken out of this patch: what that undoes was not read as code')
  }
}

async function examineFiles(
  job: NestedJob,
  doc: PatchDocument,
  lines: readonly string[],
  collected: Collected,
): Promise<void> {
  const { ports, content } = job
  const source = patchChangeSet(doc, job.path, ports)
  const { files, unread } = source.changeSet
  if (files.length === 0) addReason(collected, 'it has the name of a patch, but no file was found in it')
  tell(
    collected,
    unread.map(region => `line ${region.line} of the patch was not read: ${region.reason}`),
  )
  const touched = changedLines(content.hunks, 'new')
  const outer: OuterPatch = { lines, isNew: content.old === undefined, isTouched: line => touched.has(line) }
  const budget = job.budget ?? createBudget()
  const skipped: string[] = []
  let isPartial = false
  let room = LIMIT_LINES
  for (const [at, change] of files.entries()) {
    if (at >= LIMIT_FILES) {
      addReason(collected, `${files.length - at} of its files were not examined: there are too many`)
      break
    }
    const from = change.patchLine ?? 1
    if (!isTouched(outer, from, (files[at + 1]?.patchLine ?? lines.length + 1) - 1)) continue
    const laidOut = countLines(change)
    if (laidOut > room) {
      skipped.push(`${shownPath(change).text}: its line numbers are too high`)
      continue
    }
    room -= laidOut
    const inner = await innerOf(job, source, change, outer)
    if (inner === undefined) continue
    const review = await job.examine(inner.file, job.depth + 1, budget)
    const reasons = review.outcome.kind === 'examined' ? [] : review.outcome.reason.split('; ')
    if (reasons.includes(ONLY_SHOWN)) isPartial = true
    for (const reason of reasons) if (reason !== ONLY_SHOWN) skipped.push(`${inner.places.name}: ${reason}`)
    take(job, review, inner.file.change, inner.places, collected)
  }
  if (isPartial) addReason(collected, 'of the files it changes, only the lines that it shows')
  tell(collected, skipped)
}

function isTouched(outer: OuterPatch, from: number, to: number): boolean {
  if (outer.isNew) return true
  for (let line = from; line <= to; line++) if (outer.isTouched(line)) return true
  return false
}

async function innerOf({ file, ports }: NestedJob, source: ChangeSource, change: FileChange, outer: OuterPatch) {
  const read = (side: 'old' | 'new') => source.content.read(change.index, side)
  const raw = { change: { ...change, index: file.change.index }, old: await read('old'), new: await read('new') }
  return innerFile(loadFile(raw, ports.hash), change, shownPath(change).text, outer)
}

/** Lines of both sides once they are laid out by their numbers, which are claims of the patch. */
function countLines({ source }: FileChange): number {
  if (source.kind !== 'hunks') return 0
  const last = (side: 'old' | 'new') =>
    source.hunks.reduce((most, hunk) => Math.max(most, hunk[`${side}Start`] + hunk[`${side}Count`]), 0)
  return last('old') + last('new')
}

/** Moves what was found in a file of the patch to the patch. */
function take(
  job: NestedJob,
  review: FileReview,
  change: FileChange,
  places: NestedPlaces,
  collected: Collected,
): void {
  const found = review.findings.map(finding => outerFinding(job, finding, places))
  // A rule that reads lines saw the same line as text of the patch; the file in it says more.
  const said = new Set(found.map(placeKey))
  keep(collected.findings, finding => finding.evidence[0].location.inside !== undefined || !said.has(placeKey(finding)))
  collected.findings.push(...found)
  const own = { summary: review.summary, change: withoutContent(change), facts: review.facts }
  const known = new Set<string>()
  for (const nested of [{ ...own, steps: [] }, ...review.nested]) {
    const steps = [places, ...nested.steps] as const
    const facts = nested.facts.map(fact => {
      const location = outermostLocation(fact.location, steps)
      known.add(factKey({ ...fact, location }))
      return { ...fact, digest: digest(job, location.at as TextSpan) }
    })
    collected.nested.push({ ...nested, facts, steps })
  }
  keep(collected.facts, fact => !known.has(factKey(fact)))
  for (const failure of review.failures)
    collected.failures.push({ ...failure, file: `${job.path} → ${failure.file ?? places.name}` })
}

/** All that a join needs to know of the content is whether it is whole. */
function withoutContent({ source, patchRuns: _, ...change }: FileChange): FileChange {
  return { ...change, source: source.kind === 'hunks' ? { kind: 'hunks', hunks: [] } : { kind: 'same' } }
}

function outerFinding(job: NestedJob, finding: DraftFinding, places: NestedPlaces): DraftFinding {
  const [primary, ...related] = finding.evidence
  const [rule = finding.rule, ...rest] = finding.identity
  const evidence = [outerEvidence(primary, places), ...related.map(item => outerEvidence(item, places))] as const
  return {
    ...finding,
    evidence,
    evidenceDigest: digest(job, evidence[0].location.at as TextSpan),
    identity: [rule, pathKey(shownPath(job.file.change)), ...rest],
  }
}

/** An acceptance holds for what the change did to the patch. */
function digest({ ports, file, content }: NestedJob, at: TextSpan): string {
  return evidenceDigest(ports.hash, file.change, content, 'new', at)
}

function placeKey({ rule, evidence: [{ location }] }: DraftFinding): string {
  return isTextSpan(location.at) ? `${rule} ${location.at.start.line}-${lastLine(location.at)}` : `${rule} file`
}

function factKey({ kind, subject, location: { at } }: Fact): string {
  return `${kind} ${isTextSpan(at) ? at.start.line : 'file'} ${subject}`
}

function keep<T>(items: T[], isKept: (item: T) => boolean): void {
  const kept = items.filter(isKept)
  if (kept.length < items.length) items.splice(0, items.length, ...kept)
}

/** Whether the change removes lines of the patch that it does not write again: a part of the patch is gone. */
function takesBack({ hunks }: TextContent): boolean {
  const left = new Map<string, number>()
  const count = (text: string, by: number) => {
    if (/^[+-](?![+-]{2} )/.test(text)) left.set(text, (left.get(text) ?? 0) + by)
  }
  for (const hunk of hunks)
    for (const line of hunk.lines) if (line.kind !== 'context') count(line.text, line.kind === 'removed' ? 1 : -1)
  return [...left.values()].some(number => number > 0)
}

function tell(collected: Collected, reasons: readonly string[]): void {
  const rest = reasons.length - LIMIT_REASONS
  const more = rest > 0 ? [`and ${rest} more in this patch`] : []
  collected.outcome = withReasons(collected.outcome, [...reasons.slice(0, LIMIT_REASONS), ...more])
}

function addReason(collected: Collected, reason: string): void {
  tell(collected, [reason])
}
