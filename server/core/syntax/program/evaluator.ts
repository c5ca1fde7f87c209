import type { EmbeddedText } from '../embeddedText'
import { known, type Value } from '../value'
import {
  alternatives,
  anything,
  asValue,
  type Computed,
  concatenated,
  isKnown,
  listOf,
  longestComputed,
  numberOf,
} from './computed'
import { decodedText } from './literal'
import type { Meanings } from './meanings'
import { arithmetic, at, parseNumber, percentFormat, plus, slice, stride, toNumber } from './pure'
import type { Definition, Scopes } from './scopes'
import type { Callee, Meaning } from './shape'
import { type NodeId, noNode } from './sketch'
import type { Targets } from './targets'

/** Expressions in expressions that are followed. */
const deepest = 48
/** Operands of one concatenation. */
const mostOperands = 4_096
/** Units of all computed texts together. */
const mostText = 8_000_000
/** Expressions worked out in one program. */
const mostSteps = 2_000_000

/** Works out what expressions are. Each is worked out once; one that depends on itself is not fixed. */
export class Evaluator {
  targets!: Targets
  /** Set once the limits of the program as a whole are reached: nothing more is fixed from there on. */
  isSpent = false
  readonly #body: EmbeddedText
  readonly #meanings: Meanings
  readonly #scopes: Scopes
  readonly #done = new Map<NodeId, Computed>()
  readonly #busy = new Set<NodeId>()
  #depth = 0
  #steps = 0
  #units = 0

  constructor(body: EmbeddedText, meanings: Meanings, scopes: Scopes) {
    this.#body = body
    this.#meanings = meanings
    this.#scopes = scopes
  }

  compute(node: NodeId): Computed {
    return node < 0 ? anything : this.#once(node, () => this.#compute(node))
  }

  /** What a definition gives its name: with `+=`, all that the name then is. */
  defined({ node, gives }: Definition): Computed {
    if (gives.is !== 'value') return anything
    return this.assigned(node, gives.name, gives.operator, gives.value)
  }

