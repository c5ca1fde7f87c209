import { fromLatin1, latin1 } from '../../model/path'
import { linesOf } from '../../syntax/textLines'
import { type Call, operandBytes, optionsOf, stop, type TextCommand } from '../command'
import { compilePattern } from '../pattern'

type Matcher = NonNullable<ReturnType<typeof compilePattern>>

type Address = { readonly line: number } | { readonly isLast: true } | { readonly pattern: Matcher }

interface Step {
  readonly from?: Address
  readonly to?: Address
  readonly isNegated: boolean
  readonly act: Act
}

type Act =
  | {
      readonly kind: 'substitute'
      readonly pattern: Matcher
      readonly put: readonly (string | number)[]
      readonly isGlobal: boolean
      readonly prints: boolean
      readonly nth: number
    }
  | { readonly kind: 'map'; readonly map: ReadonlyMap<string, string> }
  | { readonly kind: 'delete' | 'print' | 'quit' }
  | { readonly kind: 'read'; readonly path: string }
  | { readonly kind: 'insert' | 'append' | 'change'; readonly text: string }

const MOST_STEPS = 100

/** `sed` with addresses and the commands s, y, d, p, q, r, a, i and c (POSIX, sed). Holds, labels and groups stop it. */
export const sed: TextCommand = call => {
  const options = optionsOf(call.args, 'nErsu', 'e', {
    quiet: 'flag',
    silent: 'flag',
    expression: 'value',
    'regexp-extended': 'flag',
  })
  if ('stop' in options) return options
  const { given, operands } = options
  // Several expressions are lines of one script; the options keep only the last, so they are gathered here.
  const scripts = expressionsOf(call.args)
  const [first, ...rest] = operands
  const script = scripts.length > 0 ? scripts.join('\n') : first
  if (script === undefined) return stop('it has no script')
  const steps = new ScriptReader(script, given.has('E') || given.has('r') || given.has('regexp-extended')).steps()
  if (steps === undefined) return stop('its script')
  const found = operandBytes(call, scripts.length > 0 ? operands : rest)
  if ('stop' in found) return found
  return edited(call, latin1(found), steps, given.has('n') || given.has('quiet') || given.has('silent'))
}

function expressionsOf(args: readonly string[]): readonly string[] {
  const found: string[] = []
  for (const [at, arg] of args.entries()) {
    const [, own] = /^-[nErsu]*e([\s\S]*)$/.exec(arg) ?? []
    if (own !== undefined) found.push(own === '' ? (args[at + 1] ?? '') : own)
    else if (arg.startsWith('--expression=')) found.push(arg.slice(13))
  }
  return found
}

function edited(call: Call, text: string, steps: readonly Step[], isQuiet: boolean) {
  const lines = linesOf(text)
  const active = new Set<Step>()
  let output = ''
  eachLine: for (const [index, line] of lines.entries()) {
    let held = line
    let after = ''
    call.allowance.work -= 20 * steps.length
    if (call.allowance.work < 0) return stop('the limit of work')
    // The end of the last line is as it was.
    const end = index === lines.length - 1 && !text.endsWith('\n') ? '' : '\n'
    for (const step of steps) {
      if (selects(step, active, held, index + 1, lines.length) === step.isNegated) continue
      const { act } = step
      switch (act.kind) {
        case 'substitute': {
          const next = substituted(held, act)
          if (next !== undefined && act.prints) output += `${next}\n`
          held = next ?? held
          break
        }
        case 'map':
          held = [...held].map(char => act.map.get(char) ?? char).join('')
          break
        case 'print':
          output += `${held}\n`
          break
        case 'read': {
          // A file that is not there counts as empty (POSIX).
          const content = call.isAbsent(act.path) ? new Uint8Array() : call.file(act.path)
          if ('stop' in content) return content
          after += latin1(content)
          break
        }
        case 'insert':
          output += `${act.text}\n`
          break
        case 'append':
          after += `${act.text}\n`
          break
        case 'change':
          output += `${act.text}\n`
          continue eachLine
        case 'delete':
          output += after
          continue eachLine
        case 'quit':
          output += (isQuiet ? '' : held + end) + after
          break eachLine
      }
    }
    output += (isQuiet ? '' : held + end) + after
  }
  return { bytes: fromLatin1(output) }
}

function selects(step: Step, active: Set<Step>, held: string, line: number, last: number): boolean {
  const { from, to } = step
  if (from === undefined) return true
  const is = (address: Address) =>
    'line' in address
      ? address.line === line
      : 'pattern' in address
        ? address.pattern.matcher(held).find()
        : line === last
  if (to === undefined) return is(from)
  if (active.has(step)) {
    if (is(to) || ('line' in to && to.line <= line)) active.delete(step)
    return true
  }
  if (!is(from)) return false
  if (!('line' in to) || to.line > line) active.add(step)
  return true
}

function substituted(
  line: string,
  { pattern, put, isGlobal, nth }: Extract<Act, { kind: 'substitute' }>,
): string | undefined {
  const matcher = pattern.matcher(line)
  let result = ''
  let at = 0
  let count = 0
  while (matcher.find()) {
    if (++count < nth) continue
    result += line.slice(at, matcher.start())
    for (const piece of put) result += typeof piece === 'string' ? piece : (matcher.group(piece) ?? '')
    at = matcher.end()
    if (!isGlobal) break
  }
  return count < nth || count === 0 ? undefined : result + line.slice(at)
}

