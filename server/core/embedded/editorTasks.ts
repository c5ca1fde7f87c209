import {
  type DataMap,
  type DataNode,
  entriesAt,
  itemsAt,
  nodeAt,
  textAt,
  textsIn,
  visitMaps,
} from '../documents/dataNode'
import { readJson } from '../documents/json'
import { languageOfInterpreter } from '../syntax/interpreters'
import { commandOfWords } from './argv'
import type { EmbedReader, FoundCode } from './code'
import { isFile, joinWords } from './part'

type DocumentReader = (document: DataNode | undefined) => readonly FoundCode[]

const systems = ['windows', 'linux', 'osx'] as const

const byPath: readonly (readonly [RegExp, DocumentReader])[] = [
  [/(?:^|\/)\.vscode\/tasks\.json$/, tasks],
  [/(?:^|\/)\.vscode\/launch\.json$/, launches],
  [/(?:^|\/)\.vscode\/settings\.json$/, settings],
  [/\.code-workspace$/, workspace],
  [/(?:^|\/)\.?devcontainer(?:\/.*)?\.json$/, devcontainer],
  [/(?:^|\/)\.zed\/tasks\.json$/, zedTasks],
  // Assistants: hooks, status lines, servers they start.
  [
    /(?:^|\/)\.(?:claude|cursor|gemini|kiro|windsurf|roo|amazonq|vscode)\/(?:.*\/)?(?:settings[^/]*|hooks[^/]*|mcp[^/]*)\.json$/,
    commands,
  ],
  [/(?:^|\/)\.?mcp\.json$/, commands],
]

/** Commands that an editor, or an assistant in it, runs for whoever opens the project. */
export const editorTasks: EmbedReader = {
  languages: ['json', undefined],
  paths: new RegExp(byPath.map(([path]) => path.source).join('|')),
  read(unit) {
    if (!isFile(unit)) return []
    return byPath.find(([path]) => path.test(unit.path))?.[1](readJson(unit.body).root) ?? []
  },
}

/** VS Code's documentation, "Tasks": a text is for the shell unless the type is `process`; `args` are words. */
function tasks(document: DataNode | undefined): readonly FoundCode[] {
  const alone = taskCode(document, document, 'task')
  return [...alone, ...itemsAt(document, 'tasks').flatMap(task => taskCode(task, document, taskName(task)))]
}

function taskName(task: DataNode): string {
  const name = textAt(task, 'label') ?? textAt(task, 'taskName')
  return name === undefined ? 'task' : `task ${name}`
}

function taskCode(task: DataNode | undefined, document: DataNode | undefined, name: string): readonly FoundCode[] {
  const isShell = textAt(task, 'type') !== 'process'
  const shell = textAt(task, 'options', 'shell', 'executable') ?? textAt(document, 'options', 'shell', 'executable')
  const places: readonly (readonly [DataNode | undefined, string])[] = [
    [task, name],
    ...systems.map(system => [nodeAt(task, system), `${name}, ${system}`] as const),
  ]
  return places.flatMap(([place, context]) => {
    const found = command(nodeAt(place, 'command'), nodeAt(place, 'args') ?? nodeAt(task, 'args'), context, isShell)
    return shell === undefined ? found : found.map(code => ({ ...code, language: languageOfInterpreter(shell) }))
  })
}

/** What a launch runs beside the program it debugs, and commands for the debugger that leave it. */
function launches(document: DataNode | undefined): readonly FoundCode[] {
  return itemsAt(document, 'configurations').flatMap(launch => {
    const name = `launch ${textAt(launch, 'name') ?? ''}`.trim()
    return [launch, ...systems.map(system => nodeAt(launch, system))].flatMap(place => [
      ...command(nodeAt(place, 'runtimeExecutable'), nodeAt(place, 'runtimeArgs'), `${name}, runtimeExecutable`, false),
      ...command(nodeAt(place, 'program'), nodeAt(place, 'args'), `${name}, program`, false),
      ...command(nodeAt(place, 'debugServerPath'), nodeAt(place, 'debugServerArgs'), `${name}, debugServerPath`, false),
      ...command(nodeAt(place, 'miDebuggerPath'), undefined, `${name}, miDebuggerPath`, false),
      ...command(nodeAt(place, 'command'), undefined, `${name}, command`, true),
    ])
  })
}

