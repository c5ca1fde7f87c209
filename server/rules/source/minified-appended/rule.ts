import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'source/minified-appended',
  title: 'code put before or behind a minified file that stays as it was',
  severity: 'high',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['flatmap-stream-2018', 'chalk-2025'],
  tags: ['CWE-506'],
  files: { paths: ['**/*.{js,mjs,cjs,css,php,html}'] },
  readsLongLines: true,
  messages: {
    appended: {
      message: 'The minified code stays as it was, and {what} that {does} stands {where} it now',
      why: 'A new version of a library changes the whole of it; here one piece was added by hand.\nMinified files are not read in review, and their sources do not show the piece.',
      benign: 'A small repair that waits for a new version of the library.',
      question: 'Which source gives this file, and is the added piece in it?',
      commands: ['git log --stat --oneline -- {path}'],
    },
  },
  examine: { file: examine },
})

/** A line that no one has typed. */
const LONG = 500
/** At the most, beside the minified lines. */
const MOST_ADDED = 60
/** Of a line that grows at one end. */
const LEAST_KEPT = 100
const DOES: readonly (readonly [RegExp, string])[] = [
  [/\bcreateElement\s*\(\s*["']script|\bimportScripts\s*\(|<script\b/, 'loads a script'],
  [/\beval\s*\(|\bnew Function\s*\(|\.constructor\s*\(|\b_compile\s*\(/, 'runs text as code'],
  [
    /\bfetch\s*\(|XMLHttpRequest|sendBeacon|\bWebSocket\s*\(|\bhttps?["']?\)?\.(?:request|get)\s*\(/,
    'asks another host',
  ],
  [/\bdocument\.cookie\b|\blocalStorage\b/, 'reads what is kept for the page'],
  [/\bdocument\.location\b|\bwindow\.location\b|\blocation\.(?:href|replace|assign)/, 'leads elsewhere'],
  [/\bchild_process\b|\bcreateDecipher\w*\s*\(|\batob\s*\(|fromCharCode/, 'decodes or starts something'],
]

function examine(context: FileContext): void {
  const old = context.side('old')
  if (old === undefined || context.side('new') === undefined || isTestFolder(context.path)) return
  const changed = piecesOf(context)
  if (changed === undefined) return
  const isMinified = /[.-]min\.\w+$/.test(context.path) || old.lines.some(line => line.length > LONG)
  const code = old.lines.filter(line => line.trim() !== '')
  if (!isMinified || code.length === 0) return
  // Most of the file is on long lines, or its name says so.
  const long = code.filter(line => line.length > LONG).reduce((sum, line) => sum + line.length, 0)
  if (!/[.-]min\.\w+$/.test(context.path) && long * 2 < old.text.length) return
  for (const line of changed) {
    const does = DOES.find(([what]) => what.test(line.text.slice(0, 20_000)))
    if (does === undefined) continue
    const found = does[0].exec(line.text)
    const first = old.lines.findIndex(text => text.trim() !== '') + 1
    context.report({
      message: 'appended',
      at: spanOf(line.line, line.column + (found?.index ?? 0), found?.[0].length ?? 1),
      data: {
        what: line.isBefore === undefined ? 'a line' : 'a piece',
        does: does[1],
        where: (line.isBefore ?? line.line <= first) ? 'before' : 'behind',
        path: shellWord(context.path),
      },
    })
    return
  }
}

interface Piece {
  readonly text: string
  readonly line: number
  readonly column: number
  /** Known where the piece is a part of a line. */
  readonly isBefore?: boolean
}

/** What was added where nothing went: whole lines, or one end of the one line that changed. */
function piecesOf(context: FileContext): readonly Piece[] | undefined {
  const changed = context.content.hunks.flatMap(({ lines }) => lines).filter(({ kind }) => kind !== 'context')
  if (changed.length > MOST_ADDED) return undefined
  const removed = changed.filter(({ kind }) => kind === 'removed')
  const added = changed.flatMap(({ kind, text, new: line }) =>
    kind === 'added' && line !== undefined ? [{ text, line, column: 0 }] : [],
  )
  const [before] = removed
  const [now] = added
  if (before === undefined) return added
  if (removed.length > 1 || added.length > 1 || now === undefined) return undefined
  const { text } = before
  // A short line that goes on says nothing of the rest of the file.
  if (text.length < LEAST_KEPT || now.text.length <= text.length) return undefined
  if (now.text.startsWith(text))
    return [{ ...now, text: now.text.slice(text.length), column: text.length, isBefore: false }]
  if (now.text.endsWith(text)) return [{ ...now, text: now.text.slice(0, -text.length), isBefore: true }]
  return undefined
}
