import { isInside, type TextSpan } from '../model/location'
import type { ShellCommand, ShellForm, ShellPipeline, ShellReading, ShellWord } from '../syntax/shell'
import { pipelinesOf } from './commandFacts'
import { fetchOf } from './fetchRole'
import { PipelineSteps } from './pipelineSteps'
import { interpreterOf, operands, programOf, runsFile, runsItsWords, wordText } from './shellRoles'

/** Output of commands that is run as a program, whatever the way from the one to the other. */
export interface RanOutput {
  /** `words`: as text for `eval`, `sh -c`, `source <(…)`. `file`: stored first, and run or made runnable later. */
  readonly way: 'pipe' | 'words' | 'file'
  /** The commands that make it, in the order data flows; what is evaluated is in the place of what evaluates it. */
  readonly makers: readonly ShellCommand[]
  /** Name of what runs it; `chmod` for a file of which no more is seen. */
  readonly runner: string
  /** Of `file`: its path; else empty. */
  readonly file: string
  readonly form: ShellForm
  /** Whether the program is the output and nothing else: not so in `eval "x=$(…)"`. */
  readonly isWhole: boolean
  /** Of text in a variable: whether anything here evaluates it. It may be meant for people. */
  readonly isEvaluated: boolean
  /** As in {@link ShellPipeline.context}. */
  readonly context: string
  /** The pipe that makes it. */
  readonly span: TextSpan
  /** Other places that take part. */
  readonly parts: readonly TextSpan[]
}

/**
 * @param later pipes that run after those of the reading, in other code of the same file
 * @returns what is run, in the order of the text; at most one for each pipe
 */
export function ranOutputs(reading: ShellReading, later: readonly ShellPipeline[] = []): readonly RanOutput[] {
  const held = traced.get(reading)
  if (held?.later === later.length) return held.ran
  const tracer = new Tracer(reading, later)
  const ran = pipelinesOf(reading).flatMap(pipeline => tracer.of(pipeline) ?? [])
  traced.set(reading, { later: later.length, ran })
  return ran
}

/** Several rules ask for the same reading, of a generated script of 30,000 lines too. What comes later never differs. */
const traced = new WeakMap<ShellReading, { readonly later: number; readonly ran: readonly RanOutput[] }>()

/** Pipes of one variable, and groups of one reading, that are looked into. */
const mostHeld = 16
const mostGroups = 200

class Tracer {
  readonly #steps: PipelineSteps
  readonly #pipelines: readonly ShellPipeline[]
  /** Pipes whose output a variable gets. */
  readonly #outputs: ReadonlyMap<string, readonly ShellPipeline[]>
  /** Commands that run a file, by its path. */
  readonly #runs: ReadonlyMap<string, readonly ShellCommand[]>
  /** Variables whose text is evaluated. */
  readonly #evaluated: ReadonlySet<string>
  #groups = 0

