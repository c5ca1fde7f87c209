import { formatted } from './cLibrary'
import { asValue, type Computed, lift } from './computed'
import { decodeBase64, decodeHex, decodePercent, encodeBase64, encodeHex } from './decode'
import * as pure from './pure'
import type { Compute, EnvironmentFunction } from './shape'

function formatOf(input: Computed | undefined): string {
  const value = input === undefined ? undefined : asValue(input)
  return value?.kind === 'known' ? value.text : ''
}

const pack: Compute = (_, [format, ...given]) => {
  switch (formatOf(format).replace(/\s/g, '')) {
    case 'H*':
      return lift([given[0]], text => pure.bytesOf(decodeHex(text)))
    case 'c*':
    case 'C*':
    case 'U*':
    case 'W*':
      return pure.fromCodes(undefined, given)
    case 'A*':
    case 'a*':
      return given[0]
    case 'm':
    case 'm0':
      return pure.ofBytes(encodeBase64)(given[0])
    default:
      return undefined
  }
}

const unpack: Compute = (_, [format, input]) => {
  switch (formatOf(format)) {
    case 'H*':
      return pure.ofBytes(encodeHex)(input)
    case 'A*':
    case 'a*':
      return input
    case 'm':
    case 'm0':
      return lift([input], text => pure.bytesOf(decodeBase64(text)))
    default:
      return undefined
  }
}

const fromBase64 = pure.ofArgument(text => pure.bytesOf(decodeBase64(text)))

export const functions: Readonly<Record<string, Compute>> = {
  pack,
  unpack,
  decode_base64: fromBase64,
  'MIME::Base64::decode_base64': fromBase64,
  'MIME::Base64::decode': fromBase64,
  encode_base64: (_, [input]) => pure.ofBytes(encodeBase64)(input),
  uri_unescape: pure.ofArgument(text => decodePercent(text)),
  join: (_, [separator, first, ...more]) =>
    first?.kind === 'list' && more.length === 0
      ? pure.join(first, separator)
      : pure.join({ kind: 'list', items: first === undefined ? [] : [first, ...more] }, separator),
  // Of one text, where one is asked for.
  reverse: (_, given) => (given.length === 1 ? pure.reverse(given[0], []) : undefined),
  scalar: (_, given) => (given.length === 1 ? given[0] : undefined),
  lc: pure.ofArgument(text => text.toLowerCase()),
  uc: pure.ofArgument(text => text.toUpperCase()),
  chr: pure.fromCodes,
  hex: pure.ofArgument(text =>
    /^(?:0x)?[0-9a-f]{1,7}$/i.test(text) ? { kind: 'number', value: Number.parseInt(text, 16) } : undefined,
  ),
  sprintf: (_, given) => formatted(undefined, given),
}

export const environmentMethods: Readonly<Record<string, EnvironmentFunction>> = {
  'POSIX::getenv': { access: 'read', argument: 0 },
}
