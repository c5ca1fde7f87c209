import type { Fact } from '../../../core/facts/fact'
import {
  buildPaths,
  consequenceOf,
  lineOf,
  protectionIn,
  publishedFiles,
  buildSystemNames as systems,
  usePaths,
  usesByName,
} from '../../../core/facts/featureConsequence'
import { featureProbe } from '../../../core/facts/featureProbe'
import { featureUse } from '../../../core/facts/featureUse'
import type { FeatureProbe, ProbeFault } from '../../../core/facts/kinds'
import { vendoredMacro } from '../../../core/facts/vendoredMacro'
import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

type ProbeFact = Fact<'feature-probe'>

/** Share of the smaller program's words that the other must have to be called its twin. */
const TWIN_SHARE = 0.85
const TWIN_WORDS = 12

function text(message: string, twin: string): MessageText {
  return {
    message,
    why: `${twin}\n{slip}The compiler stops at line {line} on every system, so the answer is always no and the build goes on.\n{before}{uses}`,
    benign: 'A slip of the editor that nobody noticed, since a failed check is no error.',
    question: 'Did this check ever succeed with this change? Which configure log shows it?',
    commands: ['git grep -n -w -e {word}'],
  }
}

const alone = 'No other build file was seen to check the same thing.'
const disagreeing = '`{twin}` line {twinLine} makes the same check {without}: the two builds now differ.'
const sandbox = '`{feature}` cannot compile ({fault}): the {protection} sandbox is never compiled in under {system}'
const feature = '`{feature}` check cannot compile ({fault}), so it is never set under {system}'

export default defineRule({
  id: 'build/probe-cannot-compile',
  title: 'feature check whose program cannot compile',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024-landlock'],
  tags: ['CWE-693'],
  uses: [featureProbe, featureUse, vendoredMacro],
  wants: {
    when: context => context.facts('feature-probe').some(isBroken),
    paths: (context, tree) => {
      const broken = new Set(
        context
          .facts('feature-probe')
          .filter(isBroken)
          .map(fact => fact.data.buildSystem),
      )
      const wanted = (['autoconf', 'cmake', 'meson'] as const).filter(system => !broken.has(system) || broken.size > 1)
      const names = context
        .facts('feature-probe')
        .filter(isBroken)
        .flatMap(fact => fact.data.features)
      return [...buildPaths(wanted, tree), ...usePaths(names, tree)]
    },
  },
  messages: {
    sandbox: text(sandbox, alone),
    sandboxTwin: text(sandbox, disagreeing),
    feature: text(feature, alone),
    featureTwin: text(feature, disagreeing),
  },
  examine: { changeSet: examine },
})

function isBroken(fact: ProbeFact): boolean {
  return fact.location.file >= 0 && fact.data.newErrors.length > 0
}

function examine(context: ChangeSetContext): void {
  const probes = context.facts('feature-probe')
  const paths = new Map(context.files.map(file => [file.index, file.path]))
  const published = publishedFiles(context)
  const uses = usesByName(context)
  for (const fact of probes) {
    const fault = fact.data.newErrors[0]
    if (!isBroken(fact) || fault === undefined) continue
    reportBroken(context, fact, fault, findTwin(fact, probes), paths, published.has(fact.location.file), uses)
  }
}

