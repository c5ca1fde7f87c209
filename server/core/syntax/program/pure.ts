import { known } from '../value'
import { anything, asValue, type Computed, concatenated, lift, listOf, longestComputed, numberOf } from './computed'
import { encodeUtf8 } from './decode'
import type { Compute } from './shape'

// Functions of texts that several languages have under different names. All are pure, bounded and linear.

/** A function of its receiver alone. */
export function ofReceiver(apply: (text: string) => Computed | string | undefined): Compute {
  return (receiver, given) => (given.length === 0 ? lift([receiver], apply) : undefined)
}

/** A function of its first argument; further ones are ignored. */
export function ofArgument(apply: (text: string) => Computed | string | undefined): Compute {
  return (_, given) => lift([given[0]], apply)
}

/** A function of bytes or text, as bytes. */
export function ofBytes(
  apply: (bytes: string) => Computed | string | undefined,
): (input: Computed | undefined) => Computed | undefined {
  return input => {
    if (input?.kind === 'bytes') {
      const result = apply(input.bytes)
      return typeof result === 'string' ? known(result) : result
    }
    return lift([input], text => apply(encodeUtf8(text)))
  }
}

export function bytesOf(bytes: string | undefined): Computed | undefined {
  return bytes === undefined || bytes.length > longestComputed ? undefined : { kind: 'bytes', bytes }
}

const reversedText: (text: string) => string = text => [...text].reverse().join('')

export const reverse: Compute = receiver => {
  if (receiver?.kind === 'list') return listOf([...receiver.items].reverse())
  if (receiver?.kind === 'bytes') return bytesOf(reversedText(receiver.bytes))
  return lift([receiver], reversedText)
}

/** `list.join(separator)`. */
export function join(list: Computed | undefined, separator: Computed | undefined): Computed | undefined {
  if (list?.kind !== 'list' || separator === undefined) return undefined
  return concatenated(list.items.flatMap((item, index) => (index === 0 ? [item] : [separator, item])))
}

/** `text.split(separator)`; an empty separator gives the units. */
export function split(text: Computed | undefined, separator: Computed | undefined): Computed | undefined {
  return lift([text, separator], (whole, mark) => {
    if (whole.length > longestComputed) return undefined
    return listOf(whole.split(mark).map(known))
  })
}

/** Replaces plain text, once or everywhere. */
export function replace(isGlobal: boolean): Compute {
  return (receiver, given) =>
    lift([receiver, given[0], given[1]], (text, from, to) => {
      if (text.length > longestComputed || from === '' || to.includes('$')) return undefined
      if (!isGlobal) return text.replace(from, () => to)
      const parts = text.split(from)
      return text.length + parts.length * to.length > longestComputed ? undefined : parts.join(to)
    })
}

/** From and to as in JavaScript's `slice`: negative ones count from the end. Also of lists and bytes. */
export function slice(input: Computed | undefined, from?: number, to?: number): Computed | undefined {
  if (input?.kind === 'list') return listOf(input.items.slice(from, to))
  if (input?.kind === 'bytes') return bytesOf(input.bytes.slice(from, to))
  return lift([input], text => text.slice(from, to))
}

/** Every `step`th unit, as Python's `x[from:to:step]`. */
export function stride(
  input: Computed | undefined,
  from: number | undefined,
  to: number | undefined,
  step: number,
): Computed | undefined {
  if (step === 1) return slice(input, from, to)
  if (step === 0) return undefined
  const pick = <T>(units: readonly T[]): T[] => {
    const clamp = (at: number): number => Math.min(Math.max(at < 0 ? at + units.length : at, -1), units.length)
    const start = from === undefined ? (step > 0 ? 0 : units.length - 1) : clamp(from)
    const end = to === undefined ? (step > 0 ? units.length : -1) : clamp(to)
    const picked: T[] = []
    for (let at = start; step > 0 ? at < end : at > end; at += step) {
      const unit = units[at]
      if (unit !== undefined) picked.push(unit)
    }
    return picked
  }
  if (input?.kind === 'list') return listOf(pick(input.items))
  if (input?.kind === 'bytes') return bytesOf(pick([...input.bytes]).join(''))
  return lift([input], text => (text.length > longestComputed ? undefined : pick([...text]).join('')))
}

/** One unit or item; negative ones count from the end. */
export function at(input: Computed | undefined, index: number): Computed | undefined {
  if (input?.kind === 'list') return input.items.at(index)
  if (input?.kind === 'bytes') {
    const byte = input.bytes.at(index)
    return byte === undefined ? undefined : numberOf(byte.charCodeAt(0))
  }
  return lift([input], text => text.at(index))
}

/** A number that is given as one, or as the text of one. */
export function toNumber(input: Computed | undefined): number | undefined {
  return input?.kind === 'number' ? input.value : undefined
}

