import { emptyShape } from './emptyShape'
import { javascriptFlow } from './flows'
import { functions, methods } from './javascriptLibrary'
import { backslash } from './literal'
import * as read from './readers'
import type { ImportedName, ProgramShape, Reader } from './shape'
import { type NodeId, noNode, type Sketch } from './sketch'

const escapes = backslash({ letters: 'bfnrtv', hex: true, octal: true, unicode: 'both' })

function unquoted(sketch: Sketch, node: NodeId): string {
  return sketch.raw(node).replace(/^['"`]|['"`]$/g, '')
}

/** `f(a)`, ``f`a` ``, `f?.(a)`. */
const call: Reader = (sketch, node) => {
  const given = sketch.child(node, 'arguments')
  const isTagged = sketch.kind(given) === 'template_string'
  return {
    is: 'call',
    callee: sketch.child(node, 'function'),
    arguments: isTagged ? [given] : sketch.children(given),
    form: isTagged ? 'tagged-template' : sketch.kind(sketch.parent(node)) === 'decorator' ? 'decorator' : 'call',
  }
}

const construct: Reader = (sketch, node) => ({
  is: 'call',
  callee: sketch.child(node, 'constructor'),
  arguments: sketch.children(sketch.child(node, 'arguments')),
  form: 'new',
})

/** `key: value`, `[key]: value`, `'key': value`. */
const pair: Reader = (sketch, node) => {
  const key = sketch.child(node, 'key')
  const value = sketch.child(node, 'value')
  if (value === noNode) return undefined
  return {
    is: 'keyword',
    name: sketch.kind(key) === 'computed_property_name' ? sketch.raw(key) : unquoted(sketch, key),
    value,
  }
}

const importStatement: Reader = (sketch, node) => {
  const requireClause = sketch.childOfKind(node, 'import_require_clause')
  if (requireClause !== noNode) {
    const module = unquoted(sketch, sketch.child(requireClause, 'source'))
    return { is: 'import', module, whole: sketch.raw(sketch.firstChild(requireClause)), names: [], form: 'static' }
  }
  const clause = sketch.childOfKind(node, 'import_clause')
  const names: ImportedName[] = []
  let whole = ''
  for (const part of sketch.children(clause)) {
    if (sketch.kind(part) === 'identifier') whole = sketch.raw(part)
    else if (sketch.kind(part) === 'namespace_import') whole = sketch.raw(sketch.firstChild(part))
    else for (const specifier of sketch.children(part)) names.push(specified(sketch, specifier))
  }
  return { is: 'import', module: unquoted(sketch, sketch.child(node, 'source')), whole, names, form: 'static' }
}

function specified(sketch: Sketch, specifier: NodeId): ImportedName {
  const name = unquoted(sketch, sketch.child(specifier, 'name'))
  const alias = sketch.child(specifier, 'alias')
  return { name, alias: alias === noNode ? name : sketch.raw(alias) }
}

/** `export … from 'x'` loads a module without giving it a name here. */
const exportStatement: Reader = (sketch, node) => {
  const source = sketch.child(node, 'source')
  if (source === noNode) return undefined
  const module = unquoted(sketch, source)
  return { is: 'import', module, whole: '', names: [], form: 'static' }
}

const unary: Reader = (sketch, node) => {
  const argument = sketch.child(node, 'argument')
  switch (sketch.raw(sketch.child(node, 'operator'))) {
    case 'delete':
      return { is: 'remove', targets: [argument] }
    case '-':
      return sketch.kind(argument) === 'number' ? { is: 'number' } : undefined
    default:
      return undefined
  }
}

/** `case 'x':` compares with what the switch is over. */
const switchCase: Reader = (sketch, node) => {
  const subject = sketch.child(sketch.parent(sketch.parent(node)), 'value')
  return { is: 'compare', operator: 'case', left: subject, right: sketch.child(node, 'value') }
}

/** A function without a name; `x => …` has its only parameter without parentheses. */
const arrow: Reader = (sketch, node) => ({ is: 'function', parameters: sketch.children(node, 'parameter') })

const forIn: Reader = (sketch, node) => {
  const left = sketch.child(node, 'left')
  const targets = [left]
  if (sketch.child(node, 'kind') !== noNode) return { is: 'bind', targets }
  return { is: 'assign', target: left, operator: 'of', value: noNode, isDeclaration: false }
}

const update: Reader = (sketch, node) => ({
  is: 'assign',
  target: sketch.child(node, 'argument'),
  operator: sketch.raw(sketch.child(node, 'operator')),
  value: noNode,
  isDeclaration: false,
})

const method: Reader = (sketch, node) => ({
  is: 'define',
  name: sketch.raw(sketch.child(node, 'name')),
  kind: 'function',
})

const fieldDefinition: Reader = (sketch, node) => {
  const name = sketch.child(node, 'property') === noNode ? sketch.child(node, 'name') : sketch.child(node, 'property')
  const value = sketch.child(node, 'value')
  return value === noNode ? undefined : { is: 'assign', target: name, operator: '=', value, isDeclaration: false }
}

const patternOf = (field: string): Reader => {
  return (sketch, node) => ({ is: 'pattern', parts: [sketch.child(node, field)], byName: true })
}

export const javascript: ProgramShape = {
  ...emptyShape,
  kinds: {
    identifier: read.name,
    property_identifier: read.name,
    private_property_identifier: read.name,
    shorthand_property_identifier: (sketch, node) => ({ is: 'keyword', name: sketch.raw(node), value: noNode }),
    shorthand_property_identifier_pattern: read.name,
    this: read.name,
    super: read.name,
    import: read.name,
    member_expression: read.member('object', 'property'),
    nested_identifier: read.member('object', 'property'),
    subscript_expression: read.index('object', 'index'),
    call_expression: call,
    new_expression: construct,
    string: read.string(escapes),
    template_string: read.string(escapes, 1, 1, 'template_substitution'),
    number: read.number,
    true: read.constant,
    false: read.constant,
    null: read.constant,
    undefined: read.constant,
    array: read.list,
    object: read.object,
    pair,
    pair_pattern: pair,
    spread_element: read.spread,
    rest_pattern: read.spread,
    parenthesized_expression: read.group(),
    sequence_expression: read.sequence,
    await_expression: read.group(),
    non_null_expression: read.group(),
    as_expression: read.group(),
    satisfies_expression: read.group(),
    type_assertion: read.sequence,
    instantiation_expression: read.group(),
    ternary_expression: read.choice('consequence', 'alternative'),
    binary_expression: read.binary,
    unary_expression: unary,
    update_expression: update,
    arrow_function: arrow,
    function_expression: read.lambda,
    generator_function: read.lambda,
    variable_declarator: read.assign('name', 'value', true),
    assignment_expression: read.assign('left', 'right'),
    augmented_assignment_expression: read.assign('left', 'right'),
    field_definition: fieldDefinition,
    public_field_definition: fieldDefinition,
    enum_assignment: fieldDefinition,
    object_pattern: (sketch, node) => ({ is: 'pattern', parts: sketch.children(node), byName: true }),
    array_pattern: (sketch, node) => ({ is: 'pattern', parts: sketch.children(node), byName: false }),
    object_assignment_pattern: patternOf('left'),
    assignment_pattern: patternOf('left'),
    required_parameter: patternOf('pattern'),
    optional_parameter: patternOf('pattern'),
    formal_parameters: read.bind(),
    catch_clause: read.bind('parameter'),
    for_in_statement: forIn,
    switch_case: switchCase,
    import_statement: importStatement,
    export_statement: exportStatement,
    function_declaration: read.define('function'),
    generator_function_declaration: read.define('function'),
    method_definition: method,
    class_declaration: read.define('class'),
    abstract_class_declaration: read.define('class'),
    enum_declaration: read.define('class'),
  },
  scopes: {
    function_declaration: 'function',
    generator_function_declaration: 'function',
    function_expression: 'function',
    generator_function: 'function',
    arrow_function: 'function',
    method_definition: 'function',
    class_body: 'class',
  },
  branches: new Set([
    'if_statement',
    'else_clause',
    'for_statement',
    'for_in_statement',
    'while_statement',
    'do_statement',
    'try_statement',
    'catch_clause',
    'switch_case',
    'switch_default',
    'ternary_expression',
    'binary_expression',
  ]),
  loops: new Set(['for_statement', 'for_in_statement', 'while_statement', 'do_statement']),
  comparisons: new Set(['==', '===', '!=', '!==', '<', '>', '<=', '>=', 'in']),
  choices: new Set(['||', '??']),
  dispatchers: { call: 'object', apply: 'object-list' },
  globals: new Set(['globalThis', 'window', 'self', 'global', 'top', 'frames']),
  loaders: {
    require: 'dynamic',
    import: 'dynamic',
    'module.require': 'dynamic',
    'process.mainModule.require': 'dynamic',
    'require.main.require': 'dynamic',
    'process.getBuiltinModule': 'dynamic',
    importScripts: 'load',
  },
  module: name => (name.startsWith('node:') ? name.slice(5) : name),
  getters: new Set(['Reflect.get']),
  wrappers: new Set(['util.promisify', 'promisify']),
  functions,
  flow: javascriptFlow,
  methods,
  mutators: new Set([
    'push',
    'pop',
    'shift',
    'unshift',
    'splice',
    'reverse',
    'sort',
    'fill',
    'copyWithin',
    'assign',
    'defineProperty',
  ]),
  comparingMethods: new Set(['equals', 'startsWith', 'endsWith', 'localeCompare']),
  comparers: new Set(['crypto.timingSafeEqual', 'Object.is']),
  environment: {
    objects: new Set(['process.env', 'Bun.env', 'import.meta.env']),
    methods: {},
    functions: {
      'Deno.env.get': { access: 'read', argument: 0 },
      'Deno.env.set': { access: 'write', argument: 0 },
      'Deno.env.toObject': { access: 'read', argument: 'all' },
    },
  },
}
