import { URI } from 'vscode-uri'
import type { WireSettings } from '../protocol'
import type { Backend, FoundChange, Run } from './backend'
import type { OpenDocument } from './documents'
import type { Snapshot } from './snapshot'
import { patchDocument, takeSnapshot } from './takeSnapshot'

const PATCH_NAME = /\.(patch|diff|rej|mbox|eml)$/i

interface Known {
  readonly version: number
  readonly settings: WireSettings
  readonly decisions: number
  readonly snapshot: Snapshot
}

/**
 * Reviews of documents that belong to no open change set: a patch is a change by itself, a file is looked at beside what
 * HEAD has of it. They end when the document is closed.
 */
export class DocumentReviews {
  readonly #backend: Backend
  readonly #known = new Map<string, Known>()
  #decisions = 0

  constructor(backend: Backend) {
    this.#backend = backend
  }

  /** Undefined when the document is neither a patch nor a file of a repository. Rejects when the run is cancelled. */
  async review(document: OpenDocument, run: Run): Promise<Snapshot | undefined> {
    const id = documentId(document.uri)
    const decisions = this.#decisions
    const known = this.#known.get(id)
    const isPatch = isPatchDocument(document)
    // what a patch says depends on nothing but its text; what HEAD has of a file may be another version by now
    if (
      isPatch &&
      known?.version === document.version &&
      known.settings === run.settings &&
      known.decisions === decisions
    )
      return known.snapshot
    const request = {
      kind: 'patch',
      name: nameOf(document.uri),
      text: document.text,
      uri: document.uri,
    } as const
    const found = isPatch ? await this.#findPatch(request, run) : await this.#findFile(document, run)
    if (found === undefined) {
      this.#known.delete(id)
      return undefined
    }
    try {
      const examined = await this.#backend.examine(found.source, run)
      const patch = isPatch ? patchDocument(request, found.source) : undefined
      const snapshot = await takeSnapshot(
        { id, found, source: found.source, examined, ...(patch === undefined ? {} : { patch }) },
        this.#backend,
      )
      this.#known.set(id, { version: document.version, settings: run.settings, decisions, snapshot })
      return snapshot
    } finally {
      await found.dispose()
    }
  }

  get(id: string): Snapshot | undefined {
    return this.#known.get(id)?.snapshot
  }

  forget(uri: string): void {
    this.#known.delete(documentId(uri))
  }

  /** Decisions changed: what is known is judged by the earlier ones. */
  decided(): void {
    this.#decisions++
  }

  async #findPatch(request: Parameters<Backend['find']>[0], run: Run): Promise<FoundChange | undefined> {
    const found = await this.#backend.find(request, run)
    return found.ok ? found.value : undefined
  }

  async #findFile({ uri, text }: OpenDocument, run: Run): Promise<FoundChange | undefined> {
    const parsed = URI.parse(uri)
    return parsed.scheme === 'file' ? this.#backend.findDocument({ file: parsed.fsPath, text }, run) : undefined
  }
}

export function isPatchDocument({ uri, languageId }: Pick<OpenDocument, 'uri' | 'languageId'>): boolean {
  return languageId === 'diff' || languageId === 'patch' || PATCH_NAME.test(URI.parse(uri).path)
}

/** The id under which findings of a document of its own are asked for. */
export function documentId(uri: string): string {
  return `document:${uri}`
}

function nameOf(uri: string): string {
  const { path } = URI.parse(uri)
  return path.slice(path.lastIndexOf('/') + 1)
}
