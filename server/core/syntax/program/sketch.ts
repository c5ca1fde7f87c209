import type { SourceTree } from '../sourceTree'

/** Number of a node in a {@link Sketch}: nodes are numbered in the order of the text, an outer one before its parts. */
export type NodeId = number

/** Stands for "there is none". */
export const noNode: NodeId = -1

/** Nodes that one program may have; two megabytes of ordinary code have about this many. */
const limitNodes = 1_000_000

/** Room for the nodes of a page of code; most programs grow it once or twice. */
const startRows = 2048

/**
 * A syntax tree laid out in arrays: asking it costs nothing, and following it needs no recursion. Named nodes, and
 * tokens that have a field (operators); comments are left out.
 */
export class Sketch {
  readonly text: string
  readonly size: number
  readonly #names: readonly string[]
  readonly #kinds: Uint16Array
  readonly #fields: Uint16Array
  readonly #starts: Uint32Array
  readonly #ends: Uint32Array
  readonly #parents: Int32Array
  readonly #lasts: Int32Array

  constructor(text: string, names: readonly string[], rows: Rows) {
    this.text = text
    this.size = rows.size
    this.#names = names
    this.#kinds = rows.kinds.slice(0, rows.size)
    this.#fields = rows.fields.slice(0, rows.size)
    this.#starts = rows.starts.slice(0, rows.size)
    this.#ends = rows.ends.slice(0, rows.size)
    this.#parents = rows.parents.slice(0, rows.size)
    this.#lasts = rows.lasts.slice(0, rows.size)
  }

  /** What the grammar calls it; empty for {@link noNode}. */
  kind(node: NodeId): string {
    return this.#names[this.#kinds[node] ?? 0] ?? ''
  }

  /** The field its parent has it in; empty without one. */
  fieldOf(node: NodeId): string {
    return this.#names[this.#fields[node] ?? 0] ?? ''
  }

  start(node: NodeId): number {
    return this.#starts[node] ?? 0
  }

  end(node: NodeId): number {
    return this.#ends[node] ?? 0
  }

  parent(node: NodeId): NodeId {
    return this.#parents[node] ?? noNode
  }

  /** The last node inside it, itself if it has no parts. */
  last(node: NodeId): NodeId {
    return this.#lasts[node] ?? node
  }

  contains(outer: NodeId, inner: NodeId): boolean {
    return inner >= outer && inner <= this.last(outer)
  }

  raw(node: NodeId): string {
    return this.text.slice(this.start(node), this.end(node))
  }

  /** The first part in a field, or {@link noNode}. */
  child(node: NodeId, field: string): NodeId {
    if (node < 0) return noNode
    const last = this.last(node)
    for (let part = node + 1; part <= last; part = this.last(part) + 1) if (this.fieldOf(part) === field) return part
    return noNode
  }

  /** The first part of one of these kinds, or {@link noNode}. */
  childOfKind(node: NodeId, ...kinds: readonly string[]): NodeId {
    if (node < 0) return noNode
    const last = this.last(node)
    for (let part = node + 1; part <= last; part = this.last(part) + 1) if (kinds.includes(this.kind(part))) return part
    return noNode
  }

  /** All parts, or those in a field. */
  children(node: NodeId, field?: string): readonly NodeId[] {
    const found: NodeId[] = []
    if (node < 0) return found
    const last = this.last(node)
    for (let part = node + 1; part <= last; part = this.last(part) + 1)
      if (field === undefined || this.fieldOf(part) === field) found.push(part)
    return found
  }

  /** The first part, or {@link noNode}. */
  firstChild(node: NodeId): NodeId {
    return node >= 0 && this.last(node) > node ? node + 1 : noNode
  }
}

/** One column for each thing that is known of a node; the columns grow together. */
class Rows {
  size = 0
  kinds = new Uint16Array(startRows)
  fields = new Uint16Array(startRows)
  starts = new Uint32Array(startRows)
  ends = new Uint32Array(startRows)
  parents = new Int32Array(startRows)
  lasts = new Int32Array(startRows)

