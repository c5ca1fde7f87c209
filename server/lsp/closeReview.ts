import type { CloseReviewParams } from '../protocol'
import type { ServerContext } from './context'

/** Closing what is not open is no error: the client may have been quicker than its own first review. */
export function closeReview({ runs }: ServerContext, { id }: CloseReviewParams): null {
  runs.close(id)
  return null
}
