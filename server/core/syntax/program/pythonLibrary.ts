import { known } from '../value'
import { anything, asValue, type Computed, lift, listOf } from './computed'
import { decodeBase64, decodeHex, decodeUtf8, encodeBase64, encodeHex, encodeUtf8, rot13 } from './decode'
import { decompress } from './decompress'
import * as pure from './pure'
import { bytesFrom, bytesIn, cycle, enumerate, itemsOf, length, range, zip } from './sequences'
import type { Compute } from './shape'

const bytesOrText = (input: Computed | undefined): Computed | undefined => {
  if (input?.kind !== 'bytes') return input
  const text = decodeUtf8(input.bytes)
  return text === undefined ? undefined : known(text)
}
const fromBase64 = pure.ofArgument(text => pure.bytesOf(decodeBase64(text)))
const fromHexText = pure.ofArgument(text => pure.bytesOf(decodeHex(text)))
const toBase64 = pure.ofBytes(bytes => encodeBase64(bytes))
const toHex = pure.ofBytes(bytes => encodeHex(bytes))
const fromCodes = pure.fromCodes

const inflate = decompress('zlib')

function decodeWith(input: Computed | undefined, coding: Computed | undefined): Computed | undefined {
  const name = coding === undefined ? 'utf8' : asValue(coding)
  const key = (typeof name === 'string' ? name : name.kind === 'known' ? name.text : '?')
    .toLowerCase()
    .replace(/[-_]/g, '')
  switch (key) {
    case 'utf8':
    case 'ascii':
      return bytesOrText(input)
    case 'latin1':
    case 'iso88591':
      return input?.kind === 'bytes' ? known(input.bytes) : undefined
    case 'rot13':
      return lift([input], rot13)
    case 'zip':
    case 'zlib':
    case 'zlibcodec':
      return inflate(undefined, [input ?? anything])
    case 'bz2':
    case 'bz2codec':
      return decompress('bzip2')(undefined, [input ?? anything])
    case 'base64':
    case 'base64codec':
      return lift([input], text => pure.bytesOf(decodeBase64(text)))
    case 'hex':
    case 'hexcodec':
      return lift([input], text => pure.bytesOf(decodeHex(text)))
    default:
      return undefined
  }
}

/** `b''.join(…)` gives bytes, every other one text. */
function joinedParts(parts: readonly Computed[], separator: Computed | undefined): Computed | undefined {
  const bytes = parts.map(part => (part.kind === 'bytes' ? part.bytes : undefined))
  const between = separator === undefined ? undefined : bytesIn(separator)
  if (parts.length > 0 && between !== undefined && bytes.every(part => part !== undefined))
    return pure.bytesOf(bytes.join(between))
  return pure.join(listOf(parts), separator)
}

export const functions: Readonly<Record<string, Compute>> = {
  'base64.b64decode': fromBase64,
  'base64.urlsafe_b64decode': fromBase64,
  'base64.standard_b64decode': fromBase64,
  'base64.decodebytes': fromBase64,
  'binascii.a2b_base64': fromBase64,
  'base64.b64encode': (_, [input]) => toBase64(input),
  'binascii.unhexlify': fromHexText,
  'binascii.a2b_hex': fromHexText,
  'base64.b16decode': fromHexText,
  'binascii.hexlify': (_, [input]) => toHex(input),
  'bytes.fromhex': fromHexText,
  'bytearray.fromhex': fromHexText,
  chr: fromCodes,
  ord: pure.ofArgument(text =>
    [...text].length === 1 ? { kind: 'number', value: text.codePointAt(0) ?? 0 } : undefined,
  ),
  str: (_, [input, coding]) => (coding === undefined && input?.kind === 'bytes' ? undefined : bytesOrText(input)),
  bytes: (_, [input]) => {
    if (input?.kind === 'list' || input?.kind === 'bytes') return bytesFrom(undefined, [input])
    return input?.kind === 'number' ? undefined : lift([input], text => pure.bytesOf(encodeUtf8(text)))
  },
  reversed: (_, [input]) => listOf([...(itemsOf(input) ?? [anything])].reverse()),
  list: (_, [input]) => listOf(itemsOf(input) ?? [anything]),
  bytearray: bytesFrom,
  memoryview: bytesFrom,
  len: length,
  range,
  enumerate,
  zip,
  'itertools.cycle': cycle,
  int: (_, [input, base]) => {
    if (input?.kind === 'number') return input
    const radix = pure.toNumber(base) ?? 10
    return lift([input], text => {
      const value = /^[0-9a-z]{1,12}$/i.test(text) ? Number.parseInt(text, radix) : Number.NaN
      return Number.isSafeInteger(value) ? { kind: 'number', value } : undefined
    })
  },
  'zlib.decompress': (_, [input, bits, ...more]) => {
    if (more.length > 0 || input === undefined) return undefined
    const window = bits === undefined ? 15 : pure.toNumber(bits)
    // A negative size of the window means no header, and one over 15 that of gzip.
    return window === undefined ? undefined : decompress(window < 0 ? 'raw' : window > 15 ? 'gzip' : 'zlib')(_, [input])
  },
  'gzip.decompress': decompress('gzip'),
  'bz2.decompress': decompress('bzip2'),
  'lzma.decompress': decompress('xz'),
  'codecs.decode': (_, [input, coding]) => decodeWith(input, coding),
}

export const methods: Readonly<Record<string, Compute>> = {
  join: (receiver, [items]) => {
    const parts = itemsOf(items)
    return parts === undefined ? undefined : joinedParts(parts, receiver)
  },
  decode: (receiver, [coding]) => decodeWith(receiver, coding),
  encode: receiver => lift([receiver], text => pure.bytesOf(encodeUtf8(text))),
  replace: (receiver, given) => (given.length === 2 ? pure.replace(true)(receiver, given) : undefined),
  split: (receiver, [separator, ...more]) =>
    more.length === 0 && separator !== undefined ? pure.split(receiver, separator) : undefined,
  strip: pure.ofReceiver(text => text.trim()),
  lower: pure.ofReceiver(text => text.toLowerCase()),
  upper: pure.ofReceiver(text => text.toUpperCase()),
  format: pure.braceFormat,
  hex: receiver => (receiver?.kind === 'bytes' ? toHex(receiver) : undefined),
}
