import { joined } from '../../formats/archive/bytes'
import { readCompressed } from '../../formats/archive/compressed'
import { type ContentFilter, contentFilterByOption } from '../../formats/archive/filters'
import { decodeLzmaAlone } from '../../formats/archive/lzmaAlone'
import { decodeRaw } from '../../formats/archive/rawLzma'
import { sniffFormat } from '../../formats/signature'
import { type Call, type Output, operandBytes, optionsOf, stop, type TextCommand } from '../command'

/** Options of `xz` for what was done to the content before it was compressed. */
const FILTERS = ['x86', 'powerpc', 'ia64', 'arm', 'armthumb', 'arm64', 'sparc', 'riscv', 'delta'] as const

const LONG = {
  decompress: 'flag',
  uncompress: 'flag',
  stdout: 'flag',
  'to-stdout': 'flag',
  keep: 'flag',
  force: 'flag',
  quiet: 'flag',
  'single-stream': 'flag',
  'ignore-check': 'flag',
  format: 'value',
  lzma1: 'value',
  lzma2: 'value',
  robot: 'flag',
  verbose: 'flag',
  'no-warn': 'flag',
  threads: 'value',
  ...Object.fromEntries(FILTERS.map(name => [name, 'value' as const])),
} as const

const BRANCHES = new Set(FILTERS.map(name => `--${name}`))

/** A decompressor; one that also compresses has to be told to decompress. */
function unpacker(formats: readonly string[], isAlways: boolean): TextCommand {
  return call => {
    // Filters may stand without a value, which GNU's way of options allows for none else here.
    const args = call.args.map(arg => (/^--lzma[12]$/.test(arg) || BRANCHES.has(arg) ? `${arg}=` : arg))
    const options = optionsOf(args, 'dcfkqvnNzt0123456789e', 'FTSM', LONG)
    if ('stop' in options) return options
    const { given, operands } = options
    const isDecompressing = isAlways || ['d', 'decompress', 'uncompress'].some(name => given.has(name))
    if (!isDecompressing || given.has('t')) return stop('it compresses')
    const toInput = given.has('c') || given.has('stdout') || given.has('to-stdout') || /cat$/.test(call.name)
    const [path] = operands
    if (path !== undefined && path !== '-' && !toInput)
      return inPlace(call, path, whole => unpacked(call, whole, given, formats))
    const found = operandBytes(call, operands)
    return 'stop' in found ? found : unpacked(call, found, given, formats)
  }
}

/** Writes a file of the name without its suffix. */
function inPlace(call: Call, path: string, unpack: (bytes: Uint8Array) => Output): Output {
  const found = call.file(path)
  if ('stop' in found) return found
  const output = unpack(found)
  if ('stop' in output) return output
  const name = path.replace(/\.t([gxb])z2?$|\.(?:gz|xz|bz2|zst|lz4|lz|lzma|Z)$/, (_, tar?: string) =>
    tar === undefined ? '' : '.tar',
  )
  if (name !== path) call.write(name, output.bytes)
  return { bytes: new Uint8Array(), status: output.status ?? 0 }
}

function unpacked(
  call: Call,
  found: Uint8Array,
  given: ReadonlyMap<string, string>,
  formats: readonly string[],
): Output {
  const format = given.get('F') ?? given.get('format') ?? 'auto'
  if (format === 'raw') return raw(call, found, given)
  if (format === 'lzma' || format === 'alone') return whole(decodeLzmaAlone(found, 0, call.allowance))
  const container = readCompressed(sniffFormat(found).name, found, call.allowance)
  if (container === undefined || !formats.includes(container.format)) return stop('what it is given is no such format')
  const fault = container.pieces.find(piece => piece.fault !== undefined)?.fault
  const bytes = joined(container.pieces.map(piece => piece.content))
  // What came out before the fault has been put out by then.
  return fault !== undefined && bytes.length === 0 ? stop(fault.reason) : { bytes, status: fault === undefined ? 0 : 1 }
}

function raw(call: Call, bytes: Uint8Array, given: ReadonlyMap<string, string>): Output {
  const filters: ContentFilter[] = []
  for (const arg of call.args) {
    const [, name = '', value] = /^--(\w+)(?:=(?:dist|start)=(\d{1,9}))?$/.exec(arg) ?? []
    const filter = contentFilterByOption(name, value === undefined ? undefined : Number(value))
    if (filter !== undefined) filters.push(filter)
    else if (BRANCHES.has(arg.split('=', 1)[0] ?? '')) return stop('its filters')
  }
  if (!given.has('lzma1'))
    return given.has('lzma2')
      ? whole(decodeRaw(bytes, 0, { codec: 'lzma2', filters }, call.allowance))
      : stop('its filters')
  const settings = new Map((given.get('lzma1') ?? '').split(',').map(part => part.split('=') as [string, string]))
  const bits = (name: string, usual: number) => Number(settings.get(name) ?? usual)
  const codec = { lc: bits('lc', 3), lp: bits('lp', 0), pb: bits('pb', 2) }
  return whole(decodeRaw(bytes, 0, { codec, filters }, call.allowance))
}

function whole({
  bytes,
  stop: fault,
}: {
  readonly bytes: Uint8Array
  readonly stop?: { readonly reason: string }
}): Output {
  return bytes.length === 0 && fault !== undefined ? stop(fault.reason) : { bytes, status: fault === undefined ? 0 : 1 }
}

export const xz = unpacker(['xz', 'LZMA', 'lzip'], false)
export const unxz = unpacker(['xz', 'LZMA', 'lzip'], true)
export const gzip = unpacker(['gzip', 'Unix compress'], false)
export const gunzip = unpacker(['gzip', 'Unix compress'], true)
export const bzip2 = unpacker(['bzip2'], false)
export const bunzip2 = unpacker(['bzip2'], true)
export const zstd = unpacker(['zstd'], false)
export const unzstd = unpacker(['zstd'], true)
export const lz4 = unpacker(['LZ4'], false)
export const lzip = unpacker(['lzip'], false)
