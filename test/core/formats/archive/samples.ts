import { crc32, crc64 } from '../../../../server/core/formats/archive/checksum'
import { LZMA_PROPERTIES, lzmaPacked } from './lzmaEncoder'

/** Encoders as small as they can be: what they write is valid, and nothing about it is clever. */
export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

export function bytesOf(...parts: readonly (Uint8Array | readonly number[] | string)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap(part => (typeof part === 'string' ? [...ascii(part)] : [...part])))
}

export function le(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => Math.floor(value / 256 ** at) % 256)
}

/**
 * One stream of xz with one block and a CRC64, at most 64 KiB packed. `isPlain`: a chunk of bytes as they are.
 * `hasMatches`: really compressed, where otherwise it is literals only.
 */
export function xzStream(content: Uint8Array, isPlain = false, hasMatches = false): Uint8Array {
  const packed = isPlain ? content : lzmaPacked(content, { hasMatches })
  const chunk = isPlain
    ? bytesOf([1, (content.length - 1) >>> 8, (content.length - 1) & 0xff], content)
    : bytesOf(
        [0xe0 | ((content.length - 1) >>> 16), ((content.length - 1) >>> 8) & 0xff, (content.length - 1) & 0xff],
        [(packed.length - 1) >>> 8, (packed.length - 1) & 0xff, LZMA_PROPERTIES],
        packed,
      )
  const data = bytesOf(chunk, [0])
  const header = withCrc(Uint8Array.of(2, 0, 0x21, 1, 8, 0, 0, 0))
  const { low, high } = crc64(content)
  const block = bytesOf(header, data, new Uint8Array(-data.length & 3), le(low, 4), le(high, 4))
  const records = bytesOf([0, 1], vli(header.length + data.length + 8), vli(content.length))
  const index = withCrc(bytesOf(records, new Uint8Array(-records.length & 3)))
  const tail = bytesOf(le(index.length / 4 - 1, 4), [0, 4])
  const start = withCrc(Uint8Array.of(0, 4))
  return bytesOf([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], start, block, index, le(crc32(tail), 4), tail, 'YZ')
}

export function lzmaAlone(content: Uint8Array, hasMatches = false): Uint8Array {
  return bytesOf([LZMA_PROPERTIES], le(65536, 4), le(content.length, 8), lzmaPacked(content, { hasMatches }))
}

/** What `tr` does to bytes: the n-th of `from` becomes the n-th of `to`. */
export function translated(bytes: Uint8Array, from: string, to: string): Uint8Array {
  return bytes.map(byte => {
    const at = from.indexOf(String.fromCharCode(byte))
    return at === -1 ? byte : to.charCodeAt(at)
  })
}

export interface TarMember {
  readonly name: string
  readonly content?: string
  readonly mode?: number
  readonly type?: string
  readonly target?: string
}

export function tarOf(...members: readonly TarMember[]): Uint8Array {
  return bytesOf(...members.map(tarMember), new Uint8Array(1024))
}

export function tarMember({ name, content = '', mode = 0o644, type = '0', target = '' }: TarMember): Uint8Array {
  const header = new Uint8Array(512)
  const put = (at: number, text: string) => header.set(ascii(text), at)
  put(0, name)
  put(100, mode.toString(8).padStart(7, '0'))
  put(124, ascii(content).length.toString(8).padStart(11, '0'))
  put(148, ' '.repeat(8))
  put(156, type)
  put(157, target)
  put(257, 'ustar\x0000')
  const sum = header.reduce((total, byte) => total + byte, 0)
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `)
  const data = ascii(content)
  return bytesOf(header, data, new Uint8Array(-data.length & 511))
}

export interface ZipMember {
  readonly name: string
  /** As it stands in the archive. */
  readonly data: Uint8Array
  readonly content: Uint8Array
  readonly method: 0 | 8
  readonly mode?: number
  readonly localName?: string
}

export function stored(name: string, text: string, more: Partial<ZipMember> = {}): ZipMember {
  return { name, data: ascii(text), content: ascii(text), method: 0, ...more }
}

/** `sharesData`: every directory entry points to the first member, as overlapping bombs do. */
export function zipOf(members: readonly ZipMember[], sharesData = false): Uint8Array {
  const locals: Uint8Array[] = []
  const central: Uint8Array[] = []
  let offset = 0
  for (const { name, data, content, method, mode, localName = name } of members) {
    const sizes = bytesOf(le(crc32(content), 4), le(data.length, 4), le(content.length, 4))
    const local = bytesOf('PK\x03\x04', le(20, 2), le(0, 2), le(method, 2), le(0, 4), sizes)
    const at = sharesData ? 0 : offset
    central.push(
      bytesOf(
        bytesOf('PK\x01\x02', [20, mode === undefined ? 0 : 3], le(20, 2), le(0, 2), le(method, 2), le(0, 4), sizes),
        bytesOf(le(name.length, 2), le(0, 8), le((mode ?? 0) * 65536, 4), le(at, 4), name),
      ),
    )
    if (sharesData && locals.length > 0) continue
    locals.push(bytesOf(local, le(localName.length, 2), le(0, 2), localName, data))
    offset += locals.at(-1)?.length ?? 0
  }
  const directory = bytesOf(...central)
  const end = bytesOf('PK\x05\x06', le(0, 4), le(members.length, 2), le(members.length, 2), le(directory.length, 4))
  return bytesOf(...locals, directory, end, le(offset, 4), le(0, 2))
}

function withCrc(bytes: Uint8Array): Uint8Array {
  return bytesOf(bytes, le(crc32(bytes), 4))
}

function vli(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...vli(value >>> 7)]
}

/** The same bytes for the same seed, everywhere. */
export function randomBytes(length: number, seed: number): Uint8Array {
  let state = seed >>> 0
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 24
  })
}

/** "inert text, " nine times, packed by bzip2 -9. */
export const bzip2Sample = Uint8Array.from(
  (
    '425a68393141592653595506ad8100001a9180400402211440200020a5427a210c08d475191a8e46464763d1f4723f177245' +
    '3850905506ad81'
  ).match(/../g) ?? [],
  pair => Number.parseInt(pair, 16),
)
