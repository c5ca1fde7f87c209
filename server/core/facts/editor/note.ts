import type { DataMap, DataNode } from '../../documents/dataNode'
import { nodeAt, textsIn, visitMaps } from '../../documents/dataNode'
import { readJson } from '../../documents/json'
import { readToml } from '../../documents/toml'
import { tomlMap } from '../../documents/tomlMaps'
import type { TextSpan } from '../../model/location'
import { wholeText } from '../../syntax/embeddedText'
import { LineTable } from '../../syntax/lineTable'
import type { EditorDeed } from './deed'

/** A deed with its places in the file, the most telling one first. */
export interface EditorNote extends EditorDeed {
  readonly spans: readonly TextSpan[]
}

/** What readers of settings are given: every outermost map of the file, more than one where a patch shows parts of it. */
export interface SettingsFile {
  readonly path: string
  readonly text: string
  readonly maps: readonly DataMap[]
  /** The place of a stretch of the text. */
  span(start: number, end: number): TextSpan
}

export type EditorReader = (file: SettingsFile) => Iterable<EditorNote>

/** JSON as editors read it, or TOML by the name of the file. */
export function settingsFile(path: string, text: string): SettingsFile {
  const table = new LineTable(text)
  const body = wholeText(text, table)
  const span = (start: number, end: number) => table.span(start, end)
  if (path.endsWith('.toml')) return { path, text, maps: [tomlMap(readToml(body))], span }
  if (!/[[{:]/.test(text)) return { path, text, maps: [], span }
  const { items, loose } = readJson(body)
  // Entries whose object was opened above what a patch shows are taken for those of an object of their own.
  const parts = loose.map((entries): DataMap => ({ kind: 'map', entries, start: 0, end: 0 }))
  return { path, text, maps: [...items.filter(item => item.kind === 'map'), ...parts], span }
}

/** A command with its arguments as one would type it: without the quotes of either. */
export function commandText(command: DataNode | undefined, args?: DataNode): string {
  const words = [
    ...textsIn(command),
    ...(args?.kind === 'list' ? args.items : []).flatMap(item =>
      textsIn(item.kind === 'map' ? nodeAt(item, 'value') : item),
    ),
  ]
  return words
    .map(word => word.text.trim())
    .filter(word => word !== '')
    .join(' ')
}

/** Every map of the file that has the key, with the keys that lead there. */
export function mapsWith(
  maps: readonly DataMap[],
  key: string,
): readonly { readonly map: DataMap; readonly trail: readonly string[] }[] {
  const found: { map: DataMap; trail: readonly string[] }[] = []
  for (const root of maps)
    visitMaps(root, (map, trail) => {
      if (map.entries.some(entry => entry.key === key))
        found.push({ map, trail: trail.flatMap(step => (step.key === undefined ? [] : [step.key])) })
    })
  return found
}
