import type { HashPort } from '../model/ports'

const encoder = new TextEncoder()

/** 32 hex digits over the parts, which are kept apart, so that no two lists collide by concatenation. */
export function digestOf(hash: HashPort, version: string, parts: readonly string[]): string {
  const text = parts.map(part => `${part.length}:${part}`).join('\n')
  return `${version}:${hash('sha256', encoder.encode(text)).slice(0, 32)}`
}
