import { realpath } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import type { ChangeSource } from '../core/model/ports'
import { findLayout } from '../host/git/layout'
import { GitProblem, type OpenOptions, openRepository, type Repository } from '../host/git/repository'

/** How long a repository stays open for the next keystroke, and how old it may become before it is read anew. */
const IDLE_MS = 10_000
const AGE_MS = 60_000

interface Held {
  readonly repository: Promise<Repository>
  readonly since: number
  ignored?: Promise<ReadonlySet<string>>
  users: number
  timer?: NodeJS.Timeout
}

export interface EditedFile {
  readonly source: ChangeSource
  /** Top folder of the working tree. */
  readonly workTree: string
  /** To be called once nothing more is read from the source. */
  dispose(): Promise<void>
}

/** Files that an editor has open, each against HEAD of the repository it lies in. */
export class EditedFiles {
  readonly #held = new Map<string, Held>()

  /** Undefined outside of a repository, and for a file that its repository ignores. */
  async change(file: string, text: string, options: OpenOptions): Promise<EditedFile | undefined> {
    const real = await realPath(file)
    const workTree = await workTreeOf(dirname(real))
    if (workTree === undefined) return undefined
    const key = Buffer.from(relative(workTree, real).split(sep).join('/'), 'utf8').toString('latin1')
    if (key === '..' || key.startsWith('../') || key === '.git' || key.startsWith('.git/')) return undefined
    const name = [workTree, options.maxFileBytes, options.gitPath].join('\0')
    const held = this.#hold(name, workTree, options)
    const dispose = () => this.#release(name, held)
    try {
      const repository = await held.repository
      const source = await repository.editedFile({ key, bytes: new TextEncoder().encode(text) })
      const isNew = source.changeSet.files[0]?.old === undefined
      if (!isNew || !(await isIgnored(held, repository, key))) return { source, workTree, dispose }
    } catch (error) {
      await dispose()
      throw error
    }
    await dispose()
    return undefined
  }

  async dispose(): Promise<void> {
    const all = [...this.#held.values()]
    this.#held.clear()
    await Promise.all(all.map(close))
  }

  #hold(name: string, workTree: string, options: OpenOptions): Held {
    let held = this.#held.get(name)
    if (held === undefined || Date.now() - held.since > AGE_MS) {
      held = { repository: openRepository(workTree, options), since: Date.now(), users: 0 }
      this.#held.set(name, held)
    }
    clearTimeout(held.timer)
    held.users++
    return held
  }

  async #release(name: string, held: Held): Promise<void> {
    held.users--
    if (held.users > 0) return
    if (this.#held.get(name) !== held) await close(held)
    else
      held.timer = setTimeout(() => {
        this.#held.delete(name)
        void close(held)
      }, IDLE_MS).unref()
  }
}

async function isIgnored(held: Held, repository: Repository, key: string): Promise<boolean> {
  held.ignored ??= repository.ignored().then(keys => new Set(keys))
  const ignored = await held.ignored
  const parts = key.split('/')
  return parts.some((_, at) => ignored.has(parts.slice(0, at + 1).join('/')))
}

async function workTreeOf(folder: string): Promise<string | undefined> {
  try {
    return (await findLayout(folder)).workTree
  } catch (error) {
    if (error instanceof GitProblem && error.kind === 'not-a-repository') return undefined
    throw error
  }
}

async function close(held: Held): Promise<void> {
  clearTimeout(held.timer)
  await held.repository.then(
    repository => repository.dispose(),
    () => undefined,
  )
}

/** A link is followed, as the editor followed it; a file that is not there yet lies where its folder does. */
async function realPath(file: string): Promise<string> {
  return realpath(file).catch(async () =>
    join(await realpath(dirname(file)).catch(() => dirname(file)), basename(file)),
  )
}
