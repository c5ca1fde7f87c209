import { fromLatin1, latin1 } from '../../model/path'
import { linesOf, withEnds } from '../../syntax/textLines'
import { type Call, type Output, operandBytes, optionsOf, stop, type TextCommand } from '../command'

/** A command whose operands are files and which changes lines without options. */
function byLine(change: (lines: readonly string[]) => readonly string[]): TextCommand {
  return call => withText(call, call.args, text => withEnds(change(linesOf(text))))
}

/** The content of the operands as text, changed. */
export function withText(call: Call, operands: readonly string[], change: (text: string) => string): Output {
  const found = operandBytes(call, operands)
  return 'stop' in found ? found : { bytes: fromLatin1(change(latin1(found))) }
}

export const cat: TextCommand = call => {
  const options = optionsOf(call.args, 'u')
  if ('stop' in options) return options
  const found = operandBytes(call, options.operands)
  return 'stop' in found ? found : { bytes: found }
}

export const tac = byLine(lines => [...lines].reverse())
export const rev = byLine(lines => lines.map(line => [...line].reverse().join('')))

export const sort: TextCommand = call => {
  const options = optionsOf(call.args, 'runbs')
  if ('stop' in options) return options
  const { given, operands } = options
  return withText(call, operands, text => {
    const lines = linesOf(text)
    if (given.has('n')) lines.sort((a, b) => (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0))
    else lines.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    const list = given.has('u') ? [...new Set(lines)] : lines
    return withEnds(given.has('r') ? list.reverse() : list)
  })
}

export const uniq = byLine(lines => lines.filter((line, at) => line !== lines[at - 1]))

/** `cut -b`, `-c` and `-f` with lists of numbers and ranges. */
export const cut: TextCommand = call => {
  const options = optionsOf(call.args, 's', 'bcdf')
  if ('stop' in options) return options
  const { given, operands } = options
  const list = given.get('f') ?? given.get('c') ?? given.get('b')
  const delimiter = given.get('d') ?? '\t'
  const ranges = list?.split(',').map(range => /^(\d*)(-?)(\d*)$/.exec(range))
  if (ranges === undefined || ranges.includes(null)) return stop('its list')
  const isWanted = (place: number) =>
    ranges.some(range => {
      const from = Number(range?.[1] || 1)
      return place >= from && place <= (range?.[2] === '' ? from : Number(range?.[3] || Number.POSITIVE_INFINITY))
    })
  const isByField = given.has('f')
  return withText(call, operands, text =>
    withEnds(
      linesOf(text).map(line => {
        const parts = isByField ? line.split(delimiter) : [...line]
        if (isByField && parts.length === 1) return line
        return parts.filter((_, at) => isWanted(at + 1)).join(isByField ? delimiter : '')
      }),
    ),
  )
}

const PART = /^([-+]?)(\d{1,12})([bkKmMG]?)$/

function countOf(text: string | undefined): { readonly sign: string; readonly count: number } | undefined {
  const [whole, sign = '', digits = '', unit = ''] = PART.exec(text ?? '') ?? []
  if (whole === undefined) return undefined
  const factor = { '': 1, b: 512, k: 1024, K: 1024, m: 1 << 20, M: 1 << 20, G: 2 ** 30 }[unit] ?? 1
  return { sign, count: Number(digits) * factor }
}

/** `head` reads no more than it gives when it counts bytes, so that the next command of a group goes on from there. */
export const head: TextCommand = call => {
  const parts = partOf(call)
  if ('stop' in parts) return parts
  const { isBytes, sign, count, operands } = parts
  if (isBytes && sign !== '-' && operands.length === 0 && call.input !== undefined)
    return { bytes: call.input.take(count) }
  const found = operandBytes(call, operands)
  if ('stop' in found) return found
  const end = isBytes ? count : endOfLine(found, sign === '-' ? lineCount(found) - count : count)
  return { bytes: found.subarray(0, isBytes && sign === '-' ? Math.max(0, found.length - count) : end) }
}

export const tail: TextCommand = call => {
  const parts = partOf(call)
  if ('stop' in parts) return parts
  const { isBytes, sign, count, operands } = parts
  const found = operandBytes(call, operands)
  if ('stop' in found) return found
  if (isBytes)
    return { bytes: found.subarray(sign === '+' ? Math.max(0, count - 1) : Math.max(0, found.length - count)) }
  const skipped = sign === '+' ? count - 1 : lineCount(found) - count
  return { bytes: found.subarray(endOfLine(found, skipped)) }
}

