import type { ChangeSet, FileChange, FileSide } from '../../../server/core/model/changeSet'
import type { Hunk } from '../../../server/core/model/hunk'
import { visible } from '../../../server/core/model/visible'
import type { PatchDocument, PatchNode } from '../../../server/core/patch'
import type { ReadPatch } from './readPatch'

/** What the reader made of a patch, as text that can be compared: first the nodes, then the change. */
export function outline({ doc, changeSet }: ReadPatch): string {
  const lines = ['nodes', ...nodeLines(doc, doc.children, '  '), '', 'change', ...changeLines(changeSet)]
  return `${lines.join('\n')}\n`
}

function nodeLines(doc: PatchDocument, nodes: readonly PatchNode[], indent: string): string[] {
  return nodes.flatMap(node => {
    const more =
      node.kind === 'unread' ? `: ${node.reason}` : node.kind === 'hunk' && node.broken ? `: ${node.broken}` : ''
    const kind = node.kind === 'file' ? `file ${node.format}${node.crlf ? ' crlf' : ''}` : node.kind
    const own = `${indent}${node.line} ${kind} ${node.end - node.start} bytes${more}`
    if (node.kind === 'hunk') return [own]
    return 'children' in node ? [own, ...nodeLines(doc, node.children, `${indent}  `)] : [own]
  })
}

function changeLines(changeSet: ChangeSet): string[] {
  return [
    ...changeSet.commits.map(
      ({ id, author, subject }) =>
        `  commit ${id.slice(0, 12)} ${author.name} <${author.email}> ${author.time} ${author.zone} ${JSON.stringify(subject)}`,
    ),
    ...changeSet.files.flatMap(fileLines),
    ...changeSet.unread.map(
      ({ offset, length, line, reason }) => `  unread line ${line}, ${offset}+${length}: ${reason}`,
    ),
    ...changeSet.notices.map(notice => `  notice ${notice}`),
  ]
}

function fileLines(file: FileChange): string[] {
  const { source } = file
  const how =
    source.kind === 'hunks'
      ? `hunks ${source.encoding}`
      : source.kind === 'missing'
        ? `missing ${source.reason}${source.remedy === undefined ? '' : ` (${source.remedy})`}`
        : source.kind
  const head = `  line ${file.patchLine} ${file.kind} ${sideText(file.old)} → ${sideText(file.new)}: ${how}`
  return source.kind === 'hunks' ? [head, ...source.hunks.flatMap(hunkLines)] : [head]
}

function sideText(side: FileSide | undefined): string {
  if (side === undefined) return '-'
  const more = [side.mode, side.objectId?.slice(0, 12), side.size === undefined ? undefined : `${side.size} bytes`]
  return [JSON.stringify(side.path.text), ...more].filter(part => part !== undefined).join(' ')
}

const MARKS = { context: ' ', added: '+', removed: '-' } as const

function hunkLines(hunk: Hunk): string[] {
  const range = `    -${hunk.oldStart},${hunk.oldCount} +${hunk.newStart},${hunk.newCount} ${JSON.stringify(hunk.section)}`
  return [
    range,
    ...hunk.lines.map(
      line =>
        `      ${line.patch}: ${line.old ?? '-'}/${line.new ?? '-'} ${MARKS[line.kind]}${visible(line.text)}${line.noNewline ? ' ⟨no newline⟩' : ''}`,
    ),
  ]
}
