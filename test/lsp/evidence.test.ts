import assert from 'node:assert/strict'
import {
  CancellationTokenSource,
  type CodeAction,
  ErrorCodes,
  LSPErrorCodes,
  type ResponseError,
} from 'vscode-languageserver/node'
import { URI } from 'vscode-uri'
import { Cancelled } from '../../server/core/review'
import { WorkerProblem } from '../../server/host/workerPool'
import type { Backend } from '../../server/lsp/backend'
import {
  EVIDENCE,
  EVIDENCE_BYTES,
  EVIDENCE_STAGES,
  type EvidenceBytesResult,
  type EvidenceResult,
  NOT_OPEN,
  READ_SIDE,
  type ReadSideResult,
  SHOW_EVIDENCE_COMMAND,
  type WireEvidenceDocument,
  type WireStages,
} from '../../server/protocol'
import { TestRepository } from '../harness/git'
import { HIDDEN, noise } from './content'
import { Session } from './session'

const OLD = noise(5_000, 3)
const NEW = new Uint8Array([...noise(70_000, 5), ...new TextEncoder().encode('\0https://example.invalid/one\0')])

describe('the evidence of a binary', () => {
  let repository: TestRepository
  let session: Session
  let wrap: (backend: Backend) => Backend = backend => backend
  const about = { id: 'review', path: 'data.bin' }
  const bytes = (offset: number, length: number, side = 'new') =>
    session.client.sendRequest<EvidenceBytesResult>(EVIDENCE_BYTES, { ...about, side, offset, length })

  async function evidence(path = 'data.bin'): Promise<WireEvidenceDocument> {
    const result = await session.client.sendRequest<EvidenceResult>(EVIDENCE, { id: 'review', path })
    assert.ok(result.ok, JSON.stringify(result))
    return result.evidence
  }

  beforeEach(async () => {
    repository = new TestRepository()
    repository.commit('one', { 'data.bin': OLD, 'gone.bin': OLD })
    repository.write('data.bin', NEW)
    wrap = backend => backend
    session = await Session.start({ wrap: backend => wrap(backend) })
    await session.open({ kind: 'worktree', root: repository.folder })
  })
  afterEach(async () => {
    await session.stop()
    repository.dispose()
  })

  it('tells both sides, with what is new in one of them', async () => {
    const { path, old, new: current } = await evidence()
    assert.equal(path, 'data.bin')
    assert.deepEqual([old?.size, current?.size], [OLD.length, NEW.length])
    assert.match(current?.hash ?? '', /^[0-9a-f]{64}$/)
    assert.ok(current?.strings.some(({ text }) => text.includes('example.invalid')))
    assert.ok((current?.strip.bits.length ?? 0) > 0)
  })

  it('is told as text in a diff, one side for itself', async () => {
    const text = async (side: string) =>
      await session.client.sendRequest<ReadSideResult>(READ_SIDE, { id: 'review', path: 'data.bin', side })
    const [old, current] = [await text('old'), await text('new')]
    assert.ok(old.isDescription && current.isDescription)
    assert.match(old.text, /^data\.bin\nside: old\n[\s\S]*\nsize: 5000 bytes\nSHA-256: [0-9a-f]{64}\n/)
    assert.match(current.text, /\nside: new\n[\s\S]*\nStrings that matter\n[\s\S]*example\.invalid/)
    assert.match(old.text, /\n00000000 {2}([0-9a-f]{2} ){15}/)
  })

  it('gives bytes of a side by offset, as far as it goes', async () => {
    const read = async (offset: number, length: number, side?: string) =>
      Buffer.from((await bytes(offset, length, side)).bytes, 'base64')
    assert.deepEqual(await read(4_096, 65_536), Buffer.from(NEW.subarray(4_096, 4_096 + 65_536)))
    assert.deepEqual(await read(4_990, 4_096, 'old'), Buffer.from(OLD.subarray(4_990)))
    assert.equal((await read(NEW.length, 1)).length, 0)
  })

  it('refuses bytes that are not there, and more than its limit', async () => {
    await assert.rejects(bytes(NEW.length + 1, 1), isError(LSPErrorCodes.RequestFailed, /beyond the end/))
    for (const [offset, length] of [
      [0, 65_537],
      [0, 0],
      [-1, 16],
      [0.5, 16],
    ] as const)
      await assert.rejects(bytes(offset, length), isError(ErrorCodes.InvalidParams, /whole number/))
  })

  it('keeps showing the bytes that the evidence was read from, though the file has changed', async () => {
    await evidence()
    repository.write('data.bin', noise(64, 9))
    assert.equal(Buffer.from((await bytes(0, 65_536)).bytes, 'base64').length, 65_536)
  })

  it('says what comes out of a text that holds encoded bytes', async () => {
    const encoded = Buffer.from(`#!/bin/sh\n${': nothing to run\n'.repeat(30)}`).toString('base64')
    const lines = encoded.replace(/.{76}/g, '$&\n')
    repository.write('blob.b64', `${lines}\n`)
    await session.open({ kind: 'worktree', root: repository.folder })
    assert.equal((await evidence('blob.b64')).new?.size, lines.length + 1)
    const { stages } = await session.client.sendRequest<WireStages>(EVIDENCE_STAGES, {
      id: 'review',
      path: 'blob.b64',
      side: 'new',
    })
    const heads = stages.map(({ head }) => Buffer.from(head, 'base64').toString('latin1'))
    assert.ok(
      heads.some(head => head.startsWith('#!/bin/sh\n: nothing')),
      JSON.stringify(stages.map(({ how }) => how)),
    )
  })

  it('says why there are no bytes, and what helps', async () => {
    const patch = 'diff --git a/x.bin b/x.bin\nindex 1111111..2222222 100644\nBinary files a/x.bin and b/x.bin differ\n'
    await session.open({ kind: 'patch', name: 'x.patch', text: patch }, 'patch')
    const result = await session.client.sendRequest<EvidenceResult>(EVIDENCE, { id: 'patch', path: 'x.bin' })
    assert.ok(!result.ok)
    assert.match(result.message, /does not carry its content/)
    assert.match(result.remedy ?? '', /--binary/)
    await assert.rejects(
      session.client.sendRequest(EVIDENCE_BYTES, { id: 'patch', path: 'x.bin', side: 'new', offset: 0, length: 16 }),
      isError(LSPErrorCodes.RequestFailed, /does not carry its content; .*--binary/),
    )
  })

  it('shows the side that is here when the other is not, and says so', async () => {
    wrap = backend => ({
      ...backend,
      read: async (source, file, side) =>
        side === 'old' ? { kind: 'missing', reason: 'object-absent' } : backend.read(source, file, side),
    })
    await session.stop()
    session = await Session.start({ wrap })
    await session.open({ kind: 'worktree', root: repository.folder })
    const { old, new: current, notCompared } = await evidence()
    assert.equal(old, undefined)
    assert.equal(current?.size, NEW.length)
    assert.equal(notCompared, 'old side: its object is not in this clone')
  })

  it('is offered with a finding on a file that holds what its lines do not show', async () => {
    repository.write('blob.b64', `${Buffer.from(noise(900, 7)).toString('base64').replace(/.{76}/g, '$&\n')}\n`)
    repository.write('a.c', `${HIDDEN}\n`)
    await session.open({ kind: 'worktree', root: repository.folder })
    const offered = async (name: string) => {
      const uri = URI.file(`${repository.folder}/${name}`).toString()
      await session.bind([{ uri, path: name, side: 'new' }])
      await session.until(() => session.of(uri).length > 0)
      const diagnostics = session.of(uri)
      const found = await session.client.sendRequest<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri },
        range: diagnostics[0]?.range,
        context: { diagnostics },
      })
      return found.some(({ command }) => command?.command === SHOW_EVIDENCE_COMMAND)
    }
    assert.equal(await offered('blob.b64'), true)
    assert.equal(await offered('a.c'), false)
  })

  it('knows no other change set, file or side', async () => {
    await assert.rejects(
      session.client.sendRequest(EVIDENCE, { ...about, id: 'other' }),
      isError(NOT_OPEN, /no change/),
    )
    await assert.rejects(session.client.sendRequest(EVIDENCE, { ...about, path: 'x' }), isError(NOT_OPEN, /has no x/))
    await assert.rejects(
      session.client.sendRequest(EVIDENCE, { id: 'review' }),
      isError(ErrorCodes.InvalidParams, /path/),
    )
    repository.write('added.bin', NEW)
    await session.open({ kind: 'worktree', root: repository.folder })
    await assert.rejects(
      session.client.sendRequest(EVIDENCE_STAGES, { id: 'review', path: 'added.bin', side: 'old' }),
      isError(LSPErrorCodes.RequestFailed, /no such side/),
    )
  })
})

