import type { Fact } from '../../../core/facts/fact'
import { shownResidue } from '../../../core/facts/residuePlaces'
import { tokenChange } from '../../../core/facts/tokenChange'
import { baseName } from '../../../core/model/path'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'review/reformat-residue',
  title: 'small edit among many lines that were only laid out anew',
  severity: 'info',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: [],
  tags: ['CWE-1116'],
  uses: [tokenChange],
  messages: {
    residue: {
      message: '{lines} lines of `{name}` are laid out anew, and {places} among them: `{now}`',
      why: 'All else on these lines says what it said before, comments, quotes and line breaks aside.\nThe first was: {was}',
      benign: 'Something that was put right while the file was open anyway.',
      question: 'Is this edit meant to be part of the new layout? Could it be a change of its own?',
      commands: ['git diff -w --word-diff <old> <new> -- {path}'],
    },
  },
  examine: { changeSet: examine },
})

/** Changed lines from which on people skim. */
const MANY_LINES = 60
/** One in so many tokens of those lines may differ; with more of them the change is what it looks like. */
const SHARE = 12
const MOST_PLACES = 8

function examine(context: ChangeSetContext): void {
  for (const fact of context.facts('token-change')) {
    const { lines, tokens, differing, placeCount } = fact.data
    if (fact.location.file < 0 || lines < MANY_LINES || placeCount === 0 || placeCount > MOST_PLACES) continue
    if (differing * SHARE <= tokens) report(context, fact)
  }
}

function report(context: ChangeSetContext, fact: Fact<'token-change'>): void {
  const shown = shownResidue(fact)
  if (shown === undefined) return
  const { lines, placeCount } = fact.data
  context.report({
    ...shown.report,
    message: 'residue',
    data: {
      lines,
      name: baseName(fact.subject),
      places: placeCount === 1 ? 'one edit is' : `${placeCount} edits are`,
      now: shown.now,
      was: shown.was,
      path: shellWord(fact.subject),
    },
  })
}
