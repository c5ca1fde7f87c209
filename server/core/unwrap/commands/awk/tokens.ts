import { controlEscapes } from '../../escapes'

export type Token =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text' | 'pattern' | 'name' | 'call' | 'word' | 'sign'; readonly text: string }
  | { readonly kind: 'line' | 'end' }

const WORDS = new Set(
  'BEGIN END function func if else while for do break continue next exit return delete in getline print printf'.split(
    ' ',
  ),
)
const SIGNS = /\+\+|--|&&|\|\||\*\*=?|[-+*/%^]=|[<>=!]=|!~|>>|[-+*/%^!<>|?:~$=(){}[\],;]/y
const MOST_TOKENS = 20_000

/** The program in tokens (POSIX, awk, grammar); undefined for what is none. */
export function tokensOf(program: string): readonly Token[] | undefined {
  const tokens: Token[] = []
  let at = 0
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at
    const found = pattern.exec(program)?.[0] ?? ''
    at += found.length
    return found
  }
  for (;;) {
    match(/(?:[ \t\r]|\\\n|#[^\n]*)*/y)
    if (at >= program.length) return [...tokens, { kind: 'end' }]
    if (tokens.length >= MOST_TOKENS) return undefined
    const char = program[at] ?? ''
    if (char === '\n') {
      at++
      tokens.push({ kind: 'line' })
      continue
    }
    if (char === '"') {
      const found = match(/"(?:[^"\\\n]|\\[\s\S])*"/y)
      if (found === '') return undefined
      tokens.push({ kind: 'text', text: textOf(found.slice(1, -1)) })
      continue
    }
    if (char === '/' && startsPattern(tokens.at(-1))) {
      const found = match(/\/(?:\\[^\n]|\[\^?\]?[^\]\n]*\]|[^/\\\n[])*\//y)
      if (found === '') return undefined
      tokens.push({ kind: 'pattern', text: found.slice(1, -1).replace(/\\\//g, '/') })
      continue
    }
    const number = match(/(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y)
    if (number !== '') {
      tokens.push({ kind: 'number', value: Number(number) })
      continue
    }
    const name = match(/[A-Za-z_]\w*/y)
    if (name !== '') {
      tokens.push({ kind: WORDS.has(name) ? 'word' : program[at] === '(' ? 'call' : 'name', text: name })
      continue
    }
    const sign = match(SIGNS)
    if (sign === '') return undefined
    tokens.push({ kind: 'sign', text: sign })
  }
}

/** A slash behind a value divides. */
function startsPattern(before: Token | undefined): boolean {
  if (before === undefined || before.kind === 'line' || before.kind === 'word') return true
  return before.kind === 'sign' && !/^(?:\)|\]|\$|\+\+|--)$/.test(before.text)
}

/** Escapes of text; one that means nothing stays. */
export function textOf(written: string): string {
  return written.replace(
    /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|([\s\S]))/g,
    (_, octal?: string, hex?: string, char = '') => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255)
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      if (char === '\n') return ''
      return controlEscapes[char] ?? (/["\\/]/.test(char) ? char : `\\${char}`)
    },
  )
}
