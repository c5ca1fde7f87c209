import { primaryLocation } from '../core/model/finding'
import type { AcceptParams, AcceptResult, FindingParams } from '../protocol'
import type { ServerContext } from './context'
import { findingOf } from './explain'
import { pathOf } from './snapshot'

/** Writes an acceptance to the user's own store; every open change set is judged again. */
export async function accept(context: ServerContext, params: AcceptParams): Promise<AcceptResult> {
  const { snapshot, finding } = findingOf(context, params)
  const reason = params.reason.trim()
  if (reason === '') return { ok: false, message: 'an acceptance needs a reason' }
  const path = pathOf(snapshot, primaryLocation(finding))
  const { root } = snapshot
  return decide(context, () =>
    context.backend.accept(finding, { path, reason, ...(root === undefined ? {} : { root }) }),
  )
}

export async function undoAccept(context: ServerContext, params: FindingParams): Promise<AcceptResult> {
  const { finding } = findingOf(context, params)
  return decide(context, () => context.backend.undoAccept(finding))
}

async function decide(context: ServerContext, write: () => Promise<void>): Promise<AcceptResult> {
  try {
    await write()
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
  context.documentReviews.decided()
  await context.runs.decided()
  // not waited for: the client may well answer only after it has this answer
  void context.refreshPulled()
  return { ok: true }
}
