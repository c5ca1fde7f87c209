import type { EmbeddedText } from '../embeddedText'
import type { LanguageId } from '../language'
import type { ProgramReading } from '../program'
import type { SourceTree } from '../sourceTree'
import { readTree } from './engine'
import { shapeOf } from './languages'

const nothing: ProgramReading = {
  calls: [],
  strings: [],
  assignments: [],
  comparisons: [],
  imports: [],
  definitions: [],
  environment: [],
  isCut: false,
}

/**
 * What a program says: nothing for languages without a shape. Never throws on input, and bounded.
 * @param tree of `body.text`
 * @param body leads to the outer file, where all positions are
 */
export function readProgram(language: LanguageId, tree: SourceTree, body: EmbeddedText): ProgramReading {
  const shape = shapeOf(language)
  return shape === undefined ? nothing : readTree(shape, tree, body)
}
