import { asValue } from './computed'
import type { Evaluator } from './evaluator'
import type { Meanings } from './meanings'
import type { Definition, Scopes } from './scopes'
import type { Callee, Meaning } from './shape'
import { type NodeId, noNode } from './sketch'

/** Links of `a.b().c[0]` that are shown. */
const mostLinks = 32
/** Aliases of aliases that are followed. */
const mostAliases = 12
const longestShown = 160

/** Names what expressions stand for: as written, and with imports and plain aliases followed. */
export class Targets {
  readonly #meanings: Meanings
  readonly #scopes: Scopes
  readonly #evaluator: Evaluator
  readonly #done = new Map<NodeId, string>()
  readonly #busy = new Set<NodeId>()
  #depth = 0

  constructor(meanings: Meanings, scopes: Scopes, evaluator: Evaluator) {
    this.#meanings = meanings
    this.#scopes = scopes
    this.#evaluator = evaluator
  }

  /** With imports and aliases followed: `child_process.exec`. Empty for what has no name. */
  of(node: NodeId): string {
    const done = this.#done.get(node)
    if (done !== undefined) return done
    if (this.#busy.has(node) || this.#depth >= mostAliases) return this.written(node)
    this.#busy.add(node)
    this.#depth++
    const target = this.#withoutGlobals(this.#walk(node, true))
    this.#depth--
    this.#busy.delete(node)
    this.#done.set(node, target)
    return target
  }

  ofCallee(callee: Callee): string {
    if (typeof callee === 'number') return this.#textCalled(callee) ?? this.of(callee)
    if (typeof callee === 'string') return callee
    if (callee.object === noNode) return this.#withoutGlobals(callee.name)
    return this.#withoutGlobals(`${this.of(callee.object)}${callee.separator ?? '.'}${callee.name}`)
  }

  /** `$f(…)` calls what the text in `$f` names. */
  #textCalled(callee: NodeId): string | undefined {
    if (!this.#meanings.shape.callsTexts) return undefined
    const value = asValue(this.#evaluator.compute(callee))
    return value.kind === 'known' ? shortened(value.text) : undefined
  }

  /** As the file has it, without white space and the arguments of calls. */
  written(node: NodeId): string {
    return this.#walk(node, false)
  }

  writtenCallee(callee: Callee): string {
    if (typeof callee === 'number') return this.written(callee)
    if (typeof callee === 'string') return callee
    if (callee.object === noNode) return callee.name
    return shortened(`${this.written(callee.object)}${callee.separator ?? '.'}${callee.name}`)
  }

  #walk(from: NodeId, follows: boolean): string {
    const links: string[] = []
    let node = from
    const finish = (root: string): string => shortened([root, ...links.reverse()].join(''))
    for (;;) {
      if (links.length >= mostLinks) return finish('…')
      const meaning = this.#meanings.of(node)
      switch (meaning?.is) {
        case 'group':
          if (meaning.inner === noNode) return finish('')
          node = meaning.inner
          break
        case 'member':
          links.push(`${meaning.object === noNode ? '' : (meaning.separator ?? '.')}${meaning.name}`)
          if (meaning.object === noNode) return finish('')
          node = meaning.object
          break
        case 'index': {
          links.push(this.#key(meaning.key, follows))
          node = meaning.object
          break
        }
        case 'slice':
          links.push('[]')
          node = meaning.object
          break
        case 'call': {
          const special = follows ? this.#special(meaning) : undefined
          if (typeof special === 'string') return finish(special)
          if (special !== undefined) {
            if (special.field !== undefined) links.push(`.${special.field}`)
            node = special.node
            break
          }
          links.push('()')
          if (typeof meaning.callee === 'string') return finish(meaning.callee)
          if (typeof meaning.callee === 'object') {
            links.push(
              `${meaning.callee.object === noNode ? '' : (meaning.callee.separator ?? '.')}${meaning.callee.name}`,
            )
            if (meaning.callee.object === noNode) return finish('')
            node = meaning.callee.object
          } else node = meaning.callee
          break
        }
        case 'name':
          return finish(follows ? this.#followed(meaning.name, node) : meaning.name)
        default:
          return finish(
            placeholder(meaning) ?? this.#meanings.sketch.raw(node).slice(0, longestShown).replace(/\s+/g, ''),
          )
      }
    }
  }

  #key(key: NodeId, follows: boolean): string {
    const meaning = this.#meanings.of(key)
    if (!follows) {
      const raw = this.#meanings.sketch.raw(key)
      return meaning?.is === 'name' || meaning?.is === 'string' || meaning?.is === 'number'
        ? `[${raw.slice(0, 80)}]`
        : '[…]'
    }
    const computed = this.#evaluator.compute(key)
    if (computed.kind === 'number') return `[${computed.value}]`
    return computed.kind === 'known' && computed.text.length <= 80 ? `.${computed.text}` : '[…]'
  }

  /** A call that stands for something else: a loaded module, a field that is named by text, what is wrapped. */
  #special(meaning: Meaning & { readonly is: 'call' }): string | { node: NodeId; field?: string } | undefined {
    const { shape } = this.#meanings
    const [first = noNode, second = noNode] = meaning.arguments
    if (first === noNode) return undefined
    const target = this.ofCallee(meaning.callee)
    if (shape.namers.has(target)) {
      const name = asValue(this.#evaluator.compute(first))
      return name.kind === 'known' ? name.text : undefined
    }
    if (Object.hasOwn(shape.loaders, target)) {
      const module = asValue(this.#evaluator.compute(first))
      return module.kind === 'known' ? shape.module(module.text) : undefined
    }
    if (shape.getters.has(target)) {
      const field = asValue(this.#evaluator.compute(second))
      return field.kind === 'known' ? { node: first, field: field.text } : undefined
    }
    return shape.wrappers.has(target) ? { node: first } : undefined
  }

  #followed(name: string, node: NodeId): string {
    if (this.#depth >= mostAliases) return name
    const definitions = this.#scopes.reaching(name, node)
    if (definitions === undefined || definitions.length === 0) return name
    const targets = new Set(definitions.map(definition => this.#definedAs(definition) ?? name))
    const [only] = targets
    return targets.size === 1 && only !== undefined ? only : name
  }

  /** What a name stands for by one of its definitions; undefined when only for itself. */
  #definedAs({ gives }: Definition): string | undefined {
    switch (gives.is) {
      case 'import':
        return gives.path
      case 'field': {
        const of = this.#aliased(gives.of)
        return of === undefined ? undefined : [of, ...gives.path].join('.')
      }
      case 'value':
        return /^:?=$/.test(gives.operator) ? this.#aliased(gives.value) : undefined
      default:
        return undefined
    }
  }

  #aliased(value: NodeId): string | undefined {
    let node = this.#meanings.ungrouped(value)
    let meaning = this.#meanings.of(node)
    for (let hops = 0; meaning?.is === 'assign' && meaning.operator === '=' && hops < mostAliases; hops++) {
      node = this.#meanings.ungrouped(meaning.value)
      meaning = this.#meanings.of(node)
    }
    const isPath =
      meaning?.is === 'name' || meaning?.is === 'member' || meaning?.is === 'index' || meaning?.is === 'call'
    return isPath ? this.of(node) : undefined
  }

  #withoutGlobals(target: string): string {
    let rest = target
    for (let dot = rest.indexOf('.'); dot > 0; dot = rest.indexOf('.')) {
      if (!this.#meanings.shape.globals.has(rest.slice(0, dot))) break
      rest = rest.slice(dot + 1)
    }
    return rest
  }
}

function placeholder(meaning: Meaning | undefined): string | undefined {
  switch (meaning?.is) {
    case 'string':
    case 'adjacent':
      return "''"
    case 'list':
      return '[]'
    case 'object':
      return '{}'
    case 'function':
      return '(function)'
    case 'binary':
    case 'choice':
      return '(…)'
    default:
      return undefined
  }
}

function shortened(path: string): string {
  return path.length <= longestShown ? path : `…${path.slice(-longestShown + 1)}`
}
