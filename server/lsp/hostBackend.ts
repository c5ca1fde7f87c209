import { isAbsolute } from 'node:path'
import { isBinary } from '../core/content/binary'
import { loadFile, type RawFile } from '../core/content/load'
import { completeSide, decode } from '../core/content/text'
import { comparisonFor } from '../core/explain/comparison'
import { explainFinding, type ShownPrecedent } from '../core/explain/explain'
import { longMarkdown, shortMarkdown } from '../core/explain/markdown'
import type { TextSide } from '../core/model/content'
import type { ChangeSource } from '../core/model/ports'
import { isSeverity, type Severity } from '../core/model/severity'
import { Cancelled, type ReviewOptions, readFile } from '../core/review'
import type { Decision } from '../core/rule/decisions'
import type { Registry } from '../core/rule/registry'
import { DecisionsError, DecisionsStore, stillValid } from '../host/decisions'
import type { DocumentContent } from '../host/documents'
import { Engine } from '../host/engine'
import type { OpenOptions } from '../host/git/repository'
import { hash } from '../host/hash'
import { KnownSources } from '../host/knownSources'
import { openSource, SourceProblem, type SourceRequest } from '../host/sources'
import type { ReviewRequestSource, WireContent, WireSettings } from '../protocol'
import type { Backend, FoundChange, Problem, Run, SidesContent } from './backend'
import { EditedFiles } from './editedFiles'
import { listRevisions } from './revisions'

export interface HostBackendOptions {
  readonly registry: Registry
  /** Incidents that explanations refer to. */
  readonly precedents: readonly ShownPrecedent[]
  /** Folder for scratch data; the system's one for temporary files unless said. */
  readonly scratch?: string
  /** Folder of the decisions store; the user's own, shared with the command line, unless said. */
  readonly decisions?: string
}

interface Prepared {
  readonly options: ReviewOptions
  readonly remarks: readonly string[]
}

/** The layers below, on this machine. */
export function hostBackend({ registry, precedents, scratch, decisions }: HostBackendOptions): Backend {
  const engine = new Engine({ registry })
  const edited = new EditedFiles()
  const storeFor = (roots: readonly string[]) =>
    new DecisionsStore({ reviewedRoots: roots, ...(decisions === undefined ? {} : { folder: decisions }) })
  const openOptions = ({ maxFileBytes, gitPath }: WireSettings): OpenOptions => ({
    maxFileBytes,
    ...(gitPath === undefined ? {} : { gitPath }),
    ...(scratch === undefined ? {} : { scratchDir: scratch }),
  })
  const prepare = async ({ changeSet: { origin } }: ChangeSource, settings: WireSettings): Promise<Prepared> => {
    const known = await readDecisions(storeFor('root' in origin ? [origin.root] : []))
    return {
      remarks: known.remarks,
      options: {
        scope: origin.kind === 'tree' ? 'scan' : 'review',
        mode: settings.mode,
        rules: levelsOf(settings),
        maxFileBytes: settings.maxFileBytes,
        decisions: known.decisions,
      },
    }
  }
  return {
    async find(request, { settings, signal }) {
      if ('root' in request && !isAbsolute(request.root)) return { ok: false, ...notAbsolute(request.root) }
      try {
        const value = await openSource(sourceRequest(request), { ...openOptions(settings), signal })
        const { origin } = value.source.changeSet
        return { ok: true, value: origin.kind === 'tree' ? { ...value, root: origin.root } : value }
      } catch (error) {
        if (signal.aborted) throw new Cancelled()
        if (!(error instanceof SourceProblem)) throw error
        const { message, remedy } = error
        return { ok: false, message, ...(remedy === undefined ? {} : { remedy }) }
      }
    },
    async findDocument({ file, text }, { settings }): Promise<FoundChange | undefined> {
      const found = await edited.change(file, text, openOptions(settings))
      if (found === undefined) return undefined
      const { source, workTree, dispose } = found
      return { label: file, source: settings.wholeFile ? asNew(source) : source, root: workTree, dispose }
    },
    async examine(source, { settings, signal, progress }) {
      const { options, remarks } = await prepare(source, settings)
      const run = await engine.review(source, options, { signal, ...(progress === undefined ? {} : { progress }) })
      return { ...run, remarks }
    },
    async reexamine(source, { files }, file, { settings, signal }: Run) {
      const { options, remarks } = await prepare(source, settings)
      const change = source.changeSet.files[file]
      if (change === undefined) throw new Error(`no file ${file} in the change`)
      const again = await engine.examine(await readFile(source, change), options)
      const all = files.map((known, index) => (index === file ? again : known))
      return { files: all, review: await engine.join(source, all, options, { signal }), remarks }
    },
    async judge(source, { files }, { settings, signal }) {
      const { options, remarks } = await prepare(source, settings)
      return { files, review: await engine.join(source, files, options, { signal }), remarks }
    },
    async content(source, file) {
      const change = source.changeSet.files[file]
      if (change === undefined) throw new Error(`no file ${file} in the change`)
      const raw = await readFile(source, change)
      const texts = change.source.kind === 'stored' ? textsOf(raw) : undefined
      return texts ?? loadFile(raw, hash).content
    },
    async read(source, file, side) {
      const change = source.changeSet.files[file]
      if (change === undefined) throw new Error(`no file ${file} in the change`)
      if (change[side] === undefined) return { kind: 'absent' }
      switch (change.source.kind) {
        case 'stored':
        case 'same':
          return await source.content.read(file, side)
        case 'missing':
          return change.source
        case 'hunks':
          return { kind: 'missing', reason: 'not-in-patch', remedy: 'review the commit in its repository' }
        case 'submodule':
          return { kind: 'missing', reason: 'not-in-patch', remedy: 'review the change of the submodule itself' }
      }
    },
    evidence(file, signal) {
      return engine.evidence(file, signal)
    },
    stages(bytes, signal) {
      return engine.stages(bytes, signal)
    },
    sideText(path, side) {
      return engine.sideText(path, side)
    },
    explain(finding, review, length, comparison) {
      const rule = registry.get(finding.rule)
      const explanation = explainFinding(finding, { files: review, rule, precedents, comparison })
      return length === 'short' ? shortMarkdown(explanation) : longMarkdown(explanation)
    },
    async compare(finding, source, { knownSources }, root) {
      return knownSources === undefined
        ? undefined
        : comparisonFor(finding, source, new KnownSources(knownSources, root))
    },
    async accept({ fingerprint, evidenceDigest, rule }, { path, reason, root }) {
      await storeFor(root === undefined ? [] : [root]).accept({
        fingerprint,
        evidenceDigest,
        rule,
        path,
        reason,
        date: new Date().toISOString(),
      })
    },
    async undoAccept({ fingerprint }) {
      await storeFor([]).undo({ fingerprint })
    },
    async listRevisions(root, { settings, signal }) {
      if (!isAbsolute(root)) return { ok: false, ...notAbsolute(root) }
      return listRevisions(root, { ...openOptions(settings), signal })
    },
    async dispose() {
      await Promise.all([engine.dispose(), edited.dispose()])
    },
  }
}

