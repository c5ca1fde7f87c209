import { globMatches, isLiteralPattern } from './globMatch'
import { known, textsOf, unresolved, type Value } from './value'
import { concatenate, either, mapValues } from './valueAlgebra'

/** Patterns are tried at every place of a text, so those texts are short. */
const longestMatched = 256

const form = /^\$\{([A-Za-z_]\w*)(:?[-=+?]|%%?|##?|\/\/?|\^\^?|,,?)([\s\S]*)\}$/
const lengthForm = /^\$\{#([A-Za-z_]\w*)\}$/
const sliceForm = /^\$\{([A-Za-z_]\w*):[ ]?(\d{1,6})(?::(\d{1,6}))?\}$/

/**
 * `${x…}` as POSIX and bash define it (POSIX, Shell Command Language, 2.6.2), on known text.
 * @param written from the dollar sign to the closing brace
 */
export function parameterValue(written: string, lookup: (name: string) => Value): Value {
  if (written.length > 2000) return unresolved
  const length = lengthForm.exec(written)
  if (length !== null) return mapValues([lookup(length[1] ?? '')], ([text = '']) => String([...text].length))
  const slice = sliceForm.exec(written)
  if (slice !== null) {
    const start = Number(slice[2])
    const end = slice[3] === undefined ? undefined : start + Number(slice[3])
    return mapValues([lookup(slice[1] ?? '')], ([text = '']) => [...text].slice(start, end).join(''))
  }
  const [, name = '', operator = '', operand = ''] = form.exec(written) ?? []
  if (name === '') return unresolved
  const value = lookup(name)
  switch (operator) {
    case ':-':
    case ':=':
      return perText(value, text => (text === '' ? operandValue(operand, lookup) : known(text)))
    case ':+':
      return perText(value, text => (text === '' ? known('') : operandValue(operand, lookup)))
    case '+':
      return perText(value, () => operandValue(operand, lookup))
    case '-':
    case '=':
    case '?':
    case ':?':
      return value
    case '^^':
      return operand === '' ? mapValues([value], ([text = '']) => text.toUpperCase()) : unresolved
    case ',,':
      return operand === '' ? mapValues([value], ([text = '']) => text.toLowerCase()) : unresolved
    case '^':
    case ',':
      return unresolved
    case '/':
    case '//':
      return replaced(value, operator === '//', operand, lookup)
    default:
      return mapValues([value, operandValue(operand, lookup)], ([text = '', pattern = '']) =>
        withoutEnd(text, pattern, operator),
      )
  }
}

function perText(value: Value, change: (text: string) => Value): Value {
  return value.kind === 'unresolved' ? unresolved : either(textsOf(value).map(change))
}

/** The word in the braces: quotes taken off, plain variables looked up; anything more is not fixed. */
function operandValue(operand: string, lookup: (name: string) => Value): Value {
  const values: Value[] = []
  const token = /\$\{(\w+)\}|\$([A-Za-z_]\w*)|'([^']*)'|\\([\s\S])|(["])|([$`])|[^$`"'\\]+|'/g
  for (const found of operand.matchAll(token)) {
    const name = found[1] ?? found[2]
    if (name !== undefined) values.push(lookup(name))
    else if (found[3] !== undefined) values.push(known(found[3]))
    else if (found[4] !== undefined) values.push(known(found[4]))
    else if (found[6] !== undefined) return unresolved
    else if (found[5] === undefined) values.push(known(found[0]))
  }
  return concatenate(values)
}

function replaced(value: Value, isGlobal: boolean, operand: string, lookup: (name: string) => Value): Value {
  const slash = /^((?:[^/\\]|\\[\s\S]){1,400})\/?/.exec(operand)
  if (slash === null) return unresolved
  const pattern = operandValue(slash[1] ?? '', lookup)
  const replacement = operandValue(operand.slice(slash[0].length), lookup)
  return mapValues([value, pattern, replacement], ([text = '', search = '', put = '']) => {
    if (!isLiteralPattern(search) || /^[#%]/.test(search)) return undefined
    return isGlobal ? text.split(search).join(put) : text.replace(search, () => put)
  })
}

/** `%` and `#` take the shortest match off an end, doubled the longest. */
function withoutEnd(text: string, pattern: string, operator: string): string | undefined {
  const isSuffix = operator.startsWith('%')
  if (isLiteralPattern(pattern)) {
    if (isSuffix) return text.endsWith(pattern) ? text.slice(0, text.length - pattern.length) : text
    return text.startsWith(pattern) ? text.slice(pattern.length) : text
  }
  if (text.length > longestMatched || pattern.length > longestMatched) return undefined
  const isLongest = operator.length === 2
  for (let step = 0; step <= text.length; step++) {
    const length = isLongest ? text.length - step : step
    const end = isSuffix ? text.slice(text.length - length) : text.slice(0, length)
    const matches = globMatches(pattern, end)
    if (matches === undefined) return undefined
    if (matches) return isSuffix ? text.slice(0, text.length - length) : text.slice(length)
  }
  return text
}
