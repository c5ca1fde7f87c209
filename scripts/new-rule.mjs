// npm run new-rule FAMILY/NAME: writes the folder of a rule with everything that has to be in it, and registers it.
// With --print before the name, the files are shown as JSON and nothing is written.
// The tests of the rule then say what is still to be filled in: `npm test -- --layer rules --grep FAMILY/NAME`.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv, execPath, exit } from 'node:process'
import { run } from './install.mjs'
import { root } from './paths.mjs'

const families = [
  'binary',
  'loader',
  'build',
  'source',
  'ci',
  'dependency',
  'install',
  'hidden-text',
  'editor',
  'trust',
  'review',
  'release',
  'chain',
]

const isPrint = argv[2] === '--print'
const id = argv[isPrint ? 3 : 2] ?? ''
const problem = whatIsWrong(id)
if (problem !== undefined) {
  console.error(`${problem}\nusage: npm run new-rule FAMILY/NAME, such as build/macro-reads-fixture`)
  exit(2)
}
const files = { 'rule.ts': ruleText(id), 'rule.md': documentText(id), 'cases.md': casesText(id) }
if (isPrint) {
  console.log(JSON.stringify(files, null, 1))
  exit(0)
}
const folder = join(root, 'server/rules', id)
mkdirSync(folder, { recursive: true })
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
await run(execPath, [join(root, 'scripts/generate.mjs')], { cwd: root })
console.log(`server/rules/${id} is there. What to fill in: npm test -- --layer rules --grep ${id}`)

function whatIsWrong(name) {
  if (!/^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return `"${name}" is no name of a rule`
  const [family] = name.split('/')
  if (!families.includes(family)) return `there is no family ${family}; there are ${families.join(', ')}`
  if (existsSync(join(root, 'server/rules', name))) return `server/rules/${name} is already there`
  return undefined
}

function ruleText(name) {
  return `import { spanOf } from '../../../core/model/location'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: '${name}',
  title: 'TODO what is seen, in a phrase',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['xz-2024'],
  tags: [],
  triggers: ['TODO'],
  messages: {
    found: {
      message: 'TODO the fact first: \`{text}\`',
      why: 'TODO what follows from it, in at most four lines.',
      benign: 'TODO the usual harmless reason.',
      question: 'TODO what would you ask?',
    },
  },
  examine: {
    line: (line, context) => {
      const at = line.text.indexOf('TODO')
      if (at === -1 || line.new === undefined) return
      context.report({ message: 'found', at: spanOf(line.new, at, 4), data: { text: line.text.trim() } })
    },
  },
})
`
}

function documentText(name) {
  return `# ${name}

## What it flags

TODO, with an example that fires:

\`\`\`patch
diff --git a/file.c b/file.c
--- a/file.c
+++ b/file.c
@@ -1 +1,2 @@
 int a;
+TODO
^^^^^ want "TODO" [medium]
\`\`\`

## Why it matters

TODO

## Precedent

TODO (\`xz-2024\`): one line per precedent that rule.ts names, with its id.

## How to check it yourself

TODO

## Not flagged

TODO

## Limits

TODO
`
}

function casesText(name) {
  const patch = (line, mark) => `\`\`\`patch
diff --git a/file.c b/file.c
--- a/file.c
+++ b/file.c
@@ -1 +1,2 @@
 int a;
+${line}
${mark}\`\`\`
`
  const marked = '^^^^^ want "TODO"\n'
  return `# Cases of ${name}

## Fires: TODO

${patch('TODO', marked)}
## Near miss: TODO

${patch('int b;', '')}
## Precedent: TODO

${patch('TODO', marked)}
## Evasion: TODO

${patch('int c;', '')}`
}
