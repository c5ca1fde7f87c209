import { emptyShape } from './emptyShape'
import type { EscapeDecoder } from './literal'
import * as read from './readers'
import type { Hole, ProgramShape, Reader } from './shape'
import { noNode } from './sketch'

/** The text is the first part, and what is computed in it are parts of that. */
export function lexedString(escapes: EscapeDecoder | undefined, isCommand?: boolean): Reader {
  return (sketch, node) => {
    const text = sketch.child(node, 'text')
    const holes: Hole[] = sketch.children(text).map(part => ({ node: part, value: part }))
    return {
      is: 'string',
      from: sketch.start(text),
      to: sketch.end(text),
      holes,
      ...(escapes === undefined ? {} : { escapes }),
      ...(isCommand === undefined ? {} : { isCommand }),
    }
  }
}

/** `separator` is what stands between an object and the name. */
const member: Reader = (sketch, node) => {
  const [object, name] = [sketch.child(node, 'object'), sketch.child(node, 'name')]
  const between = sketch.text.slice(sketch.end(object), sketch.start(name)).trim()
  return { is: 'member', object, name: sketch.raw(name), separator: between === '' ? '.' : between.slice(0, 2) }
}

function call(form: 'call' | 'new' | 'statement'): Reader {
  return (sketch, node) => {
    const callee = sketch.child(node, 'function')
    const given = sketch.children(sketch.child(node, 'arguments'))
    return { is: 'call', callee, arguments: given, form }
  }
}

function assign(isDeclaration: boolean): Reader {
  return (sketch, node) => ({
    is: 'assign',
    target: sketch.child(node, 'left'),
    operator: sketch.raw(sketch.child(node, 'operator')),
    value: sketch.child(node, 'right'),
    isDeclaration,
  })
}

/** `names` are kept for what they say; calls keep the names they are written with. */
function imported(form: 'static' | 'load' | 'dynamic'): Reader {
  return (sketch, node) => {
    const module = sketch.raw(sketch.child(node, 'module'))
    const names = sketch.children(node, 'names').map(part => ({ name: sketch.raw(part), alias: '' }))
    return module === '' ? undefined : { is: 'import', module, whole: '', names, form }
  }
}

/** What the parsers of languages without a grammar make; each adds its strings and its library. */
export const lexedShape: ProgramShape = {
  ...emptyShape,
  kinds: {
    name: read.name,
    number: read.number,
    constant: read.constant,
    word: (sketch, node) => ({ is: 'string', from: sketch.start(node), to: sketch.end(node), holes: [] }),
    member,
    index: read.index('object', 'key'),
    call: call('call'),
    new: call('new'),
    statement: call('statement'),
    list: read.list,
    object: read.object,
    pair: read.keyword('key', 'value'),
    group: read.group(),
    ternary: read.group('inner'),
    choice: read.choice('left', 'right'),
    binary: read.binary,
    assign: assign(false),
    declare: assign(true),
    bind: read.bind(),
    remove: (sketch, node) => ({ is: 'remove', targets: sketch.children(node) }),
    pattern: (sketch, node) => ({ is: 'pattern', parts: sketch.children(node), byName: false }),
    function: read.define('function'),
    lambda: read.lambda,
    class: read.define('class'),
    import: imported('static'),
    load: imported('load'),
    unary: (sketch, node) => (/^-\d/.test(sketch.raw(node).slice(0, 2)) ? { is: 'number' } : undefined),
    spread: (sketch, node) => ({ is: 'group', inner: sketch.firstChild(node) ?? noNode }),
  },
  scopes: { function: 'function', lambda: 'function' },
  branches: new Set(['conditional', 'loop', 'choice', 'binary']),
  loops: new Set(['loop']),
}
