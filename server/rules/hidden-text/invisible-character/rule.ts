import {
  hasInvisible,
  hasRightToLeft,
  type InvisibleRun,
  invisibleRuns,
  isCarefulBidi,
  isDirectionMark,
  pointName,
} from '../../../core/formats/invisible'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { baseName, extensionOf } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

const question = 'Is this character intended? If not, could you retype the text around it?'
const commands = ["git grep -n -P -e '{pattern}'"]
const pasted = 'Text copied from a web page, a chat or a word processor often brings such characters along.'

export default defineRule({
  id: 'hidden-text/invisible-character',
  title: 'character that does not show, or that reorders what shows',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['trojan-source-2021', 'glassworm-2025', 'rules-file-2025'],
  tags: ['CWE-1007'],
  messages: {
    name: {
      message: '`{name}` contains an invisible character; it is a different name from `{plain}`',
      why: '{points}.\n{both}',
      benign: pasted,
      question: 'Is this character intended? If not, could you retype the name?',
      commands,
    },
    bidi: {
      message: 'Direction control {points}: the line may show in another order than it is read in',
      why: 'Compilers and interpreters take the characters in the order of the file.\n{closed}',
      benign: 'Text in Hebrew, Arabic or another script written from the right.',
      question,
      commands,
    },
    run: {
      message: '{count} invisible characters in a row, from {first} to {last}',
      why: 'No font shows them, and programs can read them.\n{reading}',
      benign: 'None is known for a run of this length.',
      question: 'What are these characters for, and what reads them?',
      commands,
    },
    filler: {
      message: '{points} looks like a blank and counts as a letter in names',
      why: 'A variable or parameter of that name cannot be seen.',
      benign: 'Korean text that shows a syllable with a part missing.',
      question,
      commands,
    },
    single: {
      message: '{points} stands here and does not show',
      why: 'Two texts that look alike are then different: comparisons, searches and names can miss.',
      benign: pasted,
      question,
      commands,
    },
    path: {
      message: 'The path of `{name}` contains {points}, which does not show',
      why: 'It can stand beside a file of the same looks, and lists cannot tell the two apart.',
      benign: 'A file saved from a program that put the character there.',
      question: 'Is this name intended? If not, could the file be renamed?',
      commands: ['git ls-files | LC_ALL=C grep -n "[^ -~]"'],
    },
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  examinePath(context)
  const removed = new Map<string, number>()
  const added: { readonly text: string; readonly line: number }[] = []
  for (const line of context.content.hunks.flatMap(hunk => hunk.lines)) {
    if (line.kind === 'context' || !hasInvisible(line.text)) continue
    if (line.kind === 'added') added.push({ text: line.text, line: line.new ?? 1 })
    else for (const run of invisibleRuns(line.text)) count(removed, runKey(run, line.text))
  }
  for (const { text, line } of added)
    for (const run of invisibleRuns(text)) {
      // What an edited or moved line carried before is not what the change brings.
      const key = runKey(run, text)
      const before = removed.get(key) ?? 0
      if (before > 0) removed.set(key, before - 1)
      else reportRun(context, run, text, line)
    }
}

function count(into: Map<string, number>, key: string): void {
  into.set(key, (into.get(key) ?? 0) + 1)
}

function runKey(run: InvisibleRun, line: string): string {
  return `${run.points.join(' ')} ${isInName(run, line)}`
}

function reportRun(context: FileContext, run: InvisibleRun, text: string, line: number): void {
  const prose = isProse(context.path)
  const isNamed = isInName(run, text)
  const isLong =
    run.points.length >= 4 ||
    (run.kind === 'tags' && run.points.length >= 2) ||
    (run.kind === 'selectors' && run.points.length >= 2)
  // A soft hyphen in prose is what it was made for.
  if (prose && !isLong && run.points.every(point => point === 0xad)) return
  // In a translation the marks also stand on lines that hold only options and names.
  if (prose && run.points.every(isDirectionMark) && hasRightToLeft(context.side('new')?.text ?? '')) return
  const message = isLong
    ? 'run'
    : run.kind === 'bidi'
      ? 'bidi'
      : run.kind === 'filler'
        ? 'filler'
        : isNamed && !prose
          ? 'name'
          : 'single'
  const isMild =
    prose ||
    (run.kind === 'zero-width' && text.length > LONG_LINE) ||
    (run.kind === 'zero-width' && !isLong && isComment(text.slice(0, run.column)))
  const base = severityOf(message, run, text, isMild)
  const name = nameAround(run, text)
  const plain = name.replace(text.slice(run.column, run.column + run.length), '')
  context.report({
    message,
    at: spanOf(line, run.column, run.length),
    severity: isTestFolder(context.path) && base !== 'high' ? 'low' : base,
    data: {
      name,
      plain,
      points: [...new Set(run.points.map(pointName))].slice(0, 3).join(', '),
      pattern: [...new Set(run.points)]
        .slice(0, 3)
        .map(point => `\\x{${point.toString(16).toUpperCase()}}`)
        .join('|'),
      count: run.points.length,
      first: pointName(run.points[0] ?? 0),
      last: pointName(run.points.at(-1) ?? 0),
      closed: isClosed(text) ? 'The control is closed again on this line.' : 'It is not closed on this line.',
      both: otherUse(context, plain, line),
      reading: run.decoded === undefined ? 'They were not decoded.' : `Read as text they say: ${run.decoded}`,
    },
  })
}

function severityOf(message: string, run: InvisibleRun, line: string, prose: boolean): Severity {
  switch (message) {
    case 'run':
      return run.kind === 'zero-width' ? 'medium' : 'high'
    case 'bidi':
      if (isCarefulBidi(line)) return prose ? 'info' : 'low'
      return prose ? 'medium' : 'high'
    case 'filler':
      return prose ? 'low' : 'high'
    case 'name':
      return prose ? 'low' : 'medium'
    default:
      return prose || run.points.every(point => point === 0xad || point === 0xfeff) ? 'low' : 'medium'
  }
}

/** `**⟨U+200B⟩/` is the usual way to write a glob in a block comment without ending it. */
function isComment(before: string): boolean {
  return /^\s*(\*|\/\*|\/\/|#(?!\s*(define|include|if))|--|;|<!--)|\s\/\/\s/.test(before)
}

function isClosed(line: string): boolean {
  const opened = (line.match(/[\u202a\u202b\u202d\u202e\u2066-\u2068]/g) ?? []).length
  return opened <= (line.match(/[\u202c\u2069]/g) ?? []).length
}

/** Written for people: what a compiler does not read. */
function isProse(path: string): boolean {
  return (
    /^(md|mdx|mdc|markdown|rst|adoc|asciidoc|txt|text|html?|xhtml|po|pot|tex|texi|texinfo|csv|tsv|srt|vtt|svg|rtf|org|wiki|[1-9])$/.test(
      extensionOf(path),
    ) ||
    /^(readme|changelog|changes|news|authors|thanks|todo|copying|license|contributing)([._-]|$)/i.test(
      baseName(path),
    ) ||
    /(^|\/)(docs?|locales?|i18n|l10n|lang|languages|translations?|values-\w+)\//i.test(path)
  )
}

/** UTF-16 units: a minified file or a table of entities, where such characters are data among thousands. */
const LONG_LINE = 2000

const NAME_CHAR = /[\p{L}\p{N}_$]/u

function isInName(run: InvisibleRun, line: string): boolean {
  const before = [...line.slice(0, run.column)].at(-1) ?? ''
  const after = [...line.slice(run.column + run.length)][0] ?? ''
  return NAME_CHAR.test(before) && (NAME_CHAR.test(after) || /[\s(=;,.)[]/.test(after))
}

function nameAround(run: InvisibleRun, line: string): string {
  const before = /[\p{L}\p{N}_$]*$/u.exec(line.slice(0, run.column))?.[0] ?? ''
  const end = run.column + run.length
  const after = /^[\p{L}\p{N}_$]*/u.exec(line.slice(end))?.[0] ?? ''
  return `${before}${line.slice(run.column, end)}${after}`
}

function otherUse(context: FileContext, plain: string, line: number): string {
  if (!/^[\w$]+$/.test(plain)) return 'Searches for the visible text miss it.'
  const word = new RegExp(`(?<![\\w$])${plain.replace(/\$/g, '\\$')}(?![\\w$])`)
  const at = context.side('new')?.lines.findIndex((text, index) => index + 1 !== line && word.test(text)) ?? -1
  return at === -1
    ? 'The name without it was not seen in this file.'
    : `Both names occur: line ${line} and line ${at + 1}.`
}

function examinePath(context: FileContext): void {
  if (context.change.old?.path.text === context.path || !hasInvisible(context.path)) return
  const runs = invisibleRuns(context.path)
  if (runs.length === 0) return
  const points = [...new Set(runs.flatMap(run => run.points))]
  context.report({
    message: 'path',
    at: 'path',
    text: context.path,
    severity: runs.some(run => run.kind !== 'zero-width') ? 'high' : 'medium',
    data: { name: baseName(context.path), points: points.slice(0, 3).map(pointName).join(', ') },
  })
}
