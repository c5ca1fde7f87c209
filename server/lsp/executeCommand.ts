import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecuteCommandParams } from 'vscode-languageserver'
import { URI } from 'vscode-uri'
import { COPY_QUESTION_COMMAND, EXPLAIN_COMMAND, SHOW_RELATED_COMMAND } from '../protocol'
import type { ServerContext } from './context'
import { explainedAtLength, findingOf } from './explain'
import { asDiagnosticData } from './fromProtocol'
import { relatedEvidence } from './placement'
import { locateIn } from './publish'
import { toRange } from './toProtocol'

/** What the server can do for an editor that has no commands of ours. Accepting needs a reason: `plainsight accept`. */
export const SERVER_COMMANDS: readonly string[] = [EXPLAIN_COMMAND, SHOW_RELATED_COMMAND, COPY_QUESTION_COMMAND]

/** For editors other than VS Code: shows in a document or a message what our own client shows in its places. */
export async function executeCommand(context: ServerContext, params: ExecuteCommandParams): Promise<null> {
  const data = asDiagnosticData(params.arguments?.[0])
  if (data === undefined) return null
  const { snapshot, finding } = findingOf(context, data)
  const { backend, connection, abilities, reviews } = context
  switch (params.command) {
    case EXPLAIN_COMMAND: {
      if (!abilities.showsDocuments) {
        connection.window.showInformationMessage(backend.explain(finding, snapshot.review, 'short'))
        break
      }
      const file = join(await context.scratch(), `${finding.fingerprint.replace(/\W/g, '-')}.md`)
      await writeFile(file, await explainedAtLength(context, snapshot, finding))
      await connection.window.showDocument({ uri: URI.file(file).toString(), takeFocus: true })
      break
    }
    case SHOW_RELATED_COMMAND: {
      const locate = locateIn(reviews.get(data.id) ?? { bindings: [] }, snapshot)
      const place = relatedEvidence(finding)
        .map(locate)
        .find(found => found !== undefined)
      if (place !== undefined)
        await connection.window.showDocument({ uri: place.uri, selection: toRange(place.range), takeFocus: true })
      break
    }
    case COPY_QUESTION_COMMAND:
      connection.window.showInformationMessage(finding.question)
      break
  }
  return null
}
