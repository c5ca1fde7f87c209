import type { Allowance } from '../formats/archive/output'
import { latin1 } from '../model/path'
import { type ArithmeticNames, arithmetic } from './arithmetic'
import { expandBraces } from './braces'
import type { Frame } from './frame'
import { protectedPattern } from './globPattern'
import { changed } from './parameter'
import type { Known } from './result'
import type { ScriptFiles } from './scriptFiles'
import type { Node, Piece, Word } from './syntax'
import type { UnwrapStep } from './unwrapped'

type VariablePiece = Extract<Piece, { kind: 'variable' }>

/** Of a word and of a variable, in bytes. */
const LONGEST_TEXT = 1 << 20
const MOST_STEPS = 200
/** Variables that name the top of the sources by convention: autoconf, automake, the packaging tools, CMake, build services. */
const TOP_FOLDERS = new Set([
  'srcdir',
  'top_srcdir',
  'abs_srcdir',
  'abs_top_srcdir',
  'ac_abs_top_srcdir',
  'ac_top_srcdir',
  'PWD',
  'SRCDIR',
  'CMAKE_SOURCE_DIR',
  'CMAKE_CURRENT_SOURCE_DIR',
  'CMAKE_CURRENT_LIST_DIR',
  'PROJECT_SOURCE_DIR',
  'MESON_SOURCE_ROOT',
  'GITHUB_WORKSPACE',
  'CI_PROJECT_DIR',
])

/** Expands words as the shell does (POSIX, 2.6), as far as everything in them is fixed. */
export class Expander {
  /** The commands that made what is being expanded. */
  #steps: UnwrapStep[] = []
  #opened = 0

  constructor(
    private readonly files: ScriptFiles,
    private readonly allowance: Allowance,
    private readonly assume: (clause: string) => void,
    private readonly outputOf: (body: Node, frame: Frame) => Known,
  ) {}

  /** What the work gives, and the commands that made what it expanded. */
  collected<T>(work: () => T): { readonly value: T; readonly steps: readonly UnwrapStep[] } {
    const before = this.#steps
    this.#steps = []
    const value = work()
    const steps = this.#steps
    this.#steps = before
    return { value, steps }
  }

  /** The word as one text; undefined when something in it is not fixed. */
  text(word: Word, frame: Frame): string | undefined {
    let text = ''
    for (const piece of word) {
      const part = this.#piece(piece, frame)
      if (part === undefined || text.length + part.length > LONGEST_TEXT) return undefined
      text += part
    }
    this.allowance.work -= text.length
    return text
  }

  /** As {@link text}, with what is quoted protected from meaning anything in a pattern. */
  pattern(word: Word, frame: Frame): string | undefined {
    let text = ''
    for (const piece of word) {
      const part = this.#piece(piece, frame)
      if (part === undefined || text.length + part.length > LONGEST_TEXT) return undefined
      text += piece.isQuoted ? protectedPattern(part) : part
    }
    return text
  }

  fields(word: Word, frame: Frame): readonly string[] {
    return this.fieldsOf(word, frame).filter((field): field is string => field !== undefined)
  }

