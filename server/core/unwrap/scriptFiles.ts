import { shorten } from '../model/visible'
import { matchesPattern, plainOfPattern } from './globPattern'
import type { UnwrapStep } from './unwrapped'

/** Where files come from; paths are those of the tree, without `./`. */
export interface UnwrapFiles {
  /** `wanted`: it is in the tree, and its bytes are not at hand yet. */
  read(path: string): Uint8Array | 'absent' | 'wanted'
  /** Every path of the tree, sorted. */
  readonly paths: readonly string[]
}

const MOST_WRITTEN = 2000

/** Files as a script sees them: those of the tree, and those it writes itself. */
export class ScriptFiles {
  /** Files that took part. */
  readonly used = new Set<string>()
  /** Files that are not at hand yet. */
  readonly wanted = new Set<string>()
  readonly #written = new Map<string, { readonly bytes: Uint8Array; readonly steps: readonly UnwrapStep[] }>()

  constructor(private readonly tree: UnwrapFiles) {}

  /** What looking at every path costs. */
  get count(): number {
    return this.tree.paths.length + this.#written.size
  }

  write(path: string, bytes: Uint8Array, steps: readonly UnwrapStep[] = []): void {
    if (path !== '/dev/null' && this.#written.size < MOST_WRITTEN) this.#written.set(plainPath(path), { bytes, steps })
  }

  /** As one that a script makes: its own, or nothing where nobody knows. */
  written(path: string): Uint8Array {
    return this.#written.get(plainPath(path))?.bytes ?? new Uint8Array()
  }

  /** The commands whose output a file holds that the script wrote. */
  stepsOf(path: string): readonly UnwrapStep[] {
    return this.#written.get(plainPath(path))?.steps ?? []
  }

  /** The content of a file that takes part. */
  read(path: string): Uint8Array | { readonly stop: string } {
    const found = this.peek(path)
    if (!('stop' in found) && !this.#written.has(plainPath(path)) && path !== '/dev/null')
      this.used.add(plainPath(path))
    return found
  }

  /** As {@link read}, for a file that is only searched. */
  peek(path: string): Uint8Array | { readonly stop: string } {
    if (path === '/dev/null') return new Uint8Array()
    const plain = plainPath(path)
    const own = this.#written.get(plain)
    if (own !== undefined) return own.bytes
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
    const parts = plain.split('/')
    const paths = [...this.tree.paths, ...[...this.#written.keys()].filter(path => !path.startsWith('dev/'))]
    const names = new Set<string>()
    // Folders count as names too: a pattern may end above the files.
    for (const path of paths) {
      const own = path.split('/').slice(0, parts.length)
      if (own.length === parts.length && own.every((part, at) => matchesName(parts[at] ?? '', part)))
        names.add(own.join('/'))
    }
    if (names.size === 0) return [pattern]
    const before = /^(?:\.\/)+/.exec(pattern)?.[0] ?? ''
    return [...names].sort().map(name => before + name)
  }
}

/** A name that starts with a point is matched by one that does. */
function matchesName(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false
  return plainOfPattern(pattern) === name || matchesPattern(pattern, name) === true
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
