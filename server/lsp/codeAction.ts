import { type CodeAction, CodeActionKind, type CodeActionParams } from 'vscode-languageserver'
import { type ServerContext, snapshotOf } from './context'
import { dataOf } from './fromProtocol'
import { findFinding } from './snapshot'
import { type ActionSubject, toCodeActions } from './toProtocol'

/** Only for diagnostics of ours: a light bulb on every other line would teach people to ignore it. */
export function codeAction(
  context: ServerContext,
  { context: { diagnostics, only } }: CodeActionParams,
  commands: ReadonlySet<string>,
): CodeAction[] {
  if (only !== undefined && !only.some(isQuickFix)) return []
  const subjects = diagnostics.flatMap((diagnostic): ActionSubject[] => {
    const data = dataOf(diagnostic)
    const snapshot = data && snapshotOf(context, data.id)
    const finding = snapshot && data && findFinding(snapshot, data.fingerprint)
    return data === undefined || finding === undefined ? [] : [{ diagnostic, data, finding }]
  })
  return toCodeActions(subjects, commands)
}

/** A kind names everything below it; the empty one names all. */
function isQuickFix(kind: string): boolean {
  return kind === '' || CodeActionKind.QuickFix === kind
}
