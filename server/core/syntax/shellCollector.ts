import type { TextSpan } from '../model/location'
import { type EmbeddedText, EmbeddedTextBuilder } from './embeddedText'
import { type Flow, inFrame } from './flow'
import { isShell } from './interpreters'
import type { LexedAssignment, LexedCommand, LexedPipeline, LexedWord, ShellSink } from './lexedShell'
import type {
  ShellAssignment,
  ShellCommand,
  ShellForm,
  ShellPipeline,
  ShellReading,
  ShellRedirect,
  ShellWord,
} from './shell'
import { ShellLexer } from './shellLexer'
import { type PlacedAssignment, ShellValues } from './shellValues'
import { ShellVariables, type WordPiece } from './shellVariables'
import type { Value } from './value'

/** Text in a variable in an `eval` in a `sh -c`: each level reads its text once more, so there are few. */
const deepestText = 4

interface Found<T> {
  readonly body: EmbeddedText
  readonly context: string
  readonly level: number
  /** It runs after the whole file has been read, as recipes do. */
  readonly isLate: boolean
  readonly item: T
}

/** When and where a stretch runs. */
export interface ScriptPlace {
  readonly flow?: Flow | undefined
  readonly isLate?: boolean
}

/** Both readings of the variables of a file. */
interface Variables {
  readonly plain: ShellVariables
  readonly values: ShellValues
}

/** Names a script or makefile gives to the shell it runs. */
const shellVariables = /^(?:SHELL|CONFIG_SHELL|BASH|SH|POSIX_SHELL)$/

/** Gathers what the stretches of shell in one file hold; {@link finish} then resolves variables over the whole file. */
export class ShellCollector {
  readonly #text: string
  readonly #pipelines: Found<LexedPipeline>[] = []
  readonly #assignments: Found<LexedAssignment>[] = []
  #macros: ReadonlyMap<string, string> = new Map()

  /** @param text the outer file, for what words look like as written */
  constructor(text: string) {
    this.#text = text
  }

  /** Commands. `form` and `assignedTo` tell how they come to run. */
  script(
    body: EmbeddedText,
    context: string,
    form: ShellForm = 'script',
    assignedTo?: string,
    { flow, isLate = false }: ScriptPlace = {},
  ): void {
    this.#read(body, context, form, assignedTo, { level: 0, flow, isLate })
  }

