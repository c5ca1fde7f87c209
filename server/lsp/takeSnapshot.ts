import { isTextSpan, type Side } from '../core/model/location'
import type { ChangeSource } from '../core/model/ports'
import { patchLineOf } from '../core/patch'
import type { ReviewRequestSource } from '../protocol'
import type { Backend, Examined, FoundChange } from './backend'
import { EditorLines } from './editorLines'
import type { PatchDocument, SideLines, Snapshot } from './snapshot'

export interface SnapshotParts {
  readonly id: string
  readonly found: FoundChange
  /** The source with the texts that were examined. */
  readonly source: ChangeSource
  readonly examined: Examined
  readonly patch?: PatchDocument
}

/** Puts together what one reviewed state needs, so that projecting it later reads nothing any more. */
export async function takeSnapshot(parts: SnapshotParts, backend: Backend): Promise<Snapshot> {
  const { id, found, source, examined, patch } = parts
  const { label, root, base, head } = found
  return {
    id,
    label,
    source,
    review: examined.review,
    files: examined.files.map(file => file.summary),
    remarks: examined.remarks,
    lines: await readLines(source, examined, backend),
    ...(patch === undefined ? {} : { patch }),
    ...(root === undefined ? {} : { root }),
    ...(base === undefined ? {} : { base }),
    ...(head === undefined ? {} : { head }),
  }
}

async function readLines(source: ChangeSource, { review }: Examined, backend: Backend): Promise<SideLines> {
  const files = new Set(
    review.findings
      .flatMap(finding => finding.evidence)
      .filter(({ location }) => location.file >= 0 && isTextSpan(location.at))
      .map(({ location }) => location.file),
  )
  const lines = new Map<string, EditorLines>()
  for (const file of files) {
    const content = await backend.content(source, file)
    if (content.kind !== 'text') continue
    for (const side of ['old', 'new'] as const) {
      const text = content[side]
      if (text !== undefined) lines.set(keyOf(file, side), new EditorLines(text.lines, text.complete))
    }
  }
  return { get: (file, side) => lines.get(keyOf(file, side)) }
}

function keyOf(file: number, side: Side): string {
  return `${side} ${file}`
}

/** The document of a change set that was made from a patch. */
export function patchDocument(request: ReviewRequestSource, { changeSet }: ChangeSource): PatchDocument | undefined {
  if (request.kind !== 'patch') return undefined
  const texts = request.text.split('\n')
  return {
    ...(request.uri === undefined ? {} : { uri: request.uri }),
    texts,
    lines: new EditorLines(texts),
    lineOf: patchLineOf(changeSet),
  }
}
