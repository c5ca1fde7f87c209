/** high and critical: a careful maintainer would stop the merge and ask; medium: look twice; low, info: wants to know. */
export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info'
export type Confidence = 'high' | 'medium' | 'low'
export type EditorSeverity = 'error' | 'warning' | 'information'
export type SarifLevel = 'error' | 'warning' | 'note'

interface SeverityRow {
  readonly rank: number
  readonly editor: EditorSeverity
  readonly sarif: SarifLevel
}

/**
 * The one place that says what a severity means on each surface. In the editor nothing is more than a warning: files
 * must not turn red, and F8 belongs to the compiler; `error` there is opt-in. Never a hint: VS Code hides those.
 */
export const SEVERITIES: Readonly<Record<Severity, SeverityRow>> = {
  critical: { rank: 4, editor: 'warning', sarif: 'error' },
  high: { rank: 3, editor: 'warning', sarif: 'error' },
  medium: { rank: 2, editor: 'warning', sarif: 'warning' },
  low: { rank: 1, editor: 'information', sarif: 'note' },
  info: { rank: 0, editor: 'information', sarif: 'note' },
}

export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES[severity].rank >= SEVERITIES[threshold].rank
}

export function isSeverity(text: string): text is Severity {
  return Object.hasOwn(SEVERITIES, text)
}
