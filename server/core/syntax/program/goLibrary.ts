import { known } from '../value'
import { charArray, formatted } from './cLibrary'
import { lift } from './computed'
import { decodeBase64, decodeHex, decodePercent, encodeBase64, encodeHex } from './decode'
import * as pure from './pure'
import type { Compute, EnvironmentFunction } from './shape'

const fromBase64 = pure.ofArgument(text => pure.bytesOf(decodeBase64(text)))
const toBase64: Compute = (_, [input]) => pure.ofBytes(encodeBase64)(input)
/** Numbers become the text of one code point. */
const itself: Compute = (_, [input]) =>
  input?.kind === 'number' || input?.kind === 'list' ? pure.fromCodes(undefined, [input]) : input

/** Of `path` and `filepath`; only what needs no cleaning is foreseen. */
const joinedPath: Compute = (_, given) => pure.join({ kind: 'list', items: given }, known('/'))

export const functions: Readonly<Record<string, Compute>> = {
  'char[]': charArray,
  string: itself,
  'fmt.Sprintf': formatted,
  'fmt.Sprint': (_, given) => (given.length === 1 ? given[0] : undefined),
  'strings.Join': (_, [list, separator]) => pure.join(list, separator),
  'strings.Repeat': (_, [text, times]) => pure.repeat(text, times),
  'strings.ReplaceAll': (_, [text, from, to]) =>
    from === undefined || to === undefined ? undefined : pure.replace(true)(text, [from, to]),
  'strings.Replace': (_, [text, from, to, count]) =>
    from === undefined || to === undefined || count?.kind !== 'number' || count.value >= 0
      ? undefined
      : pure.replace(true)(text, [from, to]),
  'strings.ToLower': pure.ofArgument(text => text.toLowerCase()),
  'strings.ToUpper': pure.ofArgument(text => text.toUpperCase()),
  'strings.TrimSpace': pure.ofArgument(text => text.trim()),
  'strings.Split': (_, [text, separator]) => pure.split(text, separator),
  'strings.Fields': (_, [text]) =>
    lift([text], whole => ({
      kind: 'list',
      items: whole.length > 65_536 ? [] : whole.split(/\s+/).filter(Boolean).map(known),
    })),
  'strings.TrimPrefix': (_, [text, start]) =>
    lift([text, start], (whole, prefix) => (whole.startsWith(prefix) ? whole.slice(prefix.length) : whole)),
  'strings.TrimSuffix': (_, [text, end]) =>
    lift([text, end], (whole, suffix) =>
      whole.endsWith(suffix) ? whole.slice(0, whole.length - suffix.length) : whole,
    ),
  'path.Join': joinedPath,
  'path/filepath.Join': joinedPath,
  'encoding/base64.StdEncoding.DecodeString': fromBase64,
  'encoding/base64.RawStdEncoding.DecodeString': fromBase64,
  'encoding/base64.URLEncoding.DecodeString': fromBase64,
  'encoding/base64.RawURLEncoding.DecodeString': fromBase64,
  'encoding/base64.StdEncoding.EncodeToString': toBase64,
  'encoding/hex.DecodeString': pure.ofArgument(text => pure.bytesOf(decodeHex(text))),
  'encoding/hex.EncodeToString': (_, [input]) => pure.ofBytes(encodeHex)(input),
  'net/url.QueryUnescape': pure.ofArgument(text => decodePercent(text.replace(/\+/g, ' '))),
  'net/url.PathUnescape': pure.ofArgument(decodePercent),
  'C.CString': itself,
}

export const comparers: ReadonlySet<string> = new Set([
  'bytes.Equal',
  'bytes.EqualFold',
  'bytes.Compare',
  'bytes.HasPrefix',
  'bytes.HasSuffix',
  'strings.Compare',
  'strings.EqualFold',
  'strings.HasPrefix',
  'strings.HasSuffix',
  'crypto/subtle.ConstantTimeCompare',
  'crypto/hmac.Equal',
  'reflect.DeepEqual',
  'slices.Equal',
])

const read0: EnvironmentFunction = { access: 'read', argument: 0 }
const write0: EnvironmentFunction = { access: 'write', argument: 0 }

export const environmentFunctions: Readonly<Record<string, EnvironmentFunction>> = {
  'os.Getenv': read0,
  'os.LookupEnv': read0,
  'syscall.Getenv': read0,
  'os.Setenv': write0,
  'os.Unsetenv': write0,
  'syscall.Setenv': write0,
  'os.Environ': { access: 'read', argument: 'all' },
  'syscall.Environ': { access: 'read', argument: 'all' },
  'os.Clearenv': { access: 'write', argument: 'all' },
}
