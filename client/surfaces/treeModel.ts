import type { WireEvidence, WireFinding, WireReview } from '../../server/protocol'
import { hasHole, nothingFoundLine } from './coverageWords'
import { compare, count, folderOf, lineWords, placeWords } from './placeWords'
import { baseName, editorRemedy, visiblePath, withoutName } from './text'

/** The findings tree as data: what is shown, in which order, in which words. Drawn by findingsTree.ts. */
export type TreeNode = GroupNode | FileNode | FindingNode | PlaceNode | FileChangeNode | NoteNode

export type GroupKind = 'review' | 'story' | 'minor' | 'same' | 'accepted' | 'coverage' | 'holes' | 'files'

export interface GroupNode {
  readonly kind: 'group'
  readonly group: GroupKind
  readonly key: string
  readonly review: string
  readonly label: string
  readonly description?: string
  readonly severity?: WireFinding['severity']
  /** A hole in the coverage that is not by design. */
  readonly isTroubled?: boolean
  /** What would fill all holes of the group. */
  readonly remedy?: string
  readonly isOpen: boolean
  readonly children: readonly TreeNode[]
}

export interface FileNode {
  readonly kind: 'file'
  readonly key: string
  readonly review: string
  readonly path: string
  readonly description: string
  readonly severity: WireFinding['severity']
  readonly children: readonly FindingNode[]
}

export interface FindingNode {
  readonly kind: 'finding'
  readonly key: string
  readonly review: string
  readonly finding: WireFinding
  /** The message, without the file's name where the tree says it already; the place where the tree says the message. */
  readonly label: string
  readonly description: string
  readonly children: readonly PlaceNode[]
}

/** One more place of a finding. */
export interface PlaceNode {
  readonly kind: 'place'
  readonly key: string
  readonly review: string
  readonly fingerprint: string
  readonly evidence: WireEvidence
  readonly label: string
  readonly description: string
}

export interface FileChangeNode {
  readonly kind: 'change'
  readonly key: string
  readonly review: string
  readonly file: number
  readonly path: string
  readonly description: string
}

export interface NoteNode {
  readonly kind: 'note'
  readonly key: string
  readonly review: string
  readonly label: string
  readonly description?: string
  readonly icon: 'pass' | 'warning' | 'info' | 'skip'
  /** A command or setting that would fill the hole; copied on request. */
  readonly remedy?: string
}

const order: readonly WireFinding['severity'][] = ['critical', 'high', 'medium', 'low', 'info']

export function severityRank(severity: WireFinding['severity']): number {
  return order.indexOf(severity)
}

/** A finding that still wants an answer. */
export function isPending({ state }: WireFinding): boolean {
  return state === 'open' || state === 'changed'
}

/** Medium and above: what the badge counts. */
export function isWeighty({ severity }: WireFinding): boolean {
  return severityRank(severity) <= severityRank('medium')
}

/** Pending findings in the order of the tree, which is the order of next and previous. */
export function findingsInOrder(review: WireReview): readonly WireFinding[] {
  return collect(reviewNodes(review)).filter(isPending)
}

function collect(nodes: readonly TreeNode[]): WireFinding[] {
  return nodes.flatMap(node => {
    if (node.kind === 'finding') return [node.finding]
    return 'children' in node ? collect(node.children) : []
  })
}

/** What stands below the inventory line of one change set. */
export function reviewNodes(review: WireReview, extraNotices: readonly string[] = []): readonly TreeNode[] {
  const pending = review.findings.filter(isPending)
  const stories = storyGroups(review, pending)
  const told = new Set(stories.flatMap(story => collect(story.children)))
  const rest = pending.filter(finding => !told.has(finding))
  const weighty = rest.filter(isWeighty)
  const minor = rest.filter(finding => !isWeighty(finding))
  const decided = review.findings.filter(finding => !isPending(finding))
  const nodes: TreeNode[] = [...stories, ...fileNodes(review.id, weighty)]
  if (pending.length === 0) nodes.push(nothingFound(review))
  if (minor.length > 0) nodes.push(minorGroup(review.id, minor, weighty.length + stories.length === 0))
  if (decided.length > 0) nodes.push(decidedGroup(review.id, decided))
  const coverage = coverageGroup(review)
  if (coverage !== undefined) nodes.push(coverage)
  if (review.files.length > 0) nodes.push(changesGroup(review))
  nodes.push(...noticeNotes(review, extraNotices))
  return nodes
}

