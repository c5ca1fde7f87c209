import type { CancellationToken } from 'vscode-languageserver'
import { Cancelled } from '../core/review'
import type { ListRevisionsParams, ListRevisionsResult } from '../protocol'
import type { ServerContext } from './context'
import { requestCancelled, signalOf } from './fromProtocol'

export async function listRevisions(
  { backend, settings }: ServerContext,
  { root }: ListRevisionsParams,
  token: CancellationToken,
): Promise<ListRevisionsResult> {
  try {
    return await backend.listRevisions(root, { settings: settings(), signal: signalOf(token) })
  } catch (error) {
    throw error instanceof Cancelled ? requestCancelled() : error
  }
}
