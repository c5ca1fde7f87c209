import type { Fact } from '../../../core/facts/fact'
import { featureAnswer } from '../../../core/facts/featureAnswer'
import {
  buildSystemNames,
  type Consequence,
  consequenceOf,
  filesByIndex,
  protectionIn,
  publishedFiles,
  usePaths,
  usesByName,
} from '../../../core/facts/featureConsequence'
import { featureUse } from '../../../core/facts/featureUse'
import { vendoredMacro } from '../../../core/facts/vendoredMacro'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { Severity } from '../../../core/model/severity'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

type Answer = Fact<'feature-answer'>

function text(message: string, why: string): MessageText {
  return {
    message,
    why: `${why}\n{uses}`,
    benign: 'A platform where the feature does not work, or a check that gave wrong answers.',
    question: 'On which system does the check give the wrong answer? Could the exception be limited to it?',
    commands: ['git grep -n -w -e {word}'],
  }
}

export default defineRule({
  id: 'build/probe-answer-fixed',
  title: 'answer of a feature check fixed, turned round or never reached',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024-landlock'],
  tags: ['CWE-693'],
  supersedes: ['build/sandbox-not-compiled'],
  uses: [featureAnswer, featureUse, vendoredMacro],
  wants: {
    when: context => context.facts('feature-answer').some(isTold),
    paths: (context, tree) => usePaths([...new Set(context.facts('feature-answer').filter(isTold).map(nameOf))], tree),
  },
  messages: {
    fixed: text(
      '`{name}` is always no under {system} now: the check can no longer succeed',
      'The build still makes the check, or no longer does; the answer is no on every system.',
    ),
    inverted: text(
      '`{name}` now follows from a failed check under {system}: the answer is turned round',
      'Where the feature is there it is not used, and where it is not there the code for it is compiled.',
    ),
    never: text(
      '`{name}` is under a condition that never holds: its {system} check can no longer succeed',
      'The check looks as it did; nothing reaches it.',
    ),
  },
  examine: { changeSet: examine },
})

function nameOf({ subject }: Answer): string {
  return subject
}

/** Variables of the shell are told where a define would be as well; alone they must be about something protective. */
function isTold({ data, location }: Answer): boolean {
  return location.file >= 0 && (data.change === 'fixed' || data.change === 'inverted' || data.change === 'never')
}

function examine(context: ChangeSetContext): void {
  const told = context.facts('feature-answer').filter(isTold)
  if (told.length === 0) return
  const files = filesByIndex(context)
  const uses = usesByName(context)
  const published = publishedFiles(context)
  const seen = new Set<string>()
  for (const fact of told) {
    const path = files.get(fact.location.file)?.path ?? ''
    const consequence = consequenceOf(context, uses, fact.subject)
    const key = `${fact.location.file} ${lineKey(fact)}`
    if (seen.has(key)) continue
    seen.add(key)
    context.report({
      file: fact.location.file,
      digest: fact.digest,
      side: 'new',
      at: fact.location.at,
      message: fact.data.change,
      severity: published.has(fact.location.file) ? 'low' : severityOf(fact, path, consequence),
      data: {
        name: fact.subject.slice(0, 40),
        system: buildSystemNames[fact.data.buildSystem],
        uses: consequence.sentence,
        word: shellWord(fact.subject),
      },
      related: consequence.uses.slice(0, 3).map(use => ({
        file: use.location.file,
        side: 'new',
        at: use.location.at,
        label: 'asks for the answer',
        text: use.text,
      })),
    })
  }
}

function lineKey(fact: Answer): string {
  const { at } = fact.location
  return typeof at === 'object' && 'start' in at ? String(at.start.line) : ''
}

function severityOf({ subject, data }: Answer, path: string, { protection, uses }: Consequence): Severity {
  if (isTestFolder(path)) return 'low'
  // A variable or a function of a program can be called anything; what it asked is in the call.
  const isProgram = /^(?:scons|waf|python|cargo)$/.test(data.buildSystem)
  if (protection !== undefined || (isProgram && protectionIn(data.before) !== undefined)) return 'high'
  if (/^(?:HAVE|USE|WITH|ENABLE)_/.test(subject) && uses.length > 0) return 'medium'
  return data.change === 'inverted' && data.sets === 'define' ? 'medium' : 'low'
}
