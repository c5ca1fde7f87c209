import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { AREAS, type Area } from '../../core/model/inventory'
import type { Review } from '../../core/model/review'
import type { ReviewOptions } from '../../core/review'
import { passesFilter } from '../../core/rule/registry'
import { GitProblem, type HistoryItem, type Repository } from '../../host/git/repository'
import { explained, labelOf, openRepositoryAt } from '../../host/sources'
import { anchorLines } from '../anchors'
import { UsageError } from '../arguments'
import { Verdict } from '../exitCode'
import { inOrder } from '../inOrder'
import { type SeriesPrinter, seriesPrinter } from '../outputs'
import { counted, isOpen, type Refusal, type Report } from '../report'
import type { Session } from '../session'

/** Commits under review at the same time, per worker: enough to keep all busy while one waits for a large file. */
const AHEAD_PER_JOB = 3

/** What a commit turned out to be, in the order asked for. */
type Row = { readonly report: Report } | { readonly refusal: Refusal }

/** Every commit against its first parent, one by one, printed as soon as it and all before it are done. */
export async function history(session: Session): Promise<number> {
  const { invocation, signal } = session
  const { stdin, words, maxFileBytes } = invocation
  if (stdin && words.length > 0) throw new UsageError('--stdin and a range name different commits; give one of them')
  const areas = touchedAreas(invocation.touching)
  const repository = await openRepositoryAt(invocation.directory, { signal, maxFileBytes })
  try {
    const options = await session.options('review', [repository.root])
    const printer = seriesPrinter(invocation.format, session.surroundings('review'))
    const series = new Series(session, printer)
    await series.begin()
    const items = repository.history(stdin ? revisionLines() : await walked(repository, words[0] ?? 'HEAD'))
    for await (const row of inOrder(items, item => rowOf(session, item, options), windowOf(invocation.jobs)))
      if (row !== undefined && isWanted(row, areas)) await series.take(row)
    await series.end()
    return series.verdict.code
  } finally {
    await repository.dispose()
  }
}

async function rowOf(session: Session, item: HistoryItem, options: ReviewOptions): Promise<Row | undefined> {
  const { invocation, signal } = session
  if ('error' in item) return refused(item.rev, item.error)
  if (!touchesPath(item, invocation.paths)) return undefined
  const { source, commit } = item
  try {
    const { review } = await session.engine.review(source, options, { signal })
    const anchors = invocation.format === 'sarif' ? await anchorLines(source, review) : new Map<string, number>()
    return { report: { review, label: labelOf(source), anchors } }
  } catch (error) {
    if (error instanceof GitProblem) return refused(commit.id, error)
    throw error
  }
}

function refused(commit: string, { message, remedy }: GitProblem): Row {
  return { refusal: { commit, error: message, ...(remedy === undefined ? {} : { remedy }) } }
}

/** Prints rows and keeps the count that Ctrl+C and the exit code need. */
class Series {
  readonly verdict: Verdict
  #commits = 0
  #findings = 0
  #isFirst = true

  constructor(
    readonly session: Session,
    readonly printer: SeriesPrinter,
  ) {
    this.verdict = new Verdict(session.invocation.failOn)
  }

  async begin(): Promise<void> {
    await this.session.sink.write(this.printer.head)
  }

  async take(row: Row): Promise<void> {
    const { printer, session } = this
    const text = 'report' in row ? printer.review(row.report) : printer.refusal(row.refusal)
    session.progress.clear()
    await session.sink.write(`${this.#isFirst ? '' : printer.between}${text}`)
    this.#isFirst = false
    this.#commits++
    if ('report' in row) {
      this.verdict.take(row.report.review)
      this.#findings += row.report.review.findings.filter(isOpen).length
    } else this.verdict.refuse()
    session.covered = `${counted(this.#commits, 'commit')} reviewed, ${counted(this.#findings, 'finding')}`
    session.progress.show(session.covered)
  }

  async end(): Promise<void> {
    await this.session.sink.write(this.printer.tail)
  }
}

function windowOf(jobs: number | undefined): number {
  return AHEAD_PER_JOB * Math.min(8, jobs ?? availableParallelism())
}

/** The first id is asked for at once, so that a wrong range is an error and not an empty answer. */
async function walked(repository: Repository, range: string): Promise<AsyncIterable<string>> {
  const walk = repository.walk(range)
  const first = await explained(() => walk.next())
  return (async function* () {
    if (first.done === true) return
    yield first.value
    yield* walk
  })()
}

async function* revisionLines(): AsyncGenerator<string> {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    const revision = line.trim()
    if (revision !== '') yield revision
  }
}

function touchesPath(item: Extract<HistoryItem, { readonly source: unknown }>, globs: readonly string[]): boolean {
  if (globs.length === 0) return true
  return item.source.changeSet.files.some(file =>
    [file.old, file.new].some(side => side !== undefined && passesFilter({ paths: globs }, side.path.text, undefined)),
  )
}

const FAMILY_AREAS: Readonly<Record<string, Area>> = { binary: 'binaries', dependency: 'dependencies', test: 'tests' }

function touchedAreas(names: readonly string[]): readonly Area[] {
  return names.map(name => {
    const area = FAMILY_AREAS[name] ?? AREAS.find(known => known === name)
    if (area === undefined) throw new UsageError(`--touching does not know ${JSON.stringify(name)}`, AREAS.join(', '))
    return area
  })
}

function isWanted(row: Row, areas: readonly Area[]): boolean {
  return 'refusal' in row || areas.length === 0 || areas.some(area => touches(row.report.review, area))
}

function touches({ inventory }: Review, area: Area): boolean {
  const { added, changed, deleted } = inventory.areas[area]
  return added + changed + deleted > 0
}
