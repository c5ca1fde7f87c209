import { type DataNode, entriesAt, itemsAt, nodeAt, textAt } from '../../documents/dataNode'
import { commandText, type EditorNote, type SettingsFile } from './note'
import { settingsIn } from './settings'

/** Folders and sockets by which a container becomes the machine or its user. */
const secret = /(?:^|[/}~])\.(?:ssh|aws|gnupg|kube|docker|config\/gcloud|azure|netrc|npmrc|pypirc)(?:[/,:]|$)/
const home = /^(?:~|\$\{(?:localEnv|env):(?:HOME|USERPROFILE)\}|\$HOME|\/root|\/home\/[^/]+)?\/?$/
const socket = /docker\.sock|containerd\.sock|podman\.sock/

/** Development containers (containers.dev, "devcontainer.json reference"): what leaves the container. */
export function* devcontainer({ maps, span }: SettingsFile): Iterable<EditorNote> {
  for (const map of maps) {
    for (const entry of entriesAt(map)) {
      const { key, value } = entry
      const spans = [span(entry.keyStart, value.end)]
      if (key === 'initializeCommand') yield* hostCommands(value, spans[0] ?? span(0, 0), { span })
      if (key === 'privileged' && textAt(map, key) === 'true')
        yield { what: 'reach', key, value: 'true', isBroad: true, spans }
      if (key === 'runArgs') yield* runArgs(value, { span })
      if (key === 'mounts' || key === 'workspaceMount') yield* mounts(value, key, { span })
    }
    yield* settingsIn(nodeAt(map, 'customizations', 'vscode', 'settings') ?? nodeAt(map, 'settings'), { span })
  }
}

function* hostCommands(
  value: DataNode,
  whole: ReturnType<SettingsFile['span']>,
  { span }: Pick<SettingsFile, 'span'>,
): Iterable<EditorNote> {
  if (value.kind !== 'map') {
    const command = commandText(value)
    if (command !== '') yield { what: 'host', key: 'initializeCommand', value: command, spans: [whole] }
    return
  }
  for (const entry of value.entries) {
    const command = commandText(entry.value)
    if (command !== '')
      yield {
        what: 'host',
        key: `initializeCommand.${entry.key}`,
        value: command,
        spans: [span(entry.keyStart, entry.value.end)],
      }
  }
}

function* runArgs(value: DataNode, { span }: Pick<SettingsFile, 'span'>): Iterable<EditorNote> {
  const items = itemsAt(value)
  for (const [index, item] of items.entries()) {
    if (item.kind !== 'text') continue
    const next = items[index + 1]
    const own = item.text().text
    const text = /=/.test(own) || next?.kind !== 'text' ? own : `${own}=${next.text().text}`
    const spans = [span(item.start, item.end)]
    if (
      /^--privileged(?:$|=(?!false))|^--(?:pid|userns|ipc)=host|^--cap-add=(?:ALL|(?:CAP_)?SYS_(?:ADMIN|MODULE|RAWIO))/i.test(
        text,
      )
    )
      yield { what: 'reach', key: 'runArgs', value: /^--privileged/.test(own) ? own : text, isBroad: true, spans }
    else if (/^--(?:net|network)=host|^--device=\/dev\/(?:mem|kmem|sd|nvme)/i.test(text))
      yield { what: 'reach', key: 'runArgs', value: text, spans }
    else if (/^(?:-v|--volume|--mount)=/.test(text)) yield* mount(text.slice(text.indexOf('=') + 1), 'runArgs', spans)
  }
}

function* mounts(value: DataNode, key: string, { span }: Pick<SettingsFile, 'span'>): Iterable<EditorNote> {
  for (const item of value.kind === 'list' ? value.items : [value]) {
    const text =
      item.kind === 'text' ? item.text().text : item.kind === 'map' ? `source=${textAt(item, 'source') ?? ''}` : ''
    yield* mount(text, key, [span(item.start, item.end)])
  }
}

function* mount(text: string, key: string, spans: EditorNote['spans']): Iterable<EditorNote> {
  const source =
    /(?:^|,)(?:source|src)=([^,]*)/.exec(text)?.[1] ?? (/^[^,=]*:/.test(text) ? text.split(':')[0] : undefined)
  if (source === undefined || source === '' || /type=volume/.test(text)) return
  if (socket.test(source)) yield { what: 'reach', key, value: text, spans }
  else if (secret.test(source) || home.test(source)) yield { what: 'reach', key, value: text, isBroad: true, spans }
}
