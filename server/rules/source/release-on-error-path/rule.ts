import { isTestFolder } from '../../../core/formats/sourceKind'
import type { Hunk, HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'source/release-on-error-path',
  title: 'release added on the way out of a failure',
  severity: 'info',
  confidence: 'low',
  mode: 'regular',
  scope: ['review'],
  precedents: ['mdiobus-2019'],
  tags: ['CWE-415', 'CWE-416'],
  files: { paths: ['**/*.{c,cc,cpp,cxx}'] },
  triggers: ['put', 'free', 'release', 'unref', 'destroy', 'close'],
  messages: {
    release: {
      message: 'On a failure `{what}` is now released here by `{call}`',
      why: 'Callers that are told of the failure may release it as well, and then use or free it a second time.\nWho else releases it was not followed.',
      benign: 'It was forgotten, and nobody else releases it.',
      question: 'What do callers do with it when this function fails, and which of them was looked at?',
      commands: ['git grep -n -w -e {call}'],
    },
  },
  examine: { hunk: examine },
})

const RELEASE =
  /^\s*((?:\w+_)?(?:put|free|kfree|release|unref|destroy|close|put_device|kref_put|put_node)(?:_\w+)?)\s*\(\s*&?([\w.>-]{1,80})[^;]{0,60}\)\s*;\s*$/
const FAILS = /^\s*(?:return\s+(?:-\s*[A-Z]\w+|-1|NULL|PTR_ERR\b.*|err\w*|ret|rc|status|false)\s*;|goto\s+\w+;)/

/** One line that is all a hunk adds: a fix of a leak, by its form. */
function examine(hunk: Hunk, context: FileContext): void {
  if (isTestFolder(context.path)) return
  const changed = hunk.lines.filter(({ kind }) => kind !== 'context')
  const [only, more] = changed
  if (only?.kind !== 'added' || more !== undefined || only.new === undefined) return
  const found = RELEASE.exec(only.text)
  const at = hunk.lines.indexOf(only)
  if (found === null || !FAILS.test(next(hunk.lines, at)) || !/\{|\bif\b|:\s*$/.test(before(hunk.lines, at))) return
  const [, call = '', what = ''] = found
  context.report({
    message: 'release',
    at: spanOf(only.new, only.text.search(/\S/), only.text.trim().length),
    data: { what, call },
  })
}

function next(lines: readonly HunkLine[], at: number): string {
  return lines.slice(at + 1).find(({ text }) => text.trim() !== '')?.text ?? ''
}

function before(lines: readonly HunkLine[], at: number): string {
  return lines
    .slice(Math.max(0, at - 3), at)
    .map(({ text }) => text)
    .join('\n')
}