  /** Text that the shell sees between double quotes: a message. */
  quotedText(body: EmbeddedText, context: string, flow?: Flow): void {
    new ShellLexer(body, this.#sink(context, 0, false), flow).quotedText()
  }

  /** Names that the outer language replaces by plain text. */
  macros(macros: ReadonlyMap<string, string>): void {
    this.#macros = macros
  }

  /** A command that is not written in shell syntax. */
  pipeline(body: EmbeddedText, context: string, item: LexedPipeline): void {
    this.#pipelines.push({ body, context, level: 0, isLate: false, item })
  }

  /** A variable of the outer language that its commands can use. */
  assignment(body: EmbeddedText, context: string, item: LexedAssignment): void {
    this.#assignments.push({ body, context, level: 0, isLate: false, item })
  }

  finish(): ShellReading {
    this.#readNestedText()
    const variables = this.#variables()
    this.#readEvaluatedVariables(variables)
    const pipelines = this.#pipelines.map(found => this.#toPipeline(found, variables))
    const assignments = this.#assignments
      .filter(({ item }) => item.isImplicit !== true)
      .map(found => this.#toAssignment(found, variables))
    return { pipelines: pipelines.sort(bySpan), assignments: assignments.sort(bySpan) }
  }

  #read(
    body: EmbeddedText,
    context: string,
    form: ShellForm,
    assignedTo: string | undefined,
    { level, flow, isLate }: { readonly level: number; readonly flow: Flow | undefined; readonly isLate: boolean },
  ): readonly LexedPipeline[] {
    return new ShellLexer(body, this.#sink(context, level, isLate), flow).script(form, assignedTo)
  }

  #sink(context: string, level: number, isLate: boolean): ShellSink {
    return {
      pipeline: (body, item) => {
        // The end of a loop or group says nothing unless data flows through it.
        const [only] = item.commands
        if (item.commands.length === 1 && only?.kind !== 'simple' && only?.redirects.length === 0) return
        this.#pipelines.push({ body, context, level, isLate, item })
      },
      assignment: (body, item) => {
        this.#assignments.push({ body, context, level, isLate, item })
      },
      nested: (body, form, assignedTo, flow) =>
        level < deepestText ? this.#read(body, context, form, assignedTo, { level: level + 1, flow, isLate }) : [],
    }
  }

  /** Arguments of `eval`, `sh -c` and `trap`, here-documents of shells, and values that are commands. */
  #readNestedText(): void {
    const evaluated = new Set<string>()
    // Both lists grow while they are read: what is found inside is looked through in turn, up to `deepestText`.
    for (let at = 0; at < this.#pipelines.length; at++) {
      const found = this.#pipelines[at]
      if (found === undefined) continue
      for (const command of found.item.commands) {
        for (const name of evaluatedNames(command)) evaluated.add(name)
        if (found.level >= deepestText) continue
        for (const { body, isOwnShell } of nestedBodies(found.body, command))
          this.#read(body, found.context, 'argument', undefined, {
            level: found.level + 1,
            flow: isOwnShell ? inFrame(found.item.flow, 'isolated') : found.item.flow,
            isLate: found.isLate,
          })
      }
    }
    for (let at = 0; at < this.#assignments.length; at++) {
      const found = this.#assignments[at]
      if (found === undefined || found.level >= deepestText) continue
      const { name, value, isImplicit, isNoShell } = found.item
      if (isImplicit === true || isNoShell === true || !isStoredCommand(value, evaluated.has(name))) continue
      this.#read(bodyOf(found.body, value.pieces), found.context, 'stored', name, {
        level: found.level + 1,
        flow: inFrame(found.item.flow, 'function'),
        isLate: found.isLate,
      })
    }
  }

  #variables(): Variables {
    const plain = new ShellVariables()
    const placed = this.#assignments.map((found): PlacedAssignment & { readonly outer: number } => {
      const outer = found.body.outerStart(found.item.start)
      return { ...found.item, outer, at: this.#timeOf(found, outer) }
    })
    for (const { name, outer, value, isImplicit } of [...placed].sort((a, b) => a.outer - b.outer))
      if (isImplicit !== true) plain.assign(name, outer, value.pieces)
    return {
      plain,
      values: new ShellValues(
        placed.sort((a, b) => a.at - b.at),
        this.#macros,
      ),
    }
  }

  /** The order in which things happen, as far as it is that of the text. */
  #timeOf({ isLate }: Pick<Found<unknown>, 'isLate'>, outer: number): number {
    return isLate ? this.#text.length + 1 + outer : outer
  }

  /** `eval $x`: what runs is the value. */
  #readEvaluatedVariables(variables: Variables): void {
    for (const { body, context, level, isLate, item } of [...this.#pipelines]) {
      if (level >= deepestText) continue
      for (const { words } of item.commands) {
        if (words[0] === undefined || plainText(words[0]) !== 'eval') continue
        const pieces = joinWords(words.slice(1))
        if (!pieces.some(piece => piece.kind === 'variable')) continue
        const start = body.outerStart(words[1]?.start ?? 0)
        const value = variables.plain.resolve(pieces, start)
        if (value === undefined) continue
        const end = body.outerEnd(words[words.length - 1]?.end ?? 0)
        const resolved = new EmbeddedTextBuilder('', body.lines).put(value, start, Math.max(start, end)).build()
        this.#read(resolved, context, 'argument', undefined, { level: deepestText, flow: item.flow, isLate })
      }
    }
  }

  #toPipeline(found: Found<LexedPipeline>, variables: Variables): ShellPipeline {
    const { body, context, item } = found
    const commands = item.commands.map(command => this.#toCommand(found, command, variables))
    const span = body.span(item.start, item.end)
    const { form, assignedTo } = item
    return assignedTo === undefined ? { commands, form, context, span } : { commands, form, assignedTo, context, span }
  }

  #toCommand(found: Found<LexedPipeline>, command: LexedCommand, variables: Variables): ShellCommand {
    const words = command.words.map(word => this.#toWord(found, word, variables))
    const redirects = command.redirects.map(({ operator, descriptor, target, heredoc }): ShellRedirect => {
      const shown = { operator, target: this.#toWord(found, target, variables) }
      const numbered = descriptor === undefined ? shown : { ...shown, descriptor }
      return heredoc === undefined ? numbered : { ...numbered, document: () => stretchOf(found.body, ...heredoc) }
    })
    return { name: commandName(command, words[0]), words, redirects, span: found.body.span(command.start, command.end) }
  }

  #toWord(found: Found<{ readonly flow?: Flow | undefined }>, word: LexedWord, variables: Variables): ShellWord {
    const { body } = found
    const start = body.outerStart(word.start)
    const end = Math.max(start, word.end > word.start ? body.outerEnd(word.end) : start)
    const names = word.pieces.flatMap(piece => (piece.kind === 'variable' ? [piece.name] : []))
    const resolved = names.length === 0 ? undefined : variables.plain.resolve(word.pieces, start)
    return new Word(
      { text: plainText(word), raw: this.#text.slice(start, end), span: body.lines.span(start, end), variables: names },
      resolved,
      () => bodyOf(body, word.pieces),
      () => variables.values.valueOf(word.pieces, this.#timeOf(found, start), found.item.flow),
    )
  }

  #toAssignment(found: Found<LexedAssignment>, variables: Variables): ShellAssignment {
    const { body, item } = found
    const value = this.#toWord(found, item.value, variables)
    const first = (item.valuePieces ?? item.value.pieces)[0]
    const isAppend = first?.kind === 'opaque' && first.meaning?.kind === 'previous'
    const span = body.span(item.start, Math.max(item.start, item.value.end))
    return isAppend ? { name: item.name, value, isAppend, span } : { name: item.name, value, span }
  }
}

