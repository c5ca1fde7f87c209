import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { MissingReason } from '../../core/model/changeSet'
import { ID_LENGTH, type ObjectFormat, objectId } from '../hash'
import { type BatchAnswer, CatFile } from './batch'
import { parseCommit, parseTag, type StoredCommit } from './commit'
import type { Layout } from './layout'
import { GitProblem } from './problem'
import type { Quarantine } from './quarantine'
import { type ParsedTree, parseTree } from './tree'
import { WeightedCache } from './weightedCache'

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag'

export interface MissingObject {
  readonly kind: 'missing'
  readonly reason: MissingReason
  /** For a notice: what is wrong with which object. */
  readonly detail: string
  readonly remedy?: string
}

export type ObjectRead = { readonly kind: 'bytes'; readonly bytes: Uint8Array } | MissingObject
export type TreeRead = { readonly kind: 'tree'; readonly tree: ParsedTree } | MissingObject

/** What is known of an object before it is read; the size is git's word until the bytes were hashed. */
export type ObjectHeader = { readonly kind: 'known'; readonly type: string; readonly size: number } | MissingObject

/** Commits, trees and tags beyond this are no work of git. */
const maxStructureBytes = 64 << 20
const blobCacheBytes = 48 << 20
const treeCacheEntries = 400_000
const commitCacheCount = 20_000

/** Every object of a repository, each hashed when it is read: a forged index or pack cannot show other bytes. */
export class Objects {
  readonly format: ObjectFormat
  readonly #layout: Layout
  readonly #contents: CatFile
  readonly #headers: CatFile
  readonly #blobs = new WeightedCache<ObjectRead>(blobCacheBytes)
  readonly #trees = new WeightedCache<TreeRead>(treeCacheEntries)
  readonly #commits = new WeightedCache<StoredCommit>(commitCacheCount)

  constructor(layout: Layout, quarantine: Quarantine) {
    this.#layout = layout
    this.format = layout.format
    this.#contents = new CatFile(quarantine, { content: true })
    this.#headers = new CatFile(quarantine, { content: false })
  }

  async close(reason: unknown): Promise<void> {
    await Promise.all([this.#contents.close(reason), this.#headers.close(reason)])
  }

  async header(id: string): Promise<ObjectHeader> {
    const answer = await this.#headers.ask(id)
    if (answer.kind === 'object') return { kind: 'known', type: answer.type, size: answer.size }
    return this.#missing(id, 'object', answer)
  }

  blob(id: string, limitBytes: number): Promise<ObjectRead> {
    return this.#blobs.get(
      id,
      async () => this.#read(id, 'blob', limitBytes),
      read => (read.kind === 'bytes' ? read.bytes.length + 256 : undefined),
    )
  }

  tree(id: string): Promise<TreeRead> {
    return this.#trees.get(
      id,
      async () => {
        const read = await this.#read(id, 'tree', maxStructureBytes)
        if (read.kind === 'missing') return read
        const tree = parseTree(read.bytes, ID_LENGTH[this.format] / 2)
        return tree === undefined ? corrupt(`tree ${id} is not laid out as a tree`) : { kind: 'tree', tree }
      },
      read => (read.kind === 'tree' ? read.tree.entries.length + 4 : undefined),
    )
  }

