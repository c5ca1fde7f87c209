import type { DataEntry, DataMap, DataNode } from './dataNode'
import type { TomlEntry, TomlTable } from './toml'

interface OpenMap extends DataMap {
  end: number
  readonly entries: DataEntry[]
}

/** Where the header or the dotted key stands that a map is made for. */
type Place = Pick<DataEntry, 'keyStart' | 'keyEnd'>

/** A whole TOML file as one map: dotted keys and tables become maps in maps, arrays of tables lists of them. */
export function tomlMap(tables: readonly TomlTable[]): DataMap {
  const maps = new TomlMaps()
  for (const { name = [], isItem, start, headerEnd, end, entries } of tables) {
    const map = maps.at(maps.root, name, isItem, { keyStart: start, keyEnd: headerEnd })
    map.end = end
    for (const entry of entries) maps.add(map, entry)
  }
  return maps.root
}

/** Maps in maps while they are being filled. */
export class TomlMaps {
  readonly root: OpenMap = { kind: 'map', entries: [], start: 0, end: 0 }
  readonly #known = new Map<DataMap, Map<string, DataNode>>()

  add(map: OpenMap, { key, keyStart, keyEnd, value }: TomlEntry): void {
    const last = key.at(-1)
    if (last === undefined) return
    const place = { keyStart, keyEnd }
    this.#put(this.at(map, key.slice(0, -1), false, place), { key: last, ...place, value })
  }

  /** The map at a path of keys below another, made where it is not there yet. An array of tables goes on with a new item. */
  at(from: OpenMap, keys: readonly string[], isItem: boolean, place: Place): OpenMap {
    let map = from
    for (const [index, key] of keys.entries()) {
      const known = this.#known.get(map)?.get(key)
      const isNew = isItem && index === keys.length - 1
      const node = known?.kind === 'list' ? known.items.at(-1) : known
      if (!isNew && node?.kind === 'map') {
        map = node as OpenMap
        continue
      }
      const made: OpenMap = { kind: 'map', entries: [], start: place.keyStart, end: place.keyEnd }
      if (isNew && known?.kind === 'list') (known.items as DataNode[]).push(made)
      else {
        const value: DataNode = isNew ? { kind: 'list', items: [made], start: made.start, end: made.end } : made
        this.#put(map, { key, ...place, value })
      }
      map = made
    }
    return map
  }

  #put(map: OpenMap, entry: DataEntry): void {
    map.entries.push(entry)
    const known = this.#known.get(map)
    if (known === undefined) this.#known.set(map, new Map([[entry.key, entry.value]]))
    else known.set(entry.key, entry.value)
  }
}
