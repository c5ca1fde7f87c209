import assert from 'node:assert/strict'
import fc from 'fast-check'
import { ErrorCodes } from 'vscode-languageserver'
import {
  ACCEPT,
  BIND_DOCUMENTS,
  CLOSE_REVIEW,
  EXPLAIN,
  LIST_REVISIONS,
  NOT_OPEN,
  OPEN_REVIEW,
  READ_SIDE,
  UNDO_ACCEPT,
} from '../../server/protocol'
import { Session } from './session'

const REQUESTS = [
  OPEN_REVIEW,
  CLOSE_REVIEW,
  BIND_DOCUMENTS,
  READ_SIDE,
  EXPLAIN,
  ACCEPT,
  UNDO_ACCEPT,
  LIST_REVISIONS,
] as const

describe('parameters that are not what a request takes', () => {
  let session: Session
  before(async () => {
    session = await Session.start()
  })
  after(() => session.stop())

  const codeOf = (method: string, params: object) =>
    session.client.sendRequest(method, params).then(
      () => 'answered',
      (error: { code: number }) => error.code,
    )

  it('are named in a clear error', async () => {
    const message = (params: object) =>
      session.client.sendRequest(OPEN_REVIEW, params).then(
        () => '',
        (error: Error) => error.message,
      )
    assert.equal(await message({}), 'id has to be a text')
    assert.equal(await message({ id: 'a' }), 'source has to be an object')
    assert.match(await message({ id: 'a', source: { kind: 'x' } }), /^source\.kind has to be one of worktree/)
    assert.equal(await message({ id: 'a', source: { kind: 'patch', name: 1 } }), 'source.name has to be a text')
    const pairs = [{ path: 'a', new: { bytes: [] } }]
    assert.equal(
      await message({ id: 'a', source: { kind: 'documents', label: 'x', pairs } }),
      'content has to be a text',
    )
  })

  it('never end the server, nor leave anything open', async () => {
    const value = fc.oneof(fc.constantFrom('review', 'old', 'worktree', 'patch', null, 1, true, {}, []), fc.string())
    const params = fc.dictionary(
      fc.constantFrom('id', 'source', 'documents', 'path', 'side', 'fingerprint', 'reason', 'root', 'file', 'kind'),
      fc.oneof(value, fc.dictionary(fc.constantFrom('kind', 'root', 'name', 'text', 'uri'), value)),
    )
    const known = ['answered', ErrorCodes.InvalidParams, NOT_OPEN]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...REQUESTS), params, async (method, given) => {
        const code = await codeOf(method, given)
        assert.ok(known.includes(code), `${method} ${JSON.stringify(given)}: ${code}`)
        if (method === OPEN_REVIEW && code === 'answered') await codeOf(CLOSE_REVIEW, given)
      }),
      { numRuns: 150 },
    )
    assert.deepEqual(session.log, [])
    assert.equal(await codeOf(BIND_DOCUMENTS, { id: 'review', documents: [] }), NOT_OPEN)
  })
})
