import { type DataEntry, entriesAt, nodeAt, textAt } from '../../documents/dataNode'
import type { TextSpan } from '../../model/location'
import type { Workflow, WorkflowStep } from './workflow'

/** Folders whose files a build or a publication runs or packs. */
const running =
  /node_modules|\.npm\b|\.yarn|\.pnpm|\.cargo|target\b|venv|site-packages|\.m2|\.gradle|vendor|dist\b|build\b|\bbin\b|go\/pkg/

/** A cache that a step restores. */
export interface Cache {
  readonly at: TextSpan
  readonly what: string
  /** Named folders whose files run, rather than what a package manager compares with its lock file. */
  readonly isOwn: boolean
}

export function cacheOf(workflow: Workflow, step: WorkflowStep): Cache | undefined {
  const input = (name: string): DataEntry | undefined =>
    entriesAt(step.node, 'with').findLast(({ key }) => key === name)
  const uses = nodeAt(step.node, 'uses')
  if (
    uses !== undefined &&
    /^(?:actions\/cache(?:\/restore)?|Swatinem\/rust-cache|buildjet\/cache|gradle\/actions\/setup-gradle)@/i.test(
      step.uses,
    )
  ) {
    const path = (textAt(step.node, 'with', 'path') ?? 'target').split('\n')[0]?.trim() ?? ''
    return { at: workflow.span(uses), what: path, isOwn: running.test(path) }
  }
  const cache = /^(?:actions\/setup-|oven-sh\/setup-|pnpm\/action-setup|astral-sh\/setup-uv)/i.test(step.uses)
    ? (input('cache') ?? input('enable-cache'))
    : undefined
  const value = textAt(cache?.value)
  if (cache === undefined || value === undefined || /^(?:false|)$/.test(value)) return undefined
  return { at: workflow.text.span(cache.keyStart, cache.value.end), what: value, isOwn: false }
}
