import { emptyShape } from './emptyShape'
import { pythonFlow } from './flows'
import { backslash, stringOf } from './literal'
import { functions, methods } from './pythonLibrary'
import * as read from './readers'
import type { ImportedName, Meaning, ProgramShape, Reader } from './shape'
import { type NodeId, noNode, type Sketch } from './sketch'

const escapes = backslash({
  letters: 'abfnrtv',
  hex: true,
  octal: true,
  unicode: 'fixed',
  keepsUnknown: true,
  quotes: '\\\'"',
})
const byteEscapes = backslash({ letters: 'abfnrtv', hex: true, octal: true, keepsUnknown: true, quotes: '\\\'"' })

const string: Reader = (sketch, node) => {
  const opening = sketch.raw(sketch.childOfKind(node, 'string_start'))
  const closing = sketch.raw(sketch.childOfKind(node, 'string_end'))
  const prefix = opening.replace(/["']/g, '').toLowerCase()
  const meaning = stringOf(sketch, node, {
    escapes: prefix.includes('r') ? undefined : prefix.includes('b') ? byteEscapes : escapes,
    opening: opening.length,
    closing: closing.length,
    holeKind: 'interpolation',
  })
  return prefix.includes('b') ? { ...meaning, isBytes: true } : meaning
}

/** `a < b == c` compares neighbours; operators are tokens between the operands. */
const comparison: Reader = (sketch, node) => {
  const parts = sketch.children(node)
  const of: Meaning[] = []
  let left = noNode
  let operator = ''
  for (const part of parts) {
    if (sketch.fieldOf(part) === 'operators')
      operator = operator === '' ? sketch.raw(part) : `${operator} ${sketch.raw(part)}`
    else {
      if (left !== noNode) of.push({ is: 'compare', operator, left, right: part })
      left = part
      operator = ''
    }
  }
  return { is: 'many', of }
}

const subscript: Reader = (sketch, node) => {
  const object = sketch.child(node, 'value')
  const key = sketch.child(node, 'subscript')
  if (sketch.kind(key) !== 'slice') return { is: 'index', object, key }
  const colons = colonsIn(sketch, key)
  const parts = sketch.children(key)
  const place = (from: number, to: number): NodeId =>
    parts.find(part => sketch.start(part) >= from && sketch.end(part) <= to) ?? noNode
  const [first = sketch.end(key), second = sketch.end(key)] = colons
  return {
    is: 'slice',
    object,
    from: place(sketch.start(key), first),
    to: place(first + 1, second),
    step: place(second + 1, sketch.end(key)),
  }
}

/** Where the colons of `a:b:c` are, outside its parts. */
function colonsIn(sketch: Sketch, slice: NodeId): readonly number[] {
  const found: number[] = []
  const parts = sketch.children(slice)
  let at = sketch.start(slice)
  for (const end of [...parts.map(part => sketch.start(part)), sketch.end(slice)]) {
    for (; at < end; at++) if (sketch.text[at] === ':') found.push(at)
    const part = parts.find(candidate => sketch.start(candidate) === end)
    if (part !== undefined) at = sketch.end(part)
  }
  return found
}

function importedNames(sketch: Sketch, node: NodeId): readonly ImportedName[] {
  return sketch.children(node, 'name').map(part => {
    if (sketch.kind(part) !== 'aliased_import') return { name: sketch.raw(part), alias: sketch.raw(part) }
    return { name: sketch.raw(sketch.child(part, 'name')), alias: sketch.raw(sketch.child(part, 'alias')) }
  })
}

/** `import a.b, c as d`: without `as`, the first part of the path is what gets a name. */
const importStatement: Reader = (sketch, node) => ({
  is: 'many',
  of: importedNames(sketch, node).map(({ name, alias }) => ({
    is: 'import',
    module: name,
    whole: alias === name ? (name.split('.')[0] ?? name) : alias,
    names: [],
    form: 'static',
  })),
})

const importFrom: Reader = (sketch, node) => ({
  is: 'import',
  module: sketch.raw(sketch.child(node, 'module_name')),
  whole: '',
  names: importedNames(sketch, node),
  form: 'static',
})

const conditional: Reader = (sketch, node) => {
  const [first = noNode, , third = noNode] = sketch.children(node)
  return { is: 'choice', options: [first, third] }
}

const boolean: Reader = (sketch, node) => {
  const meaning = read.binary(sketch, node)
  return meaning?.is === 'binary' && meaning.operator === 'or' ? meaning : undefined
}

const decorator: Reader = (sketch, node) => {
  const inner = sketch.firstChild(node)
  return sketch.kind(inner) === 'call' ? undefined : { is: 'call', callee: inner, arguments: [], form: 'decorator' }
}

/** `f(x for x in y)` has no argument list. */
const call: Reader = (sketch, node) => {
  const list = sketch.child(node, 'arguments')
  const given = sketch.kind(list) === 'argument_list' ? sketch.children(list) : [list]
  const form = sketch.kind(sketch.parent(node)) === 'decorator' ? 'decorator' : 'call'
  return { is: 'call', callee: sketch.child(node, 'function'), arguments: given, form }
}

const names = (sketch: Sketch, node: NodeId): readonly string[] => sketch.children(node).map(part => sketch.raw(part))

const caseClause: Reader = (sketch, node) => {
  const subject = sketch.child(sketch.parent(sketch.parent(node)), 'subject')
  const of = sketch.children(node).flatMap((part): Meaning[] => {
    if (sketch.kind(part) !== 'case_pattern') return []
    const inner = sketch.firstChild(part)
    const options = sketch.kind(inner) === 'union_pattern' ? sketch.children(inner) : [inner]
    return options.map(right => ({ is: 'compare', operator: 'case', left: subject, right }))
  })
  return { is: 'many', of }
}

const unary: Reader = (sketch, node) =>
  sketch.raw(sketch.child(node, 'operator')) === '-' ? { is: 'number' } : undefined

export const python: ProgramShape = {
  ...emptyShape,
  kinds: {
    identifier: read.name,
    dotted_name: read.name,
    attribute: read.member('object', 'attribute'),
    subscript,
    call,
    string,
    concatenated_string: read.adjacent,
    integer: read.number,
    float: read.number,
    unary_operator: unary,
    true: read.constant,
    false: read.constant,
    none: read.constant,
    list: read.list,
    tuple: read.list,
    expression_list: read.list,
    set: read.list,
    dictionary: read.object,
    pair: read.keyword('key', 'value'),
    keyword_argument: read.keyword('name', 'value'),
    list_splat: read.spread,
    dictionary_splat: read.spread,
    list_splat_pattern: read.spread,
    dictionary_splat_pattern: read.spread,
    parenthesized_expression: read.group(),
    await: read.group(),
    binary_operator: read.binary,
    boolean_operator: boolean,
    comparison_operator: comparison,
    conditional_expression: conditional,
    lambda: read.lambda,
    assignment: read.assign('left', 'right'),
    augmented_assignment: read.assign('left', 'right'),
    named_expression: read.assign('name', 'value'),
    pattern_list: (sketch, node) => ({ is: 'pattern', parts: sketch.children(node), byName: false }),
    tuple_pattern: (sketch, node) => ({ is: 'pattern', parts: sketch.children(node), byName: false }),
    list_pattern: (sketch, node) => ({ is: 'pattern', parts: sketch.children(node), byName: false }),
    parameters: read.bind(),
    lambda_parameters: read.bind(),
    default_parameter: (sketch, node) => ({ is: 'pattern', parts: [sketch.child(node, 'name')], byName: false }),
    typed_default_parameter: (sketch, node) => ({ is: 'pattern', parts: [sketch.child(node, 'name')], byName: false }),
    typed_parameter: read.group(),
    as_pattern_target: read.bind(),
    for_statement: read.bind('left'),
    for_in_clause: read.bind('left'),
    delete_statement: (sketch, node) => ({ is: 'remove', targets: sketch.children(node) }),
    import_statement: importStatement,
    import_from_statement: importFrom,
    future_import_statement: (sketch, node) => ({
      is: 'import',
      module: '__future__',
      whole: '',
      names: importedNames(sketch, node),
      form: 'static',
    }),
    function_definition: read.define('function'),
    class_definition: read.define('class'),
    decorator,
    global_statement: (sketch, node) => ({ is: 'outer', names: names(sketch, node) }),
    nonlocal_statement: (sketch, node) => ({ is: 'outer', names: names(sketch, node) }),
    case_clause: caseClause,
    as_pattern: read.group(),
  },
  scopes: { function_definition: 'function', lambda: 'function', class_definition: 'class' },
  branches: new Set([
    'if_statement',
    'elif_clause',
    'else_clause',
    'for_statement',
    'while_statement',
    'try_statement',
    'except_clause',
    'case_clause',
    'conditional_expression',
    'boolean_operator',
    'list_comprehension',
    'generator_expression',
    'set_comprehension',
    'dictionary_comprehension',
  ]),
  loops: new Set(['for_statement', 'while_statement', 'list_comprehension', 'generator_expression']),
  choices: new Set(['or']),
  formats: true,
  assignsLocally: true,
  globals: new Set(['builtins', '__builtins__', '__builtin__']),
  loaders: { __import__: 'dynamic', 'importlib.import_module': 'dynamic', 'importlib.__import__': 'dynamic' },
  getters: new Set(['getattr']),
  functions,
  flow: pythonFlow,
  methods,
  mutators: new Set([
    'append',
    'extend',
    'insert',
    'pop',
    'remove',
    'reverse',
    'sort',
    'clear',
    'update',
    'shuffle',
    'setdefault',
  ]),
  comparers: new Set(['hmac.compare_digest', 'secrets.compare_digest', 'operator.eq']),
  comparingMethods: new Set(['startswith', 'endswith', '__eq__']),
  environment: {
    objects: new Set(['os.environ', 'os.environb']),
    methods: {
      get: { access: 'read', argument: 0 },
      pop: { access: 'write', argument: 0 },
      setdefault: { access: 'write', argument: 0 },
      update: { access: 'write', argument: 'all' },
      clear: { access: 'write', argument: 'all' },
      copy: { access: 'read', argument: 'all' },
      items: { access: 'read', argument: 'all' },
      keys: { access: 'read', argument: 'all' },
      values: { access: 'read', argument: 'all' },
    },
    functions: {
      'os.getenv': { access: 'read', argument: 0 },
      'os.getenvb': { access: 'read', argument: 0 },
      'os.putenv': { access: 'write', argument: 0 },
      'os.unsetenv': { access: 'write', argument: 0 },
    },
  },
}
