import { lzmaPacked } from '../core/formats/archive/lzmaEncoder'
import { ascii, bytesOf, randomBytes, translated, xzStream } from '../core/formats/archive/samples'

/**
 * Inert twins of the two test files that carried the XZ backdoor of 2024: the same techniques with other bytes, names
 * and numbers. What they hold is marker text; the scripts print it and do nothing else.
 */

/** What the middle stream holds. It is long enough that all four exchanged characters stand in the packed bytes. */
export const middleScript = [
  '#!/bin/sh',
  '# inert twin: first stage',
  ...Array.from(
    { length: 40 },
    (_, at) => `echo "marker ${at}: would read_part-${at * 37} of twin.invalid" > /dev/null`,
  ),
  '',
].join('\n')

/** `tr` with these two sets makes the middle stream sound, and breaks a sound one. */
export const exchange = { from: '\t \\-_', to: ' \t_\\-' }

const first = ascii('inert twin: marker before\n')
const last = ascii('inert twin: marker after\n')

/** Three streams, nothing wrong with any. */
export function threeStreams(): Uint8Array {
  return bytesOf(xzStream(first), middleStream(), xzStream(last))
}

/** The same with the middle stream broken by an exchange of tab with blank and - with _. */
export function brokenMiddle(isPlain = false): Uint8Array {
  const broken = translated(middleStream(isPlain), '\t -_', ' \t_-')
  return bytesOf(xzStream(first), broken, xzStream(last))
}

/** The middle stream as it is once repaired: really compressed, or a chunk of bytes as they are. */
export function middleStream(isPlain = false): Uint8Array {
  return xzStream(ascii(middleScript), isPlain, !isPlain)
}

/** What the sliced file holds in the end. */
export const slicedScript = [
  '#!/bin/sh',
  '# inert twin: second stage',
  ...Array.from({ length: 60 }, (_, at) => `echo "marker ${at * 7919}: would build twin_${at}.o for host.invalid"`),
  '',
].join('\n')

/** How a command line gets at it: of the unpacked bytes `skip` are dropped and `keep` kept in turn, then a tail. */
export const slicing = { skip: 768, keep: 1536, rounds: 4, tailFrom: 4481 }

/** The first set of the `tr` that follows, as ranges; the second set is all bytes in order. */
export const byteRanges: readonly (readonly [number, number])[] = [
  [0x50, 0x8f],
  [0x00, 0x1f],
  [0xd0, 0xff],
  [0x20, 0x4f],
  [0x90, 0xcf],
]

/** An xz file of noise; in the noise, in slices, raw LZMA1 whose bytes were mapped; in that a script. */
export function slicedFile(): Uint8Array {
  const set = byteRanges.flatMap(([low, high]) => Array.from({ length: high - low + 1 }, (_, at) => low + at))
  const hidden = lzmaPacked(ascii(slicedScript), { hasMatches: true, hasEndMark: true }).map(byte => set[byte] ?? 0)
  const { skip, keep, rounds, tailFrom } = slicing
  const kept = bytesOf(randomBytes(tailFrom - 1, 71), hidden)
  const slices = Array.from({ length: rounds }, (_, at) => [
    randomBytes(skip, 72 + at),
    kept.subarray(at * keep, (at + 1) * keep),
  ])
  return xzStream(bytesOf(...slices.flat()), false, true)
}

/** The commands of that, as the technique has them: for a reader of build macros to recognise. */
export function slicedCommand(file: string): string {
  const { skip, keep, rounds, tailFrom } = slicing
  const octal = (byte: number) => `\\${byte.toString(8)}`
  const set = byteRanges.map(([low, high]) => `${octal(low)}-${octal(high)}`).join('')
  const round = `(head -c +${skip} >/dev/null) && head -c +${keep}`
  const cut = `(${Array.from({ length: rounds }, () => round).join(' && ')})`
  return `xz -dc ${file} | ${cut} | tail -c +${tailFrom} | tr "${set}" "\\0-\\377" | xz -F raw --lzma1 -dc`
}

/** The files as a repository has them, by path. */
export const twins: Readonly<Record<string, () => Uint8Array>> = {
  'tests/files/twin-three-streams.xz': threeStreams,
  'tests/files/twin-broken-middle.xz': () => brokenMiddle(),
  'tests/files/twin-sliced.xz': slicedFile,
}
