import { areaOf } from '../../../core/formats/area'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { readGitAttributes } from '../../../core/manifests/gitAttributes'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why,
    benign: 'A version that archives carry, or files that nobody needs to build.',
    question: 'Does the archive still build and test the same code as the tree?',
    commands: ['git check-attr export-ignore export-subst -- {path}', 'git archive HEAD | tar -t'],
  }
}

export default defineRule({
  id: 'trust/archive-differs',
  title: 'attribute by which archives of the tree hold something else than the tree',
  severity: 'low',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024'],
  tags: ['CWE-494'],
  files: { paths: ['**/.gitattributes'] },
  triggers: ['export-'],
  messages: {
    left: text(
      '`{pattern}` is now left out of archives: they no longer hold all that is built from',
      'Who builds from an archive builds without these files, or with others of the same name.',
    ),
    filled: text(
      'Archives now have other text in `{pattern}` than the tree has',
      'Marks of the form `$Format:…$` are filled in when the archive is made, from the history at that time.',
    ),
  },
  examine: { line: examine },
})

/** Left out by habit: what is for those who work on the project. */
const usual =
  /(?:^|\/)(?:\.|tests?\b|spec\b|docs?\b|examples?\b|bench\w*|ci\b|dev\b|tools?\b|phpunit|phpstan|psalm|rector|ecs)|\.(?:md|dist|neon|yml|yaml)(?:\.\w+)?$/i

function examine(line: HunkLine, context: FileContext): void {
  if (line.new === undefined || isTestFolder(context.path)) return
  const [entry] = readGitAttributes(line.text.slice(0, 1000))
  const has = (name: string) => entry?.attributes.some(one => one.name === name && one.state === 'set') === true
  if (entry === undefined || stoodBefore(line, context)) return
  const name = entry.pattern.replace(/^\//, '').replace(/\/\*{0,2}$/, '')
  const isLeft =
    has('export-ignore') && !usual.test(name) && /^(?:source|build|dependencies)$/.test(areaOf(name, false))
  if (!isLeft && !has('export-subst')) return
  context.report({
    message: isLeft ? 'left' : 'filled',
    at: spanOf(line.new, entry.word.span.start.column, line.text.trim().length),
    // A recipe of the build is then another program in every archive.
    severity: isLeft ? 'low' : areaOf(name, false) === 'build' && !/version/i.test(name) ? 'medium' : 'info',
    data: { pattern: entry.pattern, path: shellWord(name) },
  })
}

function stoodBefore(line: HunkLine, context: FileContext): boolean {
  const wanted = line.text.replace(/\s+/g, ' ').trim()
  return context.side('old')?.lines.some(one => one.replace(/\s+/g, ' ').trim() === wanted) === true
}
