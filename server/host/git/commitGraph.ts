import { join } from 'node:path'
import { readDisk, readSmallText } from '../files'
import { ID_LENGTH, type ObjectFormat } from '../hash'
import type { StoredCommit } from './commit'

/** One file of the chain: gitformat-commit-graph(5). */
interface Layer {
  readonly bytes: Buffer
  /** Commits in the layers before this one; positions count through the whole chain. */
  readonly start: number
  readonly count: number
  readonly fanout: number
  readonly ids: number
  readonly data: number
}

const maxGraphBytes = 128 << 20
const noParent = 0x70000000

/**
 * The commit-graph is a copy of what the commits say, kept by git for speed and believed by it. We read the commits;
 * the copy is opened only to tell a reviewer when it says something else, since then their git shows another history.
 */
export class CommitGraph {
  readonly #layers: readonly Layer[]
  readonly #idBytes: number

  private constructor(layers: readonly Layer[], format: ObjectFormat) {
    this.#layers = layers
    this.#idBytes = ID_LENGTH[format] / 2
  }

  /** Whatever cannot be read as a commit-graph is left out: git would not believe it either. */
  static async load(objectFolder: string, format: ObjectFormat): Promise<CommitGraph> {
    const info = join(objectFolder, 'info')
    const chain = (await readSmallText(join(info, 'commit-graphs/commit-graph-chain'))) ?? ''
    const files = chain
      .split('\n')
      .filter(line => /^[0-9a-f]{40,64}$/.test(line))
      .map(line => join(info, `commit-graphs/graph-${line}.graph`))
    const layers: Layer[] = []
    // a single file beside a chain wins, as in git
    for (const names of [[join(info, 'commit-graph')], files]) {
      let start = 0
      for (const name of names) {
        const layer = await readLayer(name, start, ID_LENGTH[format] / 2)
        if (layer === undefined) break
        layers.push(layer)
        start += layer.count
      }
      if (layers.length > 0) break
    }
    return new CommitGraph(layers, format)
  }

  /** True when the copy names another tree, another first parent or another number of parents (up to two). */
  contradicts(commit: StoredCommit): boolean {
    const found = this.#find(Buffer.from(commit.info.id, 'hex'))
    if (found === undefined) return false
    const { bytes } = found.layer
    const row = found.layer.data + found.index * (this.#idBytes + 16)
    if (bytes.toString('hex', row, row + this.#idBytes) !== commit.tree) return true
    const [first, second] = [bytes.readUInt32BE(row + this.#idBytes), bytes.readUInt32BE(row + this.#idBytes + 4)]
    const counted = first === noParent ? 0 : second === noParent ? 1 : 2
    if (counted !== Math.min(2, commit.info.parents.length)) return true
    return counted > 0 && this.#idAt(first) !== commit.info.parents[0]
  }

  #find(id: Buffer): { readonly layer: Layer; readonly index: number } | undefined {
    for (const layer of this.#layers) {
      const first = id[0] ?? 0
      let low = first === 0 ? 0 : layer.bytes.readUInt32BE(layer.fanout + (first - 1) * 4)
      let high = Math.min(layer.count, layer.bytes.readUInt32BE(layer.fanout + first * 4))
      while (low < high) {
        const middle = (low + high) >> 1
        const at = layer.ids + middle * this.#idBytes
        const order = id.compare(layer.bytes, at, at + this.#idBytes)
        if (order === 0) return { layer, index: middle }
        if (order < 0) high = middle
        else low = middle + 1
      }
    }
    return undefined
  }

  #idAt(position: number): string | undefined {
    const layer = this.#layers.find(({ start, count }) => position >= start && position < start + count)
    if (layer === undefined) return undefined
    const at = layer.ids + (position - layer.start) * this.#idBytes
    return layer.bytes.toString('hex', at, at + this.#idBytes)
  }
}

async function readLayer(file: string, start: number, idBytes: number): Promise<Layer | undefined> {
  const read = await readDisk(file, { limitBytes: maxGraphBytes, followLinks: true })
  if (read.kind !== 'file') return undefined
  const bytes = Buffer.from(read.bytes.buffer, read.bytes.byteOffset, read.bytes.byteLength)
  const chunks = new Map<string, number>()
  const tableEnd = 8 + (bytes[6] ?? 0) * 12
  if (bytes.toString('latin1', 0, 4) !== 'CGPH' || tableEnd > bytes.length) return undefined
  for (let at = 8; at < tableEnd; at += 12)
    chunks.set(bytes.toString('latin1', at, at + 4), Number(bytes.readBigUInt64BE(at + 4)))
  const [fanout, ids, data] = [chunks.get('OIDF'), chunks.get('OIDL'), chunks.get('CDAT')]
  if (fanout === undefined || ids === undefined || data === undefined || fanout + 1024 > bytes.length) return undefined
  const count = bytes.readUInt32BE(fanout + 255 * 4)
  if (ids + count * idBytes > bytes.length || data + count * (idBytes + 16) > bytes.length) return undefined
  return { bytes, start, count, fanout, ids, data }
}
