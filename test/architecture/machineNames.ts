import ts from 'typescript'

/** What brings in the outside world: a file, a clock, chance, a log. */
const FORBIDDEN = new Set([
  'Buffer',
  'Date',
  '__dirname',
  '__filename',
  'console',
  'fetch',
  'globalThis',
  'performance',
  'process',
  'require',
  'setImmediate',
  'setInterval',
  'setTimeout',
])

export interface MachineName {
  readonly name: string
  /** From 1. */
  readonly line: number
}

/** Where code names the machine it runs on. Strings, patterns, comments, types and properties may speak of it. */
export function machineNames(path: string, text: string): readonly MachineName[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: MachineName[] = []
  const visit = (node: ts.Node): void => {
    const name = nameOf(node)
    if (name !== undefined)
      found.push({ name, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1 })
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function nameOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random') return 'Math.random'
  if (!ts.isIdentifier(node) || !FORBIDDEN.has(node.text)) return undefined
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return undefined
  if (ts.isPropertyAssignment(parent) && parent.name === node) return undefined
  if (ts.isPropertySignature(parent) || ts.isTypeReferenceNode(parent) || ts.isMethodSignature(parent)) return undefined
  return node.text
}
