import { BashWords, deepestNesting, mostFailures } from './bashWords'

const longestPattern = 4_000

const openers = new Set(['if', 'then', 'elif', 'else', 'do', 'while', 'until', '!', 'time', '{'])
const declaring = new Set(['declare', 'typeset', 'local', 'export', 'readonly'])
const plainPattern = /^(?:[\w.*?/+:,%=-]+|"[^"$`\\\r\n]*"|'[^'\r\n]*')$/
const plainOperand = /^(?:[\w./:+-]+|"(?:[\w./: -]|\$\w|\$\{\w+\})*"|\$\w+|\$\{\w+\})$/
const plainSubject = /^(?:[\w.:/$-]|\$\{\w+\}|"(?:[\w.:/ -]|\$\w|\$\{\w+\})*")+$/

interface Heredoc {
  readonly delimiter: string
  readonly strips: boolean
  readonly start: number
  readonly end: number
}

/**
 * Goes through a script once, knows quotes, substitutions, here-documents, `case` and `[[`, and notes what
 * bashPreparation.ts says is to be rewritten. Tolerant and linear.
 */
export class BashScanner extends BashWords {
  #unclosed = 0
  #heredocs: Heredoc[] = []

  prepared(): string {
    while (this.at < this.text.length) {
      this.#commands('')
      // A closing parenthesis nobody opened.
      this.at++
    }
    return this.out.result()
  }

  /** Up to an unmatched `closer` or the end; the closer is left. */
  #commands(closer: '' | ')' | '`'): void {
    let cases = 0
    let isStart = true
    let loopName = 0
    let word = ''
    let command = ''
    for (;;) {
      this.match(/(?:[ \t\r\f\v]|\\\r?\n)+/y)
      const start = this.at
      const char = this.text[start]
      if (char === undefined || char === closer) return
      if (char === '\n') {
        this.at++
        this.#readHeredocs()
        isStart = true
        if (this.text.startsWith('@test ', this.at)) this.#batsTest()
      } else if (char === '#') this.match(closer === '`' ? /[^\n`]*/y : /[^\n]*/y)
      else if (char === ')') {
        if (closer === '') return
        this.at++
        isStart = true
      } else if (char === ';' || char === '&' || char === '|') {
        const operator = this.match(/;;&?|;&|[;&|]/y) ?? ''
        isStart = true
        if (operator.length > 1 && cases > 0 && this.#casePattern()) cases--
      } else if (char === '<' || char === '>' || /^\d+[<>]/.test(this.text.slice(start, start + 4))) this.#redirect()
      else if (char === '(') {
        const isDouble = this.text[start + 1] === '(' && (isStart || word === 'for')
        if (!isDouble) this.#group()
        else if (!this.arithmetic(start + 2, word === 'for')) this.doubleGroup(start)
        isStart = false
      } else {
        this.word(closer)
        if (this.at === start) this.at++
        word = this.text.slice(start, Math.min(this.at, start + 12))
        if (loopName > 0) loopName--
        if (!isStart && (word === 'then' || word === 'do')) {
          const before = this.text[start - 2] ?? ''
          if (/\s/.test(this.text[start - 1] ?? '') && (loopName === 1 || /[\])}]/.test(before))) {
            if (this.text[start - 1] !== '\n') this.out.put(start - 1, ';')
            isStart = true
          }
        }
        if (isStart && word === 'case') {
          this.#caseSubject()
          if (!this.#casePattern()) cases++
        } else if (isStart && word === 'esac') {
          cases = Math.max(0, cases - 1)
          isStart = false
        } else if (isStart && word === '[[') {
          this.#condition()
          isStart = false
        } else if (isStart && word === '[') this.#test()
        else if (isStart && openers.has(word)) {
          if (word === 'do') this.#semicolonAfterDo()
        } else {
          loopName = isStart && word === 'for' ? 3 : loopName
          if (isStart) command = word
          const isList = this.text[this.at] === '(' && this.text[this.at - 1] === '='
          if (isList) this.#list(isStart || declaring.has(command))
          else if (isStart) this.#functionHead()
          isStart = isStart && (isList || /^\w+\+?=/.test(word)) && !/^\S/.test(this.text[this.at] ?? ' ')
        }
      }
    }
  }

  protected override inside(closer: ')' | '`'): void {
    if (this.depth >= deepestNesting) return
    this.depth++
    const outer = this.#heredocs
    this.#heredocs = []
    this.#commands(closer)
    this.#heredocs = [...outer, ...this.#heredocs]
    this.depth--
    this.at++
  }

  /** A function whose body is a loop or a condition becomes a command before that. */
  #functionHead(): void {
    const start = this.at
    const found = this.match(/[ \t]*\([ \t]*\)(?=\s{1,80}(?:while|until|if|case|for|select)\b)/y)
    if (found !== undefined) this.out.put(start, `${' '.repeat(found.length - 1)};`)
  }

  /** A subshell, or the parentheses of a function. */
  #group(): void {
    this.at++
    this.inside(')')
  }

  /** `name=( … )`; in ksh one may hold others. */
  #list(isAssignment: boolean): void {
    if (!isAssignment) this.out.put(this.at, '_')
    this.at++
    for (let open = 1; open > 0 && this.at < this.text.length; ) {
      this.match(/(?:[^\\'"`$()#]|(?<=\S)#)+/y)
      const char = this.text[this.at]
      if (char === '#') this.match(/[^\n]*/y)
      else if (char === '(' || char === ')') {
        if (char === '(' || open > 1) this.out.put(this.at, ' ')
        else if (!isAssignment) this.out.put(this.at, '_')
        open += char === '(' ? 1 : -1
        this.at++
      } else this.part(false)
    }
  }

  #batsTest(): void {
    const start = this.at
    const found = this.match(/@test [^\n]{1,1000}\{(?=[ \t\r]*\n)/y)
    if (found !== undefined && found.length > 8) this.out.put(start, `${'_'.repeat(found.length - 4)}() {`)
  }

  #semicolonAfterDo(): void {
    if (this.text[this.at] === ';' && this.text[this.at + 1] !== ';') this.out.put(this.at, ' ')
  }

  #caseSubject(): void {
    this.match(/[ \t]+/y)
    const start = this.at
    const state = this.out.state
    this.word('')
    if (this.at - start < longestPattern && !plainSubject.test(this.text.slice(start, this.at))) {
      this.out.undo(state)
      if (this.at > start) this.out.word(start, this.at)
    }
    this.match(/(?:\s|\\\n)+in(?=[\s#])/y)
  }

  /** @returns whether there is `esac` instead of one */
  #casePattern(): boolean {
    while (this.match(/[^\S\n]+|#[^\n]*|\\\r?\n/y) !== undefined || this.text[this.at] === '\n')
      if (this.text[this.at] === '\n') {
        this.at++
        this.#readHeredocs()
      }
    if (this.match(/esac\b/y) !== undefined) return true
    const begin = this.at
    const state = this.out.state
    this.match(/\([ \t]*/y)
    const parts: [start: number, end: number][] = []
    for (let start = this.at; ; ) {
      this.match(/[^\\'"`$|()\n;]+/y)
      const char = this.text[this.at]
      if (this.at - begin > longestPattern || char === undefined || char === '\n' || char === ';') {
        this.at = begin
        this.out.undo(state)
        return false
      }
      if (char === '(') this.glob()
      else if (char === '|' || char === ')') {
        parts.push([start, this.at])
        this.at++
        if (char === ')') break
        this.match(/(?:\s|\\\n)+/y)
        start = this.at
      } else this.part(false)
    }
    this.out.undo(state)
    for (const [start, end] of parts) this.#pattern(start, end)
    return false
  }

  #pattern(start: number, end: number): void {
    const text = this.text.slice(start, end).trimEnd()
    if (text !== '' && !plainPattern.test(text)) this.out.word(start, start + text.length)
  }

  /** Up to `]]`; patterns and regular expressions in it become words. */
  #condition(): void {
    for (;;) {
      this.match(/(?:[\s&|<>()!;]|\\\n)+/y)
      const start = this.at
      if (start >= this.text.length) return
      if (this.match(/(?:=~|==?|!?=)(?=\s)/y) !== undefined) {
        this.match(/(?:[ \t]|\\\r?\n)+/y)
        this.#rightSide()
        continue
      }
      this.word('')
      if (this.at === start) this.at++
      if (this.text.slice(start, this.at) === ']]') return
    }
  }

  #rightSide(): void {
    const start = this.at
    const state = this.out.state
    for (let open = 0; ; ) {
      this.match(/[^\\'"`$()\s&|]+/y)
      const char = this.text[this.at]
      if (char === undefined || char === '\n') break
      if (open === 0 && (/[\s&)]/.test(char) || this.text.startsWith('||', this.at))) break
      if (char === '(') open++
      else if (char === ')') open--
      else if (this.part(false)) continue
      this.at++
    }
    const text = this.text.slice(start, this.at)
    if (text === '' || (text.length < longestPattern && plainOperand.test(text))) return
    this.out.undo(state)
    this.out.word(start, this.at)
  }

  /** `[ … ]`, whose operators are words to the shell: escaped ones, and those in a variable. */
  #test(): void {
    const start = this.match(/[ \t]+(?:![ \t]+)?/y) === undefined ? -1 : this.at
    const operator = /\$\w+(?=[ \t]+(?!\]|!?=|[-<>&|]|\\[<>]))/y
    operator.lastIndex = start
    const found = start === -1 ? null : operator.exec(this.text)
    if (found !== null) {
      this.out.put(start, `-${'a'.repeat(found[0].length - 1)}`)
      this.at += found[0].length
    }
    for (;;) {
      this.match(/(?:[ \t]|\\\r?\n)+/y)
      const from = this.at
      if (this.match(/\\[()<>](?=\s)/y) !== undefined) this.out.put(from, ' ')
      else if (/[\n;&|<>()]/.test(this.text[from] ?? '\n')) return
      else {
        this.word('')
        if (this.at === from) return
        if (this.at === from + 1 && this.text[from] === ']') return
      }
    }
  }

  #redirect(): void {
    this.match(/\d+/y)
    const start = this.at
    const operator = this.match(/<<<|<<-?|<>|<&|>>|>&|>\||[<>]\(|[<>]/y) ?? ''
    if (operator.endsWith('(')) {
      this.inside(')')
      return
    }
    if (operator === '<>') this.out.put(start, '< ')
    if (operator === '<<<') this.out.put(start, '<  ')
    if (operator !== '<<' && operator !== '<<-') return
    this.match(/[ \t]+/y)
    const wordStart = this.at
    const word = this.match(/(?:[^\s\\'"|&;<>()]|\\.|'[^'\n]*'|"[^"\n]*")+/y)
    if (word === undefined) return
    const delimiter = word.replace(/\\(.)|['"]/g, '$1')
    const isFar = this.#unclosed >= mostFailures
    if (!isFar) this.#heredocs.push({ delimiter, strips: operator === '<<-', start, end: wordStart + word.length })
  }

  /** Bodies start on the line after the one that names them, in order. */
  #readHeredocs(): void {
    for (const { delimiter, strips, start, end } of this.#heredocs.splice(0)) {
      const from = this.at
      const close = this.#heredocEnd(delimiter, strips)
      if (close === undefined) {
        this.#unclosed++
        continue
      }
      const redirection = this.text.slice(start, end)
      const blanks = /^<<-?[ \t]*/.exec(redirection)?.[0].length ?? 2
      this.out.put(start, `<${' '.repeat(blanks - 1)}${'_'.repeat(redirection.length - blanks)}`)
      this.out.blank(from, close)
      this.at = close
    }
  }

  /** Offset of the end of the line that ends it. */
  #heredocEnd(delimiter: string, strips: boolean): number | undefined {
    for (let at = this.at; at < this.text.length; ) {
      const lineEnd = this.text.indexOf('\n', at)
      const end = lineEnd === -1 ? this.text.length : lineEnd
      const lineStart = strips ? this.#skipTabs(at) : at
      const length = end - lineStart - (this.text[end - 1] === '\r' ? 1 : 0)
      if (length === delimiter.length && this.text.startsWith(delimiter, lineStart)) return end
      at = end + 1
    }
    return undefined
  }

  #skipTabs(at: number): number {
    let next = at
    while (this.text[next] === '\t') next++
    return next
  }
}
