import { comparers, comparingMethods, environmentFunctions, functions, methods, mutators } from './csharpLibrary'
import { emptyShape } from './emptyShape'
import { backslash, doubled, type EscapeDecoder } from './literal'
import * as read from './readers'
import type { Hole, Meaning, ProgramShape, Reader } from './shape'
import { type NodeId, noNode, type Sketch } from './sketch'

const escapes = backslash({ letters: '0abefnrtv', hex: true, unicode: 'both' })
const quotes = doubled('"')

/** `$"…"`, `$@"…"`, `$"""…"""`: what stands before the text says how it is read. */
const interpolated: Reader = (sketch, node) => {
  const start = sketch.start(node)
  const [, marks = '', quote = '"'] = /^([$@]*)("+)/.exec(sketch.text.slice(start, start + 40)) ?? []
  const isRaw = quote.length > 2
  const isVerbatim = marks.includes('@')
  // `$""` has no text between its quotes.
  const length = isRaw ? quote.length : 1
  const decoder: EscapeDecoder | undefined = isRaw ? undefined : isVerbatim ? quotes : escapes
  const from = Math.min(start + marks.length + length, sketch.end(node))
  const holes: Hole[] = sketch.children(node).flatMap(part => {
    if (sketch.kind(part) !== 'interpolation') return []
    const inside = sketch.children(part).filter(inner => sketch.kind(inner) !== 'interpolation_brace')
    return [{ node: part, value: inside.length === 1 ? (inside[0] ?? noNode) : noNode }]
  })
  const to = Math.max(from, sketch.end(node) - length)
  return { is: 'string', from, to, holes, ...(decoder === undefined ? {} : { escapes: decoder }) }
}

const rawString: Reader = (sketch, node) => {
  const content = sketch.childOfKind(node, 'raw_string_content')
  const at = content === noNode ? node : content
  return { is: 'string', from: sketch.start(at), to: content === noNode ? sketch.start(at) : sketch.end(at), holes: [] }
}

const using: Reader = (sketch, node) => {
  const alias = sketch.child(node, 'name')
  const path = sketch.children(node).findLast(part => part !== alias) ?? noNode
  const module = sketch.raw(path).replace(/\s/g, '')
  const isStatic = /^(?:global\s+)?using\s+static\b/.test(
    sketch.text.slice(sketch.start(node), sketch.start(node) + 40),
  )
  const names = isStatic ? [{ name: '*', alias: '*' }] : []
  return module === '' ? undefined : { is: 'import', module, whole: sketch.raw(alias), names, form: 'static' }
}

const typeName: Reader = (sketch, node) => ({ is: 'name', name: sketch.raw(node).replace(/\s*<[\s\S]*$/, '') })

const member: Reader = (sketch, node) => ({
  is: 'member',
  object: sketch.child(node, 'expression'),
  name: sketch.raw(sketch.child(node, 'name')).replace(/\s*<[\s\S]*$/, ''),
})

/** `a?.b`. */
const conditionalAccess: Reader = (sketch, node) => {
  const [object = noNode, binding = noNode] = sketch.children(node)
  if (sketch.kind(binding) !== 'member_binding_expression') return undefined
  return { is: 'member', object, name: sketch.raw(sketch.child(binding, 'name')) }
}

const call: Reader = (sketch, node) => {
  const callee = sketch.child(node, 'function')
  const given = sketch.children(sketch.child(node, 'arguments'))
  // What a type does is no method of a text.
  const isType = /^(?:string|String|object|Object)\.\w+$/.test(sketch.raw(callee).slice(0, 60))
  return { is: 'call', callee: isType ? sketch.raw(callee) : callee, arguments: given, form: 'call' }
}

/** `F(name: x)`; what is given as `out` or `ref` may be written to. */
const argument: Reader = (sketch, node) => {
  const name = sketch.child(node, 'name')
  const value = sketch.children(node).findLast(part => part !== name) ?? noNode
  if (name !== noNode) return { is: 'keyword', name: sketch.raw(name), value }
  if (/^(?:out|ref)\s/.test(sketch.text.slice(sketch.start(node), sketch.start(node) + 4)))
    return { is: 'remove', targets: [value] }
  return { is: 'group', inner: value }
}

/** `new T(x) { Name = y }`: what is set right away counts as given. */
const construct: Reader = (sketch, node) => {
  const named = sketch.childOfKind(node, 'initializer_expression')
  const settings = sketch.children(named).filter(part => sketch.kind(part) === 'assignment_expression')
  const list = sketch.childOfKind(node, 'argument_list')
  const outer = sketch.parent(node)
  const declared = sketch.kind(outer) === 'variable_declarator' ? sketch.child(sketch.parent(outer), 'type') : noNode
  const own = sketch.child(node, 'type')
  const type = own === noNode ? declared : own
  const callee = type === noNode ? 'new' : type
  return { is: 'call', callee, arguments: [...sketch.children(list), ...settings], form: 'new' }
}

const assign: Reader = (sketch, node) => {
  const left = sketch.child(node, 'left')
  return sketch.kind(sketch.parent(node)) === 'initializer_expression' && sketch.kind(left) === 'identifier'
    ? { is: 'keyword', name: sketch.raw(left), value: sketch.child(node, 'right') }
    : read.assign('left', 'right')(sketch, node)
}

const declarator: Reader = (sketch, node) => {
  const target = sketch.child(node, 'name')
  const value = sketch.children(node).findLast(part => part !== target) ?? noNode
  if (value === noNode || sketch.kind(value) === 'bracketed_argument_list') return { is: 'bind', targets: [target] }
  return { is: 'assign', target, operator: '=', value, isDeclaration: true }
}

const property: Reader = (sketch, node) => {
  const value = sketch.child(node, 'value')
  return value === noNode ? undefined : read.assign('name', 'value', true)(sketch, node)
}

/** The type an array in braces has, from what it is part of. */
function arrayType(sketch: Sketch, node: NodeId): string {
  const outer = sketch.parent(node)
  const own = sketch.child(outer, 'type')
  if (own !== noNode) return sketch.raw(own).slice(0, 40)
  const holder = sketch.kind(outer) === 'variable_declarator' ? outer : sketch.parent(outer)
  return sketch.raw(sketch.child(sketch.parent(holder), 'type')).slice(0, 40)
}

const array: Reader = (sketch, node) => {
  const items = sketch.children(node)
  const isText =
    items.length > 0 &&
    (/^(?:byte|char|Byte|Char)\s*\[/.test(arrayType(sketch, node)) ||
      items.every(item => sketch.kind(item) === 'character_literal'))
  return isText ? { is: 'result', of: 'char[]', arguments: items } : { is: 'list', items }
}

const arrayCreation: Reader = (sketch, node) => ({
  is: 'group',
  inner: sketch.childOfKind(node, 'initializer_expression'),
})

/** Patterns in patterns. */
const mostPatterns = 12

/** `x is "a"`, `case "a":`, `x switch { "a" or "b" => … }`. */
const constantPattern: Reader = (sketch, node) => {
  const right = sketch.firstChild(node)
  let at = sketch.parent(node)
  for (let hops = 0; hops < mostPatterns; hops++, at = sketch.parent(at))
    switch (sketch.kind(at)) {
      case 'is_pattern_expression':
        return { is: 'compare', operator: 'is', left: sketch.child(at, 'expression'), right }
      case 'switch_statement':
        return { is: 'compare', operator: 'case', left: sketch.child(at, 'value'), right }
      case 'switch_expression':
        return { is: 'compare', operator: 'case', left: sketch.firstChild(at), right }
      case 'subpattern':
      case 'property_pattern_clause':
        return undefined
    }
  return undefined
}

/** `[DllImport("x")]` brings a library in. */
const attribute: Reader = (sketch, node) => {
  const name = sketch.child(node, 'name')
  const given = sketch.children(sketch.childOfKind(node, 'attribute_argument_list'))
  const made: Meaning = { is: 'call', callee: name, arguments: given, form: 'decorator' }
  if (!/(?:^|\.)(?:DllImport|LibraryImport)(?:Attribute)?$/.test(sketch.raw(name).slice(0, 80))) return made
  const module = /^"([^"\\\n]+)"$/.exec(sketch.raw(given[0] ?? noNode))?.[1]
  if (module === undefined) return made
  return { is: 'many', of: [made, { is: 'import', module, whole: '', names: [], form: 'load' }] }
}

