import { latin1 } from '../model/path'

/** Whether a file ends the way its format says it must. `open`: the format has no fixed end, or we do not know it. */
export type Ending =
  | { readonly kind: 'proper' }
  | { readonly kind: 'open' }
  | { readonly kind: 'cut' }
  /** `extraBytes`: bytes after the end the format defines. */
  | { readonly kind: 'followed'; readonly extraBytes: number }

/**
 * For formats that no reader in `structure/` takes apart. Bounded: reads the last bytes, never decodes.
 * - xz (file format 1.2, 2.1.2): the stream footer ends in "YZ", then only padding of zeros, a multiple of four.
 * - zip (APPNOTE 4.3.16): an end-of-central-directory record with a comment of the length it names.
 */
export function endingOf(format: string, bytes: Uint8Array): Ending {
  switch (format) {
    case 'xz':
      return xzEnding(bytes)
    case 'zip':
      return zipEnding(bytes)
    default:
      return { kind: 'open' }
  }
}

function xzEnding(bytes: Uint8Array): Ending {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  return latin1(bytes.subarray(Math.max(0, end - 2), end)) === 'YZ' ? { kind: 'proper' } : { kind: 'cut' }
}

function zipEnding(bytes: Uint8Array): Ending {
  const recordBytes = 22
  const lowest = Math.max(0, bytes.length - recordBytes - 0xffff)
  for (let at = bytes.length - recordBytes; at >= lowest; at--) {
    if (bytes[at] !== 0x50 || bytes[at + 1] !== 0x4b || bytes[at + 2] !== 5 || bytes[at + 3] !== 6) continue
    const comment = (bytes[at + 20] ?? 0) | ((bytes[at + 21] ?? 0) << 8)
    const extra = bytes.length - (at + recordBytes + comment)
    return extra <= 0 ? { kind: 'proper' } : { kind: 'followed', extraBytes: extra }
  }
  return { kind: 'cut' }
}
