import type { Invocation, Log, Notification, ReportingDescriptor, Run } from 'sarif'
import { escapePlain } from '../../core/explain/escape'
import { shownDocument } from '../../core/explain/explain'
import { ruleMarkdown } from '../../core/explain/markdown'
import { hasHole } from '../../core/model/coverage'
import { inventoryLine } from '../../core/model/inventory'
import { SEVERITIES, type Severity } from '../../core/model/severity'
import type { Rule } from '../../core/rule/rule'
import type { Refusal, Report, Surroundings } from '../report'
import { artifact } from './sarifPlaces'
import { toSarifResult } from './sarifResult'

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'
/** Code scanning sorts by this number; the thresholds are its own. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: '1.0',
}

export function sarifLog(runs: readonly Run[]): Log {
  return { $schema: SCHEMA, version: '2.1.0', runs: [...runs] }
}

export function sarifRun(report: Report, surroundings: Surroundings): Run {
  const { review, label } = report
  const indexes = new Map(surroundings.rules.map((rule, at) => [rule.id as string, at]))
  return {
    tool: tool(surroundings),
    automationDetails: { id: `plainsight/${review.changeSet.origin.kind}/` },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: {
      SRCROOT: { description: { text: 'The top of the repository, as the change leaves it.' } },
      BASE: { description: { text: 'The top of the repository, as it was before the change.' } },
    },
    invocations: [invocation(report)],
    results: review.findings.map(finding => toSarifResult(finding, report, indexes.get(finding.rule))),
    properties: {
      change: escapePlain(label),
      inventory: escapePlain(inventoryLine(review)),
      coverage: review.coverage,
      unusedSuppressions: review.unusedSuppressions,
    },
  }
}

/** A revision that could not be reviewed: a run without results that says so. */
export function refusalRun({ commit, error, remedy }: Refusal, surroundings: Surroundings): Run {
  const text = escapePlain(`${commit}: ${error}${remedy === undefined ? '' : `; ${remedy}`}`)
  return {
    tool: tool(surroundings),
    invocations: [{ executionSuccessful: false, toolExecutionNotifications: [{ level: 'error', message: { text } }] }],
    results: [],
  }
}

function tool({ version, rules, precedents }: Surroundings): Run['tool'] {
  const descriptors = rules.map((rule): ReportingDescriptor => {
    const known = precedents.filter(({ id }) => rule.precedents.includes(id))
    return { ...descriptor(rule), help: { text: shownDocument(rule.document), markdown: ruleMarkdown(rule, known) } }
  })
  return { driver: { name: 'Plainsight', version, semanticVersion: version, rules: descriptors } }
}

function descriptor(rule: Rule): ReportingDescriptor {
  return {
    id: rule.id,
    name: pascalCase(rule.id),
    shortDescription: { text: rule.title },
    fullDescription: { text: `${rule.title}. Severity ${rule.severity}, confidence ${rule.confidence}.` },
    defaultConfiguration: { level: SEVERITIES[rule.severity].sarif },
    properties: {
      tags: ['security', ...rule.tags],
      precision: rule.confidence,
      'security-severity': SECURITY_SEVERITY[rule.severity],
    },
  }
}

function pascalCase(id: string): string {
  return id.replace(/(?:^|[/-])([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** Holes and failures as notifications: a run that saw less than all must not look like a clean one. */
function invocation({ review }: Report): Invocation {
  const { coverage, failures, changeSet } = review
  const notifications: Notification[] = [
    ...failures.map(({ rule, file, reason }) => notification('error', `${rule} failed: ${reason}`, file, { id: rule })),
    ...coverage.unread.map(text => notification('error', `not read: ${text}`)),
    ...coverage.skipped.map(({ file, reason, kind, remedy }) =>
      notification(
        kind === 'by-design' ? 'note' : 'error',
        `not examined: ${reason}${remedy === undefined ? '' : `; ${remedy}`}`,
        file,
      ),
    ),
    ...coverage.partial.map(({ file, reason }) => notification('note', `examined in part: ${reason}`, file)),
    ...changeSet.notices.map(text => notification('note', text)),
  ]
  return {
    executionSuccessful: failures.length === 0 && !hasHole(coverage),
    ...(notifications.length === 0 ? {} : { toolExecutionNotifications: notifications }),
  }
}

function notification(
  level: 'error' | 'note',
  text: string,
  file?: string,
  rule?: { readonly id: string },
): Notification {
  return {
    level,
    message: { text: escapePlain(text) },
    ...(rule === undefined ? {} : { associatedRule: { id: rule.id } }),
    ...(file === undefined ? {} : { locations: [{ physicalLocation: { artifactLocation: artifact(file, 'new') } }] }),
  }
}
