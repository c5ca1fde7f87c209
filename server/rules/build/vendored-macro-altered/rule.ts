import { type UnpublishedStep, type VendoredMacro, vendoredMacro } from '../../../core/facts/vendoredMacro'
import type { SignKind } from '../../../core/macros/signs'
import { VENDORABLE_PATHS } from '../../../core/macros/vendored'
import { lineSpan } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { counted, shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

const benign = 'A patch of a distribution or a fix that is not upstream yet.'
const question = 'Where does this text come from, and is there an upstream commit that has it?'
const commands = ['git log --oneline -- {path}']

export default defineRule({
  id: 'build/vendored-macro-altered',
  title: 'copy of a published build macro differs from every published version',
  severity: 'info',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['xz-2024'],
  tags: ['CWE-506'],
  files: { paths: VENDORABLE_PATHS },
  uses: [vendoredMacro],
  messages: {
    steps: {
      message: '`{name}` has unpublished lines that take steps from bytes to a command: {kinds}',
      why: '{version}.{serial}\nIn no version published up to {through}: {lines} of it. Such a line {steps}.',
      benign,
      question,
      commands,
    },
    near: {
      message: '`{name}` equals no published version known here; it has {lines} of its own',
      why: '{version}.{serial}\nCompared without stamps and serial, with what was published up to {through}.',
      benign,
      question,
      commands,
    },
    newer: {
      message: '`{name}` says it is newer than the published versions known here, which end {through}',
      why: '{version}.{serial}\nIn none of them: {lines} of it; it was not compared with the version it may be.',
      benign: 'An ordinary update, published after the table was made.',
      question: 'Which published version is this?',
      commands,
    },
    serial: {
      message: '`{name}` says serial {number}; the highest published one is {highest}',
      why: '{version}. Of two copies of a macro, the build uses the one with the higher serial.\nIn no version published up to {through}: {lines} of it.',
      benign: 'A serial raised by hand so that the local copy wins.',
      question: 'Why was this serial chosen?',
      commands,
    },
    bodies: {
      message: '`{name}`: bodies that were never published, of {count}: {macros}',
      why: '{verified} other macros have a published body; {unknown} have a name nobody published.\nPublished versions are known up to {through}.',
      benign: 'Macros of a distribution, whose libtool or gettext has patches of its own.',
      question: 'Which tools, in which versions, wrote this file?',
      commands,
    },
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  const data = context.facts(vendoredMacro, 'new')[0]?.data
  if (data === undefined || data.standing === 'unknown') return
  const before = context.facts(vendoredMacro, 'old')[0]?.data
  const isChanged = (line: number) => context.isChanged('new', lineSpan(line, ''))
  const lines = data.unpublished.filter(isChanged)
  const steps = data.steps.filter(({ line }) => isChanged(line))
  const found = messageFor(context, data, before, lines, steps)
  if (found === undefined) return
  context.report({
    ...found,
    // Of the whole file, so that it stands beside what other rules say of single lines, and an acceptance covers all.
    at: 'file',
    text: baseName(context.path),
    data: {
      name: baseName(context.path),
      path: shellWord(context.path),
      lines: counted(data.unpublished.length, 'line'),
      version: versionClause(data, before),
      through: data.through,
      serial: data.isSerialAbove
        ? ` Its serial is ${data.serial}; the highest published one is ${data.highestSerial}.`
        : '',
      number: data.serial ?? '',
      highest: data.highestSerial ?? 'none',
      steps: kindsOf(steps).join(', '),
      kinds: counted(kindsOf(steps).length, 'kind'),
      count: counted(data.macros?.other.length ?? 0, 'published macro'),
      macros: data.macros?.other.join(', ') ?? '',
      verified: data.macros?.verified ?? 0,
      unknown: data.macros?.unknown ?? 0,
    },
    related: [...new Set(steps.map(({ line }) => line))].slice(0, LIMIT_RELATED).map(line => ({
      side: 'new' as const,
      at: lineSpan(line, context.side('new')?.lines[line - 1] ?? ''),
      label: steps
        .filter(step => step.line === line)
        .map(({ kind }) => kind)
        .join(', '),
    })),
  })
}

const LIMIT_RELATED = 8
/** Macros gain one with each edit; some may be missing in the table, but neither so many nor so large a part. */
const SERIAL_JUMP = 10
const SERIAL_SHARE = 1.5

/** Text of a file among tests, or of one that a listing leaves out, put where a command stands. */
const runsTestData =
  /(?:`|\$\(|\beval\b|\bsh\b|\|\s*\$\{?(?:SHELL|CONFIG_SHELL)).{0,160}(?:\/|\s)(?:tests?|testdata|fixtures?|corpus)\/[\w./-]+/

type Found = { readonly message: string; readonly severity: Severity }

function messageFor(
  context: FileContext,
  data: VendoredMacro,
  before: VendoredMacro | undefined,
  lines: readonly number[],
  steps: readonly UnpublishedStep[],
): Found | undefined {
  const strong = kindsOf(steps.filter(({ isWeak }) => !isWeak)).length
  if (strong > 0 && kindsOf(steps).length >= 2) return { message: 'steps', severity: 'high' }
  // One step alone is what rules on single lines speak of; here it only adds that nobody published it.
  const text = context.side('new')?.lines
  if (strong > 0 && steps.some(({ line }) => runsTestData.test(text?.[line - 1] ?? '')))
    return { message: 'steps', severity: 'high' }
  if (strong > 0 && data.standing === 'near') return { message: 'steps', severity: 'low' }
  if (data.standing !== 'other' && data.serial !== before?.serial && data.isSerialAbove) {
    if (isJump(data)) return { message: 'serial', severity: 'low' }
    if (data.standing === 'verified' && data.isSerialOther) return { message: 'serial', severity: 'info' }
  }
  if (data.macros !== undefined)
    return lines.length > 0 && data.macros.other.length > 0 ? { message: 'bodies', severity: 'info' } : undefined
  if (data.standing !== 'near' || !(lines.length > 0 || isLeaving(context, data, before))) return undefined
  return { message: data.isNewer ? 'newer' : 'near', severity: 'info' }
}

/** It was a published version, or was not there, and now is none. Of a part of a file that cannot be said. */
function isLeaving(context: FileContext, { standing }: VendoredMacro, before: VendoredMacro | undefined): boolean {
  return context.side('new')?.complete === true && standing === 'near' && before?.standing !== 'near'
}

function isJump({ serial, highestSerial }: VendoredMacro): boolean {
  const [own, highest] = [Number(serial), Number(highestSerial)]
  return own > highest + SERIAL_JUMP && own > highest * SERIAL_SHARE
}

function kindsOf(steps: readonly UnpublishedStep[]): readonly SignKind[] {
  return [...new Set(steps.map(({ kind }) => kind))]
}

function versionClause({ standing, version }: VendoredMacro, before: VendoredMacro | undefined): string {
  if (standing === 'verified') return `Its text is that of ${version}`
  if (standing === 'same-code') return `Its code is that of ${version}`
  if (before?.standing === 'verified') return `Before, it was ${before.version}`
  return version === undefined ? 'It has little in common with any of them' : `The nearest is ${version}`
}
