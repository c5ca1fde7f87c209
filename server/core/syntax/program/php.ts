import { emptyShape } from './emptyShape'
import { phpFlow } from './flows'
import { backslash } from './literal'
import { functions } from './phpLibrary'
import * as read from './readers'
import type { Hole, ImportedName, Meaning, ProgramShape, Reader } from './shape'
import { type NodeId, noNode, type Sketch } from './sketch'

const double = backslash({
  letters: 'efnrtv',
  hex: true,
  octal: true,
  unicode: 'braces',
  keepsUnknown: true,
  joinsLines: false,
  quotes: '\\$"`',
})
const single = backslash({ letters: '', keepsUnknown: true, joinsLines: false, quotes: "\\'" })

/** Texts in which variables stand as they are, or in braces. */
function holesIn(sketch: Sketch, node: NodeId): readonly Hole[] {
  return sketch.children(node).flatMap((part): Hole[] => {
    const kind = sketch.kind(part)
    if (kind === 'string_content' || kind === 'escape_sequence' || kind === 'nowdoc_string') return []
    const isBraced = sketch.text[sketch.start(part) - 1] === '{' && sketch.text[sketch.end(part)] === '}'
    return [{ node: part, value: part, around: isBraced ? 1 : 0 }]
  })
}

function quoted(isCommand: boolean): Reader {
  return (sketch, node) => {
    const opening = /^b?["`]/i.exec(sketch.raw(node).slice(0, 2))?.[0].length ?? 1
    const [from, to] = [sketch.start(node) + opening, Math.max(sketch.start(node) + opening, sketch.end(node) - 1)]
    return { is: 'string', from, to, holes: holesIn(sketch, node), escapes: double, isCommand }
  }
}

const heredoc: Reader = (sketch, node) => {
  const value = sketch.child(node, 'value')
  if (value === noNode) return undefined
  const opening = /^\r?\n/.exec(sketch.raw(value).slice(0, 2))?.[0].length ?? 0
  const isRaw = sketch.kind(node) === 'nowdoc'
  return {
    is: 'string',
    from: sketch.start(value) + opening,
    to: sketch.end(value),
    holes: isRaw ? [] : holesIn(sketch, value),
    ...(isRaw ? {} : { escapes: double }),
  }
}

/** `\strlen` and `strlen` are the same outside namespaces. */
const qualified: Reader = (sketch, node) => ({ is: 'name', name: sketch.raw(node).replace(/^\\/, '') })

function memberCall(objectField: string, separator: string): Reader {
  return (sketch, node) => ({
    is: 'call',
    callee: {
      is: 'member',
      object: sketch.child(node, objectField),
      name: memberName(sketch, sketch.child(node, 'name')),
      separator,
    },
    arguments: sketch.children(sketch.child(node, 'arguments')),
    form: 'call',
  })
}

function memberName(sketch: Sketch, node: NodeId): string {
  return sketch.kind(node) === 'name' || sketch.kind(node) === 'variable_name' ? sketch.raw(node) : '{…}'
}

const construct: Reader = (sketch, node) => ({
  is: 'call',
  callee: sketch.firstChild(node),
  arguments: sketch.children(sketch.childOfKind(node, 'arguments')),
  form: 'new',
})

/** `include`, `require` and their kin are statements that look like calls. */
function loads(callee: string): Reader {
  return (sketch, node) => ({ is: 'call', callee, arguments: sketch.children(node), form: 'statement' })
}

const subscript: Reader = (sketch, node) => {
  const [object = noNode, key = noNode] = sketch.children(node)
  return { is: 'index', object, key }
}

/** One part is an item, two are a key and its value. */
const element: Reader = (sketch, node) => {
  const [first = noNode, second = noNode] = sketch.children(node)
  if (sketch.kind(first) === 'variadic_unpacking') return { is: 'spread' }
  if (second === noNode) return { is: 'group', inner: first }
  return { is: 'keyword', name: sketch.raw(first).replace(/^['"]|['"]$/g, ''), value: second }
}

const array: Reader = (sketch, node) => {
  const items = sketch.children(node)
  const isKeyed = items.some(item => sketch.children(item).length > 1)
  return isKeyed ? { is: 'object', fields: items } : { is: 'list', items }
}

const argument: Reader = (sketch, node) => {
  const name = sketch.child(node, 'name')
  const parts = sketch.children(node).filter(part => part !== name && sketch.kind(part) !== 'reference_modifier')
  const value = parts[0] ?? noNode
  if (sketch.kind(value) === 'variadic_unpacking') return { is: 'spread' }
  return name === noNode ? { is: 'group', inner: value } : { is: 'keyword', name: sketch.raw(name), value }
}

const useDeclaration: Reader = (sketch, node) => {
  const of = sketch.children(node).flatMap((clause): Meaning[] => {
    if (sketch.kind(clause) !== 'namespace_use_clause') return []
    const module = sketch.raw(sketch.childOfKind(clause, 'qualified_name', 'name')).replace(/^\\/, '')
    const alias = sketch.child(clause, 'alias')
    const whole = alias === noNode ? (module.split('\\').at(-1) ?? module) : sketch.raw(alias)
    const names: readonly ImportedName[] = []
    return [{ is: 'import', module, whole, names, form: 'static' }]
  })
  return { is: 'many', of }
}

const constElement: Reader = (sketch, node) => {
  const [target = noNode, value = noNode] = sketch.children(node)
  return { is: 'assign', target, operator: '=', value, isDeclaration: true }
}

const foreach: Reader = (sketch, node) => {
  const targets = sketch
    .children(node)
    .slice(1)
    .filter(part => sketch.fieldOf(part) !== 'body')
  return { is: 'bind', targets }
}

const caseStatement: Reader = (sketch, node) => ({
  is: 'compare',
  operator: 'case',
  left: sketch.child(sketch.parent(sketch.parent(node)), 'condition'),
  right: sketch.child(node, 'value'),
})

const matchArm: Reader = (sketch, node) => {
  const left = sketch.child(sketch.parent(sketch.parent(node)), 'condition')
  const options = sketch.children(sketch.child(node, 'conditional_expressions'))
  return { is: 'many', of: options.map(right => ({ is: 'compare', operator: 'case', left, right })) }
}

const conditional: Reader = (sketch, node) => {
  const body = sketch.child(node, 'body')
  const first = body === noNode ? sketch.child(node, 'condition') : body
  return { is: 'choice', options: [first, sketch.child(node, 'alternative')] }
}

const update: Reader = (sketch, node) => ({
  is: 'assign',
  target: sketch.child(node, 'argument'),
  operator: '++',
  value: noNode,
  isDeclaration: false,
})

const parameter: Reader = (sketch, node) => ({ is: 'pattern', parts: [sketch.child(node, 'name')], byName: false })
const parts: Reader = (sketch, node) => ({ is: 'pattern', parts: sketch.children(node), byName: false })

export const php: ProgramShape = {
  ...emptyShape,
  kinds: {
    variable_name: read.name,
    name: read.name,
    qualified_name: qualified,
    member_access_expression: read.member('object', 'name', '->'),
    nullsafe_member_access_expression: read.member('object', 'name', '->'),
    scoped_property_access_expression: read.member('scope', 'name', '::'),
    class_constant_access_expression: (sketch, node) => {
      const [object = noNode, name = noNode] = sketch.children(node)
      return { is: 'member', object, name: sketch.raw(name), separator: '::' }
    },
    subscript_expression: subscript,
    function_call_expression: read.call('function', 'arguments'),
    member_call_expression: memberCall('object', '->'),
    nullsafe_member_call_expression: memberCall('object', '->'),
    scoped_call_expression: memberCall('scope', '::'),
    object_creation_expression: construct,
    include_expression: loads('include'),
    include_once_expression: loads('include_once'),
    require_expression: loads('require'),
    require_once_expression: loads('require_once'),
    shell_command_expression: quoted(true),
    string: read.string(single),
    encapsed_string: quoted(false),
    heredoc,
    nowdoc: heredoc,
    integer: read.number,
    float: read.number,
    boolean: read.constant,
    null: read.constant,
    unary_op_expression: (sketch, node) => (/^-\d/.test(sketch.raw(node).slice(0, 2)) ? { is: 'number' } : undefined),
    array_creation_expression: array,
    array_element_initializer: element,
    argument,
    variadic_unpacking: read.group(),
    parenthesized_expression: read.group(),
    error_suppression_expression: read.group(),
    cast_expression: read.group('value'),
    binary_expression: read.binary,
    conditional_expression: conditional,
    arrow_function: read.lambda,
    anonymous_function: read.lambda,
    anonymous_function_creation_expression: read.lambda,
    assignment_expression: read.assign('left', 'right'),
    reference_assignment_expression: read.assign('left', 'right'),
    augmented_assignment_expression: read.assign('left', 'right'),
    update_expression: update,
    property_element: read.assign('name', 'default_value'),
    const_element: constElement,
    static_variable_declaration: read.bind('name'),
    list_literal: parts,
    formal_parameters: read.bind(),
    simple_parameter: parameter,
    variadic_parameter: parameter,
    property_promotion_parameter: parameter,
    pair: parts,
    catch_clause: read.bind('name'),
    foreach_statement: foreach,
    unset_statement: (sketch, node) => ({ is: 'remove', targets: sketch.children(node) }),
    global_declaration: (sketch, node) => ({ is: 'outer', names: sketch.children(node).map(part => sketch.raw(part)) }),
    namespace_use_declaration: useDeclaration,
    case_statement: caseStatement,
    match_conditional_expression: matchArm,
    function_definition: read.define('function'),
    method_declaration: read.define('function'),
    class_declaration: read.define('class'),
    interface_declaration: read.define('class'),
    trait_declaration: read.define('class'),
    enum_declaration: read.define('class'),
  },
  scopes: {
    function_definition: 'function',
    method_declaration: 'function',
    anonymous_function: 'function',
    anonymous_function_creation_expression: 'function',
    arrow_function: 'function',
    declaration_list: 'class',
  },
  branches: new Set([
    'if_statement',
    'else_clause',
    'else_if_clause',
    'for_statement',
    'foreach_statement',
    'while_statement',
    'do_statement',
    'try_statement',
    'catch_clause',
    'case_statement',
    'default_statement',
    'conditional_expression',
    'match_conditional_expression',
    'binary_expression',
  ]),
  loops: new Set(['for_statement', 'foreach_statement', 'while_statement', 'do_statement']),
  concatenations: new Set(['.']),
  comparisons: new Set(['==', '===', '!=', '!==', '<>', '<', '>', '<=', '>=', '<=>']),
  choices: new Set(['??']),
  assignsLocally: true,
  seesClassNames: true,
  mutatesTexts: true,
  callsTexts: true,
  sees: (name, kind) => !name.startsWith('$') || kind === 'anonymous_function' || kind === 'arrow_function',
  dispatchers: {
    call_user_func: 'function',
    call_user_func_array: 'function-list',
    forward_static_call: 'function',
    forward_static_call_array: 'function-list',
  },
  loaders: { include: 'load', include_once: 'load', require: 'load', require_once: 'load' },
  functions,
  flow: phpFlow,
  mutators: new Set([
    'array_push',
    'array_pop',
    'array_shift',
    'array_unshift',
    'array_splice',
    'array_walk',
    'sort',
    'rsort',
    'usort',
    'ksort',
    'asort',
    'shuffle',
    'preg_match',
    'preg_match_all',
    'parse_str',
    'settype',
    'sscanf',
  ]),
  comparers: new Set([
    'strcmp',
    'strncmp',
    'strcasecmp',
    'strncasecmp',
    'hash_equals',
    'in_array',
    'password_verify',
    'str_starts_with',
    'str_ends_with',
  ]),
  environment: {
    objects: new Set(['$_ENV']),
    methods: {},
    functions: {
      getenv: { access: 'read', argument: 0 },
      apache_getenv: { access: 'read', argument: 0 },
      putenv: { access: 'write', argument: 0 },
    },
  },
}
