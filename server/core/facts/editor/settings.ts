import { type DataEntry, type DataNode, entriesAt, itemsAt, nodeAt, textAt } from '../../documents/dataNode'
import { commandText, type EditorNote, type SettingsFile } from './note'
import { openedTasks } from './tasks'

type Place = Pick<SettingsFile, 'span'>

/** Answers to a question that stands between a folder and what it runs, by the documentation of editors and extensions. */
const answers: readonly (readonly [RegExp, RegExp])[] = [
  [/^task\.allowAutomaticTasks$/i, /^on$/i],
  [/^security\.workspace\.trust\.enabled$/i, /^false$/],
  [/^security\.workspace\.trust\.(?:untrustedFiles)$/i, /^open$/],
  [/^security\.workspace\.trust\.startupPrompt$/i, /^never$/],
  [/^chat\.tools\.(?:global\.|terminal\.|edits\.|urls\.)?autoApprove$/i, /^(?:true|on|always)$/i],
  [/^chat\.tools\.terminal\.ignoreDefaultAutoApproveRules$/i, /^true$/],
  [
    /(?:dangerously|yolo|skipPermission|bypassPermission|trustAll|autoAccept|autoRun|alwaysAllow|alwaysApprove|autoApprov|autoConfirm)/i,
    /^(?:true|on|always|all|yolo)$/i,
  ],
  [/^http\.proxyStrictSSL$/i, /^false$/],
]

/** Settings by which one of the commands an agent may type is waved through: a pattern for everything among them. */
const approvals = /(?:autoApprove|allowedCommands|allowlist|allowedTools)$/i
const everything = /^(?:\*|\/?\.[*+]\/?i?|\/\^?\.[*+]\$?\/i?|bash|sh|zsh|pwsh|powershell|cmd|sudo|curl|wget|rm|eval)$/i

/** Names of programs, by the end of the key. */
const programKey = /(?:path|paths|executable|interpreter|runtime|binary|command|tsdk|nodePath|server)$/i
/** Written from the folder itself. */
const inTree = /^(?:\.{1,2}[/\\]|\$\{(?:workspaceFolder|workspaceRoot|workspaceFolder:[^}]*)\}[/\\]?|\.[\w-]+[/\\])/
/** Programs and servers that editors start as soon as a file is open, where a bare path may be of the folder too. */
const startedKey = /^(?:typescript\.tsdk|js\/ts\.tsdk\.path|git\.path)$/i
const barePath = /^[\w-][\w.-]*[/\\]/
/** Where package managers put what a lock file names. */
const installed =
  /(?:^|[/\\}])(?:node_modules|\.?v?env\w*|\.venv\w*|vendor[/\\]bin|\.yarn|\.pixi|\.tox|\.nox|\.hatch|\.conda|\.direnv|\.devbox|\.flox|\.fvm|\.dart_tool|__pypackages__|\.pnp|\.rustup|\.bundle)(?:[/\\]|$)/i
/** What is made by a build, or is no program. */
const noProgram =
  /(?:^|[/\\}])(?:build|out|target|dist|_build|cmake-build-[\w-]*|zig-out|bazel-\w+)(?:[/\\]|$)|\.(?:json[c5]?|ya?ml|toml|md|txt|cfg|ini|xml|csv|ignore|code-snippets|proto|config\.(?:js|cjs|mjs|ts))$|[/\\]$|\*/i

/** Variables that make a program load code before its own, or run a command by itself. */
const loaders =
  /^(?:LD_PRELOAD|LD_AUDIT|DYLD_INSERT_LIBRARIES|BASH_ENV|ENV|PROMPT_COMMAND|ZDOTDIR|PYTHONSTARTUP|PERL5OPT|RUBYOPT|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|GIT_SSH_COMMAND|GIT_EXEC_PATH|GIT_CONFIG\w*|GIT_ASKPASS|SSH_ASKPASS|EDITOR|PAGER|GIT_PAGER|BROWSER)$/
const nodeLoader = /--(?:require|import|loader|experimental-loader)\b|(?:^|\s)-r\b/

export function* vscodeSettings(file: SettingsFile): Iterable<EditorNote> {
  for (const map of file.maps) yield* settingsIn(map, file)
}

export function* settingsIn(map: DataNode | undefined, place: Place): Iterable<EditorNote> {
  for (const entry of entriesAt(map)) {
    const { key, value } = entry
    const spans = [place.span(entry.keyStart, value.end)]
    const text = value.kind === 'text' ? value.text().text.trim() : undefined
    if (text !== undefined && answers.some(([name, answer]) => name.test(key) && answer.test(text)))
      yield { what: 'consent', key, value: text, spans }
    else if (approvals.test(key)) yield* approvalsIn(entry, place)
    else if (/^terminal\.integrated\.env\./.test(key)) yield* variablesIn(value, key, place)
    else if (/^terminal\.(?:integrated|external)\.\w*profiles?\b/i.test(key)) yield* profilesIn(entry, place)
    else if (programKey.test(key)) yield* programsIn(entry, place)
  }
}

