import type { TextSpan } from '../model/location'
import type { ShellCommand, ShellPipeline, ShellReading } from '../syntax/shell'
import { pipelinesOf } from './commandFacts'
import { programOf } from './shellRoles'

/** Text in a variable that evaluates another one, and so on. */
const deepestText = 4
/** Commands of one pipe with everything it evaluates. */
const mostSteps = 40
/** Pipelines of one variable that are looked at around a use. */
const heldBefore = 8
const heldAfter = 4

/** Follows `eval`, `$x` and `sh -c` into the commands they run, so that a pipe can be read as what happens in it. */
export class PipelineSteps {
  readonly #stored = new Map<string, ShellPipeline[]>()
  /** In the order of the text. */
  readonly #nested: readonly ShellPipeline[]

  constructor(reading: ShellReading) {
    this.#nested = pipelinesOf(reading).filter(({ form }) => form === 'argument' || form === 'substitution')
    for (const pipeline of reading.pipelines) {
      if (pipeline.form !== 'stored' || pipeline.assignedTo === undefined) continue
      const group = this.#stored.get(pipeline.assignedTo)
      if (group === undefined) this.#stored.set(pipeline.assignedTo, [pipeline])
      else group.push(pipeline)
    }
  }

  /** The commands in order; one that only evaluates text gives way to the commands in that text. */
  of(commands: readonly ShellCommand[]): readonly ShellCommand[] {
    const steps: ShellCommand[] = []
    this.#add(commands, deepestText, steps)
    return steps
  }

  /** Commands in `$(…)` inside a stretch. */
  substitutedIn(span: TextSpan): readonly ShellCommand[] {
    return this.#inside(span)
      .filter(({ form }) => form === 'substitution')
      .flatMap(pipeline => this.of(pipeline.commands))
      .slice(0, mostSteps)
  }

  #add(commands: readonly ShellCommand[], depth: number, steps: ShellCommand[]): void {
    for (const command of commands) {
      if (steps.length >= mostSteps) return
      const inner = depth === 0 ? [] : this.#evaluated(command)
      if (inner.length === 0) steps.push(command)
      for (const pipeline of inner) this.#add(pipeline.commands, depth - 1, steps)
    }
  }

  #evaluated(command: ShellCommand): readonly ShellPipeline[] {
    const { name, words } = programOf(command)
    const isEval = name === 'eval'
    const holders = isEval ? words.slice(1) : /^\$/.test(words[0]?.text ?? '') ? words.slice(0, 1) : []
    const names = [...new Set(holders.flatMap(word => word.variables))].slice(0, mostSteps)
    const held = names.flatMap(variable => this.#heldNear(variable, command.span))
    if (held.length > 0 || !isEval) return held
    // Commands in the value of a variable all stand where the variable does, and so would be inside themselves.
    return this.#inside(command.span).filter(({ form, span }) => form === 'argument' && !isSame(span, command.span))
  }

  /** Text the variable holds near a use: what was stored last before it, or first after it. */
  #heldNear(variable: string, { start }: TextSpan): readonly ShellPipeline[] {
    const group = this.#stored.get(variable) ?? []
    const at = firstAtOrAfter(group, start)
    return group.slice(Math.max(0, at - heldBefore), at + heldAfter)
  }

  #inside(span: TextSpan): readonly ShellPipeline[] {
    const first = firstAtOrAfter(this.#nested, span.start)
    const found: ShellPipeline[] = []
    for (let at = first; at < this.#nested.length && found.length < mostSteps; at++) {
      const one = this.#nested[at]
      if (one === undefined || !isBefore(one.span.start, span.end)) break
      if (!isBefore(span.end, one.span.end)) found.push(one)
    }
    return found
  }
}

function firstAtOrAfter(pipelines: readonly ShellPipeline[], place: TextSpan['start']): number {
  let low = 0
  let high = pipelines.length
  while (low < high) {
    const middle = (low + high) >> 1
    const one = pipelines[middle]
    if (one !== undefined && isBefore(one.span.start, place)) low = middle + 1
    else high = middle
  }
  return low
}

function isSame(a: TextSpan, b: TextSpan): boolean {
  return (
    !isBefore(a.start, b.start) && !isBefore(b.start, a.start) && !isBefore(a.end, b.end) && !isBefore(b.end, a.end)
  )
}

function isBefore(a: TextSpan['start'], b: TextSpan['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column)
}
