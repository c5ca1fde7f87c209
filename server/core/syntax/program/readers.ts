import type { CallForm, ProgramDefinition } from '../program'
import { type EscapeDecoder, stringOf } from './literal'
import type { Reader } from './shape'
import { noNode } from './sketch'

// Readers that most languages can use, given the names their grammar has for the parts.

export const name: Reader = (sketch, node) => ({ is: 'name', name: sketch.raw(node) })
export const number: Reader = () => ({ is: 'number' })
export const constant: Reader = () => ({ is: 'constant' })
export const lambda: Reader = () => ({ is: 'function', parameters: [] })
export const spread: Reader = () => ({ is: 'spread' })
export const list: Reader = (sketch, node) => ({ is: 'list', items: sketch.children(node) })
export const object: Reader = (sketch, node) => ({ is: 'object', fields: sketch.children(node) })
export const adjacent: Reader = (sketch, node) => ({ is: 'adjacent', parts: sketch.children(node) })

/** A field, or the first part when none is named. */
export function group(field?: string): Reader {
  return (sketch, node) => ({
    is: 'group',
    inner: field === undefined ? sketch.firstChild(node) : sketch.child(node, field),
  })
}

/** `a, b`: stands for the last. */
export const sequence: Reader = (sketch, node) => ({
  is: 'group',
  inner: sketch.children(node).at(-1) ?? noNode,
})

export function member(objectField: string, nameField: string, separator = '.'): Reader {
  return (sketch, node) => ({
    is: 'member',
    object: sketch.child(node, objectField),
    name: sketch.raw(sketch.child(node, nameField)),
    separator,
  })
}

export function index(objectField: string, keyField: string): Reader {
  return (sketch, node) => ({ is: 'index', object: sketch.child(node, objectField), key: sketch.child(node, keyField) })
}

export function call(calleeField: string, argumentsField: string, form: CallForm = 'call'): Reader {
  return (sketch, node) => ({
    is: 'call',
    callee: sketch.child(node, calleeField),
    arguments: sketch.children(sketch.child(node, argumentsField)),
    form,
  })
}

export const binary: Reader = (sketch, node) => ({
  is: 'binary',
  operator: sketch.raw(sketch.child(node, 'operator')),
  left: sketch.child(node, 'left'),
  right: sketch.child(node, 'right'),
})

export function assign(targetField: string, valueField: string, isDeclaration = false): Reader {
  return (sketch, node) => {
    const operator = sketch.child(node, 'operator')
    const target = sketch.child(node, targetField)
    const value = sketch.child(node, valueField)
    if (target === noNode || (isDeclaration && value === noNode)) return undefined
    return {
      is: 'assign',
      target,
      operator: operator === noNode ? '=' : sketch.raw(operator),
      value,
      isDeclaration,
    }
  }
}

export function choice(...fields: readonly string[]): Reader {
  return (sketch, node) => ({ is: 'choice', options: fields.map(field => sketch.child(node, field)) })
}

export function bind(...fields: readonly string[]): Reader {
  return (sketch, node) => ({
    is: 'bind',
    targets: fields.length === 0 ? sketch.children(node) : fields.flatMap(field => sketch.children(node, field)),
  })
}

export function define(kind: ProgramDefinition['kind'], nameField = 'name'): Reader {
  return (sketch, node) => {
    const part = sketch.child(node, nameField)
    return part === noNode ? undefined : { is: 'define', name: sketch.raw(part), kind }
  }
}

export function keyword(nameField: string, valueField: string): Reader {
  return (sketch, node) => {
    const value = sketch.child(node, valueField)
    const key = sketch.child(node, nameField)
    if (value === noNode || key === noNode) return undefined
    const raw = sketch.raw(key)
    const quoted = /^(['"])([^'"\\]*)\1$/.exec(raw)
    return { is: 'keyword', name: quoted?.[2] ?? raw, value }
  }
}

/** A string whose delimiters are `opening` and `closing` units long, with holes of one kind. */
export function string(escapes: EscapeDecoder | undefined, opening = 1, closing = 1, holeKind = ''): Reader {
  return (sketch, node) => stringOf(sketch, node, { escapes, opening, closing, holeKind })
}
