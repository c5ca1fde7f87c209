import { spanOf } from '../../../core/model/location'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'install/script-added',
  title: 'script that runs when the package is installed',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['install-scripts-2025'],
  tags: ['CWE-506'],
  files: { paths: ['**/package.json'] },
  triggers: ['install', 'prepare'],
  messages: {
    added: {
      message: '`{hook}` now runs `{command}` on every machine that installs the package',
      why: 'It runs before anybody has looked at what was installed, with the rights of the user.\n{note}',
      benign: 'A native add-on that is compiled, or a binary that is fetched for the platform.',
      question: 'What does the script do that the package cannot do when it is first used?',
      commands: ['git grep -n -F -e {hook} -- package.json'],
    },
  },
  examine: { file: examine },
})

const HOOK = /^\s*"(preinstall|install|postinstall|prepare|preprepare|postprepare)"\s*:\s*"((?:[^"\\]|\\.)*)"/

/** Tools whose whole purpose is to run at this moment, called without anything else. */
const USUAL =
  /^(husky( install)?|is-ci \|\| husky install|node-gyp(-build)?( rebuild)?|prebuild-install( \|\| node-gyp rebuild)?|patch-package|electron-builder install-app-deps|lerna bootstrap|lefthook install|simple-git-hooks|yarn husky|npx husky( install)?|(npm|yarn|pnpm) run [\w:-]+|tsc( -[\w-]+)*|true|exit 0|((cd [\w./-]+|(npm|yarn|pnpm) (install|i|ci))( && |$))+|(npm|yarn|pnpm) install)$/

const REACHES_OUT =
  /\b(curl|wget|powershell|pwsh|iwr|irm|iex|certutil|bitsadmin|rundll32|mshta|base64|nc)\b|\bnode\s+-e\b|\bpython3?\s+-c\b|https?:\/\//i

function examine(context: FileContext): void {
  const lines = context.side('new')?.lines ?? []
  for (const [index, line] of lines.entries()) {
    const found = HOOK.exec(line)
    if (found === null || !context.isChanged('new', spanOf(index + 1, 0, 1))) continue
    const [, hook = '', command = ''] = found
    if (stoodBefore(context, hook, command) || !isUnderScripts(lines, index)) continue
    context.report({
      message: 'added',
      at: spanOf(index + 1, line.indexOf(`"${hook}"`), found[0].trimStart().length),
      severity: severityOf(hook, command),
      data: { hook, command, note: noteOn(command) },
    })
  }
}

function stoodBefore(context: FileContext, hook: string, command: string): boolean {
  return context.content.hunks.some(hunk =>
    hunk.lines.some(line => {
      const old = line.kind === 'removed' ? HOOK.exec(line.text) : null
      return old !== null && old[1] === hook && old[2] === command
    }),
  )
}

/** A key of that name elsewhere in the file, such as a dependency called `install`, runs nothing. */
function isUnderScripts(lines: readonly string[], index: number): boolean {
  for (let at = index - 1; at >= 0 && index - at < 80; at--) {
    const opened = /^\s*"(\w[\w-]*)"\s*:\s*\{/.exec(lines[at] ?? '')
    if (opened !== null) return opened[1] === 'scripts'
    if (/^\s*\}/.test(lines[at] ?? '')) return false
  }
  // A bare patch may not show the line that opens the object.
  return true
}

function severityOf(hook: string, command: string): Severity {
  if (REACHES_OUT.test(command) || /(\|\|\s*true|&&\s*exit 1|[^&]&)\s*$/.test(command)) return 'high'
  if (USUAL.test(command.trim())) return 'info'
  // What a dependency brings is reviewed where the dependency is added.
  return /prepare$/.test(hook) || /^node (\.\/)?node_modules\//.test(command) ? 'low' : 'medium'
}

function noteOn(command: string): string {
  if (REACHES_OUT.test(command)) return 'The command itself fetches or decodes something.'
  if (/(\|\||;)\s*(true|exit 0)\s*$/.test(command)) return 'A failure of it is not reported.'
  return /\bnode\s+\S+|\bsh\s+\S+|\.\//.test(command)
    ? 'What it does is in the file it names.'
    : 'It starts another program.'
}
