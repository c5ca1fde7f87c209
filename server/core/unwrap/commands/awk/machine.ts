import type { Allowance } from '../../../formats/archive/output'
import { compilePattern } from '../../pattern'
import { formatPieces, layoutInteger, layoutNumber, layoutText } from '../format'

/** A text that came from the input and looks like a number counts as both. */
export interface NumericText {
  readonly text: string
  readonly number: number
}

/** Undefined for a variable that nothing was put into yet. */
export type Value = number | string | NumericText | undefined

/** What cannot be told, or is no text work: the program ends there. */
export class AwkStop extends Error {}

/** `next`, `exit`, `break` and the like on their way out. */
export class AwkJump extends Error {
  constructor(
    readonly kind: 'next' | 'exit' | 'break' | 'continue' | 'return',
    readonly value?: Value,
  ) {
    super(kind)
  }
}

const LONGEST_TEXT = 4 << 20
const MOST_FIELD = 10_000
const DEEPEST_CALL = 60

/** What a program of awk works with: variables, arrays, the fields of a line, what it has put out. */
export class AwkMachine {
  readonly variables = new Map<string, Value>([
    ['FS', ' '],
    ['OFS', ' '],
    ['ORS', '\n'],
    ['RS', '\n'],
    ['SUBSEP', '\x1c'],
    ['NR', 0],
    ['FNR', 0],
    ['NF', 0],
    ['RSTART', 0],
    ['RLENGTH', -1],
    ['FILENAME', ''],
  ])
  readonly arrays = new Map<string, Map<string, Value>>()
  readonly functions = new Map<
    string,
    (args: readonly (() => Value)[], names: readonly (string | undefined)[]) => Value
  >()
  /** Names that parameters of a function stand for while it runs. */
  locals: Map<string, { value: Value; array?: Map<string, Value> }> | undefined
  readonly output: string[] = []
  #fields: string[] = []
  #calls = 0
  #written = 0

  constructor(readonly allowance: Allowance) {}

  spend(work = 10): void {
    this.allowance.work -= work
    if (this.allowance.work < 0) throw new AwkStop('the limit of work')
  }

