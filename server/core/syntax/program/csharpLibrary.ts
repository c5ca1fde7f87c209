import { known } from '../value'
import { charArray } from './cLibrary'
import { concatenated, lift } from './computed'
import { decodeBase64, decodeHex, encodeBase64 } from './decode'
import { braceFormat, bytesOf, join, ofArgument, ofBytes, ofReceiver, replace, reverse, slice, toNumber } from './pure'
import type { Compute, EnvironmentFunction } from './shape'

const itself: Compute = receiver => receiver
const textOf: Compute = (_, [input]) => (input?.kind === 'list' ? charArray(undefined, input.items) : input)
const builder: Compute = (_, given) => (given.length === 0 ? known('') : textOf(undefined, given))

const joined: Compute = (_, [separator, first, ...more]) =>
  join(
    first?.kind === 'list' && more.length === 0
      ? first
      : { kind: 'list', items: first === undefined ? [] : [first, ...more] },
    separator,
  )

/** Under its own name and with its namespace. */
function named(namespace: string, table: Readonly<Record<string, Compute>>): Readonly<Record<string, Compute>> {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, compute]) => [
      [name, compute],
      [`${namespace}.${name}`, compute],
    ]),
  )
}

const ofString: Readonly<Record<string, Compute>> = {
  '': textOf,
  '.Format': (_, [format, ...given]) => braceFormat(format, given),
  '.Concat': (_, given) => concatenated(given.flatMap(item => (item.kind === 'list' ? item.items : [item]))),
  '.Join': joined,
}

export const functions: Readonly<Record<string, Compute>> = {
  'char[]': charArray,
  ...Object.fromEntries(
    Object.entries(ofString).flatMap(([name, compute]) =>
      ['string', 'String', 'System.String'].map(type => [`${type}${name}`, compute]),
    ),
  ),
  ...named('System.Text', {
    'Encoding.UTF8.GetString': textOf,
    'Encoding.ASCII.GetString': textOf,
    'Encoding.Default.GetString': textOf,
    'Encoding.UTF8.GetBytes': textOf,
    'Encoding.ASCII.GetBytes': textOf,
    StringBuilder: builder,
  }),
  ...named('System', {
    'Convert.FromBase64String': ofArgument(text => bytesOf(decodeBase64(text))),
    'Convert.ToBase64String': (_, [input]) => ofBytes(encodeBase64)(input),
    'Convert.FromHexString': ofArgument(text => bytesOf(decodeHex(text))),
  }),
}

const same = 'ToString ToArray ToCharArray AsSpan ToList ToLowerInvariant'

export const methods: Readonly<Record<string, Compute>> = {
  ...Object.fromEntries(same.split(' ').map(name => [name, itself])),
  Append: (receiver, given) =>
    receiver !== undefined && given.length === 1 ? concatenated([receiver, ...given]) : undefined,
  Reverse: reverse,
  Replace: replace(true),
  Trim: ofReceiver(text => text.trim()),
  ToLower: receiver => lift([receiver], text => text.toLowerCase()),
  ToLowerInvariant: receiver => lift([receiver], text => text.toLowerCase()),
  ToUpper: receiver => lift([receiver], text => text.toUpperCase()),
  ToUpperInvariant: receiver => lift([receiver], text => text.toUpperCase()),
  Substring: (receiver, [from, count]) => {
    const start = toNumber(from)
    const length = count === undefined ? undefined : toNumber(count)
    if (start === undefined || start < 0 || (count !== undefined && length === undefined)) return undefined
    return slice(receiver, start, length === undefined ? undefined : start + length)
  },
}

export const mutators: ReadonlySet<string> = new Set(
  'Append AppendLine Insert Add AddRange Remove RemoveAt Clear Sort Reverse Fill Copy CopyTo Read SetValue Resize'.split(
    ' ',
  ),
)

export const comparers: ReadonlySet<string> = new Set([
  ...['string', 'String', 'object', 'Object'].flatMap(type => [`${type}.Equals`, `${type}.Compare`]),
  'string.CompareOrdinal',
  'String.CompareOrdinal',
  'CryptographicOperations.FixedTimeEquals',
  'Enumerable.SequenceEqual',
])

export const comparingMethods: ReadonlySet<string> = new Set(
  'Equals CompareTo StartsWith EndsWith SequenceEqual'.split(' '),
)

const inEnvironment: Readonly<Record<string, EnvironmentFunction>> = {
  GetEnvironmentVariable: { access: 'read', argument: 0 },
  GetEnvironmentVariables: { access: 'read', argument: 'all' },
  SetEnvironmentVariable: { access: 'write', argument: 0 },
}

export const environmentFunctions: Readonly<Record<string, EnvironmentFunction>> = Object.fromEntries(
  Object.entries(inEnvironment).flatMap(([name, access]) =>
    ['', 'Environment.', 'System.Environment.'].map(prefix => [`${prefix}${name}`, access]),
  ),
)
