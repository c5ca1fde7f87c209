import { type CMakeArgument, type CMakeCommand, type CMakeFile, readCMake } from './cmakeReader'
import { type EmbeddedText, EmbeddedTextBuilder } from './embeddedText'
import { type Flow, FlowTracker, type FrameKind } from './flow'
import type { LexedCommand, LexedWord } from './lexedShell'
import type { ShellReading } from './shell'
import { ShellCollector } from './shellCollector'
import type { WordPiece } from './shellVariables'

const running = new Set([
  'execute_process',
  'add_custom_command',
  'add_custom_target',
  'add_test',
  'exec_program',
  'externalproject_add',
  'externalproject_add_step',
  'fetchcontent_declare',
])
/** Keywords of ExternalProject and FetchContent that a command follows. */
const step = /^(?:DOWNLOAD|UPDATE|PATCH|CONFIGURE|BUILD|INSTALL|TEST)_COMMAND$/
const fetching = /^(?:externalproject|fetchcontent)/
/** Keywords of those commands; each ends the words of a COMMAND. */
const keyword =
  /^(?:COMMAND|WORKING_DIRECTORY|TIMEOUT|RESULT_VARIABLE|RESULTS_VARIABLE|OUTPUT_VARIABLE|ERROR_VARIABLE|INPUT_FILE|OUTPUT_FILE|ERROR_FILE|OUTPUT_QUIET|ERROR_QUIET|COMMAND_ECHO|OUTPUT_STRIP_TRAILING_WHITESPACE|ERROR_STRIP_TRAILING_WHITESPACE|ENCODING|ECHO_OUTPUT_VARIABLE|ECHO_ERROR_VARIABLE|COMMAND_ERROR_IS_FATAL|OUTPUT|MAIN_DEPENDENCY|DEPENDS|BYPRODUCTS|IMPLICIT_DEPENDS|COMMENT|DEPFILE|JOB_POOL|JOB_SERVER_AWARE|VERBATIM|APPEND|USES_TERMINAL|COMMAND_EXPAND_LISTS|CODEGEN|TARGET|PRE_BUILD|PRE_LINK|POST_BUILD|SOURCES|CONFIGURATIONS|RETURN_VALUE|ARGS)$/

/**
 * Commands that CMake runs, or writes into build files to be run. Those of one execute_process are a pipeline (its
 * manual: each feeds the next); those of a custom command run one after the other, and may hold `|` as a word.
 */
export function cmakeShell(text: string): ShellReading {
  const file = readCMake(text)
  const collector = new ShellCollector(text)
  const flow = new FlowTracker(undefined)
  for (const command of file.commands) {
    follow(flow, command.name)
    if (command.name === 'set') assign(collector, file, command, flow.current)
    else if (running.has(command.name)) readCommands(collector, file, command, flow.current)
    if (changing.test(command.name)) forget(collector, command, flow.current)
  }
  return collector.finish()
}

/** Commands that put into variables what no file says. */
const changing =
  /^(?:string|list|file|math|option|unset|execute_process|get_\w+|find_\w+|cmake_path|separate_arguments|check_\w+|try_\w+)$/

const blocks: Readonly<Record<string, FrameKind>> = {
  foreach: 'loop',
  while: 'loop',
  function: 'function',
  macro: 'function',
}

function follow(flow: FlowTracker, name: string): void {
  const block = /^(if|foreach|while|function|macro)$/.exec(name)?.[1]
  if (block !== undefined) {
    flow.open(`end${block}`, blocks[block] ?? 'branch')
    flow.branch()
  } else if (name === 'else' || name === 'elseif') {
    if (flow.innermost === 'endif') flow.branch(name === 'else')
  } else if (name.startsWith('end')) flow.close(name)
}

/** Any plain word among the arguments may be the variable that is set. */
function forget(collector: ShellCollector, { arguments: all }: CMakeCommand, flow: Flow | undefined): void {
  for (const { kind, body } of all) {
    const name = body.text
    if (kind !== 'unquoted' || !/^[A-Za-z_]\w*$/.test(name) || keyword.test(name)) continue
    const value: LexedWord = { pieces: [{ kind: 'opaque', text: '', start: 0, end: 0 }], start: 0, end: 0 }
    collector.assignment(body, '', { name, value, start: 0, flow, isImplicit: true })
  }
}

