/** MD5 (RFC 1321, 3). Broken as a seal; old ciphers still make their keys with it. */
export function md5(bytes: Uint8Array): Uint8Array {
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476)
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, bytes.length * 8, true)
  view.setUint32(padded.length - 4, Math.floor(bytes.length / 2 ** 29), true)
  for (let at = 0; at < padded.length; at += 64) mix(state, view, at)
  const digest = new DataView(new ArrayBuffer(16))
  for (const [at, word] of state.entries()) digest.setInt32(at * 4, word, true)
  return new Uint8Array(digest.buffer)
}

const sines = Int32Array.from({ length: 64 }, (_, at) => Math.floor(Math.abs(Math.sin(at + 1)) * 2 ** 32))
/** By how much each step of a round turns; four after each other in turns. */
const turns = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
]

function mix(state: Int32Array, view: DataView, start: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = state
  for (let step = 0; step < 64; step++) {
    const round = step >> 4
    const choice =
      round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d)
    const word = [step, 5 * step + 1, 3 * step + 5, 7 * step][round] ?? 0
    const sum = (a + choice + (sines[step] ?? 0) + view.getInt32(start + (word % 16) * 4, true)) | 0
    const by = turns[round]?.[step % 4] ?? 0
    a = d
    d = c
    c = b
    b = (b + ((sum << by) | (sum >>> (32 - by)))) | 0
  }
  for (const [at, value] of [a, b, c, d].entries()) state[at] = (state[at] ?? 0) + value
}
