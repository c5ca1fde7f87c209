import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { isSeverity, type Severity } from '../core/model/severity'
import { DEFAULT_MAX_FILE_BYTES } from '../host/sources'
import {
  COMMANDS,
  type CommandName,
  type Format,
  isCommand,
  OPTIONS,
  type OptionName,
  type OptionSpec,
} from './options'

/** Wrong usage: exit code 2. `hint` names what to type instead. */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message)
  }
}

/** What was asked for, checked and with defaults filled in. */
export interface Invocation {
  readonly command: CommandName
  readonly words: readonly string[]
  readonly directory: string
  readonly format: Format
  readonly output: string | undefined
  readonly patch: string | undefined
  readonly worktree: boolean
  readonly staged: boolean
  readonly scan: boolean
  readonly stdin: boolean
  readonly stdio: boolean
  readonly paths: readonly string[]
  readonly touching: readonly string[]
  readonly mode: 'regular' | 'thorough'
  readonly failOn: Severity | 'never'
  readonly baseline: string | undefined
  readonly rules: Readonly<Record<string, 'off' | Severity>>
  readonly reason: string | undefined
  readonly expires: string | undefined
  readonly undo: boolean
  /** Undefined: as many as there are processors. */
  readonly jobs: number | undefined
  readonly maxFileBytes: number
  readonly knownSources: readonly string[]
  readonly progress: boolean
  readonly quiet: boolean
  readonly color: 'auto' | 'always' | 'never'
}

export type Request =
  | { readonly kind: 'run'; readonly invocation: Invocation }
  | { readonly kind: 'help'; readonly command: CommandName | undefined }
  | { readonly kind: 'version' }

/** Throws {@link UsageError}. */
export function readArguments(args: readonly string[]): Request {
  const { given, words } = tokenise(args)
  const name = words.shift()
  if (name === 'help') return { kind: 'help', command: words[0] === undefined ? undefined : commandNamed(words[0]) }
  const command = name === undefined ? undefined : commandNamed(name)
  if (given.has('help')) return { kind: 'help', command }
  if (given.has('version')) return { kind: 'version' }
  if (command === undefined) {
    if (given.size === 0) return { kind: 'help', command: undefined }
    throw new UsageError('no command given', `plainsight review ${args.join(' ')}`)
  }
  for (const option of given.keys())
    if (!COMMANDS[command].options.includes(option))
      throw new UsageError(`${command} takes no ${shown(option)}`, `plainsight ${command} --help`)
  checkWordCount(command, words)
  return { kind: 'run', invocation: readValues(command, words, given) }
}

type Given = ReadonlyMap<OptionName, readonly string[]>

