import { isBinary } from '../../core/content/binary'
import { completeSide, decode } from '../../core/content/text'
import type { Evidence, Stages } from '../../core/evidence/evidence'
import { evidenceText } from '../../core/evidence/evidenceText'
import { readEvidence } from '../../core/evidence/readEvidence'
import { readStages } from '../../core/evidence/readStages'
import { stagesText } from '../../core/evidence/stagesText'
import { escapeTerminal, markdownCodeBlock } from '../../core/explain/escape'
import { hiddenText } from '../../core/explain/hiddenText'
import { armouredIn } from '../../core/formats/armour/armour'
import { type HiddenPlaces, hiddenPlaces } from '../../core/formats/unicode/places'
import { shownPath } from '../../core/model/changeSet'
import { latin1 } from '../../core/model/path'
import { readFile } from '../../core/review'
import { detectLanguage } from '../../core/syntax/language'
import { hash } from '../../host/hash'
import type { OpenSource } from '../../host/sources'

/** What is inside a changed file that its diff cannot show. */
export interface Inside {
  readonly path: string
  /** Bytes of the shown side: the new one, or the old one of a deleted file. */
  readonly bytes: Uint8Array
  /** Absent for a text. */
  readonly evidence?: Evidence
  /** Of a text: its characters that do not show. */
  readonly hidden?: HiddenPlaces
  readonly stages: Stages
}

/** Undefined for ordinary text, for what is no file of the change, and where no bytes are at hand. */
export async function insideOf({ source }: OpenSource, file: string): Promise<Inside | undefined> {
  const change = source.changeSet.files.find(({ old, new: current }) =>
    [current, old].some(side => side?.path.text === file),
  )
  if (change === undefined) return undefined
  const raw = await readFile(source, change)
  const [old, current] = [raw.old, raw.new].map(side => (side.kind === 'bytes' ? side.bytes : undefined))
  if (raw.old.kind === 'missing' || raw.new.kind === 'missing') return undefined
  const bytes = current ?? old
  if (bytes === undefined) return undefined
  const path = shownPath(change).text
  if (![old, current].some(side => side !== undefined && isBinary(side))) return insideOfText(path, bytes)
  const evidence = readEvidence({
    path,
    ...(old === undefined ? {} : { old: { bytes: old, hash: hash('sha256', old) } }),
    ...(current === undefined ? {} : { new: { bytes: current, hash: hash('sha256', current) } }),
  })
  return { path, bytes, evidence, stages: readStages(bytes) }
}

/** Binaries in the form of text, and characters that do not show. */
function insideOfText(path: string, bytes: Uint8Array): Inside | undefined {
  const { text, encoding } = decode(bytes)
  const hidden = hiddenPlaces(completeSide(text, encoding).lines, detectLanguage(path, text), path)
  const isArmoured = armouredIn(latin1(bytes).split('\n')).length > 0
  if (!isArmoured && hidden.places.length === 0) return undefined
  return {
    path,
    bytes,
    stages: isArmoured ? readStages(bytes) : { stages: [], more: 0, notes: [] },
    ...(hidden.places.length === 0 ? {} : { hidden }),
  }
}

export function insideText({ path, bytes, evidence, stages, hidden }: Inside): string {
  const lines =
    evidence === undefined
      ? [
          `Inside ${escapeTerminal(path)}`,
          ...(stages.stages.length === 0 ? [] : section('Decoded from its text', stagesText(stages))),
          ...(hidden === undefined ? [] : section('Characters that do not show', hiddenText(hidden))),
        ]
      : evidenceText(evidence, { stages, bytes })
  return `${lines.map(line => line.trimEnd()).join('\n')}\n`
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return ['', title, ...lines.map(line => `  ${line}`)]
}

export function insideMarkdown(inside: Inside): string {
  return `## What is inside\n\n${markdownCodeBlock(insideText(inside))}\n`
}

/** As docs/CLI.md describes it: what came out of the file as text where it is text, else in base64. */
export function insideJson({ evidence, hidden, stages: { stages, more, notes } }: Inside): object {
  return {
    ...(hidden === undefined ? {} : { hidden: hidden.places, moreHidden: hidden.more }),
    ...(evidence === undefined ? {} : { evidence }),
    stages: {
      stages: stages.map(({ head, isText, ...stage }) => ({
        ...stage,
        ...(isText ? { text: new TextDecoder().decode(head) } : { base64: Buffer.from(head).toString('base64') }),
      })),
      more,
      notes,
    },
  }
}
