import { anything, type Computed, isKnown, listOf, numberOf } from './computed'
import type { Evaluator } from './evaluator'
import type { Flow, FunctionParts, Statement } from './flow'
import { Frame } from './frame'
import type { Meanings } from './meanings'
import { ownFunction } from './ownFunction'
import { toNumber } from './pure'
import type { Scopes } from './scopes'
import { compared, itemsOf, lengthOf, truth } from './sequences'
import type { Callee, Meaning } from './shape'
import { type NodeId, noNode } from './sketch'

/** Expressions and statements that are carried out in one program. */
const mostSteps = 400_000
/** Functions in functions. */
const deepest = 12
/** Statements, tests and patterns in each other. */
const deepestNesting = 150
const mostClauses = 16
/** Units of text that are looked through for a name, for one step. */
const textOfStep = 200

type Ending = 'next' | 'break' | 'continue' | 'stop' | { readonly result: Computed }

/**
 * Carries out functions and loops of a program as far as they are pure: on values the file fixes, within limits. What it
 * does not know leaves what depends on it unknown.
 */
export class Interpreter {
  readonly #evaluator: Evaluator
  readonly #meanings: Meanings
  readonly #scopes: Scopes
  readonly #flow: Flow
  readonly #replaying = new Set<string>()
  #left = mostSteps
  #depth = 0
  #nesting = 0

  constructor(evaluator: Evaluator, meanings: Meanings, scopes: Scopes, flow: Flow) {
    this.#evaluator = evaluator
    this.#meanings = meanings
    this.#scopes = scopes
    this.#flow = flow
  }

  /** False once the limit is reached. */
  spend(steps = 1): boolean {
    this.#left -= steps
    return this.#left > 0
  }

