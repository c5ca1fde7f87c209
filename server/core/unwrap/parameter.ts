import { cutOff, replacedPattern } from './globPattern'

/** The operand of `${x#y}` in the two ways it is used. */
export interface Operand {
  readonly text: string
  /** With what was quoted protected. */
  readonly pattern: string
}

/** `${x#p}` and the like, on known text (POSIX, Shell Command Language, 2.6.2, and what bash adds). */
export function changed(
  text: string,
  operator: string,
  operand: Operand,
  numberOf: (expression: string) => number | undefined,
): string | undefined {
  switch (operator) {
    case ':+':
    case '+':
      return text === '' && operator === ':+' ? '' : operand.text
    case '=':
    case ':=':
    case '?':
    case ':?':
      return text
    case '#':
    case '##':
    case '%':
    case '%%':
      return cutOff(text, operand.pattern, { isEnd: operator.startsWith('%'), isLongest: operator.length === 2 })
    case '/':
    case '//':
    case '/#':
    case '/%':
      return replaced(text, operator, operand)
    case ':':
      return part(text, operand.text, numberOf)
    case '^^':
      return text.toUpperCase()
    case ',,':
      return text.toLowerCase()
    case '^':
      return text.slice(0, 1).toUpperCase() + text.slice(1)
    case ',':
      return text.slice(0, 1).toLowerCase() + text.slice(1)
    default:
      return undefined
  }
}

function replaced(text: string, operator: string, { pattern }: Operand): string | undefined {
  const slash = /^(?:\\[\s\S]|[^\\/])*/.exec(pattern)?.[0].length ?? 0
  const [from, to] = [pattern.slice(0, slash), pattern.slice(slash + 1)]
  if (from === '') return text
  const put = to.replace(/\\([\s\S])/g, '$1')
  const place = operator === '//' ? 'all' : operator === '/#' ? 'start' : operator === '/%' ? 'end' : 'first'
  return replacedPattern(text, from, put, place)
}

function part(text: string, operand: string, numberOf: (expression: string) => number | undefined): string | undefined {
  const colon = operand.indexOf(':')
  const start = numberOf(colon === -1 ? operand : operand.slice(0, colon))
  const length = colon === -1 ? undefined : numberOf(operand.slice(colon + 1))
  if (start === undefined || (colon !== -1 && length === undefined)) return undefined
  if (start < 0 && -start > text.length) return ''
  const rest = text.slice(start)
  return length === undefined
    ? rest
    : length < 0
      ? rest.slice(0, Math.max(0, rest.length + length))
      : rest.slice(0, length)
}
