import type { Hunk, HunkLine } from '../model/hunk'
import type { Residue } from './residue'

/**
 * Lines whose text stayed and whose place among the blocks did not, in a language where indentation is what makes
 * blocks: those that stand deeper, level or less deep than the line before them on one side and otherwise on the other.
 */
export function indentResidue(hunks: readonly Hunk[]): readonly Residue[] {
  return hunks.flatMap(({ lines }) => {
    const said = lines.filter(({ text }) => text.trim() !== '' && !text.trim().startsWith('#'))
    const old = steps(said.filter(line => line.kind !== 'added'))
    const current = steps(said.filter(line => line.kind !== 'removed'))
    const isSame = old.length === current.length && old.every(({ text }, at) => text === current[at]?.text)
    if (!isSame) return []
    return current.flatMap(({ line, text, step, indent }, at): readonly Residue[] => {
      const before = old[at]
      if (line.kind === 'context' || line.new === undefined || before === undefined || before.step === step) return []
      const shown = text.slice(0, 80)
      return [
        {
          side: 'new',
          line: line.new,
          column: indent,
          length: text.length,
          old: `${shown} (after ${before.indent} blanks)`,
          new: `${shown} (after ${indent} blanks)`,
        },
      ]
    })
  })
}

interface Step {
  readonly line: HunkLine
  readonly text: string
  readonly indent: number
  /** -1, 0 or 1: less deep than, level with or deeper than the line before. */
  readonly step: number
}

function steps(lines: readonly HunkLine[]): readonly Step[] {
  let last: number | undefined
  return lines.map(line => {
    const indent = widthOf(/^[ \t]*/.exec(line.text)?.[0] ?? '')
    const step = last === undefined ? 0 : Math.sign(indent - last)
    last = indent
    return { line, text: line.text.trim(), indent, step }
  })
}

function widthOf(blanks: string): number {
  let width = 0
  for (const char of blanks) width = char === '\t' ? (Math.floor(width / 8) + 1) * 8 : width + 1
  return width
}
