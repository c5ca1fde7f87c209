import type { TextSpan } from '../model/location'
import type { EmbeddedText } from './embeddedText'
import { collectFaults, type SyntaxFault } from './faults'
import type { GrammarStore } from './grammars'
import { LineTable } from './lineTable'
import { type ParseBudget, type ParseFailure, parse } from './parse'
import type { Probe } from './probes'
import { blank, substitutePlaceholders } from './template'

/** A program of the size of a feature check; 64 KB is far beyond any. */
const probeBudget: ParseBudget = { limitUnits: 65_536, limitSteps: 20_000 }

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
  const body = probe.body.withText(text => prepare(probe, text))
  const languages = probe.language === 'cpp' ? (['cpp'] as const) : (['c', 'cpp'] as const)
  let best: readonly SyntaxFault[] | undefined
  for (const language of languages) {
    const result = parse(grammars, language, body.text, budget)
    if (!result.ok) return result
    try {
      const faults = collectFaults(result.tree.rootNode, probe.body.text)
      if (best === undefined || faults.length < best.length) best = faults
    } finally {
      result.tree.delete()
    }
    if (best.length === 0) break
  }
  return { ok: true, errors: outerFaults(body, best ?? []) }
}

function outerFaults(body: EmbeddedText, faults: readonly SyntaxFault[]): readonly SyntaxFault[] {
  if (faults.length === 0) return faults
  const lines = new LineTable(body.text)
  const outer = (span: TextSpan): TextSpan => body.span(lines.offset(span.start), lines.offset(span.end))
  return faults.map(fault => ({ ...fault, span: outer(fault.span) }))
}

function prepare(probe: Probe, text: string): string {
  // An identifier alone on a line would be read together with the next one, and what a placeholder on a line of its own
  // stands for is includes or declarations. Only there: anywhere else it is part of an expression.
  const alone = probe.buildSystem === 'autoconf' ? autoconfPlaceholderLine : placeholderLine
  const substituted = substitutePlaceholders(text.replace(alone, blank)).replace(/\$(?=\w)/g, '_')
  return blankCplusplusBlocks(substituted)
}

const placeholderLine = /^[ \t]*(?:@\w+@|\$\{?\w+\}?)[ \t]*$/gm
const autoconfPlaceholderLine = /^[ \t]*(?:@\w+@|\$\{?\w+\}?|_?(?:AC|m4)_\w+(?:\(.*\))?)[ \t]*$/gm

/** `#ifdef __cplusplus` around `extern "C" {` opens in one block what another closes; the C compiler sees neither. */
function blankCplusplusBlocks(text: string): string {
  if (!text.includes('__cplusplus')) return text
  let depth = 0
  return text
    .split('\n')
    .map(line => {
      const opens = /^\s*#\s*if/.test(line)
      if (depth === 0) {
        if (/^\s*#\s*if(?:def\s+|\s+defined\b.*)__cplusplus/.test(line)) depth = 1
        return line
      }
      if (opens) depth++
      else if (/^\s*#\s*endif/.test(line)) depth--
      else if (depth === 1 && /^\s*#\s*el/.test(line)) depth = 0
      return depth === 0 ? line : blank(line)
    })
    .join('\n')
}
