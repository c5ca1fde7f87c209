import { baseName } from '../model/path'
import type { LanguageId } from './language'

/**
 * `shell`: reads commands from its input and after `-c`. `language`: the same for programs, with options of its own.
 * `tool`: reads the file it is given, and scripts that name it in their first line.
 */
type Role = 'shell' | 'language' | 'tool'

interface Interpreter {
  /** Undefined for a language that is not read here. */
  readonly language: LanguageId | undefined
  readonly role: Role
}

/** Names without the version and the extension they may have: `python3.11`, `perl5.36`, `node20`, `php8.2`, `bash.exe`. */
const rows: readonly (readonly [Role, LanguageId | undefined, string])[] = [
  ['shell', 'bash', 'sh bash dash ash ksh mksh pdksh rbash busybox-sh bats openrc-run runscript'],
  ['shell', 'zsh', 'zsh'],
  ['shell', undefined, 'csh tcsh fish'],
  ['language', 'python', 'python pythonw pypy'],
  ['tool', 'python', 'uv'],
  ['language', 'javascript', 'node nodejs qjs gjs rhino'],
  ['tool', 'javascript', 'zx'],
  ['language', 'typescript', 'ts-node tsx'],
  ['tool', 'typescript', 'deno bun'],
  ['language', 'ruby', 'ruby jruby macruby rbx'],
  ['tool', 'ruby', 'rake'],
  ['language', 'perl', 'perl cperl'],
  ['language', 'php', 'php php-cgi'],
  ['language', 'powershell', 'pwsh powershell pwsh-preview'],
  ['language', undefined, 'lua tclsh osascript'],
  ['tool', 'make', 'make gmake bmake'],
  ['tool', 'm4', 'm4 autom4te'],
  ['tool', 'cmake', 'cmake'],
  ['tool', 'rust', 'rust-script cargo'],
  ['tool', 'c', 'tcc'],
  ['tool', 'java', 'java'],
  ['tool', 'csharp', 'dotnet dotnet-script csi'],
]

/** Of a path that is worth looking at. */
const longest = 1000

const interpreters: ReadonlyMap<string, Interpreter> = new Map(
  rows.flatMap(([role, language, names]) => names.split(' ').map(name => [name, { role, language }] as const)),
)

/** @param program a name or a path: `bash`, `/usr/bin/python3.11`, `node.exe` */
function interpreterNamed(program: string): Interpreter | undefined {
  // Scripts may stand where a program does.
  const path = program.length > longest ? '' : program.replaceAll('\\', '/')
  const name = baseName(path)
    .toLowerCase()
    .replace(/\.exe$/, '')
  return interpreters.get(name) ?? interpreters.get(name.replace(/[-_]?\d+(?:\.\d+)*$/, ''))
}

/** Whether a program runs the commands on its input. */
export function isShell(program: string): boolean {
  return interpreterNamed(program)?.role === 'shell'
}

/** Whether a program runs the program on its input. */
export function isLanguage(program: string): boolean {
  return interpreterNamed(program)?.role === 'language'
}

/**
 * The language of what an interpreter is given, by the words that start it: `bash -e {0}`, `/usr/bin/env -S python3 -u`,
 * `pwsh`. Undefined for one that is not known, such as `cmd`.
 */
export function languageOfInterpreter(command: string): LanguageId | undefined {
  const [first = '', ...words] = command.trim().split(/\s+/)
  const isEnv = baseName(first) === 'env'
  const program = isEnv ? words.find(word => !word.startsWith('-') && !word.includes('=')) : first
  return program === undefined ? undefined : interpreterNamed(program)?.language
}
