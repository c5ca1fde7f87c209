import { strict as assert } from 'node:assert'
import type { Result } from '../../server/cli/outputs/result'
import { lastLine } from '../../server/core/model/location'
import type { ReviewRequestSource, WireRange, WireReview } from '../../server/protocol'
import { Session } from '../lsp/session'
import { Cli } from './runCli'
import { createSample, type Sample } from './sample'

describe('command line and language server', () => {
  let cli: Cli
  let sample: Sample
  let session: Session
  before(async () => {
    cli = new Cli()
    sample = createSample()
    session = await Session.start()
  })
  after(async () => {
    await session.stop()
    cli.dispose()
    sample.repository.dispose()
  })

  const compare = async (source: ReviewRequestSource, args: readonly string[], input = '') => {
    const served = await session.open(source)
    const printed = await cli.json<Result>([...args, '--format', 'json'], { cwd: sample.repository.folder, input })
    assert.deepEqual(fromServer(served), fromCli(printed))
    return printed.findings.length
  }

  it('say the same of a commit and of a range', async () => {
    const root = sample.repository.folder
    const { base, change, docs } = sample
    for (const revision of [change, docs, `${base}..${docs}`, `${base}...${change}`])
      await compare({ kind: 'revision', root, revision }, ['review', revision])
    assert.equal(await compare({ kind: 'revision', root, revision: change }, ['review', change]), 3)
  })

  it('say the same of the working tree, the index and the whole tree', async () => {
    const { repository } = sample
    const root = repository.folder
    repository.write('src/a.c', 'int staged\u200b;\n')
    repository.git(['add', 'src/a.c'])
    repository.write('src/b.c', 'int untracked\u202e;\n')
    assert.equal(await compare({ kind: 'worktree', root }, ['review']), 2)
    assert.equal(await compare({ kind: 'staged', root }, ['review', '--staged']), 1)
    assert.ok((await compare({ kind: 'scan', root }, ['scan'])) >= 2)
  })

  it('say the same of a patch', async () => {
    const text = `${sample.repository.git(['format-patch', '--stdout', '-1', sample.change])}\n`
    const source: ReviewRequestSource = { kind: 'patch', name: 'standard input', text }
    assert.ok((await compare(source, ['review', '--patch', '-'], text)) >= 2)
  })
})

/** All that a reviewer is told, in one shape for both. */
function fromServer(review: WireReview) {
  const { inventory, notices, coverage, base, head } = review
  const findings = review.findings.map(({ evidence, ...rest }) => ({
    ...rest,
    evidence: evidence.map(({ label, path, side, range }) => ({ label, path, side, ...linesOf(range) })),
  }))
  return { inventory, notices, coverage, base, head, findings }
}

function fromCli({ change, inventory, coverage, findings }: Result) {
  return {
    inventory: inventory.line,
    notices: change.notices,
    coverage,
    base: change.base,
    head: change.head,
    findings: findings.map(({ evidence, file: _, side: __, line: ___, endLine: ____, precedent: _____, ...rest }) => ({
      ...rest,
      evidence: evidence.map(({ label, file, side, line, endLine }) => ({ label, path: file, side, line, endLine })),
    })),
  }
}

function linesOf(range: WireRange | undefined) {
  if (range === undefined) return { line: undefined, endLine: undefined }
  const at = (position: WireRange['start']) => ({ line: position.line + 1, column: position.character })
  return { line: range.start.line + 1, endLine: lastLine({ start: at(range.start), end: at(range.end) }) }
}
