import type { EmbeddedText } from '../syntax/embeddedText'
import { PartBuilder } from '../syntax/partBuilder'

/**
 * One instruction of a Dockerfile (Docker's documentation, "Dockerfile reference"). Offsets are in the text that was read.
 * The lexical rules are few and lines stand on their own, so no grammar is used and a slip hides nothing.
 */
export interface DockerInstruction {
  /** In capitals. */
  readonly keyword: string
  /** What follows the keyword, continued lines included, comments in between left out, without here-documents. */
  readonly rest: EmbeddedText
  readonly heredocs: readonly DockerHeredoc[]
}

export interface DockerHeredoc {
  readonly name: string
  readonly body: EmbeddedText
  /** From the line end before it to the end of its last line. */
  readonly whole: EmbeddedText
}

export function readDockerfile(body: EmbeddedText): readonly DockerInstruction[] {
  const { text } = body
  const escapeMark = /^(?:#[^\n]*\n){0,8}#[ \t]*escape[ \t]*=[ \t]*`/i.test(text.slice(0, 1000)) ? '`' : '\\'
  const found: DockerInstruction[] = []
  const lines = new Lines(text)
  while (!lines.isAtEnd) {
    const { start, end } = lines.take()
    const keyword = /^[ \t\ufeff]*([A-Za-z]+)(?=[ \t]|$)/.exec(text.slice(start, Math.min(end, start + 200)))
    if (keyword === null) continue
    const rest = new PartBuilder(body)
    takeContinued(rest, lines, escapeMark, start + keyword[0].length, end)
    const built = rest.build()
    const heredocs = /^(?:RUN|COPY|ADD|ONBUILD)$/i.test(keyword[1] ?? '') ? takeHeredocs(body, lines, built.text) : []
    found.push({ keyword: (keyword[1] ?? '').toUpperCase(), rest: built, heredocs })
  }
  return found
}

/** Without their line ends, `\r` included. */
class Lines {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length
  }

  take(): { readonly start: number; readonly end: number; readonly next: number } {
    const start = this.#at
    const feed = this.#text.indexOf('\n', start)
    this.#at = feed === -1 ? this.#text.length : feed + 1
    let end = feed === -1 ? this.#at : feed
    if (end > start && this.#text[end - 1] === '\r') end--
    return { start, end, next: this.#at }
  }

  slice(start: number, end: number): string {
    return this.#text.slice(start, end)
  }
}

/** An escape at the end of a line goes on with the next; comments and empty lines in between do not count. */
function takeContinued(rest: PartBuilder, lines: Lines, escapeMark: string, from: number, to: number): void {
  let start = from
  let end = to
  for (;;) {
    const written = lines.slice(start, end).trimEnd()
    const isContinued = written.endsWith(escapeMark)
    const content = start + written.length - (isContinued ? 1 : 0)
    rest.copy(start, isContinued ? content : end)
    if (!isContinued || lines.isAtEnd) return
    let next = lines.take()
    const isPassed = () => /^[ \t]*(?:#|$)/.test(lines.slice(next.start, Math.min(next.end, next.start + 200)))
    while (isPassed() && !lines.isAtEnd) next = lines.take()
    if (isPassed()) return
    rest.put('\\\n', content, content + 1)
    ;({ start, end } = next)
  }
}

function takeHeredocs(body: EmbeddedText, lines: Lines, rest: string): readonly DockerHeredoc[] {
  return [...rest.matchAll(/(?<!<)<<(-?)(["']?)([A-Za-z_]\w{0,100})\2/g)].map(([, dash, , name = '']) => {
    const part = new PartBuilder(body)
    const whole = new PartBuilder(body)
    while (!lines.isAtEnd) {
      const { start, end, next } = lines.take()
      if (whole.length === 0) whole.put('\n', start, start)
      const written = lines.slice(start, end)
      const tabs = dash === '-' ? (/^\t*/.exec(written)?.[0].length ?? 0) : 0
      whole.copy(start + tabs, end)
      if (written.slice(tabs) === name) break
      part.copy(start + tabs, end)
      if (next > end) part.put('\n', end, next)
      if (next > end) whole.put('\n', end, next)
    }
    return { name, body: part.build(), whole: whole.build() }
  })
}
