import type { ClientCapabilities, InitializeParams, InitializeResult } from 'vscode-languageserver'
import { CodeActionKind, TextDocumentSyncKind } from 'vscode-languageserver'
import type { ClientAbilities } from './context'
import { SERVER_COMMANDS } from './executeCommand'
import { readInitialization } from './settings'

export function readAbilities({ capabilities, initializationOptions }: InitializeParams): ClientAbilities {
  const { workspace, window }: ClientCapabilities = capabilities
  return {
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    showsDocuments: window?.showDocument?.support === true,
    sendsConfiguration: workspace?.configuration === true,
    clientCommands: readInitialization(initializationOptions).clientCommands,
  }
}

export function initializeResult({ clientCommands }: ClientAbilities): InitializeResult {
  return {
    serverInfo: { name: 'plainsight' },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
      // a rule may join facts of several files, so that an edit here can change what is said there
      diagnosticProvider: { identifier: 'plainsight', interFileDependencies: true, workspaceDiagnostics: false },
      hoverProvider: true,
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix], resolveProvider: false },
      ...(clientCommands ? {} : { executeCommandProvider: { commands: [...SERVER_COMMANDS] } }),
    },
  }
}
