import { type AwkMachine, AwkStop, looksNumeric, numberOf, textOf, type Value } from './machine'

/** An argument as a function sees it: its value, and for what can be changed the way to change it. */
export interface Argument {
  value(): Value
  set?(value: Value): void
  /** The name of an array or variable. */
  readonly name?: string
  /** What is written between slashes. */
  readonly pattern?: string
}

type AwkFunction = (args: readonly Argument[], machine: AwkMachine) => Value

/** A text that is searched or changed as a whole: its length is work. */
function read(argument: Argument | undefined, machine: AwkMachine): string {
  const found = textOf(argument?.value())
  machine.spend(found.length)
  return found
}

const text = (argument: Argument | undefined) => textOf(argument?.value())
const number = (argument: Argument | undefined) => numberOf(argument?.value())

function patternOf(argument: Argument | undefined): string {
  return argument?.pattern ?? text(argument)
}

/** `sub` and `gsub`: `&` stands for what matched. */
function substitute(isGlobal: boolean): AwkFunction {
  return ([search, put, target], machine) => {
    const place = target ?? { value: () => machine.field(0), set: (value: Value) => machine.setField(0, textOf(value)) }
    const subject = textOf(place.value())
    const pieces = text(put).match(/\\\\|\\&|&|[\s\S]/g) ?? []
    const matcher = machine.pattern(patternOf(search)).matcher(subject)
    let [result, at, count, last] = ['', 0, 0, -1]
    machine.spend(subject.length)
    while (matcher.find()) {
      if (matcher.start() === matcher.end() && matcher.start() === last) continue
      last = matcher.end()
      count++
      const found = matcher.group() ?? ''
      const replaced = pieces
        .map(piece => (piece === '&' ? found : piece.startsWith('\\') ? (piece[1] ?? '\\') : piece))
        .join('')
      result = machine.joined(result, subject.slice(at, matcher.start()) + replaced)
      at = matcher.end()
      if (!isGlobal) break
    }
    if (count > 0) place.set?.(result + subject.slice(at))
    return count
  }
}

const split: AwkFunction = ([source, array, separator], machine) => {
  if (array?.name === undefined) throw new AwkStop('an array')
  const by = separator === undefined ? textOf(machine.get('FS')) : patternOf(separator)
  const parts = machine.split(text(source), by)
  const found = machine.array(array.name)
  found.clear()
  for (const [at, part] of parts.entries()) found.set(String(at + 1), looksNumeric(part))
  machine.spend(parts.length * 5)
  return parts.length
}

const match: AwkFunction = ([subject, search], machine) => {
  const matcher = machine.pattern(patternOf(search)).matcher(read(subject, machine))
  const isFound = matcher.find()
  machine.set('RSTART', isFound ? matcher.start() + 1 : 0)
  machine.set('RLENGTH', isFound ? matcher.end() - matcher.start() : -1)
  return isFound ? matcher.start() + 1 : 0
}

const substr: AwkFunction = ([source, from, count], machine) => {
  const whole = text(source)
  const start = Math.round(number(from))
  const end = count === undefined ? Number.POSITIVE_INFINITY : start + Math.round(number(count))
  const part = whole.slice(Math.max(0, start - 1), Math.max(0, Math.min(whole.length, end - 1)))
  machine.spend(part.length)
  return part
}

const numeric =
  (change: (value: number) => number): AwkFunction =>
  ([value]) =>
    change(number(value))
const bits =
  (change: (a: number, b: number) => number): AwkFunction =>
  ([a, b]) =>
    change(number(a), number(b)) >>> 0

/** Functions of POSIX awk that work on text and numbers, and gawk's on bits. */
export const functions: Readonly<Record<string, AwkFunction>> = {
  length: ([value], machine) =>
    value?.name !== undefined && machine.arrays.has(value.name)
      ? machine.array(value.name).size
      : (value === undefined ? textOf(machine.field(0)) : text(value)).length,
  index: ([whole, part], machine) => read(whole, machine).indexOf(text(part)) + 1,
  substr,
  split,
  match,
  sub: substitute(false),
  gsub: substitute(true),
  sprintf: (args, machine) => machine.format(args.map(one => one.value())),
  toupper: ([value], machine) => read(value, machine).replace(/[a-z]/g, char => char.toUpperCase()),
  tolower: ([value], machine) => read(value, machine).replace(/[A-Z]/g, char => char.toLowerCase()),
  int: numeric(Math.trunc),
  sqrt: numeric(Math.sqrt),
  exp: numeric(Math.exp),
  log: numeric(Math.log),
  sin: numeric(Math.sin),
  cos: numeric(Math.cos),
  atan2: ([y, x]) => Math.atan2(number(y), number(x)),
  and: bits((a, b) => a & b),
  or: bits((a, b) => a | b),
  xor: bits((a, b) => a ^ b),
  lshift: bits((a, b) => a << b),
  rshift: bits((a, b) => a >>> b),
  strtonum: ([value]) => {
    const written = text(value)
    return /^0[xX][0-9a-fA-F]+$/.test(written)
      ? Number.parseInt(written, 16)
      : /^0[0-7]+$/.test(written)
        ? Number.parseInt(written, 8)
        : number(value)
  },
}
