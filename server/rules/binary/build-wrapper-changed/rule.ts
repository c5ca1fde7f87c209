import type { Fact } from '../../../core/facts/fact'
import type { OpaqueFile } from '../../../core/facts/kinds'
import { opaqueFile } from '../../../core/facts/opaqueFile'
import { wrapperSetting } from '../../../core/facts/wrapperSetting'
import { shownSize } from '../../../core/formats/measure'
import {
  type BuildWrapper,
  buildWrapperAt,
  isWrapperScript,
  versionInAddress,
} from '../../../core/manifests/buildWrapper'
import type { Side } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext, FileSummary } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

const question = 'Which release of the build tool does this come from, and does its published checksum agree?'
const compare =
  'Whoever builds runs this file first. Compare it with the checksum that the tool publishes for its release.'

function text(message: string, why: string, benign: string): MessageText {
  return { message, why, benign, question, commands: ['git log --stat --oneline -- {path}'] }
}

export default defineRule({
  id: 'binary/build-wrapper-changed',
  title: 'program that starts the build was exchanged, or fetches its tool in another way',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['gradle-wrapper-2023'],
  tags: ['CWE-506', 'CWE-494'],
  uses: [opaqueFile, wrapperSetting],
  wants: {
    when: context => wrappers(context).length > 0,
    paths: context => wrappers(context).flatMap(({ wrapper }) => wrapper.settings ?? []),
  },
  messages: {
    swapped: text(
      '`{name}` replaced ({sizes}), {settings}',
      `${compare}\n{inside}`,
      'An upgrade in two commits: the settings first, the archive with the next run of the tool.',
    ),
    upgraded: text(
      '`{name}` {verb} ({sizes}) together with its settings: {settings}',
      `${compare}\n{inside}`,
      'An upgrade of the build tool as the tool itself makes it.',
    ),
    release: text(
      '`{name}` changed, though the version in its name did not',
      `${compare}`,
      'A release that was patched for this project, or written anew with other line ends.',
    ),
    unchecked: text(
      'The wrapper no longer checks what it fetches: `{key}` was removed',
      'Whatever is found at the address is run in the next build.\nIt names {address}.',
      'A new version whose checksum was not written down yet.',
    ),
    checksum: text(
      '`{key}` changed, though the address it belongs to did not',
      'A released file never changes, so one of the two checksums is not that of the release.\nIt names {address}.',
      'The checksum was wrong before, and the wrapper refused to start.',
    ),
    source: text(
      'The wrapper fetches its tool from `{host}`, before from `{before}`',
      'What is found there is run in the next build.\nIt names {address}.',
      'A mirror of the company, or the old address of the tool.',
    ),
  },
  examine: { changeSet: examine },
})

interface ChangedWrapper {
  readonly file: FileSummary
  readonly wrapper: BuildWrapper
}

function wrappers(context: ChangeSetContext): readonly ChangedWrapper[] {
  return context.files.flatMap(file => {
    const wrapper = file.kind === 'deleted' ? undefined : buildWrapperAt(file.path)
    return wrapper === undefined ? [] : [{ file, wrapper }]
  })
}

function examine(context: ChangeSetContext): void {
  const facts = new Map(context.facts('opaque-file').map(fact => [fact.location.file, fact]))
  for (const changed of wrappers(context)) {
    const fact = facts.get(changed.file.index)
    if (fact !== undefined) examineArchive(context, changed, fact)
    else if (changed.wrapper.tool === 'Yarn') examineRelease(context, changed.file)
  }
  examineSettings(context)
}

function examineArchive(context: ChangeSetContext, { file, wrapper }: ChangedWrapper, fact: Fact<'opaque-file'>): void {
  const { data } = fact
  if (data.change === 'deleted' || data.oldHash === data.newHash) return
  const from = versionOf(context, wrapper, 'old')
  const to = versionOf(context, wrapper, 'new')
  const isAdded = data.change === 'added'
  const isUpgraded = to !== undefined && from !== to
  context.report({
    file: file.index,
    digest: fact.digest,
    at: 'file',
    text: baseName(file.path),
    message: isUpgraded ? 'upgraded' : 'swapped',
    severity: isUpgraded ? 'info' : severityOf(context, isAdded),
    data: {
      name: baseName(file.path),
      path: shellWord(file.path),
      verb: data.change,
      sizes: isAdded ? shownSize(data.newSize ?? 0) : `${data.oldSize ?? 0} → ${data.newSize ?? 0} bytes`,
      settings: isUpgraded ? upgrade(wrapper, from, to) : settingsClause(wrapper, to),
      inside: insideClause(data),
    },
  })
}

