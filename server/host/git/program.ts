import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { delimiter, dirname, isAbsolute, join, sep } from 'node:path'
import { GitProblem } from './problem'

/** The git of the machine, never one that a reviewed folder brings along. */
export interface GitProgram {
  /** Absolute, links resolved. */
  readonly path: string
  /** Major and minor version. */
  readonly version: readonly [number, number]
}

/** What everything here was tried with or is known to need: `cat-file`, `ls-files`, SHA-256 apart. */
const oldest: readonly [number, number] = [2, 25]
const install = 'install git (https://git-scm.com) or name its absolute path in the setting or option for git'

/**
 * Finds git: the path the user gave, else the search path of this process. Relative entries of the search path are
 * skipped, and so is every program inside `reviewed` folders: on Windows a bare name would be looked up there first.
 */
export async function findGit(gitPath: string | undefined, reviewed: readonly string[]): Promise<GitProgram> {
  if (gitPath !== undefined && !isAbsolute(gitPath))
    throw new GitProblem('no-git', `the path of git must be absolute: ${gitPath}`, install)
  const candidates = gitPath === undefined ? searchPath() : [gitPath]
  for (const candidate of candidates) {
    const path = await usable(candidate, reviewed)
    if (path !== undefined) return { path, version: await readVersion(path) }
  }
  const what = gitPath === undefined ? 'git was not found' : `${gitPath} cannot be used as git`
  throw new GitProblem('no-git', what, install)
}

function searchPath(): readonly string[] {
  const name = process.platform === 'win32' ? 'git.exe' : 'git'
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter(folder => isAbsolute(folder))
    .map(folder => join(folder, name))
}

async function usable(candidate: string, reviewed: readonly string[]): Promise<string | undefined> {
  try {
    const path = await realpath(candidate)
    const isInside = reviewed.some(folder => [path, candidate].some(file => file.startsWith(folder + sep)))
    if (isInside || !(await stat(path)).isFile()) return undefined
    await access(path, constants.X_OK)
    return path
  } catch {
    return undefined
  }
}

async function readVersion(path: string): Promise<readonly [number, number]> {
  const text = await new Promise<string>((done, fail) => {
    const options = {
      env: bareEnvironment(path),
      cwd: dirname(path),
      timeout: 20_000,
      maxBuffer: 1 << 16,
      windowsHide: true,
    }
    execFile(path, ['version'], options, (error, stdout) =>
      error ? fail(new GitProblem('no-git', `${path} cannot be run: ${error.message}`, install)) : done(stdout),
    )
  })
  const found = /(\d+)\.(\d+)/.exec(text)
  const version = [Number(found?.[1] ?? 0), Number(found?.[2] ?? 0)] as const
  if (!isAtLeast(version, oldest))
    throw new GitProblem('git-too-old', `git ${oldest.join('.')} or newer is needed, this is ${text.trim()}`, install)
  return version
}

export function isAtLeast(version: readonly [number, number], wanted: readonly [number, number]): boolean {
  return version[0] > wanted[0] || (version[0] === wanted[0] && version[1] >= wanted[1])
}

/** Nothing inherited but what a program needs to start at all; no GIT_ variable, no HOME. */
export function bareEnvironment(gitPath: string): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { LC_ALL: 'C', PATH: dirname(gitPath) }
  for (const name of ['SystemRoot', 'SYSTEMROOT', 'windir'])
    if (process.env[name] !== undefined) environment[name] = process.env[name]
  return environment
}
