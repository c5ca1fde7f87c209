import type { Meanings } from './meanings'
import type { Callee } from './shape'
import { type NodeId, noNode } from './sketch'

/** What a place in the program does to a name. */
export interface Definition {
  /** Takes effect at the end of this node. */
  readonly node: NodeId
  /** The scope it stands in, which is not always the one the name belongs to. */
  readonly scope: NodeId
  readonly gives: Given
}

export type Given =
  | { readonly is: 'value'; readonly value: NodeId; readonly operator: string; readonly name: string }
  /** A field of a destructured value. */
  | { readonly is: 'field'; readonly of: NodeId; readonly path: readonly string[] }
  | { readonly is: 'import'; readonly path: string }
  /** A function or class of this file. */
  | { readonly is: 'itself' }
  | { readonly is: 'opaque' }

/** Definitions that are weighed for one use of a name. */
const mostWeighed = 32
/** Functions in functions that are looked through for a name. */
const mostHops = 256

/** Which definitions of a name may have been the last when a place in the program is reached. */
export class Scopes {
  readonly #meanings: Meanings
  /** Per node: the scope around it; −1 is the file. */
  readonly #scopes: Int32Array
  /** Per node: the nearest part of it or around it that may be skipped; −1 when it always runs. */
  readonly #branches: Int32Array
  /** Per node: the outermost loop around it in its scope. */
  readonly #loops: Int32Array
  readonly #bindings = new Map<NodeId, Map<string, Definition[]>>()
  readonly #outer = new Map<NodeId, Set<string>>()
  /** Names of lists and objects that are changed in place somewhere. */
  readonly #mutated = new Set<string>()

  /** Names a mutator works on, and not only functions of this file. */
  readonly #changed = new Set<string>()
  /** Functions of this file. */
  readonly #own = new Set<string>()

