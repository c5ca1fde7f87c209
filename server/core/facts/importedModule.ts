import { defineCollector } from '../rule/rule'
import { factsOfUnits } from './unitFacts'

/** Modules, headers and files that a program brings in, in any language. */
export const importedModule = defineCollector({
  kind: 'import',
  parses: true,
  readsCode: true,
  collect: context =>
    factsOfUnits(context, (unit, side) =>
      (unit.program()?.imports ?? []).map(({ module, names, form, span }) => ({
        subject: module,
        side,
        at: span,
        data: { names: names.slice(0, 50), form, context: unit.context, decodings: unit.decodings },
      })),
    ),
})

/** The same of programs that import packages of npm, on the new side: other programs are not parsed for it. */
export const importedPackage = defineCollector({
  ...importedModule,
  files: { languages: ['javascript', 'typescript', 'tsx'] },
  triggers: ['require', 'import'],
  collect: context => (context.side === 'new' ? (importedModule.collect?.(context) ?? []) : []),
})