  /** The word as the shell splits it (POSIX, 2.6.5), names matched (2.6.6); `[undefined]` when it is not fixed. */
  fieldsOf(word: Word, frame: Frame): readonly (string | undefined)[] {
    return expandBraces(word).flatMap(one => this.#split(one, frame))
  }

  number(word: Word, frame: Frame): bigint | undefined {
    const text = this.text(word, frame)
    return text === undefined ? undefined : arithmetic(text, this.#names(frame))
  }

  /** A variable used twice was made once. */
  #note(steps: readonly UnwrapStep[]): void {
    for (const step of steps) if (this.#steps.length < MOST_STEPS && !this.#steps.includes(step)) this.#steps.push(step)
  }

  #split(word: Word, frame: Frame): readonly (string | undefined)[] {
    const fields: string[] = []
    let open: string | undefined
    let isPattern = false
    for (const piece of word) {
      const parts = piece.kind === 'variable' ? this.#listed(piece, frame) : undefined
      const texts = parts ?? [this.#piece(piece, frame)]
      // Quotes around no arguments at all make no field.
      if (parts?.length === 0 && word.length === 2 && open === '') return []
      for (const [at, part] of texts.entries()) {
        if (part === undefined || (open?.length ?? 0) + part.length > LONGEST_TEXT) return [undefined]
        this.allowance.work -= part.length
        if (!piece.isQuoted && /[*?]|\[[^\]]+\]/.test(part)) isPattern = true
        if (at > 0 && open !== undefined) {
          fields.push(open)
          open = undefined
        }
        if (piece.kind === 'text' || piece.isQuoted) {
          open = (open ?? '') + part
          continue
        }
        const [head = '', ...others] = splitFields(part, frame.variables.get('IFS'))
        if (others.length === 0) open = head === '' && open === undefined ? undefined : (open ?? '') + head
        else {
          if (head !== '' || open !== undefined) fields.push((open ?? '') + head)
          fields.push(...others.slice(0, -1))
          const tail = others.at(-1) ?? ''
          open = tail === '' ? undefined : tail
        }
      }
    }
    if (open !== undefined) fields.push(open)
    if (!isPattern) return fields
    return fields.flatMap(field => {
      this.allowance.work -= this.files.count
      return this.allowance.work > 0 ? this.files.matching(field) : [field]
    })
  }

  /** The fields of `$@`, `$*` and `${x[@]}`; undefined for any other variable. */
  #listed(piece: VariablePiece, frame: Frame): readonly (string | undefined)[] | undefined {
    if (piece.operator !== '' && piece.operator !== 'keys' && piece.operator !== ':') return undefined
    const list = this.#list(piece, frame)
    if (list === undefined) return undefined
    const texts = list.some(one => one === undefined)
      ? [undefined]
      : sliced(list, piece, word => this.#count(word, frame))
    if (!piece.isQuoted || piece.name === '@' || this.#key(piece) === '@') return texts
    return [texts.join((frame.variables.get('IFS') ?? ' ').slice(0, 1))]
  }

  #list(piece: VariablePiece, frame: Frame): readonly (string | undefined)[] | undefined {
    const { name, operator } = piece
    if (name === '@' || name === '*') {
      if (frame.positional.values === undefined) this.assume('the script is called without arguments')
      return frame.positional.values ?? []
    }
    const key = this.#key(piece)
    if (key !== '@' && key !== '*') return undefined
    this.#note(frame.variables.stepsOf(name))
    return operator === 'keys' ? frame.variables.keys(name) : frame.variables.list(name)
  }

  #key({ key }: VariablePiece): string | undefined {
    const [piece] = key ?? []
    return piece?.kind === 'text' ? piece.text : undefined
  }

