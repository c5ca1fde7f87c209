import type { Flow } from './flow'
import type { LexedAssignment, LexedCommand, LexedWord } from './lexedShell'
import type { WordPiece } from './shellVariables'

/** What a loop puts into its variable. */
export type LoopHead = Pick<LexedAssignment, 'name' | 'value' | 'start' | 'alternatives'>

const name = /^[A-Za-z_]\w*$/
const mostWords = 64

/** `for x in a b`; a loop over `"$@"` or over an array of unknown length has no alternatives. */
export function loopHead(command: LexedCommand): LoopHead | undefined {
  const [first, variable, keyword, ...words] = command.words
  if (command.kind !== 'simple' || first === undefined || variable === undefined) return undefined
  if (!/^(?:for|select)$/.test(textOf(first)) || !name.test(textOf(variable))) return undefined
  const head = { name: textOf(variable), value: unknown(variable), start: variable.start }
  const isListed = keyword !== undefined && textOf(keyword) === 'in' && words.length > 0 && words.length <= mostWords
  return isListed && words.every(isOneWord) ? { ...head, alternatives: words } : head
}

/** Variables that a command sets to something no file says. */
export function implicitAssignments(command: LexedCommand, flow: Flow | undefined): readonly LexedAssignment[] {
  const [first, ...words] = command.words
  if (command.kind !== 'simple' || first === undefined) return []
  const program = textOf(first)
  if (!/^(?:read|mapfile|readarray|getopts|unset|local|declare|typeset|printf)$/.test(program)) return []
  const named =
    program === 'printf' ? words.slice(1, words[0] !== undefined && textOf(words[0]) === '-v' ? 2 : 1) : words
  return named
    .filter(word => name.test(textOf(word)))
    .map(word => ({ name: textOf(word), value: unknown(word), start: word.start, flow, isImplicit: true }))
}

function unknown({ start, end }: LexedWord): LexedWord {
  return { pieces: [{ kind: 'opaque', text: '', start, end: start }], start, end }
}

/** Neither split into several words nor taken for a pattern of file names. */
function isOneWord({ pieces }: LexedWord): boolean {
  return pieces.every(isWhole)
}

/** Whether the shell passes the piece on as it is, whatever its value. */
export function isWhole(piece: WordPiece): boolean {
  return piece.isQuoted === true || (piece.kind === 'text' && !/[*?[{~]/.test(piece.text))
}

function textOf(word: LexedWord): string {
  return word.pieces.map(piece => piece.text).join('')
}
