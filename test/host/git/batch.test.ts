import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { CatFile } from '../../../server/host/git/batch'
import { findLayout } from '../../../server/host/git/layout'
import { GitProblem } from '../../../server/host/git/problem'
import { findGit } from '../../../server/host/git/program'
import { createQuarantine, type Quarantine } from '../../../server/host/git/quarantine'
import { TestRepository } from '../../harness/git'

describe('a long-lived cat-file', () => {
  let repository: TestRepository
  let quarantine: Quarantine
  let contents: CatFile
  const ids: string[] = []
  before(async () => {
    repository = new TestRepository()
    for (let size = 0; size < 300; size += 7)
      ids.push(repository.git(['hash-object', '-w', '--stdin'], { input: 'x\n'.repeat(size * size) }))
    quarantine = await createQuarantine(await findLayout(repository.folder), await findGit(undefined, []))
  })
  after(async () => {
    await quarantine.dispose()
    repository.dispose()
  })
  beforeEach(() => {
    contents = new CatFile(quarantine, { content: true })
  })
  afterEach(() => contents.close(new Error('done')))

  it('answers many requests at once, each with its own object', async () => {
    const answers = await Promise.all([...ids, ...ids].map(id => contents.ask(id, 1 << 20)))
    answers.forEach((answer, at) => {
      assert.ok(answer.kind === 'object')
      assert.equal(answer.id, ids[at % ids.length])
      assert.equal(answer.bytes?.length, answer.size)
      assert.ok(answer.bytes.every((byte, offset) => byte === (offset % 2 === 0 ? 120 : 10)))
    })
  })

  it('reads past what is over the limit, and goes on', async () => {
    const [small, large] = [ids[1]!, ids.at(-1)!]
    const answers = await Promise.all([small, large, small].map(id => contents.ask(id, 1000)))
    assert.deepEqual(
      answers.map(answer => answer.kind),
      ['object', 'too-large', 'object'],
    )
  })

  it('never sends a second line for one request', async () => {
    for (const name of [`${ids[0]}\n${ids[1]}`, 'a\0b'])
      assert.deepEqual(await contents.ask(name, 10), { kind: 'absent' })
    assert.equal((await contents.ask(ids[0]!, 10)).kind, 'object')
  })

  it('gives up on a git that is kept waiting, by a pipe among the objects', async () => {
    const id = 'ab'.repeat(20)
    mkdirSync(join(repository.folder, '.git/objects/ab'), { recursive: true })
    execFileSync('mkfifo', [join(repository.folder, '.git/objects/ab', id.slice(2))])
    const impatient = new CatFile(quarantine, { content: true, silenceMs: 300 })
    const asked = [id, ids[0]!].map(each => impatient.ask(each, 10))
    for (const answer of asked)
      await assert.rejects(answer, (error: unknown) => error instanceof GitProblem && /no answer/.test(error.message))
    await assert.rejects(impatient.ask(ids[0]!, 10), /no answer/)
  })

  it('tells everybody who waits when it is closed', async () => {
    const waiting = Promise.allSettled(ids.map(id => contents.ask(id, 1 << 20)))
    await contents.close(new Error('closed here'))
    assert.ok(
      (await waiting).every(result => result.status === 'rejected' && /closed here/.test(String(result.reason))),
    )
    await assert.rejects(contents.ask(ids[0]!, 10), /closed here/)
  })
})
