import { latin1 } from '../model/path'
import { isCpio } from './archive/cpio'

/** What kind of thing a file is, as far as a reviewer needs to know which viewer shows it. */
export type FormatCategory =
  | 'image'
  | 'font'
  | 'audio'
  | 'video'
  | 'document'
  | 'compressed'
  | 'archive'
  | 'executable'
  | 'data'
  | 'unknown'

export interface Format {
  /** As said to the reviewer: "xz", "ELF executable". */
  readonly name: string
  readonly category: FormatCategory
  /** Extensions in lower case that such content ordinarily has. */
  readonly extensions: readonly string[]
}

interface Signature extends Format {
  /** Bytes as one character each, at `at`. */
  readonly magic: string
  readonly at?: number
}

const unknown: Format = { name: 'unknown', category: 'unknown', extensions: [] }

function row(category: FormatCategory, name: string, extensions: string, magic: string, at = 0): Signature {
  return { category, name, extensions: extensions.split(' '), magic, at }
}

/**
 * Signatures as the formats' own specifications give them. The longer one comes first where one is the start of
 * another. LZMA-alone has no signature: properties byte 0x5d and a plausible dictionary size are all there is.
 */
const signatures: readonly Signature[] = [
  row('compressed', 'xz', 'xz txz', '\xfd7zXZ\x00'),
  row('compressed', 'lzip', 'lz tlz', 'LZIP'),
  row('compressed', 'gzip', 'gz tgz svgz z', '\x1f\x8b'),
  row('compressed', 'bzip2', 'bz2 tbz tbz2', 'BZh'),
  row('compressed', 'zstd', 'zst tzst', '\x28\xb5\x2f\xfd'),
  // A frame that decoders pass over may come first: its first byte is one of sixteen.
  row('compressed', 'zstd', 'zst tzst', '\x2a\x4d\x18', 1),
  row('compressed', 'LZ4', 'lz4', '\x04\x22\x4d\x18'),
  row('compressed', 'LZ4', 'lz4', '\x02\x21\x4c\x18'),
  row('compressed', 'Unix compress', 'z', '\x1f\x9d'),
  row('compressed', 'LZMA', 'lzma', '\x5d'),
  row('archive', 'zip', 'zip jar war ear apk whl docx xlsx pptx odt ods odp epub nupkg vsix xpi', 'PK\x03\x04'),
  row('archive', 'empty zip', 'zip jar', 'PK\x05\x06'),
  row('archive', '7-Zip', '7z', '7z\xbc\xaf\x27\x1c'),
  row('archive', 'RAR', 'rar', 'Rar!\x1a\x07'),
  row('archive', 'cabinet', 'cab', 'MSCF'),
  row('archive', 'tar', 'tar', 'ustar', 257),
  row('archive', 'Debian package', 'deb udeb', '!<arch>\ndebian-binary'),
  row('archive', 'static library', 'a lib', '!<arch>\n'),
  row('archive', 'cpio', 'cpio', '070701'),
  row('archive', 'cpio', 'cpio', '070702'),
  row('archive', 'cpio', 'cpio', '070707'),
  row('archive', 'cpio', 'cpio', '\xc7\x71'),
  row('archive', 'cpio', 'cpio', '\x71\xc7'),
  row('archive', 'ISO 9660 image', 'iso', 'CD001', 0x8001),
  row('archive', 'Chrome extension', 'crx', 'Cr24'),
  row('archive', 'xar', 'xar pkg', 'xar!\x00\x1c'),
  row('archive', 'LHA', 'lha lzh', '-lh', 2),
  row('archive', 'Windows imaging archive', 'wim esd', 'MSWIM\x00\x00\x00'),
  row('archive', 'squashfs image', 'squashfs sfs snap', 'hsqs'),
  row('archive', 'squashfs image', 'squashfs sfs snap', 'sqsh'),
  row('archive', 'cramfs image', 'cramfs', '\x45\x3d\xcd\x28'),
  row('archive', 'QEMU disk image', 'qcow qcow2', 'QFI\xfb'),
  row('archive', 'RPM package', 'rpm', '\xed\xab\xee\xdb'),
  row('executable', 'ELF executable', 'so o elf', '\x7fELF'),
  row('executable', 'Mach-O executable', 'dylib o', '\xcf\xfa\xed\xfe'),
  row('executable', 'Mach-O executable', 'dylib o', '\xce\xfa\xed\xfe'),
  row('executable', 'Mach-O executable', 'dylib o', '\xfe\xed\xfa\xce'),
  row('executable', 'Mach-O executable', 'dylib o', '\xfe\xed\xfa\xcf'),
  row('executable', 'Java class', 'class', '\xca\xfe\xba\xbe'),
  row('executable', 'WebAssembly module', 'wasm', '\x00asm'),
  row('executable', 'LLVM bitcode', 'bc', 'BC\xc0\xde'),
  row('executable', 'Windows executable', 'exe dll sys scr ocx cpl efi', 'MZ'),
  row('image', 'PNG image', 'png apng', '\x89PNG\r\n\x1a\n'),
  row('image', 'JPEG image', 'jpg jpeg jfif', '\xff\xd8\xff'),
  row('image', 'GIF image', 'gif', 'GIF8'),
  row('image', 'WebP image', 'webp', 'WEBP', 8),
  row('image', 'TIFF image', 'tif tiff', 'II*\x00'),
  row('image', 'TIFF image', 'tif tiff', 'MM\x00*'),
  row('image', 'Windows icon', 'ico', '\x00\x00\x01\x00'),
  row('image', 'Windows cursor', 'cur', '\x00\x00\x02\x00'),
  row('image', 'Apple icon', 'icns', 'icns'),
  row('image', 'Photoshop image', 'psd', '8BPS'),
  row('image', 'GIMP image', 'xcf', 'gimp xcf'),
  row('image', 'AVIF or HEIF image', 'avif heic heif', 'ftypavif', 4),
  row('image', 'AVIF or HEIF image', 'avif heic heif', 'ftyphei', 4),
  row('image', 'Windows bitmap', 'bmp', 'BM'),
  row('font', 'WOFF2 font', 'woff2', 'wOF2'),
  row('font', 'WOFF font', 'woff', 'wOFF'),
  row('font', 'OpenType font', 'otf', 'OTTO'),
  row('font', 'TrueType font', 'ttf', '\x00\x01\x00\x00\x00'),
  row('font', 'TrueType collection', 'ttc', 'ttcf'),
  row('font', 'embedded OpenType font', 'eot', 'LP', 34),
  row('audio', 'WAVE sound', 'wav', 'WAVE', 8),
  row('audio', 'Ogg sound', 'ogg oga opus', 'OggS'),
  row('audio', 'FLAC sound', 'flac', 'fLaC'),
  row('audio', 'MP3 sound', 'mp3', 'ID3'),
  row('audio', 'MP3 sound', 'mp3', '\xff\xfb'),
  row('audio', 'AIFF sound', 'aif aiff', 'AIFF', 8),
  row('video', 'MP4 video', 'mp4 m4v mov m4a', 'ftyp', 4),
  row('video', 'Matroska or WebM video', 'mkv webm', '\x1a\x45\xdf\xa3'),
  row('document', 'PDF document', 'pdf ai', '%PDF-'),
  row('document', 'OLE document', 'doc xls ppt msi vsd suo', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),
  row('data', 'SQLite database', 'db sqlite sqlite3', 'SQLite format 3\x00'),
  row('data', 'gettext catalogue', 'mo gmo', '\xde\x12\x04\x95'),
  row('data', 'gettext catalogue', 'mo gmo', '\x95\x04\x12\xde'),
  row('data', 'packet capture', 'pcap', '\xd4\xc3\xb2\xa1'),
  row('data', 'packet capture', 'pcapng', '\x0a\x0d\x0d\x0a'),
  row('data', 'Python pickle', 'pkl pickle', '\x80'),
  row('data', 'NumPy array', 'npy', '\x93NUMPY'),
  row('data', 'Redis dump', 'rdb', 'REDIS0'),
  row('data', 'Java key store', 'jks', '\xfe\xed\xfe\xed'),
  row('data', 'DER structure', 'der cer crt p12 pfx p8 p7b', '\x30'),
  row('executable', 'Python bytecode', 'pyc pyo', '\r\n', 2),
]

