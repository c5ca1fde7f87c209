import type { Fact } from '../../../core/facts/fact'
import { publishedAddress } from '../../../core/facts/publishedAddress'
import { counted, shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'trust/home-moved',
  title: 'addresses of the project that lead to another host or owner',
  severity: 'info',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024'],
  tags: [],
  uses: [publishedAddress],
  messages: {
    moved: {
      message: 'Addresses lead to `{now}` now, and led to `{before}`',
      why: 'Seen in {count}: {files}.\nWho holds the new place says from then on what a release is, and where problems are told.',
      benign: 'The project has a new home, or a service closed.',
      question: 'Who holds the new place, and was the move told where people knew the old one?',
      commands: ['git grep -n -F -e {word}', 'git log --oneline -S{word}'],
    },
  },
  examine: { changeSet: examine },
})

/** Places each with the same move that make a move of a link that was mended. */
const ENOUGH = 3

type Address = Fact<'published-address'>

function examine(context: ChangeSetContext): void {
  const moves = new Map<string, Address[]>()
  for (const fact of context.facts('published-address')) {
    if (fact.data.role !== 'home' || fact.location.file < 0) continue
    const key = `${fact.data.before} ${fact.data.now}`
    const known = moves.get(key)
    if (known === undefined) moves.set(key, [fact])
    else known.push(fact)
  }
  const path = (fact: Address) => context.files.find(({ index }) => index === fact.location.file)?.path ?? ''
  for (const facts of moves.values()) {
    const weighty = facts.filter(fact => fact.data.key !== 'link' || isPolicy(path(fact)))
    if (weighty.length === 0 && facts.length < ENOUGH) continue
    const fact = facts.find(one => isPolicy(path(one))) ?? weighty[0] ?? facts[0]
    if (fact === undefined) continue
    const { now, before = '' } = fact.data
    const files = [...new Set(facts.map(path))]
    context.report({
      file: fact.location.file,
      side: fact.location.side,
      at: fact.location.at,
      text: fact.text,
      digest: fact.digest,
      message: 'moved',
      severity: weighty.length > 0 ? 'low' : 'info',
      related: facts
        .filter(one => one !== fact)
        .slice(0, 8)
        .map(one => ({ ...one.location, label: 'moved as well', text: one.text })),
      data: {
        now,
        before,
        count: counted(facts.length, 'place'),
        files: files.slice(0, 4).join(', '),
        word: shellWord(before),
      },
    })
  }
}

function isPolicy(path: string): boolean {
  return /(?:^|\/)SECURITY(?:\.\w+)?$/i.test(path)
}
