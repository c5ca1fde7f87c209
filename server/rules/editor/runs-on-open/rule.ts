import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

const benign = 'Setting up the environment of a team that works with this editor.'
const question = 'Why must this start by itself, and not when somebody asks for it?'

function text(message: string, why: string): MessageText {
  return { message, why, benign, question, commands: ['git grep -n -E -e "folderOpen|initializeCommand|SessionStart"'] }
}

export default defineRule({
  id: 'editor/runs-on-open',
  title: 'command that an editor or coding agent runs by itself',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['contagious-2025'],
  tags: ['CWE-829'],
  files: {
    paths: [
      '**/.vscode/*.json',
      '**/*.code-workspace',
      '**/.devcontainer/**/*.json',
      '**/.devcontainer.json',
      '**/.claude/*.json',
      '**/.gemini/*.json',
      '**/.cursor/*.json',
      '**/.codex/*.{json,toml}',
      '**/.idea/**/*.xml',
      '**/.envrc',
      '**/.husky/*',
      '**/.githooks/*',
    ],
  },
  messages: {
    task: text(
      'A task now runs as soon as the folder is opened: `{command}`',
      'The editor asks once whether the folder is trusted, and then runs such tasks each time.\n{hidden}',
    ),
    allowed: text(
      'The folder now allows tasks or tools to run without asking',
      'The question that stands between opening a folder and running its tasks is answered here in advance.',
    ),
    host: text(
      '`{key}` now runs on the machine of whoever opens this in a container: `{command}`',
      'This command runs outside the container, before it exists.',
    ),
    shell: text(
      '`{key}` now runs a program by itself: `{command}`',
      'It runs in the shell of whoever works in this folder, each time they enter it or change what is checked out.',
    ),
    hook: text(
      'A coding agent now runs a command by itself at `{key}`: `{command}`',
      'Hooks run with the rights of the user whenever the agent reaches that point in this folder.',
    ),
  },
  examine: { file: examine },
})

const HOOKS =
  /"(SessionStart|SessionEnd|UserPromptSubmit|PreToolUse|PostToolUse|Stop|SubagentStop|Notification|PreCompact)"\s*:/
const SCRIPT =
  /^\s*(?:(?:ba|z|da)?sh|node|python\d?|perl|ruby|curl|wget|eval|\.\/\S+|npx|bunx?|deno)\s+\S.*$|^\s*\.\/[\w./-]+.*$/
const COMMAND = /"command"\s*:\s*"((?:[^"\\]|\\.)*)"/
/** A program kept where no program is looked for. */
const HIDDEN_FILE =
  /\b(?:node|bun|deno|python\d?|sh|bash)\s+\S*(?:\.(?:github|vscode|idea)\/|\.(?:woff2?|ttf|png|jpe?g|gif|ico|svg|dat)\b)/
const REACHES_OUT = /\b(curl|wget|powershell|pwsh|iwr|irm|iex|base64|nc|bitsadmin|certutil)\b|https?:\/\//i

function examine(context: FileContext): void {
  const lines = context.side('new')?.lines ?? []
  for (const [index, line] of lines.entries()) {
    if (!context.isChanged('new', spanOf(index + 1, 0, 1)) || stoodBefore(context, line)) continue
    examineLine(context, lines, index, line)
  }
}

function stoodBefore(context: FileContext, line: string): boolean {
  const wanted = line.replace(/[\s,]/g, '')
  return context.content.hunks.some(hunk =>
    hunk.lines.some(one => one.kind === 'removed' && one.text.replace(/[\s,]/g, '') === wanted),
  )
}

function examineLine(context: FileContext, lines: readonly string[], index: number, line: string): void {
  const report = (message: string, column: number, length: number, severity: Severity, data: Record<string, string>) =>
    context.report({ message, at: spanOf(index + 1, column, length), severity, data })
  const task = /"runOn"\s*:\s*"folderOpen"/.exec(line)
  if (task !== null) {
    const commands = commandsNear(lines, index)
    const isHidden = /"reveal"\s*:\s*"(never|silent)"|"echo"\s*:\s*false|"close"\s*:\s*true/.test(
      lines.slice(Math.max(0, index - 40), index + 20).join('\n'),
    )
    const severity = isHidden || commands.some(command => REACHES_OUT.test(command)) ? 'high' : 'medium'
    const hidden = isHidden ? 'Its terminal is kept out of sight.' : 'Its terminal is shown as usual.'
    report('task', task.index, task[0].length, severity, { command: commands[0] ?? 'see the task', hidden })
    return
  }
  const allowed =
    /"(?:task\.allowAutomaticTasks|chat\.tools\.(?:global\.)?autoApprove|chat\.tools\.terminal\.autoApprove|security\.workspace\.trust\.emptyWindow)"\s*:\s*("on"|true)|"defaultMode"\s*:\s*"bypassPermissions"|"enableAllProjectMcpServers"\s*:\s*true|"(?:trustAllTools|yolo|autoApprove)"\s*:\s*true/.exec(
      line,
    )
  if (allowed !== null) {
    report('allowed', allowed.index, allowed[0].length, 'high', {})
    return
  }
  const host = /"(initializeCommand)"\s*:\s*(.*)$/.exec(line)
  if (host !== null) {
    const command = (host[2] ?? '').replace(/[",]+$/, '').replace(/^"/, '')
    report('host', host.index, host[0].length, REACHES_OUT.test(command) ? 'high' : 'medium', {
      key: 'initializeCommand',
      command,
    })
    return
  }
  if (/(^|\/)(\.envrc|\.(?:husky|githooks)\/post-[\w-]+)$/.test(context.path)) {
    const runs = SCRIPT.exec(line)
    if (runs !== null)
      report('shell', runs.index, runs[0].length, REACHES_OUT.test(line) ? 'high' : 'medium', {
        key: baseName(context.path),
        command: line.trim(),
      })
    return
  }
  const command = COMMAND.exec(line)
  if (command === null || !/(^|\/)\.(claude|gemini|cursor|codex)\//.test(context.path)) return
  const hook = lines
    .slice(Math.max(0, index - 12), index + 1)
    .reverse()
    .map(one => HOOKS.exec(one)?.[1])
    .find(name => name !== undefined)
  if (hook === undefined) return
  report(
    'hook',
    command.index,
    command[0].length,
    REACHES_OUT.test(command[1] ?? '') || (hook === 'SessionStart' && HIDDEN_FILE.test(command[1] ?? ''))
      ? 'high'
      : 'medium',
    {
      key: hook,
      command: command[1] ?? '',
    },
  )
}

/** The commands of the task that a setting belongs to: those before it, down to the start of the task. */
function commandsNear(lines: readonly string[], index: number): readonly string[] {
  const found: string[] = []
  for (let at = index; at >= 0 && index - at < 60; at--) {
    const command = COMMAND.exec(lines[at] ?? '')?.[1]
    if (command !== undefined) found.unshift(command.replace(/\\"/g, '"'))
    if (/"label"\s*:|"taskName"\s*:/.test(lines[at] ?? '')) break
  }
  return found
}
