import type { CodeUnit } from '../embedded/code'
import type { Side } from '../model/location'
import { defineCollector } from '../rule/rule'
import { commandPlace, pipelinesOf, shortened } from './commandFacts'
import { type CommandPath, pathsOf } from './commandPaths'
import type { FactDraft } from './fact'
import { possibleCommands } from './possibleCommands'
import { programOf } from './shellRoles'
import { factsOfUnits } from './unitFacts'

/** Paths and patterns of paths that commands read, write, search or run. */
export const pathUse = defineCollector({
  kind: 'path-use',
  parses: true,
  readsCode: true,
  collect: context => factsOfUnits(context, inUnit),
})

function* inUnit(unit: CodeUnit, side: Side): Iterable<FactDraft<'path-use'>> {
  for (const pipeline of pipelinesOf(unit.shell()))
    for (const command of pipeline.commands) {
      // A word that does not differ between the ways a command can be is one fact.
      const seen = new Set<string>()
      for (const form of possibleCommands(command))
        for (const { word, path, use, pattern } of pathsOf(form)) {
          const key = `${use} ${word.span.start.line}:${word.span.start.column} ${path}`
          if (seen.has(key)) continue
          seen.add(key)
          yield {
            subject: shortened(path),
            side,
            at: word.span,
            data: {
              ...commandPlace(unit, pipeline),
              use,
              program: shortened(programOf(form).name),
              isGlob: isGlob({ word, path }),
              isResolved: word.value.kind !== 'unresolved',
              ...(pattern === undefined ? {} : { pattern: shortened(pattern) }),
            },
          }
        }
    }
}

/** Between quotes a star is a character. */
function isGlob({ word, path }: Pick<CommandPath, 'word' | 'path'>): boolean {
  const unquoted = word.raw.replace(/'[^']*'|"[^"]*"|\\[\s\S]/g, '')
  return /[*?[]/.test(path) && (/[*?[]/.test(unquoted) || word.variables.length > 0)
}
