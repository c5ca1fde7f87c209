import type { Fact } from '../../../core/facts/fact'
import { filesByIndex, protectionIn } from '../../../core/facts/featureConsequence'
import { featureSwitch } from '../../../core/facts/featureSwitch'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { Severity } from '../../../core/model/severity'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'build/probe-switch-off',
  title: 'protection that is off unless the builder asks for it',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024-landlock'],
  tags: ['CWE-1188'],
  supersedes: ['build/sandbox-not-compiled'],
  uses: [featureSwitch],
  messages: {
    off: {
      message: '`{name}` goes from `{was}` to `{is}` by default: {what} is off unless asked for',
      why: 'Most builds take the defaults; distributions that name the switch themselves are not touched.',
      benign: 'It breaks builds on some systems, or moves to another switch.',
      question: 'Who needs it off by default? Could the check turn it off on those systems alone?',
      commands: ['git grep -n -w -e {word}'],
    },
    on: {
      message: '`{name}` goes from `{was}` to `{is}` by default: {what} is left out unless told otherwise',
      why: 'Most builds take the defaults; distributions that name the switch themselves are not touched.',
      benign: 'A switch for developers, who are the only ones to build this way.',
      question: 'Who needs it this way by default?',
      commands: ['git grep -n -w -e {word}'],
    },
  },
  examine: { changeSet: examine },
})

/** Words of switches that guard something, and of those that take a guard away. */
const guarding =
  /(?:^|[_-])(?:harden\w*|verif\w*|signature\w*|signing|secur\w*|privsep|chroot|audit|fortify|pie|relro|cfi|ssp|stack[_-]protect\w*|stackprotect\w*|integrity|certificate\w*|tls[_-]verify|cert[_-]check\w*|strict[_-]devmem|kaslr|checks?)(?:$|[_-])/i
const lifting = /(?:^|[_-])(?:no|without|disable|skip|insecure|unsafe|allow)[_-]/i

function examine(context: ChangeSetContext): void {
  const files = filesByIndex(context)
  for (const fact of context.facts('feature-switch')) {
    const path = files.get(fact.location.file)?.path ?? ''
    const name = fact.subject.replace(/^(?:enable|with)_/, '')
    const severity = severityOf(name, path)
    if (severity === undefined || lifting.test(name) !== fact.data.isOn) continue
    report(context, fact, severity)
  }
}

function severityOf(name: string, path: string): Severity | undefined {
  const isSandbox = protectionIn(name) !== undefined
  if (!isSandbox && !guarding.test(name) && !/(?:^|[_-])(?:insecure|unsafe)/i.test(name)) return undefined
  if (isTestFolder(path) || /(?:^|[_-])tests?(?:$|[_-])/i.test(name)) return 'low'
  return isSandbox ? 'high' : 'medium'
}

function report(context: ChangeSetContext, fact: Fact<'feature-switch'>, severity: Severity): void {
  const { was, is, isOn } = fact.data
  const protection = protectionIn(fact.subject)
  context.report({
    file: fact.location.file,
    digest: fact.digest,
    side: 'new',
    at: fact.location.at,
    message: isOn ? 'on' : 'off',
    severity,
    data: {
      name: fact.subject.slice(0, 30),
      was: was.slice(0, 10),
      is: is.slice(0, 10),
      what: protection === undefined ? 'what it guards' : protection === 'process' ? 'the sandbox' : protection,
      word: shellWord(fact.subject.replace(/^(?:enable|with)_/, '')),
    },
  })
}
