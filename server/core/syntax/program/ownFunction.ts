import type { Flow } from './flow'
import type { Meanings } from './meanings'
import type { Scopes } from './scopes'
import type { NodeId } from './sketch'

/** Names of names that are followed. */
const mostHops = 4

/** The function of the file that an expression stands for, where there can be only one. */
export function ownFunction(meanings: Meanings, scopes: Scopes, flow: Flow, node: NodeId): NodeId | undefined {
  const isFunction = (at: NodeId) => Object.hasOwn(flow.functions, meanings.sketch.kind(at))
  let place = meanings.ungrouped(node)
  for (let hops = 0; hops < mostHops; hops++) {
    if (isFunction(place)) return place
    const meaning = meanings.of(place)
    const definitions = meaning?.is === 'name' ? scopes.reaching(meaning.name, place) : undefined
    const [definition] = definitions ?? []
    if (definition === undefined || definitions?.length !== 1) return undefined
    if (definition.gives.is === 'itself') return isFunction(definition.node) ? definition.node : undefined
    if (definition.gives.is !== 'value' || definition.gives.operator !== '=') return undefined
    place = meanings.ungrouped(definition.gives.value)
  }
  return undefined
}
