import { shorten } from '../model/visible'
import { globMatches } from '../syntax/globMatch'

/** Where files come from; paths are those of the tree, without `./`. */
export interface UnwrapFiles {
  /** `wanted`: it is in the tree, and its bytes are not at hand yet. */
  read(path: string): Uint8Array | 'absent' | 'wanted'
  /** Every path of the tree, sorted. */
  readonly paths: readonly string[]
}

/** Files as a script sees them: those of the tree, and those it writes itself. */
export class ScriptFiles {
  /** Files that took part. */
  readonly used = new Set<string>()
  /** Files that are not at hand yet. */
  readonly wanted = new Set<string>()
  readonly #written = new Map<string, Uint8Array>()

  constructor(private readonly tree: UnwrapFiles) {}

  write(path: string, bytes: Uint8Array): void {
    this.#written.set(plainPath(path), bytes)
  }

  /** The content of a file that takes part. */
  read(path: string): Uint8Array | { readonly stop: string } {
    const found = this.peek(path)
    if (!('stop' in found)) this.used.add(plainPath(path))
    return found
  }

  /** As {@link read}, for a file that is only searched. */
  peek(path: string): Uint8Array | { readonly stop: string } {
    if (path === '/dev/null') return new Uint8Array()
    const plain = plainPath(path)
    const own = this.#written.get(plain)
    if (own !== undefined) return own
    const found = this.tree.read(plain)
    if (found === 'absent') return { stop: `the file ${shorten(path, 80)} is not in the tree` }
    if (found !== 'wanted') return found
    this.wanted.add(plain)
    return { stop: `the file ${shorten(path, 80)} was not read` }
  }

  isAbsent(path: string): boolean {
    const plain = plainPath(path)
    return !this.#written.has(plain) && this.tree.read(plain) === 'absent'
  }

  below(folder: string): readonly string[] {
    const plain = plainPath(folder)
    return this.tree.paths.filter(path => plain === '' || path === plain || path.startsWith(`${plain}/`))
  }

  /** Names that a pattern matches; the pattern itself when none does, as the shell has it. */
  matching(pattern: string): readonly string[] {
    const plain = plainPath(pattern)
    const depth = plain.split('/').length
    const found = this.tree.paths.filter(path => path.split('/').length === depth && globMatches(plain, path) === true)
    return found.length === 0 ? [pattern] : found
  }
}

function plainPath(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}
