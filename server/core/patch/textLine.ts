import { parseHunkHeader } from './hunk'
import { firstByte, headerLine, isBlank, type LineTable, rawLine, startsWith } from './lines'
import type { TextKind } from './node'

/** What a line outside every file is taken for: text, or something a reviewer must hear about. */
export type TextLine = { readonly kind: TextKind } | { readonly kind: 'unread'; readonly reason: string }

/** Where the line stands: git ignores all of these lines, but after a file they may pass for a part of it. */
export type TextPlace = 'before-files' | 'after-file' | 'signature'

/** Characters of a line that patterns are tried on. */
const LOOK_AT = 500

const INTRO = /^(?:Index: |={10,}$|diff |RCS file: |retrieving revision |Only in )/
const DIFFSTAT =
  /^ (?:.+ \| +(?:\d+(?: [+-]+)?|Bin.*|Unmerged)|\d+ files? changed.*|(?:create|delete) mode \d+ .+|mode change \d+ => \d+ .+|(?:rename|copy|rewrite) .+ \(\d+%\))$/
const RAW_STATUS = /^:+(?:[0-7]{6} ){2,}[0-9a-f.]+ /
const COLOUR = /^(?:\x1b\[[0-9;]*[mK])+(?:diff --|--- |\+\+\+ |@@ )/
const GRAPH = /^[|*\\/_. -]*[|*][|*\\/_. -]* +diff --/

export function classifyLine(table: LineTable, line: number, place: TextPlace): TextLine {
  if (isBlank(table, line)) return { kind: 'blank' }
  // patterns see the start of a line only: the rest says nothing, and hostile lines are long
  const text = headerLine(table, line).slice(0, LOOK_AT)
  if (text === '-- ' || (text === '--' && place === 'signature')) return { kind: 'signature' }
  if (text === '---' && place === 'before-files') return { kind: 'separator' }
  const reason = unreadReason(table, line, text)
  if (reason !== undefined) return { kind: 'unread', reason }
  if (INTRO.test(text)) return { kind: 'intro' }
  if (RAW_STATUS.test(text)) return { kind: 'rawStatus' }
  if (text.startsWith(' ') && DIFFSTAT.test(text)) return { kind: 'diffstat' }
  if (looksLikeBody(firstByte(table, line), place)) {
    const isHeld = place === 'after-file'
    return {
      kind: 'unread',
      reason: isHeld
        ? 'looks like part of a hunk, but stands after the last line its header counts; git ignores it'
        : 'looks like part of a hunk, but stands in the signature; git ignores it',
    }
  }
  return { kind: place === 'signature' ? 'signature' : 'prose' }
}

function unreadReason(table: LineTable, line: number, text: string): string | undefined {
  if (text.startsWith('@@') && parseHunkHeader(rawLine(table, line)) !== undefined)
    return 'a hunk without the name of a file before it; git refuses such a patch'
  if (/^diff --(?:git|cc|combined) /.test(text))
    return 'names a file, but holds no change to it; git ignores the line, or takes its name for the next file'
  if (text.startsWith('--- ') && startsWith(table, line + 1, '+++ '))
    return 'names a file, but no hunk follows; git ignores it'
  if (text === 'GIT binary patch') return 'binary data without the name of a file before it'
  if (/^Only in .+: ./.test(text)) return 'a file that only one side has; its content is not in the patch'
  if (/^Submodule .+ [0-9a-f]+\.{2,3}[0-9a-f]+/.test(text))
    return 'a summary of a submodule (diff.submodule), not its ids'
  if (/^Property changes on: /.test(text)) return 'Subversion properties'
  if (COLOUR.test(text)) return 'coloured output; make the patch with --no-color'
  if (GRAPH.test(text)) return 'output of git log --graph; make the patch without --graph'
  return undefined
}

/** How the lines of a hunk start: `+`, `-` and `@`; after a file, where context is as likely, ` ` and `\` as well. */
function looksLikeBody(byte: number, place: TextPlace): boolean {
  if (place === 'before-files') return false
  return byte === 43 || byte === 45 || byte === 64 || (place === 'after-file' && (byte === 32 || byte === 92))
}