  constructor(reading: ShellReading, later: readonly ShellPipeline[]) {
    this.#steps = new PipelineSteps(reading)
    this.#pipelines = reading.pipelines
    this.#outputs = grouped(reading.pipelines, ({ form, assignedTo }) =>
      // CMake and Meson give a command's output to a variable without a substitution.
      form === 'substitution' || form === 'script' ? assignedTo : undefined,
    )
    this.#runs = grouped(
      [...reading.pipelines, ...later].flatMap(({ commands }) => commands),
      command => plainPath(runsFile(command) ?? ''),
    )
    const evaluators = reading.pipelines
      .flatMap(({ commands }) => commands)
      .flatMap(command => (runsItsWords(command) ? command.words : command.words.slice(0, 1)))
    this.#evaluated = new Set(evaluators.flatMap(({ variables }) => variables))
  }

  of(pipeline: ShellPipeline): RanOutput | undefined {
    return this.#fromPipe(pipeline) ?? this.#fromWords(pipeline) ?? this.#fromFile(pipeline)
  }

  #fromPipe(pipeline: ShellPipeline): RanOutput | undefined {
    const { commands } = pipeline
    const at = commands.findLastIndex((command, index) => index > 0 && readsProgram(command) !== undefined)
    const last = commands[at]
    if (last === undefined) return undefined
    const before = commands.slice(0, at)
    const held = this.#outputsIn(before.flatMap(({ words }) => words.slice(1)))
    const makers = [...this.#makersIn(held), ...this.#opened(before)]
    return this.#ran('pipe', pipeline, makers, readsProgram(last) ?? '', { parts: held.map(({ span }) => span) })
  }

  #fromWords(pipeline: ShellPipeline): RanOutput | undefined {
    for (const command of pipeline.commands) {
      const text = command.redirects.find(({ operator }) => operator === '<<<')?.target
      if (!runsItsWords(command) && (text === undefined || interpreterOf(command) === undefined)) continue
      const words = [...command.words.slice(1), ...(text === undefined ? [] : [text])]
      const held = this.#outputsIn(words)
      const given = words.flatMap(word => this.#steps.substitutedIn(word.span))
      const makers = [...given, ...this.#makersIn(held)]
      if (makers.length === 0) continue
      const isWhole = words.some(
        ({ text: given, variables }, at) =>
          /^(?:[<$]\(|`|\$\{?\w+\}?$)/.test(given) ||
          // Meson names a variable as it is.
          (variables[0] === given && /^-\w*c$/.test(words[at - 1]?.text ?? '')),
      )
      const parts = held.map(({ span }) => span)
      return this.#ran('words', pipeline, makers, programOf(command).name, { parts, isWhole })
    }
    return undefined
  }

  #fromFile(pipeline: ShellPipeline): RanOutput | undefined {
    for (const file of writtenBy(pipeline)) {
      const { line } = pipeline.span.start
      const runs = (this.#runs.get(plainPath(file)) ?? []).filter(({ span }) => span.start.line >= line)
      const run = runs.find(command => programOf(command).name !== 'chmod') ?? runs[0]
      if (run === undefined) continue
      const { name } = programOf(run)
      return this.#ran('file', pipeline, this.#opened(pipeline.commands), name, { file, parts: [run.span] })
    }
    return undefined
  }

  #ran(
    way: RanOutput['way'],
    { span, form, context, assignedTo }: ShellPipeline,
    makers: readonly ShellCommand[],
    runner: string,
    more: { readonly file?: string; readonly parts: readonly TextSpan[]; readonly isWhole?: boolean },
  ): RanOutput {
    const parts = [...more.parts, ...makers.map(command => command.span).filter(one => !isInside(one, span))]
    const isEvaluated = form !== 'stored' || this.#evaluated.has(assignedTo ?? '')
    const { file = '', isWhole = true } = more
    return { way, makers, runner, file, form, isWhole, isEvaluated, context, span, parts }
  }

  /** Commands with what they evaluate, and what a group holds, in their place. */
  #opened(commands: readonly ShellCommand[]): readonly ShellCommand[] {
    return this.#steps.of(commands).flatMap(command => {
      if ((command.name !== '(' && command.name !== '{') || ++this.#groups > mostGroups) return [command]
      const inner = this.#pipelines.filter(({ span, form }) => form === 'script' && isInside(span, command.span))
      return inner.flatMap(pipeline => this.#steps.of(pipeline.commands)).filter(({ name }) => !/^[({]$/.test(name))
    })
  }

  #outputsIn(words: readonly ShellWord[]): readonly ShellPipeline[] {
    const names = new Set(words.flatMap(({ variables }) => variables))
    return [...names].flatMap(name => this.#outputs.get(name)?.slice(-mostHeld) ?? [])
  }

  #makersIn(pipelines: readonly ShellPipeline[]): readonly ShellCommand[] {
    return pipelines.flatMap(pipeline => this.#opened(pipeline.commands))
  }
}

function grouped<T>(items: readonly T[], nameOf: (item: T) => string | undefined): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const name = nameOf(item)
    if (name === undefined || name === '') continue
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [item])
    else group.push(item)
  }
  return groups
}

/** An interpreter at the end of a pipe; Windows' own takes commands from there as well. */
function readsProgram(command: ShellCommand): string | undefined {
  return interpreterOf(command) ?? (/^cmd(?:\.exe)?$/.test(command.name) ? command.name : undefined)
}

/** Files that get what a pipe puts out. */
function writtenBy({ commands }: ShellPipeline): readonly string[] {
  const last = commands[commands.length - 1]
  if (last === undefined) return []
  const redirects = last.redirects
    .filter(({ operator, descriptor }) => /^(?:&?>>?|>\|)$/.test(operator) && (descriptor ?? '1') === '1')
    .map(({ target }) => wordText(target))
  const { name } = programOf(last)
  const given = operands(last)
  const copies = name === 'tee' ? given.filter(word => !word.startsWith('-')) : []
  const out = name === 'openssl' ? given.filter((_, at) => given[at - 1] === '-out') : []
  return [...redirects, ...copies, ...out, fetchOf(last)?.file ?? ''].filter(file => !/^$|^-$|^&|^\/dev\//.test(file))
}

function plainPath(path: string): string {
  return path.replace(/["']/g, '').replace(/^(?:\.\/|\$\{?PWD\}?\/)+/, '')
}
