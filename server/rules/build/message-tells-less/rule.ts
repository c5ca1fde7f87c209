import { withoutHash } from '../../../core/facts/buildDescription'
import { buildLogic } from '../../../core/facts/buildLogic'
import { speaksOfTranslations, speaksOfWords } from '../../../core/formats/claim'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { baseName } from '../../../core/model/path'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext, FileSummary } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why: `The message reads: {subject}\n${why}`,
    benign: 'A small thing that was done on the way, or a message that was written for the larger part.',
    question: 'What is this part of the change for?',
    commands: ['git log -1 --stat -- {path}'],
  }
}

export default defineRule({
  id: 'build/message-tells-less',
  title: 'change that speaks of documentation, translations or tests only, and touches the build',
  severity: 'low',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['gradle-wrapper-2023'],
  tags: ['CWE-1116'],
  uses: [buildLogic],
  messages: {
    build: text(
      'The message speaks of {topic} only, and `{name}` changes what the build does',
      'A reader of the history does not look for the build there.',
    ),
    binary: text(
      'The message speaks of {topic} only, and `{name}` is a program or an archive',
      'A reader of the history does not look for such a file there, and no diff shows it.',
    ),
  },
  examine: { changeSet: examine },
})

type Topic = 'documentation' | 'translations' | 'tests'

function examine(context: ChangeSetContext): void {
  const subjects = context.messages.map(message => message.trim().split('\n', 1)[0] ?? '')
  const topics = new Set(subjects.map(topicOf))
  const [topic] = topics
  if (topics.size !== 1 || topic === undefined) return
  const subject = (subjects[0] ?? '').slice(0, 80)
  const binary = context.files.find(file => isProgram(file) && !isExpected(file.path, topic))
  if (binary !== undefined)
    context.report({
      file: binary.index,
      message: 'binary',
      severity: 'medium',
      digest: `e1:${binary.newId ?? binary.path}`,
      at: 'file',
      data: { topic, name: baseName(binary.path), subject, path: shellWord(binary.path) },
    })
  const lines = context.facts('build-logic').filter(({ isChanged, location, data, subject: path }) => {
    const file = context.files.find(({ index }) => index === location.file)
    return isChanged && file?.area === 'build' && !isExpected(path, topic) && !belongs(data.line, topic)
  })
  const fact = lines.find(({ location }) => location.side === 'new') ?? lines[0]
  if (fact === undefined) return
  context.report({
    file: fact.location.file,
    message: 'build',
    severity: topic === 'tests' ? 'info' : 'low',
    digest: fact.digest,
    side: fact.location.side,
    at: fact.location.at,
    text: fact.text,
    data: { topic, name: baseName(fact.subject), subject, path: shellWord(fact.subject) },
  })
}

const tests =
  /^(?:(?:unit[- ]?)?tests?|testing|testsuite)(?:\([^)]*\))?\s*[:!]|^(?:add|fix|improve|extend)\s+(?:an?\s+|the\s+|some\s+|more\s+)*(?:unit\s+)?tests?\b(?!.*\band\b)/i

function topicOf(subject: string): Topic | undefined {
  if (speaksOfWords(subject)) return 'documentation'
  if (speaksOfTranslations(subject)) return 'translations'
  return tests.test(subject) ? 'tests' : undefined
}

/** Lines of a build that belong to the topic. */
const words: Readonly<Record<Topic, RegExp>> = {
  documentation:
    /doc|man\b|man[_/\d]|\.[1-9]\b|readme|html|texi|pdf|dist|pod2|ronn|sphinx|help|licen[cs]e|copyright|changelog|news|author/i,
  translations:
    /lang|lingu|locale|transl|gettext|intltool|i18n|l10n|nls|\bpo\b|\bpo[/_]|\.(?:pot?|g?mo|ts|qm|xlf)\b|^["'\s]*(?:[a-z]{2,3}(?:[_@-]\w+)?["',\s\\)\]]+)+$/i,
  tests: /test|check|spec|fuzz|bench|TESTS|cover|EXTRA_DIST|CLEANFILES|sanitiz|valgrind/i,
}
/** A search for what the system has, which is no test of the program. */
const probes = /\bA[CM]_CHECK_\w+|\bcheck_\w+\s*\(|\bCHECK_\w+\s*\(|\bCheck[A-Z]\w+/g
/** What only holds other lines together. */
const frame = /^(?:install(?:-\w+)?\s*(?:\(|::?)|FILES|DESTINATION|\\|[()[\]{},]+|fi|endif\s*(?:\(.*\))?)?$/

function belongs(line: string, topic: Topic): boolean {
  const said = withoutHash(line).trim()
  return frame.test(said) || words[topic].test(topic === 'tests' ? said.replace(probes, '') : said)
}

function isExpected(path: string, topic: Topic): boolean {
  if (isTestFolder(path)) return true
  if (topic === 'tests') return /test/i.test(path)
  if (topic === 'translations') return /(?:^|\/)(?:po|locales?|translations?|i18n|l10n|lang)\//i.test(path)
  return /(?:^|\/)(?:docs?|documentation|man|po|website|examples?|samples?)\//i.test(path)
}

function isProgram({ content, kind, path }: FileSummary): boolean {
  return (
    content !== 'text' &&
    kind !== 'deleted' &&
    /\.(?:jar|war|so(?:\.\d+)*|dylib|dll|exe|class|o|a|lib|obj|node|wasm|pyc|zip|tar|t?gz|xz|bz2|7z|bin|deb|rpm|msi)$/i.test(
      path,
    )
  )
}
