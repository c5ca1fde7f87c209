import { type Sketch, SketchBuilder } from './sketch'

/** A node of a program without a grammar, put together by a parser of our own from a lexer's tokens. */
export interface LexedNode {
  readonly kind: string
  readonly start: number
  readonly end: number
  readonly field?: string
  readonly children: readonly LexedNode[]
}

export function node(kind: string, start: number, end: number, children: readonly LexedNode[] = []): LexedNode {
  return { kind, start, end, children }
}

export function leaf(kind: string, start: number, end: number): LexedNode {
  return { kind, start, end, children: [] }
}

export function as(field: string, of: LexedNode): LexedNode {
  return { ...of, field }
}

/** Lays the nodes out, without recursion over their depth. */
export function sketchOfNodes(
  text: string,
  roots: readonly LexedNode[],
): { readonly sketch: Sketch; readonly isCut: boolean } {
  const builder = new SketchBuilder(text)
  const open: { readonly of: LexedNode; next: number }[] = []
  const root: LexedNode = node('program', 0, text.length, roots)
  builder.open(root.kind, 0, text.length)
  open.push({ of: root, next: 0 })
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const child = top.of.children[top.next++]
    if (child === undefined) {
      builder.close()
      open.pop()
      continue
    }
    if (builder.isFull) return { sketch: builder.build(), isCut: true }
    builder.open(child.kind, child.start, child.end, child.field ?? '')
    open.push({ of: child, next: 0 })
  }
  return { sketch: builder.build(), isCut: false }
}
