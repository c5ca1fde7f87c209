import { type EmbeddedText, EmbeddedTextBuilder } from './embeddedText'
import type { LexedWord } from './lexedShell'
import {
  argumentOf,
  callsIn,
  type MesonCall,
  type MesonExpression,
  type MesonFile,
  type MesonStatement,
  positional,
  readMeson,
} from './mesonReader'
import type { ShellReading } from './shell'
import { ShellCollector } from './shellCollector'
import type { WordPiece } from './shellVariables'

/** Functions and methods whose positional arguments are the words of a command, without the first `skips`. */
const byPosition: ReadonlyMap<string, { readonly skips: number; readonly more?: string }> = new Map([
  ['run_command', { skips: 0 }],
  ['add_install_script', { skips: 0 }],
  ['add_postconf_script', { skips: 0 }],
  ['add_dist_script', { skips: 0 }],
  ['test', { skips: 1, more: 'args' }],
  ['benchmark', { skips: 1, more: 'args' }],
  ['generator', { skips: 0, more: 'arguments' }],
])
const byKeyword = new Set(['custom_target', 'run_target', 'configure_file', 'vcs_tag'])
const ofMeson = /^add_(?:install|postconf|dist)_script$/

/**
 * Commands that Meson runs, or writes into build files to be run: one command each, words as given, no shell in between.
 * `@INPUT@` and its like stay as they are.
 */
export function mesonShell(text: string): ShellReading {
  const file = readMeson(text)
  const collector = new ShellCollector(text)
  for (const statement of file.statements) {
    if (statement.kind === 'assignment') assign(collector, file, statement)
    for (const call of callsIn(statement.value)) readCall(collector, file, statement, call)
  }
  return collector.finish()
}

function assign(collector: ShellCollector, file: MesonFile, { name, operator, value, flow }: MesonStatement): void {
  if (name === undefined) return
  const words = new Words(file)
  words.add(value)
  const pieces = words.words.flatMap((word, at): readonly WordPiece[] =>
    // A list; given to a command it becomes several words again.
    at === 0 ? word.pieces : [{ kind: 'text', text: ' ', start: word.start, end: word.start }, ...word.pieces],
  )
  const first = words.words[0]
  const last = words.words[words.words.length - 1]
  if (first === undefined || last === undefined) return
  const place = { start: first.start, end: first.start }
  const before: readonly WordPiece[] =
    operator === '+='
      ? [
          { kind: 'variable', name, text: name, ...place },
          { kind: 'text', text: value.kind === 'array' ? ' ' : '', ...place },
        ]
      : []
  const item = {
    name,
    value: { pieces: [...before, ...pieces], start: first.start, end: last.end },
    start: first.start,
    flow,
    isNoShell: true,
  }
  collector.assignment(words.build(), '=', item)
}

function readCall(collector: ShellCollector, file: MesonFile, statement: MesonStatement, call: MesonCall): void {
  const given = wordsOf(call)
  if (given.length === 0) return
  const words = new Words(file)
  for (const value of given) words.add(value)
  const start = words.words[0]?.start
  const end = words.words[words.words.length - 1]?.end
  if (start === undefined || end === undefined) return
  const command = { kind: 'simple' as const, words: words.words, redirects: [], start, end }
  const assignedTo = statement.kind === 'assignment' && call.name === 'run_command' ? statement.name : undefined
  const pipeline = { commands: [command], form: 'script' as const, assignedTo, start, end, flow: statement.flow }
  collector.pipeline(words.build(), call.name, pipeline)
}

function wordsOf(call: MesonCall): readonly MesonExpression[] {
  if (call.object !== undefined && !ofMeson.test(call.name)) return []
  if (byKeyword.has(call.name)) {
    const command = argumentOf(call, 'command')
    return command === undefined ? [] : [command]
  }
  const how = byPosition.get(call.name)
  if (how === undefined || ofMeson.test(call.name) !== (call.object !== undefined)) return []
  const words = positional(call).slice(how.skips)
  const more = how.more === undefined ? undefined : argumentOf(call, how.more)
  return more === undefined || words.length === 0 ? words : [...words, more]
}

