import { completeSide, partialSide } from '../content/text'
import type { FileChange } from '../model/changeSet'
import type { LoadedFile, TextContent, TextSide } from '../model/content'
import type { Hunk, HunkLine } from '../model/hunk'
import { lineSpan, type Side } from '../model/location'
import { shownRuns } from '../patch'
import type { NestedPlaces, NestedRun } from './nestedPlaces'

/** The patch as a file of the change. */
export interface OuterPatch {
  /** Lines of its new side. */
  readonly lines: readonly string[]
  /** Whether the change touches a line (from 1) of it. */
  isTouched(line: number): boolean
  /** The whole patch is new, so nothing in it stood before. */
  readonly isNew: boolean
}

export interface InnerFile {
  readonly file: LoadedFile
  readonly places: NestedPlaces
}

/**
 * A file of a patch as it is to be examined. Of a patch that the change only edits, lines that it had before are no
 * news: what it already added counts as standing on both sides, what it already removed on none. Undefined when the
 * change touches nothing of the file.
 */
export function innerFile(
  loaded: LoadedFile,
  change: FileChange,
  name: string,
  outer: OuterPatch,
): InnerFile | undefined {
  const head = lineSpan(change.patchLine ?? 1, (outer.lines[(change.patchLine ?? 1) - 1] ?? '').replace(/\r$/, ''))
  const { content } = loaded
  const places = { name, head }
  if (content.kind !== 'text') return { file: loaded, places: { ...places, old: [], new: [] } }
  const tables = lineTables(change)
  const runs = (side: Side, lines: Iterable<readonly [line: number, shown: number, patch: number]>) =>
    nestedRuns(lines, content[side], outer.lines)
  const shown = (side: Side) => [...tables[side]].map(([line, patch]) => [line, line, patch] as const)
  if (outer.isNew)
    return { file: loaded, places: { ...places, old: runs('old', shown('old')), new: runs('new', shown('new')) } }
  const isTouched = (line: HunkLine): boolean => {
    const patch = line.kind === 'removed' ? tables.old.get(line.old ?? 0) : tables.new.get(line.new ?? 0)
    return patch !== undefined && outer.isTouched(patch)
  }
  const narrowed = narrow(content, isTouched)
  if (narrowed.content.hunks.length === 0) return undefined
  const old = narrowed.oldLines.flatMap(({ line, shown: number, old: was, new: now }) => {
    const patch = was === undefined ? tables.new.get(now ?? 0) : tables.old.get(was)
    return patch === undefined ? [] : [[line, number, patch] as const]
  })
  return {
    file: { change: withOldSide(loaded.change, narrowed.content), content: narrowed.content },
    places: { ...places, old: nestedRuns(old, narrowed.content.old, outer.lines), new: runs('new', shown('new')) },
  }
}

/** Lines of each side, and the lines of the patch that show them. */
function lineTables(change: FileChange): Readonly<Record<Side, ReadonlyMap<number, number>>> {
  const tables = { old: new Map<number, number>(), new: new Map<number, number>() }
  for (const run of shownRuns(change))
    for (const side of ['old', 'new'] as const) {
      const from = run[side]
      if (from === undefined) continue
      for (let at = 0; at < run.count; at++)
        if (!tables[side].has(from + at)) tables[side].set(from + at, run.patch + at)
    }
  return tables
}

function nestedRuns(
  lines: Iterable<readonly [line: number, shown: number, patch: number]>,
  side: TextSide | undefined,
  patchLines: readonly string[],
): readonly NestedRun[] {
  const runs: (NestedRun & { count: number })[] = []
  for (const [line, shown, outer] of [...lines].sort((a, b) => a[0] - b[0])) {
    const { shift, width } = columns(side?.lines[line - 1] ?? '', patchLines[outer - 1] ?? '')
    const last = runs.at(-1)
    const isNext =
      last !== undefined &&
      width === undefined &&
      last.width === undefined &&
      last.shift === shift &&
      line === last.line + last.count &&
      outer === last.outer + last.count &&
      shown === last.shown + last.count
    if (isNext) last.count++
    else runs.push({ line, count: 1, outer, shown, shift, ...(width === undefined ? {} : { width }) })
  }
  return runs
}

/** What stands before the text on the patch line; carriage returns may have been taken for the patch's own. */
function columns(text: string, patchLine: string): { readonly shift: number; readonly width?: number } {
  const inner = text.replace(/\r$/, '')
  const outer = patchLine.replace(/\r$/, '')
  const shift = Math.max(0, outer.length - inner.length)
  if (outer.slice(shift) === inner) return { shift }
  return { shift: Math.min(1, outer.length), width: Math.max(0, outer.length - 1) }
}

interface OldLine {
  readonly line: number
  readonly shown: number
  readonly old: number | undefined
  readonly new: number | undefined
}

function narrow(
  content: TextContent,
  isTouched: (line: HunkLine) => boolean,
): { readonly content: TextContent; readonly oldLines: readonly OldLine[] } {
  const oldLines: OldLine[] = []
  let ahead = 0
  const hunks = content.hunks.map((hunk): Hunk => {
    const firstNew = hunk.newCount === 0 ? hunk.newStart + 1 : hunk.newStart
    const firstOld = firstNew - ahead
    let next = firstNew
    const lines: HunkLine[] = []
    for (const line of hunk.lines) {
      const touched = line.kind !== 'context' && isTouched(line)
      if (line.kind === 'removed' && !touched) continue
      if (line.kind === 'added' && touched) ahead++
      else {
        const old = next - ahead
        oldLines.push({ line: old, shown: line.old ?? line.new ?? old, old: line.old, new: line.new })
        if (line.kind === 'removed') {
          lines.push({ ...line, old })
          ahead--
          continue
        }
        const { old: _, ...rest } = line
        lines.push({ ...rest, kind: 'context', old })
        next++
        continue
      }
      lines.push(line)
      next++
    }
    const oldCount = lines.filter(line => line.kind !== 'added').length
    const oldStart = oldCount === 0 ? firstOld - 1 : firstOld
    return { ...hunk, oldStart, oldCount, lines }
  })
  const changed = hunks.filter(hunk => hunk.lines.some(line => line.kind !== 'context'))
  const old = oldSide(content, hunks)
  return {
    content: { kind: 'text', ...(old && { old }), ...(content.new && { new: content.new }), hunks: changed },
    oldLines,
  }
}

function oldSide(content: TextContent, hunks: readonly Hunk[]): TextSide | undefined {
  const known = content.new ?? content.old
  if (known === undefined) return undefined
  if (!known.complete) return partialSide(hunks, 'old', known.encoding)
  const lines: string[] = []
  let at = 0
  const current = content.new?.lines ?? []
  for (const hunk of hunks) {
    const first = hunk.newCount === 0 ? hunk.newStart : hunk.newStart - 1
    while (at < first) lines.push(current[at++] ?? '')
    for (const line of hunk.lines) {
      if (line.kind !== 'added') lines.push(line.text)
      if (line.kind !== 'removed') at++
    }
  }
  while (at < current.length) lines.push(current[at++] ?? '')
  return lines.length === 0 && content.old === undefined
    ? undefined
    : completeSide(lines.length === 0 ? '' : `${lines.join('\n')}\n`, known.encoding)
}

/** What the patch added before stands on the old side now, so that there is one. */
function withOldSide(change: FileChange, content: TextContent): FileChange {
  if (change.old !== undefined || content.old === undefined || change.new === undefined) return change
  return { ...change, kind: 'modified', old: { path: change.new.path } }
}
