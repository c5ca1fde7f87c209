import { loadFile, type RawFile } from '../content/load'
import type { Fact } from '../facts/fact'
import { areaOf } from '../formats/area'
import { type FileChange, type MissingReason, shownPath } from '../model/changeSet'
import type { LoadedFile } from '../model/content'
import { type Outcome, type SkipKind, withReasons } from '../model/coverage'
import type { RuleFailure } from '../model/review'
import { detectLanguage, type LanguageId } from '../syntax/language'
import { capFindings } from './cap'
import type { Budget, FileSummary } from './context'
import type { AcceptComment } from './decisions'
import type { DraftFinding } from './draft'
import type { Collected, ExamineOptions, ExaminePorts } from './examination'
import { examineBinary } from './examineBinary'
import { examineText } from './examineText'
import { examineNested } from './nestedPatch'
import type { NestedFile } from './nestedPlaces'
import type { Registry } from './registry'

/** What came out of one file, alone: plain data, ready to cross a thread and to be joined with the others. */
export interface FileReview {
  readonly summary: FileSummary
  readonly outcome: Outcome
  readonly findings: readonly DraftFinding[]
  readonly facts: readonly Fact[]
  readonly failures: readonly RuleFailure[]
  readonly accepts: readonly AcceptComment[]
  /** Files of a patch that the file holds, whose findings are among {@link findings} already. */
  readonly nested: readonly NestedFile[]
}

/** Characters of a file that decide about its language: more than the longest licence at the top of one. */
const LANGUAGE_HEAD = 16_384

/** Never throws on input; a rule that fails becomes a failure of that rule on this file. */
export async function examineFile(
  raw: RawFile,
  registry: Registry,
  options: ExamineOptions,
  ports: ExaminePorts,
): Promise<FileReview> {
  const tooLarge = sizeOver(raw, options.maxFileBytes)
  const file: LoadedFile =
    tooLarge === undefined
      ? loadFile(raw, ports.hash)
      : { change: raw.change, content: { kind: 'missing', reason: 'too-large' } }
  const examine = (loaded: LoadedFile, depth: number, budget?: Budget) =>
    examineLoaded(loaded, { registry, options, ports, depth, tooLarge, budget }, examine)
  return withinCap(await examine(file, 0))
}

function withinCap(review: FileReview): FileReview {
  const { kept, untold } = capFindings(review.findings)
  const reasons = untold.get(review.summary.index) ?? []
  return reasons.length === 0 ? review : { ...review, findings: kept, outcome: withReasons(review.outcome, reasons) }
}

interface Circumstances {
  readonly registry: Registry
  readonly options: ExamineOptions
  readonly ports: ExaminePorts
  /** Patches around the file. */
  readonly depth: number
  /** Bytes of a side that is over the limit. */
  readonly tooLarge: number | undefined
  /** Shared with other files of the same patch. */
  readonly budget: Budget | undefined
}

async function examineLoaded(
  file: LoadedFile,
  { registry, options, ports, depth, tooLarge, budget }: Circumstances,
  examine: (file: LoadedFile, depth: number, budget: Budget) => Promise<FileReview>,
): Promise<FileReview> {
  const { content } = file
  const path = shownPath(file.change).text
  const language = languageOf(file, path)
  const collected: Collected = {
    findings: [],
    facts: [],
    failures: [],
    accepts: [],
    nested: [],
    outcome: { kind: 'examined' },
  }
  const rules = registry.active(options)
  switch (content.kind) {
    case 'text':
      await examineText({ file, content, path, language, rules, registry, options, ports, budget }, collected)
      await examineNested({ file, content, path, language, ports, depth, budget, examine }, collected)
      break
    case 'binary':
      examineBinary({ file, content, path, rules, options, ports }, collected)
      break
    case 'submodule':
    case 'same':
      break
    case 'missing':
      collected.outcome = missing(content.reason, content.remedy, tooLarge)
      break
  }
  return { ...collected, summary: summarise(file, path, language) }
}

function sizeOver(raw: RawFile, limit: number): number | undefined {
  const sizes = [raw.old, raw.new].map(side => (side.kind === 'bytes' ? side.bytes.length : 0))
  const largest = Math.max(...sizes)
  return largest > limit ? largest : undefined
}

function languageOf(file: LoadedFile, path: string): LanguageId | undefined {
  if (file.content.kind !== 'text') return undefined
  const text = file.content.new?.text ?? file.content.old?.text ?? ''
  return detectLanguage(path, text.slice(0, LANGUAGE_HEAD))
}

const SKIPS: Readonly<Record<MissingReason, { readonly skip: SkipKind; readonly reason: string }>> = {
  'too-large': { skip: 'limit', reason: 'larger than the size limit' },
  'object-absent': { skip: 'missing', reason: 'its object is not in this clone' },
  'not-in-patch': { skip: 'missing', reason: 'the patch does not carry its content' },
  unreadable: { skip: 'failure', reason: 'it could not be read' },
  corrupt: { skip: 'failure', reason: 'its bytes do not have the hash they are stored under' },
}

/** Why content is not here, as a clause, and what helps where something does. */
export function whyMissing(
  reason: MissingReason,
  remedy: string | undefined,
): { readonly reason: string; readonly remedy?: string } {
  const help = remedy ?? (reason === 'too-large' ? 'raise --max-file-bytes' : undefined)
  return { reason: SKIPS[reason].reason, ...(help === undefined ? {} : { remedy: help }) }
}

function missing(reason: MissingReason, remedy: string | undefined, size: number | undefined): Outcome {
  const why = whyMissing(reason, remedy)
  return {
    ...why,
    kind: 'skipped',
    skip: SKIPS[reason].skip,
    reason: size === undefined ? why.reason : `${why.reason} (${size} bytes)`,
  }
}

function summarise(file: LoadedFile, path: string, language: LanguageId | undefined): FileSummary {
  const { change, content } = file
  let added = 0
  let removed = 0
  if (content.kind === 'text')
    for (const hunk of content.hunks)
      for (const line of hunk.lines) {
        if (line.kind === 'added') added++
        else if (line.kind === 'removed') removed++
      }
  return {
    index: change.index,
    kind: change.kind,
    path,
    ...(change.old === undefined ? {} : { oldPath: change.old.path.text }),
    ...(change.old?.mode === undefined ? {} : { oldMode: change.old.mode }),
    ...(change.new?.mode === undefined ? {} : { newMode: change.new.mode }),
    ...(change.old?.objectId === undefined ? {} : { oldId: change.old.objectId }),
    ...(change.new?.objectId === undefined ? {} : { newId: change.new.objectId }),
    area: areaOf(path, content.kind === 'binary' || isBinaryByPatch(change)),
    ...(language === undefined ? {} : { language }),
    content: content.kind,
    added,
    removed,
  }
}

/** A patch that says only "Binary files differ" still tells what the file is. */
function isBinaryByPatch(change: FileChange): boolean {
  return change.source.kind === 'missing' && change.source.reason === 'not-in-patch'
}

/** What stands for a file whose examination did not end: a worker that died or was stopped at its deadline. */
export function unexaminedReview(change: FileChange, reason: string): FileReview {
  const file: LoadedFile = { change, content: { kind: 'missing', reason: 'unreadable' } }
  return {
    summary: summarise(file, shownPath(change).text, undefined),
    outcome: { kind: 'skipped', skip: 'failure', reason },
    findings: [],
    facts: [],
    failures: [],
    accepts: [],
    nested: [],
  }
}
