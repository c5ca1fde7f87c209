import type { WireSide } from '../server/protocol'

/**
 * The one table of URI schemes a reviewer meets: scheme → (repository, revision, side, path). Everything here is pure
 * and total: what is not understood decodes to undefined, never to a guess.
 */

/** The parts of a URI, as `vscode.Uri` has them (decoded). */
export interface UriParts {
  readonly scheme: string
  readonly authority: string
  readonly path: string
  readonly query: string
}

/** What a change set is made from, small enough to live in a URI, so that a restored tab needs nothing else. */
export type ReviewRef =
  | { readonly kind: 'worktree' | 'staged' | 'scan'; readonly root: string }
  | { readonly kind: 'revision'; readonly root: string; readonly revision: string }
  /** `uri`: the document that holds the patch. */
  | { readonly kind: 'patch'; readonly uri: string }
  /** The texts that a finding of another change set says would be run. */
  | { readonly kind: 'texts'; readonly of: ReviewRef; readonly fingerprint: string }
  /** Documents of other extensions; `key` names their group. Cannot be opened again from the URI alone. */
  | { readonly kind: 'documents'; readonly key: string }

export interface SideUri {
  readonly kind: 'side'
  readonly ref: ReviewRef
  readonly path: string
  /** Index into the review's files, for paths that look alike. */
  readonly file?: number
  readonly side: WireSide
}

export interface ExplanationUri {
  readonly kind: 'explanation'
  readonly ref: ReviewRef
  readonly fingerprint: string
  readonly rule: string
}

export type OwnUri = SideUri | ExplanationUri

/** A document of another extension, as far as its URI says. */
export interface ForeignUri {
  readonly scheme: string
  /** Path inside the repository when `absolute` is false, else a path of this machine. */
  readonly path: string
  readonly isAbsolute: boolean
  /** The other side's path, where the URI names it. */
  readonly oldPath?: string
  /** A full object id, where the URI has one. */
  readonly commit?: string
  /** Only where the scheme itself says it; a `git:` document's side comes from its pair. */
  readonly side?: WireSide
  /** The same for all documents of one pull request, one commit. */
  readonly group?: string
  /** Words for people, such as "pull request 12". */
  readonly groupLabel?: string
}

export type DecodedUri =
  | { readonly kind: 'file'; readonly path: string }
  | OwnUri
  | ({ readonly kind: 'foreign' } & ForeignUri)

export const OWN_SCHEME = 'plainsight'

/** Schemes of other extensions that are read here, in one place for selectors and menus. */
export const FOREIGN_SCHEMES = ['git', 'review', 'pr', 'githubcommit', 'gl-review', 'gitpr', 'githubpr'] as const

export const REVIEWED_SCHEMES: readonly string[] = ['file', 'untitled', 'vscode-vfs', OWN_SCHEME, ...FOREIGN_SCHEMES]

type Fields = Readonly<Record<string, unknown>>
type Decoder = (uri: UriParts, query: Fields) => ForeignUri | undefined

