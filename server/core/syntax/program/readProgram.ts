import type { EmbeddedText } from '../embeddedText'
import type { LanguageId } from '../language'
import { emptyReading, type ProgramReading } from '../program'
import type { SourceTree } from '../sourceTree'
import { runsArgument } from './callTable'
import { readTree } from './engine'
import { shapeOf } from './languages'

/**
 * What a program says: nothing for languages without a shape. Never throws on input, and bounded.
 * @param tree of `body.text`
 * @param body leads to the outer file, where all positions are
 */
export function readProgram(language: LanguageId, tree: SourceTree, body: EmbeddedText): ProgramReading {
  const shape = shapeOf(language)
  return shape === undefined
    ? emptyReading
    : readTree(shape, tree, body, (target, form) => runsArgument(language, target, form))
}
