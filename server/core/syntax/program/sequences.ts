import { known } from '../value'
import { anything, asValue, type Computed, concatenated, listOf, numberOf } from './computed'
import { bytesOf } from './pure'
import type { Compute } from './shape'

// Texts, bytes and lists as what can be gone through item by item.

/** Items that a result may have. */
const mostItems = 20_000

/** @param bytesAreTexts whether an item of bytes is bytes, and not a number; undefined for what has no items */
export function itemsOf(input: Computed | undefined, bytesAreTexts = false): readonly Computed[] | undefined {
  if (input?.kind === 'list') return input.items
  if (input?.kind === 'known') return input.text.length > mostItems ? undefined : [...input.text].map(known)
  if (input?.kind !== 'bytes' || input.bytes.length > mostItems) return undefined
  return [...input.bytes].map(byte => (bytesAreTexts ? { kind: 'bytes', bytes: byte } : numberOf(byte.charCodeAt(0))))
}

export function lengthOf(input: Computed | undefined): number | undefined {
  if (input?.kind === 'list') return input.items.length
  if (input?.kind === 'bytes') return input.bytes.length
  return input?.kind === 'known' ? input.text.length : undefined
}

/** Undefined where nobody can tell. */
export function truth(input: Computed): boolean | undefined {
  if (input.kind === 'number') return input.value !== 0
  const length = lengthOf(input)
  return length === undefined ? undefined : length > 0
}

/** What an operator that compares says of two values; undefined where nobody can tell. */
export function compared(operator: string, a: Computed, b: Computed): boolean | undefined {
  if (a.kind === 'number' && b.kind === 'number') return ordered(operator, a.value, b.value)
  const [first, second] = [asValue(a), asValue(b)]
  if (a.kind === 'number' || b.kind === 'number' || first.kind !== 'known' || second.kind !== 'known') return undefined
  if (operator === 'in') return second.text.includes(first.text)
  if (operator === 'not in') return !second.text.includes(first.text)
  return ordered(operator, first.text, second.text)
}

function ordered<T extends number | string>(operator: string, a: T, b: T): boolean | undefined {
  switch (operator) {
    case '==':
    case '===':
    case 'is':
      return a === b
    case '!=':
    case '!==':
    case '<>':
      return a !== b
    case '<':
      return a < b
    case '>':
      return a > b
    case '<=':
      return a <= b
    case '>=':
      return a >= b
    default:
      return undefined
  }
}

export const length: Compute = (_, [input]) => {
  const count = lengthOf(input)
  return count === undefined ? undefined : numberOf(count)
}

/** `range(to)`, `range(from, to)`, `range(from, to, step)`. */
export const range: Compute = (_, given) => {
  const numbers = given.map(one => (one.kind === 'number' ? one.value : undefined))
  if (numbers.length === 0 || numbers.some(one => one === undefined)) return undefined
  const [first = 0, second, step = 1] = numbers
  const [from, to] = second === undefined ? [0, first] : [first, second]
  if (step === 0 || Math.abs((to - from) / step) > mostItems) return undefined
  const found: Computed[] = []
  for (let at = from; step > 0 ? at < to : at > to; at += step) found.push(numberOf(at))
  return listOf(found)
}

/** Pairs of place and item. */
export const enumerate: Compute = (_, given) => {
  const items = given.length === 1 ? itemsOf(given[0]) : undefined
  return items === undefined ? undefined : listOf(items.map((item, at) => listOf([numberOf(at), item])))
}

/** Lists side by side, as long as the shortest. */
export const zip: Compute = (_, given) => {
  const lists = given.map(one => itemsOf(one))
  if (lists.length === 0 || lists.some(list => list === undefined)) return undefined
  const count = Math.min(...lists.map(list => list?.length ?? 0))
  return listOf(Array.from({ length: count }, (_, at) => listOf(lists.map(list => list?.[at] ?? numberOf(0)))))
}

/** Again and again, as long as anything that is read beside it can be. */
export const cycle: Compute = (_, [input]) => {
  const items = itemsOf(input)
  if (items === undefined || items.length === 0) return undefined
  return listOf(Array.from({ length: mostItems }, (_, at) => items[at % items.length] ?? numberOf(0)))
}

/** Bytes of a list of numbers, or of bytes themselves. */
export const bytesFrom: Compute = (_, [input]) => {
  if (input?.kind === 'bytes') return input
  if (input?.kind !== 'list') return undefined
  const codes = input.items.map(item => (item.kind === 'number' ? item.value : -1))
  if (codes.some(code => !Number.isInteger(code) || code < 0 || code > 255)) return undefined
  return { kind: 'bytes', bytes: codes.map(code => String.fromCharCode(code)).join('') }
}

/** `^` of two texts or bytes, byte by byte, as long as the shorter one (PHP, Perl). */
export function xored(left: Computed, right: Computed): Computed | undefined {
  const [a, b] = [bytesIn(left), bytesIn(right)]
  if (a === undefined || b === undefined) return undefined
  const count = Math.min(a.length, b.length)
  const bytes = Array.from({ length: count }, (_, at) => String.fromCharCode(a.charCodeAt(at) ^ b.charCodeAt(at)))
  return { kind: 'bytes', bytes: bytes.join('') }
}

/** One character for each byte. */
export function bytesIn(input: Computed | undefined): string | undefined {
  if (input?.kind === 'bytes') return input.bytes
  return input?.kind === 'known' && !/[^\0-\xff]/.test(input.text) ? input.text : undefined
}

/** Bytes and texts one after the other as bytes; undefined where none of them is bytes, or one has none. */
export function bytesTogether(parts: readonly Computed[]): Computed | undefined {
  if (!parts.some(({ kind }) => kind === 'bytes')) return undefined
  const bytes = parts.map(bytesIn)
  return bytes.every(part => part !== undefined) ? (bytesOf(bytes.join('')) ?? anything) : undefined
}

/** Constants side by side, in `b'…' b'…'` bytes. */
export function adjacent(parts: readonly Computed[]): Computed {
  return bytesTogether(parts) ?? concatenated(parts)
}
