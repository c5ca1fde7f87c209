import type { Fact } from '../../../core/facts/fact'
import { installHook } from '../../../core/facts/installHook'
import type { InstallHook } from '../../../core/facts/kinds'
import type { Severity } from '../../../core/model/severity'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(why: string): MessageText {
  return {
    message: '`{hook}` now runs `{command}` on every machine that installs the package',
    why: `${why}\nIt runs before anybody has looked at what was installed, with the rights of the user.`,
    benign: 'A native add-on that is compiled, or a binary that is fetched for the platform.',
    question: 'What does the script do that the package cannot do when it is first used?',
    commands: ['git grep -n -F -e {hook} -- package.json'],
  }
}

export default defineRule({
  id: 'install/script-added',
  title: 'script that runs when the package is installed',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['install-scripts-2025'],
  tags: ['CWE-506'],
  uses: [installHook],
  messages: {
    added: text('{note}'),
    addedWith: text('The file it runs, `{file}`, comes with the same change.'),
  },
  examine: { changeSet: examine },
})

/** Tools whose whole purpose is to run at this moment, called without anything else. */
const USUAL =
  /^(husky( install)?|is-ci \|\| husky install|node-gyp(-build)?( rebuild)?|prebuild-install( \|\| node-gyp rebuild)?|patch-package|electron-builder install-app-deps|lerna bootstrap|lefthook install|simple-git-hooks|yarn husky|npx husky( install)?|(npm|yarn|pnpm) run [\w:-]+|tsc( -[\w-]+)*|true|exit 0|((cd [\w./-]+|(npm|yarn|pnpm) (install|i|ci))( && |$))+|(npm|yarn|pnpm) install)$/

/** Programs of Windows that fetch or decode, and addresses given to whatever program. */
const REACHES_OUT = /\b(powershell|pwsh|iwr|irm|iex|certutil|bitsadmin|rundll32|mshta|base64)\b|https?:\/\//i
const HIDES = /(\|\|\s*true|&&\s*exit 1|[^&]&)\s*$/

function examine(context: ChangeSetContext): void {
  const added = new Set(context.files.filter(file => file.kind === 'added').map(file => file.path))
  const manifests = new Map(context.files.map(file => [file.index, file]))
  for (const fact of context.facts('install-hook')) {
    const manifest = manifests.get(fact.location.file)
    if (manifest === undefined || !fact.isChanged || fact.data.stoodBefore) continue
    // In a new package everything is new, the scripts as well; only what joins an existing one stands out.
    const isNewPackage = manifest.kind === 'added'
    const file = fact.data.runs !== undefined && added.has(fact.data.runs) && !isNewPackage ? fact.data.runs : undefined
    report(context, fact, file)
  }
}

function report(context: ChangeSetContext, fact: Fact<'install-hook'>, file: string | undefined): void {
  const { hook, command } = fact.data
  context.report({
    file: fact.location.file,
    digest: fact.digest,
    side: 'new',
    at: fact.location.at,
    text: fact.text,
    message: file === undefined ? 'added' : 'addedWith',
    severity: file === undefined ? severityOf(fact.data) : 'high',
    data: { hook, command, note: noteOn(fact.data), file: file ?? '' },
  })
}

function severityOf({ hook, command, deed }: InstallHook): Severity {
  if (deed !== undefined || REACHES_OUT.test(command) || HIDES.test(command)) return 'high'
  if (USUAL.test(command.trim())) return 'info'
  // What a dependency brings is reviewed where the dependency is added.
  return /prepare$/.test(hook) || /^node (\.\/)?node_modules\//.test(command) ? 'low' : 'medium'
}

function noteOn({ command, deed }: InstallHook): string {
  if (deed !== undefined) return `The command itself ${deed.says}.`
  if (REACHES_OUT.test(command)) return 'The command itself fetches or decodes something.'
  if (HIDES.test(command)) return 'How it ends is kept from whoever installs.'
  return /\bnode\s+\S+|\bsh\s+\S+|\.\//.test(command)
    ? 'What it does is in the file it names.'
    : 'It starts another program.'
}
