import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'build/toolchain-older',
  title: 'older compiler or language version asked for than before',
  severity: 'low',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: [],
  tags: ['CWE-1104'],
  files: {
    paths: [
      '**/{go.mod,go.work,rust-toolchain,rust-toolchain.toml,Cargo.toml,.nvmrc,.node-version,.python-version,.ruby-version,.tool-versions,global.json,gradle-wrapper.properties,.bazelversion,.zigversion,.java-version,mise.toml,.mise.toml}',
    ],
  },
  messages: {
    older: {
      message: '`{name}` now asks for {tool} {is}, which is older than {was}',
      why: 'What later versions refuse or warn of passes again, and faults of the old one that were put right are back.\nBuilds that take the version from here use it from now on.',
      benign: 'Users with older systems are to be able to build it, or the newer version broke something.',
      question: 'Who needs the older version, and is it the lowest or the only one that is used?',
      commands: ['git log -p --follow -- {path}'],
    },
  },
  examine: { file: examine },
})

interface Setting {
  readonly tool: string
  readonly version: string
  /** From 0. */
  readonly line: number
  readonly column: number
}

const VERSION = String.raw`v?(\d+(?:\.\d+){0,3})`
/** The setting of each kind of file that names one version; by the manuals of the tools. */
const settings: readonly (readonly [file: RegExp, tool: string, line: RegExp])[] = [
  [/^go\.(?:mod|work)$/, 'Go', new RegExp(`^(?:go\\s+|toolchain\\s+go)${VERSION}`)],
  [/^rust-toolchain(?:\.toml)?$/, 'Rust', new RegExp(`^(?:\\s*channel\\s*=\\s*")?${VERSION}"?\\s*$`)],
  [/^Cargo\.toml$/, 'Rust', new RegExp(`^rust-version\\s*=\\s*"${VERSION}"`)],
  [/^\.(?:nvmrc|node-version)$/, 'Node.js', new RegExp(`^${VERSION}\\s*$`)],
  [/^\.python-version$/, 'Python', new RegExp(`^${VERSION}\\s*$`)],
  [/^\.ruby-version$/, 'Ruby', new RegExp(`^(?:ruby-)?${VERSION}\\s*$`)],
  [/^\.java-version$/, 'Java', new RegExp(`^${VERSION}\\s*$`)],
  [/^\.bazelversion$/, 'Bazel', new RegExp(`^${VERSION}\\s*$`)],
  [/^global\.json$/, '.NET', new RegExp(`^\\s*"version"\\s*:\\s*"${VERSION}"`)],
  [/^gradle-wrapper\.properties$/, 'Gradle', new RegExp(`gradle-${VERSION}-(?:bin|all)\\.zip`)],
]
const tools = /^\s*"?([a-z][\w-]{1,30})"?\s*(?:=\s*"|\s)v?(\d+(?:\.\d+){0,3})"?\s*$/

function examine(context: FileContext): void {
  const [was, now] = [settingsOf(context, 'old'), settingsOf(context, 'new')]
  for (const [key, setting] of now) {
    const before = was.get(key)
    const at = spanOf(setting.line + 1, setting.column, setting.version.length)
    if (before === undefined || !isOlder(setting.version, before.version) || !context.isChanged('new', at)) continue
    context.report({
      message: 'older',
      at,
      severity: isTestFolder(context.path) ? 'info' : 'low',
      data: {
        name: baseName(context.path),
        tool: setting.tool,
        is: setting.version,
        was: before.version,
        path: shellWord(context.path),
      },
    })
    return
  }
}

function settingsOf(context: FileContext, side: 'old' | 'new'): ReadonlyMap<string, Setting> {
  const name = baseName(context.path)
  const found = new Map<string, Setting>()
  for (const [line, text] of (context.side(side)?.lines ?? []).entries()) {
    if (text.length > 300) continue
    for (const [file, tool, pattern] of settings) {
      const version = file.test(name) ? pattern.exec(text)?.[1] : undefined
      if (version === undefined || found.has(tool)) continue
      found.set(tool, { tool, version, line, column: text.indexOf(version) })
    }
    const [, tool = '', version = ''] = /tool-versions$|mise\.toml$/.test(name) ? (tools.exec(text) ?? []) : []
    if (tool !== '') found.set(tool, { tool: `\`${tool}\``, version, line, column: text.lastIndexOf(version) })
  }
  return found
}

function isOlder(a: string, b: string): boolean {
  const [now, before] = [a.split('.').map(Number), b.split('.').map(Number)]
  // A version that says less (`20` after `20.4.1`) is none that is older.
  for (let at = 0; at < Math.min(now.length, before.length); at++)
    if (now[at] !== before[at]) return (now[at] ?? 0) < (before[at] ?? 0)
  return false
}
