import { type IniEntry, readIni } from './ini'
import type { Word } from './manifestText'

/** One submodule of a .gitmodules file (gitmodules(5)). */
export interface GitModule {
  readonly name: string
  readonly header: Word
  readonly path?: Word
  readonly url?: Word
  readonly branch?: Word
  /** `!command` runs a program at each update. */
  readonly update?: Word
  /** Everything the section says, repeated keys included. */
  readonly entries: readonly IniEntry[]
}

/** Values keep the quotes they are written in; of a repeated key the last one counts, as in git. */
export function readGitModules(text: string): readonly GitModule[] {
  const sections = readIni(text, {
    continuation: 'backslash',
    separators: '=',
    comments: '#;',
    hasTrailingComments: true,
  })
  return sections.flatMap((section): GitModule[] => {
    const name = /^submodule\s{1,9}"(.*)"\s{0,9}$/i.exec(section.name)?.[1]
    if (name === undefined || section.header === undefined) return []
    const last = (key: string) =>
      section.entries.findLast(entry => entry.key.text.toLowerCase() === key && entry.parts.length > 0)?.parts[0]
    const found = { path: last('path'), url: last('url'), branch: last('branch'), update: last('update') }
    const present = Object.fromEntries(Object.entries(found).filter(([, word]) => word !== undefined))
    return [{ name: name.replace(/\\(.)/g, '$1'), header: section.header, ...present, entries: section.entries }]
  })
}
