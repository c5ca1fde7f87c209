import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import { findSwitches } from '../syntax/featureSwitches'
import type { FactDraft } from './fact'

/** A switch of the build that is turned unless the builder says so. */
export interface FeatureSwitchChange {
  /** As written: `yes`, `ON`, `auto`. */
  readonly was: string
  readonly is: string
  readonly wasOn: boolean
  readonly isOn: boolean
}

/** Switches that stand on both sides with another default. */
export const featureSwitch = defineCollector({
  kind: 'feature-switch',
  triggers: ['AC_ARG_', 'option', 'OPTION', 'default', 'CACHE BOOL'],
  collect: side => (side.side === 'new' ? collect(side) : []),
})

function collect(side: SideContext): readonly FactDraft<'feature-switch'>[] {
  if (side.other === undefined) return []
  const now = findSwitches(side.path, side.language, side.text.text)
  if (now.length === 0) return []
  const before = new Map(
    findSwitches(side.path, side.language, side.other.text).map(found => [found.name, found] as const),
  )
  return now.flatMap(({ name, written, isOn, span }) => {
    const old = before.get(name)
    if (old === undefined || old.isOn === isOn) return []
    const data = { was: old.written, is: written, wasOn: old.isOn, isOn }
    return [{ subject: name, side: 'new' as const, at: span, text: name, data }]
  })
}
