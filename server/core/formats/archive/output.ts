/**
 * What opening one side of one file may cost, shared by everything inside it, at every depth. Units of work are about
 * one decoded symbol or one byte looked at, so the same input always stops at the same place.
 */
export interface Allowance {
  /** Bytes that may still come out. */
  output: number
  /** Units of work that may still be spent. */
  work: number
  /** Members, streams and parts that may still be listed. */
  parts: number
}

export function createAllowance(): Allowance {
  return { output: 64 * 1024 * 1024, work: 100_000_000, parts: 20_000 }
}

/** Why a decoder stopped before the end that its format defines. */
export interface Stop {
  /** A short clause: "the distance of a match lies before the start of the output". */
  readonly reason: string
  /** Offset in the input, in bytes, as far as the decoder had read. */
  readonly offset: number
  /** Whether our limits ended it, which says nothing about the input. */
  readonly isLimit: boolean
}

/** What one decoder gave: all that came out before it stopped. */
export interface Decoded {
  readonly bytes: Uint8Array
  /** Offset in the input behind the last byte that was needed. */
  readonly end: number
  readonly stop?: Stop
}

export const OVER_OUTPUT = 'the limit of unpacked bytes is reached'
export const OVER_WORK = 'the limit of work is reached'
export const NOT_TEXT = 'what comes out is no text'

/** Decoded bytes, which later ones may repeat. Refuses what is over the allowance. */
export class Output {
  length = 0
  /** Why the last byte was refused. */
  refusal: string | undefined
  #bytes = new Uint8Array(1024)
  readonly #allowance: Allowance
  readonly #isTextOnly: boolean
  /** One bit for each of the last 32 bytes: whether it is outside of printed ASCII. */
  #odd = 0

  /**
   * With `isTextOnly` output is refused where more than a quarter of the last 32 bytes are outside of printed ASCII:
   * how a search tells early that it is wrong, while a script may still hold a few odd bytes.
   */
  constructor(allowance: Allowance, isTextOnly = false) {
    this.#allowance = allowance
    this.#isTextOnly = isTextOnly
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length)
  }

  get isLimit(): boolean {
    return this.refusal === OVER_OUTPUT || this.refusal === OVER_WORK
  }

  put(byte: number): boolean {
    const allowance = this.#allowance
    if (allowance.output <= 0) return this.#refuse(OVER_OUTPUT)
    if (allowance.work <= 0) return this.#refuse(OVER_WORK)
    if (this.#isTextOnly && this.#isNoText(byte)) return this.#refuse(NOT_TEXT)
    allowance.output--
    allowance.work--
    if (this.length === this.#bytes.length) this.#grow(this.length + 1)
    this.#bytes[this.length++] = byte
    return true
  }

  /** Copies `count` bytes from `distance` bytes back (1 is the last byte); false when there are not that many. */
  repeat(distance: number, count: number): boolean {
    if (distance > this.length || distance < 1) return false
    const allowed = this.#claim(count)
    const from = this.length - distance
    if (this.length + allowed > this.#bytes.length) this.#grow(this.length + allowed)
    const bytes = this.#bytes
    const end = this.length + allowed
    if (this.#isTextOnly) {
      for (let at = from; this.length < end; at++) if (!this.#textByte(bytes[at] ?? 0)) return false
    } else if (allowed < 24) {
      for (let at = from, to = this.length; to < end; ) bytes[to++] = bytes[at++] ?? 0
    } else if (distance === 1) bytes.fill(bytes[from] ?? 0, this.length, end)
    // A copy that reaches into itself repeats: what is there already doubles with each round.
    else
      for (let to = this.length; to < end; ) {
        const run = Math.min(end - to, to - from)
        bytes.copyWithin(to, from, from + run)
        to += run
      }
    this.length = end
    return allowed === count
  }

  append(bytes: Uint8Array): boolean {
    const allowed = this.#claim(bytes.length)
    if (this.length + allowed > this.#bytes.length) this.#grow(this.length + allowed)
    if (this.#isTextOnly) {
      for (let at = 0; at < allowed; at++) if (!this.#textByte(bytes[at] ?? 0)) return false
    } else {
      this.#bytes.set(allowed === bytes.length ? bytes : bytes.subarray(0, allowed), this.length)
      this.length += allowed
    }
    return allowed === bytes.length
  }

  /** One byte `count` times. */
  fill(byte: number, count: number): boolean {
    return count <= 0 || (this.put(byte) && this.repeat(1, count - 1))
  }

  /** The byte `distance` bytes back; 0 before the start. */
  back(distance: number): number {
    return this.#bytes[this.length - distance] ?? 0
  }

  /** How many of `count` bytes the allowance has left; they are paid for, and the rest is refused. */
  #claim(count: number): number {
    const allowance = this.#allowance
    let allowed = count
    if (allowance.output < allowed) {
      allowed = Math.max(0, allowance.output)
      this.refusal = OVER_OUTPUT
    }
    if (allowance.work < allowed) {
      allowed = Math.max(0, allowance.work)
      this.refusal = OVER_WORK
    }
    allowance.output -= allowed
    allowance.work -= allowed
    return allowed
  }

  /** For a byte that is paid for, in a place that is there. */
  #textByte(byte: number): boolean {
    if (this.#isNoText(byte)) return this.#refuse(NOT_TEXT)
    this.#bytes[this.length++] = byte
    return true
  }

  #isNoText(byte: number): boolean {
    this.#odd = (this.#odd << 1) | (isTextByte(byte) && byte < 0x80 ? 0 : 1)
    return bitsSet(this.#odd) > 8
  }

  #grow(least: number): void {
    const larger = new Uint8Array(Math.max(least, this.#bytes.length * 2))
    larger.set(this.#bytes.subarray(0, this.length))
    this.#bytes = larger
  }

  /** Notes why decoding ends here, and gives the reason back. */
  refuse(reason: string): string {
    this.refusal = reason
    return reason
  }

  #refuse(reason: string): false {
    this.refusal = reason
    return false
  }
}

/** Bytes of plain text in ASCII or UTF-8. */
export function isTextByte(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13) || (byte >= 0x80 && byte < 0xf5)
}

function bitsSet(value: number): number {
  let count = 0
  for (let rest = value; rest !== 0; rest &= rest - 1) count++
  return count
}
