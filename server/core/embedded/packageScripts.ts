import { type DataNode, entriesAt, nodeAt, textsIn } from '../documents/dataNode'
import { readJson } from '../documents/json'
import { baseName } from '../model/path'
import type { EmbedReader, FoundCode } from './code'
import { isFile } from './part'

/** Where each file keeps commands, beside `scripts`: paths of keys whose children are commands by name. */
const places: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'package.json': [['scripts'], ['husky', 'hooks'], ['simple-git-hooks'], ['gitHooks'], ['lint-staged']],
  'composer.json': [['scripts'], ['extra', 'hooks']],
  'deno.json': [['tasks']],
  'deno.jsonc': [['tasks']],
}

/** Commands by name in the manifest of an npm, Composer or Deno package. */
export const packageScripts: EmbedReader = {
  languages: ['json'],
  paths: /(?:^|\/)(?:package|composer|deno)\.jsonc?$/,
  triggers: ['"scripts"', '"tasks"', 'hooks', '"lint-staged"'],
  read(unit) {
    if (!isFile(unit)) return []
    const name = baseName(unit.path)
    const document = readJson(unit.body).root
    return (places[name] ?? []).flatMap(place =>
      entriesAt(document, ...place).flatMap(({ key, value }) =>
        commandsOf(value, [...place, key].join('.'), name === 'composer.json'),
      ),
    )
  },
}

function commandsOf(value: DataNode, context: string, isComposer: boolean): readonly FoundCode[] {
  const command = value.kind === 'map' ? nodeAt(value, 'command') : value
  // A list is one command after the other here; only what an editor or a container is given is a list of words.
  return textsIn(command).flatMap((text): readonly FoundCode[] => {
    const isClass = isComposer && /^[\w\\]+::\w+$/.test(text.text.trim())
    if (isClass || text.text.trim() === '') return []
    return [{ language: 'bash', body: text, role: 'script', context }]
  })
}
