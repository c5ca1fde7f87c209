import type { LiveText } from '../formats/liveText'

/** What statements stand in, from the innermost outwards. */
export interface ProgramBlock {
  readonly kind: 'if' | 'else' | 'try' | 'except' | 'function' | 'other'
  /** Of `if` and `elif` the condition, of a function its name; string constants are blanked. */
  readonly head: string
  readonly parent: ProgramBlock | undefined
  /** Of `elif`, `else` and `except` the block they belong to. */
  readonly before: ProgramBlock | undefined
}

/** Offsets are UTF-16 units of the text; `names` is the statement with the insides of string constants blanked. */
export interface ProgramStatement {
  readonly names: string
  readonly start: number
  readonly end: number
  readonly block: ProgramBlock | undefined
  /** The head of a block: it stands around what follows, and calls in it are made. */
  readonly isHead: boolean
}

const mostStatements = 20_000
/** UTF-16 units of a condition that are looked at. */
const longestHead = 2_000
/** Blocks inside one another beyond which a statement counts for the last one known. */
const deepest = 50

/** Statements of Python by their lines, indentation and brackets, whatever else is on the page. Linear in the text. */
export function pythonStatements({ names }: LiveText): readonly ProgramStatement[] {
  const found: ProgramStatement[] = []
  const open: { readonly indent: number; readonly block: ProgramBlock }[] = []
  let start = 0
  let depth = 0
  for (let at = 0; at <= names.length && found.length < mostStatements; at++) {
    const char = names[at] ?? '\n'
    if ((char === '"' || char === "'") && names.startsWith(char.repeat(3), at)) {
      const close = names.indexOf(char.repeat(3), at + 3)
      at = close === -1 ? names.length : close + 2
      continue
    }
    if ('([{'.includes(char)) depth++
    else if (')]}'.includes(char)) depth = Math.max(0, depth - 1)
    if (char !== '\n' || depth > 0 || names[at - 1] === '\\') continue
    const line = names.slice(start, at)
    const indent = line.search(/\S/)
    const from = start
    start = at + 1
    if (indent < 0) continue
    let closed: ProgramBlock | undefined
    while ((open.at(-1)?.indent ?? -1) >= indent) {
      const top = open.pop()
      if (top?.indent === indent) closed = top.block
    }
    const parent = open.at(-1)?.block
    const head =
      /^(?:async\s+)?(if|elif|else|try|except|finally|def|for|while|with|class)\b([\s\S]*?):\s*(\S.*)?$/.exec(
        line.trim().slice(0, longestHead),
      )
    if (head === null) {
      found.push({ names: line.trim(), start: from + indent, end: at, block: parent, isHead: false })
      continue
    }
    const block = blockOf(head[1] ?? '', head[2] ?? '', parent, closed)
    if (block.kind === 'if')
      found.push({ names: block.head, start: from + indent, end: at, block: parent, isHead: true })
    if (open.length < deepest) open.push({ indent, block })
    if (head[3] !== undefined) found.push({ names: head[3], start: from + indent, end: at, block, isHead: false })
  }
  return found
}

/** Statements of Rust by their semicolons and braces. Linear in the text. */
export function rustStatements({ names }: LiveText): readonly ProgramStatement[] {
  const found: ProgramStatement[] = []
  const open: ProgramBlock[] = []
  let start = 0
  let depth = 0
  let over = 0
  let closed: ProgramBlock | undefined
  for (const { 0: mark, index } of names.matchAll(/[()[\]{};]/g)) {
    if (found.length >= mostStatements) break
    if (mark === '(' || mark === '[') depth++
    else if (mark === ')' || mark === ']') depth = Math.max(0, depth - 1)
    else if (depth === 0) {
      const text = names.slice(start, index)
      const from = start + Math.max(0, text.search(/\S/))
      start = index + 1
      if (mark === '{') {
        const [, word = 'other', rest = ''] =
          /^\s*(?:pub(?:\([^)]*\))?\s+)?(else\s+if|if|else|fn)\b([\s\S]*)$/.exec(text) ?? []
        if (/\bif$/.test(word))
          found.push({ names: rest.trim(), start: from, end: index, block: open.at(-1), isHead: true })
        if (open.length < deepest)
          open.push(blockOf(word === 'fn' ? 'def' : word.replace(/\s+/g, ' '), rest, open.at(-1), closed))
        else over++
      } else {
        if (text.trim() !== '')
          found.push({ names: text.trim(), start: from, end: index, block: open.at(-1), isHead: false })
        closed = undefined
        if (mark === '}') {
          if (over > 0) over--
          else closed = open.pop()
        }
      }
    }
  }
  return found
}

function blockOf(
  word: string,
  rest: string,
  parent: ProgramBlock | undefined,
  closed: ProgramBlock | undefined,
): ProgramBlock {
  const head = rest.trim()
  const follows = closed?.parent === parent ? closed : undefined
  switch (word) {
    case 'if':
      return { kind: 'if', head, parent, before: undefined }
    case 'elif':
    case 'else if':
      return { kind: 'if', head, parent, before: follows }
    case 'else':
      return { kind: follows?.kind === 'if' ? 'else' : 'other', head: '', parent, before: follows }
    case 'try':
    case 'except':
      return { kind: word, head, parent, before: follows }
    case 'def':
      return { kind: 'function', head: /^\w+/.exec(head)?.[0] ?? '', parent, before: undefined }
    default:
      return { kind: 'other', head, parent, before: undefined }
  }
}
