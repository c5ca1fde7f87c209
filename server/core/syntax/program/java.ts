import { emptyShape } from './emptyShape'
import { comparers, comparingMethods, environmentFunctions, functions, methods, mutators } from './javaLibrary'
import { backslash, stringOf } from './literal'
import * as read from './readers'
import type { Meaning, ProgramShape, Reader } from './shape'
import { type NodeId, noNode, type Sketch } from './sketch'

const escapes = backslash({ letters: 'bfnrt', octal: true, unicode: 'fixed' })

/** `"…"` and text blocks, whose indentation is left in. */
const string: Reader = (sketch, node) => {
  const start = sketch.start(node)
  const block = /^"""[ \t]{0,200}\r?\n/.exec(sketch.text.slice(start, start + 210))?.[0].length
  return stringOf(sketch, node, { escapes, opening: block ?? 1, closing: block === undefined ? 1 : 3, holeKind: '' })
}

const importDeclaration: Reader = (sketch, node) => {
  const path = sketch.raw(sketch.childOfKind(node, 'scoped_identifier', 'identifier')).replace(/\s/g, '')
  const last = path.lastIndexOf('.')
  if (sketch.childOfKind(node, 'asterisk') !== noNode)
    return { is: 'import', module: path, whole: '', names: [{ name: '*', alias: '*' }], form: 'static' }
  if (!/^import\s+static\b/.test(sketch.text.slice(sketch.start(node), sketch.start(node) + 20)))
    return { is: 'import', module: path, whole: path.slice(last + 1), names: [], form: 'static' }
  const name = path.slice(last + 1)
  return {
    is: 'import',
    module: path.slice(0, Math.max(0, last)),
    whole: '',
    names: [{ name, alias: name }],
    form: 'static',
  }
}

/** Methods are no variables: one without an object is only its name. */
const call: Reader = (sketch, node) => {
  const object = sketch.child(node, 'object')
  const name = sketch.raw(sketch.child(node, 'name'))
  const given = sketch.children(sketch.child(node, 'arguments'))
  const owner = sketch.raw(object).slice(0, 40)
  if (/^(?:java\.util\.)?(?:Arrays\.asList|List\.of)$/.test(`${owner}.${name}`)) return { is: 'list', items: given }
  const callee = object === noNode ? name : ({ is: 'member', object, name } as const)
  return { is: 'call', callee, arguments: given, form: 'call' }
}

const construct: Reader = (sketch, node) => ({
  is: 'call',
  callee: sketch.child(node, 'type'),
  arguments: sketch.children(sketch.child(node, 'arguments')),
  form: 'new',
})

const declarator: Reader = (sketch, node) =>
  sketch.child(node, 'value') === noNode
    ? read.bind('name')(sketch, node)
    : read.assign('name', 'value', true)(sketch, node)

/** The type an array in braces has, from what it is part of. */
function elementType(sketch: Sketch, node: NodeId): string {
  let at = sketch.parent(node)
  if (sketch.kind(at) === 'variable_declarator') at = sketch.parent(at)
  return sketch.raw(sketch.child(at, 'type')).slice(0, 40)
}

const array: Reader = (sketch, node) => {
  const items = sketch.children(node)
  const isText = items.length > 0 && /^(?:byte|char|Byte|Character)\b/.test(elementType(sketch, node))
  return isText ? { is: 'result', of: 'char[]', arguments: items } : { is: 'list', items }
}

/** What a `switch` looks at, against the constants of one of its labels. */
const switchLabel: Reader = (sketch, node) => {
  const condition = sketch.child(sketch.parent(sketch.parent(sketch.parent(node))), 'condition')
  const left = sketch.firstChild(condition)
  const of: Meaning[] = sketch
    .children(node)
    .filter(part => /_literal$/.test(sketch.kind(part)))
    .map(right => ({ is: 'compare', operator: 'case', left, right }))
  return { is: 'many', of }
}

const lambda: Reader = (sketch, node) => {
  const parameters = sketch.child(node, 'parameters')
  return { is: 'function', parameters: sketch.kind(parameters) === 'identifier' ? [parameters] : [] }
}

const annotation: Reader = (sketch, node) => ({
  is: 'call',
  callee: sketch.child(node, 'name'),
  arguments: sketch.children(sketch.child(node, 'arguments')),
  form: 'decorator',
})

const step: Reader = (sketch, node) => ({
  is: 'assign',
  target: sketch.firstChild(node),
  operator: '++',
  value: noNode,
  isDeclaration: false,
})

export const java: ProgramShape = {
  ...emptyShape,
  kinds: {
    identifier: read.name,
    type_identifier: read.name,
    scoped_type_identifier: read.name,
    scoped_identifier: read.name,
    this: read.name,
    super: read.name,
    generic_type: read.group(),
    field_access: read.member('object', 'field'),
    array_access: read.index('array', 'index'),
    method_invocation: call,
    object_creation_expression: construct,
    explicit_constructor_invocation: read.call('constructor', 'arguments'),
    annotation,
    marker_annotation: annotation,
    element_value_pair: read.keyword('key', 'value'),
    string_literal: string,
    character_literal: read.string(escapes),
    decimal_integer_literal: read.number,
    hex_integer_literal: read.number,
    octal_integer_literal: read.number,
    binary_integer_literal: read.number,
    decimal_floating_point_literal: read.number,
    true: read.constant,
    false: read.constant,
    null_literal: read.constant,
    array_creation_expression: read.group('value'),
    array_initializer: array,
    element_value_array_initializer: read.list,
    parenthesized_expression: read.group(),
    cast_expression: read.group('value'),
    unary_expression: (sketch, node) => (/^-\d/.test(sketch.raw(node).slice(0, 2)) ? { is: 'number' } : undefined),
    binary_expression: read.binary,
    ternary_expression: read.choice('consequence', 'alternative'),
    assignment_expression: read.assign('left', 'right'),
    update_expression: step,
    variable_declarator: declarator,
    resource: declarator,
    formal_parameter: read.bind('name'),
    spread_parameter: read.bind(),
    inferred_parameters: read.bind(),
    catch_formal_parameter: read.bind('name'),
    enhanced_for_statement: read.bind('name'),
    instanceof_expression: read.bind('name'),
    switch_label: switchLabel,
    lambda_expression: lambda,
    import_declaration: importDeclaration,
    class_declaration: read.define('class'),
    interface_declaration: read.define('class'),
    enum_declaration: read.define('class'),
    record_declaration: read.define('class'),
    annotation_type_declaration: read.define('class'),
    method_declaration: read.define('function'),
    constructor_declaration: read.define('function'),
  },
  scopes: {
    method_declaration: 'function',
    constructor_declaration: 'function',
    compact_constructor_declaration: 'function',
    lambda_expression: 'function',
    class_body: 'class',
    interface_body: 'class',
    enum_body: 'class',
  },
  branches: new Set([
    'if_statement',
    'while_statement',
    'do_statement',
    'for_statement',
    'enhanced_for_statement',
    'switch_expression',
    'switch_block_statement_group',
    'switch_rule',
    'try_statement',
    'try_with_resources_statement',
    'catch_clause',
    'ternary_expression',
    'binary_expression',
  ]),
  loops: new Set(['while_statement', 'do_statement', 'for_statement', 'enhanced_for_statement']),
  seesClassNames: true,
  mutatesTexts: true,
  globals: new Set(['this']),
  loaders: { 'System.loadLibrary': 'load', 'System.load': 'load' },
  functions,
  methods,
  mutators,
  comparers,
  comparingMethods,
  environment: { objects: new Set(), methods: {}, functions: environmentFunctions },
}
