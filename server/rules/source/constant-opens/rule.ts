import { isDocument } from '../../../core/formats/document'
import { liveText } from '../../../core/formats/liveText'
import { wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { shorten } from '../../../core/model/visible'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { LineTable } from '../../../core/syntax/lineTable'
import { type Opening, openingsOf } from './openings'
import { excusedByText, secondWays } from './refusals'

/** One of these is on a changed line, or there is nothing to read. */
const MAY_GIVE =
  /uid|gid|\bID\b|creds|role|admin|root|super|staff|privileg|authenticated|authorized|logged|["']user|PAM_SUCCESS|exec|system|popen|passthru|spawn|subprocess|Command|Process|return\s*\(?(?:true|1|nil|Ok|AUTH|SUCCESS)|\bnext\b|==\s*["'\x60\d]|\beq\b|equals|cmp|ompare|equal|contains|includes|(?:starts|ends)_?with|prefix|str\w?str|\bin\b/i

export default defineRule({
  id: 'source/constant-opens',
  title: 'somebody who sends a certain text or number gets rights, a shell or a yes',
  severity: 'high',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['tcp-wrappers-1999', 'interbase-2001', 'proftpd-2010'],
  tags: ['CWE-912', 'CWE-798'],
  triggers: ['if', 'unless'],
  supersedes: ['source/fixed-credential'],
  messages: {
    rights: {
      message: 'Where `{asked}` is what the code expects, `{does}` now gives rights',
      why: 'Whoever reads the code knows what to send.\nThe branch gives what only a login or an administrator should give, and nothing else is asked first.',
      benign: 'A role that is looked up right after, or a program that has those rights anyway.',
      question: 'Who sends this, and which check stands between it and the rights?',
      commands: ['git grep -n -F -e {word}'],
    },
    shell: {
      message: 'Where `{asked}` is what the code expects, `{does}` now runs a program',
      why: 'Whoever reads the code knows what to send.\nThe program runs with the rights of the one that asks.',
      benign: 'A command of a protocol that is meant to start something, behind a login.',
      question: 'Who sends this, and what has been checked before the program runs?',
      commands: ['git grep -n -F -e {word}'],
    },
    passes: {
      message: 'Where `{asked}` is what the code expects, the check is now passed by `{does}`',
      why: 'Whoever reads the code knows what to send or to set.\nWhat the check asks of everybody else is not asked then.',
      benign: 'A switch for tests that cannot be set in what is shipped.',
      question: 'Where is this set, and what keeps it out of a release?',
      commands: ['git grep -n -F -e {word}'],
    },
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  const side = context.side('new')
  if (side === undefined || isDocument(context.path)) return
  const isAny =
    context.scope === 'scan' ||
    context.content.hunks.some(hunk =>
      hunk.lines.some(line => line.kind === 'added' && MAY_GIVE.test(line.text.slice(0, 2000))),
    )
  if (!isAny || !context.budget.spend(side.text.length)) return
  const live = liveText(context.path, side.text)
  if (live === undefined) return
  const table = new LineTable(side.text)
  const told = new Set<number>()
  const ways = [...secondWays(live), ...excusedByText(live)].map(
    (way): Opening => ({ ...way, gain: 'passes', isCompared: true, isSecret: true }),
  )
  for (const opening of [...openingsOf(context.path, live), ...ways]) {
    const { branch, does, at } = opening
    const condition = table.span(branch.condition.from, branch.condition.to)
    const deed = table.span(at, at + does.length)
    const isNew = context.isChanged('new', condition) && !wasRemovedPlace(context.content.hunks, side.lines, condition)
    const doesNew = context.isChanged('new', deed) && !wasRemovedPlace(context.content.hunks, side.lines, deed)
    if ((!isNew && !doesNew) || told.has(deed.start.line)) continue
    told.add(deed.start.line)
    const { line, column } = deed.start
    context.report({
      message: opening.gain,
      at: deed.end.line === line ? deed : spanOf(line, column, (side.lines[line - 1] ?? '').length - column),
      severity: severityOf(context, opening),
      data: {
        asked: shorten(opening.asked.trim(), 40),
        does: shorten(does.replace(/\s+/g, ' '), 40),
        word: /[A-Za-z_]\w{2,}/.exec(opening.asked)?.[0] ?? '<name>',
      },
    })
  }
}

function severityOf(context: FileContext, { gain, asked, isCompared, isSecret }: Opening): 'low' | 'medium' | 'high' {
  if (isTestFolder(context.path) || /_test\.\w+$|\.(?:test|spec)\.\w+$/.test(context.path)) return 'low'
  // A switch may be one of tests; a password is one.
  if (gain === 'passes')
    return isSecret === true || /passw|passphrase|passcode|pass\b|pwd?\b/i.test(asked) ? 'high' : 'medium'
  return isCompared ? 'high' : 'medium'
}