/** A relative path would be one of the folder this process was started in, which has nothing to do with the client. */
function notAbsolute(root: string): Problem {
  return { message: `${root} is not an absolute path`, remedy: 'name the folder by its whole path' }
}

/** As {@link loadFile} decides, but without the diff of both sides, which may take long and was made in a worker. */
/** Without comparing them; undefined where a side is no text. */
function textsOf(raw: RawFile): SidesContent | undefined {
  const texts: { kind: 'text'; old?: TextSide; new?: TextSide } = { kind: 'text' }
  for (const side of ['old', 'new'] as const) {
    const content = raw[side]
    if (content.kind === 'missing') return undefined
    if (content.kind === 'absent') continue
    if (isBinary(content.bytes)) return undefined
    const { text, encoding } = decode(content.bytes)
    texts[side] = completeSide(text, encoding)
  }
  return texts
}

/** A store that cannot be used costs the decisions in it, not the review; it is said. */
async function readDecisions(
  store: DecisionsStore,
): Promise<{ readonly decisions: readonly Decision[]; readonly remarks: readonly string[] }> {
  try {
    return { decisions: stillValid(await store.read(), new Date()), remarks: [] }
  } catch (error) {
    if (!(error instanceof DecisionsError)) throw error
    return { decisions: [], remarks: [`earlier acceptances were not applied: ${error.message}; ${error.remedy}`] }
  }
}

/** Every line of the new side counts as new. */
function asNew({ changeSet, content }: ChangeSource): ChangeSource {
  const files = changeSet.files.map(file => {
    const { old: _, ...rest } = file
    return { ...rest, kind: 'added', source: { kind: 'stored' } } as const
  })
  return { changeSet: { ...changeSet, files }, content }
}

function levelsOf({ rules }: WireSettings): Readonly<Record<string, 'off' | Severity>> {
  const levels = Object.entries(rules).filter(
    (entry): entry is [string, 'off' | Severity] => entry[1] === 'off' || isSeverity(entry[1]),
  )
  return Object.fromEntries(levels)
}

function sourceRequest(request: ReviewRequestSource): SourceRequest {
  switch (request.kind) {
    case 'patch':
      return { kind: 'patch', name: request.name, bytes: new TextEncoder().encode(request.text) }
    case 'documents':
      return {
        kind: 'documents',
        label: request.label,
        pairs: request.pairs.map(({ path, oldPath, old, new: current }) => ({
          path,
          ...(oldPath === undefined ? {} : { oldPath }),
          ...(old === undefined ? {} : { old: contentOf(old) }),
          ...(current === undefined ? {} : { new: contentOf(current) }),
        })),
      }
    default:
      return request
  }
}

function contentOf(content: WireContent): DocumentContent {
  if ('text' in content) return { bytes: new TextEncoder().encode(content.text) }
  if ('base64' in content) return { bytes: new Uint8Array(Buffer.from(content.base64, 'base64')) }
  return content
}
