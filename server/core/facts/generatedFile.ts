import { isWeakStep, type StepKind, stepsOf } from '../macros/generatedSteps'
import { isNoise, looseForm, shortHash, strictForm } from '../macros/lineForms'
import { GENERATED_PATHS, type Maker, makerOf } from '../macros/maker'
import { lineSpan } from '../model/location'
import { defineCollector } from '../rule/rule'

/** A changed line that is no noise, whose like the old side has not. */
export interface ResidueLine {
  /** From 1. */
  readonly line: number
  /** Where its text starts, in UTF-16 units. */
  readonly column: number
  readonly text: string
  /** {@link shortHash} of the loose form. */
  readonly shape: number
  /** For a line with a step that is not weak: the form that a source must have. */
  readonly strict?: string
  readonly steps: readonly StepKind[]
}

/** A committed file that a program wrote, and what the change adds to it beyond what it was made of already. */
export interface GeneratedFile {
  readonly maker: Maker
  /** The version the old side names, where it is another one. */
  readonly before?: string
  /** The old side is not there: every line is added, and only lines with steps are kept. */
  readonly isNew: boolean
  /** Lines the change adds. */
  readonly added: number
  /** Those among them that are no comments, help texts or members of lists. */
  readonly telling: number
  readonly residue: readonly ResidueLine[]
  /** Lines of residue beyond those kept. */
  readonly more: number
}

const LIMIT_RESIDUE = 2000
const SHOWN = 160

/** Committed output of autoconf, automake, autoheader and aclocal. */
export const generatedFile = defineCollector({
  kind: 'generated-file',
  files: { paths: GENERATED_PATHS },
  collect: ({ side, text, other, path, budget, note, isChanged }) => {
    if (side === 'old') return []
    const maker = makerOf(text.text) ?? makerOf(other?.text ?? '')
    if (maker === undefined) return []
    if (!budget.spend(6 * (text.text.length + (other?.text.length ?? 0)))) {
      note('not compared with what it was generated from')
      return []
    }
    const known = new Set<string>()
    const shapes = new Set<string>()
    for (const line of other?.lines ?? []) {
      known.add(strictForm(line))
      shapes.add(looseForm(line))
    }
    const residue: ResidueLine[] = []
    let added = 0
    let telling = 0
    let more = 0
    for (const [index, line] of text.lines.entries()) {
      if (!isChanged(lineSpan(index + 1, ''))) continue
      added++
      if (isNoise(line)) continue
      telling++
      const steps = stepsOf(line)
      const strict = steps.every(isWeakStep) ? undefined : strictForm(line)
      const shape = looseForm(line)
      if (strict === undefined ? other === undefined || shapes.has(shape) : known.has(strict)) continue
      if (residue.length >= LIMIT_RESIDUE && strict === undefined) more++
      else
        residue.push({
          line: index + 1,
          column: line.length - line.trimStart().length,
          text: line.trim().slice(0, SHOWN),
          shape: shortHash(shape),
          ...(strict === undefined ? {} : { strict }),
          steps,
        })
    }
    const before = other === undefined ? undefined : makerOf(other.text)?.version
    return [
      {
        subject: path,
        side,
        at: 'file',
        data: {
          maker,
          ...(before === undefined || before === maker.version ? {} : { before }),
          isNew: other === undefined,
          added,
          telling,
          residue,
          more,
        },
      },
    ]
  },
})