/** The tool writes archive and scripts together, so scripts without settings are half of an upgrade. */
function severityOf(context: ChangeSetContext, isAdded: boolean): Severity {
  return isAdded || context.files.some(file => isWrapperScript(file.path)) ? 'medium' : 'high'
}

function upgrade({ tool }: BuildWrapper, from: string | undefined, to: string): string {
  return from === undefined ? `${tool} ${to}` : `${tool} ${from} → ${to}`
}

function settingsClause({ tool }: BuildWrapper, version: string | undefined): string {
  return version === undefined ? `and no settings that name its version` : `while its settings name ${tool} ${version}`
}

/** Which release the settings beside the archive fetch; Maven's may name the archive itself. */
function versionOf(context: ChangeSetContext, { settings }: BuildWrapper, side: Side): string | undefined {
  const lines = context
    .facts('wrapper-setting')
    .filter(({ data, location }) => data.path === settings && location.side === side)
  const value = (key: string) => lines.find(fact => fact.subject === key)?.data.value
  const named = [value('distributionUrl'), value('wrapperUrl')].flatMap(one => one ?? [])
  const versions = [value('wrapperVersion'), ...named.map(one => versionInAddress(one) ?? one)].flatMap(
    one => one ?? [],
  )
  return versions.length === 0 ? undefined : [...new Set(versions)].join(', ')
}

function insideClause({ contentChange, established }: OpaqueFile): string {
  return `Inside: ${contentChange ?? (established.join('; ') || 'not looked at')}.`
}

function examineRelease(context: ChangeSetContext, file: FileSummary): void {
  if (file.kind !== 'modified' || (file.oldId !== undefined && file.oldId === file.newId)) return
  context.report({
    file: file.index,
    digest: `release:${file.oldId ?? ''}:${file.newId ?? ''}:${file.added}:${file.removed}`,
    at: 'file',
    text: baseName(file.path),
    message: 'release',
    severity: 'high',
    data: { name: baseName(file.path), path: shellWord(file.path) },
  })
}

const CHECKS = [
  { key: 'distributionSha256Sum', of: 'distributionUrl' },
  { key: 'wrapperSha256Sum', of: 'wrapperUrl' },
] as const

function examineSettings(context: ChangeSetContext): void {
  const facts = context.facts('wrapper-setting')
  for (const file of context.files) {
    const lines = facts.filter(fact => fact.location.file === file.index)
    const find = (key: string, side: Side) => lines.find(fact => fact.subject === key && fact.location.side === side)
    for (const { key, of } of CHECKS) {
      const address = find(of, 'new')
      if (address === undefined) continue
      const [was, is] = [find(key, 'old'), find(key, 'new')]
      const isMoved = find(of, 'old')?.data.value !== address.data.value
      const data = { key, address: address.data.value, path: shellWord(file.path) }
      if (was?.isChanged && is === undefined) reportLine(context, was, 'unchecked', 'medium', data)
      else if (was !== undefined && is?.isChanged && was.data.value !== is.data.value && !isMoved)
        reportLine(context, is, 'checksum', 'medium', data)
    }
    for (const { of } of CHECKS) {
      const [was, is] = [find(of, 'old'), find(of, 'new')]
      const [before, host] = [originOf(was?.data.value), originOf(is?.data.value)]
      if (is === undefined || !is.isChanged || before === undefined || host === undefined || before === host) continue
      const data = {
        host: shownOrigin(host),
        before: shownOrigin(before),
        address: is.data.value,
        path: shellWord(file.path),
      }
      // From an address without encryption to the same one with it.
      if (host === `https://${before.replace(/^http:\/\//, '')}`) continue
      reportLine(context, is, 'source', host.startsWith('http://') ? 'high' : 'medium', data)
    }
  }
}

/** Scheme and host, since an address without encryption is another source. */
function originOf(address: string | undefined): string | undefined {
  return /^(?:https?|file|ftp):\/\/[^/]*/i.exec(address ?? '')?.[0].toLowerCase()
}

function shownOrigin(origin: string): string {
  return origin.replace(/^https:\/\//, '')
}

function reportLine(
  context: ChangeSetContext,
  fact: Fact<'wrapper-setting'>,
  message: string,
  severity: Severity,
  data: Readonly<Record<string, string>>,
): void {
  const { file, side, at } = fact.location
  context.report({ file, digest: fact.digest, side, at, text: fact.text, message, severity, data })
}
