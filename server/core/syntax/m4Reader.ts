import { type EmbeddedText, EmbeddedTextBuilder } from './embeddedText'
import { LineTable } from './lineTable'

/**
 * Macro calls in autoconf text, found at any quoting depth, in one pass. It follows m4's own rules (brackets nest,
 * parentheses balance, `dnl` and `#` comment) and needs no balanced file: a quote that closes takes the calls left open
 * inside it along.
 */
export interface M4File {
  readonly text: string
  readonly lines: LineTable
  /** In the order of their names in the text, so an outer call comes before those in its arguments. */
  readonly calls: readonly M4Call[]
}

/** Offsets are UTF-16 units in the file; `end` is past the closing parenthesis. */
export interface M4Call {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly arguments: readonly M4Argument[]
  /** The call in one of whose arguments this one stands. */
  readonly parent: M4Call | undefined
}

/** Without the blanks before it (m4 drops them) and after it (nobody needs them). */
export interface M4Argument {
  readonly start: number
  readonly end: number
}

interface OpenCall {
  readonly kind: 'call'
  readonly call: { name: string; start: number; end: number; arguments: M4Argument[]; parent: M4Call | undefined }
  argumentStart: number
  parentheses: number
}
type Frame = OpenCall | { readonly kind: 'quote' }

const tokens = /dnl(?![A-Za-z0-9_])[^\n]*|#|[A-Za-z_]\w*\(?|[0-9]\w*|[[\](),]/g

/** Reserved prefixes of the usual macro collections, and names that can only be macros: capitals with an underscore. */
const macroName =
  /^_?(?:AC|AM|AS|AX|AH|AU|LT|PKG|gl|IT|AT|m4)_\w+$|^[A-Z][A-Z0-9]*_[A-Z0-9_]+$|^(?:define|include|sinclude|syscmd|esyscmd|changequote)$/

export function isMacroName(name: string): boolean {
  return macroName.test(name)
}

export function readM4(text: string): M4File {
  const calls: M4Call[] = []
  const frames: Frame[] = []
  const openCalls: OpenCall[] = []
  let quoteDepth = 0
  // On rescanning, m4 expands nothing in a comment; brackets inside quotes count all the same.
  let commentEnd = -1
  // Many calls may end at one place; the blanks before it are counted once, which keeps the whole pass linear.
  let trimmedFrom = -1
  let trimmedTo = -1
  const endArgument = (open: OpenCall, at: number): void => {
    if (trimmedFrom !== at) {
      trimmedFrom = at
      trimmedTo = at
      while (trimmedTo > 0 && isBlank(text, trimmedTo - 1)) trimmedTo--
    }
    let start = open.argumentStart
    while (start < trimmedTo && isBlank(text, start)) start++
    open.call.arguments.push({ start, end: Math.max(start, trimmedTo) })
    open.argumentStart = at + 1
  }
  const endCall = (open: OpenCall, at: number, end: number): void => {
    endArgument(open, at)
    open.call.end = end
    openCalls.pop()
  }

  const token = new RegExp(tokens)
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const at = found.index
    const word = found[0]
    const top = frames[frames.length - 1]
    if (word === '#') {
      const lineEnd = text.indexOf('\n', at)
      const end = lineEnd === -1 ? text.length : lineEnd
      if (quoteDepth === 0) token.lastIndex = end
      else if (at === 0 || isBlank(text, at - 1)) commentEnd = end
    } else if (word === '[') {
      frames.push({ kind: 'quote' })
      quoteDepth++
    } else if (word === ']') {
      if (quoteDepth === 0) continue
      for (let frame = frames.pop(); frame?.kind === 'call'; frame = frames.pop()) endCall(frame, at, at)
      quoteDepth--
    } else if (word === '(') {
      if (top?.kind === 'call') top.parentheses++
    } else if (word === ')') {
      if (top?.kind !== 'call') continue
      if (top.parentheses > 0) top.parentheses--
      else {
        endCall(top, at, at + 1)
        frames.pop()
      }
    } else if (word === ',') {
      if (top?.kind === 'call' && top.parentheses === 0) endArgument(top, at)
    } else if (word.endsWith('(')) {
      const name = word.slice(0, -1)
      if (at >= commentEnd && isMacroName(name)) {
        const parent = openCalls[openCalls.length - 1]?.call
        const call = { name, start: at, end: text.length, arguments: [], parent }
        const open: OpenCall = { kind: 'call', call, argumentStart: at + word.length, parentheses: 0 }
        calls.push(call)
        frames.push(open)
        openCalls.push(open)
      } else if (top?.kind === 'call') top.parentheses++
    }
  }
  for (let frame = frames.pop(); frame !== undefined; frame = frames.pop())
    if (frame.kind === 'call') endCall(frame, text.length, text.length)
  return { text, lines: new LineTable(text), calls }
}

