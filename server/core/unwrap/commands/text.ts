import { fromLatin1, latin1 } from '../../model/path'
import { withEnds } from '../../syntax/textLines'
import { type Call, type Output, operandBytes, optionsOf, stop, type TextCommand } from '../command'

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
  const args = call.args.map((arg, at) =>
    /^-[qs]*[cn]$|^--(?:bytes|lines)$/.test(call.args[at - 1] ?? '')
      ? arg
      : arg.replace(/^-(\d+)([bkc]?)$/, (_, digits: string, unit: string) =>
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
