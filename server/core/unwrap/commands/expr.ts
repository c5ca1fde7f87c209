import { fromLatin1 } from '../../model/path'
import { stop, type TextCommand } from '../command'
import { compilePattern } from '../pattern'

const LEVELS: readonly (readonly string[])[] = [
  ['|'],
  ['&'],
  ['=', '==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
  [':'],
]
const DEEPEST = 40

/** `expr` (POSIX): whole numbers, comparisons, `:` and GNU's functions on text. */
export const expr: TextCommand = ({ args }) => {
  const value = new Expression(args).value()
  if (value === undefined) return stop('its expression')
  return { bytes: fromLatin1(`${value}\n`), status: value === '' || /^-?0+$/.test(value) ? 1 : 0 }
}

class Expression {
  #at = 0
  #depth = 0

  constructor(private readonly args: readonly string[]) {}

  value(): string | undefined {
    const value = this.#level(0)
    return this.#at === this.args.length ? value : undefined
  }

  #level(level: number): string | undefined {
    const operators = LEVELS[level]
    if (operators === undefined) return this.#primary()
    let left = this.#level(level + 1)
    while (left !== undefined && operators.includes(this.args[this.#at] ?? '')) {
      const operator = this.args[this.#at++] ?? ''
      const right = this.#level(level + 1)
      left = right === undefined ? undefined : applied(operator, left, right)
    }
    return left
  }

  #primary(): string | undefined {
    if (++this.#depth > DEEPEST) return undefined
    const word = this.args[this.#at++]
    let value = word
    if (word === '(') {
      value = this.#level(0)
      if (this.args[this.#at++] !== ')') value = undefined
    } else if (word === 'length') value = this.#text(text => String(text.length))
    else if (word === 'substr') {
      const [text, from, count] = [this.#primary(), Number(this.#primary()), Number(this.#primary())]
      value = text === undefined || !(from > 0) || !(count > 0) ? '' : text.slice(from - 1, from - 1 + count)
    } else if (word === 'index') {
      const [text = '', signs = ''] = [this.#primary(), this.#primary()]
      value = String([...text].findIndex(char => signs.includes(char)) + 1)
    } else if (word === 'match') {
      const [text, pattern] = [this.#primary(), this.#primary()]
      value = text === undefined || pattern === undefined ? undefined : applied(':', text, pattern)
    }
    this.#depth--
    return value
  }

  #text(change: (text: string) => string): string | undefined {
    const text = this.#primary()
    return text === undefined ? undefined : change(text)
  }
}

function applied(operator: string, left: string, right: string): string | undefined {
  const isNull = (text: string) => text === '' || /^-?0+$/.test(text)
  if (operator === '|') return isNull(left) ? (isNull(right) ? '0' : right) : left
  if (operator === '&') return isNull(left) || isNull(right) ? '0' : left
  if (operator === ':') {
    const matcher = compilePattern(`^\\(${right.replace(/^\^/, '')}\\)`, { isExtended: false })?.matcher(left)
    if (matcher === undefined) return undefined
    const isFound = matcher.find()
    if (matcher.groupCount() > 1) return isFound ? (matcher.group(2) ?? '') : ''
    return isFound ? String(matcher.group(1)?.length ?? 0) : '0'
  }
  const areNumbers = [left, right].every(text => /^-?\d{1,15}$/.test(text))
  if (/^[-+*/%]$/.test(operator)) {
    if (!areNumbers || (/[/%]/.test(operator) && Number(right) === 0)) return undefined
    const [a, b] = [BigInt(left), BigInt(right)]
    const results = { '+': () => a + b, '-': () => a - b, '*': () => a * b, '/': () => a / b, '%': () => a % b }
    return String(results[operator as '+']())
  }
  const order = areNumbers ? Number(left) - Number(right) : left < right ? -1 : left > right ? 1 : 0
  const is = {
    '=': order === 0,
    '==': order === 0,
    '!=': order !== 0,
    '<': order < 0,
    '<=': order <= 0,
    '>': order > 0,
    '>=': order >= 0,
  }[operator]
  return is === true ? '1' : '0'
}