const lambda: Reader = (sketch, node) => {
  const parameters = sketch.child(node, 'parameters')
  return { is: 'function', parameters: sketch.kind(parameters) === 'implicit_parameter' ? [parameters] : [] }
}

const step: Reader = (sketch, node) => {
  const raw = sketch.raw(node)
  if (/^-\d/.test(raw.slice(0, 2))) return { is: 'number' }
  if (!/^(?:\+\+|--)|(?:\+\+|--)$/.test(raw.length > 200 ? raw.slice(-2) : raw))
    return raw.endsWith('!') ? { is: 'group', inner: sketch.firstChild(node) } : undefined
  return { is: 'assign', target: sketch.firstChild(node), operator: '++', value: noNode, isDeclaration: false }
}

export const csharp: ProgramShape = {
  ...emptyShape,
  kinds: {
    identifier: read.name,
    predefined_type: read.name,
    qualified_name: typeName,
    alias_qualified_name: typeName,
    generic_name: typeName,
    implicit_parameter: read.name,
    this: read.name,
    base: read.name,
    member_access_expression: member,
    conditional_access_expression: conditionalAccess,
    element_access_expression: (sketch, node) => ({
      is: 'index',
      object: sketch.child(node, 'expression'),
      key: sketch.firstChild(sketch.child(node, 'subscript')),
    }),
    invocation_expression: call,
    argument,
    attribute_argument: argument,
    attribute,
    object_creation_expression: construct,
    implicit_object_creation_expression: construct,
    string_literal: read.string(escapes),
    character_literal: read.string(escapes),
    verbatim_string_literal: read.string(quotes, 2),
    raw_string_literal: rawString,
    interpolated_string_expression: interpolated,
    integer_literal: read.number,
    real_literal: read.number,
    boolean_literal: read.constant,
    null_literal: read.constant,
    array_creation_expression: arrayCreation,
    implicit_array_creation_expression: arrayCreation,
    stackalloc_expression: arrayCreation,
    initializer_expression: array,
    collection_expression: read.list,
    collection_element: read.group(),
    expression_element: read.group(),
    tuple_expression: read.list,
    parenthesized_expression: read.group(),
    cast_expression: read.group('value'),
    as_expression: read.group('left'),
    await_expression: read.group(),
    arrow_expression_clause: read.group(),
    prefix_unary_expression: step,
    postfix_unary_expression: step,
    binary_expression: read.binary,
    conditional_expression: read.choice('consequence', 'alternative'),
    assignment_expression: assign,
    variable_declarator: declarator,
    property_declaration: property,
    parameter: read.bind('name'),
    declaration_expression: read.bind('name'),
    declaration_pattern: read.bind('name'),
    catch_declaration: read.bind('name'),
    foreach_statement: read.bind('left'),
    constant_pattern: constantPattern,
    lambda_expression: lambda,
    anonymous_method_expression: read.lambda,
    using_directive: using,
    class_declaration: read.define('class'),
    struct_declaration: read.define('class'),
    record_declaration: read.define('class'),
    interface_declaration: read.define('class'),
    enum_declaration: read.define('class'),
    method_declaration: read.define('function'),
    constructor_declaration: read.define('function'),
    local_function_statement: read.define('function'),
  },
  scopes: {
    method_declaration: 'function',
    constructor_declaration: 'function',
    local_function_statement: 'function',
    operator_declaration: 'function',
    delegate_declaration: 'function',
    accessor_declaration: 'function',
    lambda_expression: 'function',
    anonymous_method_expression: 'function',
    declaration_list: 'class',
  },
  branches: new Set([
    'if_statement',
    'while_statement',
    'do_statement',
    'for_statement',
    'foreach_statement',
    'switch_statement',
    'switch_section',
    'switch_expression_arm',
    'try_statement',
    'catch_clause',
    'conditional_expression',
    'binary_expression',
  ]),
  loops: new Set(['while_statement', 'do_statement', 'for_statement', 'foreach_statement']),
  choices: new Set(['??']),
  seesClassNames: true,
  mutatesTexts: true,
  globals: new Set(['this', 'global']),
  functions,
  methods,
  mutators,
  comparers,
  comparingMethods,
  environment: { objects: new Set(), methods: {}, functions: environmentFunctions },
}
