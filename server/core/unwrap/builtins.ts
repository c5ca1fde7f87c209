import { fromLatin1, latin1 } from '../model/path'
import { shorten } from '../model/visible'
import { printf } from './commands/printf'
import { testStatus } from './condition'
import { splitFields } from './expand'
import { NOTHING, type Result } from './result'
import type { Called, Runner } from './runner'
import { DONE } from './stages'

/** Commands that change what the shell itself knows (POSIX, Shell Command Language, 2.14, and bash's own). */
type Builtin = (called: Called, runner: Runner) => Result

const FAILED: Result = { out: NOTHING, status: 'no' }

const test: Builtin = ({ name, args, text }, { files, stages, allowance }) => {
  if (/ -[de] /.test(text)) allowance.work -= files.count
  return { out: NOTHING, status: testStatus(name, args, files, clause => stages.assume(clause)) }
}

const declare: Builtin = ({ args, frame, made }) => {
  const isNamed = args.some(arg => /^-\w*A/.test(arg ?? ''))
  for (const arg of args) {
    const [, variable, value] = /^(\w+)=([\s\S]*)$/.exec(arg ?? '') ?? []
    if (variable !== undefined) frame.variables.set(variable, value, made)
    else if (isNamed && arg !== undefined && /^\w+$/.test(arg)) frame.variables.declareNamed(arg)
  }
  return DONE
}

const set: Builtin = ({ args, frame }) => {
  const dashes = args.indexOf('--')
  if (dashes !== -1) frame.positional.values = args.slice(dashes + 1)
  else {
    const first = args.findIndex(arg => arg === undefined || !/^[-+]/.test(arg))
    if (first !== -1 && !/^[-+]\w*o$/.test(args[first - 1] ?? '')) frame.positional.values = args.slice(first)
  }
  return DONE
}

const shift: Builtin = ({ args, frame }) => {
  const { values } = frame.positional
  const count = Number(args[0] ?? 1)
  if (values === undefined || args.includes(undefined)) return DONE
  if (!(count <= values.length)) return FAILED
  frame.positional.values = values.slice(count)
  return DONE
}

const unset: Builtin = ({ args, frame }) => {
  for (const arg of args) {
    if (args[0] === '-f') frame.functions.delete(arg ?? '')
    else if (arg !== undefined && /^\w+$/.test(arg)) frame.variables.set(arg, '')
  }
  return DONE
}

/** One line of the input, cut into fields (POSIX, read; `-n`, `-N`, `-d` and `-a` of bash). */
const read: Builtin = ({ args, frame, input, text }, { stages }) => {
  if (args.includes(undefined) || input === undefined) return stages.stop(`what \`${shorten(text, 80)}\` reads`)
  const names: string[] = []
  const options = new Map<string, string>()
  const given = args.filter((arg): arg is string => arg !== undefined)
  for (let at = 0; at < given.length; at++) {
    const [, flags, last] = /^-([rse]*)([adinNptu]?)/.exec(given[at] ?? '') ?? []
    if (flags === undefined) names.push(given[at] ?? '')
    else {
      for (const flag of flags) options.set(flag, '')
      const own = (given[at] ?? '').slice(1 + flags.length + 1)
      if (last !== undefined && last !== '') options.set(last, own === '' ? (given[++at] ?? '') : own)
    }
  }
  const count = options.get('n') ?? options.get('N')
  const end = options.has('d') ? (options.get('d') ?? '').charCodeAt(0) || 0 : 10
  const bytes = count === undefined ? input.line(end) : input.take(Number(count) || 0)
  const isWhole = bytes !== undefined && bytes.length > 0 && (count !== undefined || bytes.at(-1) === end)
  const line = latin1(bytes ?? new Uint8Array()).slice(0, isWhole && count === undefined ? -1 : undefined)
  const plain = options.has('r') ? line : line.replace(/\\([\s\S])/g, '$1')
  const separators = frame.variables.get('IFS')
  const { steps } = input
  const array = options.get('a')
  if (array !== undefined) frame.variables.setList(array, splitFields(plain.trim(), separators), steps)
  else if (names.length === 0) frame.variables.set('REPLY', plain, steps)
  else {
    let rest = separators === undefined ? plain.replace(/^[ \t\n]+|[ \t\n]+$/g, '') : plain
    for (const [at, name] of names.entries()) {
      if (at === names.length - 1 || options.has('N')) {
        const isOne = separators !== undefined && splitFields(rest, separators).length === 2
        frame.variables.set(name, isOne && separators.includes(rest.at(-1) ?? ' ') ? rest.slice(0, -1) : rest, steps)
      } else {
        const [first = ''] = splitFields(rest, separators)
        frame.variables.set(name, first, steps)
        const behind = rest.slice(first.length)
        rest = separators === undefined ? behind.replace(/^[ \t\n]+/, '') : behind.slice(1)
      }
    }
  }
  return isWhole ? DONE : FAILED
}

