import { emptyShape } from './emptyShape'
import { comparers, environmentFunctions, functions } from './goLibrary'
import { backslash } from './literal'
import * as read from './readers'
import type { Meaning, ProgramShape, Reader } from './shape'
import { type NodeId, noNode, type Sketch } from './sketch'

const escapes = backslash({ letters: 'abfnrtv', hex: true, octal: true, unicode: 'fixed' })

/** The name a package has without an alias: the last part of its path that is no version. */
function packageName(path: string): string {
  const parts = path.split('/')
  const last = parts.at(-1) ?? path
  const name = /^v\d+$/.test(last) ? (parts.at(-2) ?? last) : last
  return name.replace(/^go-|[.-]go$|\.v\d+$/g, '')
}

const importSpec: Reader = (sketch, node) => {
  const module = sketch.raw(sketch.child(node, 'path')).slice(1, -1)
  const alias = sketch.child(node, 'name')
  if (module === '') return undefined
  const own = sketch.raw(alias)
  const whole = alias === noNode ? packageName(module) : own === '_' || own === '.' ? '' : own
  const names = own === '.' ? [{ name: '*', alias: '*' }] : []
  return { is: 'import', module, whole, names, form: 'static' }
}

const string: Reader = (sketch, node) =>
  sketch.kind(sketch.parent(node)) === 'import_spec' ? undefined : read.string(escapes)(sketch, node)

/** `a, b := 1, 2`; of what a call gives, the first is its value and the rest says how it went. */
function assignments(
  targets: readonly NodeId[],
  values: readonly NodeId[],
  operator: string,
  isDeclaration: boolean,
): Meaning | undefined {
  const of: Meaning[] = targets.map((target, index) => {
    const value = values[index]
    if (value === undefined && isDeclaration) return { is: 'bind', targets: [target] }
    return { is: 'assign', target, operator, value: value ?? noNode, isDeclaration }
  })
  return of.length === 1 ? of[0] : { is: 'many', of }
}

function assignment(isDeclaration: boolean): Reader {
  return (sketch, node) => {
    const operator = sketch.raw(sketch.child(node, 'operator'))
    const [left, right] = [sketch.child(node, 'left'), sketch.child(node, 'right')]
    const targets = sketch.children(left).filter(target => sketch.raw(target) !== '_')
    const isOffset = targets.length !== sketch.children(left).length
    const values = sketch.children(right)
    // `_, err := f()`: what is left is not the first.
    return assignments(targets, isOffset ? [] : values, operator === '' ? '=' : operator, isDeclaration)
  }
}

/** `//go:embed x` in the line before: the files become the value. */
function embedded(sketch: Sketch, node: NodeId): readonly string[] {
  const line = sketch.text.lastIndexOf('\n', sketch.start(node)) + 1
  const before = sketch.text.lastIndexOf('\n', line - 2) + 1
  const directive = /^[ \t]*\/\/go:embed[ \t]+([^\n]{1,1000})/.exec(line === 0 ? '' : sketch.text.slice(before, line))
  return directive?.[1]?.trim().split(/\s+/) ?? []
}

