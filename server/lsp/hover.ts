import type { Hover, HoverParams } from 'vscode-languageserver'
import { type ServerContext, snapshotOf } from './context'
import { dataOf } from './fromProtocol'
import { findFinding } from './snapshot'
import { toHover } from './toProtocol'

/** The short explanation of what is marked under the pointer. */
export function hover(context: ServerContext, { textDocument, position }: HoverParams): Hover | null {
  const diagnostics = context.shown.at(textDocument.uri, position)
  const parts = diagnostics.flatMap(diagnostic => {
    const data = dataOf(diagnostic)
    const snapshot = data && snapshotOf(context, data.id)
    const finding = snapshot && data && findFinding(snapshot, data.fingerprint)
    return snapshot === undefined || finding === undefined
      ? []
      : [context.backend.explain(finding, snapshot.review, 'short')]
  })
  const [first] = diagnostics
  return first === undefined || parts.length === 0 ? null : toHover(parts, first.range)
}
