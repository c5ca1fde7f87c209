import { joined } from '../formats/archive/bytes'
import type { Allowance } from '../formats/archive/output'
import { fromLatin1, latin1 } from '../model/path'
import { shorten } from '../model/visible'
import { globMatches } from '../syntax/globMatch'
import { type Call, Input, type Output, stop, type TextCommand } from './command'
import { commands } from './commands'
import { type Status, testStatus } from './condition'
import { Expander } from './expand'
import type { Frame } from './frame'
import { parseScript } from './parse'
import { endsScript, isEnd } from './scriptEnd'
import { ScriptFiles, type UnwrapFiles } from './scriptFiles'
import type { Node, Redirect, Word } from './syntax'
import type { Unwrapped, UnwrapStage, UnwrapStep } from './unwrapped'

const MOST_COMMANDS = 5000
const MOST_STAGES = 40
const DEEPEST = 12
const MOST_SAID = 40
const SHELLS = /^(?:\S*\/)?(?:ba|da|k|z|a|mk)?sh$/
const OTHER_INTERPRETERS = /^(?:\S*\/)?(?:python[\d.]*|perl|ruby|node|php|lua|m4|Rscript|pwsh|powershell)$/
/** Variables that hold a shell by convention: autoconf's and the user's. */
const SHELL_NAMES = new Set(['SHELL', 'CONFIG_SHELL', 'BASH'])
const HARMLESS = new Set(
  ': true false test [ [[ export readonly local declare typeset set unset shift cd pushd popd umask trap exit return break continue wait sleep chmod mkdir rm touch mv ln install ulimit alias hash type command'.split(
    ' ',
  ),
)

/** What is known of bytes: they are, or why they are not. */
type Known = { readonly bytes: Uint8Array; readonly steps: readonly UnwrapStep[] } | { readonly stop: string }
interface Result {
  readonly out: Known
  readonly status: Status
}

const NOTHING: Known = { bytes: new Uint8Array(), steps: [] }

/** Works out what the text commands of a script put out. Nothing is run; what is no text command stops it, and is named. */
export class Evaluator {
  readonly #stages: UnwrapStage[] = []
  readonly #stops = new Set<string>()
  readonly #assumptions = new Set<string>()
  readonly #files: ScriptFiles
  readonly #words: Expander
  #commands = 0

