import { readCMake } from '../syntax/cmakeReader'
import { isCommandKeyword } from '../syntax/cmakeShell'
import type { EmbeddedText } from '../syntax/embeddedText'
import { PartBuilder } from '../syntax/partBuilder'
import { commandOfWords } from './argv'
import type { EmbedReader, FoundCode } from './code'

/** Commands in texts of CMake, by its manual: `install(CODE …)` runs them at installation, `cmake_language(EVAL CODE …)` at once. */
export const cmakeTexts: EmbedReader = {
  languages: ['cmake'],
  triggers: ['CODE'],
  read(unit) {
    return readCMake(unit.body.text).commands.flatMap(({ name, arguments: given }): readonly FoundCode[] => {
      if (name !== 'install' && name !== 'cmake_language') return []
      return given.flatMap(({ body }, at): readonly FoundCode[] => {
        const before = given[at - 1]
        const isCode = before?.kind === 'unquoted' && before.body.text === 'CODE'
        return isCode ? commandsIn(placedIn(unit.body, body), name === 'install' ? 'install(CODE)' : name) : []
      })
    })
  },
}

function commandsIn(text: EmbeddedText, context: string): readonly FoundCode[] {
  return readCMake(text.text)
    .commands.filter(({ name }) => name === 'execute_process')
    .flatMap(({ arguments: given }): readonly FoundCode[] => {
      const from = given.findIndex(({ body }) => body.text === 'COMMAND')
      const words = from === -1 ? [] : given.slice(from + 1)
      const to = words.findIndex(({ kind, body }) => kind === 'unquoted' && isCommandKeyword(body.text))
      const body = commandOfWords((to === -1 ? words : words.slice(0, to)).map(word => placedIn(text, word.body)))
      return body === undefined ? [] : [{ language: 'bash', body, role: 'script', context }]
    })
}

/** A text that was read out of another one's, on the places of the file. */
function placedIn(outer: EmbeddedText, inner: EmbeddedText): EmbeddedText {
  const builder = new PartBuilder(outer)
  for (let from = 0; from < inner.text.length; ) {
    const start = inner.outerStart(from)
    let to = from
    while (to < inner.text.length && inner.outerStart(to) === start + to - from && isCopied(outer, inner, to)) to++
    if (to > from) builder.copy(start, start + to - from)
    else builder.put(inner.text[to++] ?? '', start, Math.max(start, inner.outerEnd(to)))
    from = to
  }
  return builder.build()
}

function isCopied(outer: EmbeddedText, inner: EmbeddedText, at: number): boolean {
  return outer.text[inner.outerStart(at)] === inner.text[at]
}
