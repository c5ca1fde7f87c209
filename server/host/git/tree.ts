/** One line of a tree object. `name` has one character per byte; `mode` is padded to six digits. */
export interface TreeEntry {
  readonly name: string
  readonly mode: string
  readonly id: string
}

export interface ParsedTree {
  readonly entries: readonly TreeEntry[]
  /** What git would never write: a reader that trusts order or uniqueness could be made to miss an entry. */
  readonly oddities: readonly string[]
}

export const treeMode = '040000'
export const submoduleMode = '160000'

/** Reads a raw tree object: `<mode> <name>\0<id bytes>` repeated. `undefined` when the bytes are not that. */
export function parseTree(bytes: Uint8Array, idBytes: number): ParsedTree | undefined {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: TreeEntry[] = []
  const oddities: string[] = []
  const names = new Set<string>()
  let at = 0
  while (at < raw.length) {
    const zero = raw.indexOf(0, at)
    if (zero < 0 || zero + 1 + idBytes > raw.length) return undefined
    const space = raw.indexOf(32, at)
    if (space < 0 || space > zero) return undefined
    const mode = raw.toString('latin1', at, space)
    const name = raw.toString('latin1', space + 1, zero)
    if (!/^[0-7]{1,6}$/.test(mode)) return undefined
    if (names.has(name)) oddities.push(`the name ${JSON.stringify(name)} twice in one folder`)
    if (/^(?:\.{0,2}|\.git)$|\//i.test(name))
      oddities.push(`the name ${JSON.stringify(name)}, which git itself would refuse`)
    names.add(name)
    entries.push({
      name,
      mode: mode.padStart(6, '0'),
      id: raw.toString('hex', zero + 1, zero + 1 + idBytes),
    })
    at = zero + 1 + idBytes
  }
  return { entries, oddities }
}

export function isTree(entry: TreeEntry): boolean {
  return entry.mode === treeMode
}
