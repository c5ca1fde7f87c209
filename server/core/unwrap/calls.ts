import { fromLatin1, latin1 } from '../model/path'
import { shorten } from '../model/visible'
import { builtins, printfVariable } from './builtins'
import { type Call, Input, type Output, type TextCommand } from './command'
import { commands } from './commands'
import { isDisguise } from './disguise'
import type { Frame } from './frame'
import { parseScript } from './parse'
import type { Result } from './result'
import type { Called, Runner } from './runner'
import { DONE } from './stages'
import type { UnwrapStep } from './unwrapped'

export const DEEPEST = 12
const SHELLS = /^(?:\S*\/)?(?:ba|da|k|z|a|mk)?sh$/
const OTHER_INTERPRETERS = /^(?:\S*\/)?(?:python[\d.]*|perl|ruby|node|php|lua|m4|Rscript|pwsh|powershell)$/
/** Variables that hold a shell by convention: autoconf's and the user's. */
export const SHELL_NAMES = new Set(['SHELL', 'CONFIG_SHELL', 'BASH'])
const PREFIXES = new Set(['exec', 'nohup', 'nice', 'env', 'command', 'builtin', 'time', 'sudo', 'stdbuf'])
const MOST_FIELDS = 5000
const PUTS_OUT_WORDS = new Set(['echo', 'printf', 'expr', 'basename', 'dirname'])

/** What a simple command does, by its name. */
export function called(one: Called, runner: Runner): Result {
  const { name, args, frame, input, text } = one
  const { stages } = runner
  const program = name.slice(name.lastIndexOf('/') + 1)
  const body = frame.functions.get(name)
  if (body !== undefined && frame.depth < DEEPEST) {
    const result = runner.evaluate(body, { ...frame, positional: { values: args }, depth: frame.depth + 1 }, input)
    if (runner.leaving?.kind === 'return') runner.leaving = undefined
    return result
  }
  if (PREFIXES.has(program)) {
    const rest = args.slice(args.findIndex(arg => arg === undefined || !/^-|^\w+=/.test(arg)))
    const [inner, ...others] = rest
    if (args.length === 0 && program === 'exec') return DONE
    if (inner !== undefined && !(program === 'command' && args[0]?.startsWith('-')))
      return called({ ...one, name: inner, args: others }, runner)
  }
  if (program === 'eval') return evaluated(one, runner)
  if (SHELLS.test(name) || SHELL_NAMES.has(name)) return shell(one, runner)
  if (OTHER_INTERPRETERS.test(name)) return interpreter(one, program, runner)
  if (program === '.' || program === 'source') {
    const [path] = args
    const content = path === undefined ? { stop: 'a file nobody can name' } : runner.files.read(path)
    if ('stop' in content) return stages.stop(content.stop)
    return given(program, content, [...one.made, ...runner.files.stepsOf(path ?? '')], frame, undefined, runner)
  }
  if (program === 'xargs') return spread(one, runner)
  if (program === 'printf' && args[0] === '-v') return printfVariable(one, runner)
  const builtin = builtins.get(program)
  if (builtin !== undefined) return builtin({ ...one, name: program }, runner)
  const command = commands.get(program)
  if (command === undefined) return stages.stop(`what \`${shorten(program, 80)}\` puts out`)
  if (args.includes(undefined)) return stages.stop(`what \`${shorten(text, 80)}\` is given`)
  return worked(command, { ...one, name: program }, runner)
}

/** Text that is put together in sight of the reader is no stage of its own. */
function evaluated({ args, frame, input, made, words, text }: Called, runner: Runner): Result {
  if (args.includes(undefined)) return runner.stages.stop(`what is evaluated by \`${shorten(text, 80)}\``)
  const script = args.join(' ')
  const isOutput = words.slice(1).some(word => word.some(piece => piece.kind === 'output'))
  if (isOutput || made.some(isDisguise)) return given('eval', fromLatin1(script), made, frame, input, runner)
  return frame.depth < DEEPEST
    ? runner.evaluate(parseScript(script), { ...frame, depth: frame.depth + 1 }, input)
    : runner.stages.stop('text evaluated too deep')
}

/** `sh`, `sh -c text`, `sh file`, `… | sh`. */
function shell(one: Called, runner: Runner): Result {
  const { name, args, frame, input, made, text } = one
  const runs = SHELL_NAMES.has(name) ? `$${name}` : name
  const at = args.findIndex(arg => arg !== undefined && /^-\w*c$/.test(arg))
  if (at !== -1) {
    const script = args[at + 1]
    if (script === undefined) return runner.stages.stop(`what \`${shorten(text, 80)}\` is given`)
    const inner = { ...frame, positional: { values: args.slice(at + 3) } }
    return given(runs, fromLatin1(script), made, inner, input, runner)
  }
  const first = args.findIndex(arg => arg === undefined || !arg.startsWith('-'))
  const file = args[first]
  if (first !== -1 && !args.includes('-s')) {
    if (file === undefined) return runner.stages.stop(`what \`${shorten(text, 80)}\` is given`)
    const content = runner.files.read(file)
    if ('stop' in content) return runner.stages.stop(content.stop)
    const inner = { ...frame, positional: { values: args.slice(first + 1) } }
    return given(runs, content, [...made, ...runner.files.stepsOf(file)], inner, input, runner)
  }
  if (input === undefined) return { out: { bytes: new Uint8Array(), steps: [] }, status: 'unknown' }
  const inner = { ...frame, positional: { values: first === -1 ? [] : args.slice(first) } }
  return given(runs, input.rest(), input.steps, inner, undefined, runner)
}

