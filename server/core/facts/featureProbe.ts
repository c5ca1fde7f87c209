import { isKnownLine, type TextSide } from '../model/content'
import { lastLine } from '../model/location'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import type { SyntaxFault } from '../syntax/faults'
import { addedErrors, believedErrors } from '../syntax/probeComparison'
import { type MeaningFault, meaningFaults } from '../syntax/probeMeaning'
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
  files: { languages: ['bash', 'cmake', 'm4', 'meson', 'python'] },
  triggers: [
    'source_compiles',
    'source_runs',
    'try_compile',
    'try_run',
    '_IFELSE',
    'AC_TRY_',
    'SOURCE_COMPILES',
    '.compiles',
    '.links',
    '.run',
    'TMPC',
    '.c <<',
    '.c<<',
    'TryCompile',
    'TryLink',
    'TryRun',
    'fragment',
    'CHECK_CODE',
  ],
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
    const errors = believedErrors(side.grammars, probe)
    const added = addedErrors(side.grammars, errors, old).map(toFault)
    const meanings = added.length > 0 ? [] : meaningFaults(probe)
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
        ...(old === undefined ? {} : { before: words(old) }),
        newErrors: added.length > 0 ? added : addedMeanings(meanings, old).map(meaningToFault),
        hasErrors: errors.length > 0 || meanings.length > 0,
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

function toFault(fault: SyntaxFault): ProbeFault {
  return {
    kind: fault.kind,
    text: fault.text.trim().split('\n', 1)[0] ?? '',
    line: fault.span.start.line,
    column: fault.span.start.column,
    isConditional: fault.insidePreprocessorIf,
  }
}

function addedMeanings(faults: readonly MeaningFault[], old: Probe | undefined): readonly MeaningFault[] {
  if (faults.length === 0 || old === undefined) return faults
  const before = new Set(meaningFaults(old).map(({ kind, text }) => `${kind} ${text}`))
  return faults.filter(({ kind, text }) => !before.has(`${kind} ${text}`))
}

function meaningToFault({ kind, text, meant, span }: MeaningFault): ProbeFault {
  return { kind, text, meant, line: span.start.line, column: span.start.column, isConditional: false }
}

function words(probe: Probe): readonly string[] {
  const text = probe.body.text
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ')
    .replace(/\bint\s+main\s*\((?:\s*void\s*)?\)\s*\{\s*(?:;\s*)?return\s+0\s*;\s*\}/g, ' ')
  return text.match(/\w+|[^\s\w]/g) ?? []
}
