import { AwkSyntax, type Expression, ExpressionReader, subscript } from './expressions'
import { AwkJump, type AwkMachine, isTrue, textOf, type Value } from './machine'
import { tokensOf } from './tokens'

type Statement = (machine: AwkMachine) => void

export interface AwkProgram {
  readonly begin: readonly Statement[]
  /** For each line: does what it says where its pattern selects. */
  readonly lines: readonly Statement[]
  readonly end: readonly Statement[]
  define(machine: AwkMachine): void
}

const DEEPEST = 100

/** Reads a program of awk; undefined for what is not followed, such as output to files and commands. */
export function readAwk(text: string): AwkProgram | undefined {
  const tokens = tokensOf(text)
  if (tokens === undefined) return undefined
  try {
    return new ProgramReader(tokens).program()
  } catch (error) {
    if (error instanceof AwkSyntax) return undefined
    throw error
  }
}

class ProgramReader extends ExpressionReader {
  #depth = 0

  program(): AwkProgram {
    const begin: Statement[] = []
    const lines: Statement[] = []
    const end: Statement[] = []
    const defined: ((machine: AwkMachine) => void)[] = []
    for (;;) {
      while (this.tokens[this.at]?.kind === 'line' || this.sign() === ';') this.at++
      if (this.tokens[this.at]?.kind === 'end') break
      if (this.takesWord('BEGIN')) begin.push(this.#block())
      else if (this.takesWord('END')) end.push(this.#block())
      else if (this.takesWord('function') || this.takesWord('func')) defined.push(this.#function())
      else lines.push(this.#rule())
    }
    return {
      begin,
      lines,
      end,
      define: machine => {
        for (const one of defined) one(machine)
      },
    }
  }

  #rule(): Statement {
    const print: Statement = machine => machine.put(textOf(machine.field(0)) + textOf(machine.get('ORS')))
    if (this.sign() === '{') return this.#block()
    const from = this.expression()
    const to = this.takes(',') ? this.expression() : undefined
    const body = this.sign() === '{' ? this.#block() : print
    if (to === undefined)
      return machine => {
        if (isTrue(from.value(machine))) body(machine)
      }
    let isOn = false
    return machine => {
      if (!isOn && !isTrue(from.value(machine))) return
      isOn = !isTrue(to.value(machine))
      body(machine)
    }
  }

  #function(): (machine: AwkMachine) => void {
    const name = this.name()
    this.needs('(')
    const parameters: string[] = []
    while (!this.takes(')')) {
      this.lines()
      parameters.push(this.name())
      this.takes(',')
    }
    this.lines()
    const body = this.#block()
    return machine => {
      machine.functions.set(name, (args, names) => {
        const locals = new Map(
          parameters.map((parameter, at) => {
            const given = names[at]
            const array = given === undefined ? undefined : this.#arrayOf(given, machine)
            return [parameter, array === undefined ? { value: args[at]?.() } : { value: undefined, array }] as const
          }),
        )
        return machine.within(locals, () => body(machine))
      })
    }
  }

  /** A name that is given to a function and holds an array already. */
  #arrayOf(name: string, machine: AwkMachine): Map<string, Value> | undefined {
    const local = machine.locals?.get(name)
    if (local !== undefined) return local.array
    return machine.variables.has(name) ? undefined : machine.array(name)
  }

  #block(): Statement {
    this.lines()
    this.needs('{')
    const statements: Statement[] = []
    for (;;) {
      while (this.tokens[this.at]?.kind === 'line' || this.sign() === ';') this.at++
      if (this.takes('}')) break
      statements.push(this.#statement())
    }
    return machine => {
      for (const statement of statements) {
        machine.spend()
        statement(machine)
      }
    }
  }

  #statement(): Statement {
    if (++this.#depth > DEEPEST) throw new AwkSyntax('too deep')
    const statement = this.#oneOf()
    this.#depth--
    return statement
  }

  #oneOf(): Statement {
    if (this.sign() === '{') return this.#block()
    if (this.takes(';')) return () => {}
    if (this.takesWord('if')) return this.#if()
    if (this.takesWord('while')) {
      const when = this.#condition()
      const body = this.#inner()
      return machine => loop(machine, () => isTrue(when.value(machine)), body)
    }
    if (this.takesWord('do')) {
      const body = this.#inner()
      while (this.tokens[this.at]?.kind === 'line' || this.sign() === ';') this.at++
      if (!this.takesWord('while')) throw new AwkSyntax('while')
      const when = this.#condition()
      return machine => {
        let isFirst = true
        loop(
          machine,
          () => isFirst || isTrue(when.value(machine)),
          one => {
            isFirst = false
            body(one)
          },
        )
      }
    }
    if (this.takesWord('for')) return this.#for()
    for (const kind of ['break', 'continue', 'next'] as const)
      if (this.takesWord(kind))
        return () => {
          throw new AwkJump(kind)
        }
    for (const kind of ['exit', 'return'] as const)
      if (this.takesWord(kind)) {
        const value = this.#isEnd() ? undefined : this.expression()
        return machine => {
          throw new AwkJump(kind, value?.value(machine))
        }
      }
    if (this.takesWord('delete')) {
      const name = this.name()
      if (!this.takes('[')) return machine => machine.array(name).clear()
      const keys = [this.expression()]
      while (this.takes(',')) keys.push(this.expression())
      this.needs(']')
      return machine => {
        machine.array(name).delete(subscript(keys, machine))
      }
    }
    if (this.takesWord('printf')) {
      const list = this.#printed()
      return machine => machine.put(machine.format(list.map(one => one.value(machine))))
    }
    if (this.takesWord('print')) {
      const list = this.#printed()
      return machine => {
        const text =
          list.length === 0
            ? textOf(machine.field(0))
            : list.map(one => textOf(one.value(machine))).join(textOf(machine.get('OFS')))
        machine.put(text + textOf(machine.get('ORS')))
      }
    }
    const { value } = this.expression()
    this.#ends()
    return machine => {
      value(machine)
    }
  }

