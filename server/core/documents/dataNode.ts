import type { EmbeddedText } from '../syntax/embeddedText'

/** What JSON, YAML and TOML have in common; offsets are in the text that was read, `end` is exclusive. */
export type DataNode = DataText | DataList | DataMap

interface Placed {
  readonly start: number
  readonly end: number
}

export interface DataText extends Placed {
  readonly kind: 'text'
  /** Whether quotes or a block make it a text for sure: a bare `true` or `3` may be something else. */
  readonly isQuoted: boolean
  /** What it stands for, quotes and escapes taken off. */
  text(): EmbeddedText
}

export interface DataList extends Placed {
  readonly kind: 'list'
  readonly items: readonly DataNode[]
  /** The bracket that closes it is not in the text. */
  readonly isOpen?: true
}

export interface DataMap extends Placed {
  readonly kind: 'map'
  readonly entries: readonly DataEntry[]
  /** Of YAML: keys with nothing after them. */
  readonly bare?: readonly Omit<DataEntry, 'value'>[]
  /** The bracket that closes it is not in the text. */
  readonly isOpen?: true
}

export interface DataEntry {
  readonly key: string
  /** The key as written, with its quotes; of a dotted key the part that is meant. */
  readonly keyStart: number
  readonly keyEnd: number
  readonly value: DataNode
}

/** Nesting beyond this is passed over: no file of a project comes near it. */
export const deepestNode = 100

/** The node at the end of a path of keys; of a key given twice, the last one counts. */
export function nodeAt(node: DataNode | undefined, ...keys: readonly string[]): DataNode | undefined {
  let at = node
  for (const key of keys) {
    if (at?.kind !== 'map') return undefined
    at = at.entries.findLast(entry => entry.key === key)?.value
  }
  return at
}

/** The text at the end of a path of keys. */
export function textAt(node: DataNode | undefined, ...keys: readonly string[]): string | undefined {
  const found = nodeAt(node, ...keys)
  return found?.kind === 'text' ? found.text().text.trim() : undefined
}

/** The text at the end of a path of keys if it is one for sure; no number, no `true`. */
export function stringAt(node: DataNode | undefined, ...keys: readonly string[]): string | undefined {
  const found = nodeAt(node, ...keys)
  return found?.kind === 'text' && found.isQuoted ? found.text().text : undefined
}

export function itemsAt(node: DataNode | undefined, ...keys: readonly string[]): readonly DataNode[] {
  const found = nodeAt(node, ...keys)
  return found?.kind === 'list' ? found.items : []
}

export function entriesAt(node: DataNode | undefined, ...keys: readonly string[]): readonly DataEntry[] {
  const found = nodeAt(node, ...keys)
  return found?.kind === 'map' ? found.entries : []
}

/** The texts of a text, or of a list of texts at any depth; anything else among them is left out. */
export function textsIn(node: DataNode | undefined): readonly EmbeddedText[] {
  if (node === undefined) return []
  if (node.kind === 'text') return [node.text()]
  return node.kind === 'list' ? node.items.flatMap(textsIn) : []
}

/** The texts under a key, wherever it stands below a node. */
export function textsNamed(node: DataNode, key: string): readonly DataText[] {
  const found: DataText[] = []
  visitMaps(node, map => {
    for (const entry of map.entries) if (entry.key === key && entry.value.kind === 'text') found.push(entry.value)
  })
  return found
}

/**
 * Every map below a node, each once even where aliases lead to it again, outer ones first. `trail` holds the keys and
 * the numbers of list items (from 0) that lead there.
 */
export function visitMaps(
  node: DataNode | undefined,
  visit: (map: DataMap, trail: readonly TrailStep[]) => void,
  trail: readonly TrailStep[] = [],
  seen = new Set<DataNode>(),
): void {
  if (node === undefined || node.kind === 'text' || seen.has(node)) return
  seen.add(node)
  if (node.kind === 'map') {
    visit(node, trail)
    for (const { key, value } of node.entries)
      if (value.kind !== 'text') visitMaps(value, visit, [...trail, { key, node }], seen)
  } else {
    for (const [index, item] of node.items.entries())
      if (item.kind !== 'text') visitMaps(item, visit, [...trail, { index, node }], seen)
  }
}

export interface TrailStep {
  readonly key?: string
  readonly index?: number
  /** The map or list the step leaves from. */
  readonly node: DataNode
}
