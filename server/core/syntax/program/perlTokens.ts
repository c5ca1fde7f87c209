import type { Token } from './lexedParser'
import { as, type LexedNode, leaf, node } from './lexedTree'

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' }
const operatorWords = new Set(
  'x eq ne lt gt le ge cmp and or not xor if unless while until for foreach return'.split(' '),
)
const beforeRegex = new Set(
  'split grep map join if unless and or not return push unshift while until when x'.split(' '),
)

/** Where a text between delimiters ends: at the closing one, those inside it counted. Linear in what it passes. */
function endOf(text: string, from: number, open: string, limit = text.length): number {
  const close = closing[open] ?? open
  let depth = 1
  for (let at = from; at < limit; at++) {
    const unit = text[at]
    if (unit === '\\') at++
    else if (unit === close) {
      if (--depth === 0) return at
    } else if (unit === open) depth++
  }
  return limit
}

const hole = /\$(?:\{\^?\w+\}|(?:::)?[A-Za-z_]\w*(?:::\w+)*|\d+|[&!@0])|@(?:\{\w+\}|(?:::)?[A-Za-z_]\w*(?:::\w+)*)/g

/** Variables in a text, with what is taken out of them. */
function holesIn(text: string, from: number, to: number): readonly LexedNode[] {
  const found: LexedNode[] = []
  let done = from
  for (const match of text.slice(from, to).matchAll(hole)) {
    const start = from + match.index
    if (start < done || isEscaped(text, from, start)) continue
    const name = start + match[0].length
    let end = name
    while (end < to) {
      const part = /^(?:->)?(?:\[[\w$-]{1,60}\]|\{[\w$'"-]{1,60}\})/.exec(text.slice(end, Math.min(to, end + 70)))
      if (part === null) break
      end += part[0].length
    }
    const isPlain = end === name && /^\$[A-Za-z_]\w*$/.test(match[0])
    found.push(leaf(isPlain ? 'name' : 'opaque', start, end))
    done = end
  }
  return found
}

function isEscaped(text: string, from: number, at: number): boolean {
  let count = 0
  while (at - 1 - count >= from && text[at - 1 - count] === '\\') count++
  return count % 2 === 1
}

type Mode = 'raw' | 'single' | 'double'

function stringNode(
  kind: 'string' | 'command',
  mode: Mode,
  span: readonly [number, number],
  body: readonly [number, number],
  text: string,
): LexedNode {
  const holes = mode === 'double' ? holesIn(text, body[0], body[1]) : []
  return node(`${kind}:${mode}`, span[0], span[1], [as('text', node('text', body[0], body[1], holes))])
}

const word = /[A-Za-z_]\w*(?:::(?=[A-Za-z_])\w+)*(?:::)?/y
const variable =
  /[$@%&](?:\{\^?\w+\}|\${1,4}\w+|(?:::)?[A-Za-z_]\w*(?:::\w+)*|\d+|\^\w)|\$#(?:\{|\$?\w+)|\$[!@&0.,/\\+<>$]|@_/y
const number = /0[xX][\da-fA-F_]+|0[bB][01_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/y
const mark = /=>|->|\.\.\.?|\*\*=?|\+\+|--|<=>|==|!=|=~|!~|<=|>=|<<=?|>>=?|&&=?|\|\|=?|\/\/=?|[.+\-*/%x|&^]=|[\s\S]/y

/** Tokens of a program in Perl: strings in all their forms are one each. Never throws, linear in the text. */
export function perlTokens(text: string): readonly Token[] {
  const tokens: Token[] = []
  const documents: { readonly at: number; readonly tag: string; readonly mode: Mode; readonly isIndented: boolean }[] =
    []
  let at = 0
  let unclosed = 0
  const push = (kind: Token['kind'], start: number, end: number, made?: LexedNode): void => {
    tokens.push({ kind, start, end, text: text.slice(start, Math.min(end, start + 200)), ...(made && { made }) })
    at = end
  }
  /** Whether what comes is something, and not what is done with it. */
  const wantsOperand = (): boolean => {
    const last = tokens.at(-1)
    if (last === undefined) return true
    if (last.kind === 'name') return beforeRegex.has(last.text) || operatorWords.has(last.text)
    return last.kind === 'mark' && !/^[)\]}]$/.test(last.text)
  }
  const quoted = (start: number, open: number, kind: 'string' | 'command', mode: Mode): void => {
    const end = endOf(text, open + 1, text[open] ?? '')
    const close = Math.min(text.length, end + 1)
    push('string', start, close, stringNode(kind, mode, [start, close], [open + 1, end], text))
  }
  while (at < text.length) {
    const unit = text[at] ?? ''
    if (unit === '\n') {
      at++
      if (documents.length > 0) at = readDocuments(text, at, documents.splice(0), tokens)
      // Documentation stands between lines that begin with `=` and a word.
      if (text[at] === '=' && /[a-z]/.test(text[at + 1] ?? '')) {
        const end = text.indexOf('\n=cut', at)
        at = end === -1 ? text.length : end + 5
        const line = text.indexOf('\n', at)
        at = line === -1 ? text.length : line
      }
      continue
    }
    if (unit === ' ' || unit === '\t' || unit === '\r') {
      at++
      continue
    }
    if (unit === '#') {
      const line = text.indexOf('\n', at)
      at = line === -1 ? text.length : line
      continue
    }
    if (unit === '"' || unit === "'" || unit === '`') {
      quoted(at, at, unit === '`' ? 'command' : 'string', unit === "'" ? 'single' : 'double')
      continue
    }
    if (unit === '<' && wantsOrCalls(tokens)) {
      const heredoc = /^<<(~?)(?:"([^"\n]{0,80})"|'([^'\n]{0,80})'|([A-Za-z_]\w{0,79}))/.exec(text.slice(at, at + 90))
      if (heredoc !== null) {
        const [whole, tilde, double, single, bare] = heredoc
        const tag = double ?? single ?? bare ?? ''
        documents.push({
          at: tokens.length,
          tag,
          mode: single === undefined ? 'double' : 'raw',
          isIndented: tilde === '~',
        })
        push('string', at, at + whole.length)
        continue
      }
      const file = /^<\$?\w{0,60}>/.exec(text.slice(at, at + 64))
      if (file !== null) {
        push('string', at, at + file[0].length, leaf('opaque', at, at + file[0].length))
        continue
      }
    }
    if (unit === '/' && at >= unclosed && wantsOperand()) {
      const line = text.indexOf('\n', at)
      const limit = line === -1 ? text.length : line
      const end = endOf(text, at + 1, '/', limit)
      // A division that was taken for a pattern does not swallow the rest, and is looked for once a line.
      if (end === limit) unclosed = limit
      else {
        const flags = /^[a-z]*/.exec(text.slice(end + 1, end + 12))?.[0].length ?? 0
        const close = Math.min(text.length, end + 1 + flags)
        push('string', at, close, stringNode('string', 'raw', [at, close], [at + 1, end], text))
        continue
      }
    }
    variable.lastIndex = at
    if ('$@%&'.includes(unit) && (unit === '$' || unit === '@' || wantsOperand())) {
      const found = variable.exec(text)
      if (found !== null) {
        push('variable', at, at + found[0].length)
        continue
      }
    }
    number.lastIndex = at
    if (unit >= '0' && unit <= '9') {
      push('number', at, at + (number.exec(text)?.[0].length ?? 1))
      continue
    }
    word.lastIndex = at
    const name = word.exec(text)?.[0]
    if (name !== undefined) {
      if (name === '__END__' || name === '__DATA__') break
      const last = tokens.at(-1)
      const after = text.slice(at + name.length, at + name.length + 4)
      const isPlain = last?.kind === 'mark' && (last.text === '->' || (last.text === '{' && /^\s*\}/.test(after)))
      const isKey = /^\s*=>/.test(text.slice(at + name.length, at + name.length + 8))
      const own =
        /^(?:q|qq|qw|qx|qr|m|s|tr|y)$/.test(name) && !isPlain && !isKey ? delimiterAfter(text, at + name.length) : -1
      if (own !== -1) {
        quoteLike(text, name, at, own, push, quoted)
        continue
      }
      push('name', at, at + name.length)
      continue
    }
    mark.lastIndex = at
    push('mark', at, at + (mark.exec(text)?.[0].length ?? 1))
  }
  return tokens
}

