import { le16, le32 } from './bytes'

// Each turns the absolute targets that an encoder wrote into branches back into relative ones (xz file format 1.2,
// 5.3.2, and the manuals of the processors for the instructions). `start`: where the content stood in the program.

/** CALL and JMP with 32 bits. A byte that looks like one of them inside another's target is left alone. */
export function undoX86(bytes: Uint8Array, start: number): number {
  // Bit n: an opcode stood n + 1 bytes before; bit n + 4: its highest target byte was 0 or 255.
  let seen = 0
  let previous = -5
  let at = 0
  while (at + 5 <= bytes.length) {
    if (((bytes[at] ?? 0) & 0xfe) !== 0xe8) {
      at++
      continue
    }
    const gap = at - previous
    previous = at
    if (gap > 5) seen = 0
    else for (let step = 0; step < gap; step++) seen = (seen & 0x77) << 1
    const high = bytes[at + 4] ?? 0
    const before = seen >>> 1
    if (isSignByte(high) && before <= 4 && before !== 3) {
      put32(bytes, at + 1, x86Target(le32(bytes, at + 1), start + at + 5, seen))
      at += 5
      seen = 0
    } else {
      at++
      seen |= isSignByte(high) ? 0x11 : 1
    }
  }
  return at
}

function x86Target(absolute: number, next: number, seen: number): number {
  let source = absolute
  let target = (source - next) | 0
  if (seen !== 0) {
    const bits = 24 - ([0, 1, 2, 2, 3][seen >>> 1] ?? 0) * 8
    // One round is what an encoder makes; hostile content could ask for more without end.
    for (let round = 0; round < 4 && isSignByte((target >>> bits) & 0xff); round++) {
      source = target ^ (bits === 24 ? -1 : (1 << (bits + 8)) - 1)
      target = (source - next) | 0
    }
  }
  return (target << 7) >> 7
}

function isSignByte(byte: number): boolean {
  return byte === 0 || byte === 0xff
}

/** BL without a condition. */
export function undoArm(bytes: Uint8Array, start: number): number {
  let at = 0
  for (; at + 4 <= bytes.length; at += 4) {
    if (bytes[at + 3] !== 0xeb) continue
    const target = ((le32(bytes, at) << 2) - (start + at + 8)) >>> 2
    put32(bytes, at, 0xeb000000 | (target & 0xffffff))
  }
  return at
}

/** The two halves of BL. */
export function undoArmThumb(bytes: Uint8Array, start: number): number {
  let at = 0
  for (; at + 4 <= bytes.length; at += 2) {
    const high = le16(bytes, at)
    const low = le16(bytes, at + 2)
    if ((high & 0xf800) !== 0xf000 || (low & 0xf800) !== 0xf800) continue
    const source = (((high & 0x7ff) << 11) | (low & 0x7ff)) << 1
    const target = (source - (start + at + 4)) >>> 1
    put16(bytes, at, 0xf000 | ((target >>> 11) & 0x7ff))
    put16(bytes, at + 2, 0xf800 | (target & 0x7ff))
    at += 2
  }
  return at
}

/** BL, and ADRP whose page is within 512 MiB. */
export function undoArm64(bytes: Uint8Array, start: number): number {
  let at = 0
  for (; at + 4 <= bytes.length; at += 4) {
    const word = le32(bytes, at)
    const place = (start + at) >>> 0
    if (word >>> 26 === 0x25) {
      put32(bytes, at, 0x94000000 | ((word - (place >>> 2)) & 0x3ffffff))
      continue
    }
    if ((word & 0x9f000000) >>> 0 !== 0x90000000) continue
    const source = ((word >>> 29) & 3) | ((word >>> 3) & 0x1ffffc)
    if (((source + 0x20000) & 0x1c0000) !== 0) continue
    const target = source - (place >>> 12)
    const sign = (target & 0x20000) === 0 ? 0 : 0xe00000
    put32(bytes, at, (word & 0x9000001f) | ((target & 3) << 29) | ((target & 0x3fffc) << 3) | sign)
  }
  return at
}

/** BL, its target relative and its link bit set. */
export function undoPowerPc(bytes: Uint8Array, start: number): number {
  let at = 0
  for (; at + 4 <= bytes.length; at += 4) {
    const word = big32(bytes, at)
    if ((word & 0xfc000003) >>> 0 !== 0x48000001) continue
    const target = (word & 0x3fffffc) - (start + at)
    putBig32(bytes, at, 0x48000001 | (target & 0x3fffffc))
  }
  return at
}

/** CALL with a target of 22 bits and their sign. */
export function undoSparc(bytes: Uint8Array, start: number): number {
  let at = 0
  for (; at + 4 <= bytes.length; at += 4) {
    const word = big32(bytes, at)
    const top = word >>> 22
    if (top !== 0x100 && top !== 0x1ff) continue
    const target = ((word << 2) - (start + at)) >>> 2
    putBig32(bytes, at, 0x40000000 | (((target << 9) >> 9) & 0x3fffffff))
  }
  return at
}

/** By the template of a bundle: which of its three slots may hold a branch. */
const ia64Slots = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 6, 6, 0, 0, 7, 7, 4, 4, 0, 0, 4, 4, 0, 0]

/** Branches relative to the instruction pointer, in bundles of three slots of 41 bits. */
export function undoIa64(bytes: Uint8Array, start: number): number {
  let at = 0
  for (; at + 16 <= bytes.length; at += 16) {
    const slots = ia64Slots[(bytes[at] ?? 0) & 31] ?? 0
    for (let slot = 0; slot < 3; slot++) {
      if (((slots >>> slot) & 1) === 0) continue
      const bit = at * 8 + 5 + slot * 41
      if (bitsAt(bytes, bit + 37, 4) !== 5 || bitsAt(bytes, bit + 9, 3) !== 0) continue
      const source = (bitsAt(bytes, bit + 13, 20) | (bitsAt(bytes, bit + 36, 1) << 20)) << 4
      const target = (source - (start + at)) >>> 4
      putBits(bytes, bit + 13, 20, target & 0xfffff)
      putBits(bytes, bit + 36, 1, (target >>> 20) & 1)
    }
  }
  return at
}

/** At most 24 bits, the lowest first. */
function bitsAt(bytes: Uint8Array, bit: number, count: number): number {
  return (le32(bytes, Math.floor(bit / 8)) >>> (bit % 8)) & ((1 << count) - 1)
}

function putBits(bytes: Uint8Array, bit: number, count: number, value: number): void {
  const at = Math.floor(bit / 8)
  const mask = ((1 << count) - 1) << (bit % 8)
  put32(bytes, at, (le32(bytes, at) & ~mask) | (value << (bit % 8)))
}

function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value
  bytes[at + 1] = value >>> 8
}

function put32(bytes: Uint8Array, at: number, value: number): void {
  put16(bytes, at, value)
  put16(bytes, at + 2, value >>> 16)
}

function big32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0
  )
}

function putBig32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}
