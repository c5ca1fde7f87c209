import { latin1 } from '../../model/path'
import { type Format, formatsOfExtension, sniffFormat } from '../signature'
import type { Entry } from './entry'

/** What a zip is, by names that the tools which read it require. The first that fits counts. */
const uses: readonly (readonly [string, RegExp])[] = [
  ['Android package', /^AndroidManifest\.xml$/],
  ['web application archive', /^WEB-INF\/(?:web\.xml|classes\/|lib\/)/],
  ['Python wheel', /^[^/]+\.dist-info\/WHEEL$/],
  ['VS Code extension', /^extension\.vsixmanifest$/],
  ['NuGet package', /^[^/]+\.nuspec$/],
  ['Office document', /^(?:word|xl|ppt)\/|^\[Content_Types\]\.xml$/],
  ['e-book', /^META-INF\/container\.xml$/],
  ['OpenDocument', /^META-INF\/manifest\.xml$/],
  ['Java archive', /^META-INF\/MANIFEST\.MF$/],
  ['browser extension', /^(?:manifest\.json|install\.rdf)$/],
]

export function useOfZip(entries: readonly Entry[]): string | undefined {
  return uses.find(([, mark]) => entries.some(entry => mark.test(entry.name)))?.[0]
}

const MAX_FACTS = 8

/** What matters in an archive by its use: who starts it, who signed it. Each a short clause. */
export function factsOfUse(use: string | undefined, entries: readonly Entry[]): readonly string[] {
  const facts: string[] = []
  if (use === 'Java archive' || use === 'web application archive' || use === 'Android package') {
    const signatures = entries.filter(({ name }) => /^META-INF\/[^/]+\.(?:SF|RSA|DSA|EC)$/i.test(name))
    if (signatures.length > 0) facts.push(`signed: ${signatures.map(({ name }) => name.slice(9)).join(', ')}`)
    const manifest = entries.find(({ name }) => name === 'META-INF/MANIFEST.MF')?.content
    if (manifest !== undefined) facts.push(...manifestFacts(manifest))
  }
  for (const entry of entries) {
    if (facts.length >= MAX_FACTS) break
    const startup = startupOf(use, entry)
    if (startup !== undefined) facts.push(`${entry.name}: ${startup}`)
  }
  return facts.slice(0, MAX_FACTS)
}

/** Entries of a manifest that name code to be run or loaded (JAR file specification; java.lang.instrument). */
const STARTERS = /^(Main-Class|Launcher-Agent-Class|Agent-Class|Premain-Class|Boot-Class-Path|Class-Path): *(.*)$/gim

function manifestFacts(bytes: Uint8Array): readonly string[] {
  // A line of more than 72 bytes goes on after a line end and one blank.
  const text = latin1(bytes.subarray(0, 1 << 16)).replace(/\r?\n /g, '')
  return [...text.matchAll(STARTERS)].map(([, key, value]) => `${key} ${value?.trim()}`.slice(0, 120))
}

/** Why a member of such an archive runs without being asked for; undefined for one that does not. */
export function startupOf(use: string | undefined, { name, kind, content }: Entry): string | undefined {
  if (kind !== 'file') return undefined
  if (/(?:^|\/)vbaProject\.bin$/i.test(name) && (use === 'Office document' || use === undefined))
    return 'macros of an Office document'
  if (
    use === 'OpenDocument' &&
    /^(?:Basic|Scripts)\/.+\.(?:xml|xba|py|js|bsh)$/.test(name) &&
    !/-(?:lc|lb)\.xml$/.test(name)
  )
    return 'macros of an OpenDocument'
  if (use === 'NuGet package' && /^tools\/(?:[^/]+\/)?(?:init|install|uninstall)\.ps1$/i.test(name))
    return 'a script that installing the package runs'
  if (
    use === 'Python wheel' &&
    /^[^/]+\.pth$/.test(name) &&
    /^import[ \t]/m.test(latin1((content ?? none).subarray(0, 1 << 16)))
  )
    return 'lines that every start of Python runs'
  if (use === 'VS Code extension' && /^extension\/package\.json$/.test(name) && hasUninstallScript(content ?? none))
    return 'a script that uninstalling the extension runs'
  return undefined
}

const none = new Uint8Array()

function hasUninstallScript(content: Uint8Array): boolean {
  return latin1(content.subarray(0, 1 << 18)).includes('"vscode:uninstall"')
}

const passive = new Set<Format['category']>(['image', 'font', 'audio', 'video', 'document'])
/** Archives of text and pictures, in which no program has a use. */
const documents = new Set(['Office document', 'OpenDocument', 'e-book'])

/**
 * A program in a place where nobody looks for one: under the name of a picture, font, sound or document, or in a
 * document. In other archives programs are ordinary.
 * @returns what it is, to be put after "member x has"
 */
export function misplacedProgram(use: string | undefined, { name, content, kind }: Entry): string | undefined {
  if (kind !== 'file' || content === undefined || content.length < 8) return undefined
  const program = programOf(content)
  if (program === undefined) return undefined
  const extension = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  const promised = formatsOfExtension(extension)
  const [first] = promised
  if (first !== undefined && promised.every(format => passive.has(format.category)))
    return `${program} under the name of a ${first.name}`
  return use !== undefined && documents.has(use) ? `${program} in a document` : undefined
}

function programOf(content: Uint8Array): string | undefined {
  const { name, category } = sniffFormat(content)
  if (category === 'executable' && name !== 'Python bytecode') return name
  return /^#! ?\/(?:usr\/)?bin\//.test(latin1(content.subarray(0, 20))) ? 'a text script' : undefined
}
