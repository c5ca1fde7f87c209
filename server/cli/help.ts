import { COMMANDS, type CommandName, OPTIONS, type OptionName, type OptionSpec } from './options'

const EXIT_CODES = [
  '0  nothing at the threshold',
  '1  a finding at or above the threshold',
  '2  wrong usage, or input that cannot be read',
  '3  nothing at the threshold, but something was not examined or a rule failed',
]

/** The text of `--help`, from the table of commands and options. */
export function helpText(command: CommandName | undefined): string {
  return command === undefined ? overview() : commandHelp(command)
}

function overview(): string {
  const names = Object.keys(COMMANDS) as CommandName[]
  return [
    'plainsight: shows a reviewer what hides in plain sight in a change. Nothing of the reviewed tree is ever run.',
    '',
    'Commands',
    ...names.map(name => `  ${name.padEnd(10)}${COMMANDS[name].summary}`),
    '',
    'Examples',
    ...COMMANDS.review.examples.map(([line]) => `  ${line}`),
    '',
    'Exit codes',
    ...EXIT_CODES.map(line => `  ${line}`),
    '',
    'plainsight COMMAND --help says more.',
    '',
  ].join('\n')
}

function commandHelp(name: CommandName): string {
  const { usage, summary, options, examples, formats } = COMMANDS[name]
  const rows = options.map(option => [spelling(option), describe(option, formats)] as const)
  const width = Math.min(30, Math.max(...rows.map(([spelled]) => spelled.length)))
  return [
    `plainsight ${name}: ${summary}`,
    '',
    ...usage.map((line, at) => `${at === 0 ? 'usage: ' : '       '}plainsight ${line}`),
    '',
    'Options',
    ...rows.map(([spelled, help]) => `  ${spelled.padEnd(width)}  ${help}`),
    ...(examples.length === 0 ? [] : ['', 'Examples']),
    ...examples.flatMap(([line, says]) => [`  ${line}`, `      ${says}`]),
    ...(options.includes('fail-on') ? ['', 'Exit codes', ...EXIT_CODES.map(line => `  ${line}`)] : []),
    '',
  ].join('\n')
}

function spelling(name: OptionName): string {
  const { short, value }: OptionSpec = OPTIONS[name]
  const word = value === undefined ? '' : typeof value === 'string' ? ` ${value}` : name === 'format' ? ' FORMAT' : ' …'
  return `${short === undefined ? '' : `-${short}, `}--${name}${word}`
}

function describe(name: OptionName, formats: readonly string[]): string {
  const { help, value }: OptionSpec = OPTIONS[name]
  if (name === 'format') return `${formats.join(', ')} (default ${formats[0]})`
  return typeof value === 'object' ? `${value.join(', ')}: ${help}` : help
}
