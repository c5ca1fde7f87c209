import { type DataNode, entriesAt, nodeAt, textsIn } from '../../documents/dataNode'
import { spanOf } from '../../model/location'
import { baseName } from '../../model/path'
import { commandText, type EditorNote, type SettingsFile } from './note'

/** Lines of a script that start a program or read another script; the rest sets variables. */
const starts =
  /^\s*(?:(?:exec|command|nohup|env|sudo)\s+)*(?:(?:ba|z|da|k)?sh|node|python[\d.]*|perl|ruby|curl|wget|eval|source|\.|source_url|npx|pnpx|bunx?|deno|uvx?|pwsh|osascript|(?:\.{1,2}\/)\S+|\.[\w-]+\/\S+)(?:\s+\S.*)?$/
/** What tools of environments themselves tell people to write there. */
const everyday =
  /^\s*(?:eval\s+"?\$\((?:lorri|devbox|direnv|devenv|flox|fnm|rbenv|pyenv|nodenv|mise|asdf|brew|conda|micromamba|mamba|ssh-agent|poetry env|pdm venv|nix|pixi|hatch)\b|source_url\s+\S+\s+["']?sha256-|(?:source|\.)\s+\S*(?:venv\S*\/bin\/activate|bin\/activate|husky\.sh"?|nvm\.sh|\.env(?:\.\w+)?["']?$)|source_env|source_up|uv\s+(?:sync|venv|run\s+--frozen)|uv$)/

/** Scripts that direnv and git run by themselves: `.envrc`, hooks after a checkout or merge. */
export function* entryScript({ path, text }: SettingsFile): Iterable<EditorNote> {
  for (const [index, line] of text.split('\n').entries()) {
    const short = line.slice(0, 4_000)
    if (!starts.test(short) || everyday.test(short)) continue
    const column = line.search(/\S/)
    yield {
      what: 'enter',
      key: baseName(path),
      value: line.trim(),
      spans: [spanOf(index + 1, column, line.trimEnd().length - column)],
    }
  }
}

/** mise's documentation, "Hooks" and "Environments": what runs when the folder is entered. */
export function* mise({ maps, span }: SettingsFile): Iterable<EditorNote> {
  for (const map of maps) {
    for (const { key, keyStart, value } of entriesAt(map, 'hooks')) {
      const command = hookText(value)
      if (command !== '') yield { what: 'enter', key, value: command, spans: [span(keyStart, value.end)] }
    }
    const source = nodeAt(map, 'env', '_', 'source')
    if (source !== undefined && commandText(source) !== '')
      yield { what: 'enter', key: 'env._.source', value: commandText(source), spans: [span(source.start, source.end)] }
    for (const { key, keyStart, value } of entriesAt(map, 'env')) {
      const text = value.kind === 'text' ? value.text().text.slice(0, 2_000) : ''
      if (/\{\{[^}]*\bexec\s*\(/.test(text))
        yield { what: 'enter', key: `env.${key}`, value: text, spans: [span(keyStart, value.end)] }
    }
  }
}

function hookText(value: DataNode): string {
  if (value.kind === 'list')
    return value.items
      .map(hookText)
      .filter(text => text !== '')
      .join(' ; ')
  if (value.kind === 'map') return commandText(nodeAt(value, 'script') ?? nodeAt(value, 'run'))
  return textsIn(value)
    .map(text => text.text)
    .join(' ')
}
