import { languageOfInterpreter } from './interpreters'
import type { LanguageId } from './language'

const lineLimit = 512

/** The language of the program a `#!` line names, through `env` and its options if need be. */
export function languageByShebang(text: string): LanguageId | undefined {
  const line = firstLines(text, 1)[0] ?? ''
  if (!line.startsWith('#!')) return undefined
  const language = languageOfInterpreter(line.slice(2))
  return language === 'bash' && startsPerl(text) ? 'perl' : language
}

/**
 * A script that a shell starts only to hand itself on: `eval 'exec perl -wSx "$0" "$@"'`, as its first command, since the
 * shell runs whatever comes before.
 */
function startsPerl(text: string): boolean {
  const command = text
    .slice(0, 8192)
    .split('\n')
    .find(line => !/^[ \t\r]*(?:#|$)/.test(line))
  return command !== undefined && /^[ \t]*eval [^\n]{0,80}\bexec (?:\/\S{0,80}\/)?perl\b/.test(command)
}

/** The language a script names in its first line, else the one it would have anyway. */
export function languageOfScript(text: string, otherwise: LanguageId | undefined): LanguageId | undefined {
  return text.startsWith('#!') ? languageByShebang(text) : otherwise
}

/** Names editors use for what we call otherwise, in lower case. */
const modes: ReadonlyMap<string, LanguageId> = new Map<string, LanguageId>([
  ['c', 'c'],
  ['c++', 'cpp'],
  ['cpp', 'cpp'],
  ['sh', 'bash'],
  ['bash', 'bash'],
  ['zsh', 'zsh'],
  ['ksh', 'bash'],
  ['shell-script', 'bash'],
  ['ebuild', 'bash'],
  ['make', 'make'],
  ['makefile', 'make'],
  ['makefile-gmake', 'make'],
  ['makefile-automake', 'make'],
  ['automake', 'make'],
  ['cmake', 'cmake'],
  ['m4', 'm4'],
  ['autoconf', 'm4'],
  ['config', 'm4'],
  ['autotest', 'm4'],
  ['meson', 'meson'],
  ['python', 'python'],
  ['bzl', 'python'],
  ['javascript', 'javascript'],
  ['js', 'javascript'],
  ['js2', 'javascript'],
  ['typescript', 'typescript'],
  ['typescriptreact', 'tsx'],
  ['json', 'json'],
  ['jsonc', 'json'],
  ['yaml', 'yaml'],
  ['toml', 'toml'],
  ['conf-toml', 'toml'],
  ['rust', 'rust'],
  ['go', 'go'],
  ['ruby', 'ruby'],
  ['php', 'php'],
  ['java', 'java'],
  ['cs', 'csharp'],
  ['csharp', 'csharp'],
  ['dockerfile', 'dockerfile'],
  ['asm', 'asm'],
  ['nasm', 'asm'],
  ['ld', 'linkerscript'],
  ['ld-script', 'linkerscript'],
  ['xml', 'xml'],
  ['nxml', 'xml'],
  ['perl', 'perl'],
  ['cperl', 'perl'],
  ['ps1', 'powershell'],
  ['powershell', 'powershell'],
  ['spec', 'spec'],
  ['rpm-spec', 'spec'],
  ['systemd', 'systemd'],
  ['diff', 'patch'],
  ['gitconfig', 'gitmodules'],
  ['gitignore', 'gitignore'],
  ['gitattributes', 'gitattributes'],
])

/**
 * What a mode line says: `-*- mode: python -*-` or `-*-Perl-*-` in the first two lines (Emacs looks at the second after
 * a `#!`), `vim: set ft=sh:` in the first five. The last lines, where Vim looks too, are not at hand.
 */
export function languageByModeLine(text: string): LanguageId | undefined {
  const lines = firstLines(text, 5)
  for (const line of lines.slice(0, 2)) {
    const name = emacsMode(line)
    if (name !== undefined) return modes.get(name)
  }
  for (const line of lines) {
    const found = /(?:^|\s)(?:vim?|Vim|ex)(?:[<=>]?\d+)?:.{0,200}?\b(?:ft|filetype|syntax)=([\w+-]+)/.exec(line)
    if (found !== null) return modes.get((found[1] ?? '').toLowerCase())
  }
  return undefined
}

function emacsMode(line: string): string | undefined {
  const start = line.indexOf('-*-')
  const end = line.indexOf('-*-', start + 3)
  if (start === -1 || end === -1) return undefined
  const inside = line.slice(start + 3, end).trim()
  const name = inside.includes(':') ? /(?:^|;)\s*mode\s*:\s*([^\s;]+)/i.exec(inside)?.[1] : inside
  return name?.toLowerCase().replace(/-mode$/, '')
}

function firstLines(text: string, count: number): readonly string[] {
  return text
    .slice(0, lineLimit * count)
    .split('\n', count)
    .map(line => line.slice(0, lineLimit).replace(/\r$/, ''))
}