function hasMagic(bytes: Uint8Array, head: string, { magic, at = 0 }: Signature): boolean {
  if (at < head.length) return head.startsWith(magic, at)
  return at < bytes.length && latin1(bytes.subarray(at, at + magic.length)) === magic
}

/** By content alone. Looks at the first 512 bytes, and at the few places further on where a format has its mark. */
export function sniffFormat(bytes: Uint8Array): Format {
  const head = latin1(bytes.subarray(0, 512))
  for (const signature of signatures) {
    if (!hasMagic(bytes, head, signature)) continue
    if (signature.name === 'cpio' && !isCpio(bytes)) continue
    if (signature.name === 'LHA' && bytes[6] !== 0x2d) continue
    if (signature.name === 'zstd' && signature.at === 1 && ((bytes[0] ?? 0) & 0xf0) !== 0x50) continue
    if (signature.name === 'LZMA' && !isLzmaHeader(bytes)) continue
    if (signature.name === 'Windows bitmap' && !isBitmapHeader(bytes)) continue
    if (signature.name === 'Python pickle' && !isPickleHeader(bytes)) continue
    if (signature.name === 'Python bytecode' && !isBytecodeHeader(bytes)) continue
    if (signature.name === 'DER structure' && !isDerHeader(bytes)) continue
    if (signature.name === 'Java class' && isFatMachO(bytes))
      return { name: 'Mach-O executable', category: 'executable', extensions: ['dylib'] }
    const { name, category, extensions } = signature
    return { name, category, extensions }
  }
  const isDiskImage = latin1(bytes.subarray(Math.max(0, bytes.length - 512)).subarray(0, 8)) === 'koly\0\0\0\x04'
  return isDiskImage ? { name: 'Apple disk image', category: 'archive', extensions: ['dmg'] } : unknown
}