/** Puts the words of one command into one text, so that they have places in common. */
class Words {
  readonly words: LexedWord[] = []
  readonly #file: MesonFile
  readonly #builder: EmbeddedTextBuilder

  constructor(file: MesonFile) {
    this.#file = file
    this.#builder = new EmbeddedTextBuilder(file.text, file.lines)
  }

  /** An array gives one word for each element. */
  add(value: MesonExpression): void {
    if (value.kind === 'array') {
      for (const element of value.elements) this.add(element)
      return
    }
    const start = this.#builder.length
    const pieces = this.#pieces(value)
    this.words.push({ pieces, start, end: this.#builder.length })
    // Keeps apart what stands side by side, and gives the empty word a place.
    this.#builder.put('\n', value.end, value.end)
  }

  build(): EmbeddedText {
    return this.#builder.build()
  }

  #pieces(value: MesonExpression): readonly WordPiece[] {
    switch (value.kind) {
      case 'string':
        return value.isFormat ? this.#format(value.body) : [this.#text(value.body, 0, value.body.text.length)]
      case 'name': {
        const placed = this.#copy(value)
        return [{ kind: 'variable', name: value.name, ...placed }]
      }
      case 'joined':
        return value.operands.flatMap((operand, at): readonly WordPiece[] =>
          at > 0 && value.operators[at - 1] === '/'
            ? [this.#slash(operand), ...this.#pieces(operand)]
            : this.#pieces(operand),
        )
      case 'call': {
        const named = programOf(value)
        return named === undefined ? [{ kind: 'opaque', ...this.#copy(value) }] : this.#joinedPath(named)
      }
      default:
        return [{ kind: 'opaque', ...this.#copy(value) }]
    }
  }

  #joinedPath(parts: readonly MesonExpression[]): readonly WordPiece[] {
    return parts.flatMap((part, at) => (at === 0 ? this.#pieces(part) : [this.#slash(part), ...this.#pieces(part)]))
  }

  /** An f-string names variables between `@`. */
  #format(body: EmbeddedText): readonly WordPiece[] {
    const found: WordPiece[] = []
    let at = 0
    for (const { index, 0: written, 1: name = '' } of body.text.matchAll(/@([A-Za-z_]\w*)@/g)) {
      if (at < index) found.push(this.#text(body, at, index))
      at = index + written.length
      found.push({ ...this.#text(body, index, at), kind: 'variable', name })
    }
    if (at < body.text.length || found.length === 0) found.push(this.#text(body, at, body.text.length))
    return found
  }

  #text(body: EmbeddedText, from: number, to: number): WordPiece & { readonly kind: 'text' } {
    const start = this.#builder.length
    this.#builder.append(body, from, to)
    return { kind: 'text', text: body.text.slice(from, to), start, end: this.#builder.length }
  }

  #slash(after: MesonExpression): WordPiece {
    const start = this.#builder.length
    this.#builder.put('/', after.start, after.start)
    return { kind: 'text', text: '/', start, end: this.#builder.length }
  }

  #copy({ start: from, end: to }: MesonExpression): { text: string; start: number; end: number } {
    const start = this.#builder.length
    this.#builder.copy(from, to)
    return { text: this.#file.text.slice(from, to), start, end: this.#builder.length }
  }
}

/**
 * What a function that names a file or program was given: the parts of one path. Undefined when it says something else,
 * or several things of which it takes the first that exists.
 */
function programOf(call: MesonCall): readonly MesonExpression[] | undefined {
  if (call.object !== undefined) return undefined
  const given = positional(call).flatMap(value => (value.kind === 'array' ? value.elements : [value]))
  if (call.name === 'join_paths') return given
  return /^(?:find_program|files)$/.test(call.name) && given.length === 1 ? given : undefined
}
