import * as vscode from 'vscode'
import { EXPLAIN, type ExplainResult, READ_SIDE, type ReadSideResult } from '../../server/protocol'
import { type OpenReview, ReviewProblem, type Reviews } from '../reviews'
import type { Session } from '../session'
import { decodeUri, idOfRef, OWN_SCHEME, type OwnUri } from '../uris'

const AHEAD_LIMIT = 32

/**
 * Our own read-only documents: both sides of a change set, descriptions of binaries, explanations. Nothing but the URI
 * is needed, so a tab restored after a reload finds its content again, in a folder that is not trusted too.
 */
export class OwnDocuments implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>()
  readonly onDidChangeFile = this.#changed.event
  readonly #subscriptions: vscode.Disposable[]
  /** Read for a `stat`; the editor asks for the same bytes right after it. */
  readonly #ahead = new Map<string, Promise<Uint8Array>>()
  /** Explanations of documents examined alone, which no change set stands behind. */
  readonly #kept = new Map<string, string>()
  readonly #seen = new Map<string, OpenReview['result'] | undefined>()
  #version = 1

  constructor(
    private readonly session: Session,
    private readonly reviews: Reviews,
  ) {
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.registerFileSystemProvider(OWN_SCHEME, this, { isReadonly: true, isCaseSensitive: true }),
      reviews.onDidChange(() => this.#refresh()),
    ]
  }

  /** Serves this text for a URI of ours, as long as the window lives. */
  keep(uri: vscode.Uri, text: string): void {
    this.#kept.set(uri.toString(), text)
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {})
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const bytes = this.#read(ownUri(uri), uri)
    this.#keepAhead(uri.toString(), bytes)
    const { byteLength } = await bytes
    const permissions = vscode.FilePermission.Readonly
    return { type: vscode.FileType.File, ctime: 0, mtime: this.#version, size: byteLength, permissions }
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const ahead = this.#ahead.get(uri.toString())
    this.#ahead.delete(uri.toString())
    return await (ahead ?? this.#read(ownUri(uri), uri))
  }

  readDirectory(): [string, vscode.FileType][] {
    return []
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri)
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri)
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri)
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri)
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose()
  }

  #keepAhead(key: string, bytes: Promise<Uint8Array>): void {
    const [oldest] = this.#ahead.keys()
    if (this.#ahead.size >= AHEAD_LIMIT && oldest !== undefined) this.#ahead.delete(oldest)
    this.#ahead.set(key, bytes)
    bytes.catch(() => this.#ahead.delete(key))
  }

  async #read(own: OwnUri, uri: vscode.Uri): Promise<Uint8Array> {
    const kept = this.#kept.get(uri.toString())
    if (kept !== undefined) return new TextEncoder().encode(kept)
    try {
      const review = await this.reviews.ensure(own.ref)
      if (own.kind === 'explanation') {
        const params = { id: review.id, fingerprint: own.fingerprint }
        const { markdown } = await this.session.request<ExplainResult>(EXPLAIN, params)
        return new TextEncoder().encode(markdown)
      }
      const { path, side, file } = own
      const params = { id: review.id, path, side, ...(file === undefined ? {} : { file }) }
      const { text } = await this.session.request<ReadSideResult>(READ_SIDE, params)
      return new TextEncoder().encode(text)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const remedy = error instanceof ReviewProblem && error.remedy !== undefined ? ` ${error.remedy}` : ''
      throw vscode.FileSystemError.Unavailable(`${uri.path.slice(1)}: ${reason}${remedy}`)
    } finally {
      this.#seen.set(uri.toString(), this.reviews.get(idOfRef(own.ref))?.result)
    }
  }

  /** Documents read from an earlier result are read again; the others are left in peace. */
  #refresh(): void {
    this.#ahead.clear()
    const changes: vscode.FileChangeEvent[] = []
    for (const [key, result] of this.#seen) {
      const uri = vscode.Uri.parse(key, true)
      const own = ownUri(uri)
      const current = this.reviews.get(idOfRef(own.ref))?.result
      // a file that left the change keeps its last text: an error in its place would help nobody
      if (current === undefined || current === result || !isPart(own, current)) continue
      this.#seen.delete(key)
      changes.push({ type: vscode.FileChangeType.Changed, uri })
    }
    if (changes.length === 0) return
    this.#version += 1
    this.#changed.fire(changes)
  }
}

function isPart(own: OwnUri, { files, findings }: OpenReview['result']): boolean {
  if (own.kind === 'explanation') return findings.some(({ fingerprint }) => fingerprint === own.fingerprint)
  return files.some(({ path, oldPath }) => own.path === path || own.path === oldPath)
}

function ownUri(uri: vscode.Uri): OwnUri {
  const decoded = decodeUri(uri)
  if (decoded === undefined || (decoded.kind !== 'side' && decoded.kind !== 'explanation')) {
    throw vscode.FileSystemError.FileNotFound(uri)
  }
  return decoded
}
