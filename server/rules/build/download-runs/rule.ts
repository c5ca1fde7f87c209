import { type CommandReading, commandReadings, pipelinePlace } from '../../../core/facts/commandReadings'
import { addressesIn } from '../../../core/facts/endpoint'
import { fetchedPrograms } from '../../../core/facts/fetchedProgram'
import { fetchOf, ownerOf } from '../../../core/facts/fetchRole'
import { ranOutputs } from '../../../core/facts/ranOutput'
import { type RunMoment, runMoment } from '../../../core/facts/runMoment'
import { operands, programOf, runsFile } from '../../../core/facts/shellRoles'
import { isDocument } from '../../../core/formats/document'
import { type Side, spanOf, type TextSpan } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { shorten } from '../../../core/model/visible'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { downloadedPatches, probeCommands } from './applied'
import { namedScripts } from './scripts'
import { unpackedDownloads } from './unpacked'

export default defineRule({
  id: 'build/download-runs',
  title: 'downloaded text is run as a program',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['hackerbot-2026', 'contagious-2025'],
  tags: ['CWE-494'],
  triggers: [
    'curl',
    'wget',
    'CURL',
    'WGET',
    'aria2c',
    '/dev/tcp/',
    'nc ',
    'ncat',
    'iwr',
    'irm',
    'Invoke-',
    'DownloadString',
    'DownloadFile',
    'eval(',
    'exec(',
    'eval "',
    'eval $',
    'eval get',
    '| sh',
    '| bash',
    'ADD ',
    'patch',
    'git am',
    'git apply',
    'system(',
    'execSync(',
    'shell=True',
    'shell: true',
    '"-c"',
    "'-c'",
    'popen(',
    'apply from',
    'apply(from',
    'evaluate',
    'Eval.',
    'parseClass',
    'GroovyShell',
  ],
  readsCode: true,
  readsLongLines: true,
  messages: {
    patches: {
      message: '`{name}` now changes what is built by what `{host}` answers',
      why: 'The answer is applied to the sources by `{program}` and is in no review; it can differ from one download to the next.\nWhat is built or packed after that step is not what is committed.',
      benign: 'A fix that the project has not taken yet, in a recipe of a package.',
      question: 'Could the patch be kept in the tree, or be compared with a known digest first?',
      commands: ['git log --oneline -S{word}'],
    },
    runs: {
      message: '`{name}` now runs what `{host}` answers, without looking at it',
      why: 'What runs is decided by the host at that moment, and can differ from one download to the next.\n{note}',
      benign: 'The usual way to install a tool chain in a build.',
      question: 'Could the script be kept in the tree, or be checked against a known digest before it runs?',
      commands: ['git log --oneline -S{word}'],
    },
    unpacked: {
      message: '`{name}` now unpacks what `{host}` answers while it comes in, without looking at it',
      why: 'What is in the archive is decided by the host at that moment; nothing can compare it with a digest first.\n{note}',
      benign: 'The usual way to bring in a tool of a fixed version.',
      question: 'Could the archive be stored first and be checked against a known digest?',
      commands: ['git log --oneline -S{word}'],
    },
  },
  examine: { file: examine },
})

interface Download {
  readonly where: string
  readonly span: TextSpan
  readonly parts: readonly TextSpan[]
  readonly host: string
  /** The host and, where many people share one, whose part of it. */
  readonly owner: string
  readonly way: 'pipe' | 'words' | 'file' | 'program'
  readonly isPlain: boolean
  readonly moment: RunMoment
}

function examine(context: FileContext): void {
  if (isDocument(context.path)) return
  examinePatches(context)
  if (context.scope === 'review') examineArchives(context)
  const found = downloadsOn(context, 'new')
  if (found.length === 0) return
  const before = new Set(downloadsOn(context, 'old').map(({ owner }) => owner))
  const reported = new Set<number>()
  for (const download of found) {
    const place = [download.span, ...download.parts].find(span => context.isChanged('new', span))
    if (place === undefined || before.has(download.owner) || reported.has(place.start.line)) continue
    reported.add(place.start.line)
    const { where, host } = download
    context.report({
      message: 'runs',
      at: place,
      severity: severityOf(context, download),
      data: {
        name: where,
        host: host === '' ? 'a host named elsewhere' : host,
        word: /^[\w.-]+$/.test(host) ? host : '<host>',
        note: noteOn(download),
      },
      related: download.parts
        .filter(part => part.start.line !== place.start.line)
        .slice(0, 4)
        .map(at => ({ side: 'new' as const, at, label: 'takes part in it' })),
    })
  }
}

/** Whoever installs, opens the folder or lends a secret has not asked for a tool chain; whoever builds may have. */
function severityOf({ path }: FileContext, { moment, way }: Download): Severity {
  // Read at every start of the tests, whichever of them somebody wanted to run.
  if (moment === 'test') return /(?:^|\/)conftest\.py$/.test(path) ? 'medium' : 'low'
  return moment !== 'build' || way === 'program' ? 'high' : 'medium'
}

