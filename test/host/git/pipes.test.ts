import { strict as assert } from 'node:assert'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSource } from '../../../server/host/sources'

describe('a repository whose list of alternates cannot be read', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plainsight-pipe-'))
    execFileSync('git', ['init', '-q', folder])
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('is refused, since git would read the same by itself', async () => {
    const file = join(folder, '.git/objects/info/alternates')
    // Windows has no pipes in folders; what is no file is refused there all the same.
    if (process.platform === 'win32') mkdirSync(file)
    else execFileSync('mkfifo', [file])
    await assert.rejects(openSource({ kind: 'worktree', root: folder }), /alternates is no file/)
  })
})