  constructor(
    tree: UnwrapFiles,
    private readonly allowance: Allowance,
  ) {
    this.#files = new ScriptFiles(tree)
    this.#words = new Expander(
      this.#files,
      clause => this.#assume(clause),
      (body, frame) => this.#outputOf(body, frame),
    )
  }

  /** @param script one character for one byte */
  run(script: string, variables: ReadonlyMap<string, string> = new Map()): Unwrapped {
    const frame: Frame = { variables: new Map(variables), functions: new Map(), depth: 0, from: undefined }
    this.#evaluate(parseScript(script), frame, undefined)
    return this.finish()
  }

  finish(): Unwrapped {
    return {
      stages: this.#stages,
      stops: [...this.#stops],
      assumptions: [...this.#assumptions],
      files: [...this.#files.used].sort(),
      wanted: [...this.#files.wanted].sort(),
    }
  }

  #evaluate(node: Node, frame: Frame, input: Input | undefined): Result {
    switch (node.kind) {
      case 'simple':
        return this.#simple(node, frame, input)
      case 'pipeline':
        return this.#pipeline(node.parts, frame, input)
      case 'not': {
        const { out, status } = this.#evaluate(node.body, frame, input)
        return { out, status: status === 'unknown' ? status : status === 'yes' ? 'no' : 'yes' }
      }
      case 'and':
      case 'or': {
        const left = this.#evaluate(node.left, frame, input)
        if (left.status === (node.kind === 'and' ? 'no' : 'yes')) return left
        // Of a test that nobody can foresee, both outcomes are looked at, but not the one that ends the script.
        if (left.status === 'unknown' && endsScript(node.right)) return left
        if (left.status === 'unknown' && node.kind === 'or') return left
        const right = this.#evaluate(node.right, frame, input)
        return { out: together([left.out, right.out]), status: right.status }
      }
      case 'list': {
        const outs: Known[] = []
        let status: Status = 'yes'
        for (const item of node.items) {
          const result = this.#evaluate(item, frame, input)
          outs.push(result.out)
          status = result.status
          if (isEnd(item)) break
        }
        return { out: together(outs), status }
      }
      case 'group': {
        const own = node.isSubshell ? { ...frame, variables: new Map(frame.variables) } : frame
        const given = this.#redirected(node.redirects, frame, input)
        const { out, status } = this.#evaluate(node.body, own, given)
        return { out: this.#sent(node.redirects, frame, out), status }
      }
      case 'if': {
        const outs: Known[] = []
        for (const { when, body } of node.branches) {
          const { status } = this.#evaluate(when, frame, input)
          if (status === 'no') continue
          if (status === 'unknown' && endsScript(body)) continue
          outs.push(this.#evaluate(body, frame, input).out)
          return { out: together(outs), status: 'unknown' }
        }
        return node.otherwise === undefined
          ? { out: NOTHING, status: 'yes' }
          : this.#evaluate(node.otherwise, frame, input)
      }
      case 'for': {
        const outs: Known[] = []
        for (const value of node.words.flatMap(word => this.#words.fields(word, frame))) {
          if (this.#commands > MOST_COMMANDS) break
          frame.variables.set(node.name, value)
          outs.push(this.#evaluate(node.body, frame, input).out)
        }
        return { out: together(outs), status: 'unknown' }
      }
      case 'case': {
        const subject = this.#words.text(node.subject, frame)
        if (subject === undefined) return this.#stop(`what a case decides on`)
        const arm = node.arms.find(({ patterns }) =>
          patterns.some(pattern => {
            const text = this.#words.text(pattern, frame)
            return text !== undefined && globMatches(text, subject) === true
          }),
        )
        return arm === undefined ? { out: NOTHING, status: 'yes' } : this.#evaluate(arm.body, frame, input)
      }
      case 'function':
        frame.functions.set(node.name, node.body)
        return { out: NOTHING, status: 'yes' }
      case 'unread':
        return this.#stop(`\`${shorten(node.text, 80)}\``)
    }
  }

  #pipeline(parts: readonly Node[], frame: Frame, input: Input | undefined): Result {
    let given = input
    let steps: readonly UnwrapStep[] = []
    let last: Result = { out: NOTHING, status: 'yes' }
    for (const [at, part] of parts.entries()) {
      const own = { ...frame, variables: new Map(frame.variables) }
      this.#pending = at === 0 ? [] : steps
      last = this.#evaluate(part, own, given)
      if ('stop' in last.out) return last
      steps = [...steps, ...last.out.steps]
      given = new Input(last.out.bytes)
    }
    return { out: 'stop' in last.out ? last.out : { bytes: last.out.bytes, steps }, status: last.status }
  }

  /** What made the input of the command at hand. */
  #pending: readonly UnwrapStep[] = []

  #simple(node: Extract<Node, { kind: 'simple' }>, frame: Frame, input: Input | undefined): Result {
    const pending = this.#pending
    this.#pending = []
    if (++this.#commands > MOST_COMMANDS) return this.#stop('the limit of commands')
    const before = new Map<string, string | undefined>()
    for (const { name, value, isAppend } of node.assignments) {
      const text = this.#words.text(value, frame)
      const old = frame.variables.get(name)
      before.set(name, text)
      if (node.words.length === 0)
        frame.variables.set(name, isAppend ? (old === undefined || text === undefined ? undefined : old + text) : text)
    }
    if (node.words.length === 0) return { out: NOTHING, status: 'yes' }
    const own = before.size === 0 ? frame : { ...frame, variables: new Map([...frame.variables, ...before]) }
    const given = this.#redirected(node.redirects, own, input)
    const [first, ...rest] = node.words
    const runner = this.#runnerNamed(first ?? [], own)
    const fields = runner === undefined ? this.#words.fields(first ?? [], own) : [runner]
    const name = fields[0]
    if (name === undefined) return this.#stop(`what \`${shorten(node.text, 80)}\` calls`)
    const args = [...fields.slice(1), ...rest.flatMap(word => this.#words.fieldsOf(word, own))]
    const result = this.#call(name, args, { node, frame: own, input: given, pending })
    return { out: this.#sent(node.redirects, own, result.out), status: result.status }
  }

  #call(
    name: string,
    given: readonly (string | undefined)[],
    at: {
      readonly node: Extract<Node, { kind: 'simple' }>
      readonly frame: Frame
      readonly input: Input | undefined
      readonly pending: readonly UnwrapStep[]
    },
  ): Result {
    const { node, frame, input, pending } = at
    const program = name.slice(name.lastIndexOf('/') + 1)
    const known = given.filter((arg): arg is string => arg !== undefined)
    const isKnown = known.length === given.length
    const body = frame.functions.get(name)
    if (body !== undefined && frame.depth < DEEPEST) {
      const variables = frame.variables
      for (const [index, arg] of given.entries()) variables.set(String(index + 1), arg)
      return this.#evaluate(body, { ...frame, depth: frame.depth + 1 }, input)
    }
    if (['exec', 'nohup', 'nice', 'env', 'command', 'builtin', 'time', 'sudo', 'stdbuf'].includes(program)) {
      const rest = given.slice(given.findIndex(arg => arg === undefined || !/^-|^\w+=/.test(arg)))
      const [inner, ...args] = rest
      if (inner !== undefined) return this.#call(inner, args, at)
    }
    if (program === 'eval') {
      if (!isKnown) return this.#stop(`what is evaluated by \`${shorten(node.text, 80)}\``)
      const text = known.join(' ')
      const isComputed = node.words.slice(1).some(word => word.some(piece => piece.kind === 'output'))
      if (isComputed) return this.#given('eval', fromLatin1(text), pending, frame, undefined)
      return frame.depth < DEEPEST
        ? this.#evaluate(parseScript(text), { ...frame, depth: frame.depth + 1 }, input)
        : this.#stop('text evaluated too deep')
    }
    if (SHELLS.test(name) || SHELL_NAMES.has(name)) return this.#shell(name, given, at)
    if (OTHER_INTERPRETERS.test(name) && input !== undefined && given.every(arg => arg === '-' || arg === undefined))
      return this.#given(program, input.rest(), pending, frame, undefined)
    if (program === '.' || program === 'source') {
      const [path] = known
      const content = path === undefined ? stop('a file nobody can name') : this.#files.read(path)
      if ('stop' in content) return this.#stop(content.stop)
      return this.#given(program, content, pending, frame, undefined)
    }
    if (program === 'test' || program === '[' || program === '[[')
      return { out: NOTHING, status: testStatus(given, this.#files, clause => this.#assume(clause)) }
    if (['export', 'readonly', 'local', 'declare', 'typeset'].includes(program)) {
      for (const arg of known) {
        const [, variable, value] = /^(\w+)=([\s\S]*)$/.exec(arg) ?? []
        if (variable !== undefined) frame.variables.set(variable, value)
      }
      return { out: NOTHING, status: 'yes' }
    }
    if (program === 'false') return { out: NOTHING, status: 'no' }
    if (HARMLESS.has(program)) return { out: NOTHING, status: 'yes' }
    const command = commands.get(program)
    if (command === undefined) return this.#stop(`what \`${shorten(program, 80)}\` puts out`)
    if (!isKnown) return this.#stop(`what \`${shorten(node.text, 80)}\` is given`)
    const call: Call = {
      name: program,
      args: known,
      input,
      allowance: this.allowance,
      file: path => this.#files.read(path),
      peek: path => this.#files.peek(path),
      isAbsent: path => this.#files.isAbsent(path),
      below: folder => this.#files.below(folder),
    }
    const output = this.#worked(command, call)
    if ('stop' in output) return this.#stop(`\`${shorten(node.text, 80)}\`: ${output.stop}`)
    this.allowance.output -= output.bytes.length
    this.allowance.work -= 100 + output.bytes.length
    if (this.allowance.output < 0 || this.allowance.work < 0) return this.#stop('the limit of bytes')
    const steps = [{ command: shorten([program, ...known].join(' '), 200), size: output.bytes.length }]
    return { out: { bytes: output.bytes, steps }, status: output.status === 1 ? 'no' : 'yes' }
  }

  /** Text on its way through a here-document of configure carries one level of quotes more. */
  #worked(command: TextCommand, call: Call): Output {
    const output = command(call)
    const args = call.args.map(arg => arg.replace(/^"([\s\S]*)"$/, '$1'))
    if (!('stop' in output) || args.every((arg, at) => arg === call.args[at])) return output
    this.#assume('a here-document takes one level of quotes off')
    return command({ ...call, args })
  }

  /** `sh`, `sh -c text`, `sh file`, `… | sh`. */
  #shell(
    name: string,
    given: readonly (string | undefined)[],
    {
      node,
      frame,
      input,
      pending,
    }: {
      readonly node: Extract<Node, { kind: 'simple' }>
      readonly frame: Frame
      readonly input: Input | undefined
      readonly pending: readonly UnwrapStep[]
    },
  ): Result {
    const runner = SHELL_NAMES.has(name) ? `$${name}` : name
    const at = given.findIndex(arg => arg !== undefined && /^-\w*c$/.test(arg))
    if (at !== -1) {
      const text = given[at + 1]
      if (text === undefined) return this.#stop(`what \`${shorten(node.text, 80)}\` is given`)
      return this.#given(runner, fromLatin1(text), pending, frame, input)
    }
    const file = given.find(arg => arg === undefined || !arg.startsWith('-'))
    if (file !== undefined) {
      const content = this.#files.read(file)
      return 'stop' in content ? this.#stop(content.stop) : this.#given(runner, content, pending, frame, input)
    }
    if (input === undefined) return { out: NOTHING, status: 'unknown' }
    return this.#given(runner, input.rest(), pending, frame, undefined)
  }

  /** Text that would be run: kept, and looked into as the script it is. */
  #given(
    runner: string,
    bytes: Uint8Array,
    steps: readonly UnwrapStep[],
    frame: Frame,
    input: Input | undefined,
  ): Result {
    if (this.#stages.length >= MOST_STAGES) return this.#stop('the limit of stages')
    const index = this.#stages.length
    const { from } = frame
    this.#stages.push({ index, ...(from === undefined ? {} : { from }), runner, bytes, size: bytes.length, steps })
    const isShell =
      runner === 'eval' || runner === '.' || runner === 'source' || SHELLS.test(runner) || runner.startsWith('$')
    if (!isShell) return this.#stop(`what \`${shorten(runner, 80)}\` does with it`)
    if (frame.depth >= DEEPEST) return this.#stop('shells within shells, too deep')
    const inner: Frame = {
      variables: new Map(frame.variables),
      functions: frame.functions,
      depth: frame.depth + 1,
      from: index,
    }
    return this.#evaluate(parseScript(latin1(bytes)), inner, input)
  }

  #runnerNamed(word: Word, frame: Frame): string | undefined {
    const [piece, more] = word
    if (piece?.kind !== 'variable' || more !== undefined || frame.variables.get(piece.name) !== undefined)
      return undefined
    return SHELL_NAMES.has(piece.name) ? piece.name : undefined
  }

  #redirected(redirects: readonly Redirect[], frame: Frame, input: Input | undefined): Input | undefined {
    let given = input
    for (const { operator, target, document } of redirects) {
      if (operator === '<<' || operator === '<<-' || operator === '<<<') {
        const text = this.#words.text(operator === '<<<' ? target : (document ?? []), frame)
        given = text === undefined ? undefined : new Input(fromLatin1(operator === '<<<' ? `${text}\n` : text))
      } else if (operator === '<') {
        const path = this.#words.text(target, frame)
        const content = path === undefined ? stop('') : this.#files.read(path)
        given = 'stop' in content ? undefined : new Input(content)
      }
    }
    return given
  }

  #sent(redirects: readonly Redirect[], frame: Frame, out: Known): Known {
    for (const { operator, descriptor, target } of redirects) {
      if (!/^&?>/.test(operator) || operator === '>&' || (descriptor !== '' && descriptor !== '1')) continue
      const path = this.#words.text(target, frame)
      if (path !== undefined && !('stop' in out)) this.#files.write(path, out.bytes)
      return NOTHING
    }
    return out
  }

  #outputOf(body: Node, frame: Frame): string | undefined {
    const own = { ...frame, variables: new Map(frame.variables), depth: frame.depth + 1 }
    const { out } = this.#evaluate(body, own, undefined)
    return 'stop' in out ? undefined : latin1(out.bytes).replace(/\n+$/, '')
  }

  #assume(clause: string): void {
    if (this.#assumptions.size < MOST_SAID) this.#assumptions.add(clause)
  }

  #stop(reason: string): Result {
    if (this.#stops.size < MOST_SAID) this.#stops.add(reason)
    return { out: { stop: reason }, status: 'unknown' }
  }
}

function together(outs: readonly Known[]): Known {
  const parts: Uint8Array[] = []
  const steps: UnwrapStep[] = []
  for (const out of outs) {
    if ('stop' in out) return out
    parts.push(out.bytes)
    steps.push(...out.steps)
  }
  return { bytes: joined(parts), steps }
}