describe('work on evidence that does not end', () => {
  let repository: TestRepository
  const sides = { id: 'review', path: 'data.bin', side: 'new' }

  async function started(stages: Backend['stages'], evidence?: Backend['evidence']): Promise<Session> {
    repository = new TestRepository()
    repository.commit('one', { 'data.bin': OLD })
    repository.write('data.bin', NEW)
    const session = await Session.start({
      wrap: backend => ({ ...backend, stages, evidence: evidence ?? backend.evidence }),
    })
    await session.open({ kind: 'worktree', root: repository.folder })
    return session
  }
  afterEach(() => repository.dispose())

  it('is said in words: evidence and stages', async () => {
    const failed = async () => {
      throw new WorkerProblem('it took longer than 20 s')
    }
    const session = await started(failed, failed)
    assert.deepEqual(await session.client.sendRequest(EVIDENCE, sides), {
      ok: false,
      message: 'not read: it took longer than 20 s',
    })
    await assert.rejects(
      session.client.sendRequest(EVIDENCE_STAGES, sides),
      isError(LSPErrorCodes.RequestFailed, /not read: it took longer than 20 s/),
    )
    await session.stop()
  })

  it('ends when the request is cancelled', async () => {
    let arrived = () => {}
    const isThere = new Promise<void>(done => (arrived = done))
    const session = await started(
      (_bytes, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Cancelled()))
          arrived()
        }),
    )
    const source = new CancellationTokenSource()
    const answer = session.client.sendRequest(EVIDENCE_STAGES, sides, source.token)
    await isThere
    source.cancel()
    await assert.rejects(answer, isError(LSPErrorCodes.RequestCancelled, /cancelled/))
    await session.stop()
  })
})

function isError(code: number, message: RegExp): (error: ResponseError<unknown>) => boolean {
  return error => {
    assert.equal(error.code, code)
    assert.match(error.message, message)
    return true
  }
}
