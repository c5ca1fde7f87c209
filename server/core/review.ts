import type { RawFile } from './content/load'
import type { Fact } from './facts/fact'
import { type FileChange, shownPath } from './model/changeSet'
import { type Coverage, type PartialEntry, type SkippedEntry, withReasons } from './model/coverage'
import { UNCHANGED } from './model/location'
import { type FilePath, pathFromText } from './model/path'
import type { CancelPort, ChangeSource, HashPort, SideContent } from './model/ports'
import { type Review, type RuleFailure, SCHEMA_VERSION } from './model/review'
import { visible } from './model/visible'
import { createBudget } from './rule/budget'
import { capFindings } from './rule/cap'
import type { ChangeSetContext } from './rule/context'
import { BASELINE_FILE, type Baseline, type Decision, parseBaseline } from './rule/decisions'
import type { ExamineOptions } from './rule/examination'
import type { FileReview } from './rule/examine'
import { takeInventory } from './rule/inventory'
import { JoinedFiles } from './rule/joinedFiles'
import { runChangeSetRules } from './rule/joinFiles'
import type { Registry } from './rule/registry'
import type { Rule } from './rule/rule'
import { settle } from './rule/settle'
import { withoutGenerated, withoutSuperseded } from './rule/supersede'
import { wantedHistory } from './rule/wantedHistory'
import { type UnwrapAnswer, type UnwrapJob, unwrapHere, unwrapScripts } from './unwrapScripts'

export interface ReviewOptions extends ExamineOptions {
  /** The user's own acceptances. */
  readonly decisions: readonly Decision[]
  /** A baseline the user named; without one, the file on the base side counts, and never that of the new side. */
  readonly baseline?: Baseline
}

export interface ReviewPorts {
  readonly hash: HashPort
  /** Examines one file: in this thread or in another. Rejects only when cancelled. */
  examine(raw: RawFile): Promise<FileReview>
  /** Works out what a script would run; in this thread unless said. Rejects only when cancelled. */
  unwrap?(job: UnwrapJob): Promise<UnwrapAnswer>
  readonly cancel?: CancelPort
  /** Day (ISO 8601, in UTC): entries of a baseline that ended before it no longer count. */
  readonly today?: string
  /** Called after each file. */
  progress?(done: number, total: number): void
}

/** Files that are read and examined at the same time: bounds the memory that content takes. */
const FILES_AT_ONCE = 8
/** Unchanged files that rules may ask for in one review. */
const LIMIT_WANTED_FILES = 32

/** Thrown when a review was cancelled; nothing of it is shown. */
export class Cancelled extends Error {
  constructor() {
    super('the review was cancelled')
  }
}

/** The façade: one change in, one review out; the same for editor, command line and CI. */
export async function review(
  source: ChangeSource,
  registry: Registry,
  options: ReviewOptions,
  ports: ReviewPorts,
): Promise<Review> {
  return join(source, await examineFiles(source, ports), registry, options, ports)
}

/** The first half: every file alone. An edit redoes one of these and joins again. */
export async function examineFiles(source: ChangeSource, ports: ReviewPorts): Promise<readonly FileReview[]> {
  const { files } = source.changeSet
  const reviews: FileReview[] = new Array(files.length)
  let next = 0
  let done = 0
  const work = async (): Promise<void> => {
    for (;;) {
      const index = next++
      const change = files[index]
      if (change === undefined) return
      if (ports.cancel?.isCancelled()) throw new Cancelled()
      reviews[index] = await ports.examine(await readFile(source, change))
      ports.progress?.(++done, files.length)
    }
  }
  await Promise.all(Array.from({ length: Math.min(FILES_AT_ONCE, files.length) }, work))
  return reviews
}

const ABSENT: SideContent = { kind: 'absent' }

/** Both sides of a file, if its content is there to be read. */
export async function readFile(source: ChangeSource, change: FileChange): Promise<RawFile> {
  if (change.source.kind !== 'stored') return { change, old: ABSENT, new: ABSENT }
  const [old, current] = await Promise.all([
    change.old === undefined ? ABSENT : source.content.read(change.index, 'old'),
    change.new === undefined ? ABSENT : source.content.read(change.index, 'new'),
  ])
  return { change, old, new: current }
}

