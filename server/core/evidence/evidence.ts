import type { ByteSpan, Side } from '../model/location'

/**
 * All there is to see of a file that a diff cannot show, as plain data: what it is, how it is built, which strings in it
 * matter, where it is dense, and what differs between the sides. Every text that comes from the file is hostile and not
 * escaped; each surface escapes by its own function.
 */
export interface Evidence {
  /** Display path of the new side, or of the old one of a deleted file. */
  readonly path: string
  readonly old?: SideEvidence
  readonly new?: SideEvidence
  /** What differs at the level of structure, what a reviewer should read first first; empty with one side only. */
  readonly differences: readonly EvidenceDifference[]
  /** Differences beyond those listed. */
  readonly moreDifferences: number
  /** Why the sides were not compared part by part: a short phrase. Absent when they were, or when there is one side. */
  readonly notCompared?: string
}

export interface SideEvidence {
  /** In bytes. */
  readonly size: number
  /** SHA-256, in hex. */
  readonly hash: string
  /** What it is by content: the name that its signature gives it, "unknown" for none. */
  readonly format: string
  /** One clause each, in the words of a finding: "header says ELF executable", "3 bytes after the end". */
  readonly established: readonly string[]
  /** What could not be followed, and where our limits ended it. */
  readonly notes: readonly string[]
  /** By offset; empty when no structure of the format is known. */
  readonly parts: readonly EvidencePart[]
  /** Parts beyond those listed. */
  readonly moreParts: number
  /** Those that matter first, then the longest, at most 200. */
  readonly strings: readonly EvidenceString[]
  /** All strings found in it, listed or not. */
  readonly stringCount: number
  readonly strip: DensityStrip
}

/** A part of the structure, with the stretch of the file it claims. */
export interface EvidencePart extends ByteSpan {
  readonly name: string
  /** In words: "section", "member", "bytes that no part claims". */
  readonly kind: string
  readonly note?: string
  /** CRC-32 of what it holds, in hex: equal for equal content, wherever it stands. Absent for what holds other parts. */
  readonly digest?: string
  /** How it stands against the other side, where the sides were compared. */
  readonly change?: 'added' | 'removed' | 'resized' | 'changed'
  readonly children?: readonly EvidencePart[]
}

/** Printed characters in a row. */
export interface EvidenceString extends ByteSpan {
  /** At most 200 characters of it. */
  readonly text: string
  /** Why a reviewer wants to see it, such as "command", "address", "path", "decoder"; absent for any other string. */
  readonly matters?: string
  /** Whether the other side has it too; absent with one side only. */
  readonly isNew?: boolean
}

/** Entropy along the file: bits per byte, 0 to 8, of stretches of equal length, at most 512 of them. */
export interface DensityStrip {
  /** Bytes of one stretch; the last may be shorter. */
  readonly step: number
  /** In hundredths of a bit. */
  readonly bits: readonly number[]
}

export interface EvidenceDifference {
  readonly kind: 'added' | 'removed' | 'resized' | 'changed'
  readonly text: string
  readonly side: Side
  readonly at: ByteSpan
}

/** What comes out of a file, or of a stage of it, by unpacking, decoding or mapping its bytes. */
export interface Stage {
  /** Counts from 0, in the order of listing. */
  readonly index: number
  /** The stage it came out of; absent for what came out of the file itself. */
  readonly from?: number
  /** How it came out, in words: "unpacked xz", "member `data.tar`", "lines 3 to 40, base64". */
  readonly how: string
  /** The stretch of the file that holds it. */
  readonly place: ByteSpan
  /** What it is by content: "tar", "shell script", "text", "unknown". */
  readonly format: string
  /** Bytes that came out, as far as our limits go. */
  readonly size: number
  /** Why it is damaged or not whole: a short clause. */
  readonly fault?: string
  /** Whether a reviewer should look: a script or program, or something only a mapping brings out. */
  readonly isNotable: boolean
  /** The first bytes of it, at most 16 KiB, less when many stages share the limit of 1 MiB. */
  readonly head: Uint8Array
  /** Whether `head` is text. */
  readonly isText: boolean
}

export interface Stages {
  readonly stages: readonly Stage[]
  /** Stages beyond those listed. */
  readonly more: number
  /** What our limits kept back, each a short phrase. */
  readonly notes: readonly string[]
}
