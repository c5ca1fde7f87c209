import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { GitProblem } from './problem'
import type { Quarantine } from './quarantine'

/** Starts git in the quarantine: no shell, its own process group so that nothing it starts can outlive it. */
export function startGit(
  quarantine: Quarantine,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): ChildProcessWithoutNullStreams {
  return spawn(quarantine.git.path, args, {
    cwd: quarantine.folder,
    env: { ...quarantine.environment, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
    shell: false,
  })
}

export function killGroup(child: ChildProcessWithoutNullStreams): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

export interface RunOptions {
  readonly environment?: NodeJS.ProcessEnv
  readonly limitBytes: number
  readonly limitMs: number
  readonly signal?: AbortSignal | undefined
}

/** Runs one git command to its end and gives what it wrote. */
export async function runGit(quarantine: Quarantine, args: readonly string[], options: RunOptions): Promise<Buffer> {
  options.signal?.throwIfAborted()
  const child = startGit(quarantine, args, options.environment)
  const chunks: Buffer[] = []
  let length = 0
  let stopped: GitProblem | undefined
  const stop = (why: string) => {
    stopped ??= new GitProblem('git-failed', `git ${args[0]}: ${why}`)
    killGroup(child)
  }
  const abort = () => killGroup(child)
  options.signal?.addEventListener('abort', abort, { once: true })
  const timer = setTimeout(() => stop(`no answer in ${options.limitMs / 1000} s`), options.limitMs)
  try {
    const errors = collectErrors(child)
    child.stdin.on('error', () => undefined)
    child.stdin.end()
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > options.limitBytes) stop(`more than ${options.limitBytes} bytes of output`)
      else chunks.push(chunk)
    })
    const code = await new Promise<number | string | null>((done, fail) => {
      child.once('error', error => fail(new GitProblem('no-git', `git cannot be started: ${error.message}`)))
      child.once('close', (status, signal) => done(status ?? signal))
    })
    options.signal?.throwIfAborted()
    if (stopped) throw stopped
    if (code !== 0) throw new GitProblem('git-failed', `git ${args[0]} ended with ${code}: ${errors()}`)
    return Buffer.concat(chunks)
  } finally {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', abort)
  }
}

/** The last of what git said on its error channel, for a message. */
export function collectErrors(child: ChildProcessWithoutNullStreams): () => string {
  let text = ''
  child.stderr.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-2000)
  })
  return () => text.trim()
}
