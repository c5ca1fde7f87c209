import type { Node, TreeCursor } from 'web-tree-sitter'
import { changedLines, type Hunk } from '../model/hunk'
import { lastLine, type Side, type TextSpan } from '../model/location'
import { collectFaults, newFaults, nodeSpan, type SyntaxFault } from './faults'
import type { GrammarStore } from './grammars'
import type { GrammarId } from './language'
import { oldLines } from './lineMap'
import { defaultParseBudget, type ParseBudget, type ParsedText, type ParseFailure, parse } from './parse'
import { prepareForParsing } from './template'

/** A node of a tree. Valid until its {@link SourceTree} is deleted; rules never keep one. */
export type SyntaxNode = Node

export interface SourceInput {
  readonly language: GrammarId
  /** Decides about templates (`.in`) and automake. */
  readonly path: string
  readonly text: string
  readonly side: Side
  /** Absent in a scan and for an added file: everything counts as changed then. */
  readonly hunks?: readonly Hunk[]
  /** Gives the tree of the old side, once somebody compares with it. Stays the caller's to delete. */
  readonly old?: () => SourceTree | undefined
  /** The other side, where it is parsed already: what the two have in common is not parsed again. */
  readonly similar?: SourceTree
  readonly budget?: ParseBudget
}

export type SourceTreeResult =
  | { readonly ok: true; readonly tree: SourceTree }
  | { readonly ok: false; readonly reason: ParseFailure }

/** Parses one side of a file. Never throws on input; its language must have been awaited with `GrammarStore.ensure`. */
export function parseSource(grammars: GrammarStore, input: SourceInput): SourceTreeResult {
  const prepared = prepareForParsing(input.language, input.path, input.text)
  const similar = input.similar?.language === input.language ? input.similar.parsed : undefined
  const result = parse(grammars, input.language, prepared, input.budget ?? defaultParseBudget, similar)
  return result.ok ? { ok: true, tree: new SourceTree(input, { text: prepared, tree: result.tree }) } : result
}

/** The syntax tree of one side of a file, which knows what the change touched. Whoever made it deletes it. */
export class SourceTree {
  readonly language: GrammarId
  readonly side: Side
  readonly root: SyntaxNode
  /** As the parser saw it. */
  readonly parsed: ParsedText
  readonly #old: () => SourceTree | undefined
  readonly #source: string
  readonly #hunks: readonly Hunk[] | undefined
  /** Ascending; undefined when everything counts as changed. */
  readonly #changed: readonly number[] | undefined
  #faults: readonly SyntaxFault[] | undefined

  constructor(input: SourceInput, parsed: ParsedText) {
    this.language = input.language
    this.side = input.side
    this.#old = input.old ?? (() => undefined)
    this.root = parsed.tree.rootNode
    this.parsed = parsed
    this.#source = input.text
    this.#hunks = input.hunks
    this.#changed = input.hunks && [...changedLines(input.hunks, input.side)].sort((a, b) => a - b)
  }

  /** The text of a node as the file has it (placeholders not substituted). */
  text(node: SyntaxNode): string {
    return this.#source.slice(node.startIndex, node.endIndex)
  }

  span(node: SyntaxNode): TextSpan {
    return nodeSpan(node)
  }

  /** Whether a span touches a line the change added (new side) or removed (old side). */
  isChanged(span: TextSpan): boolean {
    if (this.#changed === undefined) return true
    let low = 0
    let high = this.#changed.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#changed[middle] ?? 0) < span.start.line) low = middle + 1
      else high = middle
    }
    const next = this.#changed[low]
    return next !== undefined && next <= lastLine(span)
  }

  /** Nodes of these types that touch a changed line, in the order of the text; an outer node comes before its parts. */
  changedNodes(kinds: Iterable<string>): readonly SyntaxNode[] {
    return this.#collect(new Set(kinds), cursor => this.#isChangedUnder(cursor))
  }

  /** All nodes of these types, in the same order. */
  nodes(kinds: Iterable<string>): readonly SyntaxNode[] {
    return this.#collect(new Set(kinds), () => true)
  }

  /** The nearest node of one of these types around a node, not the node itself. */
  enclosing(node: SyntaxNode, kinds: Iterable<string>): SyntaxNode | undefined {
    const wanted = new Set(kinds)
    for (let at = node.parent; at !== null; at = at.parent) if (wanted.has(at.type)) return at
    return undefined
  }

  errors(): readonly SyntaxFault[] {
    this.#faults ??= collectFaults(this.root, this.#source)
    return this.#faults
  }

  /** Faults more than the old side had; without an old side, all of them. */
  newErrors(): readonly SyntaxFault[] {
    const old = this.#old()
    if (old === undefined) return this.errors()
    return newFaults(old.errors(), this.errors(), oldLines(this.#hunks ?? []))
  }

  /** Frees the tree in wasm memory, which no garbage collector sees. */
  delete(): void {
    this.parsed.tree.delete()
  }

  #isChangedUnder({ startPosition, endPosition }: TreeCursor): boolean {
    return this.isChanged({
      start: { line: startPosition.row + 1, column: startPosition.column },
      end: { line: endPosition.row + 1, column: endPosition.column },
    })
  }

  /** Asks the cursor rather than nodes: making a node costs more than all else here. */
  #collect(kinds: ReadonlySet<string>, isWanted: (cursor: TreeCursor) => boolean): readonly SyntaxNode[] {
    const found: SyntaxNode[] = []
    const cursor = this.root.walk()
    try {
      for (;;) {
        const inside = isWanted(cursor)
        if (inside && kinds.has(cursor.nodeType)) found.push(cursor.currentNode)
        if (inside && cursor.gotoFirstChild()) continue
        while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return found
      }
    } finally {
      cursor.delete()
    }
  }
}
