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
import { dispatched } from './dispatch'
import type { Flow } from './flow'
import type { Frame } from './frame'
import { Interpreter } from './interpreter'
import { decodedText } from './literal'
import type { Meanings } from './meanings'
import { arithmetic, at, bytesOf, parseNumber, percentFormat, plus, slice, stride, toNumber } from './pure'
import type { Definition, Scopes } from './scopes'
import { adjacent, bytesTogether, itemsOf, length, xored } from './sequences'
import type { Callee, Compute, Meaning } from './shape'
import { type NodeId, noNode } from './sketch'
import type { Targets } from './targets'
import { Trace } from './trace'

/** Expressions in expressions that are followed. */
const deepest = 48
/** The same while a function is carried out. */
const deepestInFrame = 200
/** Operands of one concatenation, and items of one list. */
const mostOperands = 20_000
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
  readonly #traces = new Map<NodeId, Trace>()
  readonly #interpreter: Interpreter | undefined
  /** What is carried out now. */
  frame: Frame | undefined
  #trace: Trace | undefined
  #depth = 0
  #steps = 0
  #units = 0

  /** @param flow given where functions and loops are to be carried out, and what takes part is to be noted */
  constructor(body: EmbeddedText, meanings: Meanings, scopes: Scopes, flow?: Flow) {
    this.#body = body
    this.#meanings = meanings
    this.#scopes = scopes
    this.#interpreter = flow === undefined ? undefined : new Interpreter(this, meanings, scopes, flow)
  }

  compute(node: NodeId): Computed {
    if (node < 0) return anything
    if (this.frame === undefined) return this.#once(node, () => this.#compute(node))
    if (!this.frame.owns(node)) return this.#outside(() => this.compute(node))
    if (this.#depth >= deepestInFrame || this.#interpreter?.spend() !== true) return anything
    this.#depth++
    const result = this.#compute(node)
    this.#depth--
    return result
  }

  /** What took part in a value that was computed. */
  traceOf(node: NodeId): Trace | undefined {
    return this.#traces.get(node)
  }

  /** What does not belong to what is carried out is what it is everywhere. */
  #outside<T>(work: () => T): T {
    const { frame } = this
    this.frame = undefined
    const result = work()
    this.frame = frame
    return result
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
    if (done !== undefined) {
      const known = this.#traces.get(key)
      if (known !== undefined) this.#trace?.add(known)
      return done
    }
    if (this.#busy.has(key) || this.#depth >= deepest || this.isSpent) return anything
    this.#busy.add(key)
    this.#depth++
    const outer = this.#trace
    const trace = this.#interpreter && new Trace()
    this.#trace = trace
    const result = work()
    this.#trace = outer
    if (trace !== undefined) {
      this.#traces.set(key, trace)
      outer?.add(trace)
    }
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
        return value === undefined ? (this.#interpreter?.expression(node) ?? known(raw)) : numberOf(value)
      }
      case 'constant':
        return known(this.#meanings.sketch.raw(node))
      case 'name':
        return this.named(meaning.name, node)
      case 'group':
        return this.compute(meaning.inner)
      case 'choice':
        return this.#interpreter?.chosen(node) ?? alternatives(meaning.options.map(option => this.compute(option)))
      case 'adjacent':
        return adjacent(meaning.parts.map(part => this.compute(part)))
      case 'list':
        return listOf(meaning.items.slice(0, mostOperands + 1).flatMap(item => this.#item(item)))
      case 'assign':
        if (this.frame !== undefined) return this.#interpreter?.assign(node, meaning) ?? anything
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
      case 'member': {
        const isLength = this.#interpreter !== undefined && meaning.name === 'length'
        return (isLength ? length(undefined, [this.compute(meaning.object)]) : undefined) ?? this.#constantAt(node)
      }
      default:
        return this.#interpreter?.expression(node) ?? anything
    }
  }

  #string(meaning: Meaning & { readonly is: 'string' }): Computed {
    if (meaning.isCommand === true) return anything
    const text = this.#text(meaning)
    const isBytes = meaning.isBytes === true && this.#interpreter !== undefined
    return isBytes && text.kind === 'known' ? (bytesOf(text.text) ?? anything) : text
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

  /** `…list` among the items stands for those of the list. */
  #item(item: NodeId): readonly Computed[] {
    const isSpread = this.#interpreter !== undefined && this.#meanings.of(item)?.is === 'spread'
    if (!isSpread) return [this.compute(item)]
    return itemsOf(this.compute(this.#meanings.sketch.firstChild(item))) ?? [anything]
  }

  /** What a name is where `node` stands. */
  named(name: string, node: NodeId): Computed {
    if (this.frame?.owns(node) === true) return this.frame.get(name) ?? this.#outside(() => this.named(name, node))
    const result = this.#named(name, node)
    return isKnown(result) ? result : (this.#interpreter?.replay(name, node) ?? result)
  }

  #named(name: string, node: NodeId): Computed {
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
      return this.operate(operator, left, this.compute(meaning.right))
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
    return operands.slice(1).reduce((sum, operand) => this.operate(operator, sum, operand), operands[0] ?? anything)
  }

  /** What an operator makes of two values. */
  operate(operator: string, left: Computed, right: Computed): Computed {
    const { concatenations, flow } = this.#meanings.shape
    if (concatenations.has(operator))
      return (flow?.bytesAreTexts === true ? bytesTogether([left, right]) : undefined) ?? plus(left, right)
    if (operator === '^') this.#trace?.step('xor')
    if (operator === '^' && flow?.bytesAreTexts === true && left.kind !== 'number' && right.kind !== 'number')
      return xored(left, right) ?? anything
    return arithmetic(operator, left, right) ?? anything
  }

  #index(object: NodeId, key: NodeId): Computed | undefined {
    const index = toNumber(this.compute(key))
    if (index === undefined || !Number.isInteger(index)) return undefined
    const computed = this.compute(object)
    if (computed.kind === 'bytes' && this.#meanings.shape.flow?.bytesAreTexts === true)
      return bytesOf(computed.bytes.charAt(index))
    return at(computed, index)
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
    if (step !== undefined && step < 0) this.#trace?.step('[::-1]')
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
    const target = this.targets.ofCallee(callee)
    const result =
      this.#pureCall(callee, target, given) ??
      (this.#interpreter && (this.#interpreter.call(callee, target, given) ?? this.#dispatched(callee, given)))
    if (result === undefined || !isKnown(result)) this.#trace?.stop(target)
    return result
  }

  /** `f.apply(null, list)` calls `f`. */
  #dispatched(callee: Callee, given: readonly NodeId[]): Computed | undefined {
    const call = dispatched(this.#meanings, this, this.targets, { is: 'call', callee, arguments: given, form: 'call' })
    return call === undefined ? undefined : this.#pureCall(noNode, call.target, call.arguments)
  }

  #pureCall(callee: Callee, target: string, given: readonly NodeId[]): Computed | undefined {
    const { functions, methods } = this.#meanings.shape
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
        const items = itemsOf(this.compute(this.#meanings.sketch.firstChild(argument)))
        if (items === undefined) return undefined
        inputs.push(...items)
      } else inputs.push(this.compute(argument))
    }
    const object = member === undefined || compute !== undefined ? undefined : this.compute(member.object)
    this.#trace?.step(compute === undefined ? `.${methodName}` : target)
    return compute === undefined ? method?.(object, inputs) : compute(undefined, inputs)
  }

  /** The function of the library that an expression names. */
  pureFunction(node: NodeId): Compute | undefined {
    const { functions, callsTexts } = this.#meanings.shape
    const named = callsTexts ? asText(this.compute(node)) : undefined
    const target = named ?? this.targets.of(node)
    const found = Object.hasOwn(functions, target) ? functions[target] : undefined
    if (found !== undefined) this.#trace?.step(target)
    return found
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
