import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { type Decision, isDecision, versionInWords } from '../core/rule/decisions'
import { isInFolder } from './files'

/** Raised whenever a field of the store changes its meaning. */
export const DECISIONS_VERSION = 1
const FILE = 'decisions.json'
/** A writer holds the lock for the time of one small write; one this old was left by a process that died. */
const STALE_LOCK_MS = 10_000
const LOCK_TRIES = 400

export type DecisionsErrorKind = 'newer' | 'unreadable' | 'inside-tree' | 'busy' | 'not-writable'

/** The store cannot be used; nothing was changed. `remedy` says what the user can do. */
export class DecisionsError extends Error {
  constructor(
    readonly kind: DecisionsErrorKind,
    message: string,
    readonly remedy: string,
  ) {
    super(message)
    this.name = 'DecisionsError'
  }
}

export interface DecisionsOptions {
  /** Folder of the store; the user's data folder unless given. Never taken from a reviewed tree. */
  readonly folder?: string
  /** Trees under review: a store inside one of them is refused. */
  readonly reviewedRoots?: readonly string[]
}

/** `$XDG_DATA_HOME/plainsight`, `%APPDATA%\plainsight` or `~/Library/Application Support/plainsight`. */
export function userStorage(environment: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const named = platform === 'win32' ? environment.APPDATA : environment.XDG_DATA_HOME
  if (named !== undefined && isAbsolute(named)) return join(named, 'plainsight')
  const home = homedir()
  if (platform === 'win32') return join(home, 'AppData', 'Roaming', 'plainsight')
  return platform === 'darwin'
    ? join(home, 'Library', 'Application Support', 'plainsight')
    : join(home, '.local', 'share', 'plainsight')
}

/**
 * The user's own acceptances, one JSON file outside every reviewed tree, shared by editor and command line. Writers
 * take a lock, read again, and replace the file in one step, so that two of them lose nothing.
 */
export class DecisionsStore {
  readonly file: string
  readonly #roots: readonly string[]

  constructor({ folder, reviewedRoots = [] }: DecisionsOptions = {}) {
    this.file = join(resolve(folder ?? userStorage()), FILE)
    this.#roots = reviewedRoots
  }

  /** All decisions, the expired ones too. Throws {@link DecisionsError}. */
  async read(): Promise<readonly Decision[]> {
    await this.#refuseReviewedTree()
    return (await this.#load()).entries.filter(isDecision)
  }

  /** Adds the decision; an earlier one for the same evidence is replaced. */
  async accept(decision: Decision): Promise<void> {
    await this.#change(entries => [...entries.filter(entry => !isFor(entry, decision)), decision])
  }

  /** Takes acceptances back: for this evidence, or for any evidence of the finding. Returns how many there were. */
  async undo(finding: { readonly fingerprint: string; readonly evidenceDigest?: string }): Promise<number> {
    let count = 0
    await this.#change(entries => {
      const kept = entries.filter(entry => !isFor(entry, finding))
      count = entries.length - kept.length
      return kept
    })
    return count
  }

  async #change(edit: (entries: readonly unknown[]) => readonly unknown[]): Promise<void> {
    await this.#refuseReviewedTree()
    const folder = dirname(this.file)
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
    } catch (error) {
      throw notWritable(folder, error)
    }
    const release = await takeLock(`${this.file}.lock`)
    try {
      const { fields, entries } = await this.#load()
      const changed = edit(entries)
      await replaceFile(
        this.file,
        `${JSON.stringify({ ...fields, version: DECISIONS_VERSION, decisions: changed }, undefined, 2)}\n`,
      )
    } finally {
      await release()
    }
  }

  /** Entries stay as they are, so that what another version of ours added to them survives a write. */
  async #load(): Promise<{ readonly fields: object; readonly entries: readonly unknown[] }> {
    let text: string
    try {
      text = await readFile(this.file, 'utf8')
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return { fields: {}, entries: [] }
      throw new DecisionsError('unreadable', `${this.file} cannot be read: ${codeOf(error)}`, 'check its permissions')
    }
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      throw new DecisionsError(
        'unreadable',
        `${this.file} is not valid JSON`,
        'repair it, or move it away to start anew',
      )
    }
    const store = value as { readonly version?: unknown; readonly decisions?: unknown } | null
    if (typeof store !== 'object' || store === null || !Array.isArray(store.decisions))
      throw new DecisionsError('unreadable', `${this.file} has no list of decisions`, 'repair it, or move it away')
    if (typeof store.version !== 'number' || store.version > DECISIONS_VERSION)
      throw new DecisionsError(
        'newer',
        `${this.file} has ${versionInWords(store.version)}; this Plainsight knows version ${DECISIONS_VERSION}`,
        'update Plainsight; the file was left as it is',
      )
    return { fields: store, entries: store.decisions }
  }

  async #refuseReviewedTree(): Promise<void> {
    const folder = await realFolder(dirname(this.file))
    for (const root of this.#roots) {
      if (isInFolder(folder, await realFolder(root)))
        throw new DecisionsError(
          'inside-tree',
          `${dirname(this.file)} lies inside the reviewed tree ${root}, which must have no say in decisions`,
          'set XDG_DATA_HOME (APPDATA on Windows) to a folder outside it',
        )
    }
  }
}

