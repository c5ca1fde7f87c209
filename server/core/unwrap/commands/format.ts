/** One piece of a format of `printf` (POSIX, File Format Notation). */
export type FormatPiece =
  | { readonly text: string }
  | {
      readonly flags: string
      /** Undefined when none is given; `*` takes it from the arguments. */
      readonly width: number | '*' | undefined
      readonly precision: number | '*' | undefined
      readonly kind: string
    }

const PIECE = /%%|%([-+ 0#]*)(\d+|\*)?(?:\.(\d+|\*)?)?(?:hh|ll|[hlLqjzt])?([a-zA-Z])|%|[^%]+/g
const MOST_WIDTH = 100_000

/** Undefined for a format that cannot be told. Escapes are those of the caller. */
export function formatPieces(format: string): readonly FormatPiece[] | undefined {
  const pieces: FormatPiece[] = []
  for (const [whole, flags = '', width, precision, kind] of format.matchAll(PIECE)) {
    if (whole === '%') return undefined
    if (kind === undefined) {
      pieces.push({ text: whole === '%%' ? '%' : whole })
      continue
    }
    const count = (text: string | undefined) => (text === '*' ? '*' : text === undefined ? undefined : Number(text))
    const dot = whole.includes('.') ? (count(precision) ?? 0) : undefined
    pieces.push({ flags, width: count(width), precision: dot, kind })
  }
  return pieces
}

interface Layout {
  readonly flags: string
  readonly width: number | undefined
  readonly precision: number | undefined
}

export function layoutText(text: string, { flags, width = 0, precision }: Layout): string | undefined {
  if (width > MOST_WIDTH) return undefined
  const cut = precision === undefined ? text : text.slice(0, precision)
  return flags.includes('-') ? cut.padEnd(width) : cut.padStart(width)
}

/** `d i o u x X` of a whole number. */
export function layoutInteger(value: bigint, kind: string, layout: Layout): string | undefined {
  const { flags, width = 0, precision } = layout
  if (width > MOST_WIDTH || (precision ?? 0) > MOST_WIDTH) return undefined
  const isSigned = kind === 'd' || kind === 'i'
  const size = isSigned ? (value < 0n ? -value : value) : BigInt.asUintN(64, value)
  const radix = kind === 'o' ? 8 : kind === 'x' || kind === 'X' ? 16 : 10
  let digits = size.toString(radix).padStart(precision ?? 1, '0')
  if (precision === 0 && size === 0n) digits = ''
  if (flags.includes('#') && kind === 'o' && !digits.startsWith('0')) digits = `0${digits}`
  let before = flags.includes('#') && radix === 16 && size !== 0n ? '0x' : ''
  if (isSigned) before = value < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  if (flags.includes('0') && !flags.includes('-') && precision === undefined)
    digits = digits.padStart(width - before.length, '0')
  const text = kind === 'X' ? (before + digits).toUpperCase() : before + digits
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width)
}

/** `e f g` of a number, as C writes them. */
export function layoutNumber(value: number, kind: string, layout: Layout): string | undefined {
  const { flags, width = 0, precision = 6 } = layout
  if (width > MOST_WIDTH || precision > 50) return undefined
  const size = Math.abs(value)
  const lower = kind.toLowerCase()
  let digits = !Number.isFinite(value)
    ? Number.isNaN(value)
      ? 'nan'
      : 'inf'
    : lower === 'f'
      ? fixed(size, precision)
      : lower === 'e'
        ? exponent(size, precision)
        : general(size, precision, flags.includes('#'))
  const before = value < 0 || Object.is(value, -0) ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  if (flags.includes('0') && !flags.includes('-') && Number.isFinite(value))
    digits = digits.padStart(width - before.length, '0')
  const text = kind === lower ? before + digits : (before + digits).toUpperCase()
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width)
}

function fixed(size: number, precision: number): string {
  return size < 1e21 ? size.toFixed(precision) : `${BigInt(size)}${precision > 0 ? `.${'0'.repeat(precision)}` : ''}`
}

function exponent(size: number, precision: number): string {
  return size.toExponential(precision).replace(/e([-+])(\d)$/, 'e$10$2')
}

function general(size: number, precision: number, keepsZeros: boolean): string {
  const digits = Math.max(1, precision)
  const power = size === 0 ? 0 : Number(size.toExponential(digits - 1).split('e')[1])
  const text = power < -4 || power >= digits ? exponent(size, digits - 1) : fixed(size, Math.max(0, digits - 1 - power))
  if (keepsZeros || !text.includes('.')) return text
  return text.replace(/\.?0+(?=e|$)/, '')
}
