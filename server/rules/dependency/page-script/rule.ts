import { isDocument } from '../../../core/formats/document'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { extensionOf } from '../../../core/model/path'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(
  message: string,
  then = 'No version and no digest is named, so that it can be another thing tomorrow.',
): MessageText {
  return {
    message,
    why: `What that host answers runs in the page of everybody who visits it, with all that the page may do.\n${then}`,
    benign: 'Statistics, a payment form or a library from the network that the project uses for it.',
    question: 'Who holds this host, and could the script be part of the tree or carry a digest?',
  }
}

export default defineRule({
  id: 'dependency/page-script',
  title: 'page that takes a script from another host, without a digest',
  severity: 'low',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['polyfill-2024'],
  tags: ['CWE-829', 'CWE-353'],
  triggers: ['http', 'src="//', "src='//"],
  messages: {
    tag: text('The page now runs a script from `{host}`, a host it did not name before'),
    moved: text(
      'The page takes `{file}` from `{host}` now, before from `{before}`',
      'It has the name that it had there; whether it is the same script shows in no diff.',
    ),
    unsealed: text(
      'The script from `{host}` has no digest in the page any more',
      'Before, a browser refused whatever differed from what the digest was made of.',
    ),
    made: text('Code now puts a script from `{host}` into the page'),
  },
  examine: { file: examine },
})

const tag = /<script\b[^<>]{0,1000}?\bsrc\s{0,3}=\s{0,3}["']?((?:https?:)?\/\/[^\s"'<>]{3,500})[^<>]{0,1000}>?/gi
const made =
  /\b(?:script|s|el|tag|js|node|\w{0,20}[sS]cript\w{0,10})\.src\s{0,3}=\s{0,3}["'`]((?:https?:)?\/\/[^\s"'`]{3,500})/g
const imported = /\bimportScripts\(\s{0,9}["'`](https?:\/\/[^\s"'`]{3,500})/g

/** Longest line that is looked at, in UTF-16 units. */
const mostUnits = 4_000

function examine(context: FileContext): void {
  const { path } = context
  if (isTestFolder(path) || (isDocument(path) && !/^x?html?$/.test(extensionOf(path)))) return
  const makesScripts = /createElement\(\s{0,9}["'`]script["'`]/.test(context.side('new')?.text ?? '')
  const known = context.side('old')?.text ?? ''
  const told = new Set<string>()
  const before = removedTags(context)
  for (const hunk of context.content.hunks)
    for (const line of hunk.lines) {
      if (line.kind !== 'added' || line.new === undefined || line.text.length > mostUnits) continue
      const found = [
        ...[...line.text.matchAll(tag)].filter(([whole]) => !isSealed(whole)).map(one => ['tag', one] as const),
        ...(makesScripts ? [...line.text.matchAll(made)].map(one => ['made', one] as const) : []),
        ...[...line.text.matchAll(imported)].map(one => ['made', one] as const),
      ]
      for (const [message, match] of found) {
        const [whole, address = ''] = match
        const host = hostOf(address)
        if (host === undefined || /^(?:localhost|127\.|0\.0\.0\.0)/.test(host)) continue
        const file = fileOf(address)
        const same = message === 'tag' ? before.filter(one => one.file === file) : []
        const sealed = same.find(one => one.isSealed && !told.has(`unsealed ${file}`))
        const at = spanOf(line.new, match.index + whole.indexOf(address), address.length)
        if (sealed !== undefined) {
          told.add(`unsealed ${file}`).add(host)
          context.report({ message: 'unsealed', severity: 'medium', at, data: { host } })
          continue
        }
        if (told.has(host) || known.includes(`//${host}`)) continue
        told.add(host)
        const [other] = same
        if (other !== undefined && other.host !== host) {
          const isUsual = siteOf(other.host) === siteOf(host) || libraries.test(host)
          const data = { file: file.slice(0, 30), host, before: other.host }
          context.report({ message: 'moved', severity: isUsual ? 'low' : 'medium', at, data })
          continue
        }
        context.report({ message, at, data: { host } })
      }
    }
}

interface RemovedTag {
  readonly file: string
  readonly host: string
  readonly isSealed: boolean
}

/** Scripts of other hosts that the change takes out of the page, or writes anew. */
function removedTags(context: FileContext): readonly RemovedTag[] {
  return context.content.hunks.flatMap(({ lines }) =>
    lines.flatMap(({ kind, text: line }) =>
      kind !== 'removed' || line.length > mostUnits
        ? []
        : [...line.matchAll(tag)].flatMap(([whole, address = '']) => {
            const host = hostOf(address)
            return host === undefined ? [] : [{ file: fileOf(address), host, isSealed: isSealed(whole) }]
          }),
    ),
  )
}

/** Hosts that hold the libraries of everybody, each under its name and version. */
const libraries =
  /^(?:cdn\.jsdelivr\.net|cdnjs\.cloudflare\.com|unpkg\.com|ajax\.(?:googleapis|aspnetcdn)\.com|code\.jquery\.com|stackpath\.bootstrapcdn\.com|esm\.sh)$/

function isSealed(whole: string): boolean {
  return /\bintegrity\b/i.test(whole)
}

function hostOf(address: string): string | undefined {
  return /^(?:https?:)?\/\/(?:[^@/]*@)?([\w.-]+)/i.exec(address)?.[1]?.toLowerCase()
}

/** The last part of the path without its version. */
function fileOf(address: string): string {
  const last = /([^/?#]*)(?:[?#].*)?$/.exec(address.replace(/^(?:https?:)?\/\/[^/]*/i, ''))?.[1] ?? ''
  return last.toLowerCase().replace(/[-.@]v?\d+(?:\.\d+)+/, '')
}

function siteOf(host: string): string {
  return host.split('.').slice(-2).join('.')
}
