import type { Fact } from '../../../core/facts/fact'
import { protection } from '../../../core/facts/protection'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { shorten } from '../../../core/model/visible'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

type ProtectionFact = Fact<'protection'>

export default defineRule({
  id: 'build/sandbox-not-compiled',
  title: 'switch that compiles the sandbox in is gone or turned off',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024-landlock'],
  tags: ['CWE-693'],
  uses: [protection],
  messages: {
    off: {
      message: '`{written}` in `{name}` leaves code that confines the process out of the build',
      why: 'The program runs without it and no test need notice.\nWhich code rests on the switch was not followed.',
      benign: 'A platform without the system calls, or a build for debugging.',
      question: 'Who builds it this way, and could the default stay on?',
      commands: ['git grep -n -F -e {word}'],
    },
    gone: {
      message: '`{written}` is gone from `{name}`: code that confines the process may no longer be compiled',
      why: 'The program runs without it and no test need notice.\nWhether the switch is still set elsewhere in the tree was not looked at.',
      benign: 'The switch got another name, or the code is always compiled now.',
      question: 'What decides now whether the sandbox is compiled?',
      commands: ['git grep -n -F -e {word}'],
    },
  },
  examine: { changeSet: examine },
})

interface Switch {
  readonly gone: ProtectionFact[]
  readonly off: ProtectionFact[]
  gained: number
  restored: number
}

function examine(context: ChangeSetContext): void {
  const files = new Map(context.files.map(file => [file.index, file]))
  const switches = new Map<string, Switch>()
  for (const fact of context.facts('protection')) {
    if (!fact.isChanged || fact.data.area !== 'sandbox' || !files.has(fact.location.file)) continue
    const one = switches.get(fact.subject) ?? { gone: [], off: [], gained: 0, restored: 0 }
    switches.set(fact.subject, one)
    const { change } = fact.data
    if (change === 'undone') one.off.push(fact)
    else if (change === 'added') one.gained++
    else if (change === 'restored') one.restored++
    else one.gone.push(fact)
  }
  for (const { gone, off, gained, restored } of switches.values()) {
    const turned = off.length > restored ? off : []
    const seen = new Set<number>()
    // Turned off where it was on is one cause: what turns it off is where to look.
    for (const fact of [...turned, ...(gained < gone.length ? gone : [])]) {
      const file = files.get(fact.location.file)
      if (file === undefined || seen.has(file.index)) continue
      seen.add(file.index)
      report(context, fact, file.path, file.kind === 'deleted', gone.length > 0)
    }
  }
}

/** Packages and jobs choose what they build with; a default and a define are for everybody. */
function severityOf(fact: ProtectionFact, path: string, isGone: boolean, wasOn: boolean): Severity {
  if (
    isGone ||
    isTestFolder(path) ||
    /(?:^|\/)\.?(?:github|gitlab|ci|travis|circleci)\b|(?:^|\/)ci[_-][^/]*$|\.ya?ml$/i.test(path)
  )
    return 'low'
  const { written, change, onOtherSide } = fact.data
  if (change !== 'undone') return (onOtherSide ?? 0) > 0 ? 'low' : 'medium'
  return /^option/.test(written) && !wasOn ? 'low' : 'medium'
}

function report(context: ChangeSetContext, fact: ProtectionFact, path: string, isGone: boolean, wasOn: boolean): void {
  const { written, change } = fact.data
  const name =
    /[\w-]*(?:sandbox|seccomp|landlock|pledge|unveil|capsicum|cap_?ng|libcap|apparmor|selinux|privsep)[\w-]*/i.exec(
      written,
    )
  const word = shellWord(name?.[0].replace(/^-+D?/, '') ?? written)
  context.report({
    file: fact.location.file,
    digest: fact.digest,
    side: fact.location.side,
    at: fact.location.at,
    text: fact.text,
    message: change === 'undone' ? 'off' : 'gone',
    severity: severityOf(fact, path, isGone, wasOn),
    data: {
      written: shorten(
        /^(?:option|AC_DEFINE|add_|target_|\w+\.set)/.test(written) ? (name?.[0] ?? written) : written,
        40,
      ),
      name: baseName(path),
      word: word.startsWith('<') ? '<switch>' : word,
    },
  })
}