function noteOn({ way, isPlain }: Download): string {
  if (isPlain) return 'The connection is not protected either.'
  if (way === 'file') return 'No check of a digest or a signature was seen between the download and the run.'
  return 'A broken connection can also leave half of it run.'
}

function downloadsOn(context: FileContext, side: Side): readonly Download[] {
  const text = context.side(side)
  if (text === undefined || !context.budget.spend(text.text.length)) return []
  const moment = (one: CommandReading['unit'], at: TextSpan) => runMoment(context, one, at)
  const inShell = commandReadings(context, side).flatMap(one =>
    inCommands(one).map(found => ({
      ...found,
      where: pipelinePlace(one, found.context),
      moment: moment(one.unit, found.span),
    })),
  )
  const inPrograms = context.code(side).flatMap(unit =>
    (unit.decodings.length > 0 ? [] : fetchedPrograms(unit)).map(({ span, runner, host, parts }): Download => {
      const where = unit.context === '' ? `${baseName(context.path)}: ${runner}` : unit.context
      const shared = { span, parts, host, owner: host === '' ? `${runner} ${parts.length}` : host }
      return { ...shared, where, way: 'program', isPlain: false, moment: moment(unit, span) }
    }),
  )
  return [
    ...inProbes(context, side),
    ...inShell,
    ...inPrograms,
    ...inPowershell(context, side),
    ...inImage(context, side),
    ...byAddress(context, side),
  ]
}

/** Text that a command gets from another machine and puts into the sources. */
function examinePatches(context: FileContext): void {
  const found = patchesOn(context, 'new')
  if (found.length === 0) return
  const before = new Set(patchesOn(context, 'old').map(({ owner }) => owner))
  for (const { at, host, owner, program, isPinned, moment } of found) {
    if (before.has(owner) || !context.isChanged('new', at)) continue
    const isReleased = /release|publish|tarball|dist|package|deploy/i.test(context.path)
    context.report({
      message: 'patches',
      at,
      severity: moment === 'test' || isPinned ? 'low' : isReleased || moment === 'secrets' ? 'high' : 'medium',
      data: {
        name: baseName(context.path),
        host: host === '' ? 'a host named elsewhere' : host,
        program,
        word: shellWord(host),
      },
    })
  }
}

/** Ordinary where tools are brought in, so low; more where somebody runs it who asked for no tool. */
function examineArchives(context: FileContext): void {
  const found = archivesOn(context, 'new')
  if (found.length === 0) return
  const told = new Set(archivesOn(context, 'old').map(({ owner }) => owner))
  for (const { at, fetched, owner, folder, started, where, moment } of found) {
    if (told.has(owner) || !context.isChanged('new', at)) continue
    told.add(owner)
    const isAsked = moment === 'build' || moment === 'test'
    context.report({
      message: 'unpacked',
      at,
      severity: started !== undefined && !isAsked ? 'medium' : 'low',
      data: {
        name: where,
        host: fetched.host === '' ? 'a host named elsewhere' : fetched.host,
        word: shellWord(fetched.host),
        note:
          started === undefined
            ? `It goes to \`${folder === '' ? '.' : shorten(folder, 30)}\`; what is run of it was not seen.`
            : `\`${shorten(started.program, 40)}\` is started out of it.`,
      },
      related: started === undefined ? [] : [{ side: 'new' as const, at: started.at, label: 'starts a part of it' }],
    })
  }
}

function archivesOn(context: FileContext, side: Side) {
  if (!/\|/.test(context.side(side)?.text ?? '')) return []
  return commandReadings(context, side).flatMap(one =>
    one.decodings.length > 0
      ? []
      : unpackedDownloads(one.reading.pipelines, one.later).map(found => ({
          ...found,
          where: pipelinePlace(one, found.context),
          owner:
            found.fetched.host === '' ? `${found.fetched.program} ${found.fetched.address}` : ownerOf(found.fetched),
          moment: runMoment(context, one.unit, found.at),
        })),
  )
}

function patchesOn(context: FileContext, side: Side) {
  return commandReadings(context, side).flatMap(one =>
    one.decodings.length > 0
      ? []
      : downloadedPatches(one.reading, one.later).map(found => ({
          ...found,
          moment: runMoment(context, one.unit, found.at),
        })),
  )
}

/** Programs of C inside a build file, which are compiled and run by it: what they give to a shell. */
function inProbes(context: FileContext, side: Side): readonly Download[] {
  if (context.language === 'c' || context.language === 'cpp') return []
  return probeCommands(context.side(side)?.lines ?? []).flatMap(({ reading, span, caller }) =>
    inCommands({ reading, later: [], decodings: [], where: '', unit: undefined }).map(
      (found): Download => ({
        ...found,
        span,
        parts: [],
        where: `${baseName(context.path)}: ${caller}`,
        way: 'program',
        moment: runMoment(context, undefined, span),
      }),
    ),
  )
}

