import type { TextSpan } from '../../model/location'
import { type EmbeddedText, EmbeddedTextBuilder } from '../embeddedText'
import type {
  CallForm,
  ProgramArgument,
  ProgramAssignment,
  ProgramCall,
  ProgramComparison,
  ProgramDefinition,
  ProgramImport,
  ProgramReading,
  ProgramString,
} from '../program'
import { shownValue, unresolved } from '../value'
import { alternatives, asValue, isKnown } from './computed'
import { dispatched } from './dispatch'
import { EnvironmentReader } from './environment'
import { Evaluator } from './evaluator'
import { literalText } from './literal'
import type { Meanings } from './meanings'
import type { Scopes } from './scopes'
import type { Callee, Meaning } from './shape'
import { type NodeId, noNode } from './sketch'
import type { Targets } from './targets'

/** Units of an expression that are repeated as written; its span has all of it. */
const longestRaw = 2_000
/** Lists in lists that are shown as elements of an argument. */
const deepestElements = 3
const mostElements = 1_000

/** Whether a call runs one of its arguments as code or as a command. */
export type RunsText = (target: string, form: CallForm) => boolean

type Of<Is extends Meaning['is']> = Meaning & { readonly is: Is }

/** Turns what nodes mean into what a program says, node by node in the order of the text. */
export class Reading {
  readonly #body: EmbeddedText
  readonly #meanings: Meanings
  readonly #scopes: Scopes
  readonly #evaluator: Evaluator
  /** Made when the first argument is met that is run. */
  #deep: Evaluator | undefined
  readonly #runs: RunsText
  readonly #targets: Targets
  readonly #environment: EnvironmentReader
  readonly #calls: ProgramCall[] = []
  readonly #strings: ProgramString[] = []
  readonly #assignments: ProgramAssignment[] = []
  readonly #comparisons: ProgramComparison[] = []
  readonly #imports: ProgramImport[] = []
  readonly #definitions: ProgramDefinition[] = []
  /** Per scope: the name of the function it is or is in. */
  readonly #within = new Map<NodeId, string>()

  constructor(
    body: EmbeddedText,
    meanings: Meanings,
    scopes: Scopes,
    evaluator: Evaluator,
    targets: Targets,
    runs: RunsText,
  ) {
    this.#runs = runs
    this.#body = body
    this.#meanings = meanings
    this.#scopes = scopes
    this.#evaluator = evaluator
    this.#targets = targets
    this.#environment = new EnvironmentReader(body, meanings, evaluator, targets)
  }

  result(isCut: boolean): ProgramReading {
    return {
      calls: this.#calls,
      strings: this.#strings,
      assignments: this.#assignments,
      comparisons: this.#comparisons,
      imports: this.#imports,
      definitions: this.#definitions,
      environment: this.#environment.found,
      isCut,
    }
  }

