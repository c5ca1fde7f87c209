import assert from 'node:assert/strict'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { findGit } from '../../../server/host/git/program'
import { GitProblem } from '../../../server/host/git/repository'

describe('the git that is run', () => {
  let home: string
  const path = process.env.PATH
  beforeEach(() => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'plainsight-test-')))
  })
  afterEach(() => {
    process.env.PATH = path
    rmSync(home, { recursive: true, force: true })
  })

  /** A program that answers like git would, and says so when it was run. */
  const plant = (folder: string, answer: string) => {
    const at = join(home, folder)
    mkdirSync(at, { recursive: true })
    writeFileSync(join(at, 'git'), `#!/bin/sh\n${answer}\n`)
    chmodSync(join(at, 'git'), 0o755)
    return at
  }
  const problem = (kind: string, message: RegExp) => (error: unknown) => {
    assert.ok(error instanceof GitProblem)
    assert.equal(error.kind, kind)
    assert.match(error.message, message)
    assert.match(error.remedy ?? '', /install git/)
    return true
  }

  it('is the first on the search path that does not lie in a reviewed folder', async () => {
    const reviewed = plant('reviewed/bin', 'echo "git version 99.0"')
    const trusted = plant('trusted', 'echo "git version 2.40.1"')
    const linked = join(home, 'linked')
    mkdirSync(linked)
    symlinkSync(join(reviewed, 'git'), join(linked, 'git'))
    process.env.PATH = ['.', '', 'bin', reviewed, linked, trusted].join(delimiter)
    const git = await findGit(undefined, [join(home, 'reviewed')])
    assert.deepEqual(git, { path: join(trusted, 'git'), version: [2, 40] })
  })

  it('is the one the user names, if that is absolute and outside', async () => {
    const named = plant('named', 'echo "git version 2.50.0.windows.1"')
    assert.deepEqual((await findGit(join(named, 'git'), [])).version, [2, 50])
    await assert.rejects(findGit('git', []), problem('no-git', /must be absolute: git/))
    await assert.rejects(findGit('./git', []), problem('no-git', /must be absolute/))
    await assert.rejects(findGit(join(named, 'git'), [named]), problem('no-git', /cannot be used as git/))
    await assert.rejects(findGit(join(home, 'nope'), []), problem('no-git', /cannot be used as git/))
  })

  it('is missing, broken or too old, and the user is told which', async () => {
    process.env.PATH = home
    await assert.rejects(findGit(undefined, []), problem('no-git', /git was not found/))
    await assert.rejects(
      findGit(join(plant('old', 'echo "git version 1.8.3"'), 'git'), []),
      problem('git-too-old', /2\.25 or newer/),
    )
    await assert.rejects(findGit(join(plant('broken', 'exit 3'), 'git'), []), problem('no-git', /cannot be run/))
    await assert.rejects(findGit(join(plant('else', 'echo hello'), 'git'), []), problem('git-too-old', /this is hello/))
  })

  it('inherits no variable that changes what it does', async () => {
    const seen = join(home, 'seen')
    process.env.GIT_PLAINSIGHT_TEST = 'inherited'
    process.env.LD_PLAINSIGHT_TEST = 'inherited'
    try {
      await findGit(join(plant('env', `env > "${seen}"; echo "git version 2.40"`), 'git'), [])
      const names = readFileSync(seen, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map(line => line.split('=', 1)[0])
      assert.deepEqual(
        names.filter(name => !['LC_ALL', 'PATH', 'PWD', 'OLDPWD', 'SHLVL', '_'].includes(name ?? '')),
        [],
      )
    } finally {
      delete process.env.GIT_PLAINSIGHT_TEST
      delete process.env.LD_PLAINSIGHT_TEST
    }
  })
})