/**
 * LZMA-alone: properties, 4 bytes dictionary size, 8 bytes uncompressed size, all ones when unknown. Real files have a
 * dictionary of 2^n or 2^n + 2^(n-1) bytes and stay below 256 GiB, which is what tells them from other data (XZ file
 * format description, "lzma_alone").
 */
function isLzmaHeader(bytes: Uint8Array): boolean {
  if (bytes.length < 13) return false
  const dictionary = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1, true)
  // Without its lowest set bit a sum of two neighbouring powers is the higher one, and a single power is zero.
  const rest = dictionary & (dictionary - 1)
  const isUsual =
    dictionary !== 0 && (rest === 0 || ((rest & (rest - 1)) === 0 && rest >>> 1 === (dictionary ^ rest) >>> 0))
  const size = bytes.subarray(5, 13)
  const isBounded = size[5] === 0 && size[6] === 0 && size[7] === 0
  return (isUsual || dictionary === 0xffffffff) && (isBounded || size.every(byte => byte === 0xff))
}

/** The four reserved bytes after the size are zero: two letters alone would fit too many files. */
function isBitmapHeader(bytes: Uint8Array): boolean {
  return bytes.length > 26 && bytes.subarray(6, 10).every(byte => byte === 0)
}

/** The protocol (2 to 5), then a frame or one of the operations that a pickle begins with. */
function isPickleHeader(bytes: Uint8Array): boolean {
  const protocol = bytes[1] ?? 0
  return protocol >= 2 && protocol <= 5 && /[c}\]()NKMJXUGIV\x88-\x8d\x95]/.test(latin1(bytes.subarray(2, 3)))
}

/** Magic numbers of CPython: 3000 upward since version 3, about 62000 for the last of version 2; a code object after. */
function isBytecodeHeader(bytes: Uint8Array): boolean {
  const magic = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8)
  if (!((magic >= 3000 && magic < 4000) || (magic >= 62000 && magic < 62300))) return false
  return [8, 12, 16].some(at => ((bytes[at] ?? 0) & 0x7f) === 0x63)
}

/** A sequence that says its length in two bytes, ends with the file or before it, and starts with a usual value. */
function isDerHeader(bytes: Uint8Array): boolean {
  if (bytes[1] !== 0x82) return false
  const end = 4 + (((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0))
  return end > 68 && end <= bytes.length && [0x30, 0x02, 0x06].includes(bytes[4] ?? 0)
}

/** A universal Mach-O file counts its parts where a class file has its version; no class file has one below 45. */
function isFatMachO(bytes: Uint8Array): boolean {
  return bytes[4] === 0 && bytes[5] === 0 && bytes[6] === 0 && (bytes[7] ?? 0) < 45
}

/** Content people look at through a viewer as a matter of course. */
export function isMedia(format: Format): boolean {
  return ['image', 'font', 'audio', 'video'].includes(format.category)
}

/** The formats that an extension promises; empty for an extension that promises none. */
export function formatsOfExtension(extension: string): readonly Format[] {
  if (extension === '') return []
  return signatures.filter(signature => signature.extensions.includes(extension))
}
