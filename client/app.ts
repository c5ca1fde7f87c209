import type * as vscode from 'vscode'
import type { Repositories } from './git'
import type { Reviews } from './reviews'
import type { Session } from './session'
import type { OwnDocuments } from './surfaces/documents'
import type { EvidencePanels } from './surfaces/evidencePanels'
import type { FindingsTree } from './surfaces/findingsTree'
import type { Places } from './surfaces/places'
import type { SideMap } from './surfaces/sideMap'
import type { Status } from './surfaces/status'

/** What commands work with; put together once by the composition root. */
export interface App {
  readonly log: vscode.LogOutputChannel
  readonly session: Session
  readonly reviews: Reviews
  readonly repositories: Repositories
  readonly sideMap: SideMap
  readonly documents: OwnDocuments
  readonly places: Places
  readonly tree: FindingsTree
  readonly evidence: EvidencePanels
  readonly status: Status
}
