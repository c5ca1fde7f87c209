import * as vscode from 'vscode'
import { EXPLAIN, type ExplainResult } from '../../server/protocol'
import type { App } from '../app'
import { commandIn, visibleText } from '../surfaces/text'
import { encodeExplanation } from '../uris'
import { isNode, rememberExplained, type Subject, subjectOf } from './arguments'
import { showProblem } from './runReview'

export async function explainFinding(app: App, argument: unknown): Promise<void> {
  await withSubject(app, argument, async subject => {
    const { data, review } = subject
    rememberExplained(data)
    if (review !== undefined) {
      await app.places.showExplanation(review.ref, data.fingerprint, data.rule)
      return
    }
    // a document examined alone has no change set to read the explanation from later
    const { markdown } = await app.session.request<ExplainResult>(EXPLAIN, data)
    const ref = { kind: 'documents', key: data.id } as const
    const uri = vscode.Uri.from(encodeExplanation({ ref, fingerprint: data.fingerprint, rule: data.rule }))
    app.documents.keep(uri, markdown)
    await app.places.showExplanation(ref, data.fingerprint, data.rule)
  })
}

/** Goes to a further place of the finding; the user picks when there are several. */
export async function showRelated(app: App, argument: unknown): Promise<void> {
  await withSubject(app, argument, async ({ finding, review, diagnostic }) => {
    if (finding !== undefined && review !== undefined) {
      const places = finding.evidence.slice(1)
      const place = await choose(places, ({ label, path, range, text }) => ({
        label: visibleText(label === '' ? text.trim() : label),
        description: visibleText(range === undefined ? path : `${path}:${range.start.line + 1}`),
      }))
      if (place !== undefined) await app.places.showEvidence(review, place)
      else if (places.length === 0) app.status.say('This finding has no other place')
      return
    }
    const places = diagnostic?.relatedInformation ?? []
    const place = await choose(places, ({ message, location }) => ({
      label: visibleText(message),
      description: vscode.workspace.asRelativePath(location.uri),
    }))
    if (place === undefined) app.status.say('This finding has no other place')
    else await vscode.commands.executeCommand('vscode.open', place.location.uri, { selection: place.location.range })
  })
}

export async function copyQuestion(app: App, argument: unknown): Promise<void> {
  await withSubject(app, argument, async ({ data, finding }) => {
    const question = finding?.question ?? (await questionOf(app, data))
    await vscode.env.clipboard.writeText(question)
    app.status.say('Question copied')
  })
}

/** A command that checks the finding by hand; only copied, never run. */
export async function copyCommand(app: App, argument: unknown): Promise<void> {
  await withSubject(app, argument, async ({ finding }) => {
    const command = await choose(finding?.commands ?? [], text => ({ label: visibleText(text) }))
    if (command === undefined) return
    await vscode.env.clipboard.writeText(command)
    app.status.say('Command copied')
  })
}

/** What would fill a hole in the coverage: the command alone, where the remedy is one. */
export async function copyRemedy(app: App, argument: unknown): Promise<void> {
  if (!isNode(argument) || !('remedy' in argument) || argument.remedy === undefined) return
  await vscode.env.clipboard.writeText(commandIn(argument.remedy) ?? argument.remedy)
  app.status.say('Remedy copied')
}

/** Runs an action on the finding meant; says so when there is none. */
export async function withSubject(
  app: App,
  argument: unknown,
  action: (subject: Subject) => Promise<void>,
): Promise<void> {
  const subject = subjectOf(app, argument)
  if (subject === undefined) {
    app.status.say('No finding here: put the cursor on one, or select it in the list')
    return
  }
  try {
    await action(subject)
  } catch (error) {
    await showProblem(app, error)
  }
}

/** The question of a finding in a document examined alone. */
async function questionOf(app: App, data: Subject['data']): Promise<string> {
  const { question } = await app.session.request<ExplainResult>(EXPLAIN, data)
  return question
}

export async function choose<T>(items: readonly T[], draw: (item: T) => vscode.QuickPickItem): Promise<T | undefined> {
  if (items.length < 2) return items[0]
  const picked = await vscode.window.showQuickPick(items.map(item => ({ ...draw(item), item })))
  return picked?.item
}
