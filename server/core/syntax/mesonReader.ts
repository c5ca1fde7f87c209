import type { EmbeddedText } from './embeddedText'
import { type Flow, FlowTracker } from './flow'
import type { LineTable } from './lineTable'
import { MesonLexer, type MesonToken } from './mesonLexer'

/** Offsets are UTF-16 units in the file; `end` is past the last one. */
export type MesonExpression = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'string'; readonly body: EmbeddedText; readonly isFormat: boolean }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'array'; readonly elements: readonly MesonExpression[] }
  | MesonCallParts
  /** Operands with `+` or `/` between, which both put texts together. */
  | { readonly kind: 'joined'; readonly operators: readonly string[]; readonly operands: readonly MesonExpression[] }
  /** Whatever else there is: numbers, conditions, dictionaries, subscripts. */
  | { readonly kind: 'other'; readonly parts: readonly MesonExpression[] }
)

interface MesonCallParts {
  readonly kind: 'call'
  /** Of a method: what it is called on. */
  readonly object: MesonExpression | undefined
  readonly name: string
  readonly arguments: readonly MesonArgument[]
}
export type MesonCall = Extract<MesonExpression, { kind: 'call' }>

export interface MesonArgument {
  /** Of a keyword argument. */
  readonly name?: string
  readonly value: MesonExpression
}

export interface MesonStatement {
  readonly kind: 'assignment' | 'condition' | 'loop' | 'expression'
  /** Of an assignment. */
  readonly name?: string
  readonly operator?: '=' | '+='
  readonly value: MesonExpression
  readonly start: number
  /** Place, in the list of statements, of the innermost condition that has to hold for it; a condition is its own. */
  readonly under: number | undefined
  readonly flow: Flow | undefined
}

export interface MesonFile {
  readonly text: string
  readonly lines: LineTable
  readonly statements: readonly MesonStatement[]
}

/** Brackets inside one another; what lies deeper is passed over. */
const deepest = 48
/** Methods called on what a method gave. */
const longestChain = 16

/**
 * Reads Meson in one pass and without a grammar, so that a slip elsewhere in the file cannot hide a call. Tolerant and
 * total: what it does not understand is passed over.
 */
export function readMeson(text: string): MesonFile {
  const lexer = new MesonLexer(text)
  const statements = new Parser(lexer.tokens()).statements()
  return { text, lines: lexer.lines, statements }
}

/** The calls in an expression, an inner one before the one it is given to. */
export function callsIn(expression: MesonExpression): readonly MesonCall[] {
  switch (expression.kind) {
    case 'string':
    case 'name':
      return []
    case 'array':
      return expression.elements.flatMap(callsIn)
    case 'joined':
      return expression.operands.flatMap(callsIn)
    case 'other':
      return expression.parts.flatMap(callsIn)
    case 'call': {
      const inner = expression.arguments.flatMap(argument => callsIn(argument.value))
      return [...(expression.object === undefined ? [] : callsIn(expression.object)), ...inner, expression]
    }
  }
}

export function argumentOf(call: MesonCall, name: string): MesonExpression | undefined {
  return call.arguments.find(argument => argument.name === name)?.value
}

export function positional(call: MesonCall): readonly MesonExpression[] {
  return call.arguments.flatMap(argument => (argument.name === undefined ? [argument.value] : []))
}

class Parser {
  readonly #tokens: readonly MesonToken[]
  readonly #found: MesonStatement[] = []
  /** One for every open block: the innermost condition that holds in it. */
  readonly #blocks: (number | undefined)[] = []
  readonly #flow = new FlowTracker(undefined)
  #at = 0
  #depth = 0
  /** Conditionals whose colon is still to come. */
  #choices = 0

  constructor(tokens: readonly MesonToken[]) {
    this.#tokens = tokens
  }

  statements(): readonly MesonStatement[] {
    while (this.#at < this.#tokens.length) {
      const word = this.#peekName()
      const start = this.#start()
      if (word === 'if' || word === 'elif') {
        this.#at++
        if (word === 'if') this.#flow.open('if', 'branch')
        else {
          this.#blocks.pop()
          this.#flow.branch()
        }
        // A condition counts as its own, so that what its own text defines belongs to it too.
        this.#blocks.push(this.#found.length)
        this.#add('condition', this.#expression(), start)
        if (word === 'if') this.#flow.branch()
      } else if (word === 'else') {
        this.#at++
        this.#blocks.pop()
        this.#blocks.push(this.#condition())
        this.#flow.branch(true)
      } else if (word === 'foreach') {
        this.#at++
        this.#flow.open('foreach', 'loop')
        this.#blocks.push(this.#condition())
        this.#add('loop', this.#loop(), start)
        this.#flow.branch()
      } else if (word === 'endif' || word === 'endforeach') {
        this.#at++
        this.#blocks.pop()
        this.#flow.close(word === 'endif' ? 'if' : 'foreach')
      } else this.#simple(start)
    }
    return this.#found
  }

