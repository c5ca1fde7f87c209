/** Which of the two compared states: `old` is what was there before the change, `new` what it leaves behind. */
export type Side = 'old' | 'new'

/** `line` counts from 1, as hunk headers do; `column` counts UTF-16 units from 0, as the language server protocol does. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Half open: `end` is the first position that no longer belongs. */
export interface TextSpan {
  readonly start: Position
  readonly end: Position
}

/** Offset and length in bytes, in the content of one file side or of one decoded part of it. */
export interface ByteSpan {
  readonly offset: number
  readonly length: number
}

/** A stretch of text, a stretch of bytes, or something about the file as a whole. */
export type Place = TextSpan | ByteSpan | 'path' | 'mode' | 'file'

/**
 * Where something is. Locations nest: a patch file in the tree holds a location in its target, an archive one in its
 * member, an armoured text one in the bytes it decodes to. The outermost level is always a file of the change set.
 */
export interface Location {
  /** Index into `ChangeSet.files`; {@link UNCHANGED} and below for files of the tree that the change leaves alone. */
  readonly file: number
  readonly side: Side
  readonly at: Place
  readonly inside?: InnerLocation
}

export interface InnerLocation {
  /** What the outer place contains, in words a reviewer can follow: a target path, a member name, a decoding. */
  readonly name: string
  readonly side?: Side
  readonly at: Place
  readonly inside?: InnerLocation
}

/** Unchanged files that take part in a join are numbered -1, -2, … in the order they were asked for. */
export const UNCHANGED = -1

export function isTextSpan(place: Place): place is TextSpan {
  return typeof place === 'object' && 'start' in place
}

export function isByteSpan(place: Place): place is ByteSpan {
  return typeof place === 'object' && 'offset' in place
}

export function lineSpan(line: number, text: string): TextSpan {
  return { start: { line, column: 0 }, end: { line, column: text.length } }
}

export function spanOf(line: number, column: number, length: number): TextSpan {
  return { start: { line, column }, end: { line, column: column + length } }
}

/** The last line a span touches; a span that ends at the start of a line does not touch that line. */
export function lastLine(span: TextSpan): number {
  return span.end.column === 0 && span.end.line > span.start.line ? span.end.line - 1 : span.end.line
}

/** Whether `inner` lies within `outer`; equal spans do. */
export function isInside(inner: TextSpan, outer: TextSpan): boolean {
  return comparePositions(outer.start, inner.start) <= 0 && comparePositions(inner.end, outer.end) <= 0
}

/** Negative when `a` comes before `b`. */
export function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column
}
