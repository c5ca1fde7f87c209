import { type Connection, TextDocuments } from 'vscode-languageserver'
import { TextDocument } from 'vscode-languageserver-textdocument'

/** A document as it was at one moment; the client's later edits do not reach into it. */
export interface OpenDocument {
  readonly uri: string
  readonly languageId: string
  readonly version: number
  readonly text: string
}

export interface DocumentEvents {
  /** Opened, changed or closed. */
  changed(uri: string): void
  closed(uri: string): void
}

/** The documents that the client has open here, and since when they have been as they are. */
export class Documents {
  readonly #documents = new TextDocuments(TextDocument)
  readonly #changedAt = new Map<string, number>()

  listen(connection: Connection, events: DocumentEvents): void {
    this.#documents.onDidChangeContent(({ document }) => {
      // an opened document is at rest: only edits are waited for
      if (this.#changedAt.has(document.uri)) this.#changedAt.set(document.uri, Date.now())
      else this.#changedAt.set(document.uri, 0)
      events.changed(document.uri)
    })
    this.#documents.onDidClose(({ document }) => {
      this.#changedAt.delete(document.uri)
      events.changed(document.uri)
      events.closed(document.uri)
    })
    this.#documents.listen(connection)
  }

  get(uri: string): OpenDocument | undefined {
    const document = this.#documents.get(uri)
    if (document === undefined) return undefined
    return { uri, languageId: document.languageId, version: document.version, text: document.getText() }
  }

  version(uri: string): number | undefined {
    return this.#documents.get(uri)?.version
  }

  /** Milliseconds since the last edit; infinite when there was none. */
  quietMs(uri: string): number {
    return Date.now() - (this.#changedAt.get(uri) ?? 0)
  }
}
