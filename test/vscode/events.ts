import * as vscode from 'vscode'

/** Waits for an event after which `probe` answers; asks once before, since what is awaited may be there already. */
export function until<Answer>(
  events: readonly vscode.Event<unknown>[],
  probe: () => Answer | undefined,
): Promise<Answer> {
  return new Promise((done, fail) => {
    const listeners: vscode.Disposable[] = []
    const look = (): void => {
      let answer: Answer | undefined
      try {
        answer = probe()
      } catch (error) {
        fail(error)
      }
      if (answer === undefined) return
      for (const listener of listeners.splice(0)) listener.dispose()
      done(answer)
    }
    for (const event of events) listeners.push(event(look))
    look()
  })
}

export function ownDiagnostics(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'plainsight')
}

/** Every document that has a diagnostic of ours. */
export function allOwnDiagnostics(): [vscode.Uri, vscode.Diagnostic[]][] {
  return vscode.languages
    .getDiagnostics()
    .map(([uri, list]): [vscode.Uri, vscode.Diagnostic[]] => [
      uri,
      list.filter(({ source }) => source === 'plainsight'),
    ])
    .filter(([, list]) => list.length > 0)
}

export function untilDiagnostics(uri: vscode.Uri): Promise<vscode.Diagnostic[]> {
  return until([vscode.languages.onDidChangeDiagnostics], () => {
    const found = ownDiagnostics(uri)
    return found.length > 0 ? found : undefined
  })
}

/** Resolves when no document has a diagnostic of ours. */
export function untilClear(): Promise<true> {
  return until([vscode.languages.onDidChangeDiagnostics], () => (allOwnDiagnostics().length === 0 ? true : undefined))
}
