import { latin1 } from '../../model/path'
import { joined } from './bytes'
import { readCompressed } from './compressed'
import type { Piece } from './entry'
import { GZIP_MAGIC, readGzip } from './gzip'
import { LZ4_MAGIC, readLz4 } from './lz4'
import { LZIP_MAGIC, readLzip } from './lzip'
import { type Allowance, isTextByte } from './output'
import { readXz, XZ_MAGIC } from './xz'
import { readZstdFrames, ZSTD_MAGIC } from './zstd'

/** How far a decoder comes with a stretch whose bytes were mapped. */
export interface Attempt {
  /** Nothing is wrong: every check of the format is there and agrees, and nothing follows. */
  readonly isWhole: boolean
  /** Offset in the input where the first thing is wrong. */
  readonly reached: number
  readonly content: Uint8Array
}

/** A format with checks strong enough that a mapping which satisfies them all is no accident. */
export interface Container {
  readonly name: string
  readonly magic: readonly [number, ...number[]]
  /** Whether its decoder shows a wrong byte soon, so that searching swaps is worth it. */
  readonly isSearched: boolean
  readonly attempt: (bytes: Uint8Array, allowance: Allowance, isTextOnly: boolean) => Attempt
}

export const containers: readonly Container[] = [
  { name: 'xz', magic: XZ_MAGIC, isSearched: true, attempt: attemptXz },
  { name: 'gzip', magic: GZIP_MAGIC, isSearched: true, attempt: attemptGzip },
  { name: 'lzip', magic: LZIP_MAGIC, isSearched: true, attempt: attemptLzip },
  { name: 'bzip2', magic: [0x42, 0x5a, 0x68], isSearched: false, attempt: attemptBzip2 },
  { name: 'zstd', magic: ZSTD_MAGIC, isSearched: false, attempt: attemptZstd },
  { name: 'LZ4', magic: LZ4_MAGIC, isSearched: false, attempt: attemptLz4 },
  { name: 'script', magic: [0x23, 0x21, 0x2f], isSearched: false, attempt: attemptScript },
]

export function attemptAs(container: Container, bytes: Uint8Array, allowance: Allowance, isTextOnly: boolean): Attempt {
  return container.attempt(bytes, allowance, isTextOnly)
}

function attemptXz(bytes: Uint8Array, allowance: Allowance, isTextOnly: boolean): Attempt {
  const { streams, trailing } = readXz(bytes, allowance, isTextOnly)
  const broken = streams.find(stream => stream.fault !== undefined)
  const blocks = streams.flatMap(stream => stream.blocks)
  const isProved = blocks.length > 0 && blocks.every(block => block.check === 'agrees')
  return {
    isWhole: broken === undefined && trailing === undefined && isProved,
    reached: broken?.fault?.offset ?? trailing?.offset ?? bytes.length,
    content: joined(blocks.map(block => block.content)),
  }
}

function attemptGzip(bytes: Uint8Array, allowance: Allowance, isTextOnly: boolean): Attempt {
  const { members, trailing } = readGzip(bytes, allowance, isTextOnly)
  return ofPieces(bytes, members, trailing)
}

function attemptLzip(bytes: Uint8Array, allowance: Allowance, isTextOnly: boolean): Attempt {
  const { members, trailing } = readLzip(bytes, allowance, isTextOnly)
  return ofPieces(bytes, members, trailing)
}

function attemptBzip2(bytes: Uint8Array, allowance: Allowance): Attempt {
  const container = readCompressed('bzip2', bytes, allowance)
  return ofPieces(bytes, container?.pieces ?? [], container?.after)
}

function attemptZstd(bytes: Uint8Array, allowance: Allowance): Attempt {
  const { frames, trailing } = readZstdFrames(bytes, allowance)
  return ofPieces(
    bytes,
    frames,
    trailing,
    frames.every(frame => frame.isChecked),
  )
}

function attemptLz4(bytes: Uint8Array, allowance: Allowance): Attempt {
  const { frames, trailing } = readLz4(bytes, allowance)
  return ofPieces(
    bytes,
    frames,
    trailing,
    frames.every(frame => frame.isChecked),
  )
}

function ofPieces(
  bytes: Uint8Array,
  pieces: readonly Piece[],
  trailing: { readonly offset: number } | undefined,
  isProved = true,
): Attempt {
  const broken = pieces.find(piece => piece.fault !== undefined)
  const content = joined(pieces.map(piece => piece.content))
  return {
    isWhole: broken === undefined && trailing === undefined && isProved && content.length > 0,
    reached: broken?.fault?.offset ?? trailing?.offset ?? bytes.length,
    content,
  }
}

/** Text that says what is to run it, from the first byte to the last. */
function attemptScript(bytes: Uint8Array): Attempt {
  const isRun = /^#! ?\/(?:usr\/)?(?:local\/)?bin\/\w/.test(latin1(bytes.subarray(0, 40)))
  const wrong = isRun ? bytes.findIndex(byte => !isTextByte(byte) || byte >= 0x80) : 0
  return { isWhole: wrong === -1, reached: wrong === -1 ? bytes.length : wrong, content: bytes }
}
