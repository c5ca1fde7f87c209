import type { BindDocumentsParams } from '../protocol'
import type { ServerContext } from './context'
import { notOpen } from './fromProtocol'

export function bindDocuments({ runs }: ServerContext, params: BindDocumentsParams): null {
  if (!runs.bind(params)) throw notOpen(`no change set ${params.id} is open`)
  return null
}
