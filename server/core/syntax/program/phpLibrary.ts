import { asValue, type Computed, lift, numberOf } from './computed'
import { decodeBase64, decodeHex, decodePercent, encodeBase64, encodeHex, rot13 } from './decode'
import { decompress } from './decompress'
import * as pure from './pure'
import { bytesIn, length, range } from './sequences'
import type { Compute } from './shape'

const percent = pure.ofArgument(text => decodePercent(text.replace(/\+/g, ' ')))

const substr: Compute = (_, [input, first, second]) => {
  const from = pure.toNumber(first)
  const count = second === undefined ? undefined : pure.toNumber(second)
  if (from === undefined || (second !== undefined && count === undefined)) return undefined
  return lift([input], text => {
    const start = from < 0 ? Math.max(0, text.length + from) : from
    if (count === undefined) return text.slice(start)
    return count < 0 ? text.slice(start, Math.max(start, text.length + count)) : text.slice(start, start + count)
  })
}

const join: Compute = (_, [first, second]) =>
  first?.kind === 'list' ? pure.join(first, second ?? { kind: 'known', text: '' }) : pure.join(second, first)

function textOf(input: Computed | undefined): string | undefined {
  const value = input === undefined ? undefined : asValue(input)
  return value?.kind === 'known' ? value.text : undefined
}

export const functions: Readonly<Record<string, Compute>> = {
  base64_decode: pure.ofArgument(text => pure.bytesOf(decodeBase64(text))),
  base64_encode: (_, [input]) => pure.ofBytes(encodeBase64)(input),
  hex2bin: pure.ofArgument(text => pure.bytesOf(decodeHex(text))),
  bin2hex: (_, [input]) => pure.ofBytes(encodeHex)(input),
  pack: (_, [format, input]) =>
    textOf(format) === 'H*' ? lift([input], text => pure.bytesOf(decodeHex(text))) : undefined,
  strrev: (_, [input]) => pure.reverse(input, []),
  str_rot13: pure.ofArgument(rot13),
  gzinflate: decompress('raw'),
  gzuncompress: decompress('zlib'),
  gzdecode: decompress('gzip'),
  zlib_decode: decompress('gzip', 'zlib', 'raw'),
  bzdecompress: decompress('bzip2'),
  strlen: length,
  count: length,
  sizeof: length,
  range: (_, [from, to, step]) =>
    from?.kind === 'number' && to?.kind === 'number'
      ? range(_, [from, numberOf(to.value + 1), ...(step === undefined ? [] : [step])])
      : undefined,
  chr: (_, [code]) =>
    code?.kind === 'number' ? pure.bytesOf(String.fromCharCode(((code.value % 256) + 256) % 256)) : undefined,
  ord: (_, [input]) => {
    const bytes = bytesIn(input)
    return bytes === undefined || bytes === '' ? undefined : numberOf(bytes.charCodeAt(0))
  },
  hexdec: pure.ofArgument(text => (/^[0-9a-f]{1,12}$/i.test(text) ? numberOf(Number.parseInt(text, 16)) : undefined)),
  intval: (_, [input, ...more]) => (more.length === 0 && input?.kind === 'number' ? input : undefined),
  implode: join,
  join,
  explode: (_, [separator, input, ...more]) => (more.length === 0 ? pure.split(input, separator) : undefined),
  str_split: (_, given) => (given.length === 1 ? pure.split(given[0], { kind: 'known', text: '' }) : undefined),
  array_reverse: (_, [input]) => (input?.kind === 'list' ? pure.reverse(input, []) : undefined),
  str_replace: (_, [from, to, input, ...more]) =>
    more.length === 0 && from !== undefined && to !== undefined ? pure.replace(true)(input, [from, to]) : undefined,
  substr,
  strtolower: pure.ofArgument(text => text.toLowerCase()),
  strtoupper: pure.ofArgument(text => text.toUpperCase()),
  trim: (_, given) => (given.length === 1 ? lift([given[0]], text => text.trim()) : undefined),
  sprintf: (_, [format, ...given]) => pure.percentFormat(format, given),
  str_repeat: (_, [input, times]) => pure.repeat(input, times),
  urldecode: percent,
  rawurldecode: pure.ofArgument(text => decodePercent(text)),
}