class Word implements ShellWord {
  readonly text: string
  readonly raw: string
  readonly span: TextSpan
  readonly variables: readonly string[]
  readonly resolved?: string
  readonly body: () => EmbeddedText
  readonly #evaluate: () => Value

  constructor(
    shown: Pick<ShellWord, 'text' | 'raw' | 'span' | 'variables'>,
    resolved: string | undefined,
    body: () => EmbeddedText,
    evaluate: () => Value,
  ) {
    this.text = shown.text
    this.raw = shown.raw
    this.span = shown.span
    this.variables = shown.variables
    if (resolved !== undefined) this.resolved = resolved
    this.body = body
    this.#evaluate = evaluate
  }

  get value(): Value {
    return this.#evaluate()
  }
}

function commandName(command: LexedCommand, first: ShellWord | undefined): string {
  if (command.kind !== 'simple') return command.kind === 'subshell' ? '(' : '{'
  const word = (first?.resolved ?? first?.text ?? '').trim().split(/\s/, 1)[0] ?? ''
  return word.startsWith('$') ? word : word.slice(word.lastIndexOf('/') + 1)
}

function plainText(word: LexedWord): string {
  return word.pieces.map(piece => piece.text).join('')
}

function joinWords(words: readonly LexedWord[]): readonly WordPiece[] {
  return words.flatMap((word, index): readonly WordPiece[] =>
    index === 0 ? word.pieces : [{ kind: 'text', text: ' ', start: word.start, end: word.start }, ...word.pieces],
  )
}

function bodyOf(body: EmbeddedText, pieces: readonly WordPiece[]): EmbeddedText {
  const builder = new EmbeddedTextBuilder('', body.lines)
  for (const { text, start, end } of pieces) {
    if (text.length === end - start) builder.append(body, start, end)
    else if (text.length > 0) {
      const outerStart = body.outerStart(start)
      builder.put(text, outerStart, Math.max(outerStart, end > start ? body.outerEnd(end) : outerStart))
    }
  }
  return builder.build()
}

function stretchOf(body: EmbeddedText, start: number, end: number): EmbeddedText {
  return new EmbeddedTextBuilder('', body.lines).append(body, start, end).build()
}

/** Text that a command runs as a script. */
function nestedBodies(
  body: EmbeddedText,
  command: LexedCommand,
): readonly { readonly body: EmbeddedText; readonly isOwnShell: boolean }[] {
  const first = command.words[0]
  if (first === undefined) return []
  const bodies: { readonly body: EmbeddedText; readonly isOwnShell: boolean }[] = []
  const name = baseOf(plainText(first))
  if (name === 'eval') {
    // A bare `eval $x` says nothing before the variable is resolved.
    const pieces = joinWords(command.words.slice(1))
    if (pieces.some(piece => piece.kind === 'text' && /\S/.test(piece.text)))
      bodies.push({ body: bodyOf(body, pieces), isOwnShell: false })
  } else if (name === 'trap' && command.words[1] !== undefined)
    bodies.push({ body: bodyOf(body, command.words[1].pieces), isOwnShell: true })
  let shell = -1
  command.words.forEach((word, at) => {
    const text = plainText(word)
    if (namesShell(word)) shell = at
    else if (shell !== -1 && /^-[a-z]*c$/.test(text) && command.words[at + 1] !== undefined) {
      bodies.push({ body: bodyOf(body, command.words[at + 1]?.pieces ?? []), isOwnShell: true })
      shell = -1
    }
  })
  if (namesShell(first))
    for (const { heredoc } of command.redirects)
      if (heredoc !== undefined) bodies.push({ body: stretchOf(body, ...heredoc), isOwnShell: true })
  return bodies
}

function namesShell(word: LexedWord): boolean {
  const [piece] = word.pieces
  if (word.pieces.length === 1 && piece?.kind === 'variable') return shellVariables.test(piece.name)
  return isShell(plainText(word))
}

function baseOf(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1)
}

/** Variables whose value runs as a command. */
function evaluatedNames(command: LexedCommand): readonly string[] {
  const [first] = command.words
  if (first === undefined) return []
  const words = plainText(first) === 'eval' ? command.words : [first]
  return words.flatMap(word => word.pieces.flatMap(piece => (piece.kind === 'variable' ? [piece.name] : [])))
}

function isStoredCommand(value: LexedWord, isEvaluated: boolean): boolean {
  const text = value.pieces.flatMap(piece => (piece.kind === 'text' ? [piece.text] : [])).join('')
  return /\s/.test(text) && (isEvaluated || /[|;`]|\$\(|&&/.test(text))
}

function bySpan(a: { readonly span: TextSpan }, b: { readonly span: TextSpan }): number {
  const first = a.span.start
  const second = b.span.start
  return first.line - second.line || first.column - second.column
}
