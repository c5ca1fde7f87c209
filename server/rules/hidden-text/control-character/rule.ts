import { areaOf } from '../../../core/formats/area'
import { isDocument } from '../../../core/formats/document'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { shorten } from '../../../core/model/visible'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

const question = 'Is this character intended? If so, could it be written as an escape?'

export default defineRule({
  id: 'hidden-text/control-character',
  title: 'control character that keeps text from being seen',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: [],
  tags: ['CWE-150', 'CWE-1007'],
  triggers: ['\0', '\b', '\r', '\u001b'],
  readsLongLines: true,
  messages: {
    nul: {
      message: 'A NUL in `{name}`: git and review sites take the file for binary and show no diff of it',
      why: 'It is text but for {count}. The changed lines were examined here.\nMany compilers and interpreters pass over a NUL, or end the text there.',
      benign: 'Test data for a protocol or a reader, or a table of bytes typed into a string.',
      question: 'Is the NUL intended? If so, could it be written as an escape, so that changes show?',
      commands: ['git diff --text <old> <new> -- {path}'],
    },
    terminal: {
      message: 'A terminal shows this line otherwise than it is: {what}',
      why: 'What `cat`, `git log -p` or a build log shows is then not what is compiled or run.\nIn full: `{text}`',
      benign: 'A program that draws on the terminal and keeps the sequence as it is.',
      question,
      commands: ['cat -v {path}'],
    },
    return: {
      message: 'A carriage return within the line: some readers take `{text}` for a line of its own',
      why: 'Languages differ in whether it ends a line, so a comment before it may end there.\nTerminals write what follows over what was before.',
      benign: 'A text pasted from a system with other line ends.',
      question,
      commands: ['cat -v {path}'],
    },
  },
  examine: { file: examine },
})

/** What git looks at to tell binary from text, in bytes. */
const GIT_SAMPLE = 8000
const CONCEALS = 'an escape sequence conceals'
/** Moves, erasures and concealed text of ECMA-48; colours are none of them. */
const ESCAPES: readonly (readonly [RegExp, string])[] = [
  [/[\u001b]\[\d{0,4}[JK]/, 'an escape sequence erases'],
  [/[\u001b]\[(?:\d{0,4}[A-GST]|[\d;]{0,9}[Hf])/, 'an escape sequence moves the cursor'],
  [/[\u001b]\[(?:\d{1,3};){0,4}8m/, CONCEALS],
  [/[^\u0008][\u0008]{2,}/, 'backspaces go back over it'],
]
const RETURN = /\r(?=[^\r])/g

function examine(context: FileContext): void {
  const side = context.side('new')
  if (side === undefined) return
  const lines = context.content.hunks.flatMap(hunk => hunk.lines)
  const removed = new Set(lines.filter(line => line.kind === 'removed').map(line => line.text))
  const added = lines.filter(line => line.kind === 'added' && !removed.has(line.text))
  const severity = severityIn(context.path, context.language !== undefined)
  const path = baseName(context.path)
  let isOwn: boolean | undefined
  const isOwnLineEnd = () => {
    isOwn ??= !hasOwnLineEnds(side.text)
    return isOwn
  }
  reportNul(context, added, severity)
  const told = new Set<string>()
  for (const { text, new: line } of added) {
    if (line === undefined) continue
    const found = ESCAPES.map(([sequence, what]) => ({ match: sequence.exec(text), what })).find(one => one.match)
    // Of one kind the first line stands for the file.
    if (found?.match != null && !told.has(found.what)) {
      told.add(found.what)
      context.report({
        message: 'terminal',
        at: spanOf(line, found.match.index, found.match[0].length),
        // A page of documentation has no terminal to draw on; what is concealed there is for whoever pastes it.
        severity: found.what === CONCEALS && severity === 'low' && isDocument(context.path) ? 'medium' : severity,
        data: { what: found.what, text: shorten(text.trim(), 120), path },
      })
    }
    const lone = [...text.matchAll(RETURN)].find(({ index }) => text.slice(index + 1).trim() !== '')
    if (lone !== undefined && found === undefined && !told.has('return') && !isOwnLineEnd()) {
      told.add('return')
      context.report({
        message: 'return',
        at: spanOf(line, lone.index, 1),
        severity,
        data: { text: text.slice(lone.index + 1, lone.index + 41).trim(), path },
      })
    }
  }
}

/** A recording of what a program prints is data of tests as a rule. */
function severityIn(path: string, isKnown: boolean): Severity {
  const isTest = isTestFolder(path) || areaOf(path, false) === 'tests'
  if (isTest) return isDocument(path) || !isKnown ? 'info' : 'low'
  return isDocument(path) ? 'low' : 'medium'
}

function reportNul(context: FileContext, added: readonly HunkLine[], severity: Severity): void {
  const text = context.side('new')?.text ?? ''
  const first = text.indexOf('\0')
  if (first === -1 || first >= GIT_SAMPLE || context.side('old')?.text.includes('\0') === true) return
  const line = added.find(one => one.text.includes('\0'))
  if (line?.new === undefined) return
  const count = text.split('\0').length - 1
  context.report({
    message: 'nul',
    at: spanOf(line.new, line.text.indexOf('\0'), 1),
    severity,
    data: {
      name: shorten(baseName(context.path), 24),
      count: count === 1 ? 'this one character' : `${count} such characters`,
      path: baseName(context.path),
    },
  })
}

/** Whether lines end in a line feed here, so that a carriage return is none of the file's own line ends. */
function hasOwnLineEnds(text: string): boolean {
  return text.split('\n').length > 2 * (text.split(RETURN).length - 1)
}
