import { type DataMap, type DataNode, entriesAt, nodeAt, visitMaps } from '../documents/dataNode'
import { readYaml } from '../documents/yaml'
import { spanOf, type TextSpan } from '../model/location'
import { baseName } from '../model/path'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import { wholeText } from '../syntax/embeddedText'
import { type SettingsFile, settingsFile } from './editor/note'
import type { FactDraft } from './fact'

/** An address or key under which a project, its releases or its updates are found, and what stood in its place. */
export interface PublishedAddress {
  /** `home`: pages, source and reports. `updates`: where a program asks for its next version. `key`: what it checks that with. */
  readonly role: 'home' | 'updates' | 'key'
  /** The setting; `link` for an address in a text. */
  readonly key: string
  /** Host, with the owner on hosts that many share; a key or provider as written. Hostile. */
  readonly now: string
  /** Absent for one that is new. */
  readonly before?: string
}

interface Entry {
  readonly role: PublishedAddress['role']
  readonly key: string
  readonly value: string
  readonly span: TextSpan
}

/** Addresses of the project that lead elsewhere now. */
export const publishedAddress = defineCollector({
  kind: 'published-address',
  collect: side => (side.side === 'new' && side.other !== undefined ? [...settings(side), ...links(side)] : []),
})

function settings(side: SideContext): readonly FactDraft<'published-address'>[] {
  const reader = readers.find(([path]) => path.test(side.path))?.[1]
  if (reader === undefined || !side.budget.spend(side.text.text.length)) return []
  const before = new Map(reader(side.path, side.other?.text ?? '').map(entry => [entry.key, entry]))
  return reader(side.path, side.text.text).flatMap((entry): FactDraft<'published-address'>[] => {
    const was = before.get(entry.key)
    const [now, old] = [entry, was].map(one => (one === undefined ? undefined : placeOf(one)))
    if (now === undefined || now === old || (was === undefined && !countsWhenNew(entry))) return []
    const data: PublishedAddress = {
      role: entry.role,
      key: entry.key,
      now,
      ...(old === undefined ? {} : { before: old }),
    }
    return [{ subject: entry.key, side: 'new', at: entry.span, data }]
  })
}

/** A home is only ever moved, and so is a constant of a program that speaks of updates in its name alone. */
function countsWhenNew({ role, key }: Entry): boolean {
  return role !== 'home' && (!inPrograms.test(key) || /^setFeedURL$/i.test(key))
}

function placeOf({ role, value }: Entry): string {
  return role === 'key' ? value : (hostOf(value) ?? value)
}

/** Hosts on which the first part of the path says whose place it is. */
const shared =
  /^(?:github\.com|gitlab\.com|codeberg\.org|bitbucket\.org|sourceforge\.net|raw\.githubusercontent\.com|git\.sr\.ht)$/

/** The host of an address in lower case, without `www.`; with the owner where many share the host. */
function hostOf(address: string): string | undefined {
  const [, host, owner] =
    /^(?:git\+)?(?:[a-z]+:)?\/\/(?:[^@/\s]*@)?([\w.-]+)(?::\d+)?(?:\/([\w.~-]+))?/i.exec(address) ?? []
  if (host === undefined) return undefined
  const name = host.toLowerCase().replace(/^www\./, '')
  return shared.test(name) && owner !== undefined ? `${name}/${owner.toLowerCase()}` : name
}

type Reader = (path: string, text: string) => readonly Entry[]

