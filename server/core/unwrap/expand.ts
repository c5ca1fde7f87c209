import { expandBraces } from './braces'
import type { Frame } from './frame'
import { changed } from './parameter'
import type { ScriptFiles } from './scriptFiles'
import type { Node, Word } from './syntax'

/** Of a word and of a variable, in bytes. */
const LONGEST_TEXT = 1 << 20
/** Variables that name the top of the sources by convention: autoconf, automake and the packaging tools. */
const TOP_FOLDERS = new Set([
  'srcdir',
  'top_srcdir',
  'abs_srcdir',
  'abs_top_srcdir',
  'ac_abs_top_srcdir',
  'ac_top_srcdir',
  'PWD',
  'SRCDIR',
])

/** Expands words as the shell does (POSIX, 2.6), as far as everything in them is fixed. */
export class Expander {
  constructor(
    private readonly files: ScriptFiles,
    private readonly assume: (clause: string) => void,
    /** Standard output of commands without line ends behind it; undefined when it is not fixed. */
    private readonly outputOf: (body: Node, frame: Frame) => string | undefined,
  ) {}

  /** The word as one text; undefined when something in it is not fixed. */
  text(word: Word, frame: Frame): string | undefined {
    let text = ''
    for (const piece of word) {
      const part = piece.kind === 'text' ? piece.text : this.#piece(piece, frame)
      if (part === undefined || text.length + part.length > LONGEST_TEXT) return undefined
      text += part
    }
    return text
  }

  fields(word: Word, frame: Frame): readonly string[] {
    return this.fieldsOf(word, frame).filter((field): field is string => field !== undefined)
  }

  /** The word as the shell splits it (POSIX, 2.6.5), names matched (2.6.6); `[undefined]` when it is not fixed. */
  fieldsOf(word: Word, frame: Frame): readonly (string | undefined)[] {
    const fields: string[] = []
    let open: string | undefined
    let isPattern = false
    for (const piece of word) {
      const part = piece.kind === 'text' ? piece.text : this.#piece(piece, frame)
      if (part === undefined || (open?.length ?? 0) + part.length > LONGEST_TEXT) return [undefined]
      if (!piece.isQuoted && /[*?]/.test(part)) isPattern = true
      if (piece.kind === 'text' || piece.isQuoted) {
        open = (open ?? '') + part
        continue
      }
      const [head = '', ...others] = part.split(/[ \t\n]+/)
      if (others.length === 0) open = head === '' && open === undefined ? undefined : (open ?? '') + head
      else {
        if (head !== '' || open !== undefined) fields.push((open ?? '') + head)
        fields.push(...others.slice(0, -1))
        const tail = others.at(-1) ?? ''
        open = tail === '' ? undefined : tail
      }
    }
    if (open !== undefined) fields.push(open)
    if (!isPattern) return fields.flatMap(expandBraces)
    return fields.flatMap(field => this.files.matching(field))
  }

  #piece(piece: Exclude<Word[number], { kind: 'text' }>, frame: Frame): string | undefined {
    if (piece.kind === 'unread') return undefined
    if (piece.kind === 'output') {
      return this.outputOf(piece.body, frame)
    }
    const { name, operator } = piece
    const known = frame.variables.get(name) ?? this.#conventional(name, frame)
    if (operator === '') return known
    const operand = this.text(piece.operand, frame)
    if (operator === ':-' || operator === '-') return known === undefined || known === '' ? operand : known
    if (known === undefined) return undefined
    if (operator === 'length') return String(known.length)
    if (operand === undefined) return undefined
    return changed(known, operator, operand)
  }

  #conventional(name: string, frame: Frame): string | undefined {
    if (frame.variables.has(name) || !TOP_FOLDERS.has(name)) return undefined
    this.assume(`$${name} is the top folder`)
    return '.'
  }
}
