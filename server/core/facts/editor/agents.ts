import {
  type DataEntry,
  type DataMap,
  type DataNode,
  entriesAt,
  itemsAt,
  nodeAt,
  textAt,
  visitMaps,
} from '../../documents/dataNode'
import { commandText, type EditorNote, mapsWith, type SettingsFile } from './note'

/** Keys of one command for the shell, by the systems it is for. */
const commandKeys = ['command', 'bash', 'powershell', 'cmd']

/** Settings of coding agents: hooks, permissions, servers, addresses. One reader, since they copy each other's forms. */
export function* agentSettings(file: SettingsFile): Iterable<EditorNote> {
  for (const map of file.maps) {
    yield* hooks(nodeAt(map, 'hooks'), file)
    yield* helpers(map, file)
    yield* permissions(map, file)
    yield* answers(map, file)
    yield* redirects(map, file)
    yield* marketplaces(map, file)
  }
  yield* servers(file)
}

/** A file of hooks alone, with or without the key around them. */
export function* hookFile(file: SettingsFile): Iterable<EditorNote> {
  for (const map of file.maps) {
    // Kiro's hooks: `then` says what is done.
    const then = nodeAt(map, 'then')
    if (then === undefined) yield* hooks(nodeAt(map, 'hooks') ?? map, file)
    else if (textAt(then, 'type') === 'runCommand')
      yield note('hook', textAt(map, 'when', 'type') ?? 'hook', commandText(nodeAt(then, 'command')), then, file)
  }
}

function* hooks(node: DataNode | undefined, file: SettingsFile): Iterable<EditorNote> {
  for (const event of entriesAt(node)) {
    const found: EditorNote[] = []
    const holders: DataMap[] = []
    visitMaps(event.value, map => holders.push(map))
    for (const map of holders)
      for (const entry of map.entries) {
        if (!commandKeys.includes(entry.key)) continue
        const command = commandText(entry.value, nodeAt(map, 'args'))
        if (command !== '')
          found.push({
            what: 'hook',
            key: event.key,
            value: command,
            spans: [file.span(entry.keyStart, entry.value.end)],
          })
      }
    yield* found
  }
}

/** Commands that agents run by themselves beside hooks: for keys, for a line of text, when they are done. */
function* helpers(map: DataMap, file: SettingsFile): Iterable<EditorNote> {
  for (const entry of map.entries) {
    const { key, value } = entry
    if (/^(?:apiKeyHelper|awsAuthRefresh|awsCredentialExport|otelHeadersHelper|gcpAuthRefresh|notify)$/.test(key)) {
      const command = commandText(value)
      if (command !== '') yield noteOn('hook', key, command, entry, file)
    }
    if (/^(?:statusLine|subagentStatusLine|fileSuggestion)$/.test(key)) {
      const command = commandText(nodeAt(value, 'command'))
      if (command !== '') yield noteOn('hook', key, command, entry, file)
    }
    if (/^(?:toolDiscoveryCommand|toolCallCommand)$/.test(key))
      yield noteOn('hook', key, commandText(value), entry, file)
  }
  for (const key of ['discoveryCommand', 'callCommand']) {
    const node = nodeAt(map, 'tools', key)
    if (node !== undefined) yield note('hook', `tools.${key}`, commandText(node), node, file)
  }
}

/** A permission for every command, or for those that reach out, delete or become somebody else. */
const broad =
  /^(?:\*|(?:Bash|Shell|run_shell_command|ShellTool|execute_bash|PowerShell)(?:\((?:\*|:\*|\*:\*|\*\*)?\))?|(?:Write|Edit|Read)\((?:\/|~|\*\*|\/\/)\S*\))$/i
const strong =
  /^(?:Bash|Shell|run_shell_command)\((?:(?:sudo|curl|wget|rm|eval|ssh|scp|nc|sh|bash|zsh|python3?|node|perl|ruby|xargs|env|npx|uvx|docker run|chmod)\b[^)]{0,3}\*?)\)$/i

function* permissions(map: DataMap, file: SettingsFile): Iterable<EditorNote> {
  const lists = [
    ...['allow', 'allowed'].map(key => nodeAt(map, 'permissions', key)),
    nodeAt(map, 'tools', 'allowed'),
    nodeAt(map, 'coreTools'),
    nodeAt(map, 'allowedTools'),
    nodeAt(map, 'autoApprove'),
  ]
  for (const list of lists)
    for (const item of list?.kind === 'list' ? list.items : []) {
      const text = item.kind === 'text' ? item.text().text.trim() : ''
      if (broad.test(text)) yield { ...note('consent', 'allow', text, item, file), isBroad: true }
      else if (strong.test(text)) yield note('consent', 'allow', text, item, file)
    }
  for (const key of ['deny', 'ask'])
    for (const item of itemsAt(map, 'permissions', key))
      if (item.kind === 'text') yield note('guard', key, item.text().text, item, file)
}

