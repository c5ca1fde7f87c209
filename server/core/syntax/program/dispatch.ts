import { asValue } from './computed'
import type { Evaluator } from './evaluator'
import type { Meanings } from './meanings'
import type { Meaning } from './shape'
import { type NodeId, noNode } from './sketch'
import type { Targets } from './targets'

/** The call that a dispatcher makes: `Kernel.send(:system, 'x')` calls `system` with `'x'`. */
export interface Dispatched {
  readonly target: string
  readonly arguments: readonly NodeId[]
}

/** Undefined when the call is no dispatch, or nobody can foresee of what. */
export function dispatched(
  meanings: Meanings,
  evaluator: Evaluator,
  targets: Targets,
  call: Meaning & { readonly is: 'call' },
): Dispatched | undefined {
  const { shape } = meanings
  const callee =
    typeof call.callee === 'number'
      ? meanings.of(meanings.ungrouped(call.callee))
      : typeof call.callee === 'string'
        ? { is: 'name' as const, name: call.callee }
        : call.callee
  if (callee?.is !== 'member' && callee?.is !== 'name') return undefined
  const kind = Object.hasOwn(shape.dispatchers, callee.name) ? shape.dispatchers[callee.name] : undefined
  const object = callee.is === 'member' ? callee.object : noNode
  const [first = noNode, second = noNode] = call.arguments
  switch (kind) {
    case 'method': {
      const name = asValue(evaluator.compute(first))
      if (name.kind !== 'known') return undefined
      const separator = (callee.is === 'member' ? callee.separator : undefined) ?? '.'
      return {
        target: targets.ofCallee({ is: 'member', object, name: name.text, separator }),
        arguments: call.arguments.slice(1),
      }
    }
    case 'function':
    case 'function-list': {
      const name = asValue(evaluator.compute(first))
      const target = name.kind === 'known' ? name.text : targets.of(first)
      if (kind === 'function') return { target, arguments: call.arguments.slice(1) }
      return { target, arguments: itemsOf(meanings, evaluator, second) }
    }
    case 'object':
    case 'object-list': {
      const { is } = meanings.of(meanings.ungrouped(first)) ?? {}
      // An object of this file may have a method of that name for itself: then no `this` is given.
      if (object === noNode || (is !== 'constant' && is !== 'name')) return undefined
      const target = targets.of(object)
      if (kind === 'object') return { target, arguments: call.arguments.slice(1) }
      return { target, arguments: itemsOf(meanings, evaluator, second) }
    }
    case 'bare-object':
      return object === noNode ? undefined : { target: targets.of(object), arguments: call.arguments }
    default:
      return undefined
  }
}

function itemsOf(meanings: Meanings, evaluator: Evaluator, list: NodeId): readonly NodeId[] {
  const meaning = meanings.of(evaluator.literal(list))
  return meaning?.is === 'list' ? meaning.items : list === noNode ? [] : [list]
}