const commandSetting = /(?:command|cmd|executable|interpreter|interpreterpath|path|runtime|server)$/i
const pathSetting = /(?:path|executable|interpreter|runtime)$/i

/** Settings that name a program: terminal profiles, and keys such as `git.path` or `x.check.overrideCommand`. */
function settings(document: DataNode | undefined): readonly FoundCode[] {
  return entriesAt(document).flatMap(({ key, value }) => {
    if (/^terminal\.(?:integrated|external)\.(?:\w*[pP]rofiles?)\b/.test(key)) {
      const direct = command(nodeAt(value, 'path'), nodeAt(value, 'args'), key, false)
      const named = entriesAt(value).flatMap(profile =>
        command(nodeAt(profile.value, 'path'), nodeAt(profile.value, 'args'), `${key}.${profile.key}`, false),
      )
      return [...direct, ...named]
    }
    if (!commandSetting.test(key)) return value.kind === 'map' ? commandsIn(value, key) : []
    const isWord = value.kind === 'text' && pathSetting.test(key)
    if (value.kind === 'map' || (value.kind === 'text' && !value.isQuoted)) return []
    return command(value, undefined, key, !isWord)
  })
}

function workspace(document: DataNode | undefined): readonly FoundCode[] {
  return [
    ...settings(nodeAt(document, 'settings')),
    ...tasks(nodeAt(document, 'tasks')),
    ...launches(nodeAt(document, 'launch')),
  ]
}

/** Development containers, "Lifecycle scripts": a text for a shell, a list of words, or several of them by name. */
function devcontainer(document: DataNode | undefined): readonly FoundCode[] {
  return entriesAt(document).flatMap(({ key, value }) => {
    if (!/^(?:initialize|onCreate|updateContent|postCreate|postStart|postAttach)Command$/.test(key))
      return key === 'customizations' ? settings(nodeAt(value, 'vscode', 'settings')) : []
    const named = value.kind === 'map' ? value.entries : [{ key: '', value }]
    return named.flatMap(each => command(each.value, undefined, each.key === '' ? key : `${key}.${each.key}`, true))
  })
}

function zedTasks(document: DataNode | undefined): readonly FoundCode[] {
  return itemsAt(document).flatMap(task => taskCode(task, undefined, taskName(task)))
}

function commands(document: DataNode | undefined): readonly FoundCode[] {
  return commandsIn(document, '')
}

/** Every `command` or `cmd`, with `args` beside it, wherever it stands. */
function commandsIn(node: DataNode | undefined, prefix: string): readonly FoundCode[] {
  const found: FoundCode[] = []
  visitMaps(node, (map: DataMap, trail) => {
    const keys = trail.flatMap(({ key }) => (key === undefined ? [] : [key]))
    const context = [...(prefix === '' ? [] : [prefix]), ...keys].join('.')
    for (const key of ['command', 'cmd', 'apiKeyHelper', 'awsAuthRefresh', 'awsCredentialExport'])
      found.push(...command(nodeAt(map, key), nodeAt(map, 'args'), context === '' ? key : context, true))
  })
  return found
}

/** @param isShell whether a text is for a shell, and not the name of a program */
function command(
  node: DataNode | undefined,
  args: DataNode | undefined,
  context: string,
  isShell: boolean,
): readonly FoundCode[] {
  if (node === undefined || node.kind === 'map') return []
  // In tasks a word may be `{ "value": …, "quoting": … }`.
  const words = (args?.kind === 'list' ? args.items : []).flatMap(item =>
    textsIn(item.kind === 'map' ? nodeAt(item, 'value') : item),
  )
  const isText = node.kind === 'text' && isShell
  const rest = isText ? words : [...textsIn(node), ...words]
  const tail = commandOfWords(rest)
  const body = isText ? (tail === undefined ? node.text() : joinWords([node.text(), tail])) : tail
  return body === undefined || body.text.trim() === '' ? [] : [{ language: 'bash', body, role: 'script', context }]
}
