import { fromLatin1 } from '../../model/path'
import { type Output, stop, type TextCommand } from '../command'
import { controlEscapes } from '../escapes'
import { type FormatPiece, formatPieces, layoutInteger, layoutNumber, layoutText } from './format'

const LONGEST = 4 << 20

export const echo: TextCommand = ({ args }) => {
  const options = args.findIndex(arg => !/^-[neE]+$/.test(arg))
  const flags = args.slice(0, options === -1 ? args.length : options).join('')
  const text = (options === -1 ? [] : args.slice(options)).join(' ')
  if (!flags.includes('e')) return { bytes: fromLatin1(flags.includes('n') ? text : `${text}\n`) }
  const said = escaped(text, 'echo')
  if (said === undefined) return stop('its escapes')
  return { bytes: fromLatin1(flags.includes('n') || said.isLast ? said.text : `${said.text}\n`) }
}

/** `printf` of bash in the C locale: the format again and again until the arguments are used up. */
export function printf(all: readonly string[]): Output {
  const [written = '', ...args] = all[0] === '--' ? all.slice(1) : all
  const format = escaped(written, 'format')
  // A percent sign that an escape makes would count as one of the format; nobody writes that by accident.
  const pieces = format === undefined || /\\(?:x25|0?45)/.test(written) ? undefined : formatPieces(format.text)
  if (pieces === undefined) return stop('its format')
  const state: State = { args, next: 0, output: '', isLast: false }
  do {
    const start = state.next
    for (const piece of pieces) {
      if (state.isLast) break
      if (!put(piece, state) || state.output.length > LONGEST) return stop('its format')
    }
    if (state.next === start) break
  } while (state.next < args.length && !state.isLast)
  return { bytes: fromLatin1(state.output) }
}

export const printfCommand: TextCommand = ({ args }) => printf(args)

interface State {
  readonly args: readonly string[]
  next: number
  output: string
  /** After `\c`. */
  isLast: boolean
}

function put(piece: FormatPiece, state: State): boolean {
  if ('text' in piece) {
    state.output += piece.text
    return true
  }
  const { args } = state
  const taken = (given: number | '*' | undefined) =>
    given === '*' ? Number(integer(args[state.next++] ?? '0') ?? 0n) : given
  const [width, precision] = [taken(piece.width), taken(piece.precision)]
  const flags = (width ?? 0) < 0 ? `${piece.flags}-` : piece.flags
  const layout = { flags, width: width === undefined ? undefined : Math.abs(width), precision }
  const argument = args[state.next++]
  let text: string | undefined
  if (piece.kind === 's') text = layoutText(argument ?? '', layout)
  else if (piece.kind === 'c') text = layoutText((argument ?? '').slice(0, 1), { ...layout, precision: undefined })
  else if (piece.kind === 'b') {
    const found = escaped(argument ?? '', 'argument')
    state.isLast = found?.isLast === true
    text = found === undefined ? undefined : layoutText(found.text, layout)
  } else if (/^[diouxX]$/.test(piece.kind)) {
    const value = integer(argument ?? '0')
    text = value === undefined ? undefined : layoutInteger(value, piece.kind, layout)
  } else if (/^[eEfFgG]$/.test(piece.kind)) {
    const value = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(argument ?? '0')
      ? Number(argument ?? '0')
      : undefined
    text = value === undefined ? undefined : layoutNumber(value, piece.kind, layout)
  }
  state.output += text ?? ''
  return text !== undefined
}

function integer(written: string): bigint | undefined {
  const text = written.trim()
  if (/^['"]/.test(text)) return BigInt(text.charCodeAt(1) || 0)
  if (text === '') return 0n
  const [, sign, digits] = /^([-+]?)(0[xX][0-9a-fA-F]{1,16}|0[0-7]*|[1-9]\d{0,17})$/.exec(text) ?? []
  if (digits === undefined) return undefined
  const size = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits)
  return sign === '-' ? -size : size
}

const SIMPLE: Readonly<Record<string, string>> = {
  ...controlEscapes,
  e: '\x1b',
  E: '\x1b',
  '\\': '\\',
}

/** Escapes of bash: of `echo -e`, of a format, and of an argument of `%b`; undefined for one that is not followed. */
export function escaped(
  text: string,
  place: 'echo' | 'format' | 'argument',
): { readonly text: string; readonly isLast: boolean } | undefined {
  const pattern =
    place === 'format'
      ? /\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|([\s\S])?)/g
      : place === 'echo'
        ? /\\(?:x([0-9a-fA-F]{1,2})|(0[0-7]{0,3})|([\s\S])?)/g
        : /\\(?:x([0-9a-fA-F]{1,2})|(0[0-7]{0,3}|[1-7][0-7]{0,2})|([\s\S])?)/g
  let found = ''
  let at = 0
  for (const { 0: whole, 1: hex, 2: octal, 3: char, index } of text.matchAll(pattern)) {
    found += text.slice(at, index)
    at = index + whole.length
    if (hex !== undefined) found += String.fromCharCode(Number.parseInt(hex, 16))
    else if (octal !== undefined) found += String.fromCharCode(Number.parseInt(octal, 8) & 255)
    else if (char === 'u' || char === 'U') return undefined
    else if (char === 'c' && place !== 'format') return { text: found, isLast: true }
    else if (char !== undefined && /["'?]/.test(char) && place === 'format') found += char
    else found += SIMPLE[char ?? ''] ?? whole
  }
  return { text: found + text.slice(at), isLast: false }
}
