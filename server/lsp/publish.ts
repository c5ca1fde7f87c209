import { join } from 'node:path'
import type { Diagnostic } from 'vscode-languageserver'
import { URI } from 'vscode-uri'
import type { Evidence } from '../core/model/finding'
import { followLines } from './followLines'
import { FILE_START, type Placement, patchRange, placeOnPatch, placeOnSide, sideRange } from './placement'
import type { OpenReview, OpenReviews } from './reviews'
import { findFile, pathOf, type Snapshot } from './snapshot'
import { type Locate, toDiagnostic } from './toProtocol'

export interface PushOptions {
  readonly errorsInEditor: boolean
  /** The text an open editor has, which may be newer than what was examined. */
  readonly text?: string
}

/** Everything that open change sets have to say in this document; what two of them say alike is said once. */
export function pushedDiagnostics(uri: string, reviews: OpenReviews, options: PushOptions): Diagnostic[] {
  const { errorsInEditor, text } = options
  const said = new Set<string>()
  return reviews.binding(uri).flatMap(open => {
    const snapshot = open.reviewed?.snapshot
    if (snapshot === undefined) return []
    const locate = locateIn(open, snapshot)
    return placementsIn(uri, open, snapshot, text).flatMap(placement => {
      const { finding, range } = placement
      const key = `${finding.fingerprint} ${range.start.line}`
      if (said.has(key)) return []
      said.add(key)
      return [toDiagnostic(snapshot, placement, { errorsInEditor, locate })]
    })
  })
}

function placementsIn(
  uri: string,
  { bindings }: OpenReview,
  snapshot: Snapshot,
  text: string | undefined,
): readonly Placement[] {
  const { patch } = snapshot
  if (patch?.uri === uri) return follow(placeOnPatch(snapshot), patch.texts.join('\n'), text)
  return bindings
    .filter(binding => binding.uri === uri)
    .flatMap(({ path, side, file }) => {
      const change = findFile(snapshot, path, side, file)
      if (change === undefined) return []
      const examined = snapshot.lines.get(change.index, side)?.whole()
      return follow(placeOnSide(snapshot, change.index, side), examined, text)
    })
}

/** To where the lines are in the text an editor has now; as they are when one of the two is not known. */
function follow(
  placements: readonly Placement[],
  examined: string | undefined,
  text: string | undefined,
): readonly Placement[] {
  if (text === undefined || examined === undefined) return placements
  const move = followLines(examined, text)
  return placements.flatMap(({ finding, range }) => {
    const moved = range === FILE_START ? range : move(range)
    return moved === undefined ? [] : [{ finding, range: moved }]
  })
}

/** A bound document first, then the patch's own lines, then the file in the working tree. */
export function locateIn({ bindings }: Pick<OpenReview, 'bindings'>, snapshot: Snapshot): Locate {
  return ({ location }: Evidence) => {
    const path = pathOf(snapshot, location)
    const { patch, root } = snapshot
    if (patch?.uri !== undefined) {
      const range = patchRange(snapshot, patch, location)
      return range && { uri: patch.uri, range }
    }
    const range = sideRange(snapshot, location) ?? FILE_START
    const bound = bindings.find(
      binding =>
        binding.side === location.side &&
        (binding.file === undefined ? binding.path === path : binding.file === location.file),
    )
    if (bound !== undefined) return { uri: bound.uri, range }
    if (root === undefined || location.side === 'old' || path.split('/').includes('..')) return undefined
    return { uri: URI.file(join(root, path)).toString(), range }
  }
}
