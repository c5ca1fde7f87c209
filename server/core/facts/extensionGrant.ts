import { type DataMap, type DataNode, nodeAt } from '../documents/dataNode'
import type { TextSpan } from '../model/location'
import { settingsFile } from './editor/note'

/** A line of an extension's manifest that lets it do something of weight. Texts are hostile. */
export interface ExtensionGrant {
  /** `everywhere`: every page. `script`: code from outside of the package. `permission`: another right. */
  readonly kind: 'everywhere' | 'script' | 'permission'
  /** The setting it stands under. */
  readonly key: string
  readonly what: string
  readonly span: TextSpan
}

const everywhere = /^(?:<all_urls>|(?:\*|https?):\/\/\*\/.*)$/
const powerful =
  /^(?:webRequest\w*|declarativeNetRequest\w*|cookies|history|management|nativeMessaging|debugger|proxy|scripting|clipboardRead|desktopCapture|tabCapture|pageCapture|privacy|browsingData|userScripts|contentSettings|downloads\.open|identity\.email)$/
/** Sources of a policy (Content Security Policy Level 3, 2.3.1) from which code comes that is not in the package. */
const elsewhere = /^(?:'unsafe-(?:eval|inline)'|https?:\S*|wss?:\S*|\*\S*|(?:[\w*-]+\.)+[a-z]{2,}\S*)$/i

/** What the manifest of a browser's extension grants; a patch may show only part of it. */
export function grantsOfExtension(path: string, text: string): readonly ExtensionGrant[] {
  const file = settingsFile(path, text)
  return file.maps
    .filter(map => nodeAt(map, 'manifest_version') !== undefined || file.maps.length === 1)
    .flatMap(map => [...permissions(map, file.span), ...policies(map, file.span)])
}

type SpanOf = (start: number, end: number) => TextSpan

/** Chrome's and Mozilla's documentation of manifest.json, "permissions", "host_permissions", "content_scripts". */
function permissions(map: DataMap, span: SpanOf): readonly ExtensionGrant[] {
  const scripts = nodeAt(map, 'content_scripts')
  const lists: readonly (readonly [string, DataNode | undefined])[] = [
    ...['permissions', 'host_permissions', 'optional_permissions', 'optional_host_permissions'].map(
      key => [key, nodeAt(map, key)] as const,
    ),
    ...(scripts?.kind === 'list' ? scripts.items : []).map(one => ['content_scripts', nodeAt(one, 'matches')] as const),
    ['externally_connectable', nodeAt(map, 'externally_connectable', 'matches')],
  ]
  return lists.flatMap(([key, node]) =>
    textsOf(node).flatMap(({ what, start, end }): ExtensionGrant[] => {
      const kind = everywhere.test(what) ? 'everywhere' : powerful.test(what) ? 'permission' : undefined
      return kind === undefined ? [] : [{ kind, key, what, span: span(start, end) }]
    }),
  )
}

function policies(map: DataMap, span: SpanOf): readonly ExtensionGrant[] {
  const key = 'content_security_policy'
  const policy = nodeAt(map, key)
  const nodes =
    policy?.kind === 'map' ? [nodeAt(policy, 'extension_pages'), nodeAt(policy, 'isolated_world')] : [policy]
  return nodes.flatMap(node =>
    textsOf(node).flatMap(({ what, start, end }) =>
      what
        .split(';')
        .filter(part => /^\s*(?:script-src(?:-elem)?|default-src|worker-src|object-src)\s/.test(part))
        .flatMap(part => part.trim().split(/\s+/).slice(1))
        .filter(source => elsewhere.test(source) && !/^(?:https?:\/\/)?(?:localhost|127\.)/.test(source))
        .map((source): ExtensionGrant => ({ kind: 'script', key, what: source, span: span(start, end) })),
    ),
  )
}

function textsOf(node: DataNode | undefined): readonly { what: string; start: number; end: number }[] {
  const nodes = node?.kind === 'list' ? node.items : node === undefined ? [] : [node]
  return nodes.flatMap(one =>
    one.kind === 'text' ? [{ what: one.text().text.trim(), start: one.start, end: one.end }] : [],
  )
}
