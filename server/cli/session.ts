import { readFile } from 'node:fs/promises'
import { escapeTerminal } from '../core/explain/escape'
import type { Review } from '../core/model/review'
import type { ReviewOptions } from '../core/review'
import { type Baseline, parseBaseline } from '../core/rule/decisions'
import { Registry } from '../core/rule/registry'
import type { Scope } from '../core/rule/rule'
import { DecisionsError, DecisionsStore, stillValid } from '../host/decisions'
import { Engine } from '../host/engine'
import { errorCode } from '../host/files'
import { type OpenSource, openSource, SourceProblem, type SourceRequest } from '../host/sources'
import { rules } from '../rules'
import { precedents } from '../rules/precedents'
import { type Invocation, nearest, UsageError } from './arguments'
import type { Progress } from './progress'
import type { Surroundings } from './report'
import type { Sink } from './sink'
import { version } from './version'

export interface SessionParts {
  readonly invocation: Invocation
  readonly sink: Sink
  readonly progress: Progress
  readonly signal: AbortSignal
  readonly color: boolean
  readonly width: number
  warn(text: string): void
}

/** One run of a command: what was asked for, and the ways to the engine and to the outside. */
export class Session {
  readonly invocation: Invocation
  readonly sink: Sink
  readonly progress: Progress
  readonly signal: AbortSignal
  readonly registry = new Registry(rules)
  /** How far the work is, for Ctrl+C. */
  covered = 'nothing was examined yet'
  readonly #parts: SessionParts
  #engine: Engine | undefined

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.invocation = parts.invocation
    this.sink = parts.sink
    this.progress = parts.progress
    this.signal = parts.signal
    for (const id of Object.keys(parts.invocation.rules))
      if (this.registry.get(id) === undefined) throw this.unknownRule(id)
  }

  get engine(): Engine {
    const { jobs } = this.invocation
    this.#engine ??= new Engine({ registry: this.registry, ...(jobs === undefined ? {} : { jobs }) })
    return this.#engine
  }

  warn(text: string): void {
    this.#parts.warn(escapeTerminal(text))
  }

  unknownRule(id: string): UsageError {
    const near = nearest(
      id,
      this.registry.rules.map(rule => rule.id),
    )
    return new UsageError(`there is no rule ${JSON.stringify(id)}`, near ?? 'plainsight rules lists them')
  }

  /** The change that the options and the argument name. */
  async open(revision: string | undefined): Promise<OpenSource> {
    const request = await this.#request(revision)
    const { maxFileBytes } = this.invocation
    return openSource(request, { signal: this.signal, maxFileBytes })
  }

  /** A folder as it stands. */
  openTree(root: string): Promise<OpenSource> {
    return openSource({ kind: 'scan', root }, { signal: this.signal, maxFileBytes: this.invocation.maxFileBytes })
  }

  async #request(revision: string | undefined): Promise<SourceRequest> {
    const { worktree, staged, patch, scan, directory: root } = this.invocation
    const named = [worktree && '--worktree', staged && '--staged', scan && '--scan', patch !== undefined && '--patch']
    const given = [...named, revision !== undefined && JSON.stringify(revision)].filter(word => word !== false)
    if (given.length > 1) throw new UsageError(`${given.join(' and ')} name different changes; give one of them`)
    if (patch !== undefined) return { kind: 'patch', name: patchName(patch), bytes: await readPatch(patch) }
    if (revision !== undefined) return { kind: 'revision', root, revision }
    if (scan) return { kind: 'scan', root }
    return { kind: staged ? 'staged' : 'worktree', root }
  }

  /** `tops`: what is reviewed, so that no decision is read from there. `known`: a baseline that was read already. */
  async options(scope: Scope, tops: readonly string[], known?: Baseline): Promise<ReviewOptions> {
    const { mode, rules: settings, maxFileBytes, baseline: named } = this.invocation
    const baseline = known ?? (named === undefined ? undefined : await validBaseline(named))
    return {
      scope,
      mode,
      rules: settings,
      maxFileBytes,
      decisions: await this.#decisions(tops),
      ...(baseline === undefined ? {} : { baseline }),
    }
  }

  async review(opened: OpenSource, options: ReviewOptions): Promise<Review> {
    const { source } = opened
    this.covered = `0 of ${source.changeSet.files.length} files examined`
    const progress = (done: number, total: number) => {
      this.covered = `${done} of ${total} files examined`
      this.progress.show(this.covered)
    }
    const run = await this.engine.review(source, options, { signal: this.signal, progress })
    this.progress.clear()
    return run.review
  }

  surroundings(scope: Scope): Surroundings {
    const { mode, rules: settings, quiet } = this.invocation
    return {
      version,
      rules: this.registry.active({ scope, mode, rules: settings }),
      precedents,
      color: this.#parts.color,
      quiet,
      width: this.#parts.width,
    }
  }

  async dispose(): Promise<void> {
    this.progress.clear()
    await this.#engine?.dispose()
  }

  /** Without them findings that were accepted show again, so a store that cannot be read hides nothing. */
  async #decisions(reviewedRoots: readonly string[]): Promise<ReviewOptions['decisions']> {
    try {
      return stillValid(await new DecisionsStore({ reviewedRoots }).read(), new Date())
    } catch (error) {
      if (!(error instanceof DecisionsError)) throw error
      this.warn(`your decisions are not applied: ${error.message}; ${error.remedy}`)
      return []
    }
  }
}

/** @throws SourceProblem when the file is not there or is no baseline. Entries that have expired are still there. */
export async function readBaselineFile(path: string): Promise<Baseline> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw new SourceProblem(`the baseline ${path} cannot be read: ${errorCode(error) ?? String(error)}`)
  }
  const { baseline, problem } = parseBaseline(text)
  if (baseline === undefined) throw new SourceProblem(`${path}: ${problem ?? 'is no baseline'}`)
  return baseline
}

async function validBaseline(path: string): Promise<Baseline> {
  const baseline = await readBaselineFile(path)
  return { ...baseline, entries: stillValid(baseline.entries, new Date()) }
}

function patchName(patch: string): string {
  return patch === '-' ? 'standard input' : patch.slice(Math.max(patch.lastIndexOf('/'), patch.lastIndexOf('\\')) + 1)
}

async function readPatch(patch: string): Promise<Uint8Array> {
  if (patch === '-') {
    const chunks: Uint8Array[] = []
    for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array)
    return Buffer.concat(chunks)
  }
  try {
    return await readFile(patch)
  } catch (error) {
    throw new SourceProblem(`the patch ${patch} cannot be read: ${errorCode(error) ?? String(error)}`)
  }
}