  #printed(): readonly Expression[] {
    const list: Expression[] = []
    if (!this.#isEnd()) {
      list.push(this.expression(true))
      while (this.takes(',')) {
        this.lines()
        list.push(this.expression(true))
      }
    }
    this.#ends()
    const [only] = list
    return list.length === 1 && only?.list !== undefined ? only.list : list
  }

  #isEnd(): boolean {
    const token = this.tokens[this.at]
    return token === undefined || token.kind === 'line' || token.kind === 'end' || /^[;}]$/.test(this.sign())
  }

  #ends(): void {
    if (!this.#isEnd()) throw new AwkSyntax('the end of a statement')
  }

  #condition(): Expression {
    this.needs('(')
    const when = this.expression()
    this.needs(')')
    return when
  }

  #inner(): Statement {
    this.lines()
    return this.#statement()
  }

  #if(): Statement {
    const when = this.#condition()
    const yes = this.#inner()
    const before = this.at
    while (this.tokens[this.at]?.kind === 'line' || this.sign() === ';') this.at++
    const no = this.takesWord('else') ? this.#inner() : undefined
    if (no === undefined) this.at = before
    return machine => {
      if (isTrue(when.value(machine))) yes(machine)
      else no?.(machine)
    }
  }

  #for(): Statement {
    this.needs('(')
    const [name, word, array] = [this.tokens[this.at], this.tokens[this.at + 1], this.tokens[this.at + 2]]
    if (name?.kind === 'name' && word?.kind === 'word' && word.text === 'in' && array?.kind === 'name') {
      this.at += 3
      this.needs(')')
      const body = this.#inner()
      return machine => {
        // The order of an array is nobody's promise; most implementations go by number where keys are few.
        const keys = [...machine.array(array.text).keys()]
        let at = 0
        loop(
          machine,
          () => {
            if (at >= keys.length) return false
            machine.set(name.text, keys[at++])
            return true
          },
          body,
        )
      }
    }
    const first = this.sign() === ';' ? undefined : this.expression()
    this.needs(';')
    this.lines()
    const when = this.sign() === ';' ? undefined : this.expression()
    this.needs(';')
    this.lines()
    const step = this.sign() === ')' ? undefined : this.expression()
    this.needs(')')
    const body = this.#inner()
    return machine => {
      first?.value(machine)
      let isFirst = true
      loop(
        machine,
        () => {
          if (!isFirst) step?.value(machine)
          isFirst = false
          return when === undefined || isTrue(when.value(machine))
        },
        body,
      )
    }
  }
}

function loop(machine: AwkMachine, goesOn: () => boolean, body: Statement): void {
  while (goesOn()) {
    machine.spend()
    try {
      body(machine)
    } catch (jump) {
      if (!(jump instanceof AwkJump) || (jump.kind !== 'break' && jump.kind !== 'continue')) throw jump
      if (jump.kind === 'break') return
    }
  }
}