const variables: Reader = (sketch, node) => {
  const targets = sketch.children(node, 'name')
  const own = assignments(targets, sketch.children(sketch.child(node, 'value')), '=', true)
  const files = embedded(sketch, node)
  if (files.length === 0) return own
  const imports: Meaning[] = files.map(module => ({
    is: 'import',
    module: module.replace(/^["`]|["`]$/g, ''),
    whole: '',
    names: [],
    form: 'include',
  }))
  return {
    is: 'many',
    of: own === undefined ? imports : own.is === 'many' ? [...own.of, ...imports] : [own, ...imports],
  }
}

const owners: ReadonlySet<string> = new Set(['function_declaration', 'method_declaration', 'func_literal'])

/** Of a function that is written out: those of a type are nobody's names. */
const parameter: Reader = (sketch, node) =>
  owners.has(sketch.kind(sketch.parent(sketch.parent(node)))) ? read.bind('name')(sketch, node) : undefined

const boundLeft: Reader = (sketch, node) => ({ is: 'bind', targets: sketch.children(sketch.child(node, 'left')) })

const bytes = /^\[[\d.]*\](?:byte|uint8|rune)$/

/** `T{…}` of another package makes a `T`. */
const composite: Reader = (sketch, node) => {
  const [type, body] = [sketch.child(node, 'type'), sketch.child(node, 'body')]
  if (sketch.kind(type) === 'qualified_type') return { is: 'call', callee: type, arguments: [body], form: 'new' }
  const items = sketch.children(body)
  const isText = bytes.test(sketch.raw(type).slice(0, 40)) && items.length > 0
  return isText ? { is: 'result', of: 'char[]', arguments: items } : { is: 'group', inner: body }
}

const literalValue: Reader = (sketch, node) => {
  const items = sketch.children(node)
  const isKeyed = items.some(item => sketch.kind(item) === 'keyed_element')
  return isKeyed ? { is: 'object', fields: items } : { is: 'list', items }
}

/** `[]byte(x)` stands for `x`; `f[int](x)` is a call. */
const conversion: Reader = (sketch, node) => {
  const [type, operand] = [sketch.child(node, 'type'), sketch.child(node, 'operand')]
  if (sketch.kind(type) !== 'generic_type') return { is: 'group', inner: operand }
  return { is: 'call', callee: type, arguments: [operand], form: 'call' }
}

/** `&x` that is handed on may be written to. */
const unary: Reader = (sketch, node) => {
  const operand = sketch.child(node, 'operand')
  switch (sketch.raw(sketch.child(node, 'operator'))) {
    case '&': {
      const isHandedOn = sketch.kind(sketch.parent(node)) === 'argument_list' && sketch.kind(operand) === 'identifier'
      return isHandedOn ? { is: 'remove', targets: [operand] } : { is: 'group', inner: operand }
    }
    case '*':
      return { is: 'group', inner: operand }
    case '-':
      return { is: 'number' }
    default:
      return undefined
  }
}

const expressionCase: Reader = (sketch, node) => {
  const left = sketch.child(sketch.parent(node), 'value')
  if (left === noNode) return undefined
  const options = sketch.children(sketch.child(node, 'value'))
  return { is: 'many', of: options.map(right => ({ is: 'compare', operator: 'case', left, right })) }
}

const step: Reader = (sketch, node) => ({
  is: 'assign',
  target: sketch.firstChild(node),
  operator: '++',
  value: noNode,
  isDeclaration: false,
})

const typeSpec: Reader = (sketch, node) =>
  /^(?:struct|interface)_type$/.test(sketch.kind(sketch.child(node, 'type')))
    ? read.define('class')(sketch, node)
    : undefined

export const go: ProgramShape = {
  ...emptyShape,
  kinds: {
    identifier: read.name,
    package_identifier: read.name,
    type_identifier: read.name,
    selector_expression: read.member('operand', 'field'),
    qualified_type: read.member('package', 'name'),
    generic_type: read.group('type'),
    index_expression: read.index('operand', 'index'),
    slice_expression: (sketch, node) => ({
      is: 'slice',
      object: sketch.child(node, 'operand'),
      from: sketch.child(node, 'start'),
      to: sketch.child(node, 'end'),
      step: noNode,
    }),
    call_expression: read.call('function', 'arguments'),
    variadic_argument: read.group(),
    type_conversion_expression: conversion,
    type_assertion_expression: read.group('operand'),
    interpreted_string_literal: string,
    raw_string_literal: (sketch, node) =>
      sketch.kind(sketch.parent(node)) === 'import_spec' ? undefined : read.string(undefined)(sketch, node),
    rune_literal: read.string(escapes),
    int_literal: read.number,
    float_literal: read.number,
    true: read.constant,
    false: read.constant,
    nil: read.constant,
    composite_literal: composite,
    literal_value: literalValue,
    literal_element: read.group(),
    keyed_element: read.keyword('key', 'value'),
    parenthesized_expression: read.group(),
    unary_expression: unary,
    binary_expression: read.binary,
    short_var_declaration: assignment(true),
    assignment_statement: assignment(false),
    var_spec: variables,
    const_spec: variables,
    inc_statement: step,
    dec_statement: step,
    range_clause: boundLeft,
    receive_statement: boundLeft,
    parameter_declaration: parameter,
    variadic_parameter_declaration: parameter,
    type_switch_statement: read.bind('alias'),
    expression_case: expressionCase,
    import_spec: importSpec,
    function_declaration: read.define('function'),
    method_declaration: read.define('function'),
    func_literal: read.lambda,
    type_spec: typeSpec,
  },
  scopes: { function_declaration: 'function', method_declaration: 'function', func_literal: 'function' },
  branches: new Set([
    'if_statement',
    'for_statement',
    'expression_switch_statement',
    'expression_case',
    'default_case',
    'type_switch_statement',
    'type_case',
    'select_statement',
    'communication_case',
    'binary_expression',
  ]),
  loops: new Set(['for_statement']),
  functions,
  mutators: new Set(['copy', 'Strings', 'Sort', 'Slice', 'Reverse', 'Read', 'ReadFull', 'Decode']),
  comparers,
  environment: { objects: new Set(), methods: {}, functions: environmentFunctions },
}
