import { readIni } from '../manifests/ini'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'

/** A line of a repository's configuration that makes git run something. Hostile. */
export interface GitSetting {
  readonly value: string
}

/** Keys whose value git runs, or takes programs from (git-config(1)). */
const commands =
  /^(?:core\.(?:hookspath|fsmonitor|sshcommand|pager|editor|askpass|gitproxy|alternaterefscommand)|filter\..+\.(?:clean|smudge|process)|diff\..+\.(?:textconv|command)|diff\.external|interactive\.difffilter|merge\..+\.driver|credential\.(?:.+\.)?helper|init\.templatedir|include(?:if\..+)?\.path|gpg\.(?:.+\.)?program|sequence\.editor|uploadpack\.packobjectshook|remote\..+\.(?:uploadpack|receivepack|vcs))$/i

/** @param key as git config writes it: `section.name` or `section.what it is about.name` */
export function namesCommand(key: string): boolean {
  return commands.test(key)
}

/** Values that start nothing: switches, and git's own watcher. */
const harmless = /^(?:true|false|yes|no|on|off|0|1|cat|less|)$/i

/** Commands in the configuration of a repository that lies in the tree, under the names git reads it by. */
export const gitSetting = defineCollector({
  kind: 'git-setting',
  files: { paths: ['**/{config,config.worktree}'] },
  triggers: ['['],
  collect: side => (side.side === 'old' || !side.budget.spend(side.text.text.length) ? [] : settingsIn(side.text.text)),
})

function settingsIn(text: string): readonly FactDraft<'git-setting'>[] {
  const sections = readIni(text, {
    continuation: 'backslash',
    separators: '=',
    comments: '#;',
    hasTrailingComments: true,
  })
  return sections.flatMap(({ name, entries }) => {
    const [, section = '', about] = /^\s*([\w.-]{1,60})(?:\s+"(.*)")?\s*$/.exec(name) ?? []
    const prefix = about === undefined ? section.toLowerCase() : `${section.toLowerCase()}.${about}`
    return entries.flatMap((entry): FactDraft<'git-setting'>[] => {
      const key = `${prefix}.${entry.key.text.toLowerCase()}`
      const value = entry.value.replace(/^"(.*)"$/, '$1')
      if (!isRun(key, value)) return []
      return [{ subject: key, side: 'new', at: entry.parts[0]?.span ?? entry.key.span, data: { value } }]
    })
  })
}

/** An alias counts when it is a command of a shell, an address when the transport is a program (git-remote-ext(1)). */
function isRun(key: string, value: string): boolean {
  if (/^alias\./.test(key)) return value.startsWith('!')
  if (/^(?:remote|url)\..+\.(?:url|pushurl|insteadof)$/i.test(key)) return /^(?:ext|fd)::/.test(value)
  return namesCommand(key) && !harmless.test(value)
}
