import { shorten } from '../model/visible'
import { matchesPattern, protectedPattern } from './globPattern'
import { negated, type Status } from './result'
import type { ScriptFiles } from './scriptFiles'

type Argument = string | undefined

const DEEPEST = 30
const BINARY = new Set(['=', '==', '!=', '<', '>', '=~', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef'])

/**
 * What `test` says of arguments that are fixed (POSIX, test; `[[` of bash). A file that is in no tree counts as not
 * there, which is told to `assume`.
 */
export function testStatus(
  name: string,
  args: readonly Argument[],
  files: ScriptFiles,
  assume: (clause: string) => void,
): Status {
  const last = name === 'test' ? args.length : args.lastIndexOf(name === '[' ? ']' : ']]')
  return new Condition(last === -1 ? args : args.slice(0, last), name === '[[', files, assume).status()
}

class Condition {
  #at = 0
  #depth = 0

  constructor(
    private readonly args: readonly Argument[],
    private readonly isBash: boolean,
    private readonly files: ScriptFiles,
    private readonly assume: (clause: string) => void,
  ) {}

  status(): Status {
    // With few arguments their number decides, whatever they look like.
    if (this.args.length === 0) return 'no'
    if (this.args.length === 1) return this.#text(this.args[0])
    const status = this.#or()
    return this.#at === this.args.length ? status : 'unknown'
  }

  #or(): Status {
    let status = this.#and()
    while (this.#takes('-o', '||')) {
      const right = this.#and()
      status = status === 'yes' || right === 'yes' ? 'yes' : status === 'no' ? right : 'unknown'
    }
    return status
  }

  #and(): Status {
    let status = this.#not()
    while (this.#takes('-a', '&&')) {
      const right = this.#not()
      status = status === 'no' || right === 'no' ? 'no' : status === 'yes' ? right : 'unknown'
    }
    return status
  }

  #not(): Status {
    if (++this.#depth > DEEPEST) return 'unknown'
    const isNot = this.args[this.#at] === '!' && !BINARY.has(this.args[this.#at + 1] ?? '')
    if (isNot) this.#at++
    const status = isNot ? negated(this.#not()) : this.#primary()
    this.#depth--
    return status
  }

  #primary(): Status {
    const first = this.args[this.#at]
    const operator = this.args[this.#at + 1]
    if (operator !== undefined && BINARY.has(operator) && this.#at + 2 < this.args.length) {
      const right = this.args[this.#at + 2]
      this.#at += 3
      return first === undefined || right === undefined ? 'unknown' : this.#compared(first, operator, right)
    }
    if (first === '(') {
      this.#at++
      const status = this.#or()
      return this.#takes(')', ')') ? status : 'unknown'
    }
    if (first !== undefined && /^-[a-zA-Z]$/.test(first) && this.#at + 1 < this.args.length) {
      this.#at += 2
      return operator === undefined ? 'unknown' : this.#single(first, operator)
    }
    this.#at++
    return this.#text(first)
  }

  #text(text: Argument): Status {
    return text === undefined ? 'unknown' : text === '' ? 'no' : 'yes'
  }

  #single(operator: string, operand: string): Status {
    if (operator === '-n') return operand === '' ? 'no' : 'yes'
    if (operator === '-z') return operand === '' ? 'yes' : 'no'
    if (!/^-[efrsd]$/.test(operator)) return 'unknown'
    const isThere = operator === '-d' ? this.files.below(operand).length > 0 : !this.files.isAbsent(operand)
    if (!isThere) this.assume(`${shorten(operand, 80)} is not there`)
    return isThere ? 'yes' : 'no'
  }

  #compared(left: string, operator: string, right: string): Status {
    const truth = (is: boolean | undefined): Status => (is === undefined ? 'unknown' : is ? 'yes' : 'no')
    // Quotes around the right side are no longer known here; a pattern that is meant as text is rare.
    const equal = () => left === right || (this.isBash ? matchesPattern(right, left) : false)
    switch (operator) {
      case '=':
      case '==':
        return truth(equal())
      case '!=':
        return negated(truth(equal()))
      case '<':
        return truth(left < right)
      case '>':
        return truth(left > right)
      case '=~':
      case '-nt':
      case '-ot':
      case '-ef':
        return 'unknown'
    }
    const [a, b] = [left, right].map(text => (/^\s*[-+]?\d{1,15}\s*$/.test(text) ? Number(text) : undefined))
    if (a === undefined || b === undefined) return 'unknown'
    return truth({ '-eq': a === b, '-ne': a !== b, '-lt': a < b, '-le': a <= b, '-gt': a > b, '-ge': a >= b }[operator])
  }

  #takes(...tokens: readonly [posix: string, bash: string]): boolean {
    if (this.args[this.#at] !== tokens[this.isBash ? 1 : 0]) return false
    this.#at++
    return true
  }
}

/** For `case`: whether the text is one of the pattern. */
export function matchesCase(pattern: string | undefined, subject: string): boolean {
  return pattern !== undefined && (pattern === protectedPattern(subject) || matchesPattern(pattern, subject) === true)
}
