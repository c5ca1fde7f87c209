import type { Allowance } from '../formats/archive/output'
import { fromLatin1 } from '../model/path'
import { shorten } from '../model/visible'
import { called, SHELL_NAMES } from './calls'
import { Input } from './command'
import { matchesCase } from './condition'
import { Expander } from './expand'
import type { Frame } from './frame'
import { parseScript } from './parse'
import { type Known, NOTHING, negated, type Result, together } from './result'
import type { Leaving, Runner } from './runner'
import { endsScript } from './scriptEnd'
import { ScriptFiles, type UnwrapFiles } from './scriptFiles'
import { DONE, Stages } from './stages'
import type { Assignment, Node, Redirect, Word } from './syntax'
import type { Unwrapped, UnwrapStep } from './unwrapped'
import { Variables } from './variables'

const MOST_COMMANDS = 40_000
const MOST_DEPTH = 120
/** Units of work for a command whatever it does. */
const WORK_OF_COMMAND = 1000
const MOST_STEPS = 200

/** Works out what the text commands of a script put out. Nothing is run; what is no text command stops it, and is named. */
export class Evaluator implements Runner {
  readonly files: ScriptFiles
  readonly words: Expander
  readonly stages = new Stages()
  leaving: Leaving | undefined
  #commands = 0
  #depth = 0

  constructor(
    tree: UnwrapFiles,
    readonly allowance: Allowance,
  ) {
    this.files = new ScriptFiles(tree)
    this.words = new Expander(
      this.files,
      allowance,
      clause => this.stages.assume(clause),
      (body, frame) => this.#outputOf(body, frame),
    )
  }

  /** @param script one character for one byte */
  run(script: string, variables: ReadonlyMap<string, string> = new Map()): Unwrapped {
    const frame: Frame = {
      variables: Variables.of(variables),
      functions: new Map(),
      positional: { values: undefined },
      depth: 0,
      from: undefined,
    }
    this.evaluate(parseScript(script), frame, undefined)
    return this.stages.finish(this.files)
  }

