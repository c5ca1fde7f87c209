import type { CodeUnit } from '../embedded/code'
import { comparePositions, isInside, type Side, type TextSpan } from '../model/location'
import { defineCollector } from '../rule/rule'
import type { ProgramCall } from '../syntax/program'
import type { ShellCommand } from '../syntax/shell'
import { shownValue } from '../syntax/value'
import type { FactDraft } from './fact'
import { operands, programOf } from './shellRoles'
import { factsOfUnits } from './unitFacts'

interface Address {
  readonly at: number
  readonly text: string
  readonly scheme?: string
  readonly host: string
  readonly port?: number
}

/** RFC 3986 with an authority; the scp form `user@host:path`; bash's `/dev/tcp`; an IPv4 address with a port. */
const addresses =
  /\b(?<scheme>[a-z][a-z0-9+.-]{1,15}):\/\/(?:[^\s/'"`<>\\@]{0,256}@)?(?<host>\[[0-9a-f:.]{2,45}\]|[\p{L}\p{N}._…-]{1,253})(?::(?<port>\d{1,5}))?(?:[^\s'"`<>\\)\]]{0,300}[^\s'"`<>\\)\].,;:])?|\b[\w-]{1,64}@(?<scp>[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}):(?!\/\/)[\w./~-]{1,200}|\/dev\/(?<device>tcp|udp)\/(?<peer>[\w.:…-]{1,253})\/(?<number>\d{1,5})?|(?<![\w.])(?<ip>\d{1,3}(?:\.\d{1,3}){3}):(?<ipPort>\d{1,5})\b/giu

/** Names of document types look like addresses and are never asked for. */
const names = /^(?:www\.w3\.org|schemas\.[\w.-]+|xmlns\.[\w.-]+|purl\.org|java\.sun\.com|json-schema\.org)$/i

export function addressesIn(text: string): readonly Address[] {
  const found: Address[] = []
  for (const match of text.matchAll(addresses)) {
    const { scheme, host, port, scp, device, peer, number, ip, ipPort } = match.groups ?? {}
    const name = host ?? scp ?? peer ?? ip
    if (name === undefined || names.test(name) || scheme === 'file') continue
    const kind = scheme?.toLowerCase() ?? (scp === undefined ? device : 'ssh')
    const at = port ?? number ?? ipPort
    found.push({
      at: match.index,
      text: match[0],
      ...(kind === undefined ? {} : { scheme: kind }),
      host: name.toLowerCase(),
      ...(at === undefined ? {} : { port: Number(at) }),
    })
  }
  return found
}

/** Programs that are given a host by itself: `nc host port`, `dig name`. */
const hostPrograms: ReadonlyMap<string, string> = new Map([
  ...['nc', 'ncat', 'netcat', 'telnet', 'socat'].map(name => [name, 'tcp'] as const),
  ...['dig', 'nslookup', 'host', 'drill', 'getent'].map(name => [name, 'dns'] as const),
  ...['ping', 'ssh', 'sftp', 'ftp', 'scp', 'rsync'].map(name => [name, name] as const),
  ...['curl', 'wget', 'aria2c', 'http', 'https', 'xh', 'fetch'].map(name => [name, 'http'] as const),
])
const bareHost =
  /^(?:[\w-]+@)?((?:[a-z0-9…-]{1,63}\.){1,8}[a-z]{2,24}|\d{1,3}(?:\.\d{1,3}){3})(?::(\d{1,5}|.*))?(?:\/.*)?$/i

/** Calls that are given a host by itself, by the last part of their name. */
const hostCalls =
  /(?:^|[.:>])(?:connect|create_connection|createConnection|gethostbyname|getaddrinfo|lookup|resolve\w*|Dial\w*|TcpStream::connect|TCPSocket|fsockopen|HTTPConnection|HTTPSConnection|Socket|TcpClient|inet_addr|inet_pton)(?:::new)?$/

/** Languages whose files are data: every address in them counts. */
const data: ReadonlySet<string | undefined> = new Set([
  'json',
  'yaml',
  'toml',
  'xml',
  'systemd',
  'dockerfile',
  'spec',
  'gradle',
  'cmake',
  'm4',
  'make',
  'meson',
  'bash',
  'zsh',
  'powershell',
])

/** Addresses of other machines, in programs, commands and data. */
export const endpoint = defineCollector({
  kind: 'endpoint',
  parses: true,
  readsCode: true,
  collect: side =>
    factsOfUnits(side, (unit, at) => {
      const drafts = [...inProgram(unit, at), ...inCommands(unit, at)]
      return [...drafts, ...inData(unit, at, drafts)]
    }),
})

function* inProgram(unit: CodeUnit, side: Side): Iterable<FactDraft<'endpoint'>> {
  const reading = unit.program()
  if (reading === undefined) return
  const callAround = callFinder(reading.calls)
  for (const { value, span } of reading.strings)
    for (const address of addressesIn(shownValue(value)))
      yield draft(unit, side, span, address, callAround(span)?.target ?? '')
  for (const call of reading.calls) {
    const given = call.arguments.flatMap(one => [one, ...(one.elements ?? [])])
    // Put together from pieces, or through a variable: no single constant holds it.
    for (const { value, text, span } of given)
      if (text === undefined)
        for (const address of addressesIn(shownValue(value))) yield draft(unit, side, span, address, call.target)
    if (!hostCalls.test(call.target)) continue
    for (const argument of given) {
      const host = bareHost.exec(shownValue(argument.value))
      if (host?.[1] !== undefined)
        yield draft(unit, side, argument.span, { at: 0, text: host[0], host: host[1].toLowerCase() }, call.target)
    }
  }
}

/** The innermost call around a place. Calls come in the order of their starts, so it is among the last before it. */
function callFinder(calls: readonly ProgramCall[]): (span: TextSpan) => ProgramCall | undefined {
  const LOOK_BACK = 40
  return span => {
    let low = 0
    let high = calls.length
    while (low < high) {
      const middle = (low + high) >> 1
      const start = calls[middle]?.span.start
      const isBefore = start !== undefined && comparePositions(start, span.start) <= 0
      if (isBefore) low = middle + 1
      else high = middle
    }
    let best: ProgramCall | undefined
    for (let at = low - 1; at >= 0 && at >= low - LOOK_BACK; at--) {
      const call = calls[at]
      if (call === undefined || !isInside(span, call.span)) continue
      if (best === undefined || isInside(call.span, best.span)) best = call
    }
    return best
  }
}

function* inCommands(unit: CodeUnit, side: Side): Iterable<FactDraft<'endpoint'>> {
  for (const { commands } of unit.shell().pipelines)
    for (const command of commands) {
      const { name } = programOf(command)
      for (const word of [...command.words, ...command.redirects.map(({ target }) => target)])
        for (const address of addressesIn(word.resolved ?? word.text)) yield draft(unit, side, word.span, address, name)
      yield* bareHosts(unit, side, command, name)
    }
}

function* bareHosts(unit: CodeUnit, side: Side, command: ShellCommand, name: string): Iterable<FactDraft<'endpoint'>> {
  const scheme = hostPrograms.get(name)
  if (scheme === undefined) return
  for (const [index, text] of operands(command).entries()) {
    const host = addressesIn(text).length > 0 ? undefined : bareHost.exec(text)?.[1]
    // `wget file.tar.gz` and `scp a.txt …` name files.
    if (host === undefined || /\.(?:tar|gz|xz|zip|sh|py|txt|json|html?|c|h|log|out|deb|rpm)$/i.test(host)) continue
    const word = command.words[index + 1]
    if (word !== undefined) yield draft(unit, side, word.span, { at: 0, text, scheme, host: host.toLowerCase() }, name)
  }
}

function* inData(unit: CodeUnit, side: Side, known: readonly FactDraft<'endpoint'>[]): Iterable<FactDraft<'endpoint'>> {
  if (!data.has(unit.language) && unit.role !== 'decoded') return
  const seen = new Set(known.map(fact => (typeof fact.at === 'object' && 'start' in fact.at ? fact.at.start.line : 0)))
  for (const address of addressesIn(unit.body.text)) {
    const span = unit.spanOf(address.at, address.at + address.text.length)
    if (!seen.has(span.start.line)) yield draft(unit, side, span, address, '')
  }
}

function draft(unit: CodeUnit, side: Side, at: TextSpan, address: Address, by: string): FactDraft<'endpoint'> {
  return {
    subject: address.host,
    side,
    at,
    data: {
      ...(address.scheme === undefined ? {} : { scheme: address.scheme }),
      address: address.text.slice(0, 300),
      ...(address.port === undefined ? {} : { port: address.port }),
      isIpAddress: /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[.*\])$/.test(address.host),
      by,
      context: unit.context,
      decodings: unit.decodings,
    },
  }
}
