import type { Node } from 'web-tree-sitter'
import type { TextSpan } from '../model/location'

/**
 * A place the grammar could not read. `unexpected`: text that fits nowhere (an ERROR node). `missing`: a token the parser
 * had to invent to go on (a MISSING node, without width).
 */
export interface SyntaxFault {
  readonly kind: 'unexpected' | 'missing'
  readonly span: TextSpan
  /** The offending text, or the token that is missing. */
  readonly text: string
  /** Between `#if` and `#endif`: branches may be halves of one construct there, so the fault weighs less. */
  readonly insidePreprocessorIf: boolean
}

/** In UTF-16 units: an ERROR node may span a whole file, and nobody reads that. */
const shownLength = 400

const conditionals = new Set(['preproc_if', 'preproc_ifdef', 'preproc_else', 'preproc_elif', 'preproc_elifdef'])

/**
 * All faults of a tree in the order of the text. Faults inside an ERROR node are reported too: after a slip the parser
 * may wrap a large part of the file, and the slip itself is then the inner one.
 * @param source the text as the file has it, which may differ in characters, not in length, from what was parsed
 */
export function collectFaults(root: Node, source: string): readonly SyntaxFault[] {
  const faults: SyntaxFault[] = []
  if (!root.hasError) return faults
  const cursor = root.walk()
  try {
    let depthInConditional = 0
    const enter = (): boolean => {
      const node = cursor.currentNode
      if (node.isMissing) {
        // A line end is "missing" after trailing blanks of a directive and at the end of a file: nobody left it out.
        if (node.type !== '\n') faults.push(toFault(node, 'missing', node.type, depthInConditional > 0))
      } else if (node.isError) {
        const text = source.slice(node.startIndex, Math.min(node.endIndex, node.startIndex + shownLength))
        if (node.endIndex > node.startIndex) faults.push(toFault(node, 'unexpected', text, depthInConditional > 0))
      }
      if (!node.hasError || !cursor.gotoFirstChild()) return false
      if (conditionals.has(node.type)) depthInConditional++
      return true
    }
    let descended = enter()
    for (;;) {
      if (!descended) {
        while (!cursor.gotoNextSibling()) {
          if (!cursor.gotoParent()) return faults
          if (conditionals.has(cursor.nodeType)) depthInConditional--
        }
      }
      descended = enter()
    }
  } finally {
    cursor.delete()
  }
}

function toFault(node: Node, kind: SyntaxFault['kind'], text: string, insidePreprocessorIf: boolean): SyntaxFault {
  return { kind, span: nodeSpan(node), text, insidePreprocessorIf }
}

export function nodeSpan(node: Node): TextSpan {
  const { startPosition: start, endPosition: end } = node
  return {
    start: { line: start.row + 1, column: start.column },
    end: { line: end.row + 1, column: end.column },
  }
}

/**
 * The faults a change brought in: those of the new side that no fault of the old side explains. A fault on lines the
 * change left alone is explained by one of the same kind where those lines were; any other by one with the same text.
 * Each old fault explains one new one.
 * @param oldLineOf line of the old side for an unchanged line of the new side, else undefined
 */
export function newFaults(
  oldFaults: readonly SyntaxFault[],
  faults: readonly SyntaxFault[],
  oldLineOf: (line: number) => number | undefined,
): readonly SyntaxFault[] {
  const byPlace = groupBy(oldFaults, fault => placeKey(fault, fault.span.start.line))
  const used = new Set<SyntaxFault>()
  const take = (candidates: readonly SyntaxFault[] | undefined): boolean => {
    const free = candidates?.find(candidate => !used.has(candidate))
    if (free === undefined) return false
    used.add(free)
    return true
  }
  const moved = faults.filter(fault => {
    const oldLine = oldLineOf(fault.span.start.line)
    return oldLine === undefined || !take(byPlace.get(placeKey(fault, oldLine)))
  })
  const byText = groupBy(
    oldFaults.filter(fault => !used.has(fault)),
    textKey,
  )
  return moved.filter(fault => !take(byText.get(textKey(fault))))
}

function placeKey(fault: SyntaxFault, line: number): string {
  return `${fault.kind} ${line}:${fault.span.start.column}`
}

function textKey(fault: SyntaxFault): string {
  return `${fault.kind} ${fault.text.replace(/\s+/g, ' ')}`
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group === undefined) groups.set(key(item), [item])
    else group.push(item)
  }
  return groups
}
