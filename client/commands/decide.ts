import * as vscode from 'vscode'
import { ACCEPT, type AcceptResult, type FindingParams, UNDO_ACCEPT } from '../../server/protocol'
import type { App } from '../app'
import { visibleText } from '../surfaces/text'
import type { Subject } from './arguments'
import { withSubject } from './finding'

/** Accepts a finding in the user's own decisions, bound to the evidence as it is. Nothing is written to the tree. */
export async function acceptFinding(app: App, argument: unknown, reason?: unknown): Promise<void> {
  await withSubject(app, argument, async subject => {
    const given = typeof reason === 'string' && reason.trim() !== '' ? reason : await askReason(subject)
    if (given === undefined) return
    const params = { ...paramsOf(subject), reason: given.trim() }
    const result = await app.session.request<AcceptResult>(ACCEPT, params)
    if (!result.ok) throw new Error(result.message)
    app.status.say('Finding accepted', {
      command: 'plainsight.undoAcceptance',
      title: 'Undo',
      arguments: [subject.data],
    })
  })
}

export async function undoAcceptance(app: App, argument: unknown): Promise<void> {
  await withSubject(app, argument, async subject => {
    const result = await app.session.request<AcceptResult>(UNDO_ACCEPT, paramsOf(subject))
    if (!result.ok) throw new Error(result.message)
    app.status.say('Acceptance taken back')
  })
}

function askReason({ finding, diagnostic }: Subject): Thenable<string | undefined> {
  const message = finding?.message ?? diagnostic?.message
  return vscode.window.showInputBox({
    title: message === undefined ? 'Accept Finding' : `Accept: ${visibleText(message)}`,
    prompt: 'Why is this fine? Kept in your own decisions, for exactly this evidence; never in the repository.',
    validateInput: value => (value.trim() === '' ? 'A reason is needed.' : undefined),
    ignoreFocusOut: true,
  })
}

function paramsOf({ data: { id, fingerprint } }: Subject): FindingParams {
  return { id, fingerprint }
}
