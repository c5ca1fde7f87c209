import { defineCollector } from '../rule/rule'
import { factsOfUnits } from './unitFacts'

/** Comparisons of something with a constant of the file: where a program asks "is it this one?". */
export const constantComparison = defineCollector({
  kind: 'comparison',
  parses: true,
  readsCode: true,
  collect: context =>
    factsOfUnits(context, (unit, side) =>
      (unit.program()?.comparisons ?? []).map(({ operator, subject, constant, value, within, span }) => ({
        subject: subject.slice(0, 200),
        side,
        at: span,
        data: {
          operator,
          value,
          written: constant.slice(0, 400),
          within,
          context: unit.context,
          decodings: unit.decodings,
        },
      })),
    ),
})