/** `<<A` also after a function without parentheses: `print <<A`. */
function wantsOrCalls(tokens: readonly Token[]): boolean {
  const last = tokens.at(-1)
  return last === undefined || last.kind === 'name' || (last.kind === 'mark' && !/^[)\]}]$/.test(last.text))
}

/** Where the delimiter of `q`, `s` and the like is, or −1 when the name is none of these. */
function delimiterAfter(text: string, from: number): number {
  let at = from
  while (at < text.length && /\s/.test(text[at] ?? '')) at++
  const unit = text[at] ?? ''
  if (
    unit === '' ||
    unit === ',' ||
    unit === ';' ||
    unit === ')' ||
    (unit === '=' && /[\s=>~]/.test(text[at + 1] ?? ' '))
  )
    return -1
  if (at > from && (/[\w#]/.test(unit) || unit === '=')) return -1
  return /\w/.test(unit) ? -1 : at
}

function quoteLike(
  text: string,
  name: string,
  start: number,
  open: number,
  push: (kind: Token['kind'], start: number, end: number, made?: LexedNode) => void,
  quoted: (start: number, open: number, kind: 'string' | 'command', mode: Mode) => void,
): void {
  const delimiter = text[open] ?? ''
  switch (name) {
    case 'q':
      quoted(start, open, 'string', 'single')
      return
    case 'qq':
      quoted(start, open, 'string', 'double')
      return
    case 'qx':
      quoted(start, open, 'command', delimiter === "'" ? 'raw' : 'double')
      return
  }
  const end = endOf(text, open + 1, delimiter)
  if (name === 'qw') {
    const words: LexedNode[] = []
    for (const match of text.slice(open + 1, end).matchAll(/\S+/g))
      words.push(leaf('word', open + 1 + match.index, open + 1 + match.index + match[0].length))
    push('string', start, Math.min(text.length, end + 1), node('list', start, Math.min(text.length, end + 1), words))
    return
  }
  const pattern = [open + 1, end] as const
  let last = Math.min(text.length, end + 1)
  let body: readonly [number, number] | undefined
  if (name === 's' || name === 'tr' || name === 'y') {
    let next = last - 1
    let second = delimiter
    if (closing[delimiter] !== undefined) {
      next = last
      while (next < text.length && /\s/.test(text[next] ?? '')) next++
      second = text[next] ?? ''
    }
    const stop = endOf(text, next + 1, second)
    body = [next + 1, stop]
    last = Math.min(text.length, stop + 1)
  }
  const flags = /^[a-z]*/.exec(text.slice(last, last + 12))?.[0] ?? ''
  last += flags.length
  const regex = stringNode('string', 'raw', [start, Math.min(text.length, end + 1)], pattern, text)
  if (name !== 's' || !flags.includes('e') || body === undefined) {
    push('string', start, last, node('substitution', start, last, [regex]))
    return
  }
  const code = stringNode('string', 'raw', body, body, text)
  push('string', start, last, node('substitution', start, last, [regex, node('evaluated', start, last, [code])]))
}

/** Puts the texts that follow a line into the tokens that announced them, and says where the program goes on. */
function readDocuments(
  text: string,
  from: number,
  documents: readonly {
    readonly at: number
    readonly tag: string
    readonly mode: Mode
    readonly isIndented: boolean
  }[],
  tokens: Token[],
): number {
  let at = from
  for (const { at: index, tag, mode, isIndented } of documents) {
    const start = at
    let end = text.length
    let next = text.length
    while (at < text.length) {
      const line = text.indexOf('\n', at)
      const stop = line === -1 ? text.length : line
      const length = stop - at
      // Only a line that can be the tag is copied.
      if (length < tag.length + 200) {
        const own = text.slice(at, stop).replace(/\r$/, '')
        if ((isIndented ? own.trimStart() : own) === tag) {
          end = at
          next = line === -1 ? text.length : line + 1
          break
        }
      }
      at = line === -1 ? text.length : line + 1
    }
    at = next
    const token = tokens[index]
    if (token !== undefined)
      tokens[index] = { ...token, made: stringNode('string', mode, [token.start, token.end], [start, end], text) }
  }
  return at
}
