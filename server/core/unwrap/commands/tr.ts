import { optionsOf, stop, type TextCommand } from '../command'
import { controlEscapes } from '../escapes'

/** `tr` on bytes, with octal escapes, ranges, classes and repeats (POSIX, tr). */
export const tr: TextCommand = call => {
  const options = optionsOf(call.args, 'cCdst', '', { delete: 'flag', complement: 'flag', 'squeeze-repeats': 'flag' })
  if ('stop' in options) return options
  const { given, operands } = options
  const isDelete = given.has('d') || given.has('delete')
  const isSqueeze = given.has('s') || given.has('squeeze-repeats')
  const isComplement = given.has('c') || given.has('C') || given.has('complement')
  const [written = '', mapped] = operands
  const first = setOf(written)
  const second = mapped === undefined ? undefined : setOf(mapped)
  if (first === undefined || (mapped !== undefined && second === undefined)) return stop('its sets')
  if (call.input === undefined) return stop('it reads what nobody gives it')
  const from = isComplement ? complementOf(first) : first
  const isIn = flagsOf(from)
  const map = Uint8Array.from({ length: 256 }, (_, byte) => byte)
  if (!isDelete && second !== undefined) {
    if (second.length === 0) return stop('its sets')
    for (const [at, byte] of from.entries()) map[byte] = second[Math.min(at, second.length - 1)] as number
  } else if (!isDelete && !isSqueeze) return stop('its sets')
  const squeezed = isSqueeze ? flagsOf(second ?? from) : undefined
  const input = call.input.rest()
  const output = new Uint8Array(input.length)
  let length = 0
  let last = -1
  for (const byte of input) {
    if (isDelete && isIn[byte] === 1) continue
    const put = map[byte] as number
    if (squeezed?.[put] === 1 && put === last) continue
    output[length++] = put
    last = put
  }
  return { bytes: output.subarray(0, length) }
}

function flagsOf(set: readonly number[]): Uint8Array {
  const flags = new Uint8Array(256)
  for (const byte of set) flags[byte] = 1
  return flags
}

function complementOf(set: readonly number[]): readonly number[] {
  const flags = flagsOf(set)
  return Array.from({ length: 256 }, (_, byte) => byte).filter(byte => flags[byte] === 0)
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  digit: /[0-9]/,
  lower: /[a-z]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
  print: /[ -~]/,
  graph: /[!-~]/,
}
const TOKEN = /\[:(\w+):\]|\[=([\s\S])=\]|\[([\s\S]|\\[0-7]{1,3})\*(\d*)\]|\\([0-7]{1,3})|\\([\s\S])|([\s\S])/g

/** Bytes of a set in order; undefined for what cannot be told. */
function setOf(written: string): readonly number[] | undefined {
  if (written.length > 2000) return undefined
  const set: number[] = []
  let open: number | undefined
  let isRange = false
  for (const [whole, name, equal, repeated, count, octal, escaped, plain] of written.matchAll(TOKEN)) {
    if (name !== undefined) {
      const members = CLASSES[name]
      if (members === undefined || isRange) return undefined
      for (let byte = 0; byte < 128; byte++) if (members.test(String.fromCharCode(byte))) set.push(byte)
      open = undefined
      continue
    }
    if (repeated !== undefined) {
      const times = count === '' ? 256 : Math.min(256, Number.parseInt(count ?? '1', count?.startsWith('0') ? 8 : 10))
      for (let left = times; left > 0; left--)
        set.push(repeated.length > 1 ? Number.parseInt(repeated.slice(1), 8) : repeated.charCodeAt(0))
      open = undefined
      continue
    }
    const byte =
      octal !== undefined
        ? Number.parseInt(octal, 8) & 255
        : escaped !== undefined
          ? (controlEscapes[escaped] ?? escaped).charCodeAt(0)
          : (equal ?? plain ?? '').charCodeAt(0)
    if (whole === '-' && open !== undefined && !isRange) {
      isRange = true
      continue
    }
    if (isRange && open !== undefined) {
      if (byte < open) return undefined
      for (let at = open + 1; at <= byte; at++) set.push(at)
      open = undefined
      isRange = false
      continue
    }
    set.push(byte)
    open = byte
  }
  if (isRange) set.push(0x2d)
  return set.some(byte => byte > 255) ? undefined : set
}
