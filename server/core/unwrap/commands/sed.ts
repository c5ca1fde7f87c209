import { fromLatin1, latin1 } from '../../model/path'
import { linesOf } from '../../syntax/textLines'
import { type Call, type Output, operandBytes, optionsOf, stop, type TextCommand } from '../command'
import { type Address, type Matcher, readSed, type SedAct, type SedStep } from './sedProgram'

const LONGEST_SPACE = 8 << 20

/** `sed` as far as {@link readSed} goes; its branches cost work like everything else. */
export const sed: TextCommand = call => {
  const options = optionsOf(call.args, 'nErsui', 'e', {
    quiet: 'flag',
    silent: 'flag',
    expression: 'value',
    'regexp-extended': 'flag',
    'in-place': 'flag',
    posix: 'flag',
  })
  if ('stop' in options) return options
  const { given, operands } = options
  // Several expressions are lines of one script; the options keep only the last, so they are gathered here.
  const scripts = expressionsOf(call.args)
  const [first, ...rest] = operands
  const script = scripts.length > 0 ? scripts.join('\n') : first
  if (script === undefined) return stop('it has no script')
  const steps = readSed(script, given.has('E') || given.has('r') || given.has('regexp-extended'))
  if (steps === undefined) return stop('its script')
  const isQuiet = given.has('n') || given.has('quiet') || given.has('silent') || script.startsWith('#n\n')
  const paths = scripts.length > 0 ? operands : rest
  const inPlace = given.has('i') || given.has('in-place')
  if (inPlace && paths.length !== 1) return stop('it edits many files')
  const found = operandBytes(call, paths)
  if ('stop' in found) return found
  const output = new Editor(call, latin1(found), steps, isQuiet).run()
  if (!inPlace || 'stop' in output) return output
  call.write(paths[0] ?? '', output.bytes)
  return { bytes: new Uint8Array() }
}

function expressionsOf(args: readonly string[]): readonly string[] {
  const found: string[] = []
  for (const [at, arg] of args.entries()) {
    const [, own] = /^-[nErsui]*e([\s\S]*)$/.exec(arg) ?? []
    if (own !== undefined) found.push(own === '' ? (args[at + 1] ?? '') : own)
    else if (arg.startsWith('--expression=')) found.push(arg.slice(13))
    else if (arg === '--expression') found.push(args[at + 1] ?? '')
  }
  return found
}

class Editor {
  readonly #lines: readonly string[]
  /** The end of the last line is as it was. */
  readonly #lastEnd: string
  /** Lines up to which each range that has begun goes. */
  readonly #active = new Map<SedStep, number>()
  #output: string[] = []
  #space = ''
  #hold = ''
  /** Whether the line in each of them is the last one, and has no end. */
  #isOpen = false
  #isHoldOpen = false
  #appended: string[] = []
  #line = 0
  #isChanged = false
  #lastPattern: Matcher | undefined

  constructor(
    private readonly call: Call,
    text: string,
    private readonly steps: readonly SedStep[],
    private readonly isQuiet: boolean,
  ) {
    this.#lines = linesOf(text)
    this.#lastEnd = text.endsWith('\n') || text === '' ? '\n' : ''
  }