const decoders: Readonly<Record<(typeof FOREIGN_SCHEMES)[number], Decoder>> = {
  git(_uri, query) {
    const path = text(query.path)
    const ref = typeof query.ref === 'string' ? query.ref : undefined
    if (path === undefined || ref === undefined || query.submoduleOf !== undefined) return undefined
    const base = { scheme: 'git', path: slashes(path), isAbsolute: true }
    // `~`, `~1`…`~3`, the empty ref and names mean what git says when they are read: only an id is an identity
    return isObjectId(ref) ? { ...base, commit: ref } : base
  },

  review(_uri, query) {
    const path = text(query.path)
    if (path === undefined || typeof query.base !== 'boolean') return undefined
    const rootPath = text(query.rootPath)
    const commit = objectId(query.commit)
    const full = rootPath === undefined ? path : `${slashes(rootPath).replace(/\/$/, '')}/${path}`
    return {
      scheme: 'review',
      path: full,
      isAbsolute: rootPath !== undefined,
      side: query.base ? 'old' : 'new',
      ...(commit === undefined ? {} : { commit }),
      ...(rootPath === undefined ? {} : { group: `review:${rootPath}`, groupLabel: 'the checked-out pull request' }),
    }
  },

  pr(_uri, query) {
    const fileName = text(query.fileName)
    const number = query.prNumber
    if (fileName === undefined || typeof query.isBase !== 'boolean') return undefined
    if (typeof number !== 'number' || !Number.isSafeInteger(number)) return undefined
    const commit = objectId(query.isBase ? query.baseCommit : query.headCommit)
    const previous = text(query.previousFileName)
    return {
      scheme: 'pr',
      path: query.isBase && previous !== undefined ? previous : fileName,
      isAbsolute: false,
      side: query.isBase ? 'old' : 'new',
      group: `pr:${text(query.remoteName) ?? ''}#${number}`,
      groupLabel: `pull request ${number}`,
      ...(previous === undefined ? {} : { oldPath: previous }),
      ...(commit === undefined ? {} : { commit }),
    }
  },

  githubcommit(uri, query) {
    const name = text(query.commit)
    const owner = text(query.owner)
    const repo = text(query.repo)
    const path = uri.path.replace(/^\//, '')
    if (name === undefined || owner === undefined || repo === undefined || path === '') return undefined
    const commit = objectId(name)
    return {
      scheme: 'githubcommit',
      path,
      isAbsolute: false,
      group: `githubcommit:${owner}/${repo}@${name}`,
      groupLabel: `commit ${name.slice(0, 10)} of ${owner}/${repo}`,
      // the left side may name the parent as `<id>^`
      ...(commit === undefined ? {} : { commit }),
    }
  },

  'gl-review'(uri, query) {
    const path = text(query.path) ?? text(uri.path.replace(/^\//, ''))
    if (path === undefined) return undefined
    const commit = objectId(query.commit)
    const request = typeof query.mrId === 'number' ? query.mrId : undefined
    return {
      scheme: 'gl-review',
      path,
      isAbsolute: false,
      group: `gl-review:${text(query.repositoryRoot) ?? ''}!${request ?? ''}`,
      groupLabel: request === undefined ? 'a merge request' : `merge request ${request}`,
      ...(commit === undefined ? {} : { commit }),
    }
  },

  gitpr: decodeBranchDocument,
  githubpr: decodeBranchDocument,
}

function decodeBranchDocument(uri: UriParts, query: Fields): ForeignUri | undefined {
  const path = text(query.fileName) ?? text(uri.path.replace(/^\//, ''))
  if (path === undefined || typeof query.branch !== 'string') return undefined
  return { scheme: uri.scheme, path, isAbsolute: false, group: 'gitpr', groupLabel: 'the pull request being created' }
}

export function decodeUri(uri: UriParts): DecodedUri | undefined {
  if (uri.scheme === 'file') {
    return { kind: 'file', path: uri.authority === '' ? uri.path : `//${uri.authority}${uri.path}` }
  }
  if (uri.scheme === OWN_SCHEME) return decodeOwn(uri)
  const decoder = Object.hasOwn(decoders, uri.scheme) ? decoders[uri.scheme as keyof typeof decoders] : undefined
  const query = decoder && fieldsOf(uri.query)
  const decoded = query && decoder(uri, query)
  return decoded && { kind: 'foreign', ...decoded }
}

/**
 * The document for one side. The path in the URI is for the tab and the language; the query is the identity. It is the
 * path of the file itself where there is one: an editor of many diffs takes two paths for a rename.
 */
export function encodeSide(side: Omit<SideUri, 'kind'>, isDescription = false): UriParts {
  const { ref, path, file, side: which } = side
  const query = { v: 1, ref, path, side: which, ...(file === undefined ? {} : { file }) }
  // a description must not open in the image or hex editor that its name would choose
  const folder = 'root' in ref ? slashes(ref.root).replace(/\/+$/, '') : ''
  return own(`/${folder}/${path}${isDescription ? '.txt' : ''}`, query)
}

export function encodeExplanation({ ref, fingerprint, rule }: Omit<ExplanationUri, 'kind'>): UriParts {
  return own(`/explanation/${rule.replace(/[^\w-]+/g, '-')}.md`, { v: 1, ref, explain: fingerprint, rule })
}

function own(path: string, query: Fields): UriParts {
  return { scheme: OWN_SCHEME, authority: '', path: path.replace(/^\/+/, '/'), query: JSON.stringify(query) }
}

function decodeOwn(uri: UriParts): OwnUri | undefined {
  const query = fieldsOf(uri.query)
  if (query === undefined || query.v !== 1) return undefined
  const ref = readRef(query.ref)
  if (ref === undefined) return undefined
  const fingerprint = text(query.explain)
  const rule = text(query.rule)
  if (fingerprint !== undefined) {
    return rule === undefined ? undefined : { kind: 'explanation', ref, fingerprint, rule }
  }
  const path = text(query.path)
  const { side, file } = query
  if (path === undefined || (side !== 'old' && side !== 'new')) return undefined
  if (file === undefined) return { kind: 'side', ref, path, side }
  return isIndex(file) ? { kind: 'side', ref, path, side, file } : undefined
}

/** Texts in texts that a URI may name. */
const DEEPEST_TEXTS = 8

/** Reads a {@link ReviewRef} from data of unknown origin: a URI, a command's argument. */
export function readRef(value: unknown, depth = 0): ReviewRef | undefined {
  if (!isFields(value) || depth > DEEPEST_TEXTS) return undefined
  const root = text(value.root)
  switch (value.kind) {
    case 'worktree':
    case 'staged':
    case 'scan':
      return root === undefined ? undefined : { kind: value.kind, root }
    case 'revision': {
      const revision = text(value.revision)
      return root === undefined || revision === undefined ? undefined : { kind: 'revision', root, revision }
    }
    case 'patch': {
      const uri = text(value.uri)
      return uri === undefined ? undefined : { kind: 'patch', uri }
    }
    case 'texts': {
      const of = readRef(value.of, depth + 1)
      const fingerprint = text(value.fingerprint)
      return of === undefined || fingerprint === undefined ? undefined : { kind: 'texts', of, fingerprint }
    }
    case 'documents': {
      const key = text(value.key)
      return key === undefined ? undefined : { kind: 'documents', key }
    }
    default:
      return undefined
  }
}

/** Whether a change set is that of `outer`, or of texts that were found in it, at any depth. */
export function isWithin(ref: ReviewRef, outer: ReviewRef): boolean {
  return idOfRef(ref) === idOfRef(outer) || (ref.kind === 'texts' && isWithin(ref.of, outer))
}

/** The id of a change set: the same for the same source, so that reviewing again replaces it. */
export function idOfRef(ref: ReviewRef): string {
  switch (ref.kind) {
    case 'revision':
      return `revision:${ref.root}:${ref.revision}`
    case 'patch':
      return `patch:${ref.uri}`
    case 'texts':
      return `texts:${ref.fingerprint}:${idOfRef(ref.of)}`
    case 'documents':
      return `documents:${ref.key}`
    default:
      return `${ref.kind}:${ref.root}`
  }
}

/** The path inside `root`, with slashes; undefined for a path outside. */
export function pathInside(root: string, path: string): string | undefined {
  const prefix = `${slashes(root).replace(/\/+$/, '')}/`
  const full = slashes(path)
  // a drive letter is written both ways
  const isDrive = /^[a-z]:/i.test(prefix)
  const starts = isDrive ? full.toLowerCase().startsWith(prefix.toLowerCase()) : full.startsWith(prefix)
  const rest = starts ? full.slice(prefix.length) : ''
  return rest === '' ? undefined : rest
}

function slashes(path: string): string {
  const isWindows = /^[a-z]:[\\/]/i.test(path) || path.startsWith('\\\\')
  const forward = isWindows ? path.replaceAll('\\', '/') : path
  return /^\/[a-z]:\//i.test(forward) ? forward.slice(1) : forward
}

export function isObjectId(value: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value)
}

function objectId(value: unknown): string | undefined {
  return typeof value === 'string' && isObjectId(value) ? value : undefined
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fieldsOf(query: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(query)
    return isFields(value) ? value : undefined
  } catch {
    return undefined
  }
}
