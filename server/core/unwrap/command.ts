import { joined } from '../formats/archive/bytes'
import type { Allowance } from '../formats/archive/output'
import type { UnwrapStep } from './unwrapped'

/** Bytes a command reads, from where the one before it stopped: commands of a group share it. */
export class Input {
  #at = 0

  constructor(
    readonly bytes: Uint8Array,
    /** The commands that made them. */
    readonly steps: readonly UnwrapStep[] = [],
  ) {}

  /** Up to the next such byte and with it; undefined at the end. */
  line(end: number): Uint8Array | undefined {
    if (this.#at >= this.bytes.length) return undefined
    const found = this.bytes.indexOf(end, this.#at)
    return this.take(found === -1 ? this.bytes.length : found + 1 - this.#at)
  }

  take(count: number): Uint8Array {
    const from = this.#at
    this.#at = Math.min(this.bytes.length, from + Math.max(0, count))
    return this.bytes.subarray(from, this.#at)
  }

  rest(): Uint8Array {
    return this.take(this.bytes.length)
  }
}

/** Bytes came out, or why none can be told. */
export type Output = { readonly bytes: Uint8Array; readonly status?: 0 | 1 } | { readonly stop: string }

/** A command as it is called. Text is one character for one byte. */
export interface Call {
  readonly name: string
  readonly args: readonly string[]
  /** Standard input; undefined when nothing is given. */
  readonly input: Input | undefined
  readonly allowance: Allowance
  /** The content of a file, or why there is none. */
  file(path: string): Uint8Array | { readonly stop: string }
  /** As {@link file}, for a file that is only searched: it does not count as one that took part. */
  peek(path: string): Uint8Array | { readonly stop: string }
  isAbsent(path: string): boolean
  /** Paths of the tree below a folder, sorted. */
  below(folder: string): readonly string[]
  /** Writes a file of the script's own. */
  write(path: string, bytes: Uint8Array): void
}

/**
 * A command that makes bytes of bytes and does nothing else. What it is given and does not know it does not guess:
 * it stops, and names it.
 */
export type TextCommand = (call: Call) => Output

export function stop(reason: string): { readonly stop: string } {
  return { stop: reason }
}

/** Bytes of the operands one after the other, or of the input without operands; `-` is the input. */
export function operandBytes(call: Call, operands: readonly string[]): Uint8Array | { readonly stop: string } {
  const parts: Uint8Array[] = []
  for (const operand of operands.length === 0 ? ['-'] : operands) {
    if (operand === '-') {
      if (call.input === undefined) return stop(`${call.name} reads what nobody gives it`)
      parts.push(call.input.rest())
      continue
    }
    const found = call.file(operand)
    if ('stop' in found) return found
    parts.push(found)
  }
  return joined(parts)
}

export interface Options {
  /** By letter or long name; the value, or '' for a flag. The last one counts. */
  readonly given: ReadonlyMap<string, string>
  readonly operands: readonly string[]
}

/**
 * Splits arguments as POSIX does (Base Definitions, 12.2), with GNU's long options.
 * @param flags letters and long names without a value
 * @param valued letters and long names with one
 */
export function optionsOf(
  args: readonly string[],
  flags: string,
  valued = '',
  long: Readonly<Record<string, 'flag' | 'value'>> = {},
): Options | { readonly stop: string } {
  const given = new Map<string, string>()
  const operands: string[] = []
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string
    if (arg === '--') {
      operands.push(...args.slice(at + 1))
      break
    }
    if (arg === '-' || !arg.startsWith('-')) {
      operands.push(arg)
      continue
    }
    if (arg.startsWith('--')) {
      const [, name = '', , value] = /^--([\w-]+)(=([\s\S]*))?$/.exec(arg) ?? []
      const kind = long[name]
      if (kind === undefined) return stop(`the option ${arg}`)
      given.set(name, kind === 'flag' ? '' : (value ?? args[++at] ?? ''))
      continue
    }
    for (let letter = 1; letter < arg.length; letter++) {
      const name = arg[letter] as string
      if (flags.includes(name)) given.set(name, '')
      else if (valued.includes(name)) {
        given.set(name, letter + 1 < arg.length ? arg.slice(letter + 1) : (args[++at] ?? ''))
        break
      } else return stop(`the option -${name}`)
    }
  }
  return { given, operands }
}