/** Decisions that still count on that day. The day of `expires` counts in full, in UTC. */
export function stillValid(decisions: readonly Decision[], now: Date): readonly Decision[] {
  const today = now.toISOString().slice(0, 10)
  return decisions.filter(({ expires }) => expires === undefined || expires.slice(0, 10) >= today)
}

/** Writes beside the file and renames: a reader sees the old text or the new one, never a part. */
export async function replaceFile(file: string, text: string, mode = 0o600): Promise<void> {
  const draft = join(dirname(file), `.${basename(file)}.${process.pid}.${randomBytes(4).toString('hex')}`)
  try {
    const handle = await open(draft, 'wx', mode)
    try {
      await handle.writeFile(text, 'utf8')
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw notWritable(file, error)
  }
}

async function takeLock(lock: string): Promise<() => Promise<void>> {
  for (let tries = 0; tries < LOCK_TRIES; tries++) {
    try {
      await (await open(lock, 'wx', 0o600)).close()
      return () => rm(lock, { force: true })
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw notWritable(lock, error)
    }
    const age = await stat(lock).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    )
    // Renaming first lets exactly one of several waiting writers remove a lock that was left behind.
    if (age > STALE_LOCK_MS) {
      const away = `${lock}.${process.pid}.${randomBytes(4).toString('hex')}`
      await rename(lock, away).then(
        () => rm(away, { force: true }),
        () => undefined,
      )
    } else await new Promise(done => setTimeout(done, 5 + Math.random() * 20))
  }
  throw new DecisionsError(
    'busy',
    `${lock} is held by another process`,
    'try again; remove it if no Plainsight is running',
  )
}

/** The folder itself may not exist yet: then the nearest one that does decides where it will lie. */
async function realFolder(folder: string): Promise<string> {
  const whole = resolve(folder)
  try {
    return await realpath(whole)
  } catch {
    const parent = dirname(whole)
    return parent === whole ? whole : join(await realFolder(parent), basename(whole))
  }
}

function isFor(entry: unknown, finding: { readonly fingerprint: string; readonly evidenceDigest?: string }): boolean {
  if (!isDecision(entry) || entry.fingerprint !== finding.fingerprint) return false
  return finding.evidenceDigest === undefined || entry.evidenceDigest === finding.evidenceDigest
}

function notWritable(path: string, error: unknown): DecisionsError {
  return new DecisionsError('not-writable', `${path} cannot be written: ${codeOf(error)}`, 'check its permissions')
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
