import type { Fact } from '../../../core/facts/fact'
import { shownResidue } from '../../../core/facts/residuePlaces'
import { tokenChange } from '../../../core/facts/tokenChange'
import { sensitivityOf } from '../../../core/formats/sensitivePath'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import { type Claim, claimOf } from './claims'
import { decidingPlaces } from './deciding'

function text(message: string): MessageText {
  return {
    message,
    why: 'The message reads: {subject}\nComments, quotes and line breaks aside, {places}.\nThe first was: {was}',
    benign: 'A small thing that was put right on the way.',
    question: 'What is this part of the change for?',
    commands: ['git diff -w --word-diff <old> <new> -- {path}'],
  }
}

export default defineRule({
  id: 'review/untrue-claim',
  title: 'change that speaks of layout or of words for people only, and says something else',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: [],
  tags: ['CWE-1116'],
  uses: [tokenChange],
  supersedes: ['review/reformat-residue'],
  messages: {
    blanks: text('The message speaks of {topic} only, and the code of `{name}` changes: `{now}`'),
    words: text('The message speaks of {topic} only, and `{name}` decides otherwise: `{now}`'),
    layout: text('The message speaks of {topic}, and the code of `{name}` changes: `{now}`'),
  },
  examine: { changeSet: examine },
})

/** Files of one change that are told. */
const TOLD = 3

function examine(context: ChangeSetContext): void {
  const subjects = context.messages.map(message => message.trim().split('\n', 1)[0] ?? '')
  const claims = subjects.map(claimOf)
  const [claim] = claims
  if (claim === undefined || claims.some(one => one === undefined)) return
  const facts = context.facts('token-change').filter(({ location, data }) => location.file >= 0 && data.placeCount > 0)
  const shown = claim.kind === 'words' ? facts.flatMap(decidingPlaces) : facts
  for (const fact of shown.slice(0, TOLD)) report(context, fact, claim, subjects[0] ?? '')
}

function report(context: ChangeSetContext, fact: Fact<'token-change'>, claim: Claim, subject: string): void {
  const shown = shownResidue(fact)
  if (shown === undefined) return
  const { placeCount } = fact.data
  context.report({
    ...shown.report,
    message: claim.kind,
    severity: severityOf(claim, fact.subject),
    data: {
      topic: claim.topic,
      name: baseName(fact.subject),
      now: shown.now,
      was: shown.was,
      places: placeCount === 1 ? '1 place differs' : `${placeCount} places differ`,
      subject: subject.slice(0, 80),
      path: shellWord(fact.subject),
    },
  })
}

function severityOf({ kind }: Claim, path: string): Severity {
  if (kind === 'layout' || isTestFolder(path)) return 'info'
  return kind === 'blanks' || sensitivityOf(path, 'source') !== undefined ? 'medium' : 'low'
}
