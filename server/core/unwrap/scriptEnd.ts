import type { Node } from './syntax'

const ENDS = new Set(['exit', 'return', 'break', 'continue'])

/** Whether a command ends the script, function or loop it is in. */
function isEnd(node: Node): boolean {
  if (node.kind !== 'simple') return false
  const [piece] = node.words[0] ?? []
  return piece?.kind === 'text' && ENDS.has(piece.text)
}

export function endsScript(node: Node): boolean {
  if (node.kind === 'list') return node.items.some(isEnd)
  return node.kind === 'group' ? endsScript(node.body) : isEnd(node)
}
