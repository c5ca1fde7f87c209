import type { WireEvidence } from '../../server/protocol'
import { visiblePath } from './text'

/** "line 12", "old line 12", or the side alone for a place without a line. */
export function lineWords({ side, range }: WireEvidence): string {
  if (range === undefined) return side === 'old' ? 'old side' : ''
  return `${side === 'old' ? 'old ' : ''}line ${range.start.line + 1}`
}

export function placeWords(evidence: WireEvidence): string {
  const { side, range, path } = evidence
  const line = range === undefined ? '' : `:${range.start.line + 1}`
  return `${visiblePath(path)}${line}${side === 'old' ? ' (old side)' : ''}`
}

export function folderOf(path: string): string {
  return visiblePath(path.slice(0, Math.max(0, path.lastIndexOf('/'))))
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`
}