function reportBroken(
  context: ChangeSetContext,
  fact: ProbeFact,
  fault: ProbeFault,
  twin: ProbeFact | undefined,
  paths: ReadonlyMap<number, string>,
  isPublished: boolean,
  index: ReturnType<typeof usesByName>,
): void {
  const { data } = fact
  const protection = protectionOf(data)
  const name = data.features.find(feature => index.has(feature)) ?? data.features[0] ?? data.check
  const { uses, sentence } = consequenceOf(context, index, name)
  const twinPath = twin === undefined ? '' : (paths.get(twin.location.file) ?? systems[twin.data.buildSystem])
  const message = `${protection === undefined ? 'feature' : 'sandbox'}${twin === undefined ? '' : 'Twin'}`
  context.report({
    file: fact.location.file,
    digest: fact.digest,
    side: 'new',
    at: spanOf(fault.line, fault.column, fault.kind === 'missing' ? 0 : fault.text.length),
    text: fault.text,
    message,
    severity: isPublished ? 'low' : severityOf(data, fault, twin, protection),
    confidence: twin === undefined ? 'medium' : 'high',
    data: {
      feature: name,
      word: /^\w+$/.test(name) ? name : '<name>',
      fault: faultText(fault),
      slip: slipText(fault),
      uses: uses.length === 0 ? '' : ` ${sentence}`,
      line: fault.line,
      system: systems[data.buildSystem],
      protection: protection ?? '',
      before: isPublished
        ? 'The whole file is a published version, as it stands.'
        : data.isNew
          ? 'The check is new with this change.'
          : 'The program compiled before this change.',
      twin: baseName(twinPath),
      twinLine: lineOf(twin),
      without: without(fault),
    },
    related: [
      ...(twin === undefined ? [] : [{ fact: twin, label: `the same check, ${without(fault)}` }]),
      ...uses.slice(0, 2).map(use => ({ fact: use, label: 'asks for the answer' })),
    ].map(({ fact: other, label }) => ({
      file: other.location.file,
      side: 'new',
      at: other.location.at,
      label,
      text: other.text,
    })),
  })
}

/** "stray `.`", "missing `;`", "`#error`", "`pledge` takes 2 arguments". */
function faultText({ kind, text }: ProbeFault): string {
  switch (kind) {
    case 'missing':
      return `missing \`${text.slice(0, 12)}\``
    case 'unexpected':
      return `stray \`${text.slice(0, 12)}\``
    case 'error':
      return '`#error`'
    case 'spelling':
    case 'header':
      return 'a slip'
    case 'arguments':
      return `arguments of \`${text.slice(0, 16)}\``
    case 'letter':
      return 'foreign letter'
  }
}

function slipText({ kind, text, meant = '' }: ProbeFault): string {
  if (kind === 'spelling' || kind === 'header') return `\`${text}\` is a letter away from \`${meant}\`.\n`
  return kind === 'arguments' ? `\`${text}\` takes ${meant} arguments. ` : ''
}

/** "without the `.`": what the twin has instead. */
function without(fault: ProbeFault): string {
  if (fault.kind === 'spelling' || fault.kind === 'header') return `with \`${fault.meant?.slice(0, 30)}\``
  return fault.kind === 'missing' ? `with its \`${fault.text}\`` : `without the \`${fault.text.slice(0, 20)}\``
}

function severityOf(data: FeatureProbe, fault: ProbeFault, twin: unknown, protection: string | undefined) {
  if (twin !== undefined) return fault.isConditional ? 'medium' : 'high'
  if (protection !== undefined && !fault.isConditional) return 'high'
  return fault.isConditional || (data.isNew && fault.kind === 'missing') ? 'low' : 'medium'
}

function protectionOf(data: FeatureProbe): string | undefined {
  return protectionIn(`${data.features.join(' ')} ${data.program.join(' ')}`)
}

/** A check of another build system for the same thing, by the name it sets or by its program, that reads well. */
function findTwin(broken: ProbeFact, probes: readonly ProbeFact[]): ProbeFact | undefined {
  const others = probes.filter(other => other.data.buildSystem !== broken.data.buildSystem && !other.data.hasErrors)
  const sameName = others.filter(other => other.data.features.some(name => broken.data.features.includes(name)))
  return (
    sameName.find(other => isSameProgram(other.data.program, broken.data.program)) ??
    others.find(other => isSameProgram(other.data.program, broken.data.program)) ??
    sameName[0]
  )
}

function isSameProgram(a: readonly string[], b: readonly string[]): boolean {
  const [small, large] = a.length < b.length ? [a, b] : [b, a]
  if (small.length < TWIN_WORDS || small.length * 2 < large.length) return false
  const left = new Map<string, number>()
  for (const word of large) left.set(word, (left.get(word) ?? 0) + 1)
  let shared = 0
  for (const word of small) {
    const count = left.get(word) ?? 0
    if (count === 0) continue
    left.set(word, count - 1)
    shared++
  }
  return shared / small.length >= TWIN_SHARE
}
