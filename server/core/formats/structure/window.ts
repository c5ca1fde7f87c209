import { latin1 } from '../../model/path'
import { hexOf } from '../archive/bytes'

/** Numbers and text at offsets of a stretch of bytes. Total: what lies outside reads as zero or as nothing. */
export class ByteWindow {
  readonly size: number
  readonly #view: DataView

  constructor(
    readonly bytes: Uint8Array,
    readonly isLittle = true,
  ) {
    this.size = bytes.length
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  withOrder(isLittle: boolean): ByteWindow {
    return isLittle === this.isLittle ? this : new ByteWindow(this.bytes, isLittle)
  }

  has(at: number, length: number): boolean {
    return at >= 0 && length >= 0 && at + length <= this.size
  }

  u8(at: number): number {
    return this.bytes[at] ?? 0
  }

  u16(at: number): number {
    return this.has(at, 2) ? this.#view.getUint16(at, this.isLittle) : 0
  }

  u32(at: number): number {
    return this.has(at, 4) ? this.#view.getUint32(at, this.isLittle) : 0
  }

  /** Exact up to 2^53; beyond that any file is too short anyway. */
  u64(at: number): number {
    if (!this.has(at, 8)) return 0
    const [low, high] = this.isLittle ? [at, at + 4] : [at + 4, at]
    return this.u32(high) * 0x1_0000_0000 + this.u32(low)
  }

  /** One character per byte. */
  text(at: number, length: number): string {
    return latin1(this.slice(at, length))
  }

  /** Up to the next zero byte, at most `limit` bytes. */
  zeroEnded(at: number, limit = 256): string {
    const stretch = this.slice(at, limit)
    const end = stretch.indexOf(0)
    return latin1(end === -1 ? stretch : stretch.subarray(0, end))
  }

  /** Shares the bytes; shorter where the file ends first. */
  slice(at: number, length: number): Uint8Array {
    const from = Math.min(Math.max(0, at), this.size)
    return this.bytes.subarray(from, Math.min(this.size, from + Math.max(0, length)))
  }

  hex(at: number, length: number): string {
    return hexOf(this.slice(at, length))
  }

  /** Little-endian base 128, as WebAssembly and others write numbers; `next` is the offset behind it. */
  leb128(at: number): { readonly value: number; readonly next: number } {
    let value = 0
    for (let count = 0; count < 5; count++) {
      const byte = this.u8(at + count)
      value += (byte & 0x7f) * 2 ** (7 * count)
      if (byte < 0x80) return { value, next: at + count + 1 }
    }
    return { value, next: at + 5 }
  }
}
