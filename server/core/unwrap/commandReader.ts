import type { Assignment, Node, Piece, Redirect, Word } from './syntax'
import { WordReader } from './words'

/** Reads simple commands, their redirections and here-documents (POSIX, Shell Command Language, 2.7 and 2.9.1). */
export abstract class CommandReader extends WordReader {
  #documents: {
    readonly delimiter: string
    readonly isPlain: boolean
    readonly strip: boolean
    readonly put: (word: Word) => void
  }[] = []

  /** @param bodyOf reads the command that is the body of a function */
  protected simple(bodyOf: () => Node): Node {
    const start = this.at
    const assignments: Assignment[] = []
    const words: Word[] = []
    const redirects: Redirect[] = []
    for (;;) {
      this.blanks(false)
      const redirect = this.#redirect()
      if (redirect !== undefined) {
        redirects.push(redirect)
        continue
      }
      if (words.length === 0) {
        const assignment = this.#assignment()
        if (assignment !== undefined) {
          assignments.push(assignment)
          continue
        }
        const name = this.match(/[A-Za-z_][\w-]*(?=[ \t]*\([ \t]*\))/y)
        if (name !== '') {
          this.match(/[ \t]*\([ \t]*\)/y)
          this.blanks(true)
          return { kind: 'function', name, body: bodyOf() }
        }
        if (this.match(/\[\[(?=\s)/y) !== '') {
          words.push(plain('[['), ...this.#condition())
          break
        }
      }
      const word = this.word()
      if (word === undefined) break
      words.push(word)
      const [head] = words[0] ?? []
      if (head?.kind === 'text' && /^(?:declare|local|export|readonly|typeset)$/.test(head.text))
        for (let own = this.#declared(); own !== undefined; own = this.#declared()) assignments.push(own)
    }
    return { kind: 'simple', assignments, words, redirects, text: this.text.slice(start, this.at).trim() }
  }

  /** `declare x=(…)`: the list belongs to the declaration. */
  #declared(): Assignment | undefined {
    this.blanks(false)
    return /^[A-Za-z_]\w*=\(/.test(this.text.slice(this.at, this.at + 80)) ? this.#assignment() : undefined
  }

  #assignment(): Assignment | undefined {
    const [head, name, key, plus] =
      /^([A-Za-z_]\w*)(?:\[([^\]\n]{1,80})\])?(\+?)=/.exec(this.text.slice(this.at, this.at + 200)) ?? []
    if (head === undefined || name === undefined) return undefined
    this.at += head.length
    const own = { name, isAppend: plus === '+', ...(key === undefined ? {} : { key: this.document(key) }) }
    if (this.text[this.at] !== '(') return { ...own, value: this.word() ?? [] }
    this.at++
    const elements: { key?: Word; value: Word }[] = []
    for (;;) {
      this.blanks(true)
      const subscript = /^\[([^\]\n]{1,80})\]=/.exec(this.text.slice(this.at, this.at + 100))
      this.at += subscript?.[0].length ?? 0
      const value = this.word() ?? (subscript === null ? undefined : [])
      if (value === undefined) break
      elements.push(subscript === null ? { value } : { key: this.document(subscript[1] ?? ''), value })
    }
    if (this.text[this.at] === ')') this.at++
    return { ...own, value: [], elements }
  }

  /** Words up to `]]`; what is an operator elsewhere is one here too, as a word. */
  #condition(): Word[] {
    const words: Word[] = []
    for (;;) {
      this.blanks(true)
      if (this.match(/\]\](?![^\s;&|)])/y) !== '') return words
      const operator = this.match(/&&|\|\||[<>()]/y)
      const word = operator === '' ? this.word() : plain(operator)
      if (word === undefined) return words
      words.push(word)
    }
  }

  protected redirects(): Redirect[] {
    const found: Redirect[] = []
    for (;;) {
      this.blanks(false)
      const redirect = this.#redirect()
      if (redirect === undefined) return found
      found.push(redirect)
    }
  }

  #redirect(): Redirect | undefined {
    const start = this.at
    const descriptor = this.match(/\d(?=[<>])/y)
    const operator = this.match(/&>>?|<<<|<<-?|<>|[<>]&|>>|>\||[<>](?!\()/y)
    if (operator === '') {
      this.at = start
      return undefined
    }
    this.blanks(false)
    const target = this.word() ?? []
    const redirect: { operator: string; descriptor: string; target: Word; document?: Word } = {
      operator,
      descriptor,
      target,
    }
    if (operator === '<<' || operator === '<<-')
      this.#documents.push({
        delimiter: target.map(piece => ('text' in piece ? piece.text : '')).join(''),
        isPlain: target.some(piece => piece.isQuoted),
        strip: operator === '<<-',
        put: word => {
          redirect.document = word
        },
      })
    return redirect
  }

  /** At a line end: the here-documents that its commands announced. */
  #readDocuments(): void {
    for (const { delimiter, isPlain, strip, put } of this.#documents.splice(0)) {
      const lines: string[] = []
      while (this.at < this.text.length) {
        const end = this.text.indexOf('\n', this.at)
        const line = this.text.slice(this.at, end === -1 ? this.text.length : end)
        this.at = end === -1 ? this.text.length : end + 1
        const own = strip ? line.replace(/^\t+/, '') : line
        if (own === delimiter) break
        lines.push(`${own}\n`)
      }
      const text = lines.join('')
      put(isPlain ? [{ kind: 'text', text, isQuoted: true }] : this.document(text))
    }
  }

  /** The whole text as if between double quotes, where quotes themselves mean nothing. */
  quotedText(): Word {
    const pieces: Piece[] = []
    this.quoted(pieces, undefined)
    return pieces
  }

  protected blanks(withLines: boolean): void {
    for (;;) {
      const char = this.text[this.at]
      if (char === ' ' || char === '\t' || char === '\r') this.at++
      else if (char === '\\' && this.text[this.at + 1] === '\n') this.at += 2
      else if (char === '#') {
        const end = this.text.indexOf('\n', this.at)
        this.at = end === -1 ? this.text.length : end
      } else if (char === '\n' && withLines) {
        this.at++
        this.#readDocuments()
      } else return
    }
  }
}

function plain(text: string): Word {
  return [{ kind: 'text', text, isQuoted: false }]
}
