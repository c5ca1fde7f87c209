import { dependencyEntry } from '../../../core/facts/dependencyEntry'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { DependencyEntry } from '../../../core/manifests/dependencies/dependency'
import { isTextSpan, type Side, spanOf } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why,
    benign: 'A fork or a successor that chose a similar name.',
    question: 'Who publishes this, and what does it do that the earlier or well-known one does not?',
    commands: ['git grep -n -F -e {name}'],
  }
}

export default defineRule({
  id: 'dependency/look-alike-name',
  title: 'new dependency by a name close to another, or from a repository',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['boltdb-2025', 'axios-2026'],
  tags: ['CWE-829', 'CWE-1357'],
  files: {
    paths: [
      '**/package.json',
      '**/requirements*.{txt,in}',
      '**/go.mod',
      '**/Cargo.toml',
      '**/Gemfile',
      '**/pyproject.toml',
    ],
  },
  uses: [dependencyEntry],
  messages: {
    close: text(
      'New dependency `{name}` is one step away from `{other}`',
      'Names like that have been taken by others to be installed by mistake.\nRegistries were not asked.',
    ),
    replaced: text(
      '`{other}` is replaced by `{name}`, of the same last name and another owner',
      'The code may be the same, a fork or something else; the name says nothing.\nRegistries were not asked.',
    ),
    repository: text(
      'New dependency `{name}` comes from a commit of a repository instead of a registry',
      'Its install scripts run from there, and the commit may lie on no branch of the repository it names.',
    ),
  },
  examine: { file: examine },
})

const KNOWN =
  'express lodash react request axios chalk commander debug webpack eslint typescript prettier rollup vite jquery mongoose socket.io dotenv moment uuid cross-env body-parser puppeteer electron discord.js ethers requests numpy pandas flask django urllib3 setuptools beautifulsoup4 colorama cryptography pillow pyyaml tensorflow selenium scikit-learn python-dateutil boto3 serde serde_json serde_derive tokio reqwest rand rust_decimal hyper regex clap anyhow thiserror rails devise nokogiri sinatra bootstrap-sass'.split(
    ' ',
  )
/** Both of a pair are well known. */
const BOTH = new Set('preact tslint color colors request requests reqwest raven mocha ramda'.split(' '))

const COMMIT = /^(?:github:|git\+|git:|gitlab:|[\w-]+\/[\w.-]+#)[^"]*#[0-9a-f]{7,40}$/

interface Entry {
  readonly name: string
  readonly entry: DependencyEntry
  readonly line: number
  /** Where the text of the line is searched for the name. */
  readonly column: number
}

function examine(context: FileContext): void {
  if (isTestFolder(context.path)) return
  const entries = (side: Side): readonly (Entry & { readonly isChanged: boolean })[] =>
    context.facts(dependencyEntry, side).flatMap(({ data, location: { at }, isChanged }) => {
      if (!isTextSpan(at) || data.isLock) return []
      return [{ name: data.name, entry: data, line: at.start.line, column: at.start.column, isChanged }]
    })
  const [old, added] = [entries('old'), entries('new').filter(one => one.isChanged)]
  const before = new Set(old.map(one => one.name))
  const removed = old.filter(one => one.isChanged)
  // In a long list two names a letter apart are nothing strange: only those next to the change are compared.
  const shown = new Set(context.content.hunks.flatMap(hunk => hunk.lines.flatMap(line => line.old ?? [])))
  const near = old.filter(one => shown.has(one.line)).map(one => one.name)
  for (const one of added) {
    const { name, entry } = one
    if (before.has(name)) continue
    const owner = removed.find(other => isOtherOwner(other.name, name))
    const close = [...near, ...KNOWN].find(other => isStepAway(other, name))
    if (owner !== undefined) report(context, one, 'replaced', owner.name)
    else if (close !== undefined) report(context, one, 'close', close)
    else if (COMMIT.test(entry.reference ?? '')) report(context, one, 'repository', '')
  }
}

function report(
  context: FileContext,
  { name, line, column }: Entry,
  message: 'close' | 'replaced' | 'repository',
  other: string,
): void {
  const start = context.side('new')?.lines[line - 1]?.indexOf(name, column) ?? -1
  const at = start === -1 ? spanOf(line, column, 1) : spanOf(line, start, name.length)
  context.report({ message, at, data: { name, other } })
}

/** `github.com/a/x` for `github.com/a-go/x`: the owner starts alike. Moves between unlike owners are everyday. */
function isOtherOwner(old: string, name: string): boolean {
  const [a, b] = [old.split('/'), name.split('/')]
  if (a.length < 3 || a.length !== b.length || a.at(-1) !== b.at(-1) || a[0] !== b[0]) return false
  const [one, two] = [a[1] ?? '', b[1] ?? '']
  return one !== two && (one.startsWith(two) || two.startsWith(one) || distance(one, two) === 1)
}

function isStepAway(other: string, name: string): boolean {
  if (other === name || BOTH.has(name) || other.length < 5 || name.length < 5) return false
  const plain = (text: string) => text.toLowerCase().replace(/[_.]/g, '-')
  // Numbers at the end are editions; the same name in another notation is the same.
  const [a, b] = [plain(other), plain(name)]
  if (a === b || a.replace(/\d+$/, '') === b.replace(/\d+$/, '') || a.replace(/\d/g, '') === b.replace(/\d/g, ''))
    return false
  return distance(a, b) === 1
}

/** 1 for one character more, less or other, or two neighbours exchanged; 2 stands for anything further. */
function distance(a: string, b: string): number {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  if (left.length <= 1 && right.length <= 1) return left === right ? 0 : 1
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0] ? 1 : 2
}
