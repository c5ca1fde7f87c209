import type { LanguageId } from '../language'
import { c, cpp } from './c'
import { csharp } from './csharp'
import { go } from './go'
import { java } from './java'
import { javascript } from './javascript'
import { php } from './php'
import { python } from './python'
import { ruby } from './ruby'
import { rust } from './rust'
import type { ProgramShape } from './shape'

/** The shape of every language with a grammar whose programs are read. */
const shapes: ReadonlyMap<LanguageId, ProgramShape> = new Map<LanguageId, ProgramShape>([
  ['python', python],
  ['javascript', javascript],
  ['typescript', javascript],
  ['tsx', javascript],
  ['ruby', ruby],
  ['php', php],
  ['c', c],
  ['cpp', cpp],
  ['go', go],
  ['rust', rust],
  ['java', java],
  ['csharp', csharp],
])

export function shapeOf(language: LanguageId): ProgramShape | undefined {
  return shapes.get(language)
}
