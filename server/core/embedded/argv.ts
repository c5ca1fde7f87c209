import type { EmbeddedText } from '../syntax/embeddedText'
import { PartBuilder } from '../syntax/partBuilder'

/** Everything else means something to a shell and is quoted. */
const plainWord = /^[\w@%+=:,./-]+$/

/** Stands for a word nobody can foresee: a variable that is never set. */
export const unknownWord = '"${_}"'

/**
 * The words of a command that no shell reads, as the shell command that would run the same: words with other characters
 * stand in single quotes. Undefined without words.
 */
export function commandOfWords(words: readonly EmbeddedText[]): EmbeddedText | undefined {
  const [first] = words
  if (first === undefined || first.text.trim() === '') return undefined
  const builder = new PartBuilder(first)
  for (const [index, word] of words.entries()) {
    const part = new PartBuilder(word)
    if (index > 0) part.put(' ', 0, 0)
    if (plainWord.test(word.text) || word.text === unknownWord) part.copy(0, word.text.length)
    else appendQuoted(part, word.text)
    builder.append(part.build())
  }
  return builder.build()
}

function appendQuoted(part: PartBuilder, text: string): void {
  part.put("'", 0, 0)
  let at = 0
  for (let quote = text.indexOf("'"); quote !== -1; quote = text.indexOf("'", at)) {
    part.copy(at, quote).put("'\\''", quote, quote + 1)
    at = quote + 1
  }
  part.copy(at, text.length).put("'", text.length, text.length)
}