/** `-c`, `-n`, their long names, and the old forms `-5` and `+5c`. */
function partOf(call: Call) {
  const args = call.args.map(arg =>
    arg.replace(/^-(\d+)([bkc]?)$/, (_, digits: string, unit: string) =>
      unit === 'c' ? `-c${digits}` : `-n${digits}${unit}`,
    ),
  )
  const options = optionsOf(args, 'qsz', 'cn', { bytes: 'value', lines: 'value', quiet: 'flag' })
  if ('stop' in options) return options
  const { given, operands } = options
  const bytes = given.get('c') ?? given.get('bytes')
  const old = bytes === undefined && !given.has('n') && /^\+\d+c?$/.test(operands[0] ?? '') ? operands[0] : undefined
  const count = countOf(bytes ?? given.get('n') ?? given.get('lines') ?? old?.replace(/c$/, '') ?? '10')
  if (count === undefined || given.has('z')) return stop('its count')
  return {
    ...count,
    isBytes: bytes !== undefined || old?.endsWith('c') === true,
    operands: old === undefined ? operands : operands.slice(1),
  }
}

function lineCount(bytes: Uint8Array): number {
  let count = 0
  for (const byte of bytes) if (byte === 10) count++
  return bytes.length > 0 && bytes.at(-1) !== 10 ? count + 1 : count
}

/** Offset behind that many lines. */
function endOfLine(bytes: Uint8Array, lines: number): number {
  let at = 0
  for (let left = lines; left > 0 && at < bytes.length; left--) {
    const end = bytes.indexOf(10, at)
    at = end === -1 ? bytes.length : end + 1
  }
  return at
}

export const echo: TextCommand = ({ args }) => {
  const options = args.findIndex(arg => !/^-[neE]+$/.test(arg))
  const flags = args.slice(0, options === -1 ? args.length : options).join('')
  const text = (options === -1 ? [] : args.slice(options)).join(' ')
  const said = flags.includes('e') ? escaped(text) : text
  return said === undefined ? stop('its escapes') : { bytes: fromLatin1(flags.includes('n') ? said : `${said}\n`) }
}

export const printf: TextCommand = ({ args: [format = '', ...args] }) => {
  let output = ''
  let next = 0
  do {
    const start = next
    for (const piece of format.match(/%%|%[-0]?\d*[sbdcxXo]|%|\\(?:x[0-9a-fA-F]{1,2}|0?[0-7]{1,3}|[\s\S])|[^%\\]+/g) ??
      []) {
      const [whole, flag = '', width = '', kind] = /^%([-0]?)(\d*)([sbdcxXo])$/.exec(piece) ?? []
      if (whole === undefined) {
        const text = piece === '%%' ? '%' : piece.startsWith('\\') ? escaped(piece) : piece
        if (text === undefined || piece === '%') return stop('its format')
        output += text
        continue
      }
      const value = args[next++] ?? ''
      const text = converted(kind ?? 's', value)
      if (text === undefined || Number(width) > 10_000) return stop('its format')
      output += flag === '-' ? text.padEnd(Number(width)) : text.padStart(Number(width), flag === '0' ? '0' : ' ')
    }
    if (next === start || output.length > 1 << 20) break
  } while (next < args.length)
  return { bytes: fromLatin1(output) }
}

function converted(kind: string, value: string): string | undefined {
  if (kind === 's') return value
  if (kind === 'b') return escaped(value)
  if (kind === 'c') return value.slice(0, 1)
  const number = /^['"]/.test(value)
    ? value.charCodeAt(1)
    : Number(/^0[0-7]+$/.test(value) ? `0o${value.slice(1)}` : value)
  if (!Number.isSafeInteger(number)) return undefined
  const digits = number.toString(kind === 'o' ? 8 : kind === 'd' ? 10 : 16)
  return kind === 'X' ? digits.toUpperCase() : digits
}

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\x1b',
  '\\': '\\',
  '"': '"',
  "'": "'",
}

/** Escapes as `printf` and `echo -e` have them; undefined for one that is not known. */
export function escaped(text: string): string | undefined {
  let isKnown = true
  const found = text.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|(0?[0-7]{1,3})|([\s\S])?)/g,
    (_, hex?: string, octal?: string, char?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255)
      const meant = char === undefined ? '\\' : SIMPLE[char]
      if (meant === undefined) isKnown = false
      return meant ?? ''
    },
  )
  return isKnown ? found : undefined
}

export const seq: TextCommand = ({ args }) => {
  const numbers = args.map(Number)
  if (numbers.length === 0 || numbers.length > 3 || !numbers.every(Number.isSafeInteger)) return stop('its arguments')
  const [from, step, to] =
    numbers.length === 1 ? [1, 1, numbers[0]] : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : numbers
  if (
    from === undefined ||
    step === undefined ||
    to === undefined ||
    step === 0 ||
    Math.abs(to - from) / Math.abs(step) > 100_000
  )
    return stop('its count')
  const lines: string[] = []
  for (let value = from; step > 0 ? value <= to : value >= to; value += step) lines.push(String(value))
  return { bytes: fromLatin1(withEnds(lines)) }
}
