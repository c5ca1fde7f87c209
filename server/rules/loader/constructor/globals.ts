import type { SourceTree, SyntaxNode } from '../../../core/syntax/sourceTree'

/** A call of a C++ file that takes place while the program or library is loaded. */
export interface LoadCall {
  readonly node: SyntaxNode
  /** The object or variable that is set up. */
  readonly symbol: string
}

/** Programs started, libraries loaded, connections made: what setting up a value has no need of. */
const reaches =
  /^(?:(?:std|boost::process|bp)?::)?(?:system|_?w?popen|exec[lv]p?e?|execvpe|fork|vfork|posix_spawnp?|WinExec|CreateProcess(?:AsUser)?[AW]?|ShellExecute(?:Ex)?[AW]?|dlopen|LoadLibrary(?:Ex)?[AW]?|socket|connect|URLDownloadToFile[AW]?|ptrace|mprotect)$/

const FUNCTIONS = ['function_definition']
const SCOPES = ['function_definition', 'lambda_expression', 'class_specifier', 'struct_specifier']

/** Calls on changed lines that run before `main`: of the constructor of a global object, or that give a global its value. */
export function loadCalls(tree: SourceTree): readonly LoadCall[] {
  return tree.changedNodes(['call_expression']).flatMap(node => {
    const callee = node.childForFieldName('function')?.text ?? ''
    if (!reaches.test(callee)) return []
    const around = tree.enclosing(node, FUNCTIONS)
    const symbol = around === undefined ? variableAround(tree, node) : objectOf(tree, around)
    return symbol === undefined ? [] : [{ node, symbol }]
  })
}

/** The global whose value the call takes part in, also through a function without a name that is called on the spot. */
function variableAround(tree: SourceTree, node: SyntaxNode): string | undefined {
  const inner = tree.enclosing(node, ['init_declarator', 'field_declaration', 'parameter_list'])
  if (inner?.type !== 'init_declarator') return undefined
  const lambda = tree.enclosing(node, ['lambda_expression'])
  const isCalled =
    lambda === undefined || lambda.startIndex < inner.startIndex || lambda.parent?.type === 'call_expression'
  return isCalled ? nameOf(inner) : undefined
}

/** Of a constructor: a global object of its class in this file. */
function objectOf(tree: SourceTree, definition: SyntaxNode): string | undefined {
  const written = nameOf(definition) ?? ''
  const own = written.split('::').at(-1) ?? ''
  const holder = tree.enclosing(definition, ['class_specifier', 'struct_specifier'])
  const owner = written.includes('::') ? written.split('::').at(-2) : holder?.childForFieldName('name')?.text
  if (own === '' || owner !== own) return undefined
  const global = tree
    .nodes(['declaration'])
    .find(
      one =>
        typeName(one) === own &&
        tree.enclosing(one, SCOPES) === undefined &&
        !/^\s*extern\b/.test(one.text) &&
        one.childForFieldName('declarator')?.type !== 'function_declarator',
    )
  return global === undefined ? undefined : (nameOf(global) ?? own)
}

function typeName(declaration: SyntaxNode): string | undefined {
  const type = declaration.childForFieldName('type')
  return type?.childForFieldName('name')?.text ?? type?.text
}

/** The name that is declared, whatever stands around it. */
function nameOf(node: SyntaxNode): string | undefined {
  let at = node.childForFieldName('declarator')
  for (let steps = 0; at !== null && steps < 8; steps++) {
    const inner = at.childForFieldName('declarator')
    if (inner === null) return at.text.split(/[\s({=]/, 1)[0]
    at = inner
  }
  return undefined
}
