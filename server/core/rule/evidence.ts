import { type FileChange, shownPath } from '../model/changeSet'
import type { FileContent, TextSide } from '../model/content'
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
      return digestOf(hash, 'e1', ['text', ...textParts(content, side, place)])
  }
}

function textParts(content: Extract<FileContent, { kind: 'text' }>, side: Side, place: Place): readonly string[] {
  const runs = changedRuns(content.hunks)
  if (!isTextSpan(place)) return runs.flat().map(lineText)
  const from = place.start.line
  const to = lastLine(place)
  const touched = runs.filter(run => run.some(line => (line[side] ?? 0) >= from && (line[side] ?? 0) <= to))
  if (touched.length > 0) return touched.flat().map(lineText)
  return (content[side]?.lines.slice(from - 1, to) ?? []).map(text => ` ${text}`)
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