function isBlank(text: string, at: number): boolean {
  return /\s/.test(text[at] ?? '')
}

/** Autoconf's spellings for characters m4 would act on (Autoconf manual, "Quadrigraphs"). */
const quadrigraphs: Readonly<Record<string, string>> = {
  '@<:@': '[',
  '@:>@': ']',
  '@S|@': '$',
  '@%:@': '#',
  '@&t@': '',
}

export interface UnquoteOptions {
  /** Calls inside the stretch, in order, whose text is left out. */
  readonly holes?: readonly M4Call[]
  /** Gets the stretches of the result that m4 would still expand macros in: those with fewer brackets than `levels`. */
  readonly exposed?: [start: number, end: number][]
}

/**
 * Appends a stretch of m4 text with its outermost `levels` of brackets taken away, as m4 does on each rescan, with
 * `dnl` comments dropped and quadrigraphs replaced.
 */
export function appendUnquoted(
  into: EmbeddedTextBuilder,
  file: M4File,
  { start, end }: M4Argument,
  levels: number,
  { holes = [], exposed = [] }: UnquoteOptions = {},
): void {
  const special = /[[\]]|@(?:<:|:>|S\||%:|&t)@|(?<![A-Za-z0-9_])dnl(?![A-Za-z0-9_])[^\n]*\n?/g
  let depth = 0
  const copy = (from: number, to: number): void => {
    const at = into.length
    into.copy(from, to)
    if (depth < levels && into.length > at) exposed.push([at, into.length])
  }
  const append = (from: number, to: number): void => {
    let copied = from
    // On a slice, so that no search runs past the stretch into the rest of the file.
    for (const found of file.text.slice(from, to).matchAll(special)) {
      const piece = found[0]
      const outside = piece === ']' ? Math.max(0, depth - 1) : depth
      const at = from + found.index
      const after = at + piece.length
      if ((piece !== '[' && piece !== ']') || outside < levels) {
        copy(copied, at)
        into.put(quadrigraphs[piece] ?? '', at, after)
        copied = after
      }
      if (piece === '[') depth++
      else if (piece === ']') depth = outside
    }
    copy(copied, to)
  }
  let at = start
  for (const hole of holes) {
    append(at, hole.start)
    // On a line of its own a call stands for commands; elsewhere for a part of a word that nobody can foresee.
    const startsLine = /(?:^|\n)[ \t]*$/.test(file.text.slice(Math.max(0, hole.start - 200), hole.start))
    into.put(startsLine ? '\n' : '$?', hole.start, hole.end)
    at = hole.end
  }
  append(at, end)
}

export function unquoted(file: M4File, argument: M4Argument, levels: number): EmbeddedText {
  const builder = new EmbeddedTextBuilder(file.text, file.lines)
  appendUnquoted(builder, file, argument, levels)
  return builder.build()
}

/** The plain value of an argument that is a name or a word: `[HAVE_X]` → `HAVE_X`. */
export function argumentText(file: M4File, argument: M4Argument | undefined): string {
  return argument === undefined ? '' : unquoted(file, argument, 2).text.trim()
}
