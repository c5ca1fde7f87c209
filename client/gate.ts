import * as vscode from 'vscode'
import type { LanguageClient, Middleware, vsdiag } from 'vscode-languageclient/node'
import { FOREIGN_SCHEMES, OWN_SCHEME } from './uris'

/** What the gate must know of the open change sets. */
export interface Bindings {
  /** Shown as a side of an open change set, or as the patch that one was made from: its diagnostics are pushed. */
  isBound(uri: vscode.Uri): boolean
  /** Files that differ from HEAD, as far as the git extension says. */
  isChanged(uri: vscode.Uri): boolean
  /** Whether the file lies in a repository that the git extension has open. */
  isInRepository(uri: vscode.Uri): boolean
}

const foreign = new Set<string>(FOREIGN_SCHEMES)

export function isPatchDocument(document: { readonly languageId: string; readonly uri: vscode.Uri }): boolean {
  const { scheme, path } = document.uri
  if (scheme === OWN_SCHEME || foreign.has(scheme) || scheme === 'output') return false
  return document.languageId === 'diff' || /\.(?:patch|diff|mbox|eml)$/i.test(path)
}

/**
 * Which documents the server hears of. Without it every file a user opens would be sent; with it only patches, files of
 * an open change set, and files of the workspace that differ from HEAD.
 */
export class DocumentGate {
  readonly #synced = new Set<string>()
  #bindings: Bindings = {
    isBound: () => false,
    isChanged: () => false,
    isInRepository: () => false,
  }
  #client: LanguageClient | undefined
  readonly middleware: Middleware

  constructor() {
    this.middleware = {
      didOpen: async (document, next) => {
        if (this.wants(document)) await this.#open(document, next)
      },
      didChange: async (event, next) => {
        if (this.#synced.has(event.document.uri.toString())) await next(event)
        // the first edit makes a file one that differs; its open event carries the edit already
        else if (this.wants(event.document, true)) await this.#send(event.document)
      },
      didSave: async (document, next) => {
        if (this.#synced.has(document.uri.toString())) await next(document)
      },
      didClose: async (document, next) => {
        if (this.#synced.delete(document.uri.toString())) await next(document)
      },
      provideDiagnostics: (document, previous, token, next) => {
        const uri = document instanceof vscode.Uri ? document : document.uri
        return this.#isPulled(uri) ? next(document, previous, token) : nothing()
      },
      handleDiagnostics: (uri, diagnostics, next) => {
        // a push that was on its way when the change set was closed
        next(uri, diagnostics.length === 0 || this.#bindings.isBound(uri) ? diagnostics : [])
      },
      provideHover: async (document, position, token, next) => {
        if (!this.#hasFindings(document.uri)) return undefined
        const hover = await next(document, position, token)
        return hover && withoutMessage(hover)
      },
      provideCodeActions: (document, range, context, token, next) =>
        context.diagnostics.some(({ source }) => source === 'plainsight') ? next(document, range, context, token) : [],
    }
  }

  bindTo(bindings: Bindings): void {
    this.#bindings = bindings
  }

  /** A new server knows no document. */
  started(client: LanguageClient): void {
    this.#client = client
  }

  ended(): void {
    this.#synced.clear()
    this.#client = undefined
  }

  /** `isEdited`: during the event of an edit, when the document does not count as dirty yet. */
  wants(document: vscode.TextDocument, isEdited = false): boolean {
    if (isPatchDocument(document)) return true
    if (document.uri.scheme !== 'file') return false
    if (this.#bindings.isBound(document.uri)) return true
    // in a folder that is not trusted, git is read only after a command of the user
    if (!vscode.workspace.isTrusted || vscode.workspace.getWorkspaceFolder(document.uri) === undefined) return false
    if (!this.#bindings.isInRepository(document.uri)) return false
    return isEdited || document.isDirty || this.#bindings.isChanged(document.uri) || isNewSide(document.uri)
  }

  /** Looks at every document again, after bindings, tabs or the git state changed. */
  async refresh(): Promise<void> {
    const client = this.#client
    if (client === undefined) return
    for (const document of vscode.workspace.textDocuments) {
      const isSynced = this.#synced.has(document.uri.toString())
      if (!isSynced && this.wants(document)) await this.#send(document)
    }
    const feature = client.getFeature('textDocument/diagnostic')
    feature?.refresh()
  }

  #isPulled(uri: vscode.Uri): boolean {
    return this.#synced.has(uri.toString()) && !this.#bindings.isBound(uri)
  }

  #hasFindings(uri: vscode.Uri): boolean {
    return this.#bindings.isBound(uri) || this.#synced.has(uri.toString())
  }

  /** The client passes what it sends through the middleware above, which marks the document as sent. */
  async #send(document: vscode.TextDocument): Promise<void> {
    await this.#client?.getFeature('textDocument/didOpen').getProvider(document)?.send(document)
  }

  async #open(document: vscode.TextDocument, send: (document: vscode.TextDocument) => Promise<void>): Promise<void> {
    const key = document.uri.toString()
    if (this.#synced.has(key)) return
    this.#synced.add(key)
    await send(document)
  }
}

/** The editor shows a diagnostic's message above the hover; one finding's message is not said twice. */
function withoutMessage(hover: vscode.Hover): vscode.Hover {
  for (const content of hover.contents) {
    if (!(content instanceof vscode.MarkdownString) || content.value.includes('\n---\n')) continue
    content.value = content.value.replace(/^\*\*.*\*\*\n\n/, '')
  }
  return hover
}

function isNewSide(uri: vscode.Uri): boolean {
  const key = uri.toString()
  return vscode.window.tabGroups.all.some(group =>
    group.tabs.some(({ input }) => input instanceof vscode.TabInputTextDiff && input.modified.toString() === key),
  )
}

function nothing(): vsdiag.DocumentDiagnosticReport {
  return { kind: 'full' as vsdiag.DocumentDiagnosticReportKind.full, items: [] }
}
