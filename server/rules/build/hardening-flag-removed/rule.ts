import type { Fact } from '../../../core/facts/fact'
import { protection } from '../../../core/facts/protection'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

type ProtectionFact = Fact<'protection'>

export default defineRule({
  id: 'build/hardening-flag-removed',
  title: 'hardening flag or sandbox call removed',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024-landlock', 'debian-openssl-2006'],
  tags: ['CWE-693'],
  uses: [protection],
  messages: {
    flag: {
      message: '`{written}` removed from `{name}`: {family} is no longer asked for here',
      why: '{rest}\nSome compilers and distributions add such a flag by default; that was not checked.',
      benign: 'One platform or compiler does not know the flag.',
      question: 'Which platform failed with it? Could the removal be limited to that one?',
      commands: ['git grep -n -F -e {word}'],
    },
    call: {
      message: '`{written}` no longer called in `{name}`: the {family} restriction is dropped here',
      why: '{rest}\nThe process then keeps rights that an error in it could use.',
      benign: 'A new feature needs a right that the restriction takes away.',
      question: 'What failed under the restriction? Could it be relaxed for that alone?',
      commands: ['git grep -n -F -e {word}'],
    },
  },
  examine: { changeSet: examine },
})

function examine(context: ChangeSetContext): void {
  const files = new Map(context.files.map(file => [file.index, file]))
  const facts = context.facts('protection').filter(fact => fact.isChanged && files.has(fact.location.file))
  const families = new Map<string, { readonly removed: ProtectionFact[]; added: number }>()
  for (const fact of facts) {
    const family = families.get(fact.subject) ?? { removed: [], added: 0 }
    families.set(fact.subject, family)
    if (fact.location.side === 'old') family.removed.push(fact)
    else family.added++
  }
  for (const [name, { removed, added }] of families) {
    // Moved, reordered or written anew elsewhere in the same change: as many uses as before.
    if (added >= removed.length) continue
    const seen = new Set<number>()
    for (const fact of removed) {
      const file = files.get(fact.location.file)
      if (file === undefined || seen.has(file.index)) continue
      seen.add(file.index)
      report(
        context,
        fact,
        name,
        file.oldPath ?? file.path,
        severityOf(fact, file.path, file.kind === 'deleted', added),
      )
    }
  }
}

/** Lower where the protection is still asked for nearby, where the whole file went, and where only tests are built. */
function severityOf(fact: ProtectionFact, path: string, isGone: boolean, added: number): Severity {
  const stays = (fact.data.onOtherSide ?? 0) > 0
  return isGone || stays || added > 0 || isTestFolder(path) ? 'low' : 'medium'
}

function report(
  context: ChangeSetContext,
  fact: ProtectionFact,
  family: string,
  path: string,
  severity: Severity,
): void {
  const { written, form, onOtherSide } = fact.data
  context.report({
    file: fact.location.file,
    digest: fact.digest,
    side: 'old',
    at: fact.location.at,
    text: fact.text,
    message: form,
    severity,
    data: {
      written,
      family,
      name: baseName(path),
      word: shellWord(written).startsWith('<') ? '<flag>' : shellWord(written),
      rest:
        onOtherSide === undefined
          ? 'Only parts of the file are known, so other uses could not be counted.'
          : onOtherSide === 0
            ? 'Nothing else in this file asks for it.'
            : `${onOtherSide} other place${onOtherSide === 1 ? '' : 's'} in this file still ask${onOtherSide === 1 ? 's' : ''} for it.`,
    },
  })
}
