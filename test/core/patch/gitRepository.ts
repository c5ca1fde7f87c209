import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A repository of the test's own, with nothing of the user's configuration. */
export interface GitRepository {
  readonly folder: string
  /** Output as bytes; throws when git fails. */
  git(...args: string[]): Buffer
  /** Exit code and output for input on stdin, whatever the code. */
  tryGit(input: Uint8Array, ...args: string[]): { readonly code: number | null; readonly output: Buffer }
  commit(message: string): string
  dispose(): void
}

export function createRepository(): GitRepository {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-patch-'))
  const who = { NAME: 'Ada', EMAIL: 'ada@example.invalid', DATE: '2024-02-23T23:09:59 +0800' }
  const env = {
    ...process.env,
    ...Object.fromEntries(Object.entries(who).map(([key, value]) => [`GIT_AUTHOR_${key}`, value])),
    ...Object.fromEntries(Object.entries(who).map(([key, value]) => [`GIT_COMMITTER_${key}`, value])),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CEILING_DIRECTORIES: folder,
  }
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: folder, env, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] })
  git('init', '-q', '-b', 'main')
  return {
    folder,
    git,
    tryGit(input, ...args) {
      const ended = spawnSync('git', args, { cwd: folder, env, input, maxBuffer: 1 << 28 })
      return { code: ended.status, output: ended.stdout }
    },
    commit(message) {
      git('add', '-A')
      git('commit', '-q', '--allow-empty', '-m', message)
      return git('rev-parse', 'HEAD').toString().trim()
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  }
}
