import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import type { WireReview } from '../../../server/protocol'
import { withWindow } from '../spies'
import { closeLater, findingOf, leave, review } from '../window'

type WithProgress = typeof vscode.window.withProgress

describe('scanning the workspace', () => {
  afterEach(leave)

  it('shows its progress with a button to stop, and says what was covered', async () => {
    const original = vscode.window.withProgress
    const seen: vscode.ProgressOptions[] = []
    const messages: string[] = []
    const withProgress: WithProgress = (options, task) => {
      seen.push(options)
      return original(options, (progress, token) => task(listening(progress, messages), token))
    }
    const result = closeLater(await withWindow({ withProgress }, () => review('scanWorkspace')))
    assert.deepEqual(
      seen.map(({ location, cancellable }) => [location, cancellable]),
      [[vscode.ProgressLocation.Notification, true]],
    )
    assert.notEqual(messages.length, 0)
    findingOf(result, 'loader/ifunc-resolver')
    const { files, examined, partial, skipped } = result.coverage
    assert.ok(files > 20)
    assert.equal(examined + partial.length + skipped.length, files)
  })

  it('stops when it is told to, and leaves nothing behind', async () => {
    const original = vscode.window.withProgress
    const withProgress: WithProgress = (options, task) =>
      original(options, (progress, token) => {
        const work = task(progress, token)
        void vscode.commands.executeCommand('plainsight.stopReview')
        return work
      })
    const stopped = await withWindow({ withProgress }, () =>
      Promise.resolve(vscode.commands.executeCommand<WireReview | undefined>('plainsight.scanWorkspace')),
    )
    assert.equal(stopped, undefined)
  })
})

function listening<Report extends { message?: string }>(
  progress: vscode.Progress<Report>,
  messages: string[],
): vscode.Progress<Report> {
  return {
    report(value) {
      if (value.message !== undefined) messages.push(value.message)
      progress.report(value)
    },
  }
}
