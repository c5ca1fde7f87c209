import { buildMoment } from '../../../core/facts/buildMoment'
import { type CommandReading, commandReadings, pipelinePlace } from '../../../core/facts/commandReadings'
import { type FileRewrite, fileRewrites } from '../../../core/facts/fileRewrite'
import { operands, programOf } from '../../../core/facts/shellRoles'
import { isDocument } from '../../../core/formats/document'
import { wasRemoved, wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { Severity } from '../../../core/model/severity'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import { readCMake } from '../../../core/syntax/cmakeReader'

function text(message: string, why: string): MessageText {
  return {
    message,
    why,
    benign: 'A known mistake of a generator, or of a platform, is put right on the spot.',
    question: 'What does the file look like afterwards, and could its source say so instead?',
    commands: ['git log --oneline -- {path}'],
  }
}

const unseen = 'What is compiled then is not what was reviewed, and not what the generator writes.'

export default defineRule({
  id: 'build/generated-file-rewritten',
  title: 'build that edits its own files or sources in place',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['xz-2024'],
  tags: ['CWE-506'],
  triggers: ['APPEND', 'sed', 'SED', 'perl', 'PERL', 'awk', 'AWK', 'patch', 'ed ', 'ex ', '>>'],
  readsCode: true,
  needsCode: ({ path, language, text }) =>
    buildMoment(path, language, undefined, '', false) !== undefined &&
    /-\w*i|inplace|\bmv\b|\bpatch\b|\bed\b|>>|\bAPPEND\b/.test(text),
  messages: {
    computed: text(
      '`{where}` now puts text that it computes into `{file}`',
      `{what} The text is in {variable}. ${unseen}`,
    ),
    inserts: text('`{where}` now puts lines of its own into `{file}`', `{what} ${unseen}`),
    object: text('`{where}` now edits `{file}`, which a compiler made', `{what} What is linked then has no source.`),
    patches: text(
      '`{where}` now applies the patch `{file}` to the tree',
      `What it changes stands in that file. ${unseen}`,
    ),
    edits: text('`{where}` now edits `{file}` in place', `{what} ${unseen}`),
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  if (isDocument(context.path)) return
  if (context.language === 'cmake' && !isTestFolder(context.path)) examineAppends(context)
  const reported = new Set<number>()
  const lines = context.side('new')?.lines ?? []
  for (const one of commandReadings(context, 'new')) {
    examinePatches(context, one)
    for (const rewrite of fileRewrites(one.reading)) {
      const { span, pipeline } = rewrite
      const isParsed = pipeline.form === 'substitution'
      const moment = buildMoment(context.path, context.language, one.unit, pipeline.context, isParsed)
      if (moment === undefined || moment === 'check' || moment === 'maintain' || moment === 'deploy') continue
      if (!context.isChanged('new', span) || reported.has(span.start.line)) continue
      const message = messageFor(rewrite)
      const severity = severityOf(rewrite, message, moment === 'package')
      if (severity === undefined || wasRemovedPlace(context.content.hunks, lines, span)) continue
      reported.add(span.start.line)
      context.report({
        message,
        at: span,
        severity,
        data: {
          where: pipelinePlace(one, pipeline.context),
          file: rewrite.file,
          what: `By ${rewrite.editor}.`,
          variable: rewrite.variables.map(name => `\`$${name}\``).join(', '),
          path: shellWord(rewrite.file),
        },
      })
    }
  }
}

type Message = 'computed' | 'inserts' | 'object' | 'edits'

/** CMake's own word for `>>`; a file of its own under the build folder is made that way as well. */
function examineAppends(context: FileContext): void {
  const text = context.side('new')?.text ?? ''
  if (!/\bAPPEND\b/.test(text) || !context.budget.spend(text.length)) return
  const { commands, lines } = readCMake(text)
  for (const { name, arguments: given, start, end } of commands) {
    const [word, target] = given.map(({ body }) => body.text)
    if (name !== 'file' || word !== 'APPEND' || target === undefined || !appended.test(target)) continue
    const span = lines.span(start, end)
    if (!context.isChanged('new', span) || wasRemoved(context.content.hunks, text.slice(start, end))) continue
    const data = { where: 'file(APPEND)', file: target, what: 'By CMake itself.', path: '<path>' }
    context.report({ message: 'edits', at: span, severity: 'low', data })
  }
}

const appended =
  /(?:^|\/)(?:configure|(?:GNU)?[Mm]akefile|libtool|build\.ninja|rules\.ninja|link\.txt|flags\.make)$|SOURCE_DIR\}\/(?:[\w.-]+\/)*[\w.-]+\.(?:c|cc|cpp|cxx)$/

/** A patch that names by itself what it changes. */
function examinePatches(context: FileContext, one: CommandReading): void {
  for (const { commands, context: place, form } of one.reading.pipelines)
    for (const command of commands) {
      const { name } = programOf(command)
      if (name !== 'patch' && !/^\$[{(]?PATCH[)}]?$/.test(name)) continue
      const moment = buildMoment(context.path, context.language, one.unit, place, form === 'substitution')
      if ((moment !== 'configure' && moment !== 'build') || !context.isChanged('new', command.span)) continue
      const given = operands(command)
      const file =
        command.redirects.find(({ operator }) => operator === '<')?.target.text ??
        given.find((_, at) => /^(?:-i|--input)$/.test(given[at - 1] ?? ''))
      if (file === undefined || wasRemoved(context.content.hunks, file)) continue
      const isData = isTestFolder(file) && !/\.(?:patch|diff)$/.test(file)
      const data = { where: pipelinePlace(one, place), file, path: shellWord(file) }
      context.report({ message: 'patches', at: command.span, severity: isData ? 'medium' : 'low', data })
    }
}

function messageFor({ target, deed, variables }: FileRewrite): Message {
  if (target === 'object') return 'object'
  if (deed === 'changes') return 'edits'
  return variables.length > 0 ? 'computed' : 'inserts'
}

/** A package of a system edits what it was given as a matter of course; the project itself has the source at hand. */
function severityOf(
  { target, deed, isStamp }: FileRewrite,
  message: Message,
  isPackage: boolean,
): Severity | undefined {
  if (isStamp) return undefined
  if (deed === 'runs' || message === 'object') return isPackage ? 'medium' : 'high'
  if (isPackage) return message === 'computed' && target === 'generated' ? 'low' : undefined
  if (message === 'computed') return target === 'generated' ? 'high' : 'medium'
  return message === 'inserts' ? 'medium' : 'low'
}
