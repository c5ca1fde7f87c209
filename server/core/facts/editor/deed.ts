import type { SideContext } from '../../rule/context'
import { defineCollector } from '../../rule/rule'
import type { FactDraft } from '../fact'
import { type EditorNote, settingsFile } from './note'
import { readerOf } from './readers'

/**
 * What a setting of an editor, a coding agent or a shell for the folder does.
 * `task`: runs when the folder is opened. `host`: runs outside the container. `hook`: a coding agent runs it. `enter`: the
 * shell or git runs it. `startup`: runs when a project is opened. `consent`: a question is answered in advance. `guard`:
 * a prohibition (of the old side only). `program`: names a program in the tree that the editor starts. `environment`: a
 * variable that makes programs load code. `reach`: the container gets at the machine around it. `server`: a tool server
 * that an agent starts or asks. `redirect`: what an agent says and hears goes through a host. `extension`: one that the
 * editor proposes to install.
 */
export type EditorDeedKind =
  | 'task'
  | 'host'
  | 'hook'
  | 'enter'
  | 'startup'
  | 'consent'
  | 'guard'
  | 'program'
  | 'environment'
  | 'reach'
  | 'server'
  | 'redirect'
  | 'extension'

export interface EditorDeed {
  readonly what: EditorDeedKind
  /** The setting, hook, task or server; hostile. */
  readonly key: string
  /** The command, program, address or value as the file fixes it; hostile. */
  readonly value: string
  /** Its terminal or its name is kept out of sight. */
  readonly isHidden?: boolean
  /** Opens more than the everyday form of the same setting does. */
  readonly isBroad?: boolean
  /** The value that the same key had on the old side. */
  readonly before?: string
}

/** What the change brings in settings of editors and agents; of the old side only prohibitions that are gone. */
export const editorDeed = defineCollector({
  kind: 'editor-deed',
  collect: side => collect(side),
})

function collect(side: SideContext): readonly FactDraft<'editor-deed'>[] {
  const reader = readerOf(side.path)
  if (reader === undefined || !side.budget.spend(side.text.text.length)) return []
  const own = [...reader(settingsFile(side.path, side.text.text))]
  const other = side.other === undefined ? [] : [...reader(settingsFile(side.path, side.other.text))]
  const known = new Set(other.map(identity))
  const ownKeys = new Set(own.map(note => `${note.what} ${note.key}`))
  const before = new Map(other.map(note => [`${note.what} ${note.key}`, note.value]))
  return own
    .filter(note => (note.what === 'guard') === (side.side === 'old') && !known.has(identity(note)))
    .filter(note => note.what !== 'guard' || side.other !== undefined)
    .map(({ spans, ...deed }) => {
      const key = `${deed.what} ${deed.key}`
      // A key that stands twice has no single value before.
      const was = ownKeys.has(key) ? before.get(key) : undefined
      return {
        subject: deed.key,
        side: side.side,
        at: spans.find(span => side.isChanged(span)) ?? spans[0] ?? 'file',
        data: { ...deed, ...(was === undefined ? {} : { before: was }) },
      }
    })
}

function identity({ what, key, value, isHidden }: EditorNote): string {
  return JSON.stringify([what, key, value.replace(/\s+/g, ' '), isHidden === true])
}
