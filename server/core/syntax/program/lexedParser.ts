import { as, type LexedNode, leaf, node } from './lexedTree'

export interface Token {
  /** `string` has its node ready; `line` is the end of one, where that means something. */
  readonly kind: 'name' | 'variable' | 'number' | 'string' | 'mark' | 'line'
  readonly start: number
  readonly end: number
  readonly text: string
  readonly made?: LexedNode
}

/** Expressions and brackets in one another that are looked into. */
const deepest = 200

/** How tightly an operator binds, and whether to the right; undefined when it ends the expression. */
export interface Operator {
  readonly level: number
  readonly isRight?: boolean
  readonly kind: 'assign' | 'binary' | 'choice' | 'ternary' | 'pair'
}

/** What parsers of languages without a grammar share: brackets, operators, lists. Each token is looked at once. */
export abstract class LexedParser {
  protected readonly text: string
  protected readonly tokens: readonly Token[]
  protected at = 0
  /** Per opening bracket, its closing one, or the end of the tokens. */
  readonly #partner: Int32Array
  #depth = 0

  constructor(text: string, tokens: readonly Token[]) {
    this.text = text
    this.tokens = tokens
    this.#partner = new Int32Array(tokens.length).fill(tokens.length)
    const open: number[] = []
    for (const [index, token] of tokens.entries()) {
      if (token.kind !== 'mark') continue
      if (/^(?:[({[]|[@$%]\(|@\{)$/.test(token.text)) open.push(index)
      else if (/^[)}\]]$/.test(token.text)) {
        const partner = open.pop()
        if (partner !== undefined) this.#partner[partner] = index
      }
    }
  }

  program(): readonly LexedNode[] {
    return this.statements(this.tokens.length)
  }

  protected abstract statement(end: number): LexedNode | undefined
  /** Undefined, and nothing taken, where none begins. */
  protected abstract operand(end: number): LexedNode | undefined
  protected abstract operator(token: Token): Operator | undefined

  protected statements(end: number): readonly LexedNode[] {
    const found: LexedNode[] = []
    while (this.at < end) {
      const before = this.at
      const made = this.statement(end)
      if (made !== undefined) found.push(made)
      if (this.at === before) this.at++
    }
    return found
  }

  protected peek(ahead = 0): Token | undefined {
    return this.tokens[this.at + ahead]
  }

  protected isMark(text: string, ahead = 0): boolean {
    const token = this.tokens[this.at + ahead]
    return token?.kind === 'mark' && token.text === text
  }

  protected isName(text: string, ahead = 0): boolean {
    const token = this.tokens[this.at + ahead]
    return token?.kind === 'name' && token.text === text
  }

  /** Whether a token touches the one before it. */
  protected touches(ahead = 0): boolean {
    const token = this.tokens[this.at + ahead]
    const before = this.tokens[this.at + ahead - 1]
    return token !== undefined && before !== undefined && token.start === before.end
  }

  protected skipLines(end: number): void {
    while (this.at < end && this.peek()?.kind === 'line') this.at++
  }

  /** Operands and operators, until something that is neither. */
  protected expression(end: number): LexedNode | undefined {
    return this.guarded(() => this.#expression(end))
  }

  /** Nothing where too much is in one another. */
  protected guarded<T>(read: () => T): T | undefined {
    return this.#depth >= deepest ? undefined : this.#deeper(read)
  }

  #expression(end: number): LexedNode | undefined {
    const first = this.operand(end)
    if (first === undefined) return undefined
    const operands: LexedNode[] = [first]
    const waiting: { readonly operator: Operator; readonly token: Token }[] = []
    const fold = (): void => {
      const top = waiting.pop()
      const right = operands.pop()
      const left = operands.pop()
      if (top !== undefined && left !== undefined && right !== undefined) operands.push(this.#joined(left, top, right))
    }
    while (this.at < end) {
      const token = this.peek()
      const operator = token === undefined ? undefined : this.operator(token)
      if (token === undefined || operator === undefined) break
      const before = this.at
      this.at++
      this.skipLines(end)
      const operand = this.operand(end)
      if (operand === undefined) {
        // What comes after a sign that stands alone is looked at by itself.
        this.at = Math.max(before + 1, this.at)
        break
      }
      for (let top = waiting.at(-1); top !== undefined; top = waiting.at(-1)) {
        if (top.operator.level < operator.level || (top.operator.level === operator.level && operator.isRight)) break
        fold()
      }
      waiting.push({ operator, token })
      operands.push(operand)
    }
    while (waiting.length > 0) fold()
    return operands[0]
  }

  #joined(
    left: LexedNode,
    { operator, token }: { readonly operator: Operator; readonly token: Token },
    right: LexedNode,
  ): LexedNode {
    const sign = as('operator', leaf('operator', token.start, token.end))
    const between = (kind: string): LexedNode =>
      node(kind, left.start, Math.max(left.end, right.end), [as('left', left), sign, as('right', right)])
    switch (operator.kind) {
      case 'assign':
        return between(left.kind === 'declared' || left.kind === 'pattern' ? 'declare' : 'assign')
      case 'pair':
        return node('pair', left.start, right.end, [as('key', left), as('value', right)])
      case 'ternary':
        return node('ternary', left.start, right.end, [left, as('inner', right)])
      default:
        return between(operator.kind)
    }
  }

  /** What stands between the bracket that is next and its partner; takes both. */
  protected inside<T>(read: (end: number) => T, otherwise: T): T {
    const start = this.at
    const end = Math.min(this.#partner[start] ?? this.tokens.length, this.tokens.length)
    this.at++
    const found = this.#depth >= deepest ? otherwise : this.#deeper(() => read(end))
    this.at = Math.min(end + 1, this.tokens.length)
    return found
  }

  #deeper<T>(read: () => T): T {
    this.#depth++
    const found = read()
    this.#depth--
    return found
  }

  /** Expressions with commas between. */
  protected items(end: number): readonly LexedNode[] {
    const found: LexedNode[] = []
    while (this.at < end) {
      const before = this.at
      const item = this.expression(end)
      if (item !== undefined) found.push(item)
      if (this.at === before) this.at++
    }
    return found
  }

  /** Where the bracket that was taken last ends. */
  protected get endOfLast(): number {
    return this.tokens[this.at - 1]?.end ?? this.text.length
  }

  protected block(kind: 'conditional' | 'loop'): LexedNode {
    const start = this.peek()?.start ?? 0
    const parts = this.inside(end => this.statements(end), [])
    return node(kind, start, this.endOfLast, [node('block', start, this.endOfLast, parts)])
  }

  protected bracketed(kind: string): LexedNode {
    const start = this.peek()?.start ?? 0
    const items = this.inside(end => this.items(end), [])
    return node(kind, start, this.endOfLast, items)
  }
}
