import { globMatches } from '../syntax/globMatch'

/** `${x#p}` and the like, on known text. */
export function changed(text: string, operator: string, operand: string): string | undefined {
  switch (operator) {
    case ':+':
    case '+':
      return text === '' && operator === ':+' ? '' : operand
    case '=':
    case ':=':
    case '?':
    case ':?':
      return text
    case '#':
    case '##':
    case '%':
    case '%%':
      return without(text, operator, operand)
    case '/':
    case '//': {
      const slash = operand.indexOf('/')
      const [from, to] = slash === -1 ? [operand, ''] : [operand.slice(0, slash), operand.slice(slash + 1)]
      if (/[*?[\]]/.test(from) || from === '') return undefined
      return operator === '//' ? text.split(from).join(to) : text.replace(from, () => to)
    }
    case ':': {
      const [, start, length] = /^ ?(-?\d+)(?::(\d+))?$/.exec(operand) ?? []
      if (start === undefined) return undefined
      return text.slice(Number(start)).slice(0, length === undefined ? undefined : Number(length))
    }
    case '^^':
      return text.toUpperCase()
    case ',,':
      return text.toLowerCase()
    default:
      return undefined
  }
}

/** Patterns are tried at every place of a text, so those texts are short. */
const LONGEST_MATCHED = 4096

function without(text: string, operator: string, pattern: string): string | undefined {
  if (text.length > LONGEST_MATCHED) return undefined
  const isEnd = operator.startsWith('%')
  const isLongest = operator.length === 2
  const lengths = Array.from({ length: text.length + 1 }, (_, length) => length)
  for (const length of isLongest ? lengths.reverse() : lengths) {
    const part = isEnd ? text.slice(text.length - length) : text.slice(0, length)
    const matches = globMatches(pattern, part)
    if (matches === undefined) return undefined
    if (matches) return isEnd ? text.slice(0, text.length - length) : text.slice(length)
  }
  return text
}
