import { type Argument, functions } from './functions'
import { type AwkMachine, AwkStop, isTrue, numberOf, order, textOf, type Value } from './machine'
import type { Token } from './tokens'

/** An expression that is read: what it gives, and how it is put into where that is possible. */
export interface Expression {
  readonly value: (machine: AwkMachine) => Value
  readonly set?: (machine: AwkMachine, value: Value) => Value
  /** A bare name: a variable or an array. */
  readonly name?: string
  readonly pattern?: string
  /** `(a, b)`, for `in` and `print`. */
  readonly list?: readonly Expression[]
}

export class AwkSyntax extends Error {}

const DEEPEST = 100
const COMPARED: Readonly<Record<string, (order: number) => boolean>> = {
  '<': one => one < 0,
  '<=': one => one <= 0,
  '>': one => one > 0,
  '>=': one => one >= 0,
  '==': one => one === 0,
  '!=': one => one !== 0,
}

/** Reads expressions into functions (POSIX, awk, expressions), weakest operators first. */
export abstract class ExpressionReader {
  protected at = 0
  #depth = 0

  constructor(protected readonly tokens: readonly Token[]) {}

  /** @param isPlain without `>`, which writes to a file there, and without `in`, which belongs to `for` */
  protected expression(isPlain = false): Expression {
    if (++this.#depth > DEEPEST) throw new AwkSyntax('too deep')
    const left = this.#choice(isPlain)
    const operator = this.sign()
    let result = left
    if (left.set !== undefined && /^(?:=|\+=|-=|\*=|\/=|%=|\^=|\*\*=)$/.test(operator)) {
      const { set } = left
      this.at++
      const right = this.expression(isPlain)
      const change = operator === '=' ? undefined : operator.slice(0, -1)
      result = {
        value: machine => {
          const given = right.value(machine)
          return set(
            machine,
            change === undefined ? given : calculated(change, numberOf(left.value(machine)), numberOf(given)),
          )
        },
      }
    }
    this.#depth--
    return result
  }

  #choice(isPlain: boolean): Expression {
    const when = this.#or(isPlain)
    if (!this.takes('?')) return when
    this.lines()
    const yes = this.expression(isPlain)
    this.lines()
    this.needs(':')
    this.lines()
    const no = this.expression(isPlain)
    return { value: machine => (isTrue(when.value(machine)) ? yes : no).value(machine) }
  }

  #or(isPlain: boolean): Expression {
    let left = this.#and(isPlain)
    while (this.takes('||')) {
      this.lines()
      const [a, b] = [left, this.#and(isPlain)]
      left = { value: machine => Number(isTrue(a.value(machine)) || isTrue(b.value(machine))) }
    }
    return left
  }

  #and(isPlain: boolean): Expression {
    let left = this.#member(isPlain)
    while (this.takes('&&')) {
      this.lines()
      const [a, b] = [left, this.#member(isPlain)]
      left = { value: machine => Number(isTrue(a.value(machine)) && isTrue(b.value(machine))) }
    }
    return left
  }

