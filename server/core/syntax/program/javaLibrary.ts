import { known } from '../value'
import { charArray, formatted } from './cLibrary'
import { concatenated, lift } from './computed'
import { decodeBase64, decodeHex, decodePercent, encodeBase64 } from './decode'
import * as pure from './pure'
import type { Compute, EnvironmentFunction } from './shape'

const itself: Compute = receiver => receiver
/** Of a text, or of what characters or bytes make one. */
const textOf: Compute = (_, [input]) => (input?.kind === 'list' ? charArray(undefined, input.items) : input)
const builder: Compute = (_, given) => (given.length === 0 ? known('') : textOf(undefined, given))
const fromBase64 = pure.ofArgument(text => pure.bytesOf(decodeBase64(text)))
const list: Compute = (_, given) => ({ kind: 'list', items: given })
const joined: Compute = (_, [separator, first, ...more]) =>
  first?.kind === 'list' && more.length === 0
    ? pure.join(first, separator)
    : pure.join({ kind: 'list', items: first === undefined ? [] : [first, ...more] }, separator)

/** Under its own name and with its package. */
function named(packageName: string, table: Readonly<Record<string, Compute>>): Readonly<Record<string, Compute>> {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, compute]) => [
      [name, compute],
      [`${packageName}.${name}`, compute],
    ]),
  )
}

export const functions: Readonly<Record<string, Compute>> = {
  'char[]': charArray,
  ...named('java.lang', {
    String: textOf,
    StringBuilder: builder,
    StringBuffer: builder,
    'String.valueOf': textOf,
    'String.copyValueOf': textOf,
    'String.format': formatted,
    'String.join': joined,
  }),
  ...named('java.util', {
    'Base64.getDecoder().decode': fromBase64,
    'Base64.getUrlDecoder().decode': fromBase64,
    'Base64.getMimeDecoder().decode': fromBase64,
    'Base64.getEncoder().encodeToString': (_, [input]) => pure.ofBytes(encodeBase64)(input),
    'Arrays.asList': list,
    'List.of': list,
    'HexFormat.of().parseHex': pure.ofArgument(text => pure.bytesOf(decodeHex(text))),
  }),
  ...named('java.net', { 'URLDecoder.decode': pure.ofArgument(text => decodePercent(text.replace(/\+/g, ' '))) }),
}

const same = 'toString getBytes toCharArray intern clone toArray trim strip'

export const methods: Readonly<Record<string, Compute>> = {
  ...Object.fromEntries(same.split(' ').map(name => [name, itself])),
  trim: pure.ofReceiver(text => text.trim()),
  strip: pure.ofReceiver(text => text.trim()),
  append: (receiver, given) =>
    receiver !== undefined && given.length === 1 ? concatenated([receiver, ...given]) : undefined,
  concat: (receiver, given) =>
    receiver !== undefined && given.length === 1 ? concatenated([receiver, ...given]) : undefined,
  reverse: pure.reverse,
  replace: pure.replace(true),
  repeat: (receiver, [times]) => pure.repeat(receiver, times),
  toLowerCase: receiver => lift([receiver], text => text.toLowerCase()),
  toUpperCase: receiver => lift([receiver], text => text.toUpperCase()),
  formatted: (receiver, given) => (receiver === undefined ? undefined : formatted(undefined, [receiver, ...given])),
  charAt: (receiver, [index]) => {
    const at = pure.toNumber(index)
    return at === undefined || at < 0 ? undefined : pure.at(receiver, at)
  },
  substring: (receiver, [from, to]) => {
    const start = pure.toNumber(from)
    const end = to === undefined ? undefined : pure.toNumber(to)
    if (start === undefined || start < 0 || (to !== undefined && (end === undefined || end < start))) return undefined
    return pure.slice(receiver, start, end)
  },
}

export const mutators: ReadonlySet<string> = new Set(
  'append insert add addAll remove clear set put reverse deleteCharAt setCharAt setLength fill sort read readFully arraycopy shuffle swap'.split(
    ' ',
  ),
)

export const comparers: ReadonlySet<string> = new Set([
  'Objects.equals',
  'java.util.Objects.equals',
  'Arrays.equals',
  'java.util.Arrays.equals',
  'MessageDigest.isEqual',
  'java.security.MessageDigest.isEqual',
  'StringUtils.equals',
  'StringUtils.equalsIgnoreCase',
  'TextUtils.equals',
])

export const comparingMethods: ReadonlySet<string> = new Set(
  'equals equalsIgnoreCase contentEquals compareTo compareToIgnoreCase startsWith endsWith matches'.split(' '),
)

const read0: EnvironmentFunction = { access: 'read', argument: 0 }

export const environmentFunctions: Readonly<Record<string, EnvironmentFunction>> = {
  'System.getenv': read0,
  'java.lang.System.getenv': read0,
  // Imported as a static member.
  getenv: read0,
  'System.getenv().get': read0,
  'System.getenv().getOrDefault': read0,
  'System.getenv().containsKey': read0,
}
