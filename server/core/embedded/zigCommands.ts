import type { EmbeddedText } from '../syntax/embeddedText'
import { PartBuilder } from '../syntax/partBuilder'
import { commandOfWords, unknownWord } from './argv'
import type { CodeUnit, EmbedReader } from './code'
import { isFile } from './part'

/** Calls of Zig's standard library that start a program while the build is described, or as a step of it. */
const opening =
  /\b(addSystemCommand|run|runAllowFail|\w*[cC]hild\w*\.(?:run|init|exec)|execAllowFail|exec)\s*\([^;{}]{0,80}?(?:\.\{[^;{}]{0,80}\.argv\s*=\s*)?&(?:\.|\[_\]\[\]const u8\s*)\{/g
const word = /"((?:[^"\\\n]|\\.)*)"|([^\s,"]+)/y
/** Commands of one file, words of one command. */
const LIMIT_COMMANDS = 200
const LIMIT_WORDS = 100

/** Commands in `build.zig`, as lists of words. */
export const zigCommands: EmbedReader = {
  languages: [undefined],
  paths: /(?:^|\/)build\.zig$/,
  triggers: ['run', 'addSystemCommand', 'exec', 'hild'],
  read(unit) {
    if (!isFile(unit)) return []
    return [...unit.body.text.matchAll(opening)].slice(0, LIMIT_COMMANDS).flatMap(found => {
      const body = commandOfWords(wordsFrom(unit, found.index + found[0].length))
      return body === undefined
        ? []
        : [{ language: 'bash' as const, body, role: 'script' as const, context: found[1] ?? '' }]
    })
  },
}

/** Up to the closing brace; what is no constant stands for a word nobody can foresee. */
function wordsFrom(unit: CodeUnit, start: number): readonly EmbeddedText[] {
  const { text } = unit.body
  const words: EmbeddedText[] = []
  let at = start
  while (at < text.length && words.length < LIMIT_WORDS) {
    const char = text[at] ?? ''
    if (char === '}') break
    word.lastIndex = at
    const found = /[\s,]/.test(char) ? null : word.exec(text)
    if (found === null) {
      at++
      continue
    }
    const end = word.lastIndex
    const builder = new PartBuilder(unit.body)
    words.push(
      found[1] === undefined ? builder.put(unknownWord, at, end).build() : builder.copy(at + 1, end - 1).build(),
    )
    at = end
  }
  return words
}
