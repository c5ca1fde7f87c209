import { cFunctions, comparers, cppFunctions, cppMethods, environmentFunctions, writers } from './cLibrary'
import { emptyShape } from './emptyShape'
import { backslash, type EscapeDecoder } from './literal'
import * as read from './readers'
import type { Meaning, ProgramShape, Reader } from './shape'
import { type NodeId, noNode, type Sketch } from './sketch'

const escapes = backslash({ letters: 'abefnrtv', hex: true, octal: true, unicode: 'both' })

/** `"…"`, `L"…"`, `u8"…"`. What names a file or a language is no text. */
const string: Reader = (sketch, node) => {
  const outer = sketch.kind(sketch.parent(node))
  if (outer === 'preproc_include' || outer === 'linkage_specification') return undefined
  return quoted(sketch, node)
}

function quoted(sketch: Sketch, node: NodeId): Meaning {
  const [start, end] = [sketch.start(node), sketch.end(node)]
  const opening = /^[^"']{0,3}["']/.exec(sketch.text.slice(start, start + 4))?.[0].length ?? 1
  const from = Math.min(start + opening, end)
  return { is: 'string', from, to: Math.max(from, end - 1), holes: [], escapes }
}

const rawString: Reader = (sketch, node) => {
  const content = sketch.childOfKind(node, 'raw_string_content')
  const place = content === noNode ? node : content
  return {
    is: 'string',
    from: sketch.start(place),
    to: content === noNode ? sketch.start(node) : sketch.end(place),
    holes: [],
  }
}

const withoutTemplate = (raw: string): string => raw.replace(/\s*<[\s\S]*$/, '')

function member(objectField: string, nameField: string): Reader {
  return (sketch, node) => {
    const operator = sketch.child(node, 'operator')
    return {
      is: 'member',
      object: sketch.child(node, objectField),
      name: withoutTemplate(sketch.raw(sketch.child(node, nameField))),
      separator: operator === noNode ? '::' : sketch.raw(operator),
    }
  }
}

/** Stars, brackets and parentheses that a declarator has inside one another. */
const mostDeclarators = 16

/** `*name[]` → `name`. */
function declared(sketch: Sketch, node: NodeId): NodeId {
  let at = sketch.child(node, 'declarator')
  for (let hops = 0; at !== noNode && hops < mostDeclarators; hops++) {
    const inner = sketch.child(at, 'declarator')
    const next =
      inner === noNode && /^(?:parenthesized|reference|pointer)_/.test(sketch.kind(at)) ? sketch.firstChild(at) : inner
    if (next === noNode) break
    at = next
  }
  return at
}

const declarator: Reader = (sketch, node) => {
  const inner = sketch.child(node, 'declarator')
  return { is: 'group', inner: inner === noNode ? sketch.firstChild(node) : inner }
}

/** Of a function that has a body: those of a prototype are nobody's names. */
const parameters: Reader = (sketch, node) => {
  let at = sketch.parent(node)
  for (let hops = 0; hops < mostDeclarators && /declarator$/.test(sketch.kind(at)); hops++) at = sketch.parent(at)
  const owner = sketch.kind(at)
  if (owner !== 'function_definition' && owner !== 'lambda_expression' && owner !== 'catch_clause') return undefined
  return { is: 'bind', targets: sketch.children(node) }
}

/** Variables without a first value; with one they are `init_declarator`s. */
const declaration: Reader = (sketch, node) => {
  const targets = sketch.children(node, 'declarator').filter(part => {
    const kind = sketch.kind(part)
    if (kind === 'function_declarator')
      return sketch.kind(sketch.child(part, 'declarator')) === 'parenthesized_declarator'
    return kind === 'identifier' || kind === 'pointer_declarator' || kind === 'array_declarator'
  })
  return targets.length === 0 ? undefined : { is: 'bind', targets }
}

/** `T x("…")` makes a `T`. */
const initDeclarator: Reader = (sketch, node) => {
  const target = sketch.child(node, 'declarator')
  const value = sketch.child(node, 'value')
  if (target === noNode || value === noNode) return undefined
  const assign: Meaning = { is: 'assign', target, operator: '=', value, isDeclaration: true }
  if (sketch.kind(value) !== 'argument_list') return assign
  const callee = sketch.child(sketch.parent(node), 'type')
  if (callee === noNode) return assign
  return { is: 'many', of: [{ is: 'call', callee, arguments: sketch.children(value), form: 'new' }, assign] }
}

/** The only argument of a constructor is what a text is made of. */
const argumentList: Reader = (sketch, node) => {
  const outer = sketch.parent(node)
  if (sketch.kind(outer) === 'init_declarator') {
    const given = sketch.children(node)
    return given.length === 1 ? { is: 'group', inner: given[0] ?? noNode } : undefined
  }
  const format = formatters[sketch.raw(sketch.child(outer, 'function'))]
  return format === undefined
    ? undefined
    : { is: 'result', of: 'format()', arguments: sketch.children(node).slice(format) }
}

/** Number of the argument that is the format, of functions that write into their first. */
const formatters: Readonly<Record<string, number>> = Object.assign(Object.create(null), {
  sprintf: 1,
  snprintf: 2,
  asprintf: 1,
  xasprintf: 1,
  'std::sprintf': 1,
  'std::snprintf': 2,
  g_snprintf: 2,
})

/** `strcpy(a, b)` gives `a` the text of `b`. */
const call: Reader = (sketch, node) => {
  const callee = sketch.child(node, 'function')
  const list = sketch.child(node, 'arguments')
  const given = sketch.children(list)
  const made: Meaning = { is: 'call', callee, arguments: given, form: 'call' }
  const [target = noNode, source = noNode] = given
  const written = sketch.raw(callee).slice(0, 40)
  const copies = /^(?:std::)?str(cpy|cat)$/.exec(written)?.[1]
  if (source === noNode) return made
  if (copies !== undefined)
    return {
      is: 'many',
      of: [
        made,
        { is: 'assign', target, operator: copies === 'cat' ? '..=' : '=', value: source, isDeclaration: false },
      ],
    }
  if (formatters[written] !== undefined)
    return {
      is: 'many',
      of: [made, { is: 'assign', target: pointee(sketch, target), operator: '=', value: list, isDeclaration: false }],
    }
  return made
}

function pointee(sketch: Sketch, node: NodeId): NodeId {
  return sketch.kind(node) === 'pointer_expression' ? sketch.child(node, 'argument') : node
}

const construct: Reader = (sketch, node) => ({
  is: 'call',
  callee: sketch.child(node, 'type'),
  arguments: sketch.children(sketch.child(node, 'arguments')),
  form: 'new',
})

/** `&x` that is handed on may be written to; `*f` is called as `f`, elsewhere it is one of many. */
const pointer: Reader = (sketch, node) => {
  const inner = sketch.child(node, 'argument')
  const outer = sketch.parent(node)
  if (sketch.raw(sketch.child(node, 'operator')) === '*')
    return sketch.fieldOf(outer) === 'function' ? { is: 'group', inner } : undefined
  return sketch.kind(outer) === 'argument_list' ? { is: 'remove', targets: [inner] } : { is: 'group', inner }
}

const characterTypes = /\b(?:w?char(?:8|16|32)?(?:_t)?|u?int8_t|u8|uint8|UINT8|u_char|guchar|gchar|BYTE|Byte|byte)\b/

/** Characters in braces are a text where the type is one of characters. */
const initializer: Reader = (sketch, node) => {
  const items = sketch.children(node)
  if (items.some(item => sketch.kind(item) === 'initializer_pair')) return { is: 'object', fields: items }
  const isText = items.every(item => /^(?:char|number)_literal$/.test(sketch.kind(item)))
  const outer = sketch.parent(node)
  const typed = sketch.kind(outer) === 'init_declarator' ? sketch.parent(outer) : outer
  const type = sketch.child(typed, 'type')
  if (!isText || items.length < 2 || !characterTypes.test(sketch.raw(type).slice(0, 80))) return { is: 'list', items }
  return { is: 'result', of: 'char[]', arguments: items }
}

const initializerPair: Reader = (sketch, node) => {
  const designator = sketch.child(node, 'designator')
  const value = sketch.child(node, 'value')
  return { is: 'keyword', name: sketch.raw(designator).replace(/^\./, ''), value }
}

const comparingCall =
  /^!?\s*(?:std::)?(?:\w+[.>])?(?:(?:str|mem|wcs|wmem|b)n?(?:case)?(?:cmp|coll)\w*|compare|_?strn?icmp|lstrcmpi?[AW]?)\s*\(/

/** `strcmp(a, "b") == 0` is the comparison that the call makes already. */
const binary: Reader = (sketch, node) => {
  const meaning = read.binary(sketch, node)
  if (meaning?.is !== 'binary') return meaning
  const sides = [meaning.left, meaning.right]
  const isResult =
    sides.some(side => sketch.kind(side) === 'number_literal') &&
    sides.some(side => sketch.kind(side) === 'call_expression' && comparingCall.test(callHead(sketch, side)))
  return isResult ? undefined : meaning
}

function callHead(sketch: Sketch, node: NodeId): string {
  const callee = sketch.child(node, 'function')
  const field = sketch.child(callee, 'field')
  return `${sketch.raw(field === noNode ? callee : field).slice(0, 60)}(`
}

/** The expression a `switch` looks at, from one of its cases. */
const caseStatement: Reader = (sketch, node) => {
  const right = sketch.child(node, 'value')
  const condition = sketch.child(sketch.parent(sketch.parent(node)), 'condition')
  if (right === noNode || condition === noNode) return undefined
  const value = sketch.child(condition, 'value')
  return { is: 'compare', operator: 'case', left: value === noNode ? sketch.firstChild(condition) : value, right }
}

const subscript: Reader = (sketch, node) => {
  const indices = sketch.child(node, 'indices')
  const key = indices === noNode ? sketch.child(node, 'index') : sketch.firstChild(indices)
  return { is: 'index', object: sketch.child(node, 'argument'), key }
}

const include: Reader = (sketch, node) => {
  const module = sketch.raw(sketch.child(node, 'path')).replace(/^"([^"]*)"$/, '$1')
  return module === '' ? undefined : { is: 'import', module, whole: '', names: [], form: 'include' }
}

/** `#undef X`, and `#embed` and `#import`, which bring files in. */
const directive: Reader = (sketch, node) => {
  const kind = sketch.raw(sketch.child(node, 'directive')).replace(/[#\s]/g, '')
  const given = sketch.raw(sketch.child(node, 'argument')).trim()
  if (kind === 'undef' && given !== '') return { is: 'define', name: given, kind: 'undef' }
  if (kind !== 'embed' && kind !== 'import' && kind !== 'include_next') return undefined
  const module = /^"([^"\n]*)"/.exec(given)?.[1] ?? /^<[^>\n]*>/.exec(given)?.[0]
  return module === undefined ? undefined : { is: 'import', module, whole: '', names: [], form: 'include' }
}

const macro: Reader = (sketch, node) => {
  const target = sketch.child(node, 'name')
  const value = sketch.child(node, 'value')
  const body = sketch.raw(value).trim()
  const define: Meaning = { is: 'define', name: sketch.raw(target), kind: 'macro', body }
  if (value === noNode || target === noNode) return define
  return { is: 'many', of: [define, { is: 'assign', target, operator: '=', value, isDeclaration: false }] }
}

/** A macro that stands for one text, one number or one name; of one with parameters, a call that hands them on. */
const macroBody: Reader = (sketch, node) => {
  const outer = sketch.parent(node)
  const raw = sketch.raw(node)
  const written = raw.trim()
  if (sketch.kind(outer) === 'preproc_function_def') {
    const [, function_, given = ''] = /^\(?([A-Za-z_]\w*)\s*\(([\w\s(),.]*)\)\)?$/.exec(written.slice(0, 400)) ?? []
    const own = sketch.raw(sketch.child(outer, 'parameters'))
    const bare = (list: string): string => list.replace(/[\s()]/g, '').replace('__VA_ARGS__', '...')
    return function_ !== undefined && bare(given) === bare(own) ? { is: 'name', name: function_ } : undefined
  }
  if (sketch.kind(outer) !== 'preproc_def') return undefined
  if (/^[A-Za-z_]\w*$/.test(written)) return { is: 'name', name: written }
  if (/^-?\d\w*$/.test(written)) return { is: 'number' }
  const literal = /^(?:L|u8?|U)?(?:(["'])(?:(?!\1)[^\\]|\\[\s\S])*\1|("[^"\\]*"\s*)+)$/.exec(written)
  if (literal === null) return undefined
  const from = sketch.start(node) + Math.max(0, raw.search(/["']/)) + 1
  const end = sketch.start(node) + raw.trimEnd().length - 1
  return { is: 'string', from, to: Math.max(from, end), holes: [], escapes: literal[1] === undefined ? gaps : escapes }
}

/** `" "` between strings side by side. */
const gaps: EscapeDecoder = {
  lead: '"',
  decode(text, at, end) {
    const next = text.indexOf('"', at + 1)
    return next === -1 || next >= end ? undefined : { length: next + 1 - at, text: '' }
  },
}

const functionDefinition: Reader = (sketch, node) => {
  const own = declared(sketch, node)
  return own === noNode ? undefined : { is: 'define', name: sketch.raw(own), kind: 'function' }
}

/** Not where a type is only named: `struct s *p`. */
const type: Reader = (sketch, node) =>
  sketch.child(node, 'body') === noNode ? undefined : read.define('class')(sketch, node)

const kinds: Readonly<Record<string, Reader>> = {
  identifier: read.name,
  type_identifier: read.name,
  field_expression: member('argument', 'field'),
  subscript_expression: subscript,
  call_expression: call,
  argument_list: argumentList,
  string_literal: string,
  char_literal: quoted,
  raw_string_literal: rawString,
  concatenated_string: read.adjacent,
  number_literal: read.number,
  unary_expression: (sketch, node) => (/^-\d/.test(sketch.raw(node).slice(0, 2)) ? { is: 'number' } : undefined),
  true: read.constant,
  false: read.constant,
  null: read.constant,
  nullptr: read.constant,
  initializer_list: initializer,
  initializer_pair: initializerPair,
  compound_literal_expression: read.group('value'),
  parenthesized_expression: read.group(),
  cast_expression: read.group('value'),
  comma_expression: read.sequence,
  pointer_expression: pointer,
  binary_expression: binary,
  conditional_expression: read.choice('consequence', 'alternative'),
  assignment_expression: read.assign('left', 'right'),
  update_expression: (sketch, node) => ({
    is: 'assign',
    target: sketch.child(node, 'argument'),
    operator: '++',
    value: noNode,
    isDeclaration: false,
  }),
  declaration,
  init_declarator: initDeclarator,
  pointer_declarator: declarator,
  array_declarator: declarator,
  reference_declarator: declarator,
  parenthesized_declarator: declarator,
  attributed_declarator: declarator,
  function_declarator: declarator,
  parameter_declaration: read.group('declarator'),
  optional_parameter_declaration: read.group('declarator'),
  parameter_list: parameters,
  enumerator: read.assign('name', 'value', true),
  case_statement: caseStatement,
  function_definition: functionDefinition,
  struct_specifier: type,
  union_specifier: type,
  enum_specifier: type,
  preproc_include: include,
  preproc_call: directive,
  preproc_def: macro,
  preproc_function_def: macro,
  preproc_arg: macroBody,
}

const cppKinds: Readonly<Record<string, Reader>> = {
  ...kinds,
  namespace_identifier: read.name,
  qualified_identifier: member('scope', 'name'),
  template_function: read.group('name'),
  template_type: read.group('name'),
  template_method: read.group('name'),
  this: read.name,
  new_expression: construct,
  lambda_expression: read.lambda,
  class_specifier: type,
  field_declaration: read.assign('declarator', 'default_value', true),
  for_range_loop: read.bind('declarator'),
}

export const c: ProgramShape = {
  ...emptyShape,
  kinds,
  scopes: { function_definition: 'function' },
  branches: new Set(
    'if_statement else_clause while_statement do_statement for_statement for_range_loop switch_statement case_statement labeled_statement conditional_expression binary_expression try_statement catch_clause preproc_if preproc_ifdef preproc_else preproc_elif preproc_elifdef'.split(
      ' ',
    ),
  ),
  loops: new Set(['while_statement', 'do_statement', 'for_statement', 'for_range_loop']),
  // No operator of the language puts texts together: `..` is what strcat does.
  concatenations: new Set(['..']),
  mutatesTexts: true,
  functions: cFunctions,
  mutators: writers,
  comparers,
  environment: {
    objects: new Set(['environ', '__environ', '_environ', '_wenviron']),
    methods: {},
    functions: environmentFunctions,
  },
}

export const cpp: ProgramShape = {
  ...c,
  kinds: cppKinds,
  scopes: { function_definition: 'function', lambda_expression: 'function', class_specifier: 'class' },
  concatenations: new Set(['..', '+']),
  seesClassNames: true,
  functions: cppFunctions,
  methods: cppMethods,
  comparingMethods: new Set(['compare', 'starts_with', 'ends_with', 'equals', 'iequals', 'startsWith', 'endsWith']),
}
