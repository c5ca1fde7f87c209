/**
 * One table of commands and options: parsing, `--help` and the check of docs/CLI.md all read it, so that they cannot
 * say different things.
 */
export interface OptionSpec {
  readonly type: 'string' | 'boolean'
  readonly multiple?: true
  readonly short?: string
  /** What stands for the value in help, or the values there are. */
  readonly value?: string | readonly string[]
  readonly help: string
}

export const OPTIONS = {
  directory: {
    type: 'string',
    short: 'C',
    value: 'DIR',
    help: 'the repository or folder; the current one unless given',
  },
  worktree: { type: 'boolean', help: 'the working tree against HEAD' },
  staged: { type: 'boolean', help: 'the index against HEAD' },
  patch: { type: 'string', value: 'FILE|-', help: 'a patch file, or - for standard input; no repository is needed' },
  scan: { type: 'boolean', help: 'the whole tree as it stands, not a change' },
  stdin: { type: 'boolean', help: 'one revision a line from standard input' },
  path: {
    type: 'string',
    multiple: true,
    value: 'GLOB',
    help: 'only commits that change a matching path (repeatable)',
  },
  touching: {
    type: 'string',
    value: 'AREA,…',
    help: 'only commits that touch one of these areas: build, binaries, ci, …',
  },
  format: { type: 'string', value: ['text', 'json', 'sarif', 'markdown', 'ndjson'], help: 'how to print the result' },
  output: { type: 'string', short: 'o', value: 'FILE', help: 'write the result there instead of to standard output' },
  mode: { type: 'string', value: ['regular', 'thorough'], help: 'regular is quiet; thorough is for an audit' },
  'fail-on': {
    type: 'string',
    value: ['critical', 'high', 'medium', 'low', 'never'],
    help: 'exit 1 from this severity on (default high)',
  },
  baseline: { type: 'string', value: 'FILE', help: 'a baseline file, instead of the one on the base side' },
  rule: { type: 'string', multiple: true, value: 'ID=off|SEVERITY', help: 'switch a rule off or on (repeatable)' },
  reason: { type: 'string', value: 'TEXT', help: 'why this is fine; kept with the decision' },
  expires: { type: 'string', value: 'DAY', help: 'the decision counts until this day (2027-01-31)' },
  undo: { type: 'boolean', help: 'take an acceptance back' },
  jobs: { type: 'string', short: 'j', value: 'N', help: 'worker threads (default: the number of processors)' },
  'max-file-bytes': { type: 'string', value: 'N', help: 'larger files are skipped, and said to be' },
  'known-sources': {
    type: 'string',
    multiple: true,
    value: 'DIR',
    help: 'a clone of gnulib, autoconf-archive, … to show build macros beside (repeatable)',
  },
  'no-progress': { type: 'boolean', help: 'no progress line on a terminal' },
  quiet: { type: 'boolean', short: 'q', help: 'only what must be said: findings, holes, the summary' },
  color: { type: 'string', value: ['auto', 'always', 'never'], help: 'colour (default auto: on a terminal only)' },
  version: { type: 'boolean', short: 'V', help: 'print the version' },
  help: { type: 'boolean', short: 'h', help: 'print this help' },
  stdio: { type: 'boolean', help: 'speak over standard input and output' },
} as const satisfies Readonly<Record<string, OptionSpec>>

export type OptionName = keyof typeof OPTIONS
export type Format = 'text' | 'json' | 'sarif' | 'markdown' | 'ndjson'
export type CommandName =
  | 'review'
  | 'scan'
  | 'history'
  | 'release'
  | 'explain'
  | 'rules'
  | 'accept'
  | 'baseline'
  | 'lsp'

export interface CommandSpec {
  readonly usage: readonly string[]
  readonly summary: string
  readonly options: readonly OptionName[]
  /** The first is the default; empty where `--format` is not taken. */
  readonly formats: readonly Format[]
  /** How many arguments may stand beside the options. */
  readonly arguments: readonly [least: number, most: number]
  readonly examples: readonly (readonly [command: string, says: string])[]
}

const EVERYWHERE: readonly OptionName[] = ['directory', 'quiet', 'color', 'version', 'help']
const RESULT: readonly OptionName[] = ['format', 'output', 'fail-on']
const ENGINE: readonly OptionName[] = ['mode', 'rule', 'jobs', 'max-file-bytes', 'baseline', 'no-progress']
const CHANGE: readonly OptionName[] = ['worktree', 'staged', 'patch']
const REVIEW_FORMATS: readonly Format[] = ['text', 'json', 'sarif', 'markdown']