/** The second half: rules on the whole change, decisions, order, fingerprints, the ledger. */
export async function join(
  source: ChangeSource,
  files: readonly FileReview[],
  registry: Registry,
  options: ReviewOptions,
  ports: ReviewPorts,
): Promise<Review> {
  const { changeSet } = source
  const failures: RuleFailure[] = files.flatMap(file => file.failures)
  const rules = registry.active(options).filter(rule => 'changeSet' in rule.examine)
  const joined = new JoinedFiles(changeSet.files, files)
  const facts: Fact[] = [...joined.facts]
  const context: Omit<ChangeSetContext, 'report' | 'budget'> = {
    files: joined.summaries,
    scope: options.scope,
    messages: changeSet.commits.map(commit => commit.message),
    commits: changeSet.commits,
    ...(ports.today === undefined ? {} : { today: ports.today }),
    facts: kind => facts.filter((fact): fact is Fact<typeof kind> => fact.kind === kind),
  }
  const wanted = await wantedFiles(source, rules, context, failures)
  const unchangedFiles: string[] = []
  for (const path of wanted) {
    const content = await source.content.readPath(path, 'new')
    if (content.kind !== 'bytes') continue
    const index = UNCHANGED - unchangedFiles.length
    unchangedFiles.push(path.text)
    const change: FileChange = { index, kind: 'modified', old: { path }, new: { path }, source: { kind: 'stored' } }
    facts.push(...(await ports.examine({ change, old: content, new: content })).facts)
  }
  const unwrapped = await unwrapScripts(source, facts, ports.unwrap ?? unwrapHere)
  facts.push(...unwrapped.facts)
  for (const rule of rules.filter(one => one.uses?.some(({ kind }) => kind === 'computed-script')))
    failures.push(...unwrapped.problems.map(problem => ({ rule: rule.id, ...problem })))
  const full = { ...context, ...(await wantedHistory(source.history, rules, context, failures)) }
  const { kept, untold } = capFindings(runChangeSetRules(rules, full, joined, options, failures))
  const told = withoutSuperseded([...files.flatMap(file => file.findings), ...kept], registry)
  const drafts = withoutGenerated(told, facts, file => joined.summaries[file]?.path)
  const settled = settle(drafts, {
    hash: ports.hash,
    accepts: files.flatMap(file => file.accepts),
    baseline: options.baseline ?? (await baselineOfBase(source, failures, ports.today)),
    decisions: options.decisions,
    files: changeSet.files,
  })
  return {
    schemaVersion: SCHEMA_VERSION,
    changeSet,
    inventory: takeInventory(files.map(file => file.summary)),
    findings: settled.findings,
    chains: [],
    coverage: coverageOf(source, files, untold),
    failures,
    unusedSuppressions: settled.unused,
    unchangedFiles,
  }
}

async function wantedFiles(
  source: ChangeSource,
  rules: readonly Rule[],
  context: Omit<ChangeSetContext, 'report' | 'budget'>,
  failures: RuleFailure[],
): Promise<readonly FilePath[]> {
  const changed = new Set(source.changeSet.files.map(file => shownPath(file).text))
  const full: ChangeSetContext = { ...context, budget: createBudget(), report: () => {} }
  let tree: readonly FilePath[] | undefined
  const wanted = new Map<string, FilePath>()
  for (const rule of rules) {
    if (rule.wants === undefined) continue
    try {
      if (!rule.wants.when(full)) continue
      tree ??= await source.content.listTree('new')
      const paths = new Map(tree.map(path => [path.text, path]))
      for (const text of rule.wants.paths(full, [...paths.keys()])) {
        const path = paths.get(text)
        if (path !== undefined && !changed.has(text) && wanted.size < LIMIT_WANTED_FILES) wanted.set(text, path)
      }
    } catch (error) {
      failures.push({ rule: rule.id, reason: visible(String(error)).slice(0, 200) })
    }
  }
  return [...wanted.values()].sort((a, b) => (a.text < b.text ? -1 : 1))
}

async function baselineOfBase(
  source: ChangeSource,
  failures: RuleFailure[],
  today = '',
): Promise<Baseline | undefined> {
  const content = await source.content.readPath(pathFromText(BASELINE_FILE), 'old')
  if (content.kind !== 'bytes') return undefined
  const { baseline, problem } = parseBaseline(new TextDecoder().decode(content.bytes))
  if (problem !== undefined) failures.push({ rule: 'trust/baseline', file: BASELINE_FILE, reason: problem })
  return baseline && { ...baseline, entries: baseline.entries.filter(({ expires }) => (expires ?? today) >= today) }
}

function coverageOf(
  source: ChangeSource,
  files: readonly FileReview[],
  untold: ReadonlyMap<number, readonly string[]>,
): Coverage {
  const partial: PartialEntry[] = []
  const skipped: SkippedEntry[] = []
  let examined = 0
  for (const [index, file] of files.entries()) {
    const change = source.changeSet.files[index]
    const name = change === undefined ? file.summary.path : shownPath(change).text
    const outcome = withReasons(file.outcome, untold.get(index) ?? [])
    switch (outcome.kind) {
      case 'examined':
        examined++
        break
      case 'partial':
        partial.push({ file: name, reason: outcome.reason })
        break
      case 'skipped': {
        const { skip, reason, remedy } = outcome
        skipped.push({ file: name, reason, kind: skip, ...(remedy === undefined ? {} : { remedy }) })
        break
      }
    }
  }
  const unread = source.changeSet.unread.map(region => `line ${region.line}: ${region.reason} (${region.length} bytes)`)
  return { files: files.length, examined, partial, skipped, unread }
}
