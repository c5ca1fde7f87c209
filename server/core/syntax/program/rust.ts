import { emptyShape } from './emptyShape'
import { backslash, type EscapeDecoder, stringOf } from './literal'
import * as read from './readers'
import { environmentFunctions, functions, methods, mutators } from './rustLibrary'
import type { ImportedName, Meaning, ProgramShape, Reader } from './shape'
import { type NodeId, noNode, type Sketch } from './sketch'

const plain = backslash({ letters: 'nrt0', hex: true, unicode: 'braces' })

/** A backslash at the end of a line takes the blanks of the next one off too. */
const escapes: EscapeDecoder = {
  lead: '\\',
  decode(text, at, end) {
    if (text[at + 1] !== '\n' && text[at + 1] !== '\r') return plain.decode(text, at, end)
    let next = at + 1
    while (next < end && /\s/.test(text[next] ?? '')) next++
    return { length: next - at, text: '' }
  },
}

const string: Reader = (sketch, node) => {
  const opening = /^[bc]?['"]/.exec(sketch.text.slice(sketch.start(node), sketch.start(node) + 2))?.[0].length ?? 1
  return stringOf(sketch, node, { escapes, opening, closing: 1, holeKind: '' })
}

const rawString: Reader = (sketch, node) => {
  const opening = /^[bc]{0,1}r#{0,255}"/.exec(sketch.text.slice(sketch.start(node), sketch.start(node) + 258))?.[0]
  const closing = (opening?.match(/#/g)?.length ?? 0) + 1
  return stringOf(sketch, node, { escapes: undefined, opening: opening?.length ?? 2, closing, holeKind: '' })
}

/** In the text of a macro, a name that stands between commas is one; any other may be part of something longer. */
const name: Reader = (sketch, node) => {
  const own = sketch.raw(node)
  if (sketch.kind(sketch.parent(node)) !== 'token_tree') return { is: 'name', name: own }
  const before = sketch.text.slice(Math.max(0, sketch.start(node) - 12), sketch.start(node)).trimEnd()
  const after = sketch.text.slice(sketch.end(node), sketch.end(node) + 12).trimStart()
  return /[(,[{&=]$/.test(before) && /^[),\]}]/.test(after) ? { is: 'name', name: own } : undefined
}

/** Uses in uses that are followed. */
const mostUses = 2_000

/** `use a::{b, c as d, e::*}`: each name by itself, with all of its path. */
const use: Reader = (sketch, node) => {
  const of: Meaning[] = []
  const todo: { readonly at: NodeId; readonly prefix: string }[] = [{ at: sketch.child(node, 'argument'), prefix: '' }]
  const add = (path: string, alias: string, names: readonly ImportedName[] = []): void => {
    of.push({ is: 'import', module: path, whole: alias === '_' ? '' : alias, names, form: 'static' })
  }
  for (let next = todo.pop(); next !== undefined && of.length < mostUses; next = todo.pop()) {
    const { at, prefix } = next
    const join = (path: string): string =>
      path === 'self' && prefix !== '' ? prefix : prefix === '' ? path : `${prefix}::${path}`
    const path = (part: NodeId): string => join(sketch.raw(part).replace(/\s/g, ''))
    switch (sketch.kind(at)) {
      case 'use_as_clause':
        add(path(sketch.child(at, 'path')), sketch.raw(sketch.child(at, 'alias')))
        break
      case 'use_wildcard':
        add(path(sketch.firstChild(at)), '', [{ name: '*', alias: '*' }])
        break
      case 'scoped_use_list': {
        const base = sketch.child(at, 'path')
        todo.push({ at: sketch.child(at, 'list'), prefix: base === noNode ? prefix : path(base) })
        break
      }
      case 'use_list':
        for (const part of [...sketch.children(at)].reverse()) todo.push({ at: part, prefix })
        break
      default: {
        const whole = path(at)
        if (whole !== '') add(whole.replace(/^::/, ''), whole.split('::').at(-1) ?? whole)
      }
    }
  }
  return { is: 'many', of }
}

const externCrate: Reader = (sketch, node) => {
  const module = sketch.raw(sketch.child(node, 'name'))
  const alias = sketch.child(node, 'alias')
  const whole = alias === noNode ? module : sketch.raw(alias)
  return { is: 'import', module, whole, names: [], form: 'static' }
}

/** `mod x;` brings a file in. */
const module: Reader = (sketch, node) => {
  const own = sketch.raw(sketch.child(node, 'name'))
  if (sketch.child(node, 'body') !== noNode || own === '') return undefined
  return { is: 'import', module: own, whole: '', names: [], form: 'static' }
}

/** What stands between commas, if it is one node; of more than one the first, which then means nothing. */
function given(sketch: Sketch, tree: NodeId): readonly NodeId[] {
  const found: NodeId[] = []
  let end = sketch.start(tree)
  let isNew = true
  for (const part of sketch.children(tree)) {
    isNew ||= /[,;]/.test(sketch.text.slice(end, sketch.start(part)))
    if (isNew) found.push(part)
    isNew = false
    end = sketch.end(part)
  }
  return found
}

const macro: Reader = (sketch, node) => {
  const own = sketch.raw(sketch.child(node, 'macro')).replace(/^(?:std|core|alloc)::/, '')
  const tree = sketch.childOfKind(node, 'token_tree')
  const parts = given(sketch, tree)
  if (own === 'vec') return { is: 'list', items: parts }
  return { is: 'call', callee: `${own}!`, arguments: parts, form: 'macro' }
}

/** `name(…)` in the text of a macro is a call. */
const tokenTree: Reader = (sketch, node) => {
  const outer = sketch.parent(node)
  if (sketch.kind(outer) !== 'token_tree' || sketch.text[sketch.start(node)] !== '(') return undefined
  const before = sketch.text.slice(Math.max(0, sketch.start(node) - 80), sketch.start(node))
  const callee = /(?<![\w.:])[A-Za-z_]\w*(?:(?:::|\.)\w+)*!?$/.exec(before)?.[0]
  return callee === undefined ? undefined : { is: 'call', callee, arguments: given(sketch, node), form: 'call' }
}

const struct: Reader = (sketch, node) => ({ is: 'group', inner: sketch.child(node, 'body') })

const shortField: Reader = (sketch, node) => ({ is: 'keyword', name: sketch.raw(node), value: noNode })

/** `&mut x` that is handed on may be written to. */
const reference: Reader = (sketch, node) => {
  const inner = sketch.child(node, 'value')
  const isWritten = sketch.childOfKind(node, 'mutable_specifier') !== noNode && sketch.kind(inner) === 'identifier'
  return isWritten ? { is: 'remove', targets: [inner] } : { is: 'group', inner }
}

const unary: Reader = (sketch, node) => {
  const sign = sketch.text[sketch.start(node)]
  if (sign === '-') return { is: 'number' }
  return sign === '*' ? { is: 'group', inner: sketch.firstChild(node) } : undefined
}

const byteLiteral = /^(?:b'|0x[0-9a-fA-F]{1,2}$|\d{1,3}$|\w+u8$)/

/** Bytes in brackets are a text where something says that they are bytes. */
const array: Reader = (sketch, node) => {
  const items = sketch.children(node)
  const isBytes = items.length > 1 && items.every(item => byteLiteral.test(sketch.raw(item).slice(0, 12)))
  const type = sketch.raw(sketch.child(sketch.parent(node), 'type')).slice(0, 40)
  const isSaid = /\bu8\b/.test(type) || items.some(item => /^b'|u8$/.test(sketch.raw(item).slice(0, 12)))
  return isBytes && isSaid ? { is: 'result', of: 'char[]', arguments: items } : { is: 'list', items }
}

/** Of a block, its last expression. */
const block: Reader = (sketch, node) => {
  const last = sketch.children(node).at(-1) ?? noNode
  return last === noNode || /(?:statement|declaration|item)$/.test(sketch.kind(last))
    ? undefined
    : { is: 'group', inner: last }
}

const letDeclaration: Reader = (sketch, node) =>
  sketch.child(node, 'value') === noNode
    ? read.bind('pattern')(sketch, node)
    : read.assign('pattern', 'value', true)(sketch, node)

const parts: Reader = (sketch, node) => ({
  is: 'pattern',
  parts: sketch.children(node).filter(part => sketch.fieldOf(part) !== 'type'),
  byName: false,
})

/** What a `match` looks at, against the constants of one of its arms. */
const matchPattern: Reader = (sketch, node) => {
  const left = sketch.child(sketch.parent(sketch.parent(sketch.parent(node))), 'value')
  const inner = sketch.children(node).filter(part => sketch.fieldOf(part) !== 'condition')
  const of: Meaning[] = []
  for (const option of inner.flatMap(part => (sketch.kind(part) === 'or_pattern' ? sketch.children(part) : [part])))
    if (/_literal$/.test(sketch.kind(option))) of.push({ is: 'compare', operator: 'case', left, right: option })
    else if (!/^[A-Z_]/.test(sketch.raw(option).slice(0, 1)) || sketch.kind(option).endsWith('pattern'))
      of.push({ is: 'bind', targets: [option] })
  return { is: 'many', of }
}

/** Of a function that has a body. */
const parameters: Reader = (sketch, node) =>
  sketch.kind(sketch.parent(node)) === 'function_item' ? read.bind()(sketch, node) : undefined

const macroDefinition: Reader = (sketch, node) => ({
  is: 'define',
  name: sketch.raw(sketch.child(node, 'name')),
  kind: 'macro',
  body: sketch
    .children(node)
    .slice(1)
    .map(rule => sketch.raw(rule))
    .join('; ')
    .slice(0, 2_000),
})

export const rust: ProgramShape = {
  ...emptyShape,
  kinds: {
    identifier: name,
    type_identifier: read.name,
    self: read.name,
    crate: read.name,
    super: read.name,
    metavariable: read.name,
    scoped_identifier: read.member('path', 'name', '::'),
    scoped_type_identifier: read.member('path', 'name', '::'),
    field_expression: read.member('value', 'field'),
    index_expression: (sketch, node) => {
      const [object = noNode, key = noNode] = sketch.children(node)
      return { is: 'index', object, key }
    },
    call_expression: read.call('function', 'arguments'),
    generic_function: read.group('function'),
    macro_invocation: macro,
    token_tree: tokenTree,
    string_literal: string,
    char_literal: string,
    raw_string_literal: rawString,
    integer_literal: read.number,
    float_literal: read.number,
    boolean_literal: read.constant,
    array_expression: array,
    tuple_expression: read.list,
    struct_expression: struct,
    field_initializer_list: read.object,
    field_initializer: read.keyword('field', 'value'),
    shorthand_field_initializer: shortField,
    base_field_initializer: read.spread,
    parenthesized_expression: read.group(),
    reference_expression: reference,
    unary_expression: unary,
    try_expression: read.group(),
    await_expression: read.group(),
    unsafe_block: read.group(),
    block,
    type_cast_expression: read.group('value'),
    if_expression: (sketch, node) =>
      sketch.child(node, 'alternative') === noNode
        ? undefined
        : read.choice('consequence', 'alternative')(sketch, node),
    else_clause: read.group(),
    binary_expression: read.binary,
    closure_expression: read.lambda,
    let_declaration: letDeclaration,
    let_condition: read.bind('pattern'),
    assignment_expression: read.assign('left', 'right'),
    compound_assignment_expr: read.assign('left', 'right'),
    const_item: read.assign('name', 'value', true),
    static_item: read.assign('name', 'value', true),
    tuple_pattern: parts,
    tuple_struct_pattern: parts,
    struct_pattern: parts,
    field_pattern: parts,
    slice_pattern: parts,
    ref_pattern: parts,
    mut_pattern: parts,
    reference_pattern: parts,
    captured_pattern: parts,
    or_pattern: parts,
    match_pattern: matchPattern,
    parameter: read.group('pattern'),
    parameters,
    closure_parameters: read.bind(),
    for_expression: read.bind('pattern'),
    use_declaration: use,
    extern_crate_declaration: externCrate,
    mod_item: module,
    macro_definition: macroDefinition,
    function_item: read.define('function'),
    struct_item: read.define('class'),
    enum_item: read.define('class'),
    union_item: read.define('class'),
    trait_item: read.define('class'),
  },
  scopes: { function_item: 'function', closure_expression: 'function' },
  branches: new Set([
    'if_expression',
    'else_clause',
    'match_arm',
    'while_expression',
    'for_expression',
    'loop_expression',
    'binary_expression',
  ]),
  loops: new Set(['while_expression', 'for_expression', 'loop_expression']),
  mutatesTexts: true,
  loaders: { 'include!': 'include', 'include_str!': 'include', 'include_bytes!': 'include' },
  functions,
  methods,
  mutators,
  comparers: new Set(['matches!']),
  comparingMethods: new Set(['eq', 'ne', 'eq_ignore_ascii_case', 'starts_with', 'ends_with', 'ct_eq']),
  environment: { objects: new Set(), methods: {}, functions: environmentFunctions },
}