const mapfile: Builtin = ({ args, frame, input }) => {
  const name = args.at(-1)
  if (input === undefined || name === undefined) return DONE
  const lines = latin1(input.rest()).split('\n')
  const last = lines.pop()
  const whole = args.includes('-t') ? lines : lines.map(line => `${line}\n`)
  const all = last === '' || last === undefined ? whole : [...whole, last]
  frame.variables.setList(/^-/.test(name) ? 'MAPFILE' : name, all, input.steps)
  return DONE
}

/** `printf -v name`. */
const printfTo: Builtin = ({ args, frame, made, text }, { stages }) => {
  const [, name, ...rest] = args
  if (name === undefined || rest.includes(undefined)) return stages.stop(`what \`${shorten(text, 80)}\` is given`)
  const output = printf(rest.filter((arg): arg is string => arg !== undefined))
  const step = { command: shorten(text, 200), size: 'stop' in output ? 0 : output.bytes.length }
  frame.variables.set(name, 'stop' in output ? undefined : latin1(output.bytes), [...made, step])
  return DONE
}

const lets: Builtin = ({ args, frame }, { words }) => {
  let last: bigint | undefined
  for (const arg of args)
    last = arg === undefined ? undefined : words.number([{ kind: 'text', text: arg, isQuoted: true }], frame)
  return { out: NOTHING, status: last === undefined ? 'unknown' : last === 0n ? 'no' : 'yes' }
}

function leave(kind: 'break' | 'continue' | 'return' | 'exit'): Builtin {
  return ({ args }, runner) => {
    runner.leaving = { kind, levels: Math.max(1, Number(args[0] ?? 1) || 1) }
    return args[0] === undefined || args[0] === '0' ? DONE : { out: NOTHING, status: 'unknown' }
  }
}

/** Commands see the tree from its top. */
const pwd: Builtin = (_, { stages }) => {
  stages.assume('the folder it runs in is the top folder')
  return { out: { bytes: fromLatin1('.\n'), steps: [] }, status: 'yes' }
}

const nothing: Builtin = () => DONE

export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['test', test],
  ['[', test],
  ['[[', test],
  ...['export', 'readonly', 'local', 'declare', 'typeset'].map(name => [name, declare] as const),
  ['set', set],
  ['shift', shift],
  ['unset', unset],
  ['read', read],
  ['mapfile', mapfile],
  ['readarray', mapfile],
  ['let', lets],
  ['pwd', pwd],
  ['break', leave('break')],
  ['continue', leave('continue')],
  ['return', leave('return')],
  ['exit', leave('exit')],
  ['false', () => FAILED],
  ...': true cd pushd popd umask trap wait sleep chmod mkdir rm touch ln install ulimit alias hash type command shopt'
    .split(' ')
    .map(name => [name, nothing] as const),
])

export const printfVariable: Builtin = printfTo