  /** Makes room for one more and returns its number. */
  add(): NodeId {
    if (this.size === this.kinds.length) this.#grow(this.size * 4)
    return this.size++
  }

  #grow(to: number): void {
    this.kinds = into(new Uint16Array(to), this.kinds)
    this.fields = into(new Uint16Array(to), this.fields)
    this.starts = into(new Uint32Array(to), this.starts)
    this.ends = into(new Uint32Array(to), this.ends)
    this.parents = into(new Int32Array(to), this.parents)
    this.lasts = into(new Int32Array(to), this.lasts)
  }
}

function into<T extends { set(from: T): void }>(to: T, from: T): T {
  to.set(from)
  return to
}

/** Puts a {@link Sketch} together, by the walk below or by a lexer of a language without a grammar. */
export class SketchBuilder {
  readonly #text: string
  readonly #names: string[] = ['']
  readonly #numbers = new Map<string, number>([['', 0]])
  readonly #rows = new Rows()
  readonly #open: NodeId[] = []

  constructor(text: string) {
    this.#text = text
  }

  get isFull(): boolean {
    return this.#rows.size >= limitNodes
  }

  /** Begins a node; what comes until its {@link close} is inside it. `end` may be corrected there. */
  open(kind: string, start: number, end: number, field = ''): void {
    const parent = this.#open[this.#open.length - 1] ?? noNode
    const rows = this.#rows
    const id = rows.add()
    rows.kinds[id] = this.#number(kind)
    rows.fields[id] = this.#number(field)
    rows.starts[id] = start
    rows.ends[id] = end
    rows.parents[id] = parent
    rows.lasts[id] = id
    this.#open.push(id)
  }

  close(end?: number): void {
    const id = this.#open.pop()
    if (id === undefined) return
    this.#rows.lasts[id] = this.#rows.size - 1
    if (end !== undefined) this.#rows.ends[id] = end
  }

  leaf(kind: string, start: number, end: number, field = ''): void {
    this.open(kind, start, end, field)
    this.close()
  }

  build(): Sketch {
    while (this.#open.length > 0) this.close()
    return new Sketch(this.#text, this.#names, this.#rows)
  }

  #number(name: string): number {
    let number = this.#numbers.get(name)
    if (number === undefined) {
      number = this.#names.length
      this.#names.push(name)
      this.#numbers.set(name, number)
    }
    return number
  }
}

const ignored: ReadonlySet<string> = new Set([
  'comment',
  'line_comment',
  'block_comment',
  'doc_comment',
  'html_comment',
  'line_continuation',
])

/**
 * Lays a tree out, in one walk of a cursor: making a node costs far more than asking the cursor.
 * @param text what the tree was made of, placeholders as written
 */
export function sketchOf(tree: SourceTree, text: string): { readonly sketch: Sketch; readonly isCut: boolean } {
  const builder = new SketchBuilder(text)
  const cursor = tree.root.walk()
  // Whether the node at each depth was taken, so that only those are closed.
  const taken: boolean[] = []
  try {
    for (;;) {
      const isNamed = cursor.nodeIsNamed
      const field = cursor.currentFieldId === 0 ? '' : (cursor.currentFieldName ?? '')
      const kind = isNamed || field !== '' ? cursor.nodeType : ''
      const isTaken = kind !== '' && !ignored.has(kind)
      if (isTaken) {
        if (builder.isFull) return { sketch: builder.build(), isCut: true }
        builder.open(kind, cursor.startIndex, cursor.endIndex, field)
      }
      if (cursor.gotoFirstChild()) {
        taken.push(isTaken)
        continue
      }
      if (isTaken) builder.close()
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) return { sketch: builder.build(), isCut: false }
        if (taken.pop() === true) builder.close()
      }
    }
  } finally {
    cursor.delete()
  }
}
