import type { Severity } from '../core/model/severity'

/** Paints text for a terminal, or leaves it as it is. Text must be escaped before it comes here. */
export interface Style {
  bold(text: string): string
  dim(text: string): string
  severity(severity: Severity, text: string): string
}

const CODES: Readonly<Record<Severity, string>> = {
  critical: '1;31',
  high: '31',
  medium: '33',
  low: '36',
  info: '2',
}

const PLAIN: Style = { bold: text => text, dim: text => text, severity: (_, text) => text }
const COLOURED: Style = {
  bold: text => paint('1', text),
  dim: text => paint('2', text),
  severity: (severity, text) => paint(CODES[severity], text),
}

export function styleFor(color: boolean): Style {
  return color ? COLOURED : PLAIN
}

function paint(code: string, text: string): string {
  return text === '' ? '' : `\u001b[${code}m${text}\u001b[0m`
}
