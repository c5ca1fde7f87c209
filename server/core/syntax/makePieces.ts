import { makeArity } from './makeFunctions'
import type { WordPiece } from './shellVariables'

/** Calls inside one another; deeper ones are not fixed. */
const deepestCall = 12

/**
 * A value in a makefile in pieces: text, variables, functions on text. Offsets in it mean nothing: it is for values alone.
 * Linear in the text, since brackets are matched once.
 */
export function makePieces(text: string): readonly WordPiece[] {
  return new Reader(text).pieces('', 0)
}

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Up to one of the characters in `ends` outside brackets, which is left for the caller. */
  pieces(ends: string, depth: number): readonly WordPiece[] {
    const found: WordPiece[] = []
    let open = 0
    while (this.#at < this.#text.length) {
      const plain = this.#match(/[^$(){},:=\\]+/y)
      if (plain !== undefined) {
        found.push(text(plain))
        continue
      }
      const char = this.#text[this.#at] ?? ''
      if (open === 0 && ends.includes(char)) break
      const continued = this.#match(/\\\r?\n[ \t]*/y)
      if (continued !== undefined) {
        // Make folds the white space around it into one blank.
        const last = found[found.length - 1]
        if (last?.kind === 'text') found[found.length - 1] = text(last.text.replace(/[ \t]+$/, ''))
        found.push(text(' '))
        continue
      }
      this.#at++
      if (char === '$') found.push(this.#reference(depth))
      else {
        if (char === '(' || char === '{') open++
        else if (char === ')' || char === '}') open = Math.max(0, open - 1)
        found.push(text(char))
      }
    }
    return found
  }

  /** After the dollar sign. */
  #reference(depth: number): WordPiece {
    const open = this.#text[this.#at++]
    if (open === '$') return text('$')
    if (open !== '(' && open !== '{') return /[A-Za-z]/.test(open ?? '') ? variable(open ?? '') : opaque()
    const close = open === '(' ? ')' : '}'
    if (depth >= deepestCall) return this.#skip(open, close)
    const name = this.#match(/[\w.-]+/y) ?? ''
    const next = this.#text[this.#at]
    if (next === close) {
      this.#at++
      return variable(name)
    }
    if (next === ':' && name !== '') return this.#substitution(name, close, depth)
    const arity = next === ' ' || next === '\t' ? makeArity(name) : undefined
    if (arity === undefined) return this.#skip(open, close)
    this.#match(/[ \t]+/y)
    const args: (readonly WordPiece[])[] = []
    for (;;) {
      args.push(this.pieces(args.length + 1 < arity ? `,${close}` : close, depth + 1))
      const end = this.#text[this.#at++]
      if (end !== ',') return { ...opaque(), meaning: { kind: 'function', name, arguments: args } }
    }
  }

  /** `$(X:.c=.o)`, which is `$(patsubst %.c,%.o,$(X))`. */
  #substitution(name: string, close: string, depth: number): WordPiece {
    this.#at++
    const from = this.pieces(`=${close}`, depth + 1)
    if (this.#text[this.#at] !== '=') {
      this.#at++
      return opaque()
    }
    this.#at++
    const to = this.pieces(close, depth + 1)
    this.#at++
    const isPattern = from.some(piece => piece.text.includes('%'))
    const any = isPattern ? [] : [text('%')]
    const args = [[...any, ...from], [...any, ...to], [variable(name)]]
    return { ...opaque(), meaning: { kind: 'function', name: 'patsubst', arguments: args } }
  }

  #skip(open: string, close: string): WordPiece {
    for (let depth = 1; this.#at < this.#text.length && depth > 0; this.#at++) {
      if (this.#text[this.#at] === open) depth++
      else if (this.#text[this.#at] === close) depth--
    }
    return opaque()
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found === undefined || found === '') return undefined
    this.#at += found.length
    return found
  }
}

function text(value: string): WordPiece & { readonly kind: 'text' } {
  return { kind: 'text', text: value, start: 0, end: 0 }
}

function variable(name: string): WordPiece {
  return { kind: 'variable', name, text: `\${${name}}`, start: 0, end: 0 }
}

function opaque(): WordPiece & { readonly kind: 'opaque' } {
  return { kind: 'opaque', text: '', start: 0, end: 0 }
}
