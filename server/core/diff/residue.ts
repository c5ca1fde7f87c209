import type { Hunk, HunkLine } from '../model/hunk'
import { changedBlocks } from './blocks'

/** Tokens in which one stretch of changed lines differs, white space and line breaks aside. */
export interface Residue {
  /** Lines (from 1) of the side that has tokens here: the new one where both have. */
  readonly side: 'old' | 'new'
  readonly line: number
  /** UTF-16 units on that line. */
  readonly column: number
  readonly length: number
  /** The differing tokens of each side, as written, joined by blanks; hostile. */
  readonly old: string
  readonly new: string
}

export interface TokenChange {
  /** Lines removed and added, blank ones aside. */
  readonly lines: number
  /** Tokens on them. */
  readonly tokens: number
  /** Tokens that differ, of both sides. */
  readonly differing: number
  readonly residue: readonly Residue[]
}

interface Token {
  readonly text: string
  readonly line: number
  readonly column: number
}

/** Work units of all stretches of a file together; see changedBlocks. */
const BUDGET = 4_000_000
/** UTF-16 units of one side's text that is quoted. */
const LIMIT_QUOTE = 120
/** Tokens beyond which a file is data. */
const LIMIT_TOKENS = 400_000
const MOST_SLID = 50
/** Strings are bounded, so that marks that nothing closes cost no more than others. */
const STRING = /"(?:[^"\\\n]|\\.){0,400}"|'(?:[^'\\\n]|\\.){0,400}'/
const WORD = /[\p{L}\p{N}_$]+|[-+*/%&|^!=<>]=|&&|\|\||<<|>>|->|=>|::|\+\+|--|\S/u
const TOKEN = new RegExp(`${STRING.source}|${WORD.source}`, 'gu')
const BARE_TOKEN = new RegExp(WORD.source, 'gu')

/**
 * What the code of a change says otherwise, once its layout is put aside. Each stretch of changed lines is compared with
 * itself before; quotes of either kind, commas before a closing bracket and semicolons at the end of a line count as
 * layout. `isText` keeps places out, such as comments. With `isBare`, texts stand with or without quotes, as in YAML, and
 * are read word by word. Undefined where the change is too large to tell.
 */
export function tokenChange(
  hunks: readonly Hunk[],
  isText: (side: 'old' | 'new', line: number, column: number) => boolean,
  isBare = false,
): TokenChange | undefined {
  const residue: Residue[] = []
  let [lines, tokens, differing] = [0, 0, 0]
  let left = BUDGET
  for (const stretch of stretches(hunks, true)) {
    const old = tokensOf(stretch, 'old', isText, isBare)
    const current = tokensOf(stretch, 'new', isText, isBare)
    lines += stretch.filter(line => line.kind !== 'context' && line.text.trim() !== '').length
    tokens += old.length + current.length
    if (tokens > LIMIT_TOKENS) return undefined
    const [oldIds, newIds] = numbered(old, current)
    const blocks = changedBlocks(oldIds, newIds, left)
    left = Math.max(0, left - (old.length + current.length) * 4)
    for (const { oldStart, oldEnd, newStart, newEnd } of blocks) {
      differing += oldEnd - oldStart + newEnd - newStart
      residue.push(
        residueOf(
          newStart === newEnd ? slid(old, oldStart, oldEnd) : old.slice(oldStart, oldEnd),
          oldStart === oldEnd ? slid(current, newStart, newEnd) : current.slice(newStart, newEnd),
        ),
      )
    }
  }
  return { lines, tokens, differing, residue }
}

/** Of equal ways to say what was put in or taken out, the one that begins with a line. */
function slid(tokens: readonly Token[], start: number, end: number): readonly Token[] {
  for (let by = 0; by < end - start && by < MOST_SLID; by++) {
    const [from, to] = [start - by, end - by]
    if (tokens[from]?.line !== tokens[from - 1]?.line) return tokens.slice(from, to)
    if (tokens[from - 1]?.text !== tokens[to - 1]?.text) break
  }
  return tokens.slice(start, end)
}

function residueOf(old: readonly Token[], current: readonly Token[]): Residue {
  const side = current.length > 0 ? 'new' : 'old'
  const [first, ...more] = current.length > 0 ? current : old
  const last = more.findLast(({ line }) => line === first?.line) ?? first
  const { line = 1, column = 0 } = first ?? {}
  const end = (last?.column ?? 0) + (last?.text.length ?? 0)
  return { side, line, column, length: Math.max(0, end - column), old: quoted(old), new: quoted(current) }
}

function quoted(tokens: readonly Token[]): string {
  let text = ''
  for (const token of tokens) {
    if (text.length > LIMIT_QUOTE) return `${text} …`
    text += `${text === '' ? '' : ' '}${token.text}`
  }
  return text
}

/** What a line of a bracket alone looks like: a diff of code that was indented anew pairs it with one of another depth. */
const BRACKETS = /^[\s{}()[\];,]*$/

/**
 * Runs of neighbouring changed lines. With `acrossBrackets`, lines of brackets alone between them belong to the run.
 */
export function stretches(hunks: readonly Hunk[], acrossBrackets = false): readonly (readonly HunkLine[])[] {
  const found: HunkLine[][] = []
  for (const hunk of hunks) {
    let open: HunkLine[] | undefined
    let between: HunkLine[] = []
    for (const line of hunk.lines)
      if (line.kind === 'context') {
        if (acrossBrackets && open !== undefined && BRACKETS.test(line.text)) between.push(line)
        else [open, between] = [undefined, []]
      } else if (open === undefined) {
        open = [line]
        found.push(open)
      } else {
        open.push(...between, line)
        between = []
      }
  }
  return found
}

function tokensOf(
  stretch: readonly HunkLine[],
  side: 'old' | 'new',
  isText: (side: 'old' | 'new', line: number, column: number) => boolean,
  isBare: boolean,
): readonly Token[] {
  const found: Token[] = []
  for (const { text, [side]: line } of stretch) {
    // Of unchanged lines only those between changed ones are here.
    if (line === undefined) continue
    for (const { 0: token, index } of text.matchAll(isBare ? BARE_TOKEN : TOKEN))
      if (!(isBare && /^["']$/.test(token)) && !isText(side, line, index))
        found.push({ text: token, line, column: index })
  }
  return found.filter((token, at) => !isLayout(token, found[at + 1]))
}

function isLayout({ text, line }: Token, next: Token | undefined): boolean {
  if (text === ',') return next !== undefined && /^[)\]}]$/.test(next.text)
  if (text === ';') return next === undefined || next.line !== line || next.text === '}'
  return text === '\\' && next?.line !== line
}

function numbered(old: readonly Token[], current: readonly Token[]): readonly [Int32Array, Int32Array] {
  const known = new Map<string, number>()
  const ids = (tokens: readonly Token[]) =>
    Int32Array.from(tokens, ({ text }) => {
      const key = /^'[^"]*'$/.test(text) ? `"${text.slice(1, -1)}"` : text
      const id = known.get(key) ?? known.size
      known.set(key, id)
      return id
    })
  return [ids(old), ids(current)]
}
