import { appendUnescaped, groovyEscapes } from '../documents/escapes'
import type { EmbeddedText } from '../syntax/embeddedText'
import { PartBuilder } from '../syntax/partBuilder'

/** What a reader of calls in Groovy or Kotlin scripts needs to see; comments and white space are left out. */
export type GroovyToken =
  | { readonly kind: 'name'; readonly text: string; readonly start: number; readonly end: number }
  | { readonly kind: 'mark'; readonly text: string; readonly start: number; readonly end: number }
  | {
      readonly kind: 'string'
      readonly quote: string
      readonly start: number
      readonly end: number
      readonly content: readonly [number, number]
    }

const token = /[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*|"""|'''|"|'|\/\/[^\n]*|\/\*|\n|[^\s\w]/g

/** Never throws, linear in the text. A line end is a mark of its own. */
export function groovyTokens(text: string): readonly GroovyToken[] {
  const found: GroovyToken[] = []
  token.lastIndex = 0
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [written] = match
    const start = match.index
    let end = start + written.length
    if (written === '/*') {
      const close = text.indexOf('*/', end)
      token.lastIndex = close === -1 ? text.length : close + 2
    } else if (/^["']/.test(written)) {
      const from = end
      const isLong = written.length === 3
      while (end < text.length && !text.startsWith(written, end) && (isLong || text[end] !== '\n'))
        end += text[end] === '\\' ? 2 : 1
      end = Math.min(end, text.length)
      const close = text.startsWith(written, end) ? end + written.length : end
      found.push({ kind: 'string', quote: written, start, end: close, content: [from, end] })
      token.lastIndex = close
    } else if (/^[A-Za-z_$]/.test(written)) found.push({ kind: 'name', text: written, start, end })
    else if (!written.startsWith('//')) found.push({ kind: 'mark', text: written, start, end })
  }
  return found
}

/** The text of a string; `${a.b}` in one with double quotes becomes a variable of the shell, at equal length. */
export function groovyText(body: EmbeddedText, string: Extract<GroovyToken, { kind: 'string' }>): EmbeddedText {
  const [start, end] = string.content
  const text = appendUnescaped(new PartBuilder(body), body.text, start, end, groovyEscapes).build()
  if (!string.quote.startsWith('"')) return text
  return text.withText(before =>
    before.replace(/\$\{([^{}\n]{1,500})\}/g, (_, inner: string) => `\${${inner.replace(/^\W|[^A-Za-z0-9_]/g, '_')}}`),
  )
}
