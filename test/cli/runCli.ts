import { strict as assert } from 'node:assert'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { distFolder } from '../../server/host/bundle'

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly cwd?: string
  readonly input?: string | Uint8Array
  readonly env?: NodeJS.ProcessEnv
}

/** The built command line tool, as a user runs it; its user has a data folder of its own. */
export class Cli {
  readonly home = realpathSync(mkdtempSync(join(tmpdir(), 'plainsight-cli-')))

  get decisionsFile(): string {
    return join(this.home, 'data', 'plainsight', 'decisions.json')
  }

  start(args: readonly string[], { cwd, env }: CliOptions = {}): ChildProcess {
    return spawn(process.execPath, [join(distFolder, 'cli.js'), ...args], {
      cwd: cwd ?? this.home,
      env: { PATH: process.env.PATH, HOME: this.home, XDG_DATA_HOME: join(this.home, 'data'), ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
  }

  async run(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
    const child = this.start(args, options)
    // A command that does not read its input may have ended before it was written.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(options.input ?? '')
    return ended(child)
  }

  /** What a command prints as JSON. */
  async json<T>(args: readonly string[], options: CliOptions = {}): Promise<T> {
    const { code, stdout, stderr } = await this.run(args, options)
    assert.notEqual(stdout, '', `nothing printed, exit ${code}: ${stderr}`)
    return JSON.parse(stdout) as T
  }

  dispose(): void {
    rmSync(this.home, { recursive: true, force: true })
  }
}

/** Collects what a child writes until it has ended. */
export function ended(child: ChildProcess): Promise<CliResult> {
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk))
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', code =>
      done({ code, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') }),
    )
  })
}
