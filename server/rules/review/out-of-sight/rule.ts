import { isDocument } from '../../../core/formats/document'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { Hunk, HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import type { LanguageId } from '../../../core/syntax/language'

export default defineRule({
  id: 'review/out-of-sight',
  title: 'code far below blank lines, or far along a line among short ones',
  severity: 'low',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: [],
  tags: ['CWE-1007'],
  readsLongLines: true,
  messages: {
    below: {
      message: 'Code stands below {count} blank lines: `{text}`',
      why: 'A window that shows the blank lines looks like the end of the file or of the change.\nWhat is below runs like any other code.',
      benign: 'Blank lines left behind where something was taken out.',
      question: 'Is this code intended? Could the blank lines go?',
      commands: ['git show HEAD:{path} | grep -c "^[[:space:]]*$"'],
    },
    along: {
      message: 'A line of {count} columns holds code to its end; no other line here has more than {longest}',
      why: 'Most screens end long before that, and so does what a reviewer reads of it.\nAt column {column} it goes on with: {text}',
      benign: 'A list or a table that somebody wrote on one line, or text that a tool made.',
      question: 'Could this line be laid out like the others of the file?',
      commands: ["git grep -n -E -e '.{500,}' HEAD -- {path}"],
    },
  },
  examine: { file: examine },
})

/** More than a window shows. */
const MANY_BLANK = 60
const LONG = 500
/** Columns that people see. */
const SEEN = 300
/** Longest line of a file that is laid out for reading. */
const HABIT = 200
/** Fewer lines are no habit. */
const LEAST_LINES = 20
/** What of a long line is looked at. */
const READ = 20_000

/** Data, style and pages have long lines of their own right. */
const isData = new Set<LanguageId | undefined>([
  'json',
  'xml',
  'html',
  'css',
  'yaml',
  'toml',
  'markdown',
] as LanguageId[])

function examine(context: FileContext): void {
  if (context.language === undefined || isData.has(context.language) || isDocument(context.path)) return
  let habit: Habit | undefined
  let isHabit: boolean | undefined
  for (const hunk of context.content.hunks) {
    let blank = blankBefore(hunk, context)
    for (const line of hunk.lines) {
      if (line.new === undefined) continue
      if (line.text.trim() === '') {
        blank++
        continue
      }
      if (line.kind === 'added') {
        if (blank >= MANY_BLANK) {
          isHabit ??= hadGaps(context)
          reportBelow(line, line.new, blank, isHabit, context)
        }
        if (line.text.length > LONG) {
          habit ??= habitOf(context)
          reportAlong(line, line.new, habit, context)
        }
      }
      blank = 0
    }
  }
}

/** Blank lines of the new side that end where the hunk begins; of a patch only what it shows is known. */
function blankBefore({ newStart }: Hunk, context: FileContext): number {
  const side = context.side('new')
  if (side === undefined || !side.complete) return 0
  let count = 0
  while (count < newStart - 1 && count < 10_000 && side.lines[newStart - 2 - count]?.trim() === '') count++
  return count
}

function reportBelow({ text }: HunkLine, number: number, count: number, isHabit: boolean, context: FileContext): void {
  if (!isCode(text) || isTestFolder(context.path)) return
  context.report({
    message: 'below',
    severity: isHabit ? 'low' : 'medium',
    at: spanOf(number, 0, text.length),
    data: { count, text: text.trim().slice(0, 40), path: shellWord(context.path) },
  })
}

/** Whether the old side has such gaps before code already, as what tools write often has (configure). */
function hadGaps(context: FileContext): boolean {
  let blank = 0
  for (const text of context.side('old')?.lines ?? []) {
    if (text.trim() === '') blank++
    else if (blank >= MANY_BLANK) return true
    else blank = 0
  }
  return false
}

function isCode(text: string): boolean {
  return /^(?!\s*(?:\/\/|\/\*|\*|--|#(?!include)))(?:.{0,2000}?)(?:[\w$\])]\s*[([=.{]|\b(?:import|require|eval|exec|return|source)\b|\|)/.test(
    text,
  )
}

function reportAlong({ text }: HunkLine, number: number, habit: Habit, context: FileContext): void {
  if (isTestFolder(context.path) || /[ \t]{60}/.test(text.slice(0, READ))) return
  const longest = longestOther(number, habit)
  if (longest === undefined || longest > HABIT) return
  const code = withoutTexts(text.slice(0, READ)).slice(SEEN)
  const calls = code.match(/[\w$\])]\s?\(/g)?.length ?? 0
  if (calls < 3 || !/[;{}]|=>|&&|\|\|/.test(code)) return
  context.report({
    message: 'along',
    at: spanOf(number, 0, text.length),
    data: {
      count: text.length,
      longest,
      column: SEEN,
      text: text.slice(SEEN, SEEN + 60),
      path: shellWord(context.path),
    },
  })
}

/** How long the lines of a file are: of its old side, or of the new one where there is no other. */
interface Habit {
  readonly isOld: boolean
  readonly lines: number
  readonly longest: number
  /** Number of the line, from 1. */
  readonly at: number
  /** Without that one. */
  readonly second: number
}

function habitOf(context: FileContext): Habit {
  const old = context.side('old')
  let [longest, at, second] = [0, 0, 0]
  const lines = (old ?? context.side('new'))?.lines ?? []
  for (const [index, { length }] of lines.entries())
    if (length > longest) [longest, at, second] = [length, index + 1, longest]
    else if (length > second) second = length
  return { isOld: old !== undefined, lines: lines.length, longest, at, second }
}

/** Undefined where there is too little beside the line. */
function longestOther(number: number, { isOld, lines, longest, at, second }: Habit): number | undefined {
  if (isOld) return lines < LEAST_LINES ? undefined : longest
  if (lines - 1 < LEAST_LINES) return undefined
  return at === number ? second : longest
}

/** Strings and expressions of one kind are blanked at equal length, comments to the end cut off. */
function withoutTexts(line: string): string {
  return line
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/g, text => '_'.repeat(text.length))
    .replace(/(?:^|\s)(?:\/\/|#\s).*$/, '')
}
