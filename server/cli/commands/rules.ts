import { escapeJson, escapeMarkdown, markdownCode } from '../../core/explain/escape'
import type { Rule } from '../../core/rule/rule'
import { EXIT } from '../exitCode'
import type { Session } from '../session'
import { styleFor } from '../style'

/** Every rule there is, whatever the settings. */
export async function rules(session: Session): Promise<number> {
  const all = session.registry.rules
  const print = { json: asJson, markdown: asMarkdown, text: () => asText(all, session.surroundings('review').color) }
  const { format } = session.invocation
  await session.sink.write(format === 'json' || format === 'markdown' ? print[format](all) : print.text())
  return EXIT.clean
}

export function asText(all: readonly Rule[], color: boolean): string {
  const style = styleFor(color)
  const lines = all.flatMap(({ id, severity, mode, title }) => [
    `${style.severity(severity, severity.padEnd(9))}${style.bold(id)}${mode === 'thorough' ? ' (thorough)' : ''}`,
    `         ${title}`,
  ])
  return `${lines.join('\n')}\n`
}

function asJson(all: readonly Rule[]): string {
  const rows = all.map(({ id, title, severity, confidence, mode, scope, precedents, tags }) => ({
    id,
    title,
    severity,
    confidence,
    mode,
    scope,
    precedents,
    tags,
  }))
  return `${escapeJson(rows, 2)}\n`
}

function asMarkdown(all: readonly Rule[]): string {
  const rows = all.map(
    ({ id, title, severity, confidence, mode }) =>
      `| ${markdownCode(id)} | ${escapeMarkdown(title)} | ${severity} | ${confidence} | ${mode} |`,
  )
  return `| Rule | What it flags | Severity | Confidence | Mode |\n|---|---|---|---|---|\n${rows.join('\n')}\n`
}
