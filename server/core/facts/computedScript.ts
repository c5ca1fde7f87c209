import type { CodeUnit } from '../embedded/code'
import { latin1 } from '../model/path'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import { m4Script } from '../syntax/m4Bodies'
import { readM4 } from '../syntax/m4Reader'
import type { ShellCommand, ShellWord } from '../syntax/shell'
import { buildMoment } from './buildMoment'
import { placeOf } from './commandReadings'
import type { FactDraft } from './fact'
import { type RanOutput, ranOutputs } from './ranOutput'
import { decoderOf, operands, programOf, wordText } from './shellRoles'
import { takenFile, takesSettings, takesText } from './takenText'
import { factsOfUnits } from './unitFacts'

/** A script some of whose output is run: what can be worked out without running it. */
export interface ComputedScript {
  /** The whole script, its UTF-8 bytes as one character each. */
  readonly script: string
  /** For people, where it stands. */
  readonly where: string
  /** Nothing is decoded: text of a file is run as it stands there, or in parts. */
  readonly isPlain?: boolean
}

const LONGEST_SCRIPT = 64 * 1024

/** Scripts on changed lines that decode something, look for something in the tree or, in a build, take it from a file, and run what comes out. */
export const computedScript = defineCollector({
  kind: 'computed-script',
  parses: true,
  readsCode: true,
  triggers: ['eval', 'sh', 'SHELL', 'python', 'perl', 'source'],
  collect: context => (context.side === 'new' ? factsOfUnits(context, unit => inUnit(unit, context)) : []),
})

function inUnit(unit: CodeUnit, context: SideContext): readonly FactDraft<'computed-script'>[] {
  const ran = ranOutputs(unit.shell()).filter(({ span, parts }) =>
    [span, ...parts].some(part => context.isChanged(part)),
  )
  const workedOut = ran.find(({ makers }) => makers.some(isWorkedOut))
  const found = workedOut ?? ran.find(one => isTaken(one, unit, context))
  const script = found === undefined ? undefined : scriptOf(unit, found)
  if (found === undefined || script === undefined || script.length > LONGEST_SCRIPT) return []
  const bytes = latin1(new TextEncoder().encode(script))
  const where = found.context === '' || unit.host !== undefined ? placeOf(context.path, unit) : found.context
  return [
    {
      subject: found.runner,
      side: 'new',
      at: found.span,
      data: { script: bytes, where, ...(workedOut === undefined ? { isPlain: true } : {}) },
    },
  ]
}

/** Echoes and lists of plain words are what people run every day; only what hides its text is looked into. */
function isWorkedOut(command: Parameters<typeof programOf>[0]): boolean {
  if (decoderOf(command) !== undefined) return true
  return /^[ef]?grep$/.test(programOf(command).name) && operands(command).some(word => /^-\w*[rR]/.test(word))
}

/** What a build takes out of a file and runs; settings are taken every day. */
function isTaken(ran: RanOutput, unit: CodeUnit, { path, language }: SideContext): boolean {
  if (ran.way === 'file' || !ran.isWhole || !ran.isEvaluated) return false
  const { makers } = ran
  if (!makers.some(one => takesText(one) && takenFile(one) !== undefined) || makers.some(takesSettings)) return false
  const moment = buildMoment(path, language, unit, ran.context, false)
  return moment === 'configure' || moment === 'build' || moment === 'install' || moment === 'deploy'
}

function scriptOf(unit: CodeUnit, found: RanOutput): string | undefined {
  switch (unit.language) {
    case 'bash':
    case 'zsh':
      return unit.body.text
    case 'm4':
      return m4Script(readM4(unit.body.text))
    case 'make':
    case 'cmake':
    case 'meson':
      return asPipe(found)
    default:
      return undefined
  }
}

/** Of languages that only hold commands: those that take part, as the shell would be told. */
function asPipe({ makers, runner, way }: RanOutput): string | undefined {
  const pipe = makers.map(asShell).join(' | ')
  if (way === 'pipe') return `${pipe} | ${/^[\w./-]+$/.test(runner) ? runner : '$SHELL'}`
  return way === 'words' ? `eval "$(${pipe})"` : undefined
}

function asShell({ words, redirects }: ShellCommand): string {
  const inputs = redirects.filter(({ operator }) => operator === '<').map(({ target }) => `< ${asWord(target)}`)
  return [...words.map(asWord), ...inputs].join(' ')
}

/** What is fixed is quoted; a variable of the build system becomes one of the shell, so that it can be named. */
function asWord(word: ShellWord): string {
  if (word.resolved !== undefined) return `'${wordText(word).replaceAll("'", "'\\''")}'`
  return word.text.replace(/\$\$/g, '$').replace(/\$\((\w+)\)/g, '$${$1}')
}