  run(): Output {
    let isAgain = false
    while (isAgain || this.#line < this.#lines.length) {
      if (!isAgain) {
        this.#space = this.#lines[this.#line++] ?? ''
        this.#isOpen = this.#isLastOpen()
      }
      isAgain = false
      this.#isChanged = false
      const end = this.#cycle()
      if (end === 'stop') return stop('what it reads')
      if (this.call.allowance.work < 0) return stop('the limit of work')
      if (end === 'again') isAgain = true
      if (end === 'quit') break
    }
    return { bytes: fromLatin1(this.#output.join('')) }
  }

  /** One line through all steps. */
  #cycle(): 'next' | 'again' | 'quit' | 'stop' {
    const { allowance } = this.call
    let at = 0
    while (at < this.steps.length) {
      const step = this.steps[at++]
      allowance.work -= 20 + (this.#space.length >> 2)
      if (step === undefined || allowance.work < 0) return 'stop'
      if (this.#selects(step) === step.isNegated) {
        if (step.act.kind === 'block') at = step.act.end
        continue
      }
      const { act } = step
      switch (act.kind) {
        case 'nothing':
        case 'block':
          break
        case 'branch':
          if (act.when === 'always' || (act.when === 'changed') === this.#isChanged) at = act.to
          if (act.when !== 'always') this.#isChanged = false
          break
        case 'substitute': {
          const next = this.#substituted(act)
          if (next === undefined) break
          this.#space = next
          this.#isChanged = true
          if (act.prints) this.#put(next)
          if (next.length > LONGEST_SPACE) return 'stop'
          break
        }
        case 'map':
          this.#space = [...this.#space].map(char => act.map.get(char) ?? char).join('')
          break
        case 'read': {
          // A file that is not there counts as empty (POSIX).
          const content = this.call.isAbsent(act.path) ? new Uint8Array() : this.call.file(act.path)
          if ('stop' in content) return 'stop'
          this.#appended.push(latin1(content))
          break
        }
        case 'insert':
          this.#output.push(`${act.text}\n`)
          break
        case 'append':
          this.#appended.push(`${act.text}\n`)
          break
        case 'change': {
          if (step.to === undefined || step.isNegated || !this.#active.has(step)) this.#output.push(`${act.text}\n`)
          return this.#ended(false)
        }
        case 'simple': {
          const end = this.#simple(act.name)
          if (end !== undefined) return end
          break
        }
      }
    }
    return this.#ended(true)
  }

  #simple(name: string): 'next' | 'again' | 'quit' | 'stop' | undefined {
    switch (name) {
      case 'd':
        return this.#ended(false)
      case 'D': {
        const end = this.#space.indexOf('\n')
        if (end === -1) return this.#ended(false)
        this.#space = this.#space.slice(end + 1)
        this.#ended(false)
        return 'again'
      }
      case 'p':
        this.#put(this.#space)
        return undefined
      case 'P':
        if (this.#space.includes('\n')) this.#output.push(`${this.#space.split('\n', 1)[0]}\n`)
        else this.#put(this.#space)
        return undefined
      case '=':
        this.#output.push(`${this.#line}\n`)
        return undefined
      case 'n':
      case 'N': {
        const next = this.#lines[this.#line]
        // Without a next line GNU prints what there is and ends.
        if (next === undefined) {
          this.#ended(true)
          return 'quit'
        }
        if (name === 'n') {
          if (!this.isQuiet) this.#put(this.#space)
          this.#space = next
        } else this.#space += `\n${next}`
        this.#flush()
        this.#line++
        this.#isOpen = this.#isLastOpen()
        return this.#space.length > LONGEST_SPACE ? 'stop' : undefined
      }
      case 'h':
        this.#hold = this.#space
        this.#isHoldOpen = this.#isOpen
        return undefined
      case 'H':
        this.#hold += `\n${this.#space}`
        this.#isHoldOpen = this.#isOpen
        return this.#hold.length > LONGEST_SPACE ? 'stop' : undefined
      case 'g':
        this.#space = this.#hold
        this.#isOpen = this.#isHoldOpen
        return undefined
      case 'G':
        this.#space += `\n${this.#hold}`
        this.#isOpen = this.#isHoldOpen
        return this.#space.length > LONGEST_SPACE ? 'stop' : undefined
      case 'x':
        ;[this.#space, this.#hold] = [this.#hold, this.#space]
        ;[this.#isOpen, this.#isHoldOpen] = [this.#isHoldOpen, this.#isOpen]
        return undefined
      case 'q':
        this.#ended(true)
        return 'quit'
      default:
        return 'quit'
    }
  }

  #ended(prints: boolean): 'next' {
    if (prints && !this.isQuiet) this.#put(this.#space)
    this.#flush()
    return 'next'
  }

  #flush(): void {
    if (this.#appended.length === 0) return
    // What stands behind a last line without an end begins on a line of its own.
    const last = this.#output.at(-1)
    if (last !== undefined && last !== '' && !last.endsWith('\n')) this.#output.push('\n')
    this.#output.push(...this.#appended)
    this.#appended = []
  }

  #put(text: string): void {
    this.call.allowance.work -= text.length
    const last = this.#output.at(-1)
    if (last !== undefined && last !== '' && !last.endsWith('\n')) this.#output.push('\n')
    this.#output.push(this.#isOpen ? text : `${text}\n`)
  }

  #isLastOpen(): boolean {
    return this.#line >= this.#lines.length && this.#lastEnd === ''
  }

  #selects(step: SedStep): boolean {
    const { from, to } = step
    if (from === undefined) return true
    if (to === undefined) return this.#is(from)
    const line = this.#line
    const until = this.#active.get(step)
    if (until !== undefined) {
      if (until < line) {
        this.#active.delete(step)
        return 'line' in from && from.line === line
      }
      if (until === line || (until === Number.POSITIVE_INFINITY && this.#is(to))) this.#active.delete(step)
      return true
    }
    if (!(this.#is(from) || ('line' in from && from.line === 0 && line === 1))) return false
    const isZero = 'line' in from && from.line === 0 && from.step === undefined
    if (isZero && this.#is(to)) return true
    const end = 'line' in to ? to.line : 'following' in to ? line + to.following : Number.POSITIVE_INFINITY
    if (end > line && !('isLast' in to && this.#is(to))) this.#active.set(step, end)
    return true
  }

  #is(address: Address): boolean {
    if ('line' in address) {
      const { line, step = 0 } = address
      return step === 0 ? line === this.#line : this.#line >= line && (this.#line - line) % step === 0
    }
    if ('isLast' in address) return this.#line === this.#lines.length
    if ('following' in address) return false
    this.#lastPattern = address.pattern ?? this.#lastPattern
    return this.#lastPattern?.matcher(this.#space).find() ?? false
  }

  #substituted({ pattern, put, isGlobal, nth }: Extract<SedAct, { kind: 'substitute' }>): string | undefined {
    this.#lastPattern = pattern ?? this.#lastPattern
    const matcher = this.#lastPattern?.matcher(this.#space)
    if (matcher === undefined) return undefined
    const line = this.#space
    const parts: string[] = []
    let at = 0
    let count = 0
    let lastEnd = -1
    while (matcher.find()) {
      // An empty match right behind another is none.
      if (matcher.start() === matcher.end() && matcher.start() === lastEnd) continue
      lastEnd = matcher.end()
      if (++count < nth) continue
      parts.push(line.slice(at, matcher.start()))
      for (const piece of put)
        parts.push(typeof piece === 'string' ? piece : piece > matcher.groupCount() ? '' : (matcher.group(piece) ?? ''))
      at = matcher.end()
      if (!isGlobal) break
    }
    this.call.allowance.work -= line.length + 50 * count
    return count < nth || count === 0 ? undefined : parts.join('') + line.slice(at)
  }
}
