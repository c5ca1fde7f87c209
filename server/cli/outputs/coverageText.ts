import type { Coverage } from '../../core/model/coverage'
import type { Review } from '../../core/model/review'
import { counted } from '../report'

export interface CoverageTextOptions {
  /** Counts and reasons only, without the names of files. */
  readonly isBrief: boolean
}

/** Names listed per reason; the rest is counted, and JSON and Markdown have all of them. */
const LISTED = 8

const REMEDY = '  try: '

/** A line that must not be broken, since a command in it is there to be copied. */
export function isRemedy(line: string): boolean {
  return line.startsWith(REMEDY)
}

/** What was examined and what was not, in sentences that are not escaped yet. Never leaves a hole out. */
export function coverageText({ coverage, failures }: Review, options: CoverageTextOptions): string[] {
  return [
    countsLine(coverage),
    ...grouped(coverage).flatMap(group => groupLines(group, options)),
    ...coverage.unread.map(text => `Not read: ${text}`),
    ...failures.map(
      ({ rule, file, reason }) => `Not checked: ${rule}${file === undefined ? '' : ` on ${file}`} (${reason})`,
    ),
  ]
}

export function countsLine({ files, examined, partial, skipped }: Coverage): string {
  const parts = [
    `${examined} examined`,
    ...(partial.length === 0 ? [] : [`${partial.length} in part`]),
    ...(skipped.length === 0 ? [] : [`${skipped.length} not examined`]),
  ]
  return `${counted(files, 'file')}: ${parts.join(', ')}.`
}

export interface CoverageGroup {
  readonly title: string
  readonly files: readonly string[]
  readonly remedy: string | undefined
}

/** Files that share a reason, holes first. */
export function grouped(coverage: Coverage): readonly CoverageGroup[] {
  const groups = new Map<
    string,
    { readonly rank: number; readonly remedy: string | undefined; readonly files: string[] }
  >()
  const add = (rank: number, title: string, file: string, remedy?: string) => {
    const key = `${title}\0${remedy ?? ''}`
    const group = groups.get(key) ?? { rank, remedy, files: [] }
    group.files.push(file)
    groups.set(key, group)
  }
  for (const { file, reason, kind, remedy } of coverage.skipped)
    add(
      kind === 'by-design' ? 2 : 0,
      `Not examined${kind === 'by-design' ? ' by design' : ''}: ${reason}`,
      file,
      remedy,
    )
  for (const { file, reason } of coverage.partial) add(1, `In part: ${reason}`, file)
  return [...groups]
    .map(([key, { rank, remedy, files }]) => ({ rank, title: key.slice(0, key.indexOf('\0')), files, remedy }))
    .sort((a, b) => a.rank - b.rank || (a.title < b.title ? -1 : 1))
    .map(({ title, files, remedy }) => ({ title, files, remedy }))
}

/** What to do stands on a line of its own, so that a command in it can be copied. */
function groupLines({ title, files, remedy }: CoverageGroup, { isBrief }: CoverageTextOptions): string[] {
  const more = files.length > LISTED ? ` and ${files.length - LISTED} more (--format json lists them)` : ''
  const names = `${title}: ${files.slice(0, LISTED).join(', ')}${more}`
  const line = isBrief ? `${title} (${counted(files.length, 'file')})` : names
  return remedy === undefined ? [line] : [line, `${REMEDY}${remedy}`]
}
