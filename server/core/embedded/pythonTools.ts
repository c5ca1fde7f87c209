import { type DataNode, entriesAt, nodeAt, textsIn, visitMaps } from '../documents/dataNode'
import { readToml } from '../documents/toml'
import { tomlMap } from '../documents/tomlMaps'
import type { EmbeddedText } from '../syntax/embeddedText'
import { PartBuilder } from '../syntax/partBuilder'
import { commandOfWords } from './argv'
import type { EmbedReader, FoundCode } from './code'
import { linesOf } from './lineFile'
import { isFile } from './part'

/** Tables of a pyproject.toml or another TOML file whose children are commands by name. */
const tables: readonly (readonly string[])[] = [
  ['tool', 'poe', 'tasks'],
  ['tool', 'taskipy', 'tasks'],
  ['tool', 'pdm', 'scripts'],
  ['tool', 'pixi', 'tasks'],
  ['tasks'],
]
/** Keys that hold commands wherever they stand below `tool`. */
const keys =
  /^(?:(?:before|test|repair)-(?:all|build|test|command|wheel-command)|test-command|commands(?:_pre|_post)?|runner|rustc-wrapper|command|build-command)$/

/** Commands of Python's and Rust's tools: task runners, tox, cibuildwheel, Cargo's configuration, in TOML. */
export const tomlCommands: EmbedReader = {
  languages: ['toml'],
  paths: /(?:^|\/)(?:pyproject|pixi|netlify|mise|\.mise|tox|Makefile)\.toml$|(?:^|\/)\.cargo\/config(?:\.toml)?$/,
  read(unit) {
    if (!isFile(unit)) return []
    const document = tomlMap(readToml(unit.body))
    const found = tables.flatMap(table =>
      entriesAt(document, ...table).flatMap(({ key, value }) => taskCode(value, [...table, key].join('.'))),
    )
    const seen = new Set(found.map(({ body }) => body.outerStart(0)))
    visitMaps(document, (map, trail) => {
      for (const { key, value } of map.entries) {
        const isScript = trail[trail.length - 1]?.key === 'scripts' && trail[1]?.key === 'hatch'
        if (!isScript && !keys.test(key)) continue
        const context = [...trail.flatMap(step => step.key ?? []), key].join('.')
        for (const code of taskCode(value, context)) if (!seen.has(code.body.outerStart(0))) found.push(code)
      }
    })
    const legacy = nodeAt(document, 'tool', 'tox', 'legacy_tox_ini')
    return legacy?.kind === 'text' ? [...found, ...iniCode(legacy.text(), 'tool.tox, ')] : found
  },
}

/** A text for a shell, a list of them, words in a list of lists, or a table with `cmd`, `shell` or `sequence`. */
function taskCode(value: DataNode, context: string): readonly FoundCode[] {
  if (value.kind === 'map')
    return ['cmd', 'shell', 'command', 'script', 'sequence', 'run'].flatMap(key => {
      const inner = nodeAt(value, key)
      return inner === undefined ? [] : taskCode(inner, context)
    })
  if (value.kind === 'list') {
    return value.items.flatMap(item => {
      const words = item.kind === 'list' ? commandOfWords(textsIn(item)) : undefined
      return words === undefined ? taskCode(item, context) : [script(words, context)]
    })
  }
  const body = value.text()
  return !value.isQuoted || body.text.trim() === '' ? [] : [script(body, context)]
}

/** Commands of tox and of setup.cfg's tools: one a line, `-` before one whose failure does not matter. */
export const iniCommands: EmbedReader = {
  languages: [undefined],
  paths: /(?:^|\/)(?:tox\.ini|setup\.cfg)$/,
  triggers: ['commands', 'command'],
  read: unit => (isFile(unit) ? iniCode(unit.body, '') : []),
}

function iniCode(text: EmbeddedText, within: string): readonly FoundCode[] {
  const found: FoundCode[] = []
  let section = ''
  let context: string | undefined
  for (const { start, end } of linesOf(text)) {
    const line = text.text.slice(start, end)
    const header = /^\[([^\]]{1,200})\]/.exec(line)?.[1]
    const key = /^([\w.-]+)[ \t]*[=:]/.exec(line)
    if (header !== undefined) {
      section = header
      context = undefined
    } else if (key !== null) {
      const isCommand = /^(?:commands(?:_pre|_post)?|list_dependencies_command|install_command)$/.test(key[1] ?? '')
      context = isCommand ? `${within}${section}.${key[1]}` : undefined
    }
    const from = key === null ? 0 : key[0].length
    if (context === undefined || (key === null && !/^\s/.test(line))) continue
    const lead = /^[ \t]*(?:[-!][ \t]*)?(?:[\w{},.!-]+:[ \t]+)?/.exec(line.slice(from))?.[0].length ?? 0
    const body = new PartBuilder(text).copy(start + from + lead, end).build()
    if (body.text.trim() !== '' && !body.text.startsWith('#')) found.push(script(body, context))
  }
  return found
}

function script(body: EmbeddedText, context: string): FoundCode {
  return { language: 'bash', body, role: 'script', context }
}
