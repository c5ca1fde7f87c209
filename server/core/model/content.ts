import type { FileChange, MissingReason } from './changeSet'
import type { Hunk } from './hunk'
import type { Side } from './location'

export type TextEncodingName = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin-1'

/**
 * One side of a text file. `text` always has true line numbers: where a bare patch shows only parts, the lines in
 * between are empty and `complete` is false; `isKnown` tells them apart.
 */
export interface TextSide {
  readonly text: string
  /** `text` split at line feeds; index 0 is line 1. Carriage returns stay. */
  readonly lines: readonly string[]
  readonly complete: boolean
  /** For a partial side, the known lines as inclusive ranges; absent when complete. */
  readonly known?: readonly (readonly [from: number, to: number])[]
  readonly encoding: TextEncodingName
  /** SHA-256 of the bytes, in hex; absent for a partial side. */
  readonly hash?: string
}

export interface BinarySide {
  readonly bytes: Uint8Array
  /** SHA-256 of the bytes, in hex. */
  readonly hash: string
}

export type FileContent =
  | { readonly kind: 'text'; readonly old?: TextSide; readonly new?: TextSide; readonly hunks: readonly Hunk[] }
  /** At least one side is binary; a side that is absent or text as well is given as bytes all the same. */
  | { readonly kind: 'binary'; readonly old?: BinarySide; readonly new?: BinarySide }
  | { readonly kind: 'submodule'; readonly old?: string; readonly new?: string }
  | { readonly kind: 'same' }
  | { readonly kind: 'missing'; readonly reason: MissingReason; readonly remedy?: string }

/** Of a file whose sides are text. */
export type TextContent = Extract<FileContent, { kind: 'text' }>

/** A change with its content at hand: what rules look at. */
export interface LoadedFile {
  readonly change: FileChange
  readonly content: FileContent
}

export function textSide(file: LoadedFile, side: Side): TextSide | undefined {
  return file.content.kind === 'text' ? file.content[side] : undefined
}

export function isKnownLine(side: TextSide, line: number): boolean {
  if (side.known === undefined) return line >= 1 && line <= side.lines.length
  return side.known.some(([from, to]) => line >= from && line <= to)
}