export const COMMANDS: Readonly<Record<CommandName, CommandSpec>> = {
  review: {
    usage: ['review [REV | A..B | A...B]', 'review [--worktree | --staged]', 'review --patch FILE|-'],
    summary: 'one change: a commit against its first parent, a range, the working tree, a patch',
    options: [...CHANGE, ...RESULT, ...ENGINE, ...EVERYWHERE],
    formats: REVIEW_FORMATS,
    arguments: [0, 1],
    examples: [
      ['plainsight review', 'the working tree against HEAD'],
      ['plainsight review v5.6.0', 'one commit against its first parent'],
      ['plainsight review main...topic --format sarif -o out.sarif', 'what a topic branch adds, for code scanning'],
      ['plainsight review --patch fix.patch', 'a patch somebody sent; no repository needed'],
    ],
  },
  scan: {
    usage: ['scan [DIR]'],
    summary: 'the whole tree as it stands',
    options: [...RESULT, ...ENGINE, ...EVERYWHERE],
    formats: REVIEW_FORMATS,
    arguments: [0, 1],
    examples: [
      ['plainsight scan', 'the current folder'],
      ['plainsight scan vendor/lib --mode thorough', 'an audit of somebody else’s code'],
    ],
  },
  history: {
    usage: ['history [A..B]', 'history --stdin'],
    summary: 'every commit, reviewed one by one, printed as they are done',
    options: ['stdin', 'path', 'touching', ...RESULT, ...ENGINE, ...EVERYWHERE],
    formats: ['ndjson', 'text', 'json', 'sarif', 'markdown'],
    arguments: [0, 1],
    examples: [
      ['plainsight history v5.4.0..v5.6.0', 'one JSON line per commit'],
      ['plainsight history --path "m4/**" --format text', 'every commit that changed a build macro'],
      ['git rev-list -n 50 HEAD | plainsight history --stdin', 'the revisions you name, in your order'],
    ],
  },
  release: {
    usage: ['release ARCHIVE'],
    summary: 'an archive beside its tag (not in this version)',
    options: [...RESULT, ...EVERYWHERE],
    formats: REVIEW_FORMATS,
    arguments: [0, 9],
    examples: [],
  },
  explain: {
    usage: ['explain [RULE | FINGERPRINT | FILE] [REV | A..B]'],
    summary: 'a rule; or a finding or file of a change',
    options: [...CHANGE, 'scan', 'known-sources', 'format', 'output', ...ENGINE, ...EVERYWHERE],
    formats: ['text', 'markdown', 'json'],
    arguments: [0, 2],
    examples: [
      ['plainsight explain', 'every rule, a line each'],
      ['plainsight explain build/check-cannot-compile', 'what one rule flags, why, and how to check it'],
      ['plainsight explain v1:2f0c HEAD~3', 'one finding of that commit, whole'],
      ['plainsight explain CMakeLists.txt HEAD~3', 'what was found in one file, or why it was not examined'],
    ],
  },
  rules: {
    usage: ['rules'],
    summary: 'every rule with its severity',
    options: ['format', 'output', ...EVERYWHERE],
    formats: ['text', 'json', 'markdown'],
    arguments: [0, 0],
    examples: [['plainsight rules --format json', 'for another program']],
  },
  accept: {
    usage: ['accept FINGERPRINT --reason TEXT [REV | A..B]', 'accept FINGERPRINT --undo'],
    summary: 'accept a finding of a change for exactly this evidence, in your own store',
    options: ['reason', 'expires', 'undo', ...CHANGE, 'scan', ...ENGINE, ...EVERYWHERE],
    formats: [],
    arguments: [1, 2],
    examples: [
      ['plainsight accept v1:2f0c --reason "made by gen.sh, checked"', 'a finding of the working tree'],
      ['plainsight accept v1:2f0c 328c52d --reason "fixed in f9cf4c0"', 'a finding of that commit'],
      ['plainsight accept v1:2f0c3b5e --undo', 'take it back'],
    ],
  },
  baseline: {
    usage: ['baseline write [REV | A..B]', 'baseline prune'],
    summary: 'the findings a repository has decided to live with, in a file of its own',
    options: ['reason', 'expires', ...CHANGE, 'scan', ...ENGINE, ...EVERYWHERE],
    formats: [],
    arguments: [1, 2],
    examples: [
      ['plainsight baseline write --scan --reason "reviewed at 1.0"', 'what the whole tree has today'],
      ['plainsight baseline prune --scan', 'drop what is expired or no longer found'],
    ],
  },
  lsp: {
    usage: ['lsp --stdio'],
    summary: 'the language server, for any editor',
    options: ['stdio', 'version', 'help'],
    formats: [],
    arguments: [0, 0],
    examples: [['plainsight lsp --stdio', 'started by an editor, not by hand']],
  },
}

export function isCommand(text: string): text is CommandName {
  return Object.hasOwn(COMMANDS, text)
}