  evaluate(node: Node, frame: Frame, input: Input | undefined): Result {
    if (this.#depth >= MOST_DEPTH) return this.stages.stop('commands within commands, too deep')
    this.#depth++
    const result = this.#evaluated(node, frame, input)
    this.#depth--
    return result
  }

  #evaluated(node: Node, frame: Frame, input: Input | undefined): Result {
    switch (node.kind) {
      case 'simple':
        return this.#simple(node, frame, input)
      case 'pipeline':
        return this.#pipeline(node.parts, frame, input)
      case 'not': {
        const { out, status } = this.evaluate(node.body, frame, input)
        return { out, status: negated(status) }
      }
      case 'chain':
        return this.#chain(node, frame, input)
      case 'list': {
        const outs: Known[] = []
        let status: Result['status'] = 'yes'
        for (const item of node.items) {
          const result = this.evaluate(item, frame, input)
          outs.push(result.out)
          status = result.status
          if (this.leaving !== undefined) break
        }
        return { out: together(outs), status }
      }
      case 'group': {
        const own = node.isSubshell ? this.#apart(frame) : frame
        const given = this.#redirected(node.redirects, frame, input)
        const { out, status } = this.evaluate(node.body, own, given)
        if (node.isSubshell && this.leaving?.kind === 'exit') this.leaving = undefined
        return { out: this.#sent(node.redirects, frame, out, given?.steps), status }
      }
      case 'if':
        return this.#if(node, frame, input)
      case 'for': {
        const values = node.words?.flatMap(word => this.words.fieldsOf(word, frame)) ?? frame.positional.values
        if (values === undefined || values.includes(undefined))
          return this.#once(node.body, frame, input, 'what a loop goes over')
        let at = 0
        return this.#loop(node.body, frame, input, () => {
          if (at >= values.length) return false
          frame.variables.set(node.name, values[at++])
          return true
        })
      }
      case 'count': {
        this.words.number(node.first, frame)
        let isFirst = true
        const isEndless = node.when.every(piece => piece.kind === 'text' && piece.text.trim() === '')
        return this.#loop(node.body, frame, input, () => {
          if (!isFirst) this.words.number(node.step, frame)
          isFirst = false
          const value = isEndless ? 1n : this.words.number(node.when, frame)
          return value === undefined ? undefined : value !== 0n
        })
      }
      case 'while':
        return this.#while(node, frame, input)
      case 'case': {
        const subject = this.words.text(node.subject, frame)
        if (subject === undefined) return this.stages.stop('what a case decides on')
        const arm = node.arms.find(({ patterns }) =>
          patterns.some(pattern => matchesCase(this.words.pattern(pattern, frame), subject)),
        )
        return arm === undefined ? DONE : this.evaluate(arm.body, frame, input)
      }
      case 'arithmetic': {
        const value = this.words.number(node.body, frame)
        return { out: NOTHING, status: value === undefined ? 'unknown' : value === 0n ? 'no' : 'yes' }
      }
      case 'function':
        frame.functions.set(node.name, node.body)
        return DONE
      case 'unread':
        return this.stages.stop(`\`${shorten(node.text, 80)}\``)
    }
  }

  #chain({ first, rest }: Extract<Node, { kind: 'chain' }>, frame: Frame, input: Input | undefined): Result {
    let assumed = this.stages.assumed
    let last = this.evaluate(first, frame, input)
    const outs = [last.out]
    for (const { operator, body } of rest) {
      if (this.leaving !== undefined) break
      const isGuess = last.status === 'unknown' || this.stages.assumed > assumed
      if (last.status === (operator === '&&' ? 'no' : 'yes')) continue
      // Of a test that nobody can foresee, both outcomes are looked at, but not the one that ends the script.
      if (isGuess && endsScript(body)) continue
      if (last.status === 'unknown' && operator === '||') continue
      assumed = this.stages.assumed
      last = this.evaluate(body, frame, input)
      outs.push(last.out)
    }
    return { out: together(outs), status: last.status }
  }

  #if({ branches, otherwise }: Extract<Node, { kind: 'if' }>, frame: Frame, input: Input | undefined): Result {
    const outs: Known[] = []
    for (const { when, body } of branches) {
      const before = this.stages.assumed
      const { status, out } = this.evaluate(when, frame, input)
      if (!('stop' in out)) outs.push(out)
      if (status === 'no') continue
      const isGuess = status === 'unknown' || this.stages.assumed > before
      if (isGuess && endsScript(body)) continue
      const result = this.evaluate(body, frame, input)
      return { out: together([...outs, result.out]), status: status === 'yes' ? result.status : 'unknown' }
    }
    return otherwise === undefined ? { out: together(outs), status: 'yes' } : this.evaluate(otherwise, frame, input)
  }

  #while(node: Extract<Node, { kind: 'while' }>, frame: Frame, input: Input | undefined): Result {
    const made: Known[] = []
    const result = this.#loop(node.body, frame, input, () => {
      const { status, out } = this.evaluate(node.when, frame, input)
      made.push(out)
      return status === 'unknown' ? undefined : (status === 'yes') !== node.isUntil
    })
    return made.some(out => 'stop' in out) ? { ...result, out: { stop: 'a loop' } } : result
  }

  /** @param goesOn asked before each round; undefined when nobody can tell */
  #loop(body: Node, frame: Frame, input: Input | undefined, goesOn: () => boolean | undefined): Result {
    const outs: Known[] = []
    for (;;) {
      this.allowance.work -= 100
      if (this.#isSpent()) return this.stages.stop('the limit of commands')
      const goes = goesOn()
      if (goes === undefined) return this.#once(body, frame, input, 'how often a loop runs')
      if (!goes) break
      outs.push(this.evaluate(body, frame, input).out)
      if (this.leaving !== undefined && this.#leavesLoop()) break
    }
    return { out: together(outs), status: 'yes' }
  }

  /** A body that runs nobody knows how often: what it would run is seen, what it puts out is not fixed. */
  #once(body: Node, frame: Frame, input: Input | undefined, why: string): Result {
    this.evaluate(body, frame, input)
    if (this.leaving !== undefined) this.#leavesLoop()
    return this.stages.stop(why)
  }

  #leavesLoop(): boolean {
    const leaving = this.leaving
    if (leaving === undefined || leaving.kind === 'exit' || leaving.kind === 'return') return leaving !== undefined
    if (leaving.levels > 1) {
      this.leaving = { ...leaving, levels: leaving.levels - 1 }
      return true
    }
    this.leaving = undefined
    return leaving.kind === 'break'
  }

  #pipeline(parts: readonly Node[], frame: Frame, input: Input | undefined): Result {
    let given = input
    let steps: readonly UnwrapStep[] = []
    let last: Result = DONE
    for (const part of parts) {
      last = this.evaluate(part, this.#apart(frame), given)
      this.leaving = undefined
      if ('stop' in last.out) return last
      steps = [...steps, ...last.out.steps].slice(-MOST_STEPS)
      given = new Input(last.out.bytes, steps)
    }
    return { out: 'stop' in last.out ? last.out : { bytes: last.out.bytes, steps }, status: last.status }
  }

  #apart(frame: Frame): Frame {
    this.allowance.work -= 10 * frame.variables.size
    return { ...frame, variables: frame.variables.copy(), positional: { ...frame.positional } }
  }

  #isSpent(): boolean {
    return this.#commands > MOST_COMMANDS || this.allowance.work < 0
  }

  #simple(node: Extract<Node, { kind: 'simple' }>, frame: Frame, input: Input | undefined): Result {
    this.allowance.work -= WORK_OF_COMMAND
    this.#commands++
    if (this.#isSpent()) return this.stages.stop('the limit of commands')
    const isAlone = node.words.length === 0 || node.assignments.some(({ elements }) => elements !== undefined)
    // Assignments before a command hold for it alone.
    const before = isAlone ? [] : node.assignments.map(({ name }) => frame.variables.saved(name))
    const status = node.assignments.map(assignment => this.#assign(assignment, frame)).at(-1)
    if (node.words.length === 0) return { out: NOTHING, status: status ?? 'yes' }
    const result = this.#named(node, frame, input)
    for (const restore of before) restore()
    return result
  }

  #named(node: Extract<Node, { kind: 'simple' }>, own: Frame, input: Input | undefined): Result {
    const given = this.#redirected(node.redirects, own, input)
    const [first, ...rest] = node.words
    const { value, steps } = this.words.collected(() => {
      const name = this.#shellNamed(first ?? [], own)
      const fields = name === undefined ? this.words.fieldsOf(first ?? [], own) : [name]
      return [...fields, ...rest.flatMap(word => this.words.fieldsOf(word, own))]
    })
    const [name, ...args] = value
    if (name === undefined)
      return value.length === 0 ? DONE : this.stages.stop(`what \`${shorten(node.text, 80)}\` calls`)
    const { text, words } = node
    const result = called({ name, args, frame: own, input: given, made: steps, words, text }, this)
    return { out: this.#sent(node.redirects, own, result.out, given?.steps), status: result.status }
  }

  #assign({ name, value, isAppend, key, elements }: Assignment, frame: Frame): Result['status'] {
    const { variables } = frame
    if (elements !== undefined) {
      const { value: list, steps } = this.words.collected(() =>
        elements.map(one => ({
          key: one.key && this.words.text(one.key, frame),
          values: this.words.fieldsOf(one.value, frame),
        })),
      )
      const values = list.flatMap(one => (one.key === undefined ? one.values : []))
      const known = isAppend ? (variables.list(name) ?? []) : []
      this.allowance.work -= values.length + known.length
      variables.setList(name, [...known, ...values], steps)
      for (const one of list)
        if (one.key !== undefined)
          variables.setElement(name, one.key, one.values.length === 1 ? one.values[0] : undefined, steps)
      return 'yes'
    }
    const { value: text, steps } = this.words.collected(() => this.words.text(value, frame))
    const subscript = key === undefined ? undefined : this.words.text(key, frame)
    const at = subscript === undefined ? undefined : this.words.subscript(name, subscript, frame)
    const old = at === undefined ? variables.get(name) : variables.element(name, at)
    const whole = !isAppend
      ? text
      : (old ?? (variables.has(name) ? undefined : '')) === undefined || text === undefined
        ? undefined
        : (old ?? '') + text
    const all = isAppend ? [...variables.stepsOf(name), ...steps].slice(0, MOST_STEPS) : steps
    if (key !== undefined) {
      this.allowance.work -= 40 * variables.count(name)
      if (at !== undefined) variables.setElement(name, at, whole, all)
    } else variables.set(name, whole, all)
    return text === undefined ? 'unknown' : 'yes'
  }

  #shellNamed(word: Word, frame: Frame): string | undefined {
    const [piece, more] = word.filter(one => one.kind !== 'text' || one.text !== '')
    if (piece?.kind !== 'variable' || more !== undefined || frame.variables.get(piece.name) !== undefined)
      return undefined
    return SHELL_NAMES.has(piece.name) ? piece.name : undefined
  }

  #redirected(redirects: readonly Redirect[], frame: Frame, input: Input | undefined): Input | undefined {
    let given = input
    for (const { operator, target, document } of redirects) {
      if (!/^<(?:<[-<]?)?$/.test(operator)) continue
      const isText = operator === '<<<'
      const isFile = operator === '<'
      const { value: text, steps } = this.words.collected(() =>
        this.words.text(isText || isFile ? target : (document ?? []), frame),
      )
      given = undefined
      if (text === undefined) continue
      const content = isFile ? this.files.read(text) : fromLatin1(isText ? `${text}\n` : text)
      if (!('stop' in content)) given = new Input(content, isFile ? this.files.stepsOf(text) : steps)
      else this.stages.stop(content.stop)
    }
    return given
  }

  /** @param before the commands that made what the command read */
  #sent(redirects: readonly Redirect[], frame: Frame, out: Known, before: readonly UnwrapStep[] = []): Known {
    for (const { operator, descriptor, target } of redirects) {
      if (!/^&?>/.test(operator) || (descriptor !== '' && descriptor !== '1')) continue
      const path = this.words.text(target, frame)
      if (operator === '>&') {
        if (path === '2') return NOTHING
        if (path === '1') continue
      }
      if (path === undefined || 'stop' in out) return NOTHING
      if (operator.endsWith('>>')) {
        const known = this.files.written(path)
        const all = together([{ bytes: known, steps: this.files.stepsOf(path) }, out])
        this.allowance.work -= known.length
        if (!('stop' in all)) this.files.write(path, all.bytes, [...before, ...all.steps].slice(-MOST_STEPS))
      } else this.files.write(path, out.bytes, [...before, ...out.steps].slice(-MOST_STEPS))
      return NOTHING
    }
    return out
  }

  #outputOf(body: Node, frame: Frame): Known {
    const { out } = this.evaluate(body, { ...this.#apart(frame), depth: frame.depth + 1 }, undefined)
    if (this.leaving?.kind === 'exit') this.leaving = undefined
    return out
  }
}