  constructor(meanings: Meanings) {
    this.#meanings = meanings
    const { sketch, shape } = meanings
    this.#scopes = new Int32Array(sketch.size).fill(noNode)
    this.#branches = new Int32Array(sketch.size).fill(noNode)
    this.#loops = new Int32Array(sketch.size).fill(noNode)
    for (let node = 1; node < sketch.size; node++) {
      const parent = sketch.parent(node)
      const parentKind = sketch.kind(parent)
      const isScope = Object.hasOwn(shape.scopes, parentKind)
      this.#scopes[node] = isScope ? parent : (this.#scopes[parent] ?? noNode)
      this.#branches[node] = shape.branches.has(parentKind)
        ? node
        : isScope
          ? noNode
          : (this.#branches[parent] ?? noNode)
      const outerLoop = isScope ? noNode : (this.#loops[parent] ?? noNode)
      this.#loops[node] = outerLoop === noNode && shape.loops.has(sketch.kind(node)) ? node : outerLoop
    }
    this.#collect()
  }

  scopeOf(node: NodeId): NodeId {
    return this.#scopes[node] ?? noNode
  }

  /** @param what lists may also be changed by functions of this file that are given them */
  isMutated(name: string, what: 'list' | 'text' = 'list'): boolean {
    return (what === 'list' ? this.#mutated : this.#changed).has(name)
  }

  /** The scope a name belongs to where the node stands; undefined when the file gives it no meaning. */
  homeOf(name: string, node: NodeId): NodeId | undefined {
    return this.#bindingScope(name, node)
  }

  /** Whether the file gives the name any meaning where the node stands. */
  isBound(name: string, node: NodeId): boolean {
    return this.#bindingScope(name, node) !== undefined
  }

  /**
   * The definitions that may hold at a node, in the order of the text.
   * @returns undefined when there are too many to tell; empty when the file gives the name no meaning
   */
  reaching(name: string, node: NodeId): readonly Definition[] | undefined {
    const home = this.#bindingScope(name, node)
    if (home === undefined) return []
    const all = this.#bindings.get(home)?.get(name) ?? []
    const isLocal = this.scopeOf(node) === home
    // Whatever runs in another function may run at any time.
    if (!isLocal || all.some(({ scope }) => scope !== home)) return all.length > mostWeighed ? undefined : all
    const { sketch } = this.#meanings
    let low = 0
    let high = all.length
    while (low < high) {
      const middle = (low + high) >> 1
      const definition = all[middle]
      if (definition !== undefined && sketch.last(definition.node) < node) low = middle + 1
      else high = middle
    }
    const before: Definition[] = []
    for (let index = low - 1; index >= 0; index--) {
      const definition = all[index]
      if (definition === undefined) break
      if (before.length >= mostWeighed) return undefined
      before.unshift(definition)
      if (this.#always(definition.node, node)) break
    }
    const loop = this.#loops[node] ?? noNode
    const after: Definition[] = []
    if (loop !== noNode)
      for (let index = low; index < all.length; index++) {
        const definition = all[index]
        if (definition === undefined || !sketch.contains(loop, definition.node)) break
        if (after.length >= mostWeighed) return undefined
        after.push(definition)
      }
    // A use before every definition is one of a hoisted name.
    return before.length + after.length === 0 ? all.slice(0, mostWeighed) : [...before, ...after]
  }

  /** Whether whoever reaches `use` has passed `definition`, which stands before it. */
  #always(definition: NodeId, use: NodeId): boolean {
    const branch = this.#branches[definition] ?? noNode
    return branch === noNode || this.#meanings.sketch.contains(branch, use)
  }

  #bindingScope(name: string, node: NodeId): NodeId | undefined {
    const { sketch, shape } = this.#meanings
    const start = this.scopeOf(node)
    for (let scope = start, hops = 0; hops < mostHops; scope = this.scopeOf(scope), hops++) {
      const kind = shape.scopes[sketch.kind(scope)]
      // Names of a class body are seen in it, not from its methods.
      const isVisible = scope === start || scope === noNode || kind !== 'class' || shape.seesClassNames
      if (isVisible && this.#bindings.get(scope)?.has(name) === true) return scope
      if (scope === noNode) return undefined
      if (!shape.sees(name, sketch.kind(scope))) return this.#outer.get(scope)?.has(name) ? noNode : undefined
    }
    return undefined
  }

  #collect(): void {
    const { sketch, shape } = this.#meanings
    const undeclared: [string, Definition][] = []
    const calls: { readonly callee: Callee; readonly arguments: readonly NodeId[] }[] = []
    const add = (name: string, definition: Definition, isDeclaration: boolean): void => {
      if (isDeclaration) this.#add(definition.scope, name, definition)
      else undeclared.push([name, definition])
    }
    for (let node = 0; node < sketch.size; node++) {
      const scope = this.scopeOf(node)
      for (const meaning of this.#meanings.each(node)) {
        switch (meaning.is) {
          case 'assign': {
            const gives = { value: meaning.value, operator: meaning.operator }
            this.#assign(meaning.target, node, gives, (name, definition) =>
              add(name, definition, meaning.isDeclaration),
            )
            break
          }
          case 'bind':
            for (const target of meaning.targets)
              this.#assign(target, node, undefined, (name, definition) => add(name, definition, true))
            break
          case 'function':
            for (const parameter of meaning.parameters)
              this.#add(node, this.#meanings.sketch.raw(parameter), {
                node: parameter,
                scope: node,
                gives: { is: 'opaque' },
              })
            break
          case 'remove':
            for (const target of meaning.targets)
              this.#assign(target, node, undefined, (name, definition) => add(name, definition, false))
            break
          case 'import':
            if (meaning.whole !== '')
              add(
                meaning.whole,
                { node, scope, gives: { is: 'import', path: this.#module(meaning.module, meaning.whole) } },
                true,
              )
            for (const { name, alias } of meaning.names) {
              const path = `${shape.module(meaning.module)}.${name}`
              add(alias, { node, scope, gives: { is: 'import', path } }, true)
            }
            break
          case 'define':
            if (meaning.kind === 'function') this.#own.add(meaning.name)
            if (meaning.kind !== 'undef' && meaning.kind !== 'macro')
              add(meaning.name, { node, scope, gives: { is: 'itself' } }, true)
            break
          case 'outer': {
            const names = this.#outer.get(scope) ?? new Set()
            for (const name of meaning.names) names.add(name)
            this.#outer.set(scope, names)
            break
          }
          case 'call':
            calls.push(meaning)
            break
        }
      }
    }
    for (const { callee, arguments: given } of calls) this.#noteMutation(callee, given)
    for (const [name, definition] of undeclared) this.#add(this.#home(name, definition), name, definition)
    for (const names of this.#bindings.values())
      for (const definitions of names.values()) definitions.sort((a, b) => sketch.last(a.node) - sketch.last(b.node))
  }

  /** `import os.path` binds `os`, which stands for `os`. */
  #module(module: string, whole: string): string {
    return module.startsWith(`${whole}.`) ? whole : this.#meanings.shape.module(module)
  }

  #home(name: string, { scope, node }: Definition): NodeId {
    const { shape, sketch } = this.#meanings
    const home = shape.home(name)
    if (home === 'file') return noNode
    if (home === 'class') {
      let at = scope
      while (at !== noNode && shape.scopes[sketch.kind(at)] !== 'class') at = this.scopeOf(at)
      return at
    }
    if (this.#outer.get(scope)?.has(name) === true) return noNode
    if (shape.assignsLocally) return scope
    return this.#bindingScope(name, node) ?? noNode
  }

  #add(scope: NodeId, name: string, definition: Definition): void {
    let names = this.#bindings.get(scope)
    if (names === undefined) {
      names = new Map()
      this.#bindings.set(scope, names)
    }
    const definitions = names.get(name)
    if (definitions === undefined) names.set(name, [definition])
    else definitions.push(definition)
  }

