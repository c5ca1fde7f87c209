import { latin1 } from '../../model/path'
import { type FormatCategory, sniffFormat } from '../signature'
import { ByteWindow } from './window'

/** How far into bytes that no part claims a second format is looked for. */
const MAX_SCAN = 1 << 20
const MAX_FOUND = 4

export interface SecondFormat {
  readonly name: string
  readonly category: FormatCategory | 'script'
  readonly offset: number
}

/** Formats whose signature alone fits chance bytes; what else must hold, or `undefined` when nothing else is known. */
const further: Readonly<Record<string, ((window: ByteWindow) => boolean) | undefined>> = {
  gzip: window => window.u8(2) === 8 && window.u8(3) < 0x20,
  bzip2: window => window.text(4, 6) === '1AY&SY',
  'Windows executable': window => window.text(window.u32(0x3c), 4) === 'PE\0\0',
  'JPEG image': window => window.u8(3) >= 0xc0,
  'Java class': window => window.withOrder(false).u16(6) >= 45,
  lzip: window => window.u8(4) <= 1,
  'GIF image': window => /^GIF8[79]a/.test(window.text(0, 6)),
}

const tooShort = new Set([
  'LZMA',
  'Windows bitmap',
  'MP3 sound',
  'Windows icon',
  'Windows cursor',
  'TrueType font',
  'embedded OpenType font',
  'Unix compress',
  'OpenType font',
  'Python pickle',
  'Python bytecode',
  'DER structure',
  'packet capture',
  'gettext catalogue',
  'MP4 video',
  'AVIF or HEIF image',
  'tar',
  'cpio',
  'LHA',
])

const SCRIPT = /^(?:#!\s*\/|<\?php\b|<script\b|<!doctype html|<html\b)/i

/** The format that starts at `at`, if its signature is long enough to be no accident. */
export function formatAt(bytes: Uint8Array, at: number): SecondFormat | undefined {
  if (!starts.has(((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0))) return undefined
  const window = new ByteWindow(bytes.subarray(at))
  if (window.size < 8) return undefined
  const { name, category } = sniffFormat(window.bytes)
  if (category !== 'unknown' && !tooShort.has(name) && (further[name]?.(window) ?? true))
    return { name, category, offset: at }
  return SCRIPT.test(window.text(0, 64)) ? { name: 'script', category: 'script', offset: at } : undefined
}

/** First two bytes of the signatures that are looked for at every offset. */
const starts = new Set(
  [
    '\x7fE',
    'PK',
    '\xfd7',
    '\x1f\x8b',
    '7z',
    'Ra',
    'MZ',
    '#!',
    '<?',
    '<s',
    '<h',
    '\x89P',
    '\x28\xb5',
    'BZ',
    '!<',
    '\xcf\xfa',
  ]
    .concat([
      '%P',
      '# ',
      'RI',
      '\xce\xfa',
      '\xca\xfe',
      'wO',
      'SQ',
      'LZ',
      '<!',
      '<?',
      '\xed\xab',
      '\xd0\xcf',
      '\x00a',
      '\xff\xd8',
      'GI',
    ])
    .map(two => (two.charCodeAt(0) << 8) | two.charCodeAt(1)),
)

/** Formats that start anywhere in `[from, to)`, the first few; `mayTry` is asked before each place is looked at. */
export function formatsIn(
  bytes: Uint8Array,
  [from, to]: readonly [number, number],
  mayTry: () => boolean,
): readonly SecondFormat[] {
  const found: SecondFormat[] = []
  const within = bytes.subarray(0, to)
  const end = Math.min(to, from + MAX_SCAN)
  for (let at = from; at < end && found.length < MAX_FOUND; at++) {
    if (!starts.has(((bytes[at] as number) << 8) | (bytes[at + 1] ?? 0))) continue
    if (!mayTry()) break
    const format = formatAt(within, at)
    if (format !== undefined && found.at(-1)?.name !== format.name) found.push(format)
  }
  return found
}

/** Nothing but zeros, or nothing but blanks and line ends: what tools put behind a file without meaning anything. */
export function isPadding(bytes: Uint8Array): boolean {
  return bytes.every(byte => byte === 0) || /^[\s\0]*$/.test(bytes.length <= 64 ? latin1(bytes) : 'x')
}
