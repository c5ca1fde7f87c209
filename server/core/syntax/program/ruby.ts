import { emptyShape } from './emptyShape'
import { expressionsOnly } from './flows'
import { backslash, type EscapeDecoder, stringOf } from './literal'
import * as read from './readers'
import { functions, methods } from './rubyLibrary'
import type { Callee, Meaning, ProgramShape, Reader } from './shape'
import { type NodeId, noNode, type Sketch } from './sketch'

const double = backslash({ letters: 'abefnrtv', hex: true, octal: true, unicode: 'both', quotes: '\\"' })
const single = backslash({ letters: '', keepsUnknown: true, joinsLines: false, quotes: "\\'" })

function escapesOf(opening: string): EscapeDecoder {
  return opening.startsWith("'") || opening.startsWith('%q') ? single : double
}

/** `'…'`, `"…"`, `%q(…)`, `%(…)`, `` `…` ``, `%x(…)`. */
function quoted(isCommand: boolean): Reader {
  return (sketch, node) => {
    const opening = /^(?:%[a-zA-Z]?)?[\s\S]/.exec(sketch.raw(node).slice(0, 3))?.[0] ?? ''
    return stringOf(sketch, node, {
      escapes: escapesOf(opening),
      opening: opening.length,
      closing: 1,
      holeKind: 'interpolation',
      isCommand,
    })
  }
}

/** What has no delimiters of its own: `a` in `%w[a b]`. */
const bare: Reader = (sketch, node) =>
  stringOf(sketch, node, { escapes: double, opening: 0, closing: 0, holeKind: 'interpolation' })

const symbol: Reader = (sketch, node) =>
  stringOf(sketch, node, { escapes: undefined, opening: 1, closing: 0, holeKind: '' })

/** Nodes that are looked through for the body of a heredoc, which follows the line it begins in. */
const mostBetween = 400

/** `<<~EOS` stands for the body further down; several on a line have theirs one after the other. */
const heredoc: Reader = (sketch, node) => {
  let skip = 0
  for (let before = node - 1; before >= 0 && before > node - mostBetween; before--) {
    if (sketch.kind(before) !== 'heredoc_beginning') continue
    if (sketch.text.slice(sketch.end(before), sketch.start(node)).includes('\n')) break
    skip++
  }
  for (let after = node + 1; after < sketch.size && after < node + mostBetween; after++)
    if (sketch.kind(after) === 'heredoc_body' && skip-- === 0) return { is: 'group', inner: after }
  return undefined
}

/** The indentation that `<<~` takes off is left in it. */
const heredocBody: Reader = (sketch, node) => {
  const end = sketch.childOfKind(node, 'heredoc_end')
  const closing = end === noNode ? 0 : sketch.end(node) - sketch.start(end)
  const opening = /^\r?\n/.exec(sketch.raw(node).slice(0, 2))?.[0].length ?? 0
  return stringOf(sketch, node, { escapes: double, opening, closing, holeKind: 'interpolation' })
}

const call: Reader = (sketch, node) => {
  const object = sketch.child(node, 'receiver')
  const method = sketch.child(node, 'method')
  const name = method === noNode ? 'call' : sketch.raw(method)
  const separator = sketch.raw(sketch.child(node, 'operator')) === '::' ? '::' : '.'
  const callee: Callee = object === noNode ? name : { is: 'member', object, name, separator }
  return { is: 'call', callee, arguments: sketch.children(sketch.child(node, 'arguments')), form: 'call' }
}

const scopeResolution: Reader = (sketch, node) => {
  const object = sketch.child(node, 'scope')
  const name = sketch.raw(sketch.child(node, 'name'))
  return object === noNode ? { is: 'name', name } : { is: 'member', object, name, separator: '::' }
}