  /** Patterns nest, so a stack walks them. */
  #assign(
    target: NodeId,
    node: NodeId,
    gives: { readonly value: NodeId; readonly operator: string } | undefined,
    add: (name: string, definition: Definition) => void,
  ): void {
    const scope = this.scopeOf(node)
    const todo: { readonly at: NodeId; readonly path: readonly string[] | undefined }[] = [{ at: target, path: [] }]
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      const { at, path } = next
      const meaning = this.#meanings.of(at)
      const give: Given =
        gives === undefined || path === undefined || gives.value === noNode
          ? { is: 'opaque' }
          : path.length > 0
            ? { is: 'field', of: gives.value, path }
            : { is: 'value', value: gives.value, operator: gives.operator, name: this.#meanings.sketch.raw(at) }
      switch (meaning?.is) {
        case 'name':
          add(meaning.name, { node, scope, gives: give })
          break
        case 'group':
          todo.push({ at: meaning.inner, path })
          break
        case 'list':
          for (const item of meaning.items) todo.push({ at: item, path: undefined })
          break
        case 'spread':
          for (const item of this.#meanings.sketch.children(at)) todo.push({ at: item, path: undefined })
          break
        case 'assign':
          todo.push({ at: meaning.target, path: undefined })
          break
        case 'pattern':
          for (const part of meaning.parts) {
            const inner = this.#meanings.of(part)
            const isShort = path !== undefined && path.length < 8 && meaning.byName
            if (inner?.is === 'keyword')
              todo.push({ at: inner.value, path: isShort ? [...path, inner.name] : undefined })
            else if (inner?.is === 'name') todo.push({ at: part, path: isShort ? [...path, inner.name] : undefined })
            else todo.push({ at: part, path: inner?.is === 'pattern' && isShort ? path : undefined })
          }
          break
        case 'member':
        case 'index':
          this.#mutate(at, true)
          break
      }
    }
  }

  /** Functions of the file and literal ones may change what they are given; of others, those that are known to. */
  #noteMutation(callee: Callee, given: readonly NodeId[]): void {
    const { mutators } = this.#meanings.shape
    const meaning =
      typeof callee === 'number'
        ? this.#meanings.of(this.#meanings.ungrouped(callee))
        : typeof callee === 'object'
          ? callee
          : undefined
    const name =
      typeof callee === 'string' ? callee : meaning?.is === 'member' || meaning?.is === 'name' ? meaning.name : ''
    const isMutator = mutators.has(name)
    if (isMutator && meaning?.is === 'member') this.#mutate(meaning.object, true)
    if (isMutator || meaning?.is === 'function' || this.#own.has(name))
      for (const argument of given) this.#mutate(argument, isMutator)
  }

  #mutate(node: NodeId, isCertain: boolean): void {
    const root = this.#meanings.rootName(node)
    if (root === undefined) return
    this.#mutated.add(root)
    if (isCertain) this.#changed.add(root)
  }
}
