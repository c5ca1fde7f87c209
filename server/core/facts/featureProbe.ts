import { isKnownLine, type TextSide } from '../model/content'
import { lastLine } from '../model/location'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import type { SyntaxFault } from '../syntax/faults'
import { probeErrors } from '../syntax/probeErrors'
import { findProbes, matchProbe, type Probe } from '../syntax/probes'
import type { FactDraft } from './fact'
import type { ProbeFault } from './kinds'

/** Checks of one build file beyond which no more are read. */
const LIMIT_PROBES = 400
/** Budget units one program costs: two parses of a few dozen lines. */
const UNITS_PER_PROBE = 5_000

/** The programs a build compiles to find out what the system can do, with what keeps them from compiling. */
export const featureProbe = defineCollector({
  kind: 'feature-probe',
  files: { languages: ['cmake', 'm4'] },
  triggers: ['source_compiles', 'source_runs', 'try_compile', 'try_run', '_IFELSE', 'AC_TRY_', 'SOURCE_COMPILES'],
  embeds: ['c', 'cpp'],
  collect: side => (side.side === 'new' ? collect(side) : []),
})

function collect(side: SideContext): readonly FactDraft<'feature-probe'>[] {
  if (side.language === undefined) return []
  const olds = side.other === undefined ? [] : wholeProbes(side.language, side.other)
  const drafts: FactDraft<'feature-probe'>[] = []
  for (const probe of wholeProbes(side.language, side.text)) {
    if (!side.budget.spend(UNITS_PER_PROBE)) break
    const old = matchProbe(probe, olds)
    const errors = errorsOf(side, probe)
    drafts.push({
      subject: probe.resultVariable ?? words(probe).join(' ').slice(0, 200),
      side: 'new',
      at: probe.span,
      text: probe.check,
      data: {
        buildSystem: probe.buildSystem,
        check: probe.check,
        features: probe.resultVariables,
        program: words(probe),
        isNew: old === undefined,
        newErrors: errors.length === 0 ? [] : added(errors, old, side).map(toFault),
        hasErrors: errors.length > 0,
      },
    })
  }
  return drafts
}

/** A bare patch shows parts; a program that is not there as a whole cannot be judged. */
function wholeProbes(language: NonNullable<SideContext['language']>, text: TextSide): readonly Probe[] {
  const probes = findProbes(language, text.text).slice(0, LIMIT_PROBES)
  if (text.complete) return probes
  return probes.filter(({ span }) => {
    for (let line = span.start.line; line <= lastLine(span); line++) if (!isKnownLine(text, line)) return false
    return true
  })
}

function errorsOf(side: SideContext, probe: Probe): readonly SyntaxFault[] {
  const result = probeErrors(side.grammars, probe)
  return result.ok ? result.errors.filter(error => !isOnPurpose(error) && !isBeyondGrammar(error.text)) : []
}

/** Doubled brackets are m4's quoting, of which a macro around takes one more level away; a switch needs no braces in C. */
function isBeyondGrammar(text: string): boolean {
  return /\[\[|\]\]|^switch\b/.test(text)
}

/** "compile error" between #if and #endif is how a check says no: plain words where code should be. */
function isOnPurpose(error: SyntaxFault): boolean {
  return error.insidePreprocessorIf && (error.kind === 'missing' || /^[a-z]+( [a-z]+)+$/i.test(error.text.trim()))
}

function added(errors: readonly SyntaxFault[], old: Probe | undefined, side: SideContext): readonly SyntaxFault[] {
  if (old === undefined) return errors
  const before = errorsOf(side, old).map(faultKey)
  return errors.filter(error => {
    const at = before.indexOf(faultKey(error))
    if (at === -1) return true
    before.splice(at, 1)
    return false
  })
}

function faultKey(fault: SyntaxFault): string {
  return `${fault.kind} ${fault.text.replace(/\s+/g, ' ')}`
}

function toFault(fault: SyntaxFault): ProbeFault {
  return {
    kind: fault.kind,
    text: fault.text.trim().split('\n', 1)[0] ?? '',
    line: fault.span.start.line,
    column: fault.span.start.column,
    isConditional: fault.insidePreprocessorIf,
  }
}

function words(probe: Probe): readonly string[] {
  const text = probe.body.text
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ')
    .replace(/\bint\s+main\s*\((?:\s*void\s*)?\)\s*\{\s*(?:;\s*)?return\s+0\s*;\s*\}/g, ' ')
  return text.match(/\w+|[^\s\w]/g) ?? []
}
