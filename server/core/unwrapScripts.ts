import type { Fact } from './facts/fact'
import type { UnwrappedScript } from './facts/kinds'
import { stageDeeds } from './facts/stageDeeds'
import { createAllowance } from './formats/archive/output'
import { type FileChange, shownPath } from './model/changeSet'
import type { FilePath } from './model/path'
import type { ChangeSource } from './model/ports'
import { isDisguise } from './unwrap/disguise'
import { Evaluator } from './unwrap/evaluate'
import type { Unwrapped } from './unwrap/unwrapped'

/** A script with the files that are at hand: plain data that can be handed to another thread. */
export interface UnwrapJob {
  /** One character for one byte. */
  readonly script: string
  /** Every path of the tree, sorted. */
  readonly paths: readonly string[]
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** Scripts that are looked into in one change. */
const MOST_SCRIPTS = 40
/** Scripts with problems after which no more are looked into: each took all the time or memory it may take. */
const MOST_PROBLEMS = 4
/** Times a script may ask for further files. */
const MOST_ROUNDS = 6
const MOST_FILES = 2000
const MOST_DEEDS = 30
const MOST_BYTES = 48 << 20
/** Bytes of each stage that are kept to be shown. */
const KEPT_OF_STAGE = 64 * 1024

/** What was worked out, or why nothing was, in a clause: "it took longer than 20 s". */
export type UnwrapAnswer = Unwrapped | { readonly problem: string }

export interface UnwrappedScripts {
  readonly facts: readonly Fact<'unwrapped-script'>[]
  /** Scripts that nothing was worked out of for reasons of ours. */
  readonly problems: readonly { readonly file: string; readonly reason: string }[]
}

export async function unwrapHere({ script, paths, files }: UnwrapJob): Promise<Unwrapped> {
  const there = new Set(paths)
  const read = (path: string) => files.get(path) ?? (there.has(path) ? 'wanted' : 'absent')
  return new Evaluator({ paths, read }, createAllowance()).run(script)
}

/** Looks into every script of the change that runs what it makes, reading the files of the tree that it asks for. */
export async function unwrapScripts(
  source: ChangeSource,
  facts: readonly Fact[],
  unwrap: (job: UnwrapJob) => Promise<UnwrapAnswer>,
): Promise<UnwrappedScripts> {
  const scripts = facts.filter((fact): fact is Fact<'computed-script'> => fact.kind === 'computed-script')
  if (scripts.length === 0) return { facts: [], problems: [] }
  const tree = await TreeFiles.of(source)
  const found: Fact<'unwrapped-script'>[] = []
  const problems: { file: string; reason: string }[] = []
  // Those that decode something come before those that only take text.
  const ordered = [...scripts.filter(({ data }) => !data.isPlain), ...scripts.filter(({ data }) => data.isPlain)]
  let failed = 0
  for (const [at, fact] of ordered.entries()) {
    if (at >= MOST_SCRIPTS || failed >= MOST_PROBLEMS) {
      const reason =
        at >= MOST_SCRIPTS
          ? `more than ${MOST_SCRIPTS} scripts of the change run what they make`
          : `${MOST_PROBLEMS} scripts before it could not be worked out`
      problems.push({ file: fileOf(fact, source), reason })
      continue
    }
    const { script, where, isPlain } = fact.data
    let unwrapped: UnwrapAnswer | undefined
    for (let round = 0; round < MOST_ROUNDS; round++) {
      unwrapped = await unwrap({ script, paths: tree.paths, files: tree.files })
      if ('problem' in unwrapped || unwrapped.wanted.length === 0 || !(await tree.load(unwrapped.wanted))) break
    }
    if (unwrapped === undefined) continue
    if ('problem' in unwrapped) {
      failed++
      problems.push({ file: fileOf(fact, source), reason: unwrapped.problem })
      continue
    }
    if (unwrapped.stages.length === 0) continue
    const does = unwrapped.stages.flatMap(stageDeeds).slice(0, MOST_DEEDS)
    const { stages } = unwrapped
    const main = (stages.find(({ steps }) => steps.some(isDisguise)) ?? stages.find(({ steps }) => steps.length > 0))
      ?.index
    const data: UnwrappedScript = {
      ...(main === undefined ? {} : { main }),
      where,
      ...(isPlain === undefined ? {} : { isPlain }),
      does,
      unwrapped: { ...unwrapped, stages: unwrapped.stages.map(shortened) },
    }
    found.push({ ...fact, kind: 'unwrapped-script', data })
  }
  return { facts: found, problems }
}

function fileOf({ location }: Fact, { changeSet }: ChangeSource): string {
  const change = changeSet.files[location.file]
  return change === undefined ? '' : shownPath(change).text
}

function shortened(stage: Unwrapped['stages'][number]): Unwrapped['stages'][number] {
  return { ...stage, bytes: stage.bytes.slice(0, KEPT_OF_STAGE) }
}

/** Files of the new side, read as they are asked for, within limits. */
class TreeFiles {
  readonly files = new Map<string, Uint8Array>()
  readonly #asked = new Set<string>()
  #bytes = 0

  private constructor(
    private readonly source: ChangeSource,
    private readonly known: ReadonlyMap<string, FilePath>,
    private readonly changed: ReadonlyMap<string, FileChange>,
    /** Sorted. */
    readonly paths: readonly string[],
  ) {}

  static async of(source: ChangeSource): Promise<TreeFiles> {
    const tree = await source.content.listTree('new')
    const known = new Map(tree.map(path => [path.text, path]))
    const changed = new Map<string, FileChange>()
    for (const change of source.changeSet.files)
      if (change.new !== undefined && change.source.kind === 'stored') changed.set(change.new.path.text, change)
    const paths = [...new Set([...known.keys(), ...changed.keys()])].sort()
    return new TreeFiles(source, known, changed, paths)
  }

  /** @returns whether any of them could be read; what the change brings is read before the rest of the tree */
  async load(wanted: readonly string[]): Promise<boolean> {
    const open = wanted.filter(path => !this.#asked.has(path))
    let count = 0
    for (const path of [...open.filter(one => this.changed.has(one)), ...open.filter(one => !this.changed.has(one))]) {
      if (this.#asked.size >= MOST_FILES || this.#bytes >= MOST_BYTES) break
      this.#asked.add(path)
      const content = await this.#read(path)
      if (content?.kind !== 'bytes') continue
      this.files.set(path, content.bytes)
      this.#bytes += content.bytes.length
      count++
    }
    return count > 0
  }

  #read(path: string) {
    const change = this.changed.get(path)
    if (change !== undefined) return this.source.content.read(change.index, 'new')
    const known = this.known.get(path)
    return known === undefined ? undefined : this.source.content.readPath(known, 'new')
  }
}
