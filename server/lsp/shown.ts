import type { Diagnostic, Position } from 'vscode-languageserver'

export interface DiagnosticOutlet {
  /** Sends the diagnostics of one document; an empty list clears it. */
  publish(uri: string, diagnostics: readonly Diagnostic[]): void
  /** Asks the client to pull again what it shows; absent when it cannot. Ends when the client has heard. */
  refresh?(): Promise<void>
}

/** How long a document that was pulled may take to be pulled again, once the client has heard that it should. */
const PULL_MS = 1000

/**
 * What every document shows at this moment, pushed or pulled. Push belongs to change sets and pull to documents, and no
 * document is ever in both: a client keeps the two apart and would show each finding twice. So what is to be pushed to
 * a document with pulled diagnostics waits until the client has pulled the empty answer.
 */
export class ShownDiagnostics {
  readonly #outlet: DiagnosticOutlet
  readonly #pushed = new Map<string, readonly Diagnostic[]>()
  readonly #pulled = new Map<string, readonly Diagnostic[]>()
  readonly #waiting = new Map<string, NodeJS.Timeout | undefined>()

  constructor(outlet: DiagnosticOutlet) {
    this.#outlet = outlet
  }

  push(uri: string, diagnostics: readonly Diagnostic[]): void {
    const before = this.#pushed.get(uri) ?? []
    if (JSON.stringify(before) === JSON.stringify(diagnostics)) return
    if (diagnostics.length === 0) this.#pushed.delete(uri)
    else this.#pushed.set(uri, diagnostics)
    if (this.#waiting.has(uri)) return
    if (this.#pulled.has(uri) && this.#outlet.refresh !== undefined) this.#waitForPull(uri, this.#outlet.refresh())
    else this.#outlet.publish(uri, diagnostics)
  }

  clearPushed(): void {
    for (const uri of [...this.#pushed.keys()]) this.push(uri, [])
    for (const timer of this.#waiting.values()) clearTimeout(timer)
    this.#waiting.clear()
  }

  /** The answer to a pull of this document, or nothing once it is closed. */
  pulled(uri: string, diagnostics: readonly Diagnostic[]): void {
    if (diagnostics.length > 0) this.#pulled.set(uri, diagnostics)
    else {
      this.#pulled.delete(uri)
      // the answer has to leave first
      if (this.#waiting.has(uri)) setImmediate(() => this.#release(uri))
    }
  }

  of(uri: string): readonly Diagnostic[] {
    return this.#pushed.get(uri) ?? this.#pulled.get(uri) ?? []
  }

  at(uri: string, position: Position): readonly Diagnostic[] {
    return this.of(uri).filter(({ range }) => !isBefore(position, range.start) && !isBefore(range.end, position))
  }

  #waitForPull(uri: string, heard: Promise<void>): void {
    this.#waiting.set(uri, undefined)
    void heard.finally(() => {
      // a document that is not on screen may not be pulled at all
      if (this.#waiting.has(uri))
        this.#waiting.set(
          uri,
          setTimeout(() => this.#release(uri), PULL_MS),
        )
    })
  }

  #release(uri: string): void {
    if (!this.#waiting.has(uri)) return
    clearTimeout(this.#waiting.get(uri))
    this.#waiting.delete(uri)
    this.#pulled.delete(uri)
    this.#outlet.publish(uri, this.#pushed.get(uri) ?? [])
  }
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character)
}
