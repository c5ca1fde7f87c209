import { withoutComments } from '../formats/codeText'
import { sourceKind } from '../formats/sourceKind'
import { spanOf } from '../model/location'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import { isBuildDescription } from './buildDescription'
import type { FactDraft } from './fact'
import { changedFlags } from './flagChanges'
import type { Protection } from './kinds'
import { protectionFamilies } from './protectionFamilies'
import { callWords, flagWords } from './protectionWords'
import { deadConditions } from './sandboxConditions'

const callMatchers = protectionFamilies.flatMap(({ name, form, asks, isMinor }) =>
  form === 'call' && asks !== undefined ? [{ name, match: new RegExp(asks, 'g'), isMinor: isMinor === true }] : [],
)

const anyCall = new RegExp(callMatchers.map(({ match }) => match.source).join('|'))

/** Hardening switches in build files and sandbox calls in code, on the lines a change touches. */
export const protection = defineCollector({
  kind: 'protection',
  triggers: [...callWords, ...flagWords],
  collect,
})

function collect(side: SideContext): readonly FactDraft<'protection'>[] {
  const form = formOf(side.path)
  if (form === undefined) return []
  return form === 'call' ? [...callsOf(side), ...deadConditions(side)] : changedFlags(side)
}

function callsOf(side: SideContext): readonly FactDraft<'protection'>[] {
  if (!side.text.lines.some(line => anyCall.test(line))) return []
  let others: readonly string[] | undefined
  const counts = new Map<RegExp, number>()
  const onOtherSide = (match: RegExp): number => {
    others ??= withoutComments(side.other?.lines ?? [])
    const count = counts.get(match) ?? countIn(others, match)
    counts.set(match, count)
    return count
  }
  const drafts: FactDraft<'protection'>[] = []
  for (const [index, line] of withoutComments(side.text.lines).entries()) {
    if (line === '' || !side.isChanged(spanOf(index + 1, 0, 1))) continue
    for (const { name, match, isMinor } of callMatchers)
      for (const found of line.matchAll(match)) {
        if (isDeclaration(line, found.index)) continue
        const isWhole = side.other === undefined || side.other.complete
        drafts.push({
          subject: name,
          side: side.side,
          at: spanOf(index + 1, found.index, found[0].length),
          data: {
            form: 'call',
            change: side.side === 'old' ? 'removed' : 'added',
            ...(isMinor ? { isMinor } : {}),
            written: found[0].replace(/\s*\($/, '').trim(),
            ...(isWhole ? { onOtherSide: onOtherSide(match) } : {}),
          },
        })
      }
  }
  return drafts
}

const programs = /\.(?:py|go|rb|pl|php)$/

/** Flags matter where builds are described, calls where programs are. */
function formOf(path: string): Protection['form'] | undefined {
  if (isBuildDescription(path)) return 'flag'
  return sourceKind(path) === 'code' || programs.test(path) ? 'call' : undefined
}

/** UTF-16 units before a call in which a type can stand; a line can be long and hold many calls. */
const LIMIT_BEFORE = 100

/** A prototype is no call. */
function isDeclaration(line: string, column: number): boolean {
  return /\b(extern|static|int|void|define)\s+\**$/.test(line.slice(Math.max(0, column - LIMIT_BEFORE), column))
}

function countIn(lines: readonly string[], match: RegExp): number {
  let count = 0
  for (const line of lines) count += [...line.matchAll(match)].length
  return count
}