const readers: readonly (readonly [RegExp, Reader])[] = [
  [
    /(?:^|\/)package\.json$/,
    inMaps(map => [...pick(map, 'home', ['homepage', 'repository', 'bugs']), ...publish(nodeAt(map, 'build'))]),
  ],
  [/(?:^|\/)composer\.json$/, inMaps(map => pick(map, 'home', ['homepage', 'support']))],
  [/(?:^|\/)Cargo\.toml$/, inMaps(map => pick(nodeAt(map, 'package'), 'home', ['homepage', 'repository']))],
  [
    /(?:^|\/)pyproject\.toml$/,
    inMaps(map => [
      ...all(nodeAt(map, 'project', 'urls'), 'home', 'urls'),
      ...pick(nodeAt(map, 'tool', 'poetry'), 'home', ['homepage', 'repository']),
    ]),
  ],
  [/(?:^|\/)tauri(?:\.\w+)?\.conf\.json5?$/, inMaps(updater)],
  [/(?:^|\/)(?:electron-builder[\w.-]*|(?:dev-)?app-update)\.(?:json5?|ya?ml)$/, inMaps(publish)],
  [/(?:^|\/)manifest\.json$/, inMaps(map => named(map, 'updates', /^update_url$/))],
  [
    /\.plist(?:\.in)?$/,
    byPattern(/<key>(SU(?:FeedURL|PublicEDKey|PublicDSAKey\w*))<\/key>\s{0,200}<string>([^<]{1,2000})<\/string>/g),
  ],
  [/\.(?:user|meta)\.js$/, byPattern(/^\/\/\s*@(updateURL|downloadURL|require)\s+(\S{1,2000})/gm)],
  [
    /\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|cs|swift|m|mm|cc|cpp|c|hpp|h|rb|php|dart|vb|sh|ps1|properties|ini|conf|cfg)$/i,
    (path, text) => (asksForUpdates.test(path) || asksForUpdates.test(text) ? feeds(path, text) : []),
  ],
  [/(?:^|\/)appcast[\w.-]*\.xml$/i, byPattern(/<enclosure\b[^>]{0,500}?\b(url)="([^"]{1,2000})"/g)],
]

interface Found {
  readonly role: PublishedAddress['role']
  readonly key: string
  readonly node: DataNode
}

function inMaps(find: (map: DataMap) => readonly Found[]): Reader {
  return (path, text) => {
    const file: SettingsFile = settingsFile(path, text)
    const maps = /\.ya?ml$/.test(path)
      ? readYaml(wholeText(text)).filter((node): node is DataMap => node.kind === 'map')
      : file.maps
    return maps.flatMap(find).flatMap(({ role, key, node }) => {
      const value = node.kind === 'text' ? node.text().text.trim() : ''
      return value === '' ? [] : [{ role, key, value, span: file.span(node.start, node.end) }]
    })
  }
}

/** Texts under these keys, or one level below them. */
function pick(map: DataNode | undefined, role: Found['role'], keys: readonly string[]): readonly Found[] {
  return entriesAt(map)
    .filter(({ key }) => keys.includes(key))
    .flatMap(({ key, value }) => (value.kind === 'text' ? [{ role, key, node: value }] : all(value, role, key)))
}

function all(map: DataNode | undefined, role: Found['role'], prefix: string): readonly Found[] {
  return entriesAt(map)
    .filter(({ key }) => !/^(?:type|directory|email)$/.test(key))
    .map(({ key, value }) => ({ role, key: `${prefix}.${key}`, node: value }))
}

function named(map: DataMap, role: Found['role'], wanted: RegExp): readonly Found[] {
  const found: Found[] = []
  visitMaps(map, (one, trail) => {
    const prefix = trail.map(({ key, index }) => key ?? String(index)).join('.')
    for (const { key, value } of one.entries)
      if (wanted.test(key)) found.push({ role, key: prefix === '' ? key : `${prefix}.${key}`, node: value })
  })
  return found
}

/** Tauri's documentation, "Updater": where it asks, and the key it checks the answer with. */
function updater(map: DataMap): readonly Found[] {
  const settings = nodeAt(map, 'plugins', 'updater') ?? nodeAt(map, 'tauri', 'updater')
  const endpoints = nodeAt(settings, 'endpoints')
  const texts = endpoints?.kind === 'list' ? endpoints.items : []
  return [
    ...texts.map((node, index): Found => ({ role: 'updates', key: `updater.endpoints.${index}`, node })),
    ...entriesAt(settings)
      .filter(({ key }) => key === 'pubkey')
      .map(({ value }): Found => ({ role: 'key', key: 'updater.pubkey', node: value })),
  ]
}

