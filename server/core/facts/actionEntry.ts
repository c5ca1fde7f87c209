import { readWorkflow } from '../manifests/workflow/workflow'
import { spanOf } from '../model/location'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'

/** The files that an action of GitHub runs by itself: `main`, `pre` and `post` of a JavaScript action. */
export const actionEntry = defineCollector({
  kind: 'action-entry',
  files: { paths: ['**/action.{yml,yaml}'] },
  triggers: ['using'],
  collect,
})

function collect(side: SideContext): readonly FactDraft<'action-entry'>[] {
  if (side.side !== 'new') return []
  const folder = side.path.slice(0, side.path.lastIndexOf('/') + 1)
  const entries = readWorkflow(side.path, side.text.text)?.programs() ?? []
  return entries.map(({ path, at }) => ({
    subject: `${folder}${path}`,
    side: side.side,
    at: at ?? spanOf(1, 0, 0),
    data: { folder },
  }))
}
