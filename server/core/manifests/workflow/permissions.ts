import { type DataNode, entriesAt, nodeAt } from '../../documents/dataNode'
import type { TextSpan } from '../../model/location'
import type { Workflow } from './workflow'

/** What the token of a job may do (GitHub's documentation, "Permissions for the GITHUB_TOKEN"). */
export interface Permissions {
  /** The job; undefined for the workflow as a whole. */
  readonly job: string | undefined
  /** Names of what can be written to; `*` for everything there is. */
  readonly writes: ReadonlyMap<string, TextSpan>
  readonly at: TextSpan
}

/** One entry for every `permissions` that is written. */
export function permissionsOf(workflow: Workflow): readonly Permissions[] {
  const own = (job: string | undefined, node: DataNode | undefined): readonly Permissions[] => {
    const value = nodeAt(node, 'permissions')
    if (value === undefined) return []
    const writes = new Map<string, TextSpan>()
    if (value.kind === 'text') {
      if (value.text().text.trim().toLowerCase() === 'write-all') writes.set('*', workflow.span(value))
    } else
      for (const entry of entriesAt(value))
        if (entry.value.kind === 'text' && entry.value.text().text.trim() === 'write')
          writes.set(entry.key, workflow.text.span(entry.keyStart, entry.value.end))
    return [{ job, writes, at: workflow.span(value) }]
  }
  return [
    ...workflow.documents.flatMap(document => own(undefined, document)),
    ...workflow.jobs.flatMap(({ key, node }) => own(key, node)),
  ]
}

/** What a job may write to: by its own permissions, else by those of the workflow; undefined where nothing says. */
export function writesOf(
  all: readonly Permissions[],
  job: string | undefined,
): ReadonlyMap<string, TextSpan> | undefined {
  return (all.find(one => one.job === job) ?? all.find(one => one.job === undefined))?.writes
}