function assign(collector: ShellCollector, file: CMakeFile, command: CMakeCommand, flow: Flow | undefined): void {
  const [name, ...values] = command.arguments
  const end = values.findIndex(value => /^(?:CACHE|PARENT_SCOPE)$/.test(value.body.text))
  const used = end === -1 ? values : values.slice(0, end)
  if (name === undefined || used.length === 0) return
  const words = new Words(file)
  for (const value of used) words.add(value)
  const lexed = words.words.flatMap((word, at): readonly WordPiece[] =>
    // A list; given unquoted it becomes several words again.
    at === 0 ? word.pieces : [{ kind: 'text', text: ' ', start: word.start, end: word.start }, ...word.pieces],
  )
  const first = words.words[0]
  const last = words.words[words.words.length - 1]
  if (first === undefined || last === undefined) return
  const value: LexedWord = { pieces: lexed, start: first.start, end: last.end }
  collector.assignment(words.build(), 'set', { name: name.body.text, value, start: first.start, flow })
}

function readCommands(collector: ShellCollector, file: CMakeFile, command: CMakeCommand, flow: Flow | undefined): void {
  const words = new Words(file)
  const runs: LexedCommand[][] = []
  let current: LexedCommand | undefined
  let isPiped = false
  // exec_program(program directory ARGS …) names its program first, without a keyword.
  let expectsWords = command.name === 'exec_program'
  for (const argument of command.arguments) {
    const text = argument.body.text
    if (argument.kind === 'unquoted' && isKeyword(command.name, text)) {
      if (text === 'ARGS') continue
      current = undefined
      expectsWords = text === 'COMMAND' || step.test(text)
      isPiped = command.name === 'execute_process' && runs.length > 0
      continue
    }
    if (!expectsWords) continue
    if (argument.kind === 'unquoted' && /^(?:\|\|?|&&|;|&)$/.test(text)) {
      isPiped = text === '|'
      current = undefined
      continue
    }
    const word = words.add(argument)
    if (current === undefined) {
      current = { kind: 'simple', words: [], redirects: [], start: word.start, end: word.end }
      const last = runs[runs.length - 1]
      if (isPiped && last !== undefined) last.push(current)
      else runs.push([current])
    }
    current.words.push(word)
    current.end = word.end
  }
  const body = words.build()
  for (const commands of runs) {
    const start = commands[0]?.start ?? 0
    const end = commands[commands.length - 1]?.end ?? start
    collector.pipeline(body, command.name, {
      commands,
      form: 'script',
      assignedTo: outputOf(command),
      start,
      end,
      flow,
    })
  }
}

/** Whether a word ends those of a COMMAND. */
export function isCommandKeyword(text: string): boolean {
  return keyword.test(text)
}

/** Other projects have many more of them, all in capital letters. */
function isKeyword(name: string, text: string): boolean {
  return keyword.test(text) || (fetching.test(name) && /^[A-Z][A-Z_0-9]{2,60}$/.test(text))
}

function outputOf(command: CMakeCommand): string | undefined {
  const at = command.arguments.findIndex(argument => argument.body.text === 'OUTPUT_VARIABLE')
  return at === -1 || command.name !== 'execute_process' ? undefined : command.arguments[at + 1]?.body.text
}

/** Puts the arguments of one command into one text, so that they have places in common. */
class Words {
  readonly words: LexedWord[] = []
  readonly #builder: EmbeddedTextBuilder

  constructor(file: CMakeFile) {
    this.#builder = new EmbeddedTextBuilder(file.text, file.lines)
  }

  add({ body, start: outerStart, end: outerEnd }: CMakeArgument): LexedWord {
    const start = this.#builder.length
    this.#builder.append(body, 0, body.text.length)
    const word = { pieces: pieces(body.text, start), start, end: this.#builder.length }
    // Keeps apart what stands side by side, and gives the empty argument a place.
    this.#builder.put('\n', outerEnd, Math.max(outerEnd, outerStart))
    this.words.push(word)
    return word
  }

  build(): EmbeddedText {
    return this.#builder.build()
  }
}

function pieces(text: string, offset: number): readonly WordPiece[] {
  const found: WordPiece[] = []
  const add = (kind: 'text' | 'opaque', from: number, to: number): void => {
    if (from < to) found.push({ kind, text: text.slice(from, to), start: offset + from, end: offset + to })
  }
  let at = 0
  for (const reference of text.matchAll(/\$\{([\w.+/-]+)\}|\$(?:ENV|CACHE)?\{|\$</g)) {
    const start = reference.index
    const end = start + reference[0].length
    add('text', at, start)
    if (reference[1] === undefined) add('opaque', start, end)
    else
      found.push({ kind: 'variable', name: reference[1], text: reference[0], start: offset + start, end: offset + end })
    at = end
  }
  add('text', at, text.length)
  return found
}