class ScriptReader {
  #at = 0

  constructor(
    readonly script: string,
    readonly isExtended: boolean,
  ) {}

  steps(): readonly Step[] | undefined {
    const found: Step[] = []
    for (;;) {
      this.#match(/[\s;]*/y)
      if (this.#at >= this.script.length) return found
      const step = this.#step()
      if (step === undefined || found.length >= MOST_STEPS) return undefined
      found.push(step)
    }
  }

  #step(): Step | undefined {
    if (this.script[this.#at] === '#') {
      this.#match(/[^\n]*/y)
      return { isNegated: false, act: { kind: 'map', map: new Map() } }
    }
    const from = this.#address()
    if (from === null) return undefined
    let to: Address | undefined | null
    if (from !== undefined && this.#match(/\s*,\s*/y) !== '') to = this.#address()
    if (to === null) return undefined
    const isNegated = this.#match(/\s*!\s*|\s*/y).includes('!')
    const act = this.#act()
    return act && { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), isNegated, act }
  }

  #address(): Address | undefined | null {
    const digits = this.#match(/\d+/y)
    if (digits !== '') return { line: Number(digits) }
    if (this.#match(/\$/y) !== '') return { isLast: true }
    const delimiter = this.#match(/\/|\\[^\n\\]/y)
    if (delimiter === '') return undefined
    const text = this.#until(delimiter.at(-1) ?? '/')
    const pattern =
      text === undefined
        ? undefined
        : compilePattern(text, { isExtended: this.isExtended, ignoresCase: this.#match(/I/y) !== '' })
    return pattern === undefined ? null : { pattern }
  }

  #act(): Act | undefined {
    const name = this.script[this.#at++]
    switch (name) {
      case 'd':
        return { kind: 'delete' }
      case 'p':
        return { kind: 'print' }
      case 'q':
        return { kind: 'quit' }
      case 'r':
        return { kind: 'read', path: this.#match(/[^\n]*/y).trim() }
      case 'a':
      case 'i':
      case 'c': {
        const text = this.#match(/\s*(?:\\\n?)?((?:[^\n\\]|\\[\s\S])*)/y).replace(/^\s*(?:\\\n?)?/, '')
        return {
          kind: name === 'a' ? 'append' : name === 'i' ? 'insert' : 'change',
          text: text.replace(/\\([\s\S])/g, '$1'),
        }
      }
      case 'y': {
        const delimiter = this.script[this.#at++] ?? ''
        const [from, to] = [this.#until(delimiter), this.#until(delimiter)]
        if (from === undefined || to === undefined) return undefined
        const [a, b] = [plain(from), plain(to)]
        return a.length === b.length
          ? { kind: 'map', map: new Map([...a].map((char, at) => [char, b[at] ?? char])) }
          : undefined
      }
      case 's':
        return this.#substitution()
      default:
        return undefined
    }
  }

  #substitution(): Act | undefined {
    const delimiter = this.script[this.#at++] ?? ''
    if (delimiter === '' || delimiter === '\\' || delimiter === '\n') return undefined
    const [search, put] = [this.#until(delimiter), this.#until(delimiter)]
    const flags = this.#match(/[gpI\d]*/y)
    if (search === undefined || put === undefined || /^[^\n;}#\s]/.test(this.script.slice(this.#at))) return undefined
    const pattern = compilePattern(search, { isExtended: this.isExtended, ignoresCase: flags.includes('I') })
    if (pattern === undefined) return undefined
    const nth = Number(/\d+/.exec(flags)?.[0] ?? 1)
    return {
      kind: 'substitute',
      pattern,
      put: replacementOf(put),
      isGlobal: flags.includes('g'),
      prints: flags.includes('p'),
      nth,
    }
  }

  /** Up to the delimiter, which a backslash protects. */
  #until(delimiter: string): string | undefined {
    let text = ''
    let isSet = false
    for (; this.#at < this.script.length; this.#at++) {
      const char = this.script[this.#at] as string
      if (char === '\\') {
        const next = this.script[++this.#at] ?? ''
        text += next === delimiter ? next : char + next
        continue
      }
      if (char === '[') isSet = true
      else if (char === ']') isSet = false
      if (char === delimiter && !(isSet && delimiter !== '/')) {
        this.#at++
        return text
      }
      text += char
    }
    return undefined
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.script)?.[0] ?? ''
    this.#at += found.length
    return found
  }
}

/** Text and numbers of groups; 0 is the whole match. */
function replacementOf(put: string): readonly (string | number)[] {
  return (put.match(/\\[\s\S]|&|[^\\&]+/g) ?? []).map(piece => {
    if (piece === '&') return 0
    if (!piece.startsWith('\\')) return piece
    const char = piece[1] ?? ''
    if (/\d/.test(char)) return Number(char)
    return char === 'n' ? '\n' : char === 't' ? '\t' : char
  })
}

function plain(text: string): string {
  return text.replace(/\\([\s\S])/g, (_, char: string) => (char === 'n' ? '\n' : char))
}
