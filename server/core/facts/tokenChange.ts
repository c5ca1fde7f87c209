import { indentResidue } from '../diff/indentResidue'
import { tokenChange as changeOf, type Residue } from '../diff/residue'
import { placer } from '../formats/placement'
import { defineCollector } from '../rule/rule'
import type { TokenChangeOfFile } from './kinds'

/** Places of one file that are told. */
const MAX_PLACES = 8

/** What a change to a code file says otherwise once its layout and its comments are put aside. */
export const tokenChange = defineCollector({
  kind: 'token-change',
  collect: ({ side, path, text, other, hunks, language, note }) => {
    if (side === 'old' || other === undefined || hunks.length === 0 || language === undefined) return []
    const places = { old: placer(other.lines, language, path), new: placer(text.lines, language, path) }
    if (places.new(1, 0) === 'prose') return []
    const isComment = (which: 'old' | 'new', line: number, column: number) => places[which](line, column) === 'comment'
    const change = changeOf(hunks, isComment, language === 'yaml')
    if (change === undefined) {
      note('more changed code than is compared token by token')
      return []
    }
    const residue = change.residue.filter(isSaid)
    const indented = language === 'python' && change.residue.length === 0 ? indentResidue(hunks) : []
    const [first] = residue.length > 0 ? residue : indented.length > 0 ? indented : change.residue
    const data: TokenChangeOfFile = {
      lines: change.lines,
      tokens: change.tokens,
      differing: change.differing + indented.length,
      places: [...residue, ...indented].slice(0, MAX_PLACES),
      placeCount: residue.length + indented.length,
    }
    const at = first === undefined ? ('file' as const) : spanOfResidue(first)
    return [{ subject: path, side: first?.side ?? 'new', at, data }]
  },
})

/** More than brackets and separators, which layout tools put in and take out. */
function isSaid({ old, new: current }: Residue): boolean {
  return /[^\s,;(){}\\]/.test(old + current)
}

function spanOfResidue({ line, column, length }: Residue) {
  return { start: { line, column }, end: { line, column: column + length } }
}
