import { fromLatin1, latin1 } from '../../model/path'
import { type Output, operandBytes, optionsOf, stop, type TextCommand } from '../command'

const NAMES =
  'nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp'.split(
    ' ',
  )
const ESCAPES: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
}

interface Form {
  /** Bytes of one number. */
  readonly size: number
  /** Characters a number takes, with the blank before it. */
  readonly width: number
  readonly show: (value: number, byte: number) => string
}

function form(written: string): Form | undefined {
  const [whole, kind = '', digits = ''] = /^([acduox])([1248]?)$/.exec(written) ?? []
  if (whole === undefined) return undefined
  if (kind === 'c')
    return {
      size: 1,
      width: 4,
      show: (_, byte) =>
        ESCAPES[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0')),
    }
  if (kind === 'a')
    return {
      size: 1,
      width: 4,
      show: (_, byte) => ((byte & 127) === 127 ? 'del' : (NAMES[byte & 127] ?? String.fromCharCode(byte & 127))),
    }
  const size = Number(digits === '' ? 4 : digits)
  if (size === 8) return undefined
  const bits = size * 8
  if (kind === 'x') return { size, width: size * 2 + 1, show: value => value.toString(16).padStart(size * 2, '0') }
  if (kind === 'o') {
    const width = Math.ceil(bits / 3)
    return { size, width: width + 1, show: value => value.toString(8).padStart(width, '0') }
  }
  const width = { 1: 3, 2: 5, 4: 10 }[size] ?? 10
  if (kind === 'u') return { size, width: width + 1, show: value => String(value) }
  return {
    size,
    width: size === 1 ? 5 : size === 2 ? 7 : 12,
    show: value => String(value >= 2 ** (bits - 1) ? value - 2 ** bits : value),
  }
}

/** `od` of bytes and of numbers of up to four bytes, the lowest first. */
export const od: TextCommand = call => {
  const options = optionsOf(call.args, 'avbcdox', 'AtNjw', {
    'address-radix': 'value',
    format: 'value',
    'read-bytes': 'value',
    'skip-bytes': 'value',
    width: 'value',
    'output-duplicates': 'flag',
  })
  if ('stop' in options) return options
  const { given, operands } = options
  const old = ({ a: 'a', b: 'o1', c: 'c', d: 'u2', o: 'o2', x: 'x2' } as const)[
    [...'abcdox'].find(name => given.has(name)) as 'b'
  ] as string | undefined
  const shape = form(given.get('t') ?? given.get('format') ?? old ?? 'o2')
  const radix = given.get('A') ?? given.get('address-radix') ?? 'o'
  if (shape === undefined || !/^[odxn]$/.test(radix)) return stop('its format')
  const all = operandBytes(call, operands)
  if ('stop' in all) return all
  const number = (text: string | undefined, usual: number) =>
    /^\d{1,9}$/.test(text ?? String(usual)) ? Number(text ?? usual) : undefined
  const from = number(given.get('j') ?? given.get('skip-bytes'), 0)
  const count = number(given.get('N') ?? given.get('read-bytes'), all.length)
  const width = number(given.get('w') ?? given.get('width'), 16)
  if (from === undefined || count === undefined || width === undefined || width < 1 || width % shape.size !== 0)
    return stop('its options')
  const bytes = all.subarray(from, from + count)
  const address = (at: number) =>
    radix === 'n' ? '' : at.toString({ o: 8, d: 10, x: 16 }[radix] ?? 8).padStart(radix === 'x' ? 6 : 7, '0')
  const lines: string[] = []
  let last: string | undefined
  for (let at = 0; at < bytes.length; at += width) {
    call.allowance.work -= width * 10
    if (call.allowance.work < 0) return stop('the limit of work')
    let line = ''
    for (let inner = at; inner < Math.min(at + width, bytes.length); inner += shape.size) {
      let value = 0
      for (let index = shape.size - 1; index >= 0; index--)
        value = value * 256 + (inner + index < bytes.length ? (bytes[inner + index] ?? 0) : 0)
      line += shape.show(value, bytes[inner] ?? 0).padStart(shape.width)
    }
    const isWhole = at + width <= bytes.length
    const repeats = isWhole && line === last && !given.has('v') && !given.has('output-duplicates')
    if (repeats && at + width < bytes.length + width) {
      if (lines.at(-1) !== '*') lines.push('*')
    } else lines.push(`${address(from + at)}${line}`)
    last = line
  }
  if (radix !== 'n') lines.push(address(from + bytes.length))
  return { bytes: fromLatin1(lines.map(line => `${line}\n`).join('')) }
}

/** `xxd -r -p`: digits to bytes; `xxd -p`: bytes to digits; without `-p` with offsets and characters beside. */
export const xxd: TextCommand = call => {
  const args = call.args.map(arg => (arg === '-ps' || arg === '-plain' ? '-p' : arg === '-revert' ? '-r' : arg))
  const options = optionsOf(args, 'rpu', 'cls')
  if ('stop' in options) return options
  const { given, operands } = options
  const all = operandBytes(call, operands.slice(0, 1))
  if ('stop' in all) return all
  const out = operands[1]
  let output: Output
  if (given.has('r')) output = given.has('p') ? fromHex(latin1(all)) : fromDump(latin1(all))
  else {
    const skipped = Number(given.get('s') ?? 0)
    const most = Number(given.get('l') ?? all.length)
    if (!(skipped >= 0) || !(most >= 0)) return stop('its options')
    const bytes = all.subarray(skipped, skipped + most)
    call.allowance.work -= bytes.length * 10
    if (call.allowance.work < 0) return stop('the limit of work')
    const text = given.has('p')
      ? plainHex(bytes, Number(given.get('c') ?? 30))
      : drawn(bytes, skipped, Number(given.get('c') ?? 16))
    if (text === undefined) return stop('its options')
    output = { bytes: fromLatin1(given.has('u') ? text.toUpperCase() : text) }
  }
  if (out === undefined || 'stop' in output) return output
  call.write(out, output.bytes)
  return { bytes: new Uint8Array() }
}

function plainHex(bytes: Uint8Array, given: number): string {
  const width = given > 0 ? given : Math.max(1, bytes.length)
  const digits = hexOf(bytes)
  const lines: string[] = []
  for (let at = 0; at < digits.length; at += width) lines.push(`${digits.slice(at, at + width).join('')}\n`)
  return lines.join('')
}

function drawn(bytes: Uint8Array, start: number, width: number): string | undefined {
  if (!(width >= 1 && width <= 256)) return undefined
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += width) {
    const part = bytes.subarray(at, at + width)
    const digits = hexOf(part)
      .map((digit, index) => (index % 2 === 1 ? `${digit} ` : digit))
      .join('')
    const text = [...part].map(byte => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('')
    const room = width * 2 + Math.ceil(width / 2)
    lines.push(`${(start + at).toString(16).padStart(8, '0')}: ${digits.padEnd(room)} ${text}\n`)
  }
  return lines.join('')
}

function hexOf(bytes: Uint8Array): string[] {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0'))
}

export function fromHex(text: string): { readonly bytes: Uint8Array } {
  const digits = text.replace(/[^0-9a-fA-F]/g, '')
  return {
    bytes: Uint8Array.from({ length: digits.length >> 1 }, (_, at) =>
      Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16),
    ),
  }
}

