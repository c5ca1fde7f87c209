import { inflateSync } from 'node:zlib'

/** `consumed` counts the bytes of the input that belong to the stream; what follows it is not looked at. */
export type Inflated =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly consumed: number }
  | { readonly kind: 'too-large'; readonly limitBytes: number }
  | { readonly kind: 'damaged'; readonly reason: string }

/** A zlib stream (RFC 1950), as in `GIT binary patch`. Never more than `limitBytes` are produced. Never throws. */
export function inflate(bytes: Uint8Array, limitBytes: number): Inflated {
  try {
    // `info` is documented by Node and missing from its types: it gives the engine, which counts what it consumed.
    const result = inflateSync(bytes, { maxOutputLength: Math.max(1, limitBytes), info: true }) as unknown as {
      readonly buffer: Buffer
      readonly engine: { readonly bytesWritten: number }
    }
    if (result.buffer.length > limitBytes) return { kind: 'too-large', limitBytes }
    return { kind: 'bytes', bytes: result.buffer, consumed: result.engine.bytesWritten }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ERR_BUFFER_TOO_LARGE') return { kind: 'too-large', limitBytes }
    return { kind: 'damaged', reason: error instanceof Error ? error.message : String(error) }
  }
}
