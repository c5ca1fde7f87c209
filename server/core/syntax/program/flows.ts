import type { Comprehension, Flow, FunctionParts, Statement } from './flow'
import { type NodeId, noNode, type Sketch } from './sketch'

const block = (sketch: Sketch, node: NodeId): Statement => ({ is: 'block', parts: sketch.children(node) })
const nothing = (): Statement => ({ is: 'nothing' })
const value = (sketch: Sketch, node: NodeId): Statement => ({ is: 'value', of: sketch.firstChild(node) })
const itself = (_: Sketch, node: NodeId): Statement => ({ is: 'value', of: node })
const leaves = (sketch: Sketch, node: NodeId): Statement => ({ is: 'return', value: sketch.firstChild(node) })
const inner = (field: string) => (sketch: Sketch, node: NodeId) => block(sketch, sketch.child(node, field))

function condition(test: string, yes: string, no: string) {
  return (sketch: Sketch, node: NodeId): Statement => ({
    is: 'if',
    test: sketch.child(node, test),
    yes: sketch.child(node, yes),
    no: sketch.child(node, no),
  })
}

/** `elif` and its kin stand beside each other, not in each other. */
function furtherCondition(yes: string) {
  return (sketch: Sketch, node: NodeId): Statement => {
    const others = sketch.children(sketch.parent(node), 'alternative')
    const no = others[others.indexOf(node) + 1] ?? noNode
    return { is: 'if', test: sketch.child(node, 'condition'), yes: sketch.child(node, yes), no }
  }
}

function loop(first: string, test: string, next: string, isLate = false) {
  return (sketch: Sketch, node: NodeId): Statement => ({
    is: 'loop',
    first: sketch.child(node, first),
    test: sketch.child(node, test),
    next: sketch.child(node, next),
    body: sketch.child(node, 'body'),
    isLate,
  })
}

function conditional(test: string, yes: string, no: string) {
  return (sketch: Sketch, node: NodeId) => ({
    test: sketch.child(node, test),
    yes: sketch.child(node, yes),
    no: sketch.child(node, no),
  })
}

function unary(sketch: Sketch, node: NodeId) {
  const operator = /^(?:not\b|[-!~])/.exec(sketch.raw(node).slice(0, 4))?.[0]
  return operator === undefined ? undefined : { operator, operand: sketch.child(node, 'argument') }
}

/** @param names the field in which a parameter has its name, and the one with its value, by kind of parameter */
function functionOf(parameters: string, names: Readonly<Record<string, readonly [name: string, value: string]>>) {
  return (sketch: Sketch, node: NodeId): FunctionParts | undefined => {
    const body = sketch.child(node, 'body')
    const single = sketch.child(node, 'parameter')
    const found: { name: string; value: NodeId }[] =
      single === noNode ? [] : [{ name: sketch.raw(single), value: noNode }]
    for (const part of sketch.children(sketch.child(node, parameters))) {
      const fields = names[sketch.kind(part)]
      if (fields === undefined) return undefined
      const [name, given] = fields
      const place = name === '' ? part : sketch.child(part, name)
      found.push({ name: sketch.raw(place), value: given === '' ? noNode : sketch.child(part, given) })
    }
    if (body === noNode) return undefined
    return { parameters: found, body, isExpression: !/block|compound/.test(sketch.kind(body)) }
  }
}

/** Without the word before them, which is a part too. */
const declarations = (sketch: Sketch, node: NodeId): Statement => ({
  is: 'block',
  parts: sketch.children(node).filter(part => sketch.kind(part) === 'variable_declarator'),
})

const javascriptFunction = functionOf('parameters', {
  identifier: ['', ''],
  assignment_pattern: ['left', 'right'],
  required_parameter: ['pattern', 'value'],
  optional_parameter: ['pattern', 'value'],
})

/** What JavaScript and PHP have from C, by the same names in both grammars. */
const likeC: Flow['statements'] = {
  while_statement: loop('', 'condition', ''),
  do_statement: loop('', 'condition', '', true),
  try_statement: inner('body'),
  break_statement: () => ({ is: 'break' }),
  continue_statement: () => ({ is: 'continue' }),
  empty_statement: nothing,
}