function tokenise(args: readonly string[]): { given: Given; words: string[] } {
  const specs: Readonly<Record<string, OptionSpec>> = OPTIONS
  const { tokens } = parseArgs({ args: [...args], options: parserOptions(specs), strict: false, tokens: true })
  const given = new Map<OptionName, string[]>()
  const words: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const spec = specs[token.name]
    if (spec === undefined) throw unknownOption(token.rawName)
    if (spec.type === 'boolean' && token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`)
    if (spec.type === 'string' && (token.value === undefined || (!token.inlineValue && /^-./.test(token.value))))
      throw new UsageError(`${token.rawName} needs a value`, `${token.rawName} ${valueWord(spec)}`)
    const name = token.name as OptionName
    given.set(name, [...(given.get(name) ?? []), token.value ?? ''])
  }
  return { given, words }
}

function valueWord({ value = 'VALUE' }: OptionSpec): string {
  return typeof value === 'string' ? value : value.join('|')
}

function parserOptions(specs: Readonly<Record<string, OptionSpec>>) {
  const entries = Object.entries(specs).map(([name, { type, short }]) => [name, short ? { type, short } : { type }])
  return Object.fromEntries(entries) as Record<string, { type: 'string' | 'boolean'; short?: string }>
}

function readValues(command: CommandName, words: readonly string[], given: Given): Invocation {
  const last = (name: OptionName) => given.get(name)?.at(-1)
  const has = (name: OptionName) => given.has(name)
  const formats = COMMANDS[command].formats
  return {
    command,
    words,
    directory: last('directory') ?? '.',
    format: oneOf('format', last('format'), formats) ?? formats[0] ?? 'text',
    output: last('output'),
    patch: last('patch'),
    worktree: has('worktree'),
    staged: has('staged'),
    scan: has('scan'),
    stdin: has('stdin'),
    stdio: has('stdio'),
    paths: given.get('path') ?? [],
    touching: listed(last('touching')),
    mode: oneOf('mode', last('mode'), OPTIONS.mode.value) ?? 'regular',
    failOn: oneOf('fail-on', last('fail-on'), OPTIONS['fail-on'].value) ?? 'high',
    baseline: last('baseline'),
    rules: ruleSettings(given.get('rule') ?? []),
    reason: last('reason'),
    expires: day(last('expires')),
    undo: has('undo'),
    jobs: wholeNumber('jobs', last('jobs'), 1, 256),
    maxFileBytes: wholeNumber('max-file-bytes', last('max-file-bytes'), 1, 2 ** 31) ?? DEFAULT_MAX_FILE_BYTES,
    knownSources: (given.get('known-sources') ?? []).map(folder => resolve(folder)),
    progress: !has('no-progress') && !has('quiet'),
    quiet: has('quiet'),
    color: oneOf('color', last('color'), OPTIONS.color.value) ?? 'auto',
  }
}

function checkWordCount(command: CommandName, words: readonly string[]): void {
  const [least, most] = COMMANDS[command].arguments
  const help = `plainsight ${command} --help`
  if (words.length < least) throw new UsageError(`${command} needs an argument`, help)
  const extra = words[most]
  if (extra !== undefined) throw new UsageError(`${command} does not take ${JSON.stringify(extra)} as well`, help)
}

function commandNamed(name: string): CommandName {
  if (isCommand(name)) return name
  const near = nearest(name, Object.keys(COMMANDS))
  throw new UsageError(
    `there is no command ${JSON.stringify(name)}`,
    near === undefined ? 'plainsight --help' : `plainsight ${near}`,
  )
}

function unknownOption(raw: string): UsageError {
  const near = nearest(raw.replace(/^-+/, ''), Object.keys(OPTIONS))
  return new UsageError(`there is no option ${raw}`, near === undefined ? 'plainsight --help' : `--${near}`)
}

function oneOf<T extends string>(name: OptionName, value: string | undefined, known: readonly T[]): T | undefined {
  if (value === undefined) return undefined
  const found = known.find(candidate => candidate === value)
  if (found === undefined)
    throw new UsageError(`${shown(name)} ${JSON.stringify(value)} is not known`, known.join(', '))
  return found
}

function wholeNumber(name: OptionName, value: string | undefined, least: number, most: number): number | undefined {
  if (value === undefined) return undefined
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < least || number > most)
    throw new UsageError(`${shown(name)} takes a whole number from ${least} to ${most}, not ${JSON.stringify(value)}`)
  return number
}

function ruleSettings(values: readonly string[]): Readonly<Record<string, 'off' | Severity>> {
  const settings: Record<string, 'off' | Severity> = {}
  for (const value of values) {
    const [, id, setting] = /^([^=]+)=(.*)$/.exec(value) ?? []
    if (id === undefined || setting === undefined || (setting !== 'off' && !isSeverity(setting)))
      throw new UsageError(
        `--rule takes ID=off or ID=SEVERITY, not ${JSON.stringify(value)}`,
        'severities are critical, high, medium, low, info; plainsight rules lists the ids',
      )
    settings[id] = setting
  }
  return settings
}

function listed(value: string | undefined): readonly string[] {
  return (value ?? '')
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
}

function day(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  if (!/^\d{4}-\d\d-\d\d$/.test(value) || Number.isNaN(Date.parse(value)))
    throw new UsageError(`--expires takes a day such as 2027-01-31, not ${JSON.stringify(value)}`)
  return value
}

function shown(name: OptionName): string {
  return name === 'directory' ? '-C' : `--${name}`
}

/** The known word that takes the fewest edits to reach, if that is at most a third of its letters. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: { readonly text: string; readonly edits: number } | undefined
  for (const text of known) {
    const edits = text.startsWith(word) && word.length > 1 ? 1 : distance(word, text)
    if (edits <= Math.max(1, Math.floor(text.length / 3)) && edits < (best?.edits ?? Infinity)) best = { text, edits }
  }
  return best?.text
}

function distance(a: string, b: string): number {
  let row = [...Array(b.length + 1).keys()]
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      )
    row = next
  }
  return row[b.length] ?? 0
}