/** Values by which an agent asks nothing any more. */
const answered: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^(?:defaultMode|defaultApprovalMode|approvalMode|approval_policy|permissionMode)$/,
    /^(?:bypassPermissions|yolo|never|auto-?approve|full-?auto)$/i,
  ],
  [/^sandbox_mode$/, /^danger-full-access$/],
  [
    /^(?:enableAllProjectMcpServers|skipDangerousModePermissionPrompt|skipAutoPermissionPrompt|autoAccept|yolo|trustAllTools|alwaysAllow|dangerouslySkipPermissions)$/,
    /^true$/,
  ],
  [/^sandbox$/, /^false$/],
  [/^bypass_?hook_?trust$/i, /^true$/],
]
/** Answers that open a little, as the everyday forms of a team do. */
const lesser = /^(?:sandbox|enableAllProjectMcpServers|autoAccept)$/

function* answers(root: DataMap, file: SettingsFile): Iterable<EditorNote> {
  const found: EditorNote[] = []
  visitMaps(root, (map, trail) => {
    // What stands in a hook or server is a part of that.
    if (trail.some(({ key }) => key === 'hooks' || key === 'env')) return
    for (const entry of map.entries) {
      const value = entry.value.kind === 'text' ? entry.value.text().text.trim() : undefined
      if (value === undefined || !answered.some(([key, answer]) => key.test(entry.key) && answer.test(value))) continue
      found.push({
        ...noteOn('consent', entry.key, value, entry, file),
        ...(lesser.test(entry.key) ? {} : { isBroad: true }),
      })
    }
  })
  yield* found
}

function* redirects(map: DataMap, file: SettingsFile): Iterable<EditorNote> {
  for (const entry of entriesAt(map, 'env')) {
    const value = entry.value.kind === 'text' ? entry.value.text().text : ''
    if (
      /^(?:\w+_BASE_URL|\w+_API_BASE|HTTPS?_PROXY|ALL_PROXY|NODE_EXTRA_CA_CERTS|\w+_ENDPOINT)$/i.test(entry.key) &&
      value !== ''
    )
      yield noteOn('redirect', entry.key, value, entry, file)
    else if (entry.key === 'NODE_TLS_REJECT_UNAUTHORIZED' && value === '0')
      yield noteOn('redirect', entry.key, value, entry, file)
  }
}

function* marketplaces(map: DataMap, file: SettingsFile): Iterable<EditorNote> {
  for (const entry of entriesAt(map, 'extraKnownMarketplaces')) {
    const source = nodeAt(entry.value, 'source')
    const from = ['repo', 'url', 'package', 'path'].map(key => textAt(source, key)).find(text => text !== undefined)
    yield noteOn('server', `marketplace ${entry.key}`, from ?? 'see the entry', entry, file)
  }
}

const serverKeys = ['mcpServers', 'servers', 'mcp_servers', 'context_servers', 'mcp'] as const

/** Servers of the model context protocol: a program that is started, or an address that is asked. */
export function* servers(file: SettingsFile): Iterable<EditorNote> {
  for (const key of serverKeys)
    for (const { map, trail } of mapsWith(file.maps, key)) {
      if (trail.length > 2) continue
      for (const entry of entriesAt(map, key)) {
        const server = nodeAt(entry.value, 'command')?.kind === 'map' ? nodeAt(entry.value, 'command') : entry.value
        const value =
          commandText(nodeAt(server, 'command') ?? nodeAt(server, 'path'), nodeAt(server, 'args')) ||
          ['url', 'httpUrl', 'serverUrl'].map(name => textAt(server, name)).find(text => text !== undefined)
        if (value === undefined || value === '') continue
        const isTrusted =
          textAt(server, 'trust') === 'true' ||
          itemsAt(server, 'autoApprove').length + itemsAt(server, 'alwaysAllow').length > 0
        const note = noteOn('server', entry.key, value, entry, file)
        const parts = entriesAt(server).filter(one => /^(?:command|args|url|httpUrl)$/.test(one.key))
        yield {
          ...note,
          ...(isTrusted ? { isBroad: true } : {}),
          spans: [...parts.map(one => file.span(one.keyStart, one.value.end)), ...note.spans],
        }
      }
    }
}

function noteOn(
  what: EditorNote['what'],
  key: string,
  value: string,
  entry: DataEntry,
  { span }: SettingsFile,
): EditorNote {
  return { what, key, value, spans: [span(entry.keyStart, entry.value.end)] }
}

function note(
  what: EditorNote['what'],
  key: string,
  value: string,
  node: DataNode,
  { span }: SettingsFile,
): EditorNote {
  return { what, key, value, spans: [span(node.start, node.end)] }
}
