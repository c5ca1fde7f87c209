import { ErrorCodes, ResponseError } from 'vscode-languageserver'
import type {
  AcceptParams,
  BindDocumentsParams,
  CloseReviewParams,
  DocumentBinding,
  DocumentPair,
  EvidenceBytesParams,
  EvidenceParams,
  EvidenceSideParams,
  FindingParams,
  ListRevisionsParams,
  OpenReviewParams,
  ReadSideParams,
  WireContent,
  WireSide,
} from '../protocol'

/*
 * Parameters of our own requests, value by value: what a client sends is checked here and nowhere else. Each function
 * throws a response error that names the value.
 */

/** Bytes of one answer to {@link EvidenceBytesParams}. */
const LIMIT_EVIDENCE_BYTES = 65_536

type Fields = Readonly<Record<string, unknown>>

export function openReviewParams(value: unknown): OpenReviewParams {
  const { id, source, workDoneToken } = fields(value, 'params')
  const hasToken = typeof workDoneToken === 'string' || typeof workDoneToken === 'number'
  return { id: text(id, 'id'), source: readSource(source), ...(hasToken ? { workDoneToken } : {}) }
}

export function closeReviewParams(value: unknown): CloseReviewParams {
  return { id: text(fields(value, 'params').id, 'id') }
}

export function bindDocumentsParams(value: unknown): BindDocumentsParams {
  const { id, documents } = fields(value, 'params')
  return { id: text(id, 'id'), documents: list(documents, 'documents').map(readBinding) }
}

export function readSideParams(value: unknown): ReadSideParams {
  const given = fields(value, 'params')
  return { id: text(given.id, 'id'), ...fileSide(given) }
}

export function evidenceParams(value: unknown): EvidenceParams {
  const { id, path, file } = fields(value, 'params')
  return { id: text(id, 'id'), path: text(path, 'path'), ...(typeof file === 'number' ? { file } : {}) }
}

export function evidenceSideParams(value: unknown): EvidenceSideParams {
  return readSideParams(value)
}

export function evidenceBytesParams(value: unknown): EvidenceBytesParams {
  const { offset, length } = fields(value, 'params')
  return {
    ...readSideParams(value),
    offset: whole(offset, 'offset', 0, Number.MAX_SAFE_INTEGER),
    length: whole(length, 'length', 1, LIMIT_EVIDENCE_BYTES),
  }
}

export function findingParams(value: unknown): FindingParams {
  const { id, fingerprint } = fields(value, 'params')
  return { id: text(id, 'id'), fingerprint: text(fingerprint, 'fingerprint') }
}

export function acceptParams(value: unknown): AcceptParams {
  return { ...findingParams(value), reason: text(fields(value, 'params').reason, 'reason') }
}

export function listRevisionsParams(value: unknown): ListRevisionsParams {
  return { root: text(fields(value, 'params').root, 'root') }
}

function readSource(value: unknown): OpenReviewParams['source'] {
  const given = fields(value, 'source')
  switch (given.kind) {
    case 'worktree':
    case 'staged':
    case 'scan':
      return { kind: given.kind, root: text(given.root, 'source.root') }
    case 'revision':
      return {
        kind: 'revision',
        root: text(given.root, 'source.root'),
        revision: text(given.revision, 'source.revision'),
      }
    case 'patch': {
      const uri = given.uri === undefined ? {} : { uri: text(given.uri, 'source.uri') }
      return { kind: 'patch', name: text(given.name, 'source.name'), text: text(given.text, 'source.text'), ...uri }
    }
    case 'documents':
      return {
        kind: 'documents',
        label: text(given.label, 'source.label'),
        pairs: list(given.pairs, 'source.pairs').map(readPair),
      }
    case 'texts':
      return {
        kind: 'texts',
        review: text(given.review, 'source.review'),
        fingerprint: text(given.fingerprint, 'source.fingerprint'),
      }
    default:
      throw invalid('source.kind', 'one of worktree, staged, scan, revision, patch, documents, texts')
  }
}

function readPair(value: unknown): DocumentPair {
  const { path, oldPath, old, new: current } = fields(value, 'pair')
  return {
    path: text(path, 'pair.path'),
    ...(oldPath === undefined ? {} : { oldPath: text(oldPath, 'pair.oldPath') }),
    ...(old === undefined ? {} : { old: readContent(old) }),
    ...(current === undefined ? {} : { new: readContent(current) }),
  }
}

function readContent(value: unknown): WireContent {
  const given = fields(value, 'content')
  if (typeof given.text === 'string') return { text: given.text }
  if (typeof given.base64 === 'string') return { base64: given.base64 }
  return { missing: text(given.missing, 'content') }
}

function readBinding(value: unknown): DocumentBinding {
  const given = fields(value, 'document')
  return { uri: text(given.uri, 'document.uri'), ...fileSide(given) }
}

function fileSide({ path, side, file }: Fields): { path: string; side: WireSide; file?: number } {
  if (side !== 'old' && side !== 'new') throw invalid('side', 'old or new')
  return { path: text(path, 'path'), side, ...(typeof file === 'number' ? { file } : {}) }
}

function fields(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null) throw invalid(name, 'an object')
  return value as Fields
}

function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(name, 'a list')
  return value
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string') throw invalid(name, 'a text')
  return value
}

function whole(value: unknown, name: string, from: number, to: number): number {
  const isWhole = typeof value === 'number' && Number.isSafeInteger(value)
  if (!isWhole || value < from || value > to) throw invalid(name, `a whole number from ${from} to ${to}`)
  return value
}

function invalid(name: string, wanted: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, `${name} has to be ${wanted}`)
}