function nothingFound(review: WireReview): NoteNode {
  const isWhole = review.failures.length === 0 && !hasHole(review) && review.coverage.files > 0
  return note(review.id, 'none', nothingFoundLine(review), isWhole ? 'pass' : 'info')
}

function storyGroups(review: WireReview, pending: readonly WireFinding[]): readonly GroupNode[] {
  const byFingerprint = new Map(pending.map(finding => [finding.fingerprint, finding]))
  return review.chains.flatMap(chain => {
    const steps = chain.steps.flatMap(step => byFingerprint.get(step) ?? [])
    if (steps.length < 2) return []
    return [
      {
        kind: 'group',
        group: 'story',
        key: `story:${chain.fingerprint}`,
        review: review.id,
        label: chain.title,
        description: count(steps.length, 'step'),
        severity: chain.severity,
        isOpen: true,
        children: steps.map(finding => findingNode(review.id, finding, true)),
      } satisfies GroupNode,
    ]
  })
}

function fileNodes(review: string, findings: readonly WireFinding[]): readonly FileNode[] {
  const groups = new Map<string, WireFinding[]>()
  for (const finding of findings) {
    const { file, path } = finding.evidence[0] ?? { file: -1, path: '' }
    const key = `${file}:${path}`
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  return [...groups]
    .map(([key, group]) => {
      const sorted = [...group].sort(bySeverityThenPlace)
      const path = sorted[0]?.evidence[0]?.path ?? ''
      return {
        kind: 'file',
        key: `file:${key}`,
        review,
        path,
        description: folderOf(path),
        severity: sorted[0]?.severity ?? 'info',
        children: sorted.map(finding => findingNode(review, finding, false)),
      } satisfies FileNode
    })
    .sort((a, b) => severityRank(a.severity) - severityRank(b.severity) || compare(a.path, b.path))
}

function findingNode(review: string, finding: WireFinding, withPath: boolean): FindingNode {
  const [primary, ...others] = finding.evidence
  const place = primary === undefined ? '' : withPath ? placeWords(primary) : lineWords(primary)
  const state = finding.state === 'changed' ? 'accepted before, changed since' : ''
  return {
    kind: 'finding',
    key: `finding:${finding.fingerprint}`,
    review,
    finding,
    label: withPath ? finding.message : withoutName(finding.message, baseName(primary?.path ?? '')),
    description: [finding.severity, place, state].filter(word => word !== '').join(' · '),
    children: others.map((evidence, index) => ({
      kind: 'place',
      key: `place:${finding.fingerprint}:${index}`,
      review,
      fingerprint: finding.fingerprint,
      evidence,
      label: evidence.label === '' ? evidence.text.trim() : evidence.label,
      description: placeWords(evidence),
    })),
  }
}

function minorGroup(review: string, findings: readonly WireFinding[], isOpen: boolean): GroupNode {
  return {
    kind: 'group',
    group: 'minor',
    key: 'minor',
    review,
    label: 'Low and informational',
    description: String(findings.length),
    isOpen,
    children: gathered(review, [...findings].sort(bySeverityThenPlace)),
  }
}

/** What is the same in many places is said once; each row below it is a place. */
function gathered(review: string, sorted: readonly WireFinding[]): readonly TreeNode[] {
  const groups = new Map<string, FindingNode[]>()
  for (const finding of sorted) {
    const node = findingNode(review, finding, false)
    const key = `${finding.rule}\n${finding.severity}\n${node.label}`
    groups.set(key, [...(groups.get(key) ?? []), node])
  }
  return [...groups].flatMap(([key, group]): readonly TreeNode[] => {
    const [first] = group
    if (first === undefined || group.length < 4) return group.map(({ finding }) => findingNode(review, finding, true))
    return [
      {
        kind: 'group',
        group: 'same',
        key: `same:${key}`,
        review,
        label: first.label,
        description: count(group.length, 'place'),
        severity: first.finding.severity,
        isOpen: false,
        children: group.map(node => {
          const [place] = node.finding.evidence
          return place === undefined ? node : { ...node, label: placeWords(place), description: node.finding.severity }
        }),
      },
    ]
  })
}

function decidedGroup(review: string, findings: readonly WireFinding[]): GroupNode {
  return {
    kind: 'group',
    group: 'accepted',
    key: 'accepted',
    review,
    label: 'Accepted',
    description: String(findings.length),
    isOpen: false,
    children: gathered(review, [...findings].sort(bySeverityThenPlace)),
  }
}

function coverageGroup(review: WireReview): GroupNode | undefined {
  const { coverage, failures, id } = review
  const holes = coverage.skipped.filter(({ kind }) => kind !== 'by-design')
  const designed = coverage.skipped.filter(({ kind }) => kind === 'by-design')
  const children: TreeNode[] = [
    ...failures.map((failure, i) => note(id, `failure:${i}`, failure, 'warning', 'a rule failed')),
    ...coverage.unread.map((stretch, i) => note(id, `unread:${i}`, stretch, 'warning', 'not read')),
    ...gaps(id, 'warning', holes),
    ...gaps(id, 'info', coverage.partial),
    ...gaps(id, 'skip', designed),
  ]
  if (children.length === 0) return undefined
  const counts = [
    failures.length > 0 ? `${failures.length} failed` : '',
    coverage.skipped.length + coverage.unread.length > 0
      ? `${coverage.skipped.length + coverage.unread.length} not`
      : '',
    coverage.partial.length > 0 ? `${coverage.partial.length} partly` : '',
  ]
  const isTroubled = hasHole(review) || failures.length > 0
  return {
    kind: 'group',
    group: 'coverage',
    key: 'coverage',
    review: id,
    label: 'Not fully examined',
    description: counts.filter(text => text !== '').join(', '),
    isTroubled,
    isOpen: isTroubled,
    children,
  }
}

interface Gap {
  readonly file: string
  readonly reason: string
  readonly remedy?: string
}

/** Files with the same reason and remedy are one row: a clone without objects is one fact, not a thousand. */
function gaps(review: string, icon: NoteNode['icon'], all: readonly Gap[]): readonly TreeNode[] {
  const groups = new Map<string, Gap[]>()
  for (const gap of all) {
    const key = `${gap.reason}\n${gap.remedy ?? ''}`
    groups.set(key, [...(groups.get(key) ?? []), gap])
  }
  return [...groups].flatMap(([key, group]): readonly TreeNode[] => {
    const [first] = group
    const notes = group.map(({ file, reason, remedy }) =>
      note(review, `${icon}:${file}`, visiblePath(file), icon, reason, remedy),
    )
    if (first === undefined || group.length < 3) return notes
    const { reason, remedy } = first
    return [
      {
        kind: 'group',
        group: 'holes',
        key: `${icon}:${key}`,
        review,
        label: reason,
        description: count(group.length, 'file'),
        isTroubled: icon === 'warning',
        isOpen: false,
        children: group.map(({ file }) => note(review, `${icon}:${file}`, visiblePath(file), icon)),
        ...(remedy === undefined ? {} : { remedy: editorRemedy(remedy) }),
      },
    ]
  })
}

function changesGroup({ id, files }: WireReview): GroupNode {
  const children = [...files]
    .sort((a, b) => compare(a.path, b.path))
    .map(({ index, path, oldPath, kind, isBinary }): FileChangeNode => {
      const from = oldPath !== undefined && oldPath !== path ? `from ${oldPath}` : ''
      const words = [folderOf(path), kind, isBinary ? 'binary' : '', from].filter(word => word !== '')
      return { kind: 'change', key: `change:${index}`, review: id, file: index, path, description: words.join(' · ') }
    })
  const description = String(files.length)
  return {
    kind: 'group',
    group: 'files',
    key: 'files',
    review: id,
    label: 'Files',
    description,
    isOpen: false,
    children,
  }
}

function noticeNotes({ id, notices }: WireReview, extra: readonly string[]): readonly NoteNode[] {
  return [...notices, ...extra].map((text, i) => note(id, `notice:${i}`, text, 'info'))
}

function note(
  review: string,
  key: string,
  label: string,
  icon: NoteNode['icon'],
  description?: string,
  remedy?: string,
): NoteNode {
  return {
    kind: 'note',
    key,
    review,
    label,
    icon,
    ...(description === undefined ? {} : { description }),
    ...(remedy === undefined ? {} : { remedy: editorRemedy(remedy) }),
  }
}

function bySeverityThenPlace(a: WireFinding, b: WireFinding): number {
  const [first, second] = [a.evidence[0], b.evidence[0]]
  return (
    severityRank(a.severity) - severityRank(b.severity) ||
    compare(first?.path ?? '', second?.path ?? '') ||
    (first?.range?.start.line ?? -1) - (second?.range?.start.line ?? -1) ||
    compare(a.fingerprint, b.fingerprint)
  )
}