  /** What a function of the file gives, or one that calls its argument for each item. */
  call(callee: Callee, target: string, given: readonly NodeId[]): Computed | undefined {
    const meaning = typeof callee === 'number' ? this.#meanings.of(this.#meanings.ungrouped(callee)) : callee
    if (typeof meaning === 'object' && meaning.is === 'member' && meaning.object !== noNode) {
      if (this.#flow.appends.has(meaning.name)) return this.#append(meaning.object, given)
      if (this.#flow.maps.has(meaning.name)) return this.#map(given[0], this.#evaluator.compute(meaning.object), true)
    }
    const [first, second] = given
    if (this.#flow.maps.has(target) && second !== undefined)
      return this.#map(first, this.#evaluator.compute(second), false)
    if (this.#flow.appends.has(target) && first !== undefined) return this.#append(first, given.slice(1))
    const own = typeof callee === 'number' ? ownFunction(this.#meanings, this.#scopes, this.#flow, callee) : undefined
    return own === undefined
      ? undefined
      : this.#apply(
          own,
          given.map(one => this.#evaluator.compute(one)),
        )
  }

  /** Expressions that stand for a sequence of statements or a test; undefined for all others. */
  expression(node: NodeId): Computed | undefined {
    const kind = this.#meanings.sketch.kind(node)
    const { comprehensions, unaries } = this.#flow
    if (Object.hasOwn(comprehensions, kind)) return this.#comprehension(node, kind)
    const unary = Object.hasOwn(unaries, kind) ? unaries[kind]?.(this.#meanings.sketch, node) : undefined
    if (unary === undefined || unary.operator === '!' || unary.operator === 'not') return undefined
    const operand = this.#evaluator.compute(unary.operand)
    if (operand.kind !== 'number') return undefined
    return numberOf(unary.operator === '-' ? -operand.value : ~operand.value)
  }

  /** The side of `a ? b : c` that is taken; undefined for what is none, or undecided. */
  chosen(node: NodeId): Computed | undefined {
    const kind = this.#meanings.sketch.kind(node)
    const parts = Object.hasOwn(this.#flow.conditionals, kind)
      ? this.#flow.conditionals[kind]?.(this.#meanings.sketch, node)
      : undefined
    const test = parts && this.#holds(parts.test)
    return parts === undefined || test === undefined ? undefined : this.#evaluator.compute(test ? parts.yes : parts.no)
  }

  /** Carries an assignment out. */
  assign(node: NodeId, meaning: Meaning & { readonly is: 'assign' }): Computed {
    const { frame } = this.#evaluator
    if (frame === undefined) return anything
    const { target, operator, value } = meaning
    if (operator === '++' || operator === '--') {
      const raw = this.#meanings.sketch.raw(node)
      const before = this.#evaluator.compute(target)
      const after = before.kind === 'number' ? numberOf(before.value + (raw.includes('--') ? -1 : 1)) : anything
      this.#store(frame, target, after)
      return /^(?:\+\+|--)/.test(raw) ? after : before
    }
    const given = value === noNode ? anything : this.#evaluator.compute(value)
    const inner = operator === '=' || operator === ':=' ? '' : operator.slice(0, -1)
    const result = inner === '' ? given : this.#evaluator.operate(inner, this.#evaluator.compute(target), given)
    this.#store(frame, target, result)
    return result
  }

  /**
   * What a name is at a place, where assignments alone do not tell: the statements before it that speak of the name are
   * carried out in their order.
   */
  replay(name: string, node: NodeId): Computed | undefined {
    if (this.#replaying.has(name) || this.#depth >= deepest) return undefined
    const { sketch } = this.#meanings
    const isOwn = this.#scopes.homeOf(name, node) === this.#scopes.scopeOf(node)
    // What another function reads was set by all of the file before it is called.
    const blocks = isOwn ? this.#blocksAround(node) : [{ block: 0, part: sketch.size }]
    const [outermost] = blocks
    if (outermost === undefined) return undefined
    const frame = new Frame(outermost.block, sketch.last(outermost.block), undefined)
    this.#replaying.add(name)
    const result = this.#within(frame, () => {
      for (const { block, part } of blocks)
        for (const statement of this.#partsOf(block)) {
          if (statement >= part) break
          if (!this.#speaksOf(statement, name)) continue
          if (!this.spend()) return undefined
          if (this.#run(statement, frame) === 'stop') this.#forget(statement, frame)
        }
      return frame.get(name)
    })
    this.#replaying.delete(name)
    return result
  }

  /** Blocks from the function or file inwards, each with the part of it that holds the node; none inside a loop. */
  #blocksAround(node: NodeId): readonly { readonly block: NodeId; readonly part: NodeId }[] {
    const { sketch, shape } = this.#meanings
    const found: { block: NodeId; part: NodeId }[] = []
    for (let part = node, at = sketch.parent(node); at !== noNode; part = at, at = sketch.parent(at)) {
      const kind = sketch.kind(at)
      if (shape.loops.has(kind)) return []
      if (this.#statement(at)?.is === 'block') found.unshift({ block: at, part })
      if (Object.hasOwn(shape.scopes, kind)) break
    }
    return found
  }

  #partsOf(block: NodeId): readonly NodeId[] {
    const statement = this.#statement(block)
    return statement?.is === 'block' ? statement.parts : []
  }

  #speaksOf(statement: NodeId, name: string): boolean {
    const raw = this.#meanings.sketch.raw(statement)
    return this.spend(raw.length / textOfStep) && raw.includes(name) && this.#statement(statement)?.is !== 'nothing'
  }

  /** What a statement may have changed that could not be carried out. */
  #forget(statement: NodeId, frame: Frame): void {
    const raw = this.#meanings.sketch.raw(statement)
    for (const name of frame.values.keys()) if (raw.includes(name)) frame.values.set(name, anything)
  }

  #apply(own: NodeId, inputs: readonly Computed[]): Computed | undefined {
    const { sketch } = this.#meanings
    const parts: FunctionParts | undefined = this.#flow.functions[sketch.kind(own)]?.(sketch, own)
    if (parts === undefined || this.#depth >= deepest || !this.spend()) return undefined
    const outer = this.#evaluator.frame
    const frame = new Frame(own, sketch.last(own), outer?.owns(own) === true ? outer : undefined)
    return this.#within(frame, () => {
      for (const [at, { name, value }] of parts.parameters.entries())
        frame.values.set(name, inputs[at] ?? (value === noNode ? anything : this.#evaluator.compute(value)))
      if (parts.isExpression) return this.#evaluator.compute(parts.body)
      const ending = this.#run(parts.body, frame)
      return typeof ending === 'object' ? ending.result : undefined
    })
  }

  #within<T>(frame: Frame, work: () => T): T {
    const before = this.#evaluator.frame
    this.#evaluator.frame = frame
    this.#depth++
    const result = work()
    this.#depth--
    this.#evaluator.frame = before
    return result
  }

  #statement(node: NodeId): Statement | undefined {
    const kind = this.#meanings.sketch.kind(node)
    if (Object.hasOwn(this.#flow.statements, kind)) return this.#flow.statements[kind]?.(this.#meanings.sketch, node)
    return this.#meanings.of(node) === undefined ? undefined : { is: 'value', of: node }
  }

  #run(node: NodeId, frame: Frame): Ending {
    return this.#nested(() => this.#carryOut(node, frame)) ?? 'stop'
  }

  /** Undefined where it would be too deep. */
  #nested<T>(work: () => T): T | undefined {
    if (this.#nesting >= deepestNesting) return undefined
    this.#nesting++
    const result = work()
    this.#nesting--
    return result
  }

  #carryOut(node: NodeId, frame: Frame): Ending {
    const statement = node === noNode ? ({ is: 'nothing' } as const) : this.#statement(node)
    if (statement === undefined || !this.spend()) return 'stop'
    switch (statement.is) {
      case 'nothing':
        return 'next'
      case 'break':
      case 'continue':
        return statement.is
      case 'block':
        for (const part of statement.parts) {
          const ending = this.#run(part, frame)
          if (ending !== 'next') return ending
        }
        return 'next'
      case 'value': {
        const result = this.#evaluator.compute(statement.of)
        if (!isKnown(result) && this.#meanings.of(statement.of)?.is !== 'assign') this.#forget(statement.of, frame)
        return 'next'
      }
      case 'return':
        return { result: statement.value === noNode ? anything : this.#evaluator.compute(statement.value) }
      case 'if': {
        const test = this.#holds(statement.test)
        return test === undefined ? 'stop' : this.#run(test ? statement.yes : statement.no, frame)
      }
      case 'loop':
        return this.#loop(statement, frame)
      case 'each':
        return this.#each(statement, frame)
    }
  }

  #loop(loop: Statement & { readonly is: 'loop' }, frame: Frame): Ending {
    if (this.#run(loop.first, frame) !== 'next') return 'stop'
    for (let isFirst = true; this.spend(); isFirst = false) {
      if (!(isFirst && loop.isLate === true)) {
        const test = this.#holds(loop.test)
        if (test === undefined) return 'stop'
        if (!test) return 'next'
      }
      const ending = this.#run(loop.body, frame)
      if (ending === 'break') return 'next'
      if (ending !== 'next' && ending !== 'continue') return ending
      if (this.#run(loop.next, frame) !== 'next') return 'stop'
    }
    return 'stop'
  }

  #each(each: Statement & { readonly is: 'each' }, frame: Frame): Ending {
    const items = itemsOf(this.#evaluator.compute(each.of), this.#flow.bytesAreTexts)
    if (items === undefined) return 'stop'
    for (const [at, item] of items.entries()) {
      if (!this.spend()) return 'stop'
      if (each.key !== undefined) this.#store(frame, each.key, numberOf(at))
      this.#store(frame, each.target, each.byPlace === true ? numberOf(at) : item)
      const ending = this.#run(each.body, frame)
      if (ending === 'break') break
      if (ending !== 'next' && ending !== 'continue') return ending
    }
    return 'next'
  }

  #store(frame: Frame, target: NodeId, value: Computed): void {
    const meaning = this.#meanings.of(this.#meanings.ungrouped(target))
    if (meaning?.is === 'name') frame.set(meaning.name, value)
    else if (meaning?.is === 'index') this.#storeAt(frame, meaning, value)
    else if (meaning?.is === 'pattern' || meaning?.is === 'list') {
      const parts = meaning.is === 'pattern' ? meaning.parts : meaning.items
      const items = value.kind === 'list' && !(meaning.is === 'pattern' && meaning.byName) ? value.items : []
      for (const [at, part] of parts.entries()) this.#nested(() => this.#store(frame, part, items[at] ?? anything))
    } else {
      // A declaration holds its name in an assignment of its own.
      const [inner] = this.#meanings.sketch.children(target)
      if (meaning === undefined && inner !== undefined) this.#nested(() => this.#store(frame, inner, value))
    }
  }

  #storeAt(frame: Frame, { object, key }: Meaning & { readonly is: 'index' }, value: Computed): void {
    const root = this.#meanings.of(this.#meanings.ungrouped(object))
    if (root?.is !== 'name') return
    const before = this.#evaluator.compute(object)
    const place = key === noNode ? lengthOf(before) : toNumber(this.#evaluator.compute(key))
    const isPlace = before.kind === 'list' && place !== undefined && place >= 0 && place <= before.items.length
    if (!isPlace || !this.spend(1 + before.items.length / 64)) {
      frame.set(root.name, anything)
      return
    }
    const items = [...before.items]
    items[place] = value
    frame.set(root.name, listOf(items))
  }

  #append(object: NodeId, given: readonly NodeId[]): Computed | undefined {
    const { frame } = this.#evaluator
    const root = this.#meanings.of(this.#meanings.ungrouped(object))
    if (root?.is !== 'name' || frame?.owns(object) !== true) return undefined
    const before = this.#evaluator.compute(object)
    const isList = before.kind === 'list' && this.spend(1 + before.items.length / 64)
    const items = isList ? [...before.items, ...given.map(one => this.#evaluator.compute(one))] : []
    frame.set(root.name, isList ? listOf(items) : anything)
    return numberOf(items.length)
  }

  #map(apply: NodeId | undefined, over: Computed, isMethod: boolean): Computed | undefined {
    const items = itemsOf(over, this.#flow.bytesAreTexts)
    if (apply === undefined || items === undefined) return undefined
    const own = ownFunction(this.#meanings, this.#scopes, this.#flow, apply)
    const pure = own === undefined ? this.#evaluator.pureFunction(apply) : undefined
    const results: Computed[] = []
    for (const [at, item] of items.entries()) {
      // A number that is given too is a base for some functions, so that only functions of the file get it.
      const result =
        own === undefined ? pure?.(undefined, [item]) : this.#apply(own, isMethod ? [item, numberOf(at), over] : [item])
      if (result === undefined || !this.spend()) return undefined
      results.push(result)
    }
    const codes = over.kind === 'bytes' ? results.map(toNumber) : []
    return codes.length > 0 && codes.every(code => code !== undefined)
      ? { kind: 'bytes', bytes: codes.map(code => String.fromCharCode((code ?? 0) & 0xff)).join('') }
      : listOf(results)
  }

  #comprehension(node: NodeId, kind: string): Computed | undefined {
    const { sketch } = this.#meanings
    const parts = this.#flow.comprehensions[kind]?.(sketch, node)
    if (parts === undefined || parts.clauses.length > mostClauses || this.#depth >= deepest) return undefined
    const outer = this.#evaluator.frame
    const frame = new Frame(node, sketch.last(node), outer?.owns(node) === true ? outer : undefined)
    const results: Computed[] = []
    const visit = (at: number): boolean => {
      const clause = parts.clauses[at]
      if (!this.spend()) return false
      if (clause === undefined) {
        results.push(this.#evaluator.compute(parts.result))
        return true
      }
      if (clause.is === 'test') {
        const test = this.#holds(clause.test)
        return test === undefined ? false : !test || visit(at + 1)
      }
      const items = itemsOf(this.#evaluator.compute(clause.of), this.#flow.bytesAreTexts)
      return (
        items?.every(item => {
          this.#store(frame, clause.target, item)
          return visit(at + 1)
        }) === true
      )
    }
    return this.#within(frame, () => (visit(0) ? listOf(results) : undefined))
  }

  #holds(node: NodeId): boolean | undefined {
    return this.#nested(() => this.#tested(node))
  }

  #tested(node: NodeId): boolean | undefined {
    const place = this.#meanings.ungrouped(node)
    const [meaning, ...more] = this.#meanings.each(place)
    const kind = this.#meanings.sketch.kind(place)
    if (node === noNode || kind === 'empty_statement') return true
    const unary = Object.hasOwn(this.#flow.unaries, kind)
      ? this.#flow.unaries[kind]?.(this.#meanings.sketch, place)
      : undefined
    if (unary?.operator === '!' || unary?.operator === 'not') {
      const inner = this.#holds(unary.operand)
      return inner === undefined ? undefined : !inner
    }
    if (more.length > 0) return undefined
    if (meaning?.is === 'compare') return this.#compare(meaning.operator, meaning.left, meaning.right)
    if (meaning?.is === 'constant') return /^(?:true|True|TRUE)$/.test(this.#meanings.sketch.raw(place))
    if (meaning?.is !== 'binary') return truth(this.#evaluator.compute(place))
    const { operator, left, right } = meaning
    if (this.#meanings.shape.comparisons.has(operator)) return this.#compare(operator, left, right)
    if (/^(?:&&|and|\|\||or)$/.test(operator)) {
      const first = this.#holds(left)
      if (first === undefined || first === /^(?:\|\||or)$/.test(operator)) return first
      return this.#holds(right)
    }
    return truth(this.#evaluator.compute(place))
  }

  #compare(operator: string, left: NodeId, right: NodeId): boolean | undefined {
    return compared(operator, this.#evaluator.compute(left), this.#evaluator.compute(right))
  }
}
