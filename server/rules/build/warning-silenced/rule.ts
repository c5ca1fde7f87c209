import { isBuildDescription, withoutHash } from '../../../core/facts/buildDescription'
import { isBuildProse, withoutComments } from '../../../core/formats/codeText'
import { isDocument } from '../../../core/formats/document'
import { isTestFolder, sourceKind } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { quietMark } from './marks'

/** Warnings of GCC and Clang about memory, addresses that go out of use, and calls whose types do not fit. */
const telling =
  'format(?:-security|-nonliteral|-overflow)?|array-bounds|stringop-over(?:flow|read)|free-nonheap-object|use-after-free|dangling-pointer|return-local-addr|return-stack-address|uninitialized|null-dereference|overflow|shift-count-overflow|alloc-size-larger-than|implicit-function-declaration|int-conversion|incompatible-(?:function-)?pointer-types|unsequenced|sequence-point|everything'

const flag = new RegExp(
  String.raw`(?<![\w-])-Wno-(?:error=)?(?<name>${telling})(?![\w-])|(?:FLAGS|args|options)[^\n]{0,200}?[\s"'(](?<all>-w)(?![\w-])|<WarningLevel>\s*(?<level>TurnOffAllWarnings|Level0)`,
  'gi',
)
const pragma = new RegExp(
  String.raw`(?:#\s*pragma|_Pragma\s*\(\s*")\s*(?:GCC|clang)\s+diagnostic\s+ignored\s+\\?"-W(?<name>${telling})\\?"|#\s*pragma\s+warning\s*\(\s*disable\s*:[\d\s]*\b(?<number>4172|4700|4701|4789|6001|6011|6200|638[4-7]|6201)\b`,
  'g',
)

export default defineRule({
  id: 'build/warning-silenced',
  title: 'compiler warning about memory or mismatched calls, or a scanner for one line, switched off',
  severity: 'low',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['debian-openssl-2006'],
  tags: ['CWE-1127'],
  triggers: [
    ...['-Wno-', '-w', 'diagnostic', 'warning', 'WarningLevel'],
    ...[
      'nosec',
      'nosemgrep',
      'noqa',
      'nolint',
      'NOLINT',
      'codeql',
      'lgtm',
      'NOSONAR',
      'DevSkim',
      'eslint-disable',
      '@Suppress',
    ],
  ],
  messages: {
    flag: {
      message: '`{written}` added to `{name}`: the compiler no longer speaks of {what}',
      why: 'It holds for every file that is built with it, those of later changes as well.',
      benign: 'A new compiler warns where nothing is wrong, or about code that came from elsewhere.',
      question: 'Which places does the compiler name, and could they be changed instead?',
      commands: ['git grep -n -e -Wno-'],
    },
    pragma: {
      message: 'From this line on the compiler no longer speaks of {what}',
      why: 'What it had to say about the lines that follow is not to be seen in a build.',
      benign: 'The compiler is known to be wrong about this place.',
      question: 'What did the compiler say here?',
      commands: ['git grep -n -e "diagnostic ignored"'],
    },
    mark: {
      message: 'A scanner is told to be quiet about a line with `{about}`: `{written}`',
      why: 'What it had to say about the line is heard by nobody, now and after later changes of it.',
      benign: 'What is passed on is fixed, and the scanner cannot know that.',
      question: 'What did the scanner say, and what makes it untrue here?',
      commands: ['git grep -n -F -e {word}'],
    },
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  const side = context.side('new')
  reportMark(context)
  const isBuild = isBuildDescription(context.path)
  if (side === undefined || isTestFolder(context.path) || (!isBuild && sourceKind(context.path) !== 'code')) return
  const before = context.side('old')?.lines.join('\n') ?? ''
  const lines = isBuild ? side.lines.map(withoutHash) : withoutComments(side.lines)
  const seen = new Set<string>()
  for (const [index, line] of lines.entries()) {
    if (line === '' || !context.isChanged('new', spanOf(index + 1, 0, 1)) || (isBuild && isBuildProse(line))) continue
    if (!context.budget.spend(line.length)) return
    for (const found of line.matchAll(isBuild ? flag : pragma)) {
      const { name, number, all, level } = found.groups ?? {}
      const written = all ?? found[0]
      const key = all === undefined ? written : 'all'
      const stood = all === undefined ? before.includes(written) : /[\s"'(]-w(?![\w-])/.test(before)
      // Format checks that go are told by build/hardening-flag-removed where flags are given.
      if (seen.has(key) || stood || (isBuild && /^format(?:-security)?$/.test(name ?? ''))) continue
      seen.add(key)
      context.report({
        message: isBuild ? 'flag' : 'pragma',
        at: spanOf(index + 1, found.index + found[0].lastIndexOf(written), written.length),
        data: {
          written,
          name: baseName(context.path),
          what:
            all !== undefined || level !== undefined || name === 'everything'
              ? 'anything but errors'
              : `\`${name ?? `C${number}`}\``,
        },
      })
    }
  }
}

function reportMark(context: FileContext): void {
  if (isTestFolder(context.path) || isDocument(context.path)) return
  const mark = quietMark(context.content.hunks)
  if (mark === undefined) return
  const { line, column, written, about } = mark
  context.report({
    message: 'mark',
    at: spanOf(line, column, written.length),
    data: { about, written, word: shellWord(/\w{4,}/.exec(written)?.[0] ?? written) },
  })
}
