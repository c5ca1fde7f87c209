import type { FileContent, LoadedFile } from '../model/content'
import type { Location } from '../model/location'
import { createBudget } from './budget'
import type { BinaryContext, BinaryFile, Report } from './context'
import { draftFinding, overrideFor, primaryEvidence, relatedEvidence } from './draft'
import { evidenceDigest, fingerprintParts } from './evidence'
import { type Collected, type ExamineOptions, type ExaminePorts, guarded } from './examination'
import { passesFilter } from './registry'
import type { Collector, Rule } from './rule'

export interface BinaryJob {
  readonly file: LoadedFile
  readonly content: Extract<FileContent, { kind: 'binary' }>
  readonly path: string
  readonly rules: readonly Rule[]
  readonly options: ExamineOptions
  readonly ports: ExaminePorts
}

export function examineBinary(job: BinaryJob, collected: Collected): void {
  const { file, content, path, rules, options, ports } = job
  const binary: BinaryFile = {
    change: file.change,
    path,
    old: content.old,
    new: content.new,
    budget: createBudget(),
  }
  const digest = (report: Pick<Report, 'side' | 'at'>) =>
    evidenceDigest(ports.hash, file.change, content, report.side ?? 'new', report.at)

  const collectors = new Set<Collector>()
  for (const rule of rules) {
    if (!passesFilter(rule.files, path, undefined)) continue
    for (const collector of rule.uses ?? []) {
      if (collector.collectBinary === undefined || collectors.has(collector)) continue
      collectors.add(collector)
      guarded(rule, path, collected, () => {
        for (const draft of collector.collectBinary?.(binary) ?? [])
          collected.facts.push({
            kind: collector.kind,
            subject: draft.subject,
            location: { file: file.change.index, side: draft.side, at: draft.at },
            text: draft.text ?? '',
            digest: digest(draft),
            isChanged: true,
            data: draft.data,
          })
      })
    }
    const { examine } = rule
    if (!('binary' in examine)) continue
    const context: BinaryContext = {
      ...binary,
      scope: options.scope,
      report: report => {
        const side = report.side ?? (file.change.new === undefined ? 'old' : 'new')
        const at = (place: Location['at'], on: typeof side): Location => ({
          file: file.change.index,
          side: on,
          at: place,
        })
        const text = report.text ?? ''
        collected.findings.push(
          draftFinding(rule, report, {
            evidence: [
              primaryEvidence(at(report.at, side), text),
              ...(report.related ?? []).map(place => relatedEvidence(at(place.at, place.side), place)),
            ],
            digest: digest({ side, at: report.at }),
            identity: fingerprintParts(rule.id, file.change, side, text),
            override: overrideFor(options.rules, rule.id),
            isPartial: false,
          }),
        )
      },
    }
    guarded(rule, path, collected, () => examine.binary(context))
  }
}