  /** What an assignment leaves in its target. */
  assigned(node: NodeId, name: string, operator: string, value: NodeId): Computed {
    const { concatenations, choices } = this.#meanings.shape
    if (operator === '=' || operator === ':=') return this.compute(value)
    const inner = operator.endsWith('=') ? operator.slice(0, -1) : operator
    if (!concatenations.has(inner) && !choices.has(inner)) return anything
    return this.#once(keyOfTarget(node), () => {
      const parts = [this.named(name, node), this.compute(value)] as const
      return concatenations.has(inner) ? plus(...parts) : alternatives(parts)
    })
  }

  #once(key: number, work: () => Computed): Computed {
    const done = this.#done.get(key)
    if (done !== undefined) return done
    if (this.#busy.has(key) || this.#depth >= deepest || this.isSpent) return anything
    this.#busy.add(key)
    this.#depth++
    const result = work()
    this.#depth--
    this.#busy.delete(key)
    this.#done.set(key, result)
    this.#steps++
    if (result.kind === 'known' && result.text.length <= longestComputed) this.#units += result.text.length
    this.isSpent ||= this.#steps > mostSteps || this.#units > mostText
    return result
  }

  #compute(node: NodeId): Computed {
    const meaning = this.#meanings.of(node)
    switch (meaning?.is) {
      case 'string':
        return this.#string(meaning)
      case 'number': {
        const raw = this.#meanings.sketch.raw(node)
        const value = parseNumber(raw)
        return value === undefined ? known(raw) : numberOf(value)
      }
      case 'constant':
        return known(this.#meanings.sketch.raw(node))
      case 'name':
        return this.named(meaning.name, node)
      case 'group':
        return this.compute(meaning.inner)
      case 'choice':
        return alternatives(meaning.options.map(option => this.compute(option)))
      case 'adjacent':
        return concatenated(meaning.parts.map(part => this.compute(part)))
      case 'list':
        return listOf(meaning.items.slice(0, mostOperands + 1).map(item => this.compute(item)))
      case 'assign':
        return this.assigned(node, this.#meanings.sketch.raw(meaning.target), meaning.operator, meaning.value)
      case 'binary':
        return this.#binary(node, meaning)
      case 'index':
        return this.#index(meaning.object, meaning.key) ?? this.#constantAt(node)
      case 'slice':
        return this.#slice(meaning) ?? anything
      case 'call':
        return this.#call(meaning.callee, meaning.arguments) ?? anything
      case 'result':
        return this.#call(meaning.of, meaning.arguments) ?? anything
      case 'member':
        return this.#constantAt(node)
      default:
        return anything
    }
  }

  #string(meaning: Meaning & { readonly is: 'string' }): Computed {
    return meaning.isCommand === true ? anything : this.#text(meaning)
  }

  /** The command in backticks, whose result nobody can foresee. */
  commandText(meaning: Meaning & { readonly is: 'string' }): Value {
    return asValue(this.#text(meaning))
  }

  #text(meaning: Meaning & { readonly is: 'string' }): Computed {
    const { text } = this.#body
    if (meaning.holes.length === 0) return known(decodedText(text, meaning.from, meaning.to, meaning.escapes))
    const { sketch } = this.#meanings
    const parts: Computed[] = []
    let done = meaning.from
    for (const { node, value, around = 0 } of meaning.holes.slice(0, mostOperands)) {
      parts.push(known(decodedText(text, done, sketch.start(node) - around, meaning.escapes)), this.compute(value))
      done = sketch.end(node) + around
    }
    return concatenated([...parts, known(decodedText(text, done, meaning.to, meaning.escapes))])
  }

  /** What a name is where `node` stands. */
  named(name: string, node: NodeId): Computed {
    const definitions = this.#scopes.reaching(name, node)
    if (definitions === undefined || definitions.length === 0) return anything
    const options: Computed[] = []
    for (const definition of definitions) {
      const option = this.defined(definition)
      if (!isKnown(option) && definitions.length > 1) return anything
      options.push(option)
    }
    const result = alternatives(options)
    const isChanged =
      (result.kind === 'list' && this.#scopes.isMutated(name)) ||
      (this.#meanings.shape.mutatesTexts && this.#scopes.isMutated(name, 'text'))
    return isChanged ? anything : result
  }

  /** The left side of `a + b + c …` is as deep as there are operands, so a stack walks it. */
  #binary(node: NodeId, meaning: Meaning & { readonly is: 'binary' }): Computed {
    const { concatenations, choices, formats } = this.#meanings.shape
    const { operator } = meaning
    if (choices.has(operator)) return alternatives([this.compute(meaning.left), this.compute(meaning.right)])
    if (!concatenations.has(operator)) {
      const left = this.compute(meaning.left)
      if (formats && operator === '%' && left.kind !== 'number') {
        const right = this.compute(meaning.right)
        return percentFormat(left, right.kind === 'list' ? right.items : [right]) ?? anything
      }
      return arithmetic(operator, left, this.compute(meaning.right)) ?? anything
    }
    const rights: NodeId[] = []
    let leftmost = node
    for (;;) {
      const inner = this.#meanings.of(leftmost)
      if (inner?.is === 'group') leftmost = inner.inner
      else if (inner?.is === 'binary' && concatenations.has(inner.operator)) {
        rights.push(inner.right)
        leftmost = inner.left
      } else break
      if (rights.length > mostOperands) return anything
    }
    const operands = [leftmost, ...rights.reverse()].map(operand => this.compute(operand))
    if (operands.every(({ kind }) => kind !== 'number' && kind !== 'list' && kind !== 'bytes'))
      return concatenated(operands)
    return operands.slice(1).reduce((sum, operand) => plus(sum, operand), operands[0] ?? anything)
  }

  #index(object: NodeId, key: NodeId): Computed | undefined {
    const index = toNumber(this.compute(key))
    if (index === undefined || !Number.isInteger(index)) return undefined
    return at(this.compute(object), index)
  }

  #slice(meaning: Meaning & { readonly is: 'slice' }): Computed | undefined {
    const [from, to, step] = [meaning.from, meaning.to, meaning.step].map(part =>
      part === noNode ? undefined : (toNumber(this.compute(part)) ?? Number.NaN),
    )
    if (Number.isNaN(from) || Number.isNaN(to) || Number.isNaN(step)) return undefined
    const object = this.compute(meaning.object)
    if (meaning.toIs === 'count' || meaning.toIs === 'last') {
      const length = meaning.toIs === 'count' ? (to ?? -1) : to === undefined ? 0 : to - (from ?? 0) + 1
      if (from === undefined || from < 0 || length < 0 || (meaning.toIs === 'last' && (to ?? 0) < 0)) return undefined
      return slice(object, from, from + length)
    }
    return step === undefined ? slice(object, from, to) : stride(object, from, to, step)
  }

  /** A field of an object literal that the file assigns once and never changes: `table.key`. */
  #constantAt(node: NodeId): Computed {
    const meaning = this.#meanings.of(node)
    if (meaning?.is !== 'member' && meaning?.is !== 'index') return anything
    const field = meaning.is === 'member' ? meaning.name : asText(this.compute(meaning.key))
    const object = this.literal(meaning.object)
    const literal = this.#meanings.of(object)
    if (field === undefined || literal?.is !== 'object') return anything
    let found: NodeId = noNode
    for (const part of literal.fields) {
      const inner = this.#meanings.of(part)
      if (inner?.is === 'spread') return anything
      if (inner?.is === 'keyword' && inner.name === field) found = inner.value
    }
    return found === noNode ? anything : this.compute(found)
  }

  /** The list or object literal an expression stands for, or the expression itself. */
  literal(node: NodeId): NodeId {
    let place = this.#meanings.ungrouped(node)
    for (let hops = 0; hops < 8; hops++) {
      const meaning = this.#meanings.of(place)
      if (meaning?.is !== 'name' || this.#scopes.isMutated(meaning.name)) return place
      const definitions = this.#scopes.reaching(meaning.name, place)
      const gives = definitions?.length === 1 ? definitions[0]?.gives : undefined
      if (gives?.is !== 'value' || !/^:?=$/.test(gives.operator)) return place
      place = this.#meanings.ungrouped(gives.value)
    }
    return place
  }

  #call(callee: Callee, given: readonly NodeId[]): Computed | undefined {
    const { functions, methods } = this.#meanings.shape
    const target = this.targets.ofCallee(callee)
    const compute = Object.hasOwn(functions, target) ? functions[target] : undefined
    const meaning = typeof callee === 'number' ? this.#meanings.of(this.#meanings.ungrouped(callee)) : callee
    const member =
      typeof meaning === 'object' && (meaning.is === 'member' || meaning.is === 'index') ? meaning : undefined
    const methodName = member === undefined ? '' : (this.#methodName(member) ?? '')
    const method = Object.hasOwn(methods, methodName) ? methods[methodName] : undefined
    if (compute === undefined && (method === undefined || member === undefined || member.object === noNode))
      return undefined
    const inputs: Computed[] = []
    for (const argument of given.slice(0, mostOperands)) {
      const { is } = this.#meanings.of(argument) ?? {}
      if (is === 'keyword') return undefined
      if (is === 'spread') {
        const list = this.compute(this.#meanings.sketch.firstChild(argument))
        if (list.kind !== 'list') return undefined
        inputs.push(...list.items)
      } else inputs.push(this.compute(argument))
    }
    if (compute !== undefined) return compute(undefined, inputs)
    return member === undefined ? undefined : method?.(this.compute(member.object), inputs)
  }

  #methodName(meaning: Meaning & { readonly is: 'member' | 'index' }): string | undefined {
    return meaning.is === 'member' ? meaning.name : asText(this.compute(meaning.key))
  }
}

/** What an assignment leaves in its target is kept beside what the assignment is as an expression. */
function keyOfTarget(node: NodeId): number {
  return -2 - node
}

function asText(computed: Computed): string | undefined {
  const value = asValue(computed)
  return value.kind === 'known' ? value.text : undefined
}
