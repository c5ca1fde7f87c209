/**
 * A path as git stores it: bytes. `text` is what people read and what patterns match; where the bytes are not valid
 * UTF-8, `raw` keeps them (one character per byte, U+0000 to U+00FF) so that nothing is lost and two different paths
 * never become one.
 */
export interface FilePath {
  readonly text: string
  readonly raw?: string
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes that are not UTF-8 are shown as `\xNN`; the original stays in `raw`. */
export function pathFromBytes(bytes: Uint8Array): FilePath {
  try {
    return { text: strictUtf8.decode(bytes) }
  } catch {
    const raw = latin1(bytes)
    return { text: raw.replace(/[\x80-\xff]/g, char => `\\x${char.charCodeAt(0).toString(16)}`), raw }
  }
}

export function pathFromText(text: string): FilePath {
  return { text }
}

/** The bytes of a path, exactly as they came. */
export function pathBytes(path: FilePath): Uint8Array {
  return path.raw === undefined ? new TextEncoder().encode(path.text) : fromLatin1(path.raw)
}

/** Equal for equal byte sequences and for no others; use it as a map key. */
export function pathKey(path: FilePath): string {
  return path.raw === undefined ? `u:${path.text}` : `b:${path.raw}`
}

export function isSamePath(a: FilePath | undefined, b: FilePath | undefined): boolean {
  return a !== undefined && b !== undefined && pathKey(a) === pathKey(b)
}

export function baseName(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1)
}

/** The folder without its trailing slash; empty for a file at the top. */
export function folderOf(text: string): string {
  return text.slice(0, Math.max(0, text.lastIndexOf('/')))
}

/** In lower case, without the dot; empty when there is none. */
export function extensionOf(text: string): string {
  const name = baseName(text)
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase()
}

/** One character per byte. */
export function latin1(bytes: Uint8Array): string {
  let out = ''
  // Several times as fast as spreading the bytes.
  for (let at = 0; at < bytes.length; at += 8192)
    out += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, at + 8192)) as string
  return out
}

/** The inverse of {@link latin1}; characters above U+00FF keep their low byte only. */
export function fromLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
  return bytes
}
