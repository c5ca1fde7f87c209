/** CRC-32 as in ISO 3309 and ITU-T V.42, the one of gzip, zip and xz. */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let crc = 0xffffffff
  for (let at = start; at < end; at++) crc = (crc >>> 8) ^ (crc32Table[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0)
  return ~crc >>> 0
}

/** CRC-64 as in ECMA-182, reflected (xz file format 1.2, 3.4), as its low and its high half. */
export function crc64(bytes: Uint8Array): { readonly low: number; readonly high: number } {
  let low = 0xffffffff
  let high = 0xffffffff
  for (const byte of bytes) {
    const index = ((low ^ byte) & 0xff) * 2
    low = ((low >>> 8) | (high << 24)) ^ (crc64Table[index] ?? 0)
    high = (high >>> 8) ^ (crc64Table[index + 1] ?? 0)
  }
  return { low: ~low >>> 0, high: ~high >>> 0 }
}

/** CRC-32 with the most significant bit first, as bzip2 computes it. */
export function crc32Forward(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc << 8) ^ (forwardTable[((crc >>> 24) ^ byte) & 0xff] ?? 0)
  return ~crc >>> 0
}

const crc32Table = Int32Array.from({ length: 256 }, (_, value) => {
  let crc = value
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})

const forwardTable = Int32Array.from({ length: 256 }, (_, value) => {
  let crc = value << 24
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  return crc
})

/** Low and high half in turn. */
const crc64Table = (() => {
  const table = new Int32Array(512)
  for (let value = 0; value < 256; value++) {
    let low = value
    let high = 0
    for (let bit = 0; bit < 8; bit++) {
      const carry = low & 1
      low = (low >>> 1) | (high << 31)
      high >>>= 1
      if (carry === 0) continue
      low ^= 0xd7870f42
      high ^= 0xc96c5795
    }
    table[value * 2] = low
    table[value * 2 + 1] = high
  }
  return table
})()
