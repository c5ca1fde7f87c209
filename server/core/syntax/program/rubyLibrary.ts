import { known } from '../value'
import { asValue, type Computed, lift, listOf } from './computed'
import { decodeBase64, decodeHex, decodePercent, encodeBase64, encodeHex, encodeUtf8 } from './decode'
import { decompress } from './decompress'
import * as pure from './pure'
import type { Compute } from './shape'

const fromBase64 = pure.ofArgument(text => pure.bytesOf(decodeBase64(text)))
const itself: Compute = (receiver, given) => (given.length === 0 ? receiver : undefined)

/** Formats of `pack` and `unpack` that are texts in disguise. */
function formatOf(input: Computed | undefined): string {
  const value = input === undefined ? undefined : asValue(input)
  return value?.kind === 'known' ? value.text : ''
}

function unpacked(receiver: Computed | undefined, format: Computed | undefined): Computed | undefined {
  switch (formatOf(format)) {
    case 'm':
    case 'm0':
      return lift([receiver], text => pure.bytesOf(decodeBase64(text)))
    case 'H*':
      return pure.ofBytes(encodeHex)(receiver)
    default:
      return undefined
  }
}

const pack: Compute = (receiver, [format]) => {
  if (receiver?.kind !== 'list') return undefined
  switch (formatOf(format)) {
    case 'H*':
      return lift([receiver.items[0]], text => pure.bytesOf(decodeHex(text)))
    case 'm':
    case 'm0':
      return pure.ofBytes(encodeBase64)(receiver.items[0])
    case 'c*':
    case 'C*':
    case 'U*':
      return pure.fromCodes(undefined, receiver.items)
    default:
      return undefined
  }
}

export const functions: Readonly<Record<string, Compute>> = {
  'Base64.decode64': fromBase64,
  'Base64.strict_decode64': fromBase64,
  'Base64.urlsafe_decode64': fromBase64,
  'Base64.strict_encode64': (_, [input]) => pure.ofBytes(encodeBase64)(input),
  'Zlib::Inflate.inflate': decompress('zlib'),
  'Zlib.inflate': decompress('zlib'),
  'Zlib.gunzip': decompress('gzip'),
  'URI.decode_www_form_component': pure.ofArgument(text => decodePercent(text.replace(/\+/g, ' '))),
  'CGI.unescape': pure.ofArgument(text => decodePercent(text.replace(/\+/g, ' '))),
  String: (_, [input]) => (input === undefined ? undefined : asValue(input)),
  format: (_, [format, ...given]) => pure.percentFormat(format, given),
  sprintf: (_, [format, ...given]) => pure.percentFormat(format, given),
}

export const methods: Readonly<Record<string, Compute>> = {
  freeze: itself,
  dup: itself,
  to_s: (receiver, given) => (given.length === 0 && receiver !== undefined ? asValue(receiver) : undefined),
  to_str: itself,
  to_sym: itself,
  chr: (receiver, given) =>
    given.length === 0 && receiver !== undefined ? pure.fromCodes(undefined, [receiver]) : undefined,
  join: (receiver, [separator]) => pure.join(receiver, separator ?? known('')),
  reverse: pure.reverse,
  split: (receiver, [separator, ...more]) =>
    more.length === 0 && separator !== undefined ? pure.split(receiver, separator) : undefined,
  chars: receiver => pure.split(receiver, known('')),
  bytes: receiver =>
    lift([receiver], text =>
      listOf(Array.from(encodeUtf8(text), byte => ({ kind: 'number', value: byte.charCodeAt(0) }) as const)),
    ),
  gsub: pure.replace(true),
  sub: pure.replace(false),
  strip: pure.ofReceiver(text => text.trim()),
  chomp: pure.ofReceiver(text => text.replace(/\r?\n$|\r$/, '')),
  upcase: pure.ofReceiver(text => text.toUpperCase()),
  downcase: pure.ofReceiver(text => text.toLowerCase()),
  unpack1: (receiver, [format]) => unpacked(receiver, format),
  unpack: (receiver, [format]) => {
    const only = unpacked(receiver, format)
    return only === undefined ? undefined : listOf([only])
  },
  first: (receiver, given) => (given.length === 0 && receiver?.kind === 'list' ? receiver.items[0] : undefined),
  pack,
}
