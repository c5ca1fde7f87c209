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
  const texts = await context.backend.texts(snapshot.source, change.index)
  if (texts !== undefined) return { text: texts[side]?.text ?? '', isDescription: false }
  const { content } = await context.backend.load(snapshot.source, change.index)
  // a working tree may have changed since the line above
  if (content.kind === 'text') return { text: content[side]?.text ?? '', isDescription: false }
  return { text: describeSide({ change, content, side, path: shownPath(change).text }), isDescription: true }
}
