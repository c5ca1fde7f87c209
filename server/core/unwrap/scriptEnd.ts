import type { Node } from './syntax'

/** Whether a command ends the script or function it is in. */
export function isEnd(node: Node): boolean {
  if (node.kind !== 'simple') return false
  const [piece] = node.words[0] ?? []
  return piece?.kind === 'text' && (piece.text === 'exit' || piece.text === 'return')
}

export function endsScript(node: Node): boolean {
  if (node.kind === 'list') return node.items.some(isEnd)
  return node.kind === 'group' ? endsScript(node.body) : isEnd(node)
}
