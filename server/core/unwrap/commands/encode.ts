import { Output as Bytes } from '../../formats/archive/output'
import { putBits, valuesOf } from '../../formats/armour/base64Signs'
import { fromLatin1, latin1 } from '../../model/path'
import { type Output, operandBytes, optionsOf, stop, type TextCommand } from '../command'

const BASE64 = valuesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
const BASE32 = valuesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')

function decoder(width: number, table: Int8Array): TextCommand {
  return call => {
    const options = optionsOf(call.args, 'dDi', 'w', { decode: 'flag', 'ignore-garbage': 'flag', wrap: 'value' })
    if ('stop' in options) return options
    const { given, operands } = options
    if (!['d', 'D', 'decode'].some(name => given.has(name))) return stop('it encodes')
    const found = operandBytes(call, operands)
    if ('stop' in found) return found
    const output = new Bytes(call.allowance)
    putBits(latin1(found).replace(/[\r\n]/g, ''), width, table, output)
    return { bytes: output.bytes.slice() }
  }
}

export const base64 = decoder(6, BASE64)
export const base32 = decoder(5, BASE32)

/** `xxd -r -p`: digits to bytes; `xxd -p`: bytes to digits. */
export const xxd: TextCommand = call => {
  const options = optionsOf(
    call.args.map(arg => (arg === '-ps' || arg === '-plain' ? '-p' : arg === '-revert' ? '-r' : arg)),
    'rpu',
    'cls',
  )
  if ('stop' in options) return options
  const { given, operands } = options
  const found = operandBytes(call, operands)
  if ('stop' in found) return found
  if (given.has('r')) return given.has('p') ? fromHex(latin1(found)) : fromDump(latin1(found))
  if (!given.has('p')) return stop('it draws a dump')
  const width = Number(given.get('c') ?? 30) || 30
  const digits = Array.from(found, byte => byte.toString(16).padStart(2, '0'))
  const lines: string[] = []
  for (let at = 0; at < digits.length; at += width) lines.push(`${digits.slice(at, at + width).join('')}\n`)
  return { bytes: fromLatin1(lines.join('')) }
}

function fromHex(text: string): Output {
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
