import type { CodeUnit } from '../../../core/embedded/code'
import { type Carried, ProgramFlow } from '../../../core/embedded/programFlow'
import { runText } from '../../../core/facts/runText'
import type { ProgramCall, ProgramReading } from '../../../core/syntax/program'
import { shownValue } from '../../../core/syntax/value'

export interface RunOfDecoded {
  readonly call: ProgramCall
  readonly carried: Carried
}

/** Decoders by the reference manuals of each language's library, as callees once imports and aliases are followed. */
export const DECODERS =
  /(?:^|[.:>])(?:\w*b(?:16|32|64|85)decode|a85decode|decodebytes|decodestring|a2b_(?:base64|hex|uu)|unhexlify|fromhex|base64_decode|decode_base64|(?:strict_|urlsafe_)?decode64|gzinflate|gzuncompress|gzdecode|str_rot13|hex2bin|convert_uudecode|(?:zlib|lzma|bz2|gzip|zstandard|brotli)\.(?:decompress|Inflate\.inflate)|(?:gunzip|inflate|inflateRaw|unzip|brotliDecompress)(?:Sync)?|FromBase64String|FromHexString|DecodeString|MIME::Base64::decode|atob|unescape|createDecipher(?:iv)?|openssl_decrypt|fromCharCode|fromCodePoint)$/
const BY_ARGUMENT: readonly (readonly [callee: RegExp, coding: RegExp])[] = [
  [/^(?:node:)?(?:buffer\.)?Buffer(?:\.from)?$/, /^(?:base64(?:url)?|hex)$/],
  [/^codecs\.decode$|\.decode$/, /^(?:rot[_-]?13|hex(?:_codec)?|base64(?:_codec)?|zip|zlib(?:_codec)?)$/],
  [/(?:^|\.)(?:un)?pack1?$/, /^[mHh]/],
]
/** What reads a file, and endings of files whose bytes are no text. */
const READERS =
  /(?:^|[.:>])(?:readFile(?:Sync)?|createReadStream|read_bytes|file_get_contents|fopen|open|(?:bin)?read|readAllBytes|ReadAllBytes|slurp)$/
const MEDIA = /\.(?:png|jpe?g|gif|ico|webp|bmp|tiff?|avif|wav|mp3|ogg|flac|mp4|webm|ttf|otf|woff2?|eot|pdf)$/i
/** Without one of these no reading is worth its time. */
const MENTIONS =
  /\.(?:png|jpe?g|gif|ico|webp|bmp|wav|mp3|ogg|ttf|otf|woff2?|pdf)['"`]|\bchr\b|strrev|revers|\[::-1\]|\s\^=?\s|decode|atob|unhexlify|fromhex|nflate|unzip|ecompress|FromBase64|fromCharCode|fromCodePoint|['"](?:base64|hex)|unpack|pack\(|rot_?13|ecipher|decrypt|unescape|hex2bin/
const RUNS =
  /\beval|_eval|exec\b|execSync|\bsystem\b|popen|Popen|subprocess|\bFunction\b|constructor|\bvm\b|_compile|setTimeout|setInterval|spawn|assert\(|__builtins__|globalThis|window\[|\$\w+\s*\(|\bcompile\(|Invoke|\biex\b|\[['"](?:ev|ex|Fu)/

/** Calls that run what a decoder of the same program gives, through variables and functions of it. */
export function runsOfDecoded(unit: CodeUnit, reading: ProgramReading, text: string): readonly RunOfDecoded[] {
  const sources = reading.calls
    .filter(isDecoder)
    .map(({ span, target, callee }) => ({ span, name: lastOf(target) || callee }))
  if (sources.length === 0) return []
  const flow = new ProgramFlow(unit, reading, text, { sources, ends: call => ENDS.test(call.target) })
  return reading.calls.flatMap(call => {
    for (const argument of runText(unit, call)) {
      const carried = flow.inArgument(call, argument)
      if (carried !== undefined) return [{ call, carried }]
    }
    return []
  })
}

/** What these give is a length, a yes or no, or the place of something. */
const ENDS =
  /(?:^|\.)(?:len|length|strlen|indexOf|includes|startsWith|endsWith|startswith|endswith|isinstance|hash\w*)$/

/** Languages that have no way to run text of their own. */
export const COMPILED: ReadonlySet<string | undefined> = new Set(['c', 'cpp', 'rust', 'asm', 'go'])

/** Whether both ends can be in the file, and one of them in the change. */
export function mayRunDecoded(text: string, changed: string): boolean {
  return MENTIONS.test(text) && RUNS.test(text) && (MENTIONS.test(changed) || RUNS.test(changed))
}

function isDecoder(call: ProgramCall): boolean {
  if (DECODERS.test(call.target)) return true
  if (READERS.test(call.target) && call.arguments.some(({ value }) => MEDIA.test(shownValue(value)))) return true
  return BY_ARGUMENT.some(
    ([callee, coding]) =>
      callee.test(call.target) && call.arguments.some(({ value }) => coding.test(shownValue(value))),
  )
}

function lastOf(target: string): string {
  return target.split(/[.:]+/).slice(-2).join('.')
}