function* approvalsIn({ key, value }: DataEntry, { span }: Place): Iterable<EditorNote> {
  for (const item of itemsAt(value))
    if (item.kind === 'text' && everything.test(item.text().text.trim()))
      yield { what: 'consent', key, value: item.text().text, spans: [span(item.start, item.end)] }
  for (const entry of entriesAt(value))
    if (everything.test(entry.key.trim()) && (textAt(value, entry.key) ?? textAt(entry.value, 'approve')) === 'true')
      yield { what: 'consent', key, value: entry.key, spans: [span(entry.keyStart, entry.value.end)] }
}

function* variablesIn(node: DataNode | undefined, key: string, { span }: Place): Iterable<EditorNote> {
  for (const entry of entriesAt(node)) {
    const value = entry.value.kind === 'text' ? entry.value.text().text : ''
    if (!loaders.test(entry.key) && !(entry.key === 'NODE_OPTIONS' && nodeLoader.test(value))) continue
    if (value.trim() !== '')
      yield { what: 'environment', key: `${key} ${entry.key}`, value, spans: [span(entry.keyStart, entry.value.end)] }
  }
}

function* profilesIn({ key, value, keyStart }: DataEntry, { span }: Place): Iterable<EditorNote> {
  const named = [
    { name: key, node: value },
    ...entriesAt(value).map(one => ({ name: `${key}.${one.key}`, node: one.value })),
  ]
  for (const { name, node } of named) {
    const command = commandText(nodeAt(node, 'path'), nodeAt(node, 'args'))
    const isCommand = itemsAt(node, 'args').some(item => item.kind === 'text' && /^-\w*c$/.test(item.text().text))
    if (command !== '' && (isInTree(command.split(' ')[0] ?? '') || isCommand))
      yield {
        what: 'program',
        key: name,
        value: command,
        spans: [span(node.start, node.end), span(keyStart, value.end)],
      }
    yield* variablesIn(nodeAt(node, 'env'), name, { span })
  }
}

export function* programsIn({ key, value, keyStart }: DataEntry, { span }: Place): Iterable<EditorNote> {
  const nodes = value.kind === 'list' ? value.items : [value]
  for (const node of nodes) {
    if (node.kind !== 'text') continue
    const text = node.text().text.trim()
    if (isInTree(text) || (startedKey.test(key) && barePath.test(text) && isInTree(`./${text}`)))
      yield {
        what: 'program',
        key,
        value: text,
        spans: [span(value.kind === 'list' ? node.start : keyStart, node.end)],
      }
  }
}

/** A program that whoever sends a change can send along. */
function isInTree(text: string): boolean {
  return inTree.test(text) && !installed.test(text) && !noProgram.test(text) && text.length < 500
}

/** What a debugger starts that is no ordinary runtime. */
export function* launches({ maps, span }: SettingsFile): Iterable<EditorNote> {
  for (const map of maps)
    for (const launch of [map, ...itemsAt(map, 'configurations')])
      for (const key of ['runtimeExecutable', 'debugServerPath', 'miDebuggerPath', 'gdbPath', 'lldbPath', 'python']) {
        const entry = entriesAt(launch).find(one => one.key === key)
        if (entry !== undefined) yield* programsIn(entry, { span })
      }
}

/** A workspace file holds what else stands in files of `.vscode`. */
export function* workspace(file: SettingsFile): Iterable<EditorNote> {
  yield* openedTasks(file)
  for (const map of file.maps) {
    yield* settingsIn(nodeAt(map, 'settings'), file)
    const launch = nodeAt(map, 'launch')
    if (launch?.kind === 'map') yield* launches({ ...file, maps: [launch] })
    const extensions = nodeAt(map, 'extensions')
    if (extensions?.kind === 'map') yield* recommendations({ ...file, maps: [extensions] })
  }
}

export function* recommendations({ maps, span }: SettingsFile): Iterable<EditorNote> {
  for (const map of maps)
    for (const item of itemsAt(map, 'recommendations'))
      if (item.kind === 'text' && /^[\w-]+\.[\w-]+$/.test(item.text().text.trim())) {
        const name = item.text().text.trim()
        yield {
          what: 'extension',
          key: name.toLowerCase(),
          value: name.toLowerCase(),
          spans: [span(item.start, item.end)],
        }
      }
}
