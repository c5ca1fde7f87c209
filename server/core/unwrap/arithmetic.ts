/** What arithmetic reads and sets: the text of a variable, '' when it is unset, undefined when it is not fixed. */
export interface ArithmeticNames {
  get(name: string): string | undefined
  set(name: string, value: string): void
}

const LONGEST = 4000
const DEEPEST = 60
/** Operators of two operands by how strongly they bind, weakest first. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
]
const TOKEN =
  /\s*(?:(\d+#[\w@]+|0[xX][0-9a-fA-F]+|\d+)|([A-Za-z_]\w*(?:\[\w+\])?)|(<<=|>>=|\*\*|\+\+|--|&&|\|\||[-+*/%&|^<>=!]=|<<|>>|[-+*/%&|^~!<>=?:(),]))/y

/**
 * Works out `$((…))` (POSIX, Shell Command Language, 2.6.4, with `**`, `++` and bases of bash) in 64 bits; undefined
 * for what cannot be told.
 */
export function arithmetic(text: string, names: ArithmeticNames): bigint | undefined {
  if (text.length > LONGEST) return undefined
  const tokens = tokensOf(text)
  return tokens === undefined ? undefined : tokens.length === 0 ? 0n : new Calculation(tokens, names).value()
}

function tokensOf(text: string): readonly string[] | undefined {
  const tokens: string[] = []
  let at = 0
  const end = text.trimEnd().length
  while (at < end) {
    TOKEN.lastIndex = at
    const found = TOKEN.exec(text)
    if (found === null) return undefined
    tokens.push(found[0].trim())
    at = TOKEN.lastIndex
  }
  return tokens
}

class Unknown extends Error {}

class Calculation {
  #at = 0
  #depth = 0
  /** Above 0 where an operand is read that does not count: nothing is set there. */
  #skipped = 0

  constructor(
    private readonly tokens: readonly string[],
    private readonly names: ArithmeticNames,
  ) {}

  value(): bigint | undefined {
    try {
      const value = this.#list()
      return this.#at === this.tokens.length ? value : undefined
    } catch (error) {
      if (error instanceof Unknown) return undefined
      throw error
    }
  }

  #list(): bigint {
    let value = this.#assignment()
    while (this.#take(',')) value = this.#assignment()
    return value
  }

