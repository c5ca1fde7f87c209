import type { CodeUnit } from '../embedded/code'
import type { Side } from '../model/location'
import { defineCollector } from '../rule/rule'
import type { ShellCommand, ShellPipeline } from '../syntax/shell'
import { commandPlace, shortened } from './commandFacts'
import { pathsOf } from './commandPaths'
import type { FactDraft } from './fact'
import { PipelineSteps } from './pipelineSteps'
import { possibleCommands } from './possibleCommands'
import { decoderOf, programOf } from './shellRoles'
import { factsOfUnits } from './unitFacts'

const LIMIT_READS = 10

/** Commands that take text or bytes out of a form nobody reads: decompressors, base64, character maps, slices. */
export const decoder = defineCollector({
  kind: 'decoder',
  parses: true,
  readsCode: true,
  collect: context => factsOfUnits(context, inUnit),
})

function inUnit(unit: CodeUnit, side: Side): Iterable<FactDraft<'decoder'>> {
  const reading = unit.shell()
  const steps = new PipelineSteps(reading)
  // A decoder in text that something evaluates is found with its text alone, and with the pipe that text is a part of.
  const found = new Map<string, FactDraft<'decoder'>>()
  for (const pipeline of reading.pipelines) {
    const commands = steps.of(pipeline.commands)
    for (const [at, command] of commands.entries()) {
      const name = nameOf(command)
      if (name === undefined) continue
      const { start } = command.span
      const key = `${start.line}:${start.column} ${name}`
      const known = found.get(key)
      if (known !== undefined && known.data.steps.length >= commands.length) continue
      found.set(key, draft(unit, side, pipeline, commands, at, name))
    }
  }
  return found.values()
}

function nameOf(command: ShellCommand): string | undefined {
  for (const form of possibleCommands(command)) {
    const name = decoderOf(form)
    if (name !== undefined) return name
  }
  return undefined
}

function draft(
  unit: CodeUnit,
  side: Side,
  pipeline: ShellPipeline,
  commands: readonly ShellCommand[],
  at: number,
  name: string,
): FactDraft<'decoder'> {
  const before = commands.slice(0, at + 1)
  const paths = before.flatMap(command =>
    possibleCommands(command).flatMap(form =>
      pathsOf(form)
        .filter(({ use }) => use === 'read')
        .map(({ path }) => path),
    ),
  )
  const texts = before[0]?.words.slice(1).flatMap(word => word.variables.map(variable => `$${variable}`)) ?? []
  const reads = [...new Set(paths.length > 0 ? paths : texts)].slice(0, LIMIT_READS).map(shortened)
  return {
    subject: reads[0] ?? '',
    side,
    at: commands[at]?.span ?? pipeline.span,
    data: {
      ...commandPlace(unit, pipeline),
      decoder: shortened(name),
      reads,
      steps: commands.map(command => shortened(programOf(possibleCommands(command)[0] ?? command).name)),
    },
  }
}