export const javascriptFlow: Flow = {
  statements: {
    ...likeC,
    program: block,
    statement_block: block,
    expression_statement: value,
    variable_declaration: declarations,
    lexical_declaration: declarations,
    variable_declarator: itself,
    return_statement: leaves,
    if_statement: condition('condition', 'consequence', 'alternative'),
    else_clause: block,
    for_statement: loop('initializer', 'condition', 'increment'),
    for_in_statement: (sketch, node) => ({
      is: 'each',
      target: sketch.child(node, 'left'),
      of: sketch.child(node, 'right'),
      body: sketch.child(node, 'body'),
      byPlace: sketch.raw(sketch.child(node, 'operator')) === 'in',
    }),
    function_declaration: nothing,
    class_declaration: nothing,
    import_statement: nothing,
  },
  functions: {
    function_declaration: javascriptFunction,
    function_expression: javascriptFunction,
    arrow_function: javascriptFunction,
  },
  comprehensions: {},
  conditionals: { ternary_expression: conditional('condition', 'consequence', 'alternative') },
  unaries: { unary_expression: unary },
  maps: new Set(['map']),
  appends: new Set(['push']),
  bytesAreTexts: false,
}

const pythonFunction = functionOf('parameters', {
  identifier: ['', ''],
  default_parameter: ['name', 'value'],
  typed_default_parameter: ['name', 'value'],
})

function comprehension(sketch: Sketch, node: NodeId): Comprehension {
  const clauses = sketch.children(node).flatMap((part): Comprehension['clauses'] => {
    if (sketch.kind(part) === 'for_in_clause')
      return [{ is: 'each', target: sketch.child(part, 'left'), of: sketch.child(part, 'right') }]
    return sketch.kind(part) === 'if_clause' ? [{ is: 'test', test: sketch.firstChild(part) }] : []
  })
  return { result: sketch.child(node, 'body'), clauses }
}

export const pythonFlow: Flow = {
  statements: {
    module: block,
    block,
    expression_statement: value,
    return_statement: leaves,
    if_statement: condition('condition', 'consequence', 'alternative'),
    elif_clause: furtherCondition('consequence'),
    else_clause: inner('body'),
    while_statement: loop('', 'condition', ''),
    for_statement: (sketch, node) => ({
      is: 'each',
      target: sketch.child(node, 'left'),
      of: sketch.child(node, 'right'),
      body: sketch.child(node, 'body'),
    }),
    try_statement: inner('body'),
    break_statement: () => ({ is: 'break' }),
    continue_statement: () => ({ is: 'continue' }),
    pass_statement: nothing,
    import_statement: nothing,
    import_from_statement: nothing,
    function_definition: nothing,
    class_definition: nothing,
    global_statement: nothing,
  },
  functions: {
    function_definition: pythonFunction,
    lambda: functionOf('parameters', { identifier: ['', ''], default_parameter: ['name', 'value'] }),
  },
  comprehensions: {
    list_comprehension: comprehension,
    generator_expression: comprehension,
  },
  conditionals: {
    conditional_expression: (sketch, node) => {
      const [yes = noNode, test = noNode, no = noNode] = sketch.children(node)
      return { test, yes, no }
    },
  },
  unaries: { unary_operator: unary, not_operator: unary },
  maps: new Set(['map']),
  appends: new Set(['append']),
  bytesAreTexts: false,
}

/** Of a language whose pure functions are known, and whose statements are not carried out. */
export const expressionsOnly: Flow = {
  statements: {},
  functions: {},
  comprehensions: {},
  conditionals: {},
  unaries: {},
  maps: new Set(),
  appends: new Set(),
  bytesAreTexts: true,
}

const phpFunction = functionOf('parameters', { simple_parameter: ['name', 'default_value'] })

export const phpFlow: Flow = {
  statements: {
    ...likeC,
    program: block,
    php_tag: nothing,
    text_interpolation: nothing,
    compound_statement: block,
    colon_block: block,
    expression_statement: value,
    return_statement: leaves,
    if_statement: condition('condition', 'body', 'alternative'),
    else_clause: inner('body'),
    else_if_clause: furtherCondition('body'),
    for_statement: loop('initialize', 'condition', 'update'),
    foreach_statement: (sketch, node) => {
      const [of = noNode, second = noNode] = sketch.children(node)
      const isPair = sketch.kind(second) === 'pair'
      const [key = noNode, target = noNode] = isPair ? sketch.children(second) : [noNode, second]
      return { is: 'each', target, of, body: sketch.child(node, 'body'), ...(isPair ? { key } : {}) }
    },
    function_definition: nothing,
    class_declaration: nothing,
    namespace_use_declaration: nothing,
  },
  functions: {
    function_definition: phpFunction,
    anonymous_function: phpFunction,
    anonymous_function_creation_expression: phpFunction,
    arrow_function: phpFunction,
  },
  comprehensions: {},
  conditionals: { conditional_expression: conditional('condition', 'body', 'alternative') },
  unaries: { unary_op_expression: unary },
  maps: new Set(['array_map']),
  appends: new Set(['array_push']),
  bytesAreTexts: true,
}
