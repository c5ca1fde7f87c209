import type { Fact } from '../../../core/facts/fact'
import { shownResidue } from '../../../core/facts/residuePlaces'
import { tokenChange } from '../../../core/facts/tokenChange'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { baseName } from '../../../core/model/path'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

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
  title: 'change that speaks of white space or layout only, and says something else',
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
  for (const fact of facts.slice(0, TOLD)) report(context, fact, claim, subjects[0] ?? '')
}

function report(context: ChangeSetContext, fact: Fact<'token-change'>, claim: Claim, subject: string): void {
  const shown = shownResidue(fact)
  if (shown === undefined) return
  const { placeCount } = fact.data
  context.report({
    ...shown.report,
    message: claim.kind,
    severity: claim.kind === 'layout' || isTestFolder(fact.subject) ? 'info' : 'medium',
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

interface Claim {
  /** `blanks`: nothing but white space can follow from it. `layout`: style, which people understand more widely. */
  readonly kind: 'blanks' | 'layout'
  readonly topic: string
}

const PREFIX = /^(?:\[[^\]]{1,30}\]\s*|[\w/.*-]{1,40}(?:\([^)]{1,30}\))?!?:\s+)*/
const SMALL =
  'fix(?:e[ds])?|clean(?:ed|s)?(?:[- ]?up)?|cleanups?|remov(?:e[ds]?|ing)|delete[ds]?|trim(?:med)?|strip(?:ped)?|correct(?:ed|s)?|adjust(?:ed)?|normali[sz]ed?|convert(?:ed)?|replaced?|minor|small|trivial|pure|purely|just|only|changes?|some|more|all|the|a|few|an?|of|in|and|with|to|by|for|from|use|code|source|files?|inconsistent|mixed|wrong|bad|extra|stray|unneeded|unnecessary|needless|redundant|superfluous|errors?|issues?|problems?|nits?|up|no|functional|end|start|at|line|lines|blank|empty|eol|eof|new'
const BLANKS =
  'white ?-?spaces?|indent(?:ed|ations?|ing|s)?|re-?indent(?:ed|ation)?|tabs?|spaces?|trailing|newlines?|line[- ]?ends?|line[- ]?endings?'
const LAYOUT =
  're-?format(?:ted|ting|s)?|format(?:ted|ting)?|clang-?format|prettier|gofmt|rustfmt|black|autopep8|yapf|astyle|uncrustify|coding|style|code-?style|beautif(?:y|ied)|lint(?:ing)?|pretty'
const isBlanks = whole(BLANKS)
const isLayout = whole(`${BLANKS}|${LAYOUT}|run|running|apply|applied|again`)

/** Every word of a subject is a small one or one of these, and one of these at least is there. */
function whole(words: string): (subject: string) => boolean {
  const all = new RegExp(`^(?:(?:${SMALL}|${words})(?:[\\s,&/+.!-]+|$))+$`, 'i')
  const one = new RegExp(`(?<![\\w-])(?:${words})(?![\\w-])`, 'i')
  return subject => subject.length <= 100 && all.test(subject) && one.test(subject)
}

function claimOf(subject: string): Claim | undefined {
  const said = subject.replace(PREFIX, '').replace(/\s+(?:in|of|for|on)\s+[\w./*-]{1,60}\s*$/, '')
  if (/\b(?:output|messages?|help|log|logs|print\w*|text|string|strings)\b/i.test(subject)) return undefined
  if (isBlanks(said)) return { kind: 'blanks', topic: 'white space' }
  return isLayout(said) ? { kind: 'layout', topic: 'layout' } : undefined
}
