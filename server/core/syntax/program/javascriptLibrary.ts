import { known } from '../value'
import { asValue, type Computed, lift, listOf } from './computed'
import { decodeBase64, decodeHex, decodePercent, decodeUtf8, encodeBase64, encodeHex, encodeUtf8 } from './decode'
import { decompress } from './decompress'
import * as pure from './pure'
import { bytesFrom, itemsOf } from './sequences'
import type { Compute } from './shape'

/** Encodings of `Buffer`. */
function encoded(input: Computed | undefined, coding: Computed | undefined): Computed | undefined {
  switch (nameOf(coding)) {
    case 'base64':
    case 'base64url':
      return lift([input], text => pure.bytesOf(decodeBase64(text)))
    case 'hex':
      return lift([input], text => pure.bytesOf(decodeHex(text)))
    case 'utf8':
      if (input?.kind === 'list' || input?.kind === 'bytes') return bytesFrom(undefined, [input])
      return lift([input], text => pure.bytesOf(encodeUtf8(text)))
    case 'latin1':
    case 'binary':
    case 'ascii':
      return lift([input], text => pure.bytesOf(text))
    default:
      return undefined
  }
}

function decoded(input: Computed | undefined, coding: Computed | undefined): Computed | undefined {
  if (input?.kind !== 'bytes') return undefined
  switch (nameOf(coding)) {
    case 'base64':
      return known(encodeBase64(input.bytes))
    case 'hex':
      return known(encodeHex(input.bytes))
    case 'latin1':
    case 'binary':
      return known(input.bytes)
    case 'utf8':
    case 'ascii': {
      const text = decodeUtf8(input.bytes)
      return text === undefined ? undefined : known(text)
    }
    default:
      return undefined
  }
}

function nameOf(coding: Computed | undefined): string {
  if (coding === undefined) return 'utf8'
  const value = asValue(coding)
  return value.kind === 'known' ? value.text.toLowerCase().replace('utf-8', 'utf8') : ''
}

const toText: Compute = (receiver, [coding]) => {
  if (receiver?.kind === 'bytes') return decoded(receiver, coding)
  return coding === undefined && receiver?.kind === 'known' ? receiver : undefined
}

const optionalNumber = (input: Computed | undefined): number | undefined | null =>
  input === undefined ? undefined : (pure.toNumber(input) ?? null)

const slice: Compute = (receiver, [first, second]) => {
  const from = optionalNumber(first)
  const to = optionalNumber(second)
  return from === null || to === null ? undefined : pure.slice(receiver, from, to)
}

const substring: Compute = (receiver, [first, second]) => {
  const from = optionalNumber(first)
  const to = optionalNumber(second)
  return from === null || to === null ? undefined : lift([receiver], text => text.substring(from ?? 0, to))
}

const substr: Compute = (receiver, [first, second]) => {
  const from = optionalNumber(first)
  const count = optionalNumber(second)
  if (from === null || count === null || from === undefined) return undefined
  return lift([receiver], text => {
    const start = from < 0 ? Math.max(0, text.length + from) : from
    return count === undefined ? text.slice(start) : text.slice(start, start + Math.max(0, count))
  })
}

const fromBase64 = pure.ofArgument(text => decodeBase64(text))
const percent = pure.ofArgument(text => decodePercent(text))

export const functions: Readonly<Record<string, Compute>> = {
  'String.fromCharCode': pure.fromCodes,
  'String.fromCodePoint': pure.fromCodes,
  String: (_, [input]) =>
    input?.kind === 'known' || input?.kind === 'oneOf' || input?.kind === 'number' ? asValue(input) : undefined,
  atob: fromBase64,
  btoa: pure.ofArgument(text => encodeBase64(text)),
  unescape: percent,
  decodeURIComponent: percent,
  decodeURI: percent,
  'Buffer.from': (_, [input, coding]) => encoded(input, coding),
  Buffer: (_, [input, coding]) => encoded(input, coding),
  parseInt: (_, [input, base]) => {
    const radix = pure.toNumber(base) ?? 10
    return lift([input], text => {
      const value = radix >= 2 && radix <= 36 ? Number.parseInt(text, radix) : Number.NaN
      return Number.isSafeInteger(value) ? { kind: 'number', value } : undefined
    })
  },
  'Array.from': (_, [input, ...more]) => {
    const items = more.length > 0 ? undefined : itemsOf(input)
    return items === undefined ? undefined : listOf(items)
  },
  Uint8Array: bytesFrom,
  'Uint8Array.from': bytesFrom,
  'zlib.inflateSync': decompress('zlib'),
  'zlib.inflateRawSync': decompress('raw'),
  'zlib.gunzipSync': decompress('gzip'),
  'zlib.unzipSync': decompress('gzip', 'zlib'),
}

export const methods: Readonly<Record<string, Compute>> = {
  toString: toText,
  // Of a TextDecoder.
  decode: (_, [input, ...more]) => (more.length === 0 ? toText(input, []) : undefined),
  join: (receiver, [separator]) => pure.join(receiver, separator ?? known(',')),
  reverse: receiver => (receiver?.kind === 'list' ? pure.reverse(receiver, []) : undefined),
  split: (receiver, [separator, ...more]) =>
    more.length === 0 && separator !== undefined ? pure.split(receiver, separator) : undefined,
  concat: (receiver, given) =>
    given.reduce<Computed | undefined>(
      (sum, item) =>
        sum === undefined
          ? undefined
          : sum.kind === 'list' && item.kind !== 'list'
            ? listOf([...sum.items, item])
            : pure.plus(sum, item),
      receiver,
    ),
  replace: pure.replace(false),
  replaceAll: pure.replace(true),
  slice,
  substring,
  substr,
  at: (receiver, [index]) => pure.at(receiver, pure.toNumber(index) ?? Number.NaN),
  charAt: (receiver, [index]) => pure.at(receiver, pure.toNumber(index) ?? Number.NaN),
  charCodeAt: (receiver, [index]) =>
    lift([receiver], text => {
      const code = text.charCodeAt(pure.toNumber(index) ?? Number.NaN)
      return Number.isNaN(code) || index === undefined ? undefined : { kind: 'number', value: code }
    }),
  trim: pure.ofReceiver(text => text.trim()),
  toLowerCase: pure.ofReceiver(text => text.toLowerCase()),
  toUpperCase: pure.ofReceiver(text => text.toUpperCase()),
  repeat: (receiver, [times]) => pure.repeat(receiver, times),
}