  #condition(): number | undefined {
    return this.#blocks[this.#blocks.length - 1]
  }

  #simple(start: number): void {
    const name = this.#peekName()
    const operator = this.#tokens[this.#at + 1]
    if (name !== undefined && operator?.kind === 'mark' && (operator.text === '=' || operator.text === '+=')) {
      this.#at += 2
      const written = operator.text
      this.#add('assignment', this.#expression(), start, { name, operator: written })
      return
    }
    const before = this.#at
    const value = this.#expression()
    if (this.#at === before) this.#at++
    else this.#add('expression', value, start)
  }

  #add(
    kind: MesonStatement['kind'],
    value: MesonExpression,
    start: number,
    more: { name?: string; operator?: '=' | '+=' } = {},
  ): void {
    const under = this.#condition()
    this.#found.push({ kind, value, start, under, flow: this.#flow.current, ...more })
  }

  /** After `foreach`: names, a colon, what it goes through. */
  #loop(): MesonExpression {
    while (this.#peekName() !== undefined || this.#isMark(',')) this.#at++
    if (this.#isMark(':')) this.#at++
    const value = this.#expression()
    return value
  }

  /** Strength does not matter here: only chains of nothing but `+` and `/` are looked into. */
  #expression(): MesonExpression {
    const first = this.#operand()
    const operands = [first]
    const operators: string[] = []
    for (let operator = this.#operator(); operator !== undefined; operator = this.#operator()) {
      operators.push(operator)
      operands.push(this.#operand())
    }
    if (operators.length === 0) return first
    const span = { start: first.start, end: operands[operands.length - 1]?.end ?? first.end }
    return operators.every(operator => operator === '+' || operator === '/')
      ? { kind: 'joined', operators, operands, ...span }
      : { kind: 'other', parts: operands, ...span }
  }

  /** The colon of a conditional counts as an operator; one after a keyword never gets here. */
  #operator(): string | undefined {
    const token = this.#tokens[this.#at]
    if (token?.kind === 'name' && /^(?:and|or|in|not)$/.test(token.text)) {
      this.#at++
      if (token.text === 'not' && this.#peekName() === 'in') this.#at++
      return token.text
    }
    if (token?.kind !== 'mark' || !/^(?:[-+*/%<>?]|[=!<>]=)$/.test(token.text)) {
      if (this.#choices === 0 || !this.#isMark(':')) return undefined
      this.#choices--
      this.#at++
      return ':'
    }
    if (token.text === '?') this.#choices++
    this.#at++
    return token.text
  }

  #operand(): MesonExpression {
    const start = this.#start()
    // `not` and a sign change no text.
    while (this.#peekName() === 'not' || this.#isMark('-')) this.#at++
    let value = this.#primary()
    for (let links = 0; ; links++) {
      // Far down a chain what it began with is let go: nothing reads it, and everything walks it.
      const mayNest = this.#depth < deepest
      const object = links < longestChain ? value : undefined
      if (this.#isMark('.')) {
        this.#at++
        const name = this.#takeName() ?? ''
        const given = mayNest && this.#isMark('(') ? this.#list(')') : []
        value = { kind: 'call', object, name, arguments: given, start, end: this.#end() }
      } else if (mayNest && this.#isMark('(') && value.kind === 'name') {
        const given = this.#list(')')
        value = { kind: 'call', object: undefined, name: value.name, arguments: given, start, end: this.#end() }
      } else if (mayNest && this.#isMark('[')) {
        const index = this.#list(']').map(argument => argument.value)
        value = { kind: 'other', parts: object === undefined ? index : [object, ...index], start, end: this.#end() }
      } else return value
    }
  }

  #primary(): MesonExpression {
    const token = this.#tokens[this.#at]
    const start = this.#start()
    if (token === undefined || token.kind === 'newline') return { kind: 'other', parts: [], start, end: start }
    if (token.kind === 'mark') {
      if (this.#depth < deepest && /^[([{]$/.test(token.text)) {
        const close = token.text === '(' ? ')' : token.text === '[' ? ']' : '}'
        const parts = this.#list(close).map(argument => argument.value)
        const [only] = parts
        if (close === ')' && parts.length === 1 && only !== undefined) return only
        const end = this.#end()
        return close === ']' ? { kind: 'array', elements: parts, start, end } : { kind: 'other', parts, start, end }
      }
      return { kind: 'other', parts: [], start, end: start }
    }
    this.#at++
    const { end } = token
    if (token.kind === 'string') return { kind: 'string', body: token.body, isFormat: token.isFormat, start, end }
    return token.kind === 'name'
      ? { kind: 'name', name: token.text, start, end }
      : { kind: 'other', parts: [], start, end }
  }

  /** From the opening bracket past the closing one, or to the end of the file. */
  #list(close: string): readonly MesonArgument[] {
    const found: MesonArgument[] = []
    const choices = this.#choices
    this.#at++
    this.#depth++
    while (this.#at < this.#tokens.length && !this.#isMark(close)) {
      const before = this.#at
      // An opening bracket that is not followed any deeper is passed over like any other mark.
      const isTooDeep = this.#depth >= deepest && this.#tokens[this.#at]?.kind === 'mark'
      const argument = isTooDeep ? undefined : this.#argument()
      if (argument !== undefined && this.#at > before) found.push(argument)
      else if (this.#isMark(close)) break
      else this.#at++
    }
    if (this.#isMark(close)) this.#at++
    this.#depth--
    this.#choices = choices
    return found
  }

  #argument(): MesonArgument {
    this.#choices = 0
    const key = this.#tokens[this.#at]
    const colon = this.#tokens[this.#at + 1]
    if (key?.kind === 'name' && colon?.kind === 'mark' && colon.text === ':') {
      this.#at += 2
      return { name: key.text, value: this.#expression() }
    }
    return { value: this.#expression() }
  }

  #peekName(): string | undefined {
    const token = this.#tokens[this.#at]
    return token?.kind === 'name' ? token.text : undefined
  }

  #takeName(): string | undefined {
    const name = this.#peekName()
    if (name !== undefined) this.#at++
    return name
  }

  #isMark(text: string): boolean {
    const token = this.#tokens[this.#at]
    return token?.kind === 'mark' && token.text === text
  }

  #start(): number {
    return this.#tokens[this.#at]?.start ?? this.#end()
  }

  /** Of the token before. */
  #end(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0
  }
}