  #member(isPlain: boolean): Expression {
    let left = this.#match(isPlain)
    while (!isPlain && this.takesWord('in')) {
      const key = left
      const array = this.name()
      left = { value: machine => Number(machine.array(array).has(subscript(key.list ?? [key], machine))) }
    }
    return left
  }

  #match(isPlain: boolean): Expression {
    let left = this.#compare(isPlain)
    for (let operator = this.sign(); operator === '~' || operator === '!~'; operator = this.sign()) {
      this.at++
      const [subject, search, isNot] = [left, this.#compare(isPlain), operator === '!~']
      left = {
        value: machine => {
          const written = search.pattern ?? textOf(search.value(machine))
          const whole = textOf(subject.value(machine))
          machine.spend(whole.length)
          return Number(machine.pattern(written).matcher(whole).find() !== isNot)
        },
      }
    }
    return left
  }

  #compare(isPlain: boolean): Expression {
    const left = this.#joined()
    const is = COMPARED[this.sign()]
    if (is === undefined || (isPlain && this.sign() === '>')) return left
    this.at++
    const right = this.#joined()
    return {
      value: machine => {
        const [a, b] = [left.value(machine), right.value(machine)]
        if (typeof a === 'string' && typeof b === 'string') machine.spend(Math.min(a.length, b.length) >> 3)
        return Number(is(order(a, b)))
      },
    }
  }

  /** Values side by side are one text. */
  #joined(): Expression {
    let left = this.#sum()
    for (;;) {
      const token = this.tokens[this.at]
      const starts =
        token?.kind === 'number' ||
        token?.kind === 'text' ||
        token?.kind === 'name' ||
        token?.kind === 'call' ||
        (token?.kind === 'sign' && /^(?:[$(!]|-|\+\+|--)$/.test(token.text))
      if (!starts) return left
      const [a, b] = [left, this.#sum()]
      left = { value: machine => machine.joined(textOf(a.value(machine)), textOf(b.value(machine))) }
    }
  }

  #sum(): Expression {
    return this.#binary(['+', '-'], () => this.#binary(['*', '/', '%'], () => this.#unary()))
  }

  #binary(operators: readonly string[], operand: () => Expression): Expression {
    let left = operand()
    for (let operator = this.sign(); operators.includes(operator); operator = this.sign()) {
      this.at++
      const [a, b, change] = [left, operand(), operator]
      left = {
        value: machine => {
          machine.spend(2)
          return calculated(change, numberOf(a.value(machine)), numberOf(b.value(machine)))
        },
      }
    }
    return left
  }

  #unary(): Expression {
    if (++this.#depth > DEEPEST) throw new AwkSyntax('too deep')
    let result: Expression
    const operator = this.sign()
    if (operator === '!' || operator === '-' || operator === '+') {
      this.at++
      const { value } = this.#unary()
      result = {
        value: machine => {
          const given = value(machine)
          return operator === '!' ? Number(!isTrue(given)) : operator === '-' ? -numberOf(given) : numberOf(given)
        },
      }
    } else result = this.#power()
    this.#depth--
    return result
  }

  #power(): Expression {
    const base = this.#stepped()
    if (!this.takes('^') && !this.takes('**')) return base
    const exponent = this.#unary()
    return { value: machine => numberOf(base.value(machine)) ** numberOf(exponent.value(machine)) }
  }

  #stepped(): Expression {
    const before = this.sign()
    if (before === '++' || before === '--') {
      this.at++
      const target = this.#stepped()
      return { value: machine => stepped(target, before, machine).after }
    }
    const target = this.#primary()
    const behind = this.sign()
    if (target.set === undefined || (behind !== '++' && behind !== '--')) return target
    this.at++
    return { value: machine => stepped(target, behind, machine).before }
  }

  #primary(): Expression {
    const token = this.tokens[this.at++]
    switch (token?.kind) {
      case 'number':
        return { value: () => token.value }
      case 'text':
        return { value: () => token.text }
      case 'pattern':
        return {
          value: machine =>
            Number(
              machine
                .pattern(token.text)
                .matcher(textOf(machine.field(0)))
                .find(),
            ),
          pattern: token.text,
        }
      case 'call':
        return this.#call(token.text)
      case 'name':
        return this.#named(token.text)
      case 'sign': {
        if (token.text === '$') {
          const index = this.#stepped()
          return {
            value: machine => machine.field(numberOf(index.value(machine))),
            set: (machine, value) => {
              machine.setField(numberOf(index.value(machine)), textOf(value))
              return value
            },
          }
        }
        if (token.text === '(') {
          const list = [this.expression()]
          while (this.takes(',')) {
            this.lines()
            list.push(this.expression())
          }
          this.needs(')')
          const [only] = list
          if (list.length === 1 && only !== undefined) return { value: only.value }
          return {
            value: () => {
              throw new AwkStop('a list')
            },
            list,
          }
        }
        throw new AwkSyntax(token.text)
      }
      default:
        throw new AwkSyntax('an expression')
    }
  }

  #named(name: string): Expression {
    if (this.takes('[')) {
      const keys = this.#arguments(']')
      return {
        value: machine => {
          const key = subscript(keys, machine)
          const array = machine.array(name)
          const found = array.get(key)
          // Asking for an element makes it.
          if (found === undefined && !array.has(key)) array.set(key, undefined)
          return found
        },
        set: (machine, value) => {
          machine.array(name).set(subscript(keys, machine), value)
          return value
        },
      }
    }
    if (name === 'length') return { value: machine => functions.length?.([], machine) }
    return { value: machine => machine.get(name), set: (machine, value) => machine.set(name, value), name }
  }

  #call(name: string): Expression {
    this.needs('(')
    const given = this.#arguments(')')
    const known = Object.hasOwn(functions, name) ? functions[name] : undefined
    return {
      value: machine => {
        machine.spend(20)
        if (known !== undefined)
          return known(
            given.map(one => argument(one, machine)),
            machine,
          )
        const own = machine.functions.get(name)
        if (own === undefined) throw new AwkStop(`\`${name}\``)
        return own(
          given.map(one => () => one.value(machine)),
          given.map(one => one.name),
        )
      },
    }
  }

  #arguments(end: string): Expression[] {
    const list: Expression[] = []
    this.lines()
    if (this.takes(end)) return list
    do {
      this.lines()
      list.push(this.expression())
      this.lines()
    } while (this.takes(','))
    this.needs(end)
    return list
  }

  protected name(): string {
    const token = this.tokens[this.at++]
    if (token?.kind !== 'name' && token?.kind !== 'call') throw new AwkSyntax('a name')
    return token.text
  }

  protected sign(): string {
    const token = this.tokens[this.at]
    return token?.kind === 'sign' ? token.text : ''
  }

  protected takes(text: string): boolean {
    if (this.sign() !== text) return false
    this.at++
    return true
  }

  protected takesWord(text: string): boolean {
    const token = this.tokens[this.at]
    if (token?.kind !== 'word' || token.text !== text) return false
    this.at++
    return true
  }

  protected needs(text: string): void {
    if (!this.takes(text)) throw new AwkSyntax(text)
  }

  protected lines(): void {
    while (this.tokens[this.at]?.kind === 'line') this.at++
  }
}

function argument(one: Expression, machine: AwkMachine): Argument {
  const { set, name, pattern } = one
  return {
    value: () => one.value(machine),
    ...(set === undefined ? {} : { set: value => set(machine, value) }),
    ...(name === undefined ? {} : { name }),
    ...(pattern === undefined ? {} : { pattern }),
  }
}

export function subscript(keys: readonly Expression[], machine: AwkMachine): string {
  machine.spend(5)
  return keys.map(key => textOf(key.value(machine))).join(textOf(machine.get('SUBSEP')))
}

function stepped(target: Expression, operator: string, machine: AwkMachine) {
  const before = numberOf(target.value(machine))
  const after = before + (operator === '++' ? 1 : -1)
  target.set?.(machine, after)
  return { before, after }
}

function calculated(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
    case '%':
      if (right === 0) throw new AwkStop('a division by zero')
      return operator === '/' ? left / right : left % right
    default:
      return left ** right
  }
}
