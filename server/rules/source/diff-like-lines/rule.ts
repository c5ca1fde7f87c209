import { isDocument } from '../../../core/formats/document'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'source/diff-like-lines',
  title: 'line that reads as a part of a diff in a diff',
  severity: 'high',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['homebrew-2021'],
  tags: ['CWE-116', 'CWE-451'],
  triggers: ['++ ', 'diff --git', '@@ -'],
  messages: {
    header: {
      message: 'In a diff this line reads `{shown}`: the name of a file, and not a line of one',
      why: 'A program that reads diffs line by line takes what follows for another file, or skips it.\nHunks were counted here, so the line is what it is: content of this file.',
      benign: 'A sample of a diff that a program prints or a test reads.',
      question: 'What does this line do in the file, and which program that approves changes would read it?',
      commands: ['git show --stat'],
    },
    start: {
      message: 'The line `{shown}` has the form of the head of a diff, in a file that is none',
      why: 'A program that looks for heads without counting lines begins another file or hunk here.\nWhat follows then belongs to something else.',
      benign: 'A sample of a diff that a program prints or a test reads.',
      question: 'What does this line do in the file, and which program that approves changes would read it?',
      commands: ['git show --stat'],
    },
  },
  examine: { file: examine },
})

/** With the mark in front: `+++ b/path`, `+++ /dev/null`. */
const HEADER = /^\+\+ (?:"?[abciw]\/[^\s"]|\/dev\/null\b)/
const START = /^(?:diff --git "?a\/\S.* "?b\/\S|@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@)/
const PATCH =
  /\.(?:patch|diff|dpatch|eml|mbox|snap|out|exp|expected|golden|ref|want|stdout|orig|rej)$|(?:^|\/)patches\//i

function examine(context: FileContext): void {
  if (isDocument(context.path) && !/\.txt$/.test(context.path)) return
  if (PATCH.test(context.path) || isTestFolder(context.path)) return
  const line = context.content.hunks
    .flatMap(hunk => hunk.lines)
    .find(one => one.kind === 'added' && (HEADER.test(one.text) || START.test(one.text)))
  if (line?.new !== undefined) report(context, line, line.new)
}

function report(context: FileContext, line: HunkLine, number: number): void {
  const isHeader = !START.test(line.text)
  context.report({
    message: isHeader ? 'header' : 'start',
    at: spanOf(number, 0, Math.min(line.text.length, 200)),
    severity: isHeader ? 'high' : isDocument(context.path) ? 'low' : 'medium',
    data: { shown: `${isHeader ? '+' : ''}${line.text.slice(0, 40)}` },
  })
}