/** Its program is kept, and not looked into. */
function interpreter({ args, frame, input, made }: Called, program: string, runner: Runner): Result {
  const at = args.findIndex(arg => arg !== undefined && /^-\w*[ce]$/.test(arg))
  const script = args[at + 1]
  if (at !== -1 && script !== undefined && made.length > 0)
    return given(program, fromLatin1(script), made, frame, undefined, runner)
  if (at === -1 && input !== undefined && args.every(arg => arg === '-' || arg === undefined))
    return given(program, input.rest(), input.steps, frame, undefined, runner)
  return runner.stages.stop(`what \`${shorten(program, 80)}\` puts out`)
}

/** Text that would be run: kept, and looked into as the script it is. */
function given(
  runs: string,
  bytes: Uint8Array,
  steps: readonly UnwrapStep[],
  frame: Frame,
  input: Input | undefined,
  runner: Runner,
): Result {
  const { from } = frame
  const index = runner.stages.add({ ...(from === undefined ? {} : { from }), runner: runs, bytes, steps })
  if (index === undefined) return runner.stages.stop('the limit of stages')
  const isHere = runs === 'eval' || runs === '.' || runs === 'source'
  if (!isHere && !SHELLS.test(runs) && !runs.startsWith('$'))
    return runner.stages.stop(`what \`${shorten(runs, 80)}\` does with it`)
  if (frame.depth >= DEEPEST) return runner.stages.stop('shells within shells, too deep')
  runner.allowance.work -= bytes.length
  // What is evaluated in place changes the variables of the script it is in; another shell has its own.
  const variables = isHere ? frame.variables : frame.variables.copy()
  const inner: Frame = { ...frame, variables, depth: frame.depth + 1, from: index }
  const result = runner.evaluate(parseScript(latin1(bytes)), inner, input)
  if (!isHere || runner.leaving?.kind === 'return') runner.leaving = undefined
  return result
}

function worked(command: TextCommand, one: Called, runner: Runner): Result {
  const { name, frame, input, made, text } = one
  const args = one.args.filter((arg): arg is string => arg !== undefined)
  const { files, allowance, stages } = runner
  // What made the words of another command says how it is called, not where its bytes come from.
  const before: UnwrapStep[] = PUTS_OUT_WORDS.has(name) ? [...made] : []
  const shown = shorten([name, ...args].join(' '), 200)
  const call: Call = {
    name,
    args,
    input,
    allowance,
    file: path => {
      before.push(...files.stepsOf(path))
      return files.read(path)
    },
    peek: path => files.peek(path),
    isAbsent: path => files.isAbsent(path),
    below: folder => {
      allowance.work -= files.count
      return files.below(folder)
    },
    write: (path, bytes) =>
      files.write(path, bytes, [...(input?.steps ?? []), ...before, { command: shown, size: bytes.length }]),
  }
  const output = withoutQuotes(command, call, runner)
  if ('stop' in output)
    return stages.stop(`\`${shorten(frame.from === undefined ? text : shown, 80)}\`: ${output.stop}`)
  allowance.output -= output.bytes.length
  allowance.work -= 100 + output.bytes.length
  if (allowance.output < 0 || allowance.work < 0) return stages.stop('the limit of bytes')
  const steps = [...before, { command: shown, size: output.bytes.length }]
  return { out: { bytes: output.bytes, steps }, status: output.status === 1 ? 'no' : 'yes' }
}

/** Text on its way through a here-document of configure carries one level of quotes more. */
function withoutQuotes(command: TextCommand, call: Call, runner: Runner): Output {
  const output = command(call)
  const args = call.args.map(arg => arg.replace(/^"([\s\S]*)"$/, '$1'))
  if (!('stop' in output) || args.every((arg, at) => arg === call.args[at])) return output
  runner.stages.assume('a here-document takes one level of quotes off')
  return command({ ...call, args })
}

/** `xargs command`: the words of the input behind those of the command. */
function spread(one: Called, runner: Runner): Result {
  const { args, input, text } = one
  const rest = args[0] === '-r' ? args.slice(1) : args
  const [name, ...others] = rest
  if (input === undefined || name === undefined || name.startsWith('-'))
    return runner.stages.stop(`what \`${shorten(text, 80)}\` puts out`)
  const fields = latin1(input.rest()).match(/[^\s]+/g) ?? []
  if (fields.length > MOST_FIELDS || fields.some(field => /["'\\]/.test(field)))
    return runner.stages.stop(`what \`${shorten(text, 80)}\` is given`)
  const nested = new Input(new Uint8Array(), input.steps)
  return called(
    { ...one, name, args: [...others, ...fields], input: nested, made: [...one.made, ...input.steps] },
    runner,
  )
}