  #piece(piece: Piece, frame: Frame): string | undefined {
    switch (piece.kind) {
      case 'text':
        return piece.text
      case 'unread':
        return undefined
      case 'arithmetic':
        return this.number(piece.body, frame)?.toString()
      case 'output':
      case 'file': {
        const known = this.outputOf(piece.body, frame)
        if ('stop' in known) return undefined
        this.#note(known.steps)
        if (piece.kind === 'output') return latin1(known.bytes).replaceAll('\0', '').replace(/\n+$/, '')
        const path = `/dev/fd/${63 - (this.#opened++ % 50)}`
        this.files.write(path, known.bytes, known.steps)
        return path
      }
      case 'variable':
        return this.#variable(piece, frame)
    }
  }

  #variable(piece: VariablePiece, frame: Frame): string | undefined {
    const { name, operator } = piece
    const list = this.#list(piece, frame)
    if (list !== undefined) {
      if (operator === 'length') return String(list.length)
      const operand = this.#operandOf(piece, frame)
      const texts =
        operator === '' || operator === 'keys' || operator === ':'
          ? sliced(list, piece, word => this.#count(word, frame))
          : list.map(one =>
              one === undefined || operand === undefined
                ? undefined
                : changed(one, operator, operand, this.#counter(frame)),
            )
      return texts.some(one => one === undefined) ? undefined : texts.join(' ')
    }
    if (operator === 'indirect') {
      const inner = this.#value(piece, frame)
      return inner === undefined || !/^(?:\w+)$/.test(inner)
        ? undefined
        : this.#value({ ...piece, name: inner, operator: '', operand: [] }, frame)
    }
    const known = this.#value(piece, frame)
    if (operator === '') return known
    if (/^:?[-=]$/.test(operator)) {
      const isUnset = known === undefined || (known === '' && operator.startsWith(':'))
      if (!isUnset) return known
      // What is set to something unknown may be empty or not.
      if (known === undefined && frame.variables.has(name)) return undefined
      const text = this.text(piece.operand, frame)
      if (operator.endsWith('=')) frame.variables.set(name, text)
      return text
    }
    if (known === undefined) return undefined
    if (operator === 'length') return String(known.length)
    const operand = this.#operandOf(piece, frame)
    this.allowance.work -= known.length
    return operand === undefined ? undefined : changed(known, operator, operand, this.#counter(frame))
  }

  #operandOf({ operand }: VariablePiece, frame: Frame) {
    const text = this.text(operand, frame)
    const pattern = this.pattern(operand, frame)
    return text === undefined || pattern === undefined ? undefined : { text, pattern }
  }

  /** The plain value, or the element of an array. */
  #value(piece: VariablePiece, frame: Frame): string | undefined {
    const { name, key } = piece
    const { values } = frame.positional
    if (name === '#') return values === undefined ? undefined : String(values.length)
    if (/^[1-9]\d*$/.test(name))
      return values === undefined ? undefined : Number(name) > values.length ? '' : values[Number(name) - 1]
    this.#note(frame.variables.stepsOf(name))
    if (key === undefined) return frame.variables.get(name) ?? this.#conventional(name, frame)
    const written = this.text(key, frame)
    if (written === undefined) return undefined
    const subscript = this.subscript(name, written, frame)
    return subscript === undefined ? undefined : (frame.variables.element(name, subscript) ?? '')
  }

  /** A subscript is a number, unless the array goes by names. */
  subscript(name: string, written: string, frame: Frame): string | undefined {
    const plain = written.replace(/^(["'])(.*)\1$/, '$2')
    if (frame.variables.hasNames(name)) return plain
    const number = arithmetic(plain, this.#names(frame))
    if (number === undefined) return plain
    return String(number < 0n ? BigInt(frame.variables.count(name)) + number : number)
  }

  #conventional(name: string, frame: Frame): string | undefined {
    if (frame.variables.has(name) || !TOP_FOLDERS.has(name)) return undefined
    this.assume(`$${name} is the top folder`)
    return '.'
  }

  #counter(frame: Frame): (expression: string) => number | undefined {
    return expression => {
      const value = arithmetic(expression, this.#names(frame))
      return value === undefined ? undefined : Number(value)
    }
  }

  #count(word: Word, frame: Frame): readonly (number | undefined)[] {
    const text = this.text(word, frame)
    return text === undefined ? [undefined] : text.split(':').map(this.#counter(frame))
  }

  #names(frame: Frame): ArithmeticNames {
    return {
      get: name => {
        const [, array = name, key] = /^(\w+)\[(\w+)\]$/.exec(name) ?? []
        if (key === undefined) return frame.variables.has(name) ? frame.variables.get(name) : ''
        const at = /^\d+$/.test(key) ? key : (frame.variables.get(key) ?? '0')
        return frame.variables.element(array, at) ?? ''
      },
      set: (name, value) => {
        const [, array, key] = /^(\w+)\[(\w+)\]$/.exec(name) ?? []
        if (array === undefined || key === undefined) frame.variables.set(name, value)
        else frame.variables.setElement(array, /^\d+$/.test(key) ? key : (frame.variables.get(key) ?? '0'), value, [])
      },
    }
  }
}

/** `${x[@]:2:3}` takes elements. */
function sliced(
  list: readonly (string | undefined)[],
  { operator, operand, name }: VariablePiece,
  countOf: (word: Word) => readonly (number | undefined)[],
): readonly (string | undefined)[] {
  if (operator !== ':') return list
  const [from, count] = countOf(operand)
  if (from === undefined) return [undefined]
  const start = name === '@' || name === '*' ? from - 1 : from
  return list.slice(start, count === undefined ? undefined : start + count)
}

/** Blanks of the separators run together, others stand for themselves; blanks at the start make one empty field. */
export function splitFields(text: string, separators = ' \t\n'): readonly string[] {
  if (separators === '') return [text]
  if (separators === ' \t\n') return text.split(/[ \t\n]+/)
  const isIn = new Set(separators)
  const fields: string[] = []
  let field = ''
  let isBlank = false
  for (const char of text) {
    if (!isIn.has(char)) {
      if (isBlank) fields.push(field)
      field = isBlank ? char : field + char
      isBlank = false
    } else if (/\s/.test(char)) isBlank = true
    else {
      fields.push(field)
      field = ''
      isBlank = false
    }
  }
  fields.push(field)
  if (isBlank) fields.push('')
  return fields
}