  put(text: string): void {
    this.#written += text.length
    this.spend(text.length)
    if (this.#written > this.allowance.output) throw new AwkStop('the limit of bytes')
    this.output.push(text)
  }

  get(name: string): Value {
    this.spend(5)
    const local = this.locals?.get(name)
    return local === undefined ? this.variables.get(name) : local.value
  }

  set(name: string, value: Value): Value {
    this.spend(5)
    const local = this.locals?.get(name)
    if (local !== undefined) local.value = value
    else {
      this.variables.set(name, value)
      if (name === 'NF') this.#resize(numberOf(value))
    }
    return value
  }

  array(name: string): Map<string, Value> {
    const local = this.locals?.get(name)
    if (local !== undefined) {
      local.array ??= new Map()
      return local.array
    }
    const found = this.arrays.get(name) ?? new Map<string, Value>()
    this.arrays.set(name, found)
    return found
  }

  /** Runs a function with its own names. */
  within(locals: Map<string, { value: Value; array?: Map<string, Value> }>, body: () => void): Value {
    if (++this.#calls > DEEPEST_CALL) throw new AwkStop('functions within functions, too deep')
    const before = this.locals
    this.locals = locals
    try {
      body()
      return undefined
    } catch (jump) {
      if (jump instanceof AwkJump && jump.kind === 'return') return jump.value
      throw jump
    } finally {
      this.locals = before
      this.#calls--
    }
  }

  startLine(line: string): void {
    this.spend(20)
    this.variables.set('NR', numberOf(this.variables.get('NR')) + 1)
    this.variables.set('FNR', numberOf(this.variables.get('FNR')) + 1)
    this.setField(0, line)
  }

  field(index: number): Value {
    this.spend(5)
    if (!(index >= 0)) throw new AwkStop('a field below 0')
    const text = this.#fields[Math.trunc(index)]
    return text === undefined ? undefined : looksNumeric(text)
  }

  setField(index: number, text: string): void {
    if (!(index >= 0 && index <= MOST_FIELD)) throw new AwkStop('a field that far')
    if (index === 0) {
      this.#fields = [text, ...this.split(text, textOf(this.variables.get('FS')))]
      this.variables.set('NF', this.#fields.length - 1)
      return
    }
    this.spend(this.#fields.length)
    while (this.#fields.length <= index) this.#fields.push('')
    this.#fields[Math.trunc(index)] = text
    this.variables.set('NF', this.#fields.length - 1)
    this.#join()
  }

  #resize(count: number): void {
    if (!(count >= 0 && count <= MOST_FIELD)) throw new AwkStop('that many fields')
    this.spend(count)
    while (this.#fields.length <= count) this.#fields.push('')
    this.#fields.length = Math.trunc(count) + 1
    this.#join()
  }

  #join(): void {
    this.#fields[0] = this.#fields.slice(1).join(textOf(this.variables.get('OFS')))
  }

  split(text: string, separator: string): string[] {
    this.spend(text.length)
    if (text === '') return []
    if (separator === ' ') return text.match(/[^ \t\n]+/g) ?? []
    if (separator === '') return [...text]
    if (separator.length === 1) return text.split(separator)
    const matcher = this.pattern(separator).matcher(text)
    const parts: string[] = []
    let at = 0
    while (matcher.find()) {
      if (matcher.start() === matcher.end()) continue
      parts.push(text.slice(at, matcher.start()))
      at = matcher.end()
    }
    return [...parts, text.slice(at)]
  }

  pattern(written: string): NonNullable<ReturnType<typeof compilePattern>> {
    this.spend(200)
    const known = this.#patterns.get(written)
    if (known !== undefined) return known
    const made = compilePattern(written, { isExtended: true })
    if (made === undefined) throw new AwkStop('a pattern')
    if (this.#patterns.size < 200) this.#patterns.set(written, made)
    return made
  }

  readonly #patterns = new Map<string, NonNullable<ReturnType<typeof compilePattern>>>()

  format([format, ...values]: readonly Value[]): string {
    const pieces = formatPieces(textOf(format))
    if (pieces === undefined) throw new AwkStop('a format')
    let next = 0
    let result = ''
    for (const piece of pieces) {
      if ('text' in piece) {
        result += piece.text
        continue
      }
      const taken = (given: number | '*' | undefined) => (given === '*' ? numberOf(values[next++]) : given)
      const [width, precision] = [taken(piece.width), taken(piece.precision)]
      const layout = {
        flags: (width ?? 0) < 0 ? `${piece.flags}-` : piece.flags,
        width: width && Math.abs(width),
        precision,
      }
      const value = values[next++]
      const { kind } = piece
      const text = /[diouxX]/.test(kind)
        ? layoutInteger(BigInt(Math.trunc(finite(numberOf(value)))), kind, layout)
        : kind === 'c'
          ? layoutText(typeof value === 'number' ? String.fromCharCode(value & 255) : textOf(value).slice(0, 1), {
              ...layout,
              precision: undefined,
            })
          : kind === 's'
            ? layoutText(textOf(value), layout)
            : /[eEfFgG]/.test(kind)
              ? layoutNumber(numberOf(value), kind, layout)
              : undefined
      if (text === undefined || result.length + text.length > LONGEST_TEXT) throw new AwkStop('a format')
      result += text
    }
    this.spend(result.length)
    return result
  }

  /** For text that grows: its length is work, and has an end. */
  joined(left: string, right: string): string {
    this.spend(5 + right.length)
    if (left.length + right.length > LONGEST_TEXT) throw new AwkStop('text that long')
    return left + right
  }
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new AwkStop('a number that is none')
  return value
}

const NUMERIC = /^[ \t\n]*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?[ \t\n]*$/
const LEADING = /^[ \t\n]*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/

export function looksNumeric(text: string): Value {
  return text.length < 40 && NUMERIC.test(text) ? { text, number: Number(text) } : text
}

export function numberOf(value: Value): number {
  if (typeof value === 'number') return value
  if (value === undefined) return 0
  if (typeof value === 'object') return value.number
  return Number(LEADING.exec(value.slice(0, 400))?.[0] ?? 0)
}

export function textOf(value: Value): string {
  if (typeof value === 'string') return value
  if (value === undefined) return ''
  if (typeof value === 'object') return value.text
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return String(value)
  return layoutNumber(value, 'g', { flags: '', width: undefined, precision: 6 }) ?? ''
}

export function isTrue(value: Value): boolean {
  return typeof value === 'string' ? value !== '' : numberOf(value) !== 0
}

/** Below, at or above 0: as numbers where both can be, else as texts. */
export function order(a: Value, b: Value): number {
  if (typeof a !== 'string' && typeof b !== 'string') return numberOf(a) - numberOf(b)
  const [x, y] = [textOf(a), textOf(b)]
  return x < y ? -1 : x > y ? 1 : 0
}