/** Lines of an offset, digits and, behind two blanks, the characters. */
function fromDump(text: string): Output {
  const digits = text
    .split('\n')
    .map(line => /^[0-9a-fA-F]+: ?((?:[0-9a-fA-F]{2,4} ?)*)/.exec(line)?.[1] ?? '')
    .join('')
  return fromHex(digits)
}

/** `hexdump -v -e '/1 "%02x"'` and `-C`: what pipes are made with. */
export const hexdump: TextCommand = call => {
  const options = optionsOf(call.args, 'vC', 'ens')
  if ('stop' in options) return options
  const { given, operands } = options
  const found = operandBytes(call, operands)
  if ('stop' in found) return found
  const bytes = found
    .subarray(Number(given.get('s') ?? 0) || 0)
    .subarray(0, Number(given.get('n') ?? found.length) || 0)
  const [, before = '', flag = '', width = '', kind = 'x', after = ''] =
    /^\s*1?\/1\s+"([^"%\\]*)%(0?)(\d?)([xXuod])([^"%\\]*)"\s*$/.exec(given.get('e') ?? '') ?? []
  if (!given.has('e') || !given.has('v') || width === '') return stop('its format')
  const radix = { x: 16, X: 16, o: 8 }[kind] ?? 10
  const text = Array.from(bytes, byte => {
    const digits = byte.toString(radix).padStart(Number(width), flag === '0' ? '0' : ' ')
    return `${before}${kind === 'X' ? digits.toUpperCase() : digits}${after}`
  })
  return { bytes: fromLatin1(text.join('')) }
}
