import type { Piece, Word } from './syntax'

const MOST_WORDS = 1000
const DEEPEST = 8

/** `a{b,c}` and `{1..9}` as bash has them: the words that one word stands for. */
export function expandBraces(word: Word, depth = 0): readonly Word[] {
  const at = word.findIndex(piece => piece.kind === 'text' && !piece.isQuoted && piece.text.includes('{'))
  if (at === -1 || depth > DEEPEST) return [word]
  const group = groupIn(word, at)
  if (group === undefined) return [word]
  const parts = group.parts.length > 1 ? group.parts : rangeOf(group.parts[0] ?? [])
  if (parts === undefined) return [word]
  const found: Word[] = []
  for (const part of parts)
    for (const inner of expandBraces([...part, ...group.after], depth + 1)) {
      if (found.length >= MOST_WORDS) return [word]
      found.push([...group.before, ...inner])
    }
  return found
}

/** The first group that is closed, cut at its own commas. */
function groupIn(word: Word, start: number) {
  const head = word[start]
  if (head?.kind !== 'text') return undefined
  const from = head.text.indexOf('{')
  const before: Piece[] = [...word.slice(0, start), text(head.text.slice(0, from))]
  const parts: Piece[][] = [[]]
  let open = 0
  for (const [index, piece] of word.entries()) {
    if (index < start) continue
    if (piece.kind !== 'text' || piece.isQuoted) {
      parts.at(-1)?.push(piece)
      continue
    }
    let last = index === start ? from + 1 : 0
    for (let at = last; at < piece.text.length; at++) {
      const char = piece.text[at]
      if (char === '{') open++
      else if (char === '}' && open-- === 0) {
        parts.at(-1)?.push(text(piece.text.slice(last, at)))
        return { before, parts, after: [text(piece.text.slice(at + 1)), ...word.slice(index + 1)] }
      } else if (char === ',' && open === 0) {
        parts.at(-1)?.push(text(piece.text.slice(last, at)))
        parts.push([])
        last = at + 1
      }
    }
    parts.at(-1)?.push(text(piece.text.slice(last)))
  }
  return undefined
}

function rangeOf(part: Word): readonly Word[] | undefined {
  if (!part.every(piece => piece.kind === 'text' && !piece.isQuoted)) return undefined
  const written = part.map(piece => ('text' in piece ? piece.text : '')).join('')
  const [, first = '', last = '', step] =
    /^(-?\d{1,6}|[A-Za-z])\.\.(-?\d{1,6}|[A-Za-z])(?:\.\.(\d{1,4}))?$/.exec(written) ?? []
  const isLetters = /[A-Za-z]/.test(first)
  if (first === '' || isLetters !== /[A-Za-z]/.test(last)) return undefined
  const [from, to] = isLetters ? [first.charCodeAt(0), last.charCodeAt(0)] : [Number(first), Number(last)]
  const by = Math.max(1, Number(step ?? 1))
  const count = Math.floor(Math.abs(to - from) / by) + 1
  if (count > MOST_WORDS) return undefined
  const width = /^-?0\d/.test(first) || /^-?0\d/.test(last) ? Math.max(first.length, last.length) : 0
  return Array.from({ length: count }, (_, at) => {
    const value = from <= to ? from + at * by : from - at * by
    return [text(isLetters ? String.fromCharCode(value) : padded(value, width))]
  })
}

function padded(value: number, width: number): string {
  return value < 0 ? `-${String(-value).padStart(width - 1, '0')}` : String(value).padStart(width, '0')
}

function text(written: string): Piece {
  return { kind: 'text', text: written, isQuoted: false }
}