/** Texts of code points: `chr(72)`, `String.fromCharCode(72, 105)`. */
export const fromCodes: Compute = (_, given) => {
  const codes = given.flatMap(item => (item.kind === 'list' ? item.items : [item])).map(toNumber)
  if (codes.length === 0 || !codes.every(code => code !== undefined && code >= 0 && code <= 0x10ffff)) return undefined
  return known(codes.map(code => String.fromCodePoint(code ?? 0)).join(''))
}

export function repeat(input: Computed | undefined, times: Computed | undefined): Computed | undefined {
  const count = toNumber(times)
  if (count === undefined || count < 0 || !Number.isInteger(count)) return undefined
  return lift([input], text => (text.length * count > longestComputed ? undefined : text.repeat(count)))
}

/** Fills `%s` and `%d` in; anything more elaborate is not foreseen. */
export function percentFormat(format: Computed | undefined, given: readonly Computed[]): Computed | undefined {
  const pattern = format === undefined ? undefined : asValue(format)
  if (pattern?.kind !== 'known') return undefined
  const parts: Computed[] = []
  let next = 0
  let done = 0
  for (const match of pattern.text.matchAll(/%(.)/gs)) {
    parts.push(known(pattern.text.slice(done, match.index)))
    if (match[1] === '%') parts.push(known('%'))
    else if (match[1] === 's' || match[1] === 'd' || match[1] === 'i') parts.push(given[next++] ?? anything)
    else return undefined
    done = match.index + 2
  }
  return concatenated([...parts, known(pattern.text.slice(done))])
}

/** Fills `{}`, `{0}` in; anything more elaborate is not foreseen. */
export const braceFormat: Compute = (receiver, given) => {
  const pattern = receiver === undefined ? undefined : asValue(receiver)
  if (pattern?.kind !== 'known') return undefined
  const parts: Computed[] = []
  let next = 0
  let done = 0
  for (const match of pattern.text.matchAll(/\{\{|\}\}|\{(\d{0,3})\}|[{}]/g)) {
    parts.push(known(pattern.text.slice(done, match.index)))
    if (match[0] === '{{' || match[0] === '}}') parts.push(known(match[0].slice(1)))
    else if (match[1] === undefined) return undefined
    else parts.push(given[match[1] === '' ? next++ : Number(match[1])] ?? anything)
    done = match.index + match[0].length
  }
  return concatenated([...parts, known(pattern.text.slice(done))])
}

/** `+` of texts, lists, bytes or numbers. */
export function plus(left: Computed, right: Computed): Computed {
  if (left.kind === 'number' && right.kind === 'number') return numberOf(left.value + right.value)
  if (left.kind === 'known' && right.kind === 'known' && left.text.length + right.text.length <= longestComputed)
    return known(left.text + right.text)
  if (left.kind === 'list' && right.kind === 'list') return listOf([...left.items, ...right.items])
  if (left.kind === 'bytes' && right.kind === 'bytes') return bytesOf(left.bytes + right.bytes) ?? anything
  return concatenated([left, right])
}

/** Arithmetic of whole numbers. */
export function arithmetic(operator: string, left: Computed, right: Computed): Computed | undefined {
  const a = toNumber(left)
  const b = toNumber(right)
  if (a === undefined || b === undefined) return undefined
  const result = calculate(operator, a, b)
  return result !== undefined && Number.isSafeInteger(result) ? numberOf(result) : undefined
}

function calculate(operator: string, a: number, b: number): number | undefined {
  const isSmall = a >= 0 && b >= 0 && a <= 0x7fffffff && b <= 0x7fffffff
  switch (operator) {
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return b === 0 ? undefined : a / b
    case '%':
      return isSmall && b > 0 ? a % b : undefined
    case '^':
      return isSmall ? a ^ b : undefined
    case '|':
      return isSmall ? a | b : undefined
    case '&':
      return isSmall ? a & b : undefined
    case '<<': {
      const moved = a * 2 ** b
      return isSmall && b < 31 && moved <= 0x7fffffff ? moved : undefined
    }
    case '//':
      return b === 0 ? undefined : Math.floor(a / b)
    case '**':
      return a ** b
    case '>>>':
      return isSmall && b < 31 ? a >>> b : undefined
    case '>>':
      return isSmall && b < 31 ? a >> b : undefined
    default:
      return undefined
  }
}

/** The number a literal writes, if it is written in a way every language reads alike. */
export function parseNumber(raw: string): number | undefined {
  const isNegative = raw.startsWith('-')
  const digits = raw.replace(/^-\s*|_/g, '')
  if (
    !/^(?:0|[1-9]\d{0,15}|0[xX][0-9a-fA-F]{1,13}|0[oO][0-7]{1,17}|0[bB][01]{1,53}|(?:0|[1-9]\d{0,8})\.\d{1,6})$/.test(
      digits,
    )
  )
    return undefined
  const value = Number(digits)
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return undefined
  return isNegative ? -value : value
}