  take(node: NodeId): void {
    const { sketch, shape } = this.#meanings
    if (shape.scopes[sketch.kind(node)] === 'function') this.#within.set(node, this.#functionName(node))
    else if (Object.hasOwn(shape.scopes, sketch.kind(node))) this.#within.set(node, this.#withinOf(node))
    for (const meaning of this.#meanings.each(node)) {
      this.#environment.take(node, meaning)
      switch (meaning.is) {
        case 'call':
          this.#call(node, meaning)
          break
        case 'string':
          this.#string(node, meaning)
          break
        case 'assign':
          this.#assign(node, meaning)
          break
        case 'binary':
          if (shape.comparisons.has(meaning.operator))
            this.#compare(node, meaning.operator, meaning.left, meaning.right)
          break
        case 'compare':
          this.#compare(node, meaning.operator, meaning.left, meaning.right)
          break
        case 'import': {
          const names = meaning.names.map(({ name }) => name)
          this.#imports.push({
            module: shape.module(meaning.module),
            names,
            form: meaning.form,
            span: this.#span(node),
          })
          break
        }
        case 'define': {
          const { name, kind, body } = meaning
          this.#definitions.push({ name, kind, ...(body === undefined ? {} : { body }), span: this.#span(node) })
          break
        }
      }
    }
  }

  #span(node: NodeId): TextSpan {
    return this.#body.span(this.#meanings.sketch.start(node), this.#meanings.sketch.end(node))
  }

  #raw(node: NodeId): string {
    return this.#meanings.sketch.raw(node).slice(0, longestRaw)
  }

  #withinOf(node: NodeId): string {
    return this.#within.get(this.#scopes.scopeOf(node)) ?? ''
  }

  /** A function without a name is known by what it is assigned to, or else by the function around it. */
  #functionName(node: NodeId): string {
    for (const meaning of this.#meanings.each(node)) if (meaning.is === 'define') return meaning.name
    const outer = this.#meanings.of(this.#meanings.sketch.parent(node))
    if (outer?.is === 'assign' && outer.value === node) return this.#targets.written(outer.target)
    if (outer?.is === 'keyword' && outer.value === node) return outer.name
    return this.#withinOf(node)
  }

  #call(node: NodeId, meaning: Of<'call'>): void {
    const { shape } = this.#meanings
    const direct = this.#targets.ofCallee(meaning.callee)
    const call = dispatched(this.#meanings, this.#evaluator, this.#targets, meaning)
    const target = call?.target ?? direct
    const isRun = shape.flow !== undefined && this.#runs(target, meaning.form)
    const given = this.#arguments((call ?? meaning).arguments, isRun)
    this.#calls.push({
      callee: this.#targets.writtenCallee(meaning.callee),
      target,
      form: meaning.form,
      arguments: given,
      within: this.#withinOf(node),
      span: this.#span(node),
    })
    const form = Object.hasOwn(shape.loaders, target) ? shape.loaders[target] : undefined
    if (form !== undefined && given[0] !== undefined) {
      const module = shape.module(shownValue(given[0].value))
      this.#imports.push({ module, names: this.#namesTaken(node), form, span: this.#span(node) })
    }
    const [first = noNode, second = noNode] = (call ?? meaning).arguments
    if (shape.comparers.has(target) && second !== noNode) this.#compare(node, target, first, second)
    const member = memberOf(this.#meanings, meaning.callee)
    if (member !== undefined && shape.comparingMethods.has(member.name) && first !== noNode && member.object !== noNode)
      this.#compare(node, `.${member.name}`, member.object, first)
  }

  /** Names taken out of a required module. */
  #namesTaken(node: NodeId): readonly string[] {
    const outer = this.#meanings.of(this.#meanings.sketch.parent(node))
    const pattern = outer?.is === 'assign' ? this.#meanings.of(outer.target) : undefined
    if (pattern?.is !== 'pattern' || !pattern.byName) return []
    return pattern.parts.flatMap(part => {
      const meaning = this.#meanings.of(part)
      return meaning?.is === 'keyword' || meaning?.is === 'name' ? [meaning.name] : []
    })
  }

  #arguments(nodes: readonly NodeId[], isRun: boolean): readonly ProgramArgument[] {
    const only = nodes.length === 1 ? this.#meanings.of(nodes[0] ?? noNode) : undefined
    const isOptions = only?.is === 'object' && only.fields.some(field => this.#meanings.of(field)?.is === 'keyword')
    return (isOptions ? only.fields : nodes).map(node => this.#argument(node, 0, isRun))
  }

  #argument(node: NodeId, depth: number, isRun: boolean): ProgramArgument {
    const meaning = this.#meanings.of(node)
    const isNamed = meaning?.is === 'keyword'
    const value = isNamed ? meaning.value : node
    // `{ shell }` is short for `{ shell: shell }`.
    const isShort = isNamed && value === noNode
    const text = this.#text(value)
    const literal = this.#meanings.of(this.#evaluator.literal(value))
    const parts = literal?.is === 'list' ? literal.items : literal?.is === 'object' ? literal.fields : undefined
    const elements =
      parts === undefined || depth >= deepestElements
        ? undefined
        : parts.slice(0, mostElements).map(part => this.#argument(part, depth + 1, isRun))
    return {
      ...(isNamed ? { name: meaning.name } : {}),
      ...(isRun && !isShort && text === undefined
        ? this.#deepValue(value)
        : { value: asValue(isShort ? this.#evaluator.named(meaning.name, node) : this.#evaluator.compute(value)) }),
      raw: this.#raw(isShort ? node : value),
      span: this.#span(node),
      ...(text === undefined ? {} : { text }),
      ...(elements === undefined ? {} : { elements }),
    }
  }

  /** With functions and loops of the file carried out. */
  #deepValue(node: NodeId): Pick<ProgramArgument, 'value' | 'steps' | 'stops'> {
    if (this.#deep === undefined) {
      this.#deep = new Evaluator(this.#body, this.#meanings, this.#scopes, this.#meanings.shape.flow)
      this.#deep.targets = this.#targets
    }
    const value = asValue(this.#deep.compute(node))
    const { steps = [], stops = [] } = this.#deep.traceOf(node) ?? {}
    return {
      value,
      ...(steps.length === 0 ? {} : { steps }),
      ...(stops.length === 0 || value.kind !== 'unresolved' ? {} : { stops }),
    }
  }

  /** The text of one constant, or of constants side by side; undefined for all else. */
  #text(node: NodeId): EmbeddedText | undefined {
    const meaning = this.#meanings.of(this.#meanings.ungrouped(node))
    if (meaning?.is === 'string' && meaning.holes.length === 0)
      return literalText(this.#body, meaning.from, meaning.to, meaning.escapes, [])
    if (meaning?.is !== 'adjacent') return undefined
    const builder = new EmbeddedTextBuilder('', this.#body.lines)
    for (const part of meaning.parts) {
      const inner = this.#meanings.of(part)
      if (inner?.is !== 'string' || inner.holes.length > 0) return undefined
      const text = literalText(this.#body, inner.from, inner.to, inner.escapes, [])
      builder.append(text, 0, text.text.length)
    }
    return builder.build()
  }

  #string(node: NodeId, meaning: Of<'string'>): void {
    const { sketch } = this.#meanings
    const holes = meaning.holes.map(({ node: hole, around = 0 }) => ({
      start: sketch.start(hole) - around,
      end: sketch.end(hole) + around,
    }))
    const text = literalText(this.#body, meaning.from, meaning.to, meaning.escapes, holes)
    if (meaning.isCommand === true) {
      const isFixed = holes.length === 0
      const value = this.#evaluator.commandText(meaning)
      const argument = { value, raw: this.#raw(node), span: this.#span(node), ...(isFixed ? { text } : {}) }
      this.#calls.push({
        callee: '`',
        target: '`',
        form: 'backtick',
        arguments: [argument],
        within: this.#withinOf(node),
        span: this.#span(node),
      })
      return
    }
    const value = asValue(this.#evaluator.compute(node))
    this.#strings.push({ value, text, isInterpolated: holes.length > 0, span: this.#span(node) })
  }

  #assign(node: NodeId, meaning: Of<'assign'>): void {
    const { sketch } = this.#meanings
    const within = this.#withinOf(node)
    const target = this.#meanings.of(meaning.target)
    if (target?.is === 'pattern' || target?.is === 'list') {
      const parts = target.is === 'pattern' ? target.parts : target.items
      for (const part of parts) {
        const inner = this.#meanings.of(part)
        const place = inner?.is === 'keyword' ? inner.value : part
        const { is } = this.#meanings.of(place) ?? {}
        if (is === 'name' || is === 'member' || is === 'index')
          this.#assignments.push({
            name: this.#targets.written(place),
            value: unresolved,
            within,
            span: this.#span(node),
          })
      }
      return
    }
    // Where calls need no parentheses, `a.b = x` has a call on its left.
    const name = this.#targets.written(meaning.target).replace(/\(\)$/, '')
    const raw = sketch.raw(meaning.target)
    const value = asValue(this.#evaluator.assigned(node, raw, meaning.operator, meaning.value))
    this.#assignments.push({ name, value, within, span: this.#span(node) })
    if (
      meaning.isDeclaration &&
      this.#scopes.scopeOf(node) === noNode &&
      this.#meanings.of(meaning.value)?.is !== 'function'
    )
      this.#definitions.push({ name, kind: 'variable', span: this.#span(node) })
    else if (meaning.isDeclaration && this.#meanings.of(meaning.value)?.is === 'function')
      this.#definitions.push({ name, kind: 'function', span: this.#span(node) })
  }

  #compare(node: NodeId, operator: string, left: NodeId, right: NodeId): void {
    const side = this.#constantSide(left, right)
    if (side === undefined) return
    const subject = side === right ? left : right
    const computed = this.#evaluator.compute(side)
    this.#comparisons.push({
      operator,
      subject: this.#raw(subject),
      constant: this.#raw(side),
      value: asValue(computed.kind === 'list' ? alternatives(computed.items) : computed),
      within: this.#withinOf(node),
      span: this.#span(node),
    })
  }

  /** A literal before a name that stands for one. */
  #constantSide(left: NodeId, right: NodeId): NodeId | undefined {
    for (const side of [right, left]) {
      const { is } = this.#meanings.of(this.#meanings.ungrouped(side)) ?? {}
      if (is === 'string' || is === 'number' || is === 'constant' || is === 'adjacent' || is === 'list') return side
    }
    return [right, left].find(side => isKnown(this.#evaluator.compute(side)))
  }
}

function memberOf(meanings: Meanings, callee: Callee): { readonly object: NodeId; readonly name: string } | undefined {
  if (typeof callee === 'string') return undefined
  const meaning = typeof callee === 'number' ? meanings.of(meanings.ungrouped(callee)) : callee
  return meaning?.is === 'member' ? meaning : undefined
}
