import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TestRepositoryOptions {
  readonly format?: 'sha1' | 'sha256'
  readonly isBare?: boolean
  /** Instead of `git init`: clone this, with these options. */
  readonly cloneOf?: string
  readonly cloneOptions?: readonly string[]
}

/** Content of a file: text, bytes, or a symbolic link. `null` removes it. */
export type TestContent = string | Uint8Array | { readonly link: string } | { readonly executable: string } | null

/** A real repository in a folder of its own. Its git sees no configuration of the machine or the user. */
export class TestRepository {
  /** The temporary folder that is removed in the end; the repository is in it. */
  readonly home: string
  readonly folder: string
  #time = 1_600_000_000

  constructor(options: TestRepositoryOptions = {}) {
    // the system's folder for temporary files is a link on some systems
    this.home = realpathSync(mkdtempSync(join(tmpdir(), 'plainsight-test-')))
    this.folder = join(this.home, 'repo')
    if (options.cloneOf !== undefined) {
      const from = `file://${options.cloneOf}`
      this.git(['clone', '-q', ...(options.cloneOptions ?? []), from, this.folder], { cwd: this.home })
      return
    }
    mkdirSync(this.folder)
    const format = options.format === undefined ? [] : [`--object-format=${options.format}`]
    this.git(['init', '-q', '-b', 'main', ...format, ...(options.isBare ? ['--bare'] : [])])
  }

  /** Runs git and gives what it wrote, without the line feed at the end. */
  git(
    args: readonly string[],
    options: { readonly input?: string | Uint8Array; readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
  ): string {
    return this.gitBytes(args, options).toString('utf8').replace(/\n$/, '')
  }

  gitBytes(
    args: readonly string[],
    options: { readonly input?: string | Uint8Array; readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
  ): Buffer {
    const time = `${this.#time} +0000`
    return execFileSync('git', args, {
      cwd: options.cwd ?? this.folder,
      env: {
        PATH: process.env.PATH,
        HOME: this.home,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: join(this.home, 'no-config'),
        GIT_AUTHOR_NAME: 'A U Thor',
        GIT_AUTHOR_EMAIL: 'author@example.invalid',
        GIT_COMMITTER_NAME: 'C O Mitter',
        GIT_COMMITTER_EMAIL: 'committer@example.invalid',
        GIT_AUTHOR_DATE: time,
        GIT_COMMITTER_DATE: time,
        GIT_ALLOW_PROTOCOL: 'file',
        // A fetch would tidy up behind our back, while the folder is being removed.
        GIT_CONFIG_COUNT: '2',
        GIT_CONFIG_KEY_0: 'gc.auto',
        GIT_CONFIG_VALUE_0: '0',
        GIT_CONFIG_KEY_1: 'maintenance.auto',
        GIT_CONFIG_VALUE_1: 'false',
        ...options.env,
      },
      ...(options.input === undefined ? {} : { input: options.input }),
      maxBuffer: 1 << 28,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
  }

  path(name: string | Buffer): Buffer {
    return Buffer.concat([Buffer.from(`${this.folder}/`), typeof name === 'string' ? Buffer.from(name) : name])
  }

  write(name: string | Buffer, content: TestContent): void {
    const path = this.path(name)
    mkdirSync(path.subarray(0, path.lastIndexOf('/')), { recursive: true })
    if (content === null || (typeof content === 'object' && 'link' in content))
      rmSync(path, { force: true, recursive: true })
    if (content === null) return
    if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(path, content)
    else if ('link' in content) symlinkSync(content.link, path)
    else {
      writeFileSync(path, content.executable)
      chmodSync(path, 0o755)
    }
  }

  /** Writes the files, commits the whole tree and gives the id. Every commit is a minute after the one before. */
  commit(message: string, files: Readonly<Record<string, TestContent>> = {}): string {
    this.#time += 60
    for (const [name, content] of Object.entries(files)) this.write(name, content)
    this.git(['add', '-A'])
    this.git(['commit', '-q', '--allow-empty', '--allow-empty-message', '-F', '-'], { input: message })
    return this.head()
  }

  /** Moves the clock that the next commit is made by. */
  tick(seconds: number): void {
    this.#time += seconds
  }

  head(): string {
    return this.git(['rev-parse', 'HEAD'])
  }

  dispose(): void {
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 })
  }
}
