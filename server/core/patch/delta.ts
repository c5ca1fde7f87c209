/**
 * Applies a git delta (gitformat-pack, "Deltified representation"): two sizes, then copy instructions (offset and size
 * in the base) and insert instructions. `undefined` when it does not fit the base or claims more than `limitBytes`.
 */
export function applyDelta(base: Uint8Array, delta: Uint8Array, limitBytes: number): Uint8Array | undefined {
  const baseSize = readSize(delta, 0)
  if (baseSize === undefined || baseSize.value !== base.length) return undefined
  const resultSize = readSize(delta, baseSize.next)
  if (resultSize === undefined || resultSize.value > limitBytes) return undefined
  const out = new Uint8Array(resultSize.value)
  let written = 0
  let at = resultSize.next
  while (at < delta.length) {
    const op = delta[at++]!
    if (op === 0) return undefined
    if ((op & 0x80) === 0) {
      if (at + op > delta.length || written + op > out.length) return undefined
      out.set(delta.subarray(at, at + op), written)
      at += op
      written += op
      continue
    }
    let offset = 0
    let size = 0
    for (let bit = 0; bit < 4; bit++) if (op & (1 << bit)) offset += (delta[at++] ?? 0) * 2 ** (8 * bit)
    for (let bit = 0; bit < 3; bit++) if (op & (0x10 << bit)) size += (delta[at++] ?? 0) * 2 ** (8 * bit)
    if (size === 0) size = 0x10000
    if (at > delta.length || offset + size > base.length || written + size > out.length) return undefined
    out.set(base.subarray(offset, offset + size), written)
    written += size
  }
  return written === out.length ? out : undefined
}

function readSize(delta: Uint8Array, from: number): { value: number; next: number } | undefined {
  let value = 0
  for (let at = from, factor = 1; at < delta.length && factor < 2 ** 42; at++, factor *= 128) {
    const byte = delta[at]!
    value += (byte & 0x7f) * factor
    if ((byte & 0x80) === 0) return { value, next: at + 1 }
  }
  return undefined
}
