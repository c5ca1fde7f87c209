import { type EmbeddedText, EmbeddedTextBuilder } from '../syntax/embeddedText'
import { PartBuilder } from '../syntax/partBuilder'
import type { CodeUnit } from './code'

/** Texts of one outer file one after the other, each on lines of its own. */
export function joinLines(texts: readonly EmbeddedText[]): EmbeddedText | undefined {
  const [first] = texts
  if (first === undefined || texts.length === 1) return first
  const builder = new EmbeddedTextBuilder('', first.lines)
  for (const [index, text] of texts.entries()) {
    const start = text.outerStart(0)
    if (index > 0 && !texts[index - 1]?.text.endsWith('\n')) builder.put('\n', start, start)
    builder.append(text, 0, text.text.length)
  }
  return builder.build()
}

/** Texts of one outer file side by side, as they are, with a space between; at least one. */
export function joinWords(words: readonly [EmbeddedText, ...EmbeddedText[]]): EmbeddedText {
  const builder = new PartBuilder(words[0]).append(words[0])
  for (const word of words.slice(1)) builder.append(new PartBuilder(word).put(' ', 0, 0).append(word).build())
  return builder.build()
}

/**
 * Whether a unit is a file, or text that becomes one under a name of its own. Other code in a file has the file's path too,
 * and what is read by its path must not be read in it once more.
 */
export function isFile(unit: CodeUnit): boolean {
  return unit.host === undefined || unit.path !== unit.host.path
}
