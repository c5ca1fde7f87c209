import * as vscode from 'vscode'

type Window = typeof vscode.window
type Named = 'showErrorMessage' | 'showInformationMessage' | 'showWarningMessage' | 'withProgress'

/**
 * Replaces a function of `vscode.window` for the length of `action`. The tests stand under the extension's own folder,
 * so both have the same `vscode` object.
 */
export async function withWindow<Name extends Named, Result>(
  replacements: { readonly [Key in Name]: Window[Key] },
  action: () => Promise<Result>,
): Promise<Result> {
  const window = vscode.window as { -readonly [Key in Named]: Window[Key] }
  const names = Object.keys(replacements) as Name[]
  const originals = new Map(names.map(name => [name, window[name]]))
  for (const name of names) window[name] = replacements[name]
  try {
    return await action()
  } finally {
    for (const name of names) window[name] = originals.get(name) as Window[Name]
  }
}