const pair: Reader = (sketch, node) => {
  const key = sketch.child(node, 'key')
  const name = sketch.raw(key).replace(/^:|^['"]|['"]$/g, '')
  return { is: 'keyword', name, value: sketch.child(node, 'value') }
}

/** `x[i]`, `x[from, count]`, `x[from..to]`. */
const element: Reader = (sketch, node) => {
  const object = sketch.child(node, 'object')
  const [first = noNode, second = noNode] = sketch.children(node).filter(part => part !== object)
  if (second !== noNode) return { is: 'slice', object, from: first, to: second, step: noNode, toIs: 'count' }
  if (sketch.kind(first) !== 'range') return { is: 'index', object, key: first }
  const isOpen = sketch.raw(sketch.child(first, 'operator')) === '...'
  const [from, to] = [sketch.child(first, 'begin'), sketch.child(first, 'end')]
  return { is: 'slice', object, from, to, step: noNode, toIs: isOpen ? 'end' : 'last' }
}

/** `s << 'x'` changes `s`. */
const binary: Reader = (sketch, node) => {
  const meaning = read.binary(sketch, node)
  if (meaning?.is !== 'binary' || meaning.operator !== '<<' || !isVariable(sketch, meaning.left)) return meaning
  return { is: 'assign', target: meaning.left, operator: '<<=', value: meaning.right, isDeclaration: false }
}

function isVariable(sketch: Sketch, node: NodeId): boolean {
  return ['identifier', 'instance_variable', 'global_variable', 'class_variable', 'constant'].includes(
    sketch.kind(node),
  )
}

const when: Reader = (sketch, node) => {
  const left = sketch.child(sketch.parent(node), 'value')
  if (left === noNode) return undefined
  const of: Meaning[] = sketch
    .children(node, 'pattern')
    .map(part => ({ is: 'compare', operator: 'case', left, right: sketch.firstChild(part) }))
  return { is: 'many', of }
}

const parameter: Reader = (sketch, node) => ({ is: 'pattern', parts: [sketch.child(node, 'name')], byName: false })
const parts: Reader = (sketch, node) => ({ is: 'pattern', parts: sketch.children(node), byName: false })

export const ruby: ProgramShape = {
  ...emptyShape,
  kinds: {
    identifier: read.name,
    constant: read.name,
    instance_variable: read.name,
    class_variable: read.name,
    global_variable: read.name,
    self: read.name,
    scope_resolution: scopeResolution,
    call,
    element_reference: element,
    string: quoted(false),
    subshell: quoted(true),
    bare_string: bare,
    bare_symbol: bare,
    simple_symbol: symbol,
    delimited_symbol: read.string(double, 2, 1, 'interpolation'),
    chained_string: read.adjacent,
    heredoc_beginning: heredoc,
    heredoc_body: heredocBody,
    integer: read.number,
    float: read.number,
    unary: (sketch, node) => (/^-\d/.test(sketch.raw(node).slice(0, 2)) ? { is: 'number' } : undefined),
    true: read.constant,
    false: read.constant,
    nil: read.constant,
    array: read.list,
    string_array: read.list,
    symbol_array: read.list,
    right_assignment_list: read.list,
    hash: read.object,
    pair,
    splat_argument: read.spread,
    hash_splat_argument: read.spread,
    block_argument: read.spread,
    splat_parameter: parameter,
    hash_splat_parameter: parameter,
    keyword_parameter: parameter,
    optional_parameter: parameter,
    block_parameter: parameter,
    parenthesized_statements: read.sequence,
    binary,
    conditional: read.choice('consequence', 'alternative'),
    lambda: read.lambda,
    assignment: read.assign('left', 'right'),
    operator_assignment: read.assign('left', 'right'),
    left_assignment_list: parts,
    destructured_parameter: parts,
    method_parameters: read.bind(),
    block_parameters: read.bind(),
    lambda_parameters: read.bind(),
    exception_variable: read.bind(),
    for: read.bind('pattern'),
    when,
    method: read.define('function'),
    singleton_method: read.define('function'),
    class: read.define('class'),
    module: read.define('class'),
  },
  scopes: {
    method: 'function',
    singleton_method: 'function',
    class: 'class',
    module: 'class',
    singleton_class: 'class',
  },
  branches: new Set([
    'if',
    'unless',
    'elsif',
    'else',
    'if_modifier',
    'unless_modifier',
    'while',
    'until',
    'while_modifier',
    'until_modifier',
    'for',
    'case',
    'when',
    'begin',
    'rescue',
    'rescue_modifier',
    'conditional',
    'block',
    'do_block',
    'lambda',
    'binary',
  ]),
  loops: new Set(['while', 'until', 'while_modifier', 'until_modifier', 'for', 'block', 'do_block', 'lambda']),
  concatenations: new Set(['+', '<<']),
  comparisons: new Set(['==', '!=', '===', '<', '>', '<=', '>=', '=~']),
  choices: new Set(['||', 'or']),
  formats: true,
  assignsLocally: true,
  seesClassNames: true,
  mutatesTexts: true,
  sees: (name, kind) => (kind !== 'method' && kind !== 'singleton_method') || /^[A-Z@$]/.test(name),
  home: name => (name.startsWith('@') ? 'class' : name.startsWith('$') ? 'file' : undefined),
  globals: new Set(['Kernel', 'Object', 'self']),
  dispatchers: { send: 'method', public_send: 'method', __send__: 'method', call: 'bare-object' },
  namers: new Set(['method', 'const_get', 'Module.const_get']),
  loaders: { require: 'static', require_relative: 'load', load: 'load', autoload: 'load' },
  functions,
  flow: { ...expressionsOnly, bytesAreTexts: false },
  methods,
  mutators: new Set([
    'push',
    'pop',
    'shift',
    'unshift',
    'append',
    'prepend',
    'concat',
    'insert',
    'clear',
    'replace',
    'delete',
    'delete_at',
    'gsub!',
    'sub!',
    'tr!',
    'reverse!',
    'upcase!',
    'downcase!',
    'strip!',
    'chomp!',
    'squeeze!',
    'slice!',
    'map!',
    'sort!',
    'shuffle!',
    'rotate!',
    'force_encoding',
  ]),
  comparingMethods: new Set(['eql?', 'equal?', 'start_with?', 'end_with?', 'casecmp?', 'casecmp']),
  comparers: new Set(['Rack::Utils.secure_compare', 'ActiveSupport::SecurityUtils.secure_compare']),
  environment: {
    objects: new Set(['ENV']),
    methods: {
      fetch: { access: 'read', argument: 0 },
      'key?': { access: 'read', argument: 0 },
      'has_key?': { access: 'read', argument: 0 },
      'include?': { access: 'read', argument: 0 },
      dig: { access: 'read', argument: 0 },
      store: { access: 'write', argument: 0 },
      delete: { access: 'write', argument: 0 },
      update: { access: 'write', argument: 'all' },
      replace: { access: 'write', argument: 'all' },
      clear: { access: 'write', argument: 'all' },
      to_h: { access: 'read', argument: 'all' },
      to_hash: { access: 'read', argument: 'all' },
      each: { access: 'read', argument: 'all' },
      keys: { access: 'read', argument: 'all' },
      values: { access: 'read', argument: 'all' },
      select: { access: 'read', argument: 'all' },
      map: { access: 'read', argument: 'all' },
    },
    functions: {},
  },
}