  #assignment(): bigint {
    if (++this.#depth > DEEPEST) throw new Unknown()
    const name = this.tokens[this.#at] ?? ''
    const operator = this.tokens[this.#at + 1] ?? ''
    let value: bigint
    if (/^[A-Za-z_]/.test(name) && /^(?:[-+*/%&|^]|<<|>>)?=$/.test(operator)) {
      this.#at += 2
      const right = this.#assignment()
      value = operator === '=' ? right : applied(operator.slice(0, -1), this.#named(name), right)
      this.#set(name, value)
    } else value = this.#choice()
    this.#depth--
    return value
  }

  #choice(): bigint {
    const when = this.#binary(0)
    if (!this.#take('?')) return when
    const yes = this.#counted(when !== 0n)
    if (!this.#take(':')) throw new Unknown()
    const no = this.#counted(when === 0n)
    return when !== 0n ? yes : no
  }

  #counted(counts: boolean): bigint {
    if (counts) return this.#assignment()
    this.#skipped++
    const value = this.#assignment()
    this.#skipped--
    return value
  }

  #binary(level: number): bigint {
    const operators = LEVELS[level]
    if (operators === undefined) return this.#power()
    let left = this.#binary(level + 1)
    for (;;) {
      const operator = this.tokens[this.#at] ?? ''
      if (!operators.includes(operator)) return left
      this.#at++
      const isDecided = (operator === '&&' && left === 0n) || (operator === '||' && left !== 0n)
      if (isDecided) this.#skipped++
      const right = this.#binary(level + 1)
      if (isDecided) this.#skipped--
      left = isDecided
        ? operator === '&&'
          ? 0n
          : 1n
        : this.#skipped > 0 && right === 0n
          ? 0n
          : applied(operator, left, right)
    }
  }

  #power(): bigint {
    const base = this.#unary()
    if (!this.#take('**')) return base
    const exponent = this.#power()
    if (exponent < 0n || exponent > 64n) throw new Unknown()
    return BigInt.asIntN(64, base ** exponent)
  }

  #unary(): bigint {
    if (++this.#depth > DEEPEST) throw new Unknown()
    const value = this.#signed()
    this.#depth--
    return value
  }

  #signed(): bigint {
    if (this.#take('!')) return this.#unary() === 0n ? 1n : 0n
    if (this.#take('~')) return ~this.#unary()
    if (this.#take('-')) return BigInt.asIntN(64, -this.#unary())
    if (this.#take('+')) return this.#unary()
    for (const [operator, change] of [
      ['++', 1n],
      ['--', -1n],
    ] as const) {
      if (!this.#take(operator)) continue
      const name = this.tokens[this.#at++] ?? ''
      if (!/^[A-Za-z_]/.test(name)) throw new Unknown()
      return this.#set(name, this.#named(name) + change)
    }
    if (this.#take('(')) {
      const value = this.#list()
      if (!this.#take(')')) throw new Unknown()
      return value
    }
    const token = this.tokens[this.#at++] ?? ''
    if (/^\d/.test(token)) return numberOf(token)
    if (!/^[A-Za-z_]/.test(token)) throw new Unknown()
    const value = this.#named(token)
    if (this.#take('++')) this.#set(token, value + 1n)
    else if (this.#take('--')) this.#set(token, value - 1n)
    return value
  }

  #take(token: string): boolean {
    if (this.tokens[this.#at] !== token) return false
    this.#at++
    return true
  }

  #set(name: string, value: bigint): bigint {
    const wrapped = BigInt.asIntN(64, value)
    if (this.#skipped === 0) this.names.set(name, String(wrapped))
    return wrapped
  }

  /** The value of a variable is an expression itself; one that is a number is what is followed here. */
  #named(name: string): bigint {
    const text = this.names.get(name)?.trim()
    if (text === '') return 0n
    if (text === undefined || !/^[-+]?(?:\d+#[\w@]+|0[xX][0-9a-fA-F]+|\d+)$/.test(text)) throw new Unknown()
    return text.startsWith('-') ? -numberOf(text.slice(1)) : numberOf(text.replace('+', ''))
  }
}

function numberOf(token: string): bigint {
  const [, base, digits] = /^(\d+)#(.+)$/.exec(token) ?? []
  if (base === undefined || digits === undefined) {
    if (/^0\d*[89]/.test(token) || token.length > 40) throw new Unknown()
    return BigInt.asIntN(64, BigInt(/^0\d/.test(token) ? `0o${token.slice(1)}` : token))
  }
  const radix = Number(base)
  if (radix < 2 || radix > 64 || digits.length > 40) throw new Unknown()
  const signs = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_'
  let value = 0n
  for (const digit of radix <= 36 ? digits.toLowerCase() : digits) {
    const worth = signs.indexOf(digit)
    if (worth < 0 || worth >= radix) throw new Unknown()
    value = value * BigInt(radix) + BigInt(worth)
  }
  return BigInt.asIntN(64, value)
}

function applied(operator: string, left: bigint, right: bigint): bigint {
  return BigInt.asIntN(64, calculated(operator, left, right))
}

function calculated(operator: string, left: bigint, right: bigint): bigint {
  const truth = (is: boolean) => (is ? 1n : 0n)
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
    case '%':
      if (right === 0n) throw new Unknown()
      return operator === '/' ? left / right : left % right
    case '<<':
      return left << (right & 63n)
    case '>>':
      return left >> (right & 63n)
    case '&':
      return left & right
    case '|':
      return left | right
    case '^':
      return left ^ right
    case '&&':
      return truth(left !== 0n && right !== 0n)
    case '||':
      return truth(left !== 0n || right !== 0n)
    case '==':
      return truth(left === right)
    case '!=':
      return truth(left !== right)
    case '<':
      return truth(left < right)
    case '<=':
      return truth(left <= right)
    case '>':
      return truth(left > right)
    default:
      return truth(left >= right)
  }
}
