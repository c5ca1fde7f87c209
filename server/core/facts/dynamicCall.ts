import type { CodeUnit } from '../embedded/code'
import type { Side } from '../model/location'
import { defineCollector } from '../rule/rule'
import type { LanguageId } from '../syntax/language'
import type { ProgramCall } from '../syntax/program'
import { type CallUse, callRowOf } from '../syntax/program/callTable'
import { shownValue } from '../syntax/value'
import type { FactDraft } from './fact'
import { factsOfUnits } from './unitFacts'

/** What a call does that its text does not show. */
export function dynamicUseOf(language: LanguageId | undefined, call: ProgramCall): CallUse | undefined {
  return callRowOf(language, call)?.use
}

/** Calls that start processes, run text as code, load code, or turn data into objects with code, in any language. */
export const dynamicCall = defineCollector({
  kind: 'dynamic-call',
  parses: true,
  readsCode: true,
  collect: side => factsOfUnits(side, read),
})

function* read(unit: CodeUnit, side: Side): Iterable<FactDraft<'dynamic-call'>> {
  const reading = unit.program()
  for (const call of reading?.calls ?? []) {
    const use = dynamicUseOf(unit.language, call)
    if (use === undefined) continue
    const values = call.arguments.flatMap(({ value, elements }) => elements?.map(({ value: one }) => one) ?? [value])
    yield {
      subject: call.target,
      side,
      at: call.span,
      data: {
        use,
        written: call.callee,
        arguments: values.slice(0, 12).map(value => shownValue(value).slice(0, 400)),
        isFixed: values.length > 0 && values.every(value => value.kind !== 'unresolved'),
        within: call.within,
        context: unit.context,
        decodings: unit.decodings,
      },
    }
  }
}
