import { sourceKind } from '../formats/sourceKind'
import { spanOf } from '../model/location'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import { isBuildDescription } from './buildDescription'
import type { FactDraft } from './fact'
import { changedFlags } from './flagChanges'
import type { Protection } from './kinds'
import { callWords, flagWords } from './protectionWords'
import { callsIn, type ProtectiveCall } from './protectiveCalls'
import { deadConditions } from './sandboxConditions'
import { skippedCalls } from './skippedCalls'
import { widenedCalls } from './widenedCalls'

/** Hardening switches in build files and sandbox calls in code, on the lines a change touches. */
export const protection = defineCollector({
  kind: 'protection',
  triggers: [...callWords, ...flagWords],
  collect,
})

function collect(side: SideContext): readonly FactDraft<'protection'>[] {
  const form = formOf(side.path)
  if (form === undefined) return []
  if (form === 'flag') return changedFlags(side)
  if (!side.budget.spend(side.text.text.length)) return []
  const calls = callsIn(side.path, side.text.text)
  if (/\.[cm]?[jt]sx?$/.test(side.path)) return touchedCalls(side, calls)
  return [...touchedCalls(side, calls), ...skippedCalls(side, calls), ...widenedCalls(side), ...deadConditions(side)]
}

function touchedCalls(side: SideContext, calls: readonly ProtectiveCall[]): readonly FactDraft<'protection'>[] {
  const touched = calls.filter(({ line, column, length }) => side.isChanged(spanOf(line, column, length)))
  if (touched.length === 0) return []
  const isWhole = side.other === undefined || side.other.complete
  const others = side.other === undefined ? [] : callsIn(side.path, side.other.text)
  return touched.flatMap(call => {
    const { family, isUndoing, line, column, length, written } = call
    const change = isUndoing ? (side.side === 'old' ? 'restored' : 'undone') : side.side === 'old' ? 'removed' : 'added'
    return [
      {
        subject: family.name,
        side: side.side,
        at: spanOf(line, column, length),
        data: {
          form: 'call',
          change,
          ...(family.isMinor === true ? { isMinor: true } : {}),
          written,
          ...(isWhole ? { onOtherSide: others.filter(other => isSame(other, call)).length } : {}),
        },
      },
    ]
  })
}

/** What takes a protection back counts those of the other side that ask for it. */
function isSame(other: ProtectiveCall, { family }: ProtectiveCall): boolean {
  return other.family === family && !other.isUndoing
}

const programs = /\.(?:py|go|rb|pl|php|[cm]?[jt]sx?)$/

/** What confines programs from outside: profiles of AppArmor, which go by the path of the program, and policies of SELinux. */
const policies = /(?:^|\/)apparmor(?:\.d)?\/|[.-]apparmor$|\.(?:te|cil)$|(?:^|\/)usr\.(?:s?bin|lib\w*)\.[\w.-]+$/

/** Flags matter where builds are described, calls where programs are. */
function formOf(path: string): Protection['form'] | undefined {
  if (isBuildDescription(path)) return 'flag'
  if (sourceKind(path) === 'code' || programs.test(path)) return 'call'
  return policies.test(path) ? 'flag' : undefined
}
