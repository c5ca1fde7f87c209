import type { TextSpan } from '../model/location'
import { preprocessorVariants, type Variants } from './conditionals'
import type { EmbeddedText } from './embeddedText'
import { collectFaults, type SyntaxFault } from './faults'
import type { GrammarStore } from './grammars'
import type { GrammarId } from './language'
import { LineTable } from './lineTable'
import { type ParseBudget, type ParseFailure, parse } from './parse'
import { hasOpenFiller, probeReadings } from './probeReadings'
import { limitProbeUnits, type Probe } from './probes'

const probeBudget: ParseBudget = { limitUnits: limitProbeUnits, limitSteps: 20_000 }

/** Faults have positions in the build file and text as the program has it. */
export type ProbeCheck =
  | { readonly ok: true; readonly errors: readonly SyntaxFault[] }
  | { readonly ok: false; readonly reason: ParseFailure | 'unknown-language' }

/**
 * Reads a probe as the compiler would and says where it cannot be read. C first, then C++ if that reads better, since
 * checks written for either often say neither. Needs the grammars `c` and `cpp`. Never throws on input.
 */
export function probeErrors(grammars: GrammarStore, probe: Probe, budget: ParseBudget = probeBudget): ProbeCheck {
  if (probe.language === 'unknown') return { ok: false, reason: 'unknown-language' }
  if (probe.body.text.length > budget.limitUnits) return { ok: false, reason: 'too-large' }
  const languages = probe.language === 'cpp' ? (['cpp'] as const) : (['c', 'cpp'] as const)
  let best: readonly SyntaxFault[] | undefined
  // What is filled in may open the brace that the program closes.
  const isOpen = hasOpenFiller(probe)
  const { conditionalLines } = preprocessorVariants(probe.body.text)
  for (const text of probeReadings(probe, conditionalLines)) {
    const variants = preprocessorVariants(text)
    for (const language of languages) {
      const found = faultsOfVariants(grammars, language, variants, probe.body.text, budget)
      if (!found.ok) return found
      const errors = isOpen ? found.errors.filter(({ text }) => text.trim() !== '}') : found.errors
      if (best === undefined || weight(errors) < weight(best)) best = errors
      if (best.length === 0) return { ok: true, errors: [] }
    }
  }
  return { ok: true, errors: outerFaults(probe.body, best ?? []) }
}

/** Every fault once. It counts as inside `#if` if it stands there, or if some way through the conditionals lacks it. */
function faultsOfVariants(
  grammars: GrammarStore,
  language: GrammarId,
  { texts, conditionalLines }: Variants,
  source: string,
  budget: ParseBudget,
): ProbeCheck {
  const seen = new Map<string, { readonly fault: SyntaxFault; count: number }>()
  for (const text of texts) {
    const result = parse(grammars, language, text, budget)
    if (!result.ok) return result
    try {
      for (const fault of collectFaults(result.tree.rootNode, source)) {
        const { start } = fault.span
        const key = `${fault.kind} ${start.line}:${start.column} ${fault.text}`
        const known = seen.get(key)
        if (known === undefined) seen.set(key, { fault, count: 1 })
        else known.count++
      }
    } finally {
      result.tree.delete()
    }
  }
  const errors = [...seen.values()].map(({ fault, count }) => ({
    ...fault,
    insidePreprocessorIf: conditionalLines.has(fault.span.start.line - 1) || count < texts.length,
  }))
  return { ok: true, errors: errors.sort((a, b) => a.span.start.line - b.span.start.line) }
}

/** A fault outside conditionals says more than any number inside. */
function weight(faults: readonly SyntaxFault[]): number {
  return faults.reduce((sum, fault) => sum + (fault.insidePreprocessorIf ? 1 : 1000), 0)
}

function outerFaults(body: EmbeddedText, faults: readonly SyntaxFault[]): readonly SyntaxFault[] {
  if (faults.length === 0) return faults
  const lines = new LineTable(body.text)
  const outer = (span: TextSpan): TextSpan => body.span(lines.offset(span.start), lines.offset(span.end))
  return faults.map(fault => ({ ...fault, span: outer(fault.span) }))
}
