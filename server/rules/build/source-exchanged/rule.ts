import { buildMoment } from '../../../core/facts/buildMoment'
import { commandReadings } from '../../../core/facts/commandReadings'
import {
  copiesIn,
  copiesInCMake,
  copiesInXml,
  copiesOfProgram,
  isData,
  isSource,
  isUnseen,
  type SourceCopy,
} from '../../../core/facts/sourceCopies'
import { isDocument } from '../../../core/formats/document'
import { wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { baseName } from '../../../core/model/path'
import { shorten } from '../../../core/model/visible'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why: `${why}\nWhat is compiled then is not the file that was reviewed.`,
    benign: 'A variant for one platform or customer that is chosen by copying it.',
    question: 'Why does the build not compile that file under its own name?',
    commands: ['git log --oneline -- {path}'],
  }
}

export default defineRule({
  id: 'build/source-exchanged',
  title: 'build that puts another file over a source',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024'],
  tags: ['CWE-506'],
  triggers: ['cp', 'mv', 'install', 'ln ', 'dd ', 'cat ', 'opy', 'ove', 'COPY', 'RENAME', 'configure_file', 'ename'],
  readsCode: true,
  needsCode: ({ language, path, text: whole }) =>
    isPlace(path, language) && /\b(?:cp|mv|install|ln|dd|cat)\b|copy|move|rename/i.test(whole),
  messages: {
    data: text('`{name}` now puts `{from}`, which is data by its name, over `{to}`', 'It takes place in each build.'),
    swap: text(
      '`{name}` now exchanges `{to}` for `{from}` and puts it back later',
      'After the build the tree looks as it did before.',
    ),
  },
  examine: { file: examine },
})

const projects = /\.(?:(?:cs|vb|fs|vcx)?proj|props|targets)$|(?:^|\/)build\.xml$/i
const buildProgram = /(?:^|\/)(?:setup|build|make|prebuild|compile)[\w-]*\.(?:py|js|mjs|cjs|ts|rs|rb|go)$/

/** A script runs in a build when its name says so, or when it builds something itself. */
function isPlace(path: string, language: FileContext['language']): boolean {
  if (isTestFolder(path) || isDocument(path)) return false
  return (
    language === 'bash' ||
    projects.test(path) ||
    buildProgram.test(path) ||
    buildMoment(path, language, undefined, '', false) !== undefined
  )
}

const builds =
  /^\s*(?:\S*\/)?(?:make|gmake|ninja|dotnet|msbuild|xbuild|cmake|meson|cargo|go|gcc|g\+\+|cc|clang|rustc|javac|mvn|\.?\/?mvnw|gradle|\.?\/?gradlew|ant|scons|bazel|xcodebuild|swift|zig|csc)\b/im

function examine(context: FileContext): void {
  const { path, language } = context
  if (!isPlace(path, language)) return
  const side = context.side('new')
  if (side === undefined || !context.budget.spend(side.text.length)) return
  const copies = copiesOn(context, side.text)
  const reported = new Set<number>()
  for (const copy of copies) {
    const { from, to, span } = copy
    if (!isSource(to) || isMade(copies, copy) || !context.isChanged('new', span)) continue
    const isSwap = isPutBack(copies, copy)
    const isHidden = isUnseen(from)
    if (!isSwap && !isData(from)) continue
    if (reported.has(span.start.line) || wasRemovedPlace(context.content.hunks, side.lines, span)) continue
    reported.add(span.start.line)
    context.report({
      message: isSwap ? 'swap' : 'data',
      at: span,
      severity: isSwap ? (isHidden ? 'high' : 'low') : 'medium',
      data: {
        name: baseName(path),
        from: shorten(from, 40),
        to: shorten(to, 40),
        path: shellWord(to),
      },
    })
  }
}

function copiesOn(context: FileContext, text: string): readonly SourceCopy[] {
  const { path, language } = context
  if (projects.test(path)) return copiesInXml(text)
  const declared = language === 'cmake' ? copiesInCMake(text) : []
  const programs = buildProgram.test(path)
    ? context.code('new').flatMap(unit => {
        const program = unit.program()
        return program === undefined ? [] : copiesOfProgram(program)
      })
    : []
  const shell = commandReadings(context, 'new').flatMap(({ reading, unit }) => {
    const moments = new Set(
      reading.pipelines.map(({ context: place, form }) =>
        buildMoment(path, language, unit, place, form === 'substitution'),
      ),
    )
    const isBuild = moments.has('configure') || moments.has('build')
    return isBuild || (language === 'bash' && builds.test(text)) ? copiesIn(reading) : []
  })
  return [...declared, ...programs, ...shell]
}

/** What was there is kept first and comes back after, or another file comes back over it. */
function isPutBack(copies: readonly SourceCopy[], copy: SourceCopy): boolean {
  const at = copies.indexOf(copy)
  const back = copies.slice(at + 1).find(({ to, from }) => to === copy.to && from !== copy.from)
  if (back === undefined) return false
  const isKept = copies.slice(0, at).some(({ from, to }) => from === copy.to && to === back.from)
  return isKept || /\.(?:orig|bak|save|old|keep|original)$/.test(back.from)
}

/** What a step before it made of the very file, or what a rule makes under its own name. */
function isMade(copies: readonly SourceCopy[], { from, to }: SourceCopy): boolean {
  return copies.some(other => other.from === to && other.to === from)
}
