import type { Connection } from 'vscode-languageserver'
import type { WireSettings } from '../protocol'
import type { Backend } from './backend'
import type { DocumentReviews } from './documentReviews'
import type { Documents } from './documents'
import type { OpenReviews } from './reviews'
import type { ReviewRuns } from './runs'
import type { ShownDiagnostics } from './shown'
import type { Snapshot } from './snapshot'

/** What the client said it can do, as far as it matters here. */
export interface ClientAbilities {
  readonly refreshesDiagnostics: boolean
  readonly showsDocuments: boolean
  readonly sendsConfiguration: boolean
  /** The client registers the commands of code actions itself. */
  readonly clientCommands: boolean
}

/** What handlers share. Each of them is a file with one function that takes this. */
export interface ServerContext {
  readonly connection: Connection
  readonly backend: Backend
  readonly reviews: OpenReviews
  readonly runs: ReviewRuns
  readonly documents: Documents
  readonly documentReviews: DocumentReviews
  readonly shown: ShownDiagnostics
  readonly abilities: ClientAbilities
  settings(): WireSettings
  /** Has the client pull again, if it can be asked to; ends when it has heard. Never rejects. */
  refreshPulled(): Promise<void>
  /** Folder for scratch files, made when first asked for; never one of a workspace. */
  scratch(): Promise<string>
}

/** A change set that is open, or the review of a document of its own. */
export function snapshotOf({ reviews, documentReviews }: ServerContext, id: string): Snapshot | undefined {
  return reviews.get(id)?.reviewed?.snapshot ?? documentReviews.get(id)
}
