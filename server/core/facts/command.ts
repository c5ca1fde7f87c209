import type { CodeUnit } from '../embedded/code'
import type { Side } from '../model/location'
import { defineCollector } from '../rule/rule'
import type { ShellCommand, ShellPipeline } from '../syntax/shell'
import type { CommandRedirect } from './commandData'
import { commandPlace, pipelinesOf, shortened, shownWord } from './commandFacts'
import type { FactDraft } from './fact'
import { possiblePrograms } from './possibleCommands'
import { factsOfUnits } from './unitFacts'

const LIMIT_WORDS = 40
/** A script for another program that was taken for shell, such as one of sed, gives names of other characters. */
const programName = /^(?:[({]|[^()\\,;]*)$/

/** Every command, with its words, redirects and place in its pipe, whatever the language around it. */
export const command = defineCollector({
  kind: 'command',
  parses: true,
  readsCode: true,
  collect: context => {
    let pipes = 0
    return factsOfUnits(context, (unit, side) =>
      pipelinesOf(unit.shell()).flatMap(pipeline => toFacts(unit, side, pipeline, pipes++)),
    )
  },
})

function toFacts(unit: CodeUnit, side: Side, pipeline: ShellPipeline, id: number): readonly FactDraft<'command'>[] {
  const { commands, assignedTo } = pipeline
  const length = commands.length
  return commands.flatMap((one, index) => {
    if (!programName.test(one.name)) return []
    const programs = possiblePrograms(one)
    const [only] = programs
    return {
      subject: shortened(programs.length === 1 && only !== undefined ? only : (one.words[0]?.text ?? one.name)),
      side,
      at: one.span,
      data: {
        ...commandPlace(unit, pipeline),
        programs: programs.map(shortened),
        words: one.words.slice(0, LIMIT_WORDS).map(shownWord),
        redirects: redirectsOf(one),
        pipeline: { id, index, length },
        ...(assignedTo === undefined ? {} : { assignedTo }),
        isResolved: one.words.every(word => word.value.kind !== 'unresolved'),
      },
    }
  })
}

function redirectsOf({ redirects }: ShellCommand): readonly CommandRedirect[] {
  return redirects.slice(0, LIMIT_WORDS).map(({ operator, descriptor, target }) => ({
    operator,
    ...(descriptor === undefined ? {} : { descriptor }),
    target: shownWord(target),
  }))
}
