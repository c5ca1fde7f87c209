import { editorDeed } from '../../../core/facts/editor/deed'
import type { Fact } from '../../../core/facts/fact'
import type { Severity } from '../../../core/model/severity'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import { tidiesOnly } from './tidies'

const benign = 'Setting up the environment of a team that works with this editor.'
const question = 'Why must this start by itself, and not when somebody asks for it?'

function text(message: string, why: string): MessageText {
  return { message, why, benign, question, commands: ['git grep -n -E -e "folderOpen|initializeCommand|SessionStart"'] }
}

export default defineRule({
  id: 'editor/runs-on-open',
  title: 'command that an editor, a coding agent or a shell runs by itself',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['contagious-2025', 'miasma-2026'],
  tags: ['CWE-829'],
  uses: [editorDeed],
  supersedes: ['build/download-runs'],
  messages: {
    task: text(
      'A task now runs as soon as the folder is opened: `{command}`',
      'The editor asks once whether the folder is trusted, and then runs such tasks each time.\n{hidden}',
    ),
    host: text(
      '`{key}` now runs on the machine of whoever opens this in a container: `{command}`',
      'This command runs outside the container, before it exists.',
    ),
    enter: text(
      '`{key}` now runs a program by itself: `{command}`',
      'It runs in the shell of whoever works in this folder, each time they enter it or change what is checked out.',
    ),
    hook: text(
      'A coding agent now runs a command by itself at `{key}`: `{command}`',
      'Hooks run with the rights of the user whenever the agent reaches that point in this folder.\n{before}',
    ),
    startup: text(
      'The project now runs something by itself ({key}): `{command}`',
      'The editor starts it when the project is opened or a file is saved, for everybody who trusts the folder.',
    ),
  },
  examine: { changeSet: examine },
})

const kinds: ReadonlySet<string> = new Set(['task', 'host', 'enter', 'hook', 'startup'])

/** A program kept where no program is looked for. */
const HIDDEN_FILE =
  /\b(?:node|bun|deno|python\d?|sh|bash)\s+\S*(?:\.(?:github|vscode|idea)\/|\.(?:woff2?|ttf|png|jpe?g|gif|ico|svg|dat)\b)/
const REACHES_OUT = /\b(curl|wget|powershell|pwsh|iwr|irm|iex|base64|nc|bitsadmin|certutil)\b|https?:\/\//i
/** Watching for changes without a terminal in the way is what most such tasks are for. */
const WATCHES = /^(?:(?:npm|pnpm|yarn|bun)(?:\s+run)?\s+[\w:.-]+|(?:npx\s+)?(?:tsc|vite|webpack|esbuild)\b[^;|&$`]*)$/

function examine(context: ChangeSetContext): void {
  for (const fact of context.facts('editor-deed')) {
    const { file, side, at } = fact.location
    if (file < 0 || !kinds.has(fact.data.what)) continue
    const { what, key, value, isHidden, before } = fact.data
    context.report({
      file,
      side,
      at,
      text: fact.text,
      digest: fact.digest,
      message: what,
      severity: severityOf(fact.data),
      data: {
        key,
        command: value === '' ? 'see the task' : value,
        hidden: isHidden === true ? 'Its terminal is kept out of sight.' : 'Its terminal is shown as usual.',
        before: before === undefined ? 'There was none for it before.' : `Before: ${before}`,
      },
    })
  }
}

function severityOf({ what, key, value, isHidden }: Fact<'editor-deed'>['data']): Severity {
  if (REACHES_OUT.test(value)) return 'high'
  if (what === 'task') {
    if (HIDDEN_FILE.test(value)) return 'high'
    return isHidden === true && !value.split(' ; ').every(command => WATCHES.test(command)) ? 'high' : 'medium'
  }
  if (what === 'hook' && /^session_?start$/i.test(key) && HIDDEN_FILE.test(value)) return 'high'
  return what === 'hook' && tidiesOnly(value) ? 'low' : 'medium'
}
