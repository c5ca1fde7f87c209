import type { SyntaxFault } from './faults'
import type { GrammarStore } from './grammars'
import { probeErrors } from './probeErrors'
import type { Probe } from './probes'

/** What keeps a program from being read, without what checks do on purpose and what is known to be beyond the grammar. */
export function believedErrors(grammars: GrammarStore, probe: Probe): readonly SyntaxFault[] {
  const result = probeErrors(grammars, probe)
  return result.ok ? result.errors.filter(error => !isOnPurpose(error) && !isBeyondGrammar(error.text)) : []
}

/** The errors that the program it was before does not explain; each old error explains one of the same text. */
export function addedErrors(
  grammars: GrammarStore,
  errors: readonly SyntaxFault[],
  old: Probe | undefined,
): readonly SyntaxFault[] {
  if (old === undefined || errors.length === 0) return errors
  const before = believedErrors(grammars, old).map(faultKey)
  return errors.filter(error => {
    const at = before.indexOf(faultKey(error))
    if (at === -1) return true
    before.splice(at, 1)
    return false
  })
}

/** Doubled brackets are m4's quoting, of which a macro around takes one more level away; a switch needs no braces in C. */
function isBeyondGrammar(text: string): boolean {
  return /\[\[|\]\]|^switch\b/.test(text)
}

/** "compile error" between #if and #endif is how a check says no: plain words where code should be. */
function isOnPurpose(error: SyntaxFault): boolean {
  return error.insidePreprocessorIf && (error.kind === 'missing' || /^[a-z]+( [a-z]+)+$/i.test(error.text.trim()))
}

function faultKey(fault: SyntaxFault): string {
  return `${fault.kind} ${fault.text.replace(/\s+/g, ' ')}`
}
