import type { EmbeddedText } from '../embeddedText'
import type { EnvironmentAccess } from '../program'
import { shownValue } from '../value'
import { asValue } from './computed'
import type { Evaluator } from './evaluator'
import type { Meanings } from './meanings'
import type { EnvironmentFunction, Meaning } from './shape'
import { type NodeId, noNode } from './sketch'
import type { Targets } from './targets'

/** Finds reads and writes of the environment among the nodes it is shown, in the order of the text. */
export class EnvironmentReader {
  readonly found: EnvironmentAccess[] = []
  readonly #body: EmbeddedText
  readonly #meanings: Meanings
  readonly #evaluator: Evaluator
  readonly #targets: Targets
  /** Names up to here belong to an import. */
  #importedUpTo: NodeId = noNode

  constructor(body: EmbeddedText, meanings: Meanings, evaluator: Evaluator, targets: Targets) {
    this.#body = body
    this.#meanings = meanings
    this.#evaluator = evaluator
    this.#targets = targets
  }

  take(node: NodeId, meaning: Meaning): void {
    if (meaning.is === 'import') this.#importedUpTo = this.#meanings.sketch.last(node)
    if (node <= this.#importedUpTo) return
    switch (meaning.is) {
      case 'call':
        this.#call(node, meaning)
        break
      case 'member':
      case 'index':
        if (!this.#entry(node, meaning)) this.#whole(node)
        break
      case 'name':
        this.#whole(node)
        break
    }
  }

  #call(node: NodeId, meaning: Meaning & { readonly is: 'call' }): void {
    const { environment } = this.#meanings.shape
    const target = this.#targets.ofCallee(meaning.callee)
    const dot = target.lastIndexOf('.')
    const isMethod = environment.objects.has(target.slice(0, dot))
    const known = isMethod ? own(environment.methods, target.slice(dot + 1)) : own(environment.functions, target)
    if (known === undefined) return
    if (known.argument === 'all') this.#add(node, '*', known.access)
    else if (meaning.arguments.length === 0) this.#add(node, '*', known.access)
    else this.#add(node, this.#text(meaning.arguments[known.argument] ?? noNode), known.access)
  }

  /** `process.env.X`, `os.environ['X']`. */
  #entry(node: NodeId, meaning: Meaning & { readonly is: 'member' | 'index' }): boolean {
    const { environment } = this.#meanings.shape
    if (meaning.object === noNode || !environment.objects.has(this.#targets.of(meaning.object))) return false
    if (meaning.is === 'member') {
      // Its methods are taken as calls.
      if (own(environment.methods, meaning.name) === undefined) this.#add(node, meaning.name, this.#accessTo(node))
    } else this.#add(node, this.#text(meaning.key), this.#accessTo(node))
    return true
  }

  #whole(node: NodeId): void {
    const { environment } = this.#meanings.shape
    if (!environment.objects.has(this.#targets.of(node))) return
    const { sketch } = this.#meanings
    let [place, parent] = [node, sketch.parent(node)]
    let outer = this.#meanings.of(parent)
    for (; outer?.is === 'group'; outer = this.#meanings.of(parent)) [place, parent] = [parent, sketch.parent(parent)]
    switch (outer?.is) {
      case 'member':
        return
      case 'index':
        if (outer.object === place) return
        break
      case 'call':
        if (typeof outer.callee === 'object' && outer.callee.object === place) return
        break
      case 'bind':
      case 'pattern':
        return
      case 'keyword':
        if (outer.value !== place || this.#meanings.of(this.#meanings.sketch.parent(parent))?.is === 'pattern') return
        break
      case 'assign': {
        if (outer.target === place) {
          if (this.#meanings.of(node)?.is !== 'name') this.#add(node, '*', 'write')
          return
        }
        const pattern = this.#meanings.of(outer.target)
        if (pattern?.is === 'pattern' && pattern.byName) {
          this.#parts(pattern.parts)
          return
        }
      }
    }
    this.#add(node, '*', 'read')
  }

  /** `const { X, Y } = process.env`. */
  #parts(parts: readonly NodeId[]): void {
    for (const part of parts) {
      const meaning = this.#meanings.of(part)
      const inner = meaning?.is === 'pattern' ? this.#meanings.of(meaning.parts[0] ?? noNode) : meaning
      if (inner?.is === 'name' || inner?.is === 'keyword') this.#add(part, inner.name, 'read')
      else this.#add(part, '*', 'read')
    }
  }

  #accessTo(node: NodeId): 'read' | 'write' {
    const outer = this.#meanings.of(this.#meanings.sketch.parent(node))
    if (outer?.is === 'assign') return outer.target === node ? 'write' : 'read'
    return outer?.is === 'remove' && outer.targets.includes(node) ? 'write' : 'read'
  }

  #text(node: NodeId): string {
    // `putenv('X=1')` gives name and value in one.
    return shownValue(asValue(this.#evaluator.compute(node))).replace(/=[\s\S]*/, '')
  }

  #add(node: NodeId, name: string, access: EnvironmentAccess['access']): void {
    const { sketch } = this.#meanings
    this.found.push({ name, access, span: this.#body.span(sketch.start(node), sketch.end(node)) })
  }
}

function own(table: Readonly<Record<string, EnvironmentFunction>>, name: string): EnvironmentFunction | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}
