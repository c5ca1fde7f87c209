/** One command of a script for sed, as far as its text goes. */
export interface SedCommand {
  /** `s`, `a`, `i`, `d`, …; empty where the script cannot be read on. */
  readonly name: string
  /** Of `s` and `y`: what is looked for. */
  readonly search: string
  /** What it puts in: the replacement of `s`, the text of `a`, `i` and `c`, the file of `r`. */
  readonly put: string
  /** Of `s`. */
  readonly flags: string
}

const mostCommands = 200

/** The commands of a script for sed (POSIX, sed; GNU's extensions), addresses left out. Total and linear. */
export function sedCommands(script: string): readonly SedCommand[] {
  const reader = new Reader(script)
  const found: SedCommand[] = []
  while (found.length < mostCommands) {
    const command = reader.next()
    if (command === undefined) break
    found.push(command)
  }
  return found
}

class Reader {
  #at = 0

  constructor(readonly script: string) {}

  next(): SedCommand | undefined {
    const name = this.#name()
    if (name === undefined) return undefined
    if (name === 's' || name === 'y') {
      const mark = this.script[this.#at++] ?? ''
      const [search, put] = [this.#until(mark), this.#until(mark)]
      return { name, search, put, flags: this.#take(/[^\s;}]*/y) }
    }
    if (/[aic]/.test(name)) return { name, search: '', put: this.#take(/(?:\\\n|[^\n])*/y), flags: '' }
    if (/[rRwW#:]/.test(name)) return { name, search: '', put: this.#take(/[^\n]*/y).trim(), flags: '' }
    const rest = this.#take(/[^\n;}]*/y)
    return { name, search: '', put: name === 'e' ? rest.trim() : '', flags: '' }
  }

  /** Past addresses and braces. */
  #name(): string | undefined {
    for (;;) {
      this.#take(/[\s;{}]*/y)
      if (this.#at >= this.script.length) return undefined
      this.#address()
      if (this.#take(/\s*,\s*/y) !== '') {
        this.#take(/[+~]/y)
        this.#address()
      }
      this.#take(/[\s!]*/y)
      const name = this.script[this.#at++] ?? ''
      if (name !== '{' && name !== '}') return name
    }
  }

  #address(): void {
    if (this.#take(/\d+(?:~\d+)?|\$(?!\w\w|[({])/y) !== '') return
    const mark = this.#take(/\/|\\[^\n\\]/y)
    if (mark === '') return
    this.#until(mark.at(-1) ?? '/')
    this.#take(/[IM]*/y)
  }

  /** Up to a mark without a backslash before it. */
  #until(mark: string): string {
    const start = this.#at
    while (this.#at < this.script.length && this.script[this.#at] !== mark)
      this.#at += this.script[this.#at] === '\\' ? 2 : 1
    return this.script.slice(start, this.#at++)
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const [text = ''] = pattern.exec(this.script) ?? []
    this.#at += text.length
    return text
  }
}
