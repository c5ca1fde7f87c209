import type { Meaning, ProgramShape } from './shape'
import { type NodeId, noNode, type Sketch } from './sketch'

/** What every node of a program means, asked for when needed and kept. */
export class Meanings {
  readonly sketch: Sketch
  readonly shape: ProgramShape
  readonly #known: (Meaning | undefined | null)[]

  constructor(sketch: Sketch, shape: ProgramShape) {
    this.sketch = sketch
    this.shape = shape
    this.#known = new Array<Meaning | undefined | null>(sketch.size).fill(null)
  }

  of(node: NodeId): Meaning | undefined {
    if (node < 0) return undefined
    let meaning = this.#known[node]
    if (meaning === null) {
      const kind = this.sketch.kind(node)
      meaning = Object.hasOwn(this.shape.kinds, kind) ? this.shape.kinds[kind]?.(this.sketch, node) : undefined
      this.#known[node] = meaning
    }
    return meaning
  }

  /** The node that a group stands for in the end. */
  ungrouped(node: NodeId): NodeId {
    let at = node
    for (let meaning = this.of(at); meaning?.is === 'group' && meaning.inner !== noNode; meaning = this.of(at))
      at = meaning.inner
    return at
  }

  /** Meanings one by one, `many` taken apart. */
  each(node: NodeId): readonly Meaning[] {
    const meaning = this.of(node)
    return meaning === undefined ? [] : meaning.is === 'many' ? meaning.of : [meaning]
  }

  /** The name at the root of `a.b[0].c`, if there is one. */
  rootName(node: NodeId): string | undefined {
    let at = node
    for (;;) {
      const meaning = this.of(at)
      if (meaning?.is === 'name') return meaning.name
      if (meaning?.is === 'group') at = meaning.inner
      else if (meaning?.is === 'member' || meaning?.is === 'index' || meaning?.is === 'slice') at = meaning.object
      else return undefined
    }
  }
}