  /** Throws {@link GitProblem} when there is no such commit or it is damaged. */
  commit(id: string): Promise<StoredCommit> {
    return this.#commits.get(
      id,
      async () => {
        const read = await this.#read(id, 'commit', maxStructureBytes)
        if (read.kind === 'missing') throw asProblem(read)
        const commit = parseCommit(id, read.bytes)
        if (commit === undefined) throw new GitProblem('corrupt-object', `commit ${id} is not laid out as a commit`)
        return commit
      },
      () => 1,
    )
  }

  /** Follows annotated tags to the commit they stand for. */
  async peel(id: string): Promise<string> {
    let at = id
    for (let depth = 0; depth < 10; depth++) {
      if (this.#commits.has(at)) return at
      const header = await this.header(at)
      if (header.kind === 'missing') throw asProblem(header)
      if (header.type === 'commit') return at
      if (header.type !== 'tag') throw new GitProblem('unknown-revision', `${id} is a ${header.type}, not a commit`)
      const read = await this.#read(at, 'tag', maxStructureBytes)
      if (read.kind === 'missing') throw asProblem(read)
      const target = parseTag(read.bytes)
      if (target === undefined) throw new GitProblem('corrupt-object', `tag ${at} is not laid out as a tag`)
      at = target.id
    }
    throw new GitProblem('unknown-revision', `${id} is a tag of a tag of a tag without end`)
  }

  /** The commit that an abbreviated id stands for; `undefined` when there is none. */
  async expand(prefix: string): Promise<string | undefined> {
    if (!/^[0-9a-f]{4,64}$/.test(prefix)) return undefined
    for (const name of [`${prefix}^{commit}`, prefix]) {
      const answer = await this.#headers.ask(name)
      if (answer.kind === 'ambiguous')
        throw new GitProblem(
          'unknown-revision',
          `${prefix} is the start of more than one object id`,
          'give more digits',
        )
      if (answer.kind === 'object' && answer.id.startsWith(prefix)) return answer.id
    }
    return undefined
  }

  async #read(id: string, type: ObjectType, limitBytes: number): Promise<ObjectRead> {
    const answer = await this.#contents.ask(id, limitBytes)
    if (answer.kind !== 'object' || answer.bytes === undefined) return this.#missing(id, type, answer)
    if (answer.type !== type) return corrupt(`object ${id} should be a ${type} and is a ${answer.type}`)
    if (answer.id !== id || objectId(this.format, type, answer.bytes) !== id)
      return corrupt(`the bytes stored for ${type} ${id} have another hash: they are not what the id names`)
    // no Buffer leaves the host: its `slice` and `toString` differ from those the core is written for
    const { buffer, byteOffset, byteLength } = answer.bytes
    return { kind: 'bytes', bytes: new Uint8Array(buffer, byteOffset, byteLength) }
  }

  /** Git calls a loose object whose first bytes are damaged missing. */
  async #hasLooseFile(id: string): Promise<boolean> {
    for (const folder of this.#layout.objectFolders)
      if (await stat(join(folder, id.slice(0, 2), id.slice(2))).catch(() => undefined)) return true
    return false
  }

  async #missing(id: string, type: string, answer: BatchAnswer): Promise<MissingObject> {
    if (answer.kind === 'too-large')
      return {
        kind: 'missing',
        reason: 'too-large',
        detail: `${type} ${id} has ${answer.size} bytes`,
        remedy: 'raise the size limit: --max-file-bytes',
      }
    if (answer.kind === 'failed') return corrupt(`git cannot read ${type} ${id}: ${firstLine(answer.reason)}`)
    if (await this.#hasLooseFile(id)) return corrupt(`git cannot read ${type} ${id}, though its file is there`)
    const remedy = fetchRemedy(this.#layout)
    const detail = `${type} ${id} is not in this clone`
    return { kind: 'missing', reason: 'object-absent', detail, ...(remedy === undefined ? {} : { remedy }) }
  }
}

function corrupt(detail: string): MissingObject {
  return { kind: 'missing', reason: 'corrupt', detail, remedy: 'compare with another clone: git fsck --full' }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}

function asProblem(missing: MissingObject): GitProblem {
  const kind = missing.reason === 'object-absent' ? 'missing-object' : 'corrupt-object'
  return new GitProblem(kind, missing.detail, missing.remedy)
}

/** The command that gets what this clone left behind. */
export function fetchRemedy(layout: Layout): string | undefined {
  if (layout.shallow.size > 0) return 'shallow clone: git fetch --unshallow; in CI use fetch-depth: 0'
  const promisor = layout.promisors[0]
  if (promisor === undefined) return undefined
  const remote = /^[A-Za-z0-9_][\w./-]*$/.test(promisor) ? promisor : 'origin'
  return `partial clone: git fetch --refetch --no-filter ${remote}`
}