/** electron-builder's documentation, "Publish": a provider and its address. */
function publish(map: DataNode | undefined): readonly Found[] {
  const found = nodeAt(map, 'publish') ?? (nodeAt(map, 'provider') === undefined ? undefined : map)
  const nodes = found?.kind === 'list' ? found.items : found === undefined ? [] : [found]
  return nodes.flatMap((node, index) =>
    entriesAt(node)
      .filter(({ key }) => /^(?:provider|url|owner|repo|host|bucket|publisherName|updaterCacheDirName)$/.test(key))
      .map(
        ({ key, value }): Found => ({
          role: 'updates',
          key: index === 0 ? `publish.${key}` : `publish.${index}.${key}`,
          node: value,
        }),
      ),
  )
}

/** Names of constants, as opposed to settings of known tools (`SUFeedURL`, `updateURL`, `update_url`). */
const inPrograms = /^(?!SUFeedURL$|updateURL$|update_url$|updater\.)\w*(?:update|upgrade|appcast|feed)\w*$/i

/** Words of programs that look for their next version, and the constants that hold where. */
const asksForUpdates = /updat(?:e|er|ing)\b|upgrade|appcast/i
const feeds = byPattern(
  /\b(\w{0,40}(?:update|upgrade|appcast|feed)\w{0,40})["']?\s{0,9}(?::\s{0,3}[\w.&' ]{1,20}=|:?=|:|\()\s{0,9}@?["'`]?(https?:\/\/[^\s"'`<>)]{4,500})/gi,
)

function byPattern(pattern: RegExp): Reader {
  return (_, text) => {
    const file = settingsFile('', text)
    return [...text.matchAll(pattern)].slice(0, 200).map(match => {
      const [whole, key = '', value = ''] = match
      const from = match.index + whole.lastIndexOf(value)
      const role = /Key/.test(key) ? 'key' : 'updates'
      return { role, key, value: value.trim(), span: file.span(from, from + value.length) }
    })
  }
}

/** Texts that speak for the project. */
const speaks =
  /(?:^|\/)(?:README|SECURITY|COPYING|LICEN[CS]E|INSTALL|NEWS|CONTRIBUTING|AUTHORS|THANKS|PACKAGERS|FAQ)(?:[._-]\w+)*$|(?:^|\/)configure\.(?:ac|in)$|\.(?:md|txt|rst|adoc)$/i
const address = /https?:\/\/[^\s"'<>)\]}]+/g
const LIMIT_LINKS = 100

/** Lines that are as before but for the host of an address. */
function links(side: SideContext): readonly FactDraft<'published-address'>[] {
  if (!speaks.test(side.path) || /(?:^|\/)(?:CHANGE\w*|HISTORY|RELEASE\w*)(?:[._-]\w+)*$/i.test(side.path)) return []
  if (!side.text.text.includes('://') || !side.budget.spend(side.text.text.length)) return []
  const old = new Map<string, string>()
  for (const line of side.other?.lines ?? [])
    if (line.length < 2_000 && line.includes('://')) old.set(line.replace(address, '\0').trim(), line)
  const found: FactDraft<'published-address'>[] = []
  for (const [index, line] of side.text.lines.entries()) {
    if (line.length >= 2_000 || !line.includes('://') || found.length >= LIMIT_LINKS) continue
    const was = old.get(line.replace(address, '\0').trim())
    if (was === undefined || was === line || !side.isChanged(spanOf(index + 1, 0, 1))) continue
    const before = [...was.matchAll(address)].map(([one]) => hostOf(one))
    for (const [at, match] of [...line.matchAll(address)].entries()) {
      const now = hostOf(match[0])
      const one = before[at]
      if (now === undefined || one === undefined || now === one) continue
      found.push({
        subject: baseName(side.path),
        side: 'new',
        at: spanOf(index + 1, match.index, match[0].length),
        data: { role: 'home', key: 'link', now, before: one },
      })
    }
  }
  return found
}
