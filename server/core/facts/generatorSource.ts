import { isWeakStep, stepsOf } from '../macros/generatedSteps'
import { isNoise, looseForm, shortHash, strictForm } from '../macros/lineForms'
import { SOURCE_PATHS } from '../macros/maker'
import { defineCollector } from '../rule/rule'

/** What a source has that can stand in the file made of it. */
export interface GeneratorSource {
  /** Hashes of loose forms. */
  readonly shapes: readonly number[]
  /** Strict forms of the lines with steps that are not weak. */
  readonly steps: readonly string[]
}

/** Sources of autoconf and its kin, as lines that can be looked for in what they are made into. */
export const generatorSource = defineCollector({
  kind: 'generator-source',
  files: { paths: SOURCE_PATHS },
  collect: ({ side, text, path, budget, note }) => {
    if (side === 'old') return []
    if (!budget.spend(4 * text.text.length)) {
      note('not read as the source of generated files')
      return []
    }
    const shapes = new Set<number>()
    const steps = new Set<string>()
    for (const line of text.lines) {
      if (isNoise(line)) continue
      const strict = strictForm(line)
      if (!stepsOf(strict).every(isWeakStep)) steps.add(strict)
      shapes.add(shortHash(looseForm(line)))
    }
    return [{ subject: path, side, at: 'file', data: { shapes: [...shapes], steps: [...steps] } }]
  },
})
