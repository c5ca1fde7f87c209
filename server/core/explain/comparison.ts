import { diffLines } from '../diff'
import { codeLines, codeOf } from '../macros/normalise'
import { shownPath } from '../model/changeSet'
import type { Finding } from '../model/finding'
import { baseName, fromLatin1, latin1 } from '../model/path'
import type { ChangeSource } from '../model/ports'

/** A text that was published, from a folder that the user named. */
export interface PublishedText {
  /** Where it lies, in words for the user. */
  readonly place: string
  readonly bytes: Uint8Array
}

/** What published texts of a file's name are at hand. Never throws: what cannot be read becomes a problem, in a clause. */
export interface KnownSourcesPort {
  texts(name: string): Promise<{ readonly texts: readonly PublishedText[]; readonly problems: readonly string[] }>
}

/** A vendored file beside the nearest published text at hand. */
export interface Comparison {
  /** Undefined when no text of that name is at hand. */
  readonly place: string | undefined
  /** As a diff has them, `-` published and `+` here, with the line of the vendored file at each run; code only. */
  readonly lines: readonly string[]
  /** Lines beyond those shown. */
  readonly more: number
  /** Lines that differ and are comments, stamps or blank. */
  readonly comments: number
  readonly problems: readonly string[]
}

/** The rule whose findings are about a copy of a published text. */
const RULE = 'build/vendored-macro-altered'
const LIMIT_LINES = 200
const LIMIT_LENGTH = 400

/** Undefined for a finding on anything else, and where the whole new side is not at hand. */
export async function comparisonFor(
  { rule, evidence: [primary] }: Finding,
  { changeSet, content }: ChangeSource,
  known: KnownSourcesPort,
): Promise<Comparison | undefined> {
  const change = changeSet.files[primary.location.file]
  if (rule !== RULE || change?.source.kind !== 'stored' || primary.location.inside !== undefined) return undefined
  const side = await content.read(change.index, 'new')
  return side.kind === 'bytes' ? compareWithKnown(shownPath(change).text, side.bytes, known) : undefined
}

/** The nearest is the one with the fewest lines of code that only one of the two has; of equals the first. */
export async function compareWithKnown(path: string, bytes: Uint8Array, known: KnownSourcesPort): Promise<Comparison> {
  const name = baseName(path)
  const { texts, problems } = await known.texts(name)
  const here = latin1(bytes)
  const own = codeSet(name, here)
  let nearest: { readonly place: string; readonly text: string; readonly distance: number } | undefined
  for (const { place, bytes: published } of texts) {
    const text = latin1(published)
    const distance = distanceOf(own, codeSet(name, text))
    if (nearest === undefined || distance < nearest.distance) nearest = { place, text, distance }
  }
  return nearest === undefined
    ? { place: undefined, lines: [], more: 0, comments: 0, problems }
    : { place: nearest.place, ...difference(name, nearest.text, here), problems }
}

function codeSet(name: string, text: string): ReadonlySet<string> {
  return new Set(codeLines(name, text.split('\n')).map(({ code }) => code))
}

function distanceOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0
  for (const one of a) if (b.has(one)) common++
  return a.size + b.size - 2 * common
}

function difference(name: string, published: string, here: string): Pick<Comparison, 'lines' | 'more' | 'comments'> {
  const lines: string[] = []
  let comments = 0
  for (const hunk of diffLines(published, here, { contextLines: 0 })) {
    const changed = hunk.lines.filter(({ text }) => codeOf(name, text) !== undefined)
    comments += hunk.lines.length - changed.length
    if (changed.length === 0) continue
    lines.push(`@@ line ${Math.max(1, hunk.newStart)} @@`)
    for (const { kind, text } of changed) lines.push(`${kind === 'added' ? '+' : '-'}${shown(text)}`)
  }
  return { lines: lines.slice(0, LIMIT_LINES), more: Math.max(0, lines.length - LIMIT_LINES), comments }
}

/** Lines are compared as bytes, in whatever encoding, and read as what most files are. */
function shown(line: string): string {
  return new TextDecoder().decode(fromLatin1(line.replace(/\r$/, '').slice(0, LIMIT_LENGTH)))
}

/** What every surface says of it: a heading, and text of the compared files below it, which is hostile. */
export function comparisonText({ place, lines, more, comments, problems }: Comparison): {
  readonly heading: string
  readonly body: string
  readonly notes: readonly string[]
} {
  const notes = [
    ...(more > 0 ? [`${more} more lines differ.`] : []),
    ...(comments > 0 ? [`${comments} lines of comments and stamps differ as well.`] : []),
    ...problems.map(problem => `Not compared: ${problem}.`),
  ]
  if (place === undefined) return { heading: 'No published text of this name is at hand', body: '', notes }
  if (lines.length === 0) return { heading: `The code is that of ${place}`, body: '', notes }
  return { heading: `Beside ${place}`, body: lines.join('\n'), notes }
}