/** `ADD <address> <file>` of a Dockerfile, and a later `RUN` of that file; `--checksum` says what it must be. */
function inImage(context: FileContext, side: Side): readonly Download[] {
  if (context.language !== 'dockerfile') return []
  const added = (context.side(side)?.lines ?? []).flatMap((line, index) => {
    const found = /^\s*ADD\s+(?!.*--checksum)(?:--\S+\s+)*(\S+)\s+(\S+)\s*$/i.exec(line.slice(0, 2_000))
    const [, written = '', target = ''] = found ?? []
    const address = addressesIn(written)[0]
    if (address === undefined) return []
    const file = target.endsWith('/') ? target + baseName(written) : target
    return [{ address, file, at: spanOf(index + 1, 0, line.length) }]
  })
  if (added.length === 0) return []
  return commandReadings(context, side).flatMap(one =>
    one.reading.pipelines
      .flatMap(({ commands }) => commands)
      .flatMap((command): readonly Download[] => {
        const file = runsFile(command)
        const source = file === undefined ? undefined : added.find(each => each.file === file)
        if (source === undefined || source.at.start.line >= command.span.start.line) return []
        const { host, text, scheme } = source.address
        const shared = { span: command.span, parts: [source.at], host, owner: ownerOf({ host, address: text }) }
        const moment = runMoment(context, one.unit, command.span)
        return [{ ...shared, where: one.where, way: 'file', isPlain: scheme === 'http', moment }]
      }),
  )
}

/** Scripts that a tool fetches by itself, without a command. */
function byAddress(context: FileContext, side: Side): readonly Download[] {
  const text = context.side(side)
  if (text === undefined) return []
  return namedScripts(context.path, text.text, text.lines).map(({ span, address, runner }): Download => {
    const host = addressesIn(address)[0]?.host ?? ''
    return {
      where: `${baseName(context.path)}: ${runner}`,
      span,
      parts: [],
      host,
      owner: ownerOf({ host, address }),
      way: 'pipe',
      isPlain: /^http:/i.test(address),
      moment: runMoment(context, undefined, span),
    }
  })
}

interface RanDownload extends Omit<Download, 'where' | 'moment'> {
  readonly context: string
}

function inCommands({ reading, later, decodings }: CommandReading): readonly RanDownload[] {
  if (decodings.length > 0) return []
  const isVerified = [...reading.pipelines, ...later].some(({ commands }) => commands.some(verifies))
  return ranOutputs(reading, later).flatMap(({ way, makers, runner, span, parts, isWhole, isEvaluated, context }) => {
    if (!isWhole || !isEvaluated || runner === 'xargs sh' || (way === 'file' && (isVerified || runner === 'chmod')))
      return []
    const download = makers.map(fetchOf).find(one => one !== undefined)
    if (download === undefined || /^(?:localhost|127\.|\[::1\])/.test(download.host)) return []
    const owner = download.host === '' ? `${download.program} ${download.address}` : ownerOf(download)
    return [{ span, parts, context, host: download.host, owner, way, isPlain: /^http:/i.test(download.address) }]
  })
}

function verifies(command: Parameters<typeof programOf>[0]): boolean {
  const { name } = programOf(command)
  return (
    /^(?:g?sha\d*sum|shasum|sha256|b[23]sum|md5sum|gpgv\d?|cosign|minisign|signify|slsa-verifier)$/.test(name) ||
    (/^(?:gpg\d?|openssl)$/.test(name) && operands(command).some(word => /^(?:--verify|dgst)$/.test(word)))
  )
}

const powershell = [
  /\b(?:iwr|irm|Invoke-WebRequest|Invoke-RestMethod|curl|wget)\b[^|\n]{0,300}\|\s*(?:iex|Invoke-Expression)\b/i,
  /\b(?:iex|Invoke-Expression)\b[^\n]{0,80}(?:DownloadString|\biwr\b|\birm\b|Invoke-WebRequest|Invoke-RestMethod)/i,
]

/** PowerShell is in files of every kind, and nothing reads it but by its lines. */
function inPowershell(context: FileContext, side: Side): readonly Download[] {
  const kind = side === 'new' ? 'added' : 'removed'
  return context.content.hunks
    .flatMap(hunk => hunk.lines)
    .flatMap((one): Download[] => {
      const line = one[side]
      const text = one.text.slice(0, 5_000)
      if (
        one.kind !== kind ||
        line === undefined ||
        /^\s*(?:#|\/\/|\*|rem\b|(?:echo|printf|log|warn|Write-)\b)/i.test(text)
      )
        return []
      const found = powershell.map(pattern => pattern.exec(text)).find(match => match !== null)
      if (found === undefined || found === null) return []
      const span = spanOf(line, found.index, found[0].length)
      const unit = context.code(side).findLast(each => each.host !== undefined && isOn(each.span, line))
      const address = addressesIn(text)[0]
      const host = address?.host ?? ''
      const where = unit?.context ?? baseName(context.path)
      const owner = address === undefined ? found[0] : ownerOf({ host, address: address.text })
      const shared = { span, parts: [], host, owner, isPlain: address?.scheme === 'http' }
      return [{ ...shared, where, way: 'pipe', moment: runMoment(context, unit, span) }]
    })
}

function isOn({ start, end }: TextSpan, line: number): boolean {
  return start.line <= line && line <= end.line
}
