import { Rewriting } from './rewriting'

/** Constructs inside one another; beyond, their characters are ordinary ones. */
export const deepestNesting = 60
/** Searches that end in nothing go through the same text again, so there may only be a few. */
export const mostFailures = 8
/** What the grammar takes between `${` and `}`, without line ends. */
const plainExpansion =
  /^[#!]?(?:\w+|[@*?$!-])(?:\[(?:\w+|[@*]|\$\w+)\])?(?::?[-+=?](?:[\w./:%@-]|\$\w+|"(?:[\w./: -]|\$[\w@*]+)*")*|(?:##?|%%?|\/\/?)[\w.*/?-]*|\^\^?|,,?|:\d+(?::\d+)?|@[A-Za-z])?$/

/** Reads words: quotes, expansions, arithmetic. What stands in a substitution are commands, which the subclass reads. */
export abstract class BashWords {
  protected readonly text: string
  protected readonly out: Rewriting
  protected at = 0
  protected depth = 0
  #failures = 0
  #sums = 0

  constructor(text: string) {
    this.text = text
    this.out = new Rewriting(text)
  }

  /** The commands of a substitution, and the character that ends it. */
  protected abstract inside(closer: ')' | '`'): void

  protected match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    if (found !== undefined) this.at += found.length
    return found
  }

  protected word(closer: '' | ')' | '`'): void {
    for (;;) {
      this.match(/[^ \t\r\n\f\v\\'"`$|&;<>()@]+/y)
      const char = this.text[this.at]
      if (char === '`' && closer === '`') return
      if (char === '@') this.#atSign()
      else if (char === '(' && /[@?*+!]/.test(this.text[this.at - 1] ?? '') && this.at > 0) this.glob()
      else if (!this.part(false)) return
    }
  }

  /** A quoted stretch, an escape or an expansion. @returns whether there was one */
  protected part(isQuoted: boolean): boolean {
    const char = this.text[this.at]
    if (char === '\\') this.match(/\\(?:\r?\n|[\s\S])?/y)
    else if (char === "'" && !isQuoted) this.match(/'[^']*'?/y)
    else if (char === '"' && !isQuoted) this.#quoted()
    else if (char === '`') this.#backquoted()
    else if (char === '$') this.#expansion(isQuoted)
    else return false
    return true
  }

  #quoted(): void {
    this.at++
    for (;;) {
      this.match(/[^"\\$`]+/y)
      const char = this.text[this.at]
      if (char === undefined) return
      if (char === '"') {
        this.at++
        return
      }
      this.part(true)
    }
  }

  #backquoted(): void {
    const start = this.at
    if (this.match(/`[ \t]*#[^`\n]*`/y) !== undefined) {
      this.out.blank(start, this.at)
      return
    }
    this.at++
    this.inside('`')
  }

  #expansion(isQuoted: boolean): void {
    const start = this.at
    const next = this.text[start + 1]
    if (next === '(') {
      if (this.text[start + 2] === '(') {
        if (!this.arithmetic(start + 3)) this.doubleGroup(start + 1)
        return
      }
      this.at = start + 2
      this.inside(')')
    } else if (next === '{') this.#braces(isQuoted)
    else if (next === "'" && !isQuoted) this.match(/\$'(?:[^'\\]|\\[\s\S])*'?/y)
    else if (this.match(/\$(?:\w+|[@*#?$!-])/y) === undefined) {
      this.at++
      if (isQuoted || (next !== '"' && next !== '[')) this.out.put(start, '_')
    }
  }

  /** `${…}`, kept as it is or made a variable with a longer name. */
  #braces(isQuoted: boolean): void {
    const start = this.at
    const state = this.out.state
    this.at += 2
    this.match(/[#!]?[\w.]*/y)
    const hasStrings = !isQuoted || /[/%#^,]/.test(this.text[this.at] ?? '')
    this.depth++
    for (let isOpen = this.depth < deepestNesting; isOpen; ) {
      this.match(/[^}\\'"`$]+/y)
      const char = this.text[this.at]
      isOpen = char !== undefined && char !== '}'
      if (char === '"') this.#quoted()
      else if (isOpen && !this.part(!hasStrings)) this.at++
    }
    this.depth--
    const end = this.at
    this.at++
    if (end >= this.text.length || plainExpansion.test(this.text.slice(start + 2, Math.min(end, start + 500)))) return
    const inner = this.text.slice(start + 2, end)
    // Commands in a default stay in the tree as far as it can hold them.
    if (/[\r\n]/.test(inner)) return
    this.out.undo(state)
    this.out.word(start + 2, end)
  }

  /** @param from behind the opening parentheses; @returns false, and nothing is read, when it is something else */
  protected arithmetic(from: number, isLoop = false): boolean {
    if (this.#failures >= mostFailures || this.depth >= deepestNesting) return false
    const begin = this.at
    const state = this.out.state
    this.at = from
    this.depth++
    this.#sums++
    const isArithmetic = this.#sum(isLoop)
    this.#sums--
    this.depth--
    if (isArithmetic) return true
    if (this.at >= this.text.length) {
      // Nothing around it has an end either; only the outermost is read again.
      this.#failures = mostFailures
      if (this.#sums > 0) return true
    }
    this.#failures++
    this.at = begin
    this.out.undo(state)
    return false
  }

  #sum(isLoop: boolean): boolean {
    for (let open = 2; this.at < this.text.length; ) {
      const start = this.at
      if (this.match(/[^\w()."'`$\\;[\]]+/y) !== undefined) continue
      const number = this.match(/\d+#(?=\$)|0[xX](?=\$)|\d*\.\d+|\d+/y)
      if (number !== undefined) {
        if (/[#xX]$/.test(number))
          this.out.put(start, (/[\w}]/.test(this.text[start - 1] ?? '') ? '+' : ' ').padEnd(number.length))
        else if (number.includes('.')) this.out.put(start, number.replace('.', '0'))
        continue
      }
      const name = this.match(/[A-Za-z_]\w*/y)
      if (name !== undefined) {
        if (this.text[this.at] === '(') this.out.blank(start, this.at)
        continue
      }
      const char = this.text[start]
      if (char === '(') open++
      else if (isLoop && (char === '[' || char === ']')) this.out.put(start, '_')
      else if (char === ')') {
        open--
        if (open === 1) {
          this.at += 2
          return this.text[start + 1] === ')'
        }
      } else if (this.part(false)) continue
      this.at++
    }
    return false
  }

  /** `((a) | b)`, which the grammar would take for arithmetic: without the inner parentheses. */
  protected doubleGroup(start: number): void {
    this.at = start + 2
    this.out.put(start + 1, ' ')
    this.inside(')')
    if (this.text[this.at - 1] === ')') this.out.put(this.at - 1, ' ')
    this.inside(')')
  }

  protected glob(): void {
    this.at++
    this.depth++
    while (this.at < this.text.length && this.depth < deepestNesting) {
      this.match(/[^()\\'"`$\n]+/y)
      const char = this.text[this.at]
      if (char === '(') this.glob()
      else if (char === ')' || char === '\n') break
      else this.part(false)
    }
    this.depth--
    if (this.text[this.at] === ')') this.at++
  }

  #atSign(): void {
    const start = this.at
    const found = this.match(/@[A-Za-z_]\w{0,60}@/y)
    if (found === undefined) this.at++
    else this.out.put(start, `_${found.slice(1, -1)}_`)
  }
}
