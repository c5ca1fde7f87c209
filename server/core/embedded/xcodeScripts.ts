import { appendUnescaped, plistEscapes } from '../documents/escapes'
import { languageOfInterpreter } from '../syntax/interpreters'
import { PartBuilder } from '../syntax/partBuilder'
import type { EmbedReader, FoundCode } from './code'
import { isFile } from './part'

/** `"…"` over any number of lines, as property lists of the old style have it. */
const quoted = /\b(?:shellScript|script)\s{0,20}=\s{0,20}"/g
/** Of the object around a script, in UTF-16 units: other keys of it are no further away. */
const around = 2_000

/** Script phases and rules of an Xcode project (`shellScript` read by `shellPath`, `script` of a rule). */
export const xcodeScripts: EmbedReader = {
  languages: [undefined],
  paths: /\.pbxproj$/,
  triggers: ['shellScript', 'script'],
  read(unit) {
    if (!isFile(unit)) return []
    const { text } = unit.body
    const found: FoundCode[] = []
    for (const match of text.matchAll(quoted)) {
      const start = match.index + match[0].length
      let end = start
      while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
      end = Math.min(end, text.length)
      const body = appendUnescaped(new PartBuilder(unit.body), text, start, end, plistEscapes).build()
      if (body.text.trim() === '') continue
      const before = text.slice(Math.max(0, match.index - around), match.index)
      const object = before.slice(before.lastIndexOf('isa =') + 1)
      const shell = /shellPath\s{0,20}=\s{0,20}"?([^";]{1,200})/.exec(object)?.[1]
      const name = /\bname\s{0,20}=\s{0,20}"?([^";\n]{1,200})/.exec(object)?.[1]
      const language = shell === undefined ? 'bash' : languageOfInterpreter(shell)
      found.push({ language, body, role: 'script', context: `build phase${name === undefined ? '' : ` ${name}`}` })
    }
    return found
  },
}
