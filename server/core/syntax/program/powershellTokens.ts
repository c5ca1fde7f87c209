import type { Token } from './lexedParser'
import { as, type LexedNode, leaf, node } from './lexedTree'

const variable = /\$(?:[A-Za-z_]\w*:)?\w+|\$\{[^}\n]{1,200}\}|\$[$?^_]/y
const number = /(?:0x[\da-f]+|\d+(?:\.\d+)?)(?![\w.:\\/-])/iy
const word = /(?:[\w./\\:*?~^%-]|`[^\n])+/y

/** Tokens of PowerShell. Never throws, linear in the text. */
export function powershellTokens(text: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  const push = (kind: Token['kind'], end: number, made?: LexedNode): void => {
    tokens.push({ kind, start: at, end, text: text.slice(at, Math.min(end, at + 200)), ...(made && { made }) })
    at = end
  }
  const string = (mode: string, from: number, to: number, end: number, holes: readonly LexedNode[]): void =>
    push('string', end, node(`string:${mode}`, at, end, [as('text', node('text', from, to, holes))]))
  while (at < text.length) {
    const unit = text[at] ?? ''
    if (unit === '\n') {
      push('line', at + 1)
      continue
    }
    if (unit === ' ' || unit === '\t' || unit === '\r') {
      at++
      continue
    }
    // A line goes on behind a backtick.
    if (unit === '`' && /^`\r?\n/.test(text.slice(at, at + 3))) {
      at = text.indexOf('\n', at) + 1
      continue
    }
    if (unit === '<' && text[at + 1] === '#') {
      const end = text.indexOf('#>', at)
      at = end === -1 ? text.length : end + 2
      continue
    }
    if (unit === '#') {
      const end = text.indexOf('\n', at)
      at = end === -1 ? text.length : end
      continue
    }
    if (unit === '@' && /^@["']\r?\n/.test(text.slice(at, at + 4))) {
      const quote = text[at + 1] ?? ''
      const from = text.indexOf('\n', at) + 1
      // Nothing may stand before the end.
      const found = text.startsWith(`${quote}@`, from) ? from - 1 : text.indexOf(`\n${quote}@`, from)
      const to = found === -1 ? text.length : Math.max(from, found - (text[found - 1] === '\r' ? 1 : 0))
      const end = found === -1 ? text.length : found + 3
      string(quote === '"' ? 'double' : 'raw', from, to, end, quote === '"' ? holesIn(text, from, to) : [])
      continue
    }
    if (unit === '"' || unit === "'") {
      const to = endOf(text, at + 1, unit)
      const end = Math.min(text.length, to + 1)
      string(unit === '"' ? 'double' : 'single', at + 1, to, end, unit === '"' ? holesIn(text, at + 1, to) : [])
      continue
    }
    if (unit === '$') {
      variable.lastIndex = at
      const found = variable.exec(text)?.[0]
      if (found !== undefined) push('variable', at + found.length)
      else push('mark', at + (text[at + 1] === '(' ? 2 : 1))
      continue
    }
    if (unit === '@' && (text[at + 1] === '(' || text[at + 1] === '{')) {
      push('mark', at + 2)
      continue
    }
    number.lastIndex = at
    const digits = unit >= '0' && unit <= '9' ? number.exec(text)?.[0] : undefined
    if (digits !== undefined) {
      push('number', at + digits.length)
      continue
    }
    word.lastIndex = at
    const name = word.exec(text)?.[0]
    if (name !== undefined) push(/^[-*/%]$/.test(name) ? 'mark' : 'name', at + name.length)
    else push('mark', at + (text[at + 1] === '=' && /[+-]/.test(unit) ? 2 : 1))
  }
  return tokens
}

/** Where a quoted text ends: a doubled quote is part of it, a backtick takes the next unit along. */
function endOf(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    const unit = text[at]
    if (unit === '`' && quote === '"') at++
    else if (unit === quote) {
      if (text[at + 1] !== quote) return at
      at++
    }
  }
  return text.length
}

/** Variables in a text; `$(…)` is not looked into. */
function holesIn(text: string, from: number, to: number): readonly LexedNode[] {
  const found: LexedNode[] = []
  for (let at = text.indexOf('$', from); at !== -1 && at < to; at = text.indexOf('$', at)) {
    let end = at + 1
    if (text[at - 1] === '`' && at > from) {
      at = end
      continue
    }
    if (text[end] === '(') {
      let depth = 0
      for (; end < to; end++) {
        if (text[end] === '(') depth++
        else if (text[end] === ')' && --depth === 0) break
      }
      end = Math.min(to, end + 1)
      found.push(leaf('opaque', at, end))
    } else {
      variable.lastIndex = at
      const name = variable.exec(text)?.[0] ?? ''
      if (name !== '' && at + name.length <= to) {
        end = at + name.length
        found.push(leaf(/^\$\w+$/.test(name) ? 'name' : 'opaque', at, end))
      }
    }
    at = end
  }
  return found
}
