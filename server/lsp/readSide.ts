import { shownPath } from '../core/model/changeSet'
import type { ReadSideParams, ReadSideResult } from '../protocol'
import { type ServerContext, snapshotOf } from './context'
import { describeSide } from './describeSide'
import { notOpen } from './fromProtocol'
import { findFile } from './snapshot'

/** The text of one side as it was examined, or a description of a side that has no text. */
export async function readSide(
  context: ServerContext,
  { id, path, side, file }: ReadSideParams,
): Promise<ReadSideResult> {
  const snapshot = snapshotOf(context, id)
  if (snapshot === undefined) throw notOpen(`no change set ${id} is open`)
  const change = findFile(snapshot, path, side, file)
  if (change === undefined) throw notOpen(`the change has no ${side} side of ${path}`)
  const { backend } = context
  const content = await backend.content(snapshot.source, change.index)
  if (content.kind === 'text') return { text: content[side]?.text ?? '', isDescription: false }
  const described = { change, content, side, path: shownPath(change).text }
  return { text: await describeSide(described, backend), isDescription: true }
}
