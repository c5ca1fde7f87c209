import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
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

const ENTRIES: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^package\.json$/,
    /^\s*"((?:@[\w.-]+\/)?[\w.-]+)"\s*:\s*"((?:[~^<>=v]|\d|\*|latest|npm:|git|https?:|file:|workspace:|[\w-]+\/)[^"]*)"/,
  ],
  [/^requirements.*$/, /^\s*([A-Za-z][\w.-]*)(?:\[[^\]]*\])?\s*((?:[=<>~!]=?|@|;|$).*)$/],
  [/^go\.mod$/, /^\s*(?:require\s+)?([\w.-]+\.[\w-]+\/[\w./-]+)\s+(v\d\S*)/],
  [/^Cargo\.toml$/, /^\s*([A-Za-z][\w-]*)\s*=\s*("\d[^"]*"|\{.*(?:version|git)\s*=.*)$/],
  [/^Gemfile$/, /^\s*gem\s+["']([\w.-]+)["'](.*)$/],
  [/^pyproject\.toml$/, /^\s*["']([A-Za-z][\w.-]*)\s*((?:[=<>~!]=?|\[|["']).*)$/],
]

interface Entry {
  readonly name: string
  readonly value: string
  readonly line: HunkLine
}

function examine(context: FileContext): void {
  if (isTestFolder(context.path)) return
  const pattern = ENTRIES.find(([name]) => name.test(baseName(context.path)))?.[1]
  if (pattern === undefined) return
  const lines = context.content.hunks.flatMap(hunk => hunk.lines)
  const entries = (kind: HunkLine['kind']): readonly Entry[] =>
    lines.flatMap(line => {
      const found = line.kind === kind && line.text.length < 500 ? pattern.exec(line.text) : null
      return found === null ? [] : [{ name: found[1] ?? '', value: found[2] ?? '', line }]
    })
  const removed = entries('removed')
  const before = new Set([...removed, ...entries('context')].map(entry => entry.name))
  for (const entry of entries('added')) {
    if (before.has(entry.name)) continue
    const { name, value } = entry
    const owner = removed.find(one => isOtherOwner(one.name, name))
    const close = [...before, ...KNOWN].find(other => isStepAway(other, name))
    if (owner !== undefined) report(context, entry, 'replaced', owner.name)
    else if (close !== undefined) report(context, entry, 'close', close)
    else if (/^(?:github:|git\+|git:|gitlab:|[\w-]+\/[\w.-]+#)[^"]*#[0-9a-f]{7,40}$/.test(value))
      report(context, entry, 'repository', '')
  }
}

function report(
  context: FileContext,
  { name, line }: Entry,
  message: 'close' | 'replaced' | 'repository',
  other: string,
): void {
  if (line.new === undefined) return
  context.report({ message, at: spanOf(line.new, line.text.indexOf(name), name.length), data: { name, other } })
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
