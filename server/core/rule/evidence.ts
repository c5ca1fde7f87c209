import { type FileChange, shownPath } from '../model/changeSet'
import type { FileContent, TextContent, TextSide } from '../model/content'
import type { Hunk } from '../model/hunk'
import { isTextSpan, lastLine, type Place, type Side } from '../model/location'
import { pathKey } from '../model/path'
import type { HashPort } from '../model/ports'
import { digestOf } from './hash'

const LIMIT_QUOTED_LINES = 3
const LIMIT_QUOTED_UNITS = 300

/** The text at a place, as much of it as a reader needs; empty for bytes and whole files. */
export function quote(side: TextSide | undefined, place: Place): string {
  if (side === undefined || !isTextSpan(place)) return ''
  const to = Math.min(lastLine(place), place.start.line + LIMIT_QUOTED_LINES - 1)
  return side.lines
    .slice(place.start.line - 1, to)
    .map(line => line.slice(0, LIMIT_QUOTED_UNITS).replace(/\r$/, ''))
    .join('\n')
}

/**
 * What an acceptance is bound to: both sides of what the change did at this place. For text that is each run of
 * changed lines that touches it, so that neither the amount of context nor a move of the lines matters; for everything
 * else the identity of both sides.
 */
export function evidenceDigest(
  hash: HashPort,
  change: FileChange,
  content: FileContent,
  side: Side,
  place: Place,
): string {
  if (place === 'mode') return digestOf(hash, 'e1', ['mode', change.old?.mode ?? '', change.new?.mode ?? ''])
  if (place === 'path') return digestOf(hash, 'e1', ['path', sidePath(change, 'old'), sidePath(change, 'new')])
  switch (content.kind) {
    case 'binary':
      return digestOf(hash, 'e1', ['binary', content.old?.hash ?? '', content.new?.hash ?? ''])
    case 'submodule':
      return digestOf(hash, 'e1', ['submodule', content.old ?? '', content.new ?? ''])
    case 'same':
    case 'missing':
      return digestOf(hash, 'e1', [content.kind, change.old?.objectId ?? '', change.new?.objectId ?? ''])
    case 'text':
      return textDigest(hash, content, side, place)
  }
}

/** Digests by the runs they cover: a thousand findings in one long run would otherwise hash it a thousand times. */
const digests = new WeakMap<object, Map<string, string>>()

function textDigest(hash: HashPort, content: TextContent, side: Side, place: Place): string {
  const runs = runsOf(content.hunks)
  const touched = isTextSpan(place) ? runsAt(runs, side, place.start.line, lastLine(place)) : runs.all
  const first = touched[0]
  if (first === undefined) return digestOf(hash, 'e1', ['text', ...textParts(content, side, place)])
  const known = digests.get(first) ?? new Map<string, string>()
  digests.set(first, known)
  const key = `${isTextSpan(place) ? side : 'all'} ${touched.length}`
  const digest = known.get(key) ?? digestOf(hash, 'e1', ['text', ...touched.flat().map(lineText)])
  known.set(key, digest)
  return digest
}

interface Runs {
  readonly all: readonly (readonly ChangedLine[])[]
  /** The run that holds a changed line of a side, by its place in `all`. */
  readonly old: ReadonlyMap<number, number>
  readonly new: ReadonlyMap<number, number>
}

const runsByHunks = new WeakMap<object, Runs>()

function runsOf(hunks: readonly Hunk[]): Runs {
  const known = runsByHunks.get(hunks)
  if (known !== undefined) return known
  const all = changedRuns(hunks)
  const byLine = { old: new Map<number, number>(), new: new Map<number, number>() }
  for (const [at, run] of all.entries())
    for (const line of run) {
      if (line.old !== undefined) byLine.old.set(line.old, at)
      if (line.new !== undefined) byLine.new.set(line.new, at)
    }
  const runs = { all, ...byLine }
  runsByHunks.set(hunks, runs)
  return runs
}

function runsAt(runs: Runs, side: Side, from: number, to: number): readonly (readonly ChangedLine[])[] {
  // Changed lines between two context lines are neighbours on each side.
  if (to - from >= runs.all.length)
    return runs.all.filter(run => {
      const first = run.find(line => line[side] !== undefined)?.[side]
      const last = run.findLast(line => line[side] !== undefined)?.[side]
      return first !== undefined && last !== undefined && first <= to && last >= from
    })
  const touched = new Set<number>()
  for (let line = from; line <= to; line++) {
    const run = runs[side].get(line)
    if (run !== undefined) touched.add(run)
  }
  return [...touched].sort((a, b) => a - b).map(at => runs.all[at] as readonly ChangedLine[])
}

/** Where no changed line is touched, the place itself. */
function textParts(content: TextContent, side: Side, place: Place): readonly string[] {
  if (!isTextSpan(place)) return []
  return (content[side]?.lines.slice(place.start.line - 1, lastLine(place)) ?? []).map(text => ` ${text}`)
}

type ChangedLine = Hunk['lines'][number]

function changedRuns(hunks: readonly Hunk[]): readonly (readonly ChangedLine[])[] {
  const runs: ChangedLine[][] = []
  for (const hunk of hunks) {
    let run: ChangedLine[] = []
    for (const line of hunk.lines) {
      if (line.kind !== 'context') run.push(line)
      else if (run.length > 0) {
        runs.push(run)
        run = []
      }
    }
    if (run.length > 0) runs.push(run)
  }
  return runs
}

function lineText(line: ChangedLine): string {
  return `${line.kind === 'added' ? '+' : '-'}${line.text}`
}

function sidePath(change: FileChange, side: Side): string {
  const path = change[side]?.path
  return path === undefined ? '' : pathKey(path)
}

/** Follows a finding: rule, path and the normalised text of its place; neither line numbers nor wording. */
export function fingerprintParts(rule: string, change: FileChange, side: Side, text: string): readonly string[] {
  const path = change[side]?.path ?? shownPath(change)
  return [rule, pathKey(path), text.replace(/\s+/g, ' ').trim()]
}
