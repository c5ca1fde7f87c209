import type { CodeUnit } from '../../../core/embedded/code'
import { programOf, wordText } from '../../../core/facts/shellRoles'
import type { TextSpan } from '../../../core/model/location'
import type { ProgramArgument, ProgramCall, ProgramReading } from '../../../core/syntax/program'
import { textsOf, type Value } from '../../../core/syntax/value'

export interface Unchecked {
  readonly setting: string
  readonly span: TextSpan
  /** A download by hand, in which people see that it fails. */
  readonly isMinor: boolean
}

/** Options that check when they are on. */
const CHECKS =
  /^(?:verify_ssl|ssl_verify|verify_certs|check_hostname|rejectUnauthorized|strictSSL|verify_peer|verify_peer_name|verifyHost|sslVerify|strict_ssl|validate_certs)$/
/** Options that switch the check off when they are on. */
const ACCEPTS =
  /^(?:InsecureSkipVerify|tlsAllowInvalidCertificates|tlsAllowInvalidHostnames|tlsInsecure|allow_self_signed|acceptInsecureCerts|danger_accept_invalid_certs)$/
/** `verify` and `ssl` mean a certificate where a client of HTTP is given them. */
const CLIENT = /request|http|client|session|fetch|connector|adapter|api|\b(?:get|post|put|patch|delete|head)$/i
const OFF = /^(?:false|False|FALSE|0|0L|None|no|CERT_NONE)$/
const ON = /^(?:true|True|TRUE|1|yes)$/

/** Settings of one program that are off by their values, whatever lines and variables those come from. */
export function uncheckedIn(unit: CodeUnit, reading: ProgramReading): readonly Unchecked[] {
  const found: Unchecked[] = []
  const add = (setting: string, span: TextSpan): void => void found.push({ setting, span, isMinor: false })
  for (const call of reading.calls) {
    for (const argument of call.arguments)
      if (isOff(call, argument)) add(`${argument.name}=${argument.raw}`, argument.span)
    const option = call.arguments.findIndex(({ raw }) => /^CURLOPT_(?:PROXY_)?SSL_VERIFY(?:PEER|HOST)$/.test(raw))
    const value = option < 0 ? undefined : call.arguments[option + 1]
    if (value !== undefined && is(value.value, value.raw, /^(?:0L?|false)$/i))
      add(`${call.arguments[option]?.raw ?? ''}, ${value.raw}`, value.span)
  }
  for (const { name, value, span } of reading.assignments) {
    const last = /(?:\.|->|::|\[['"])(\w+)(?:['"]\])?$/.exec(name)?.[1] ?? ''
    const isSwitch = CHECKS.test(last) || (last === 'verify' && unit.language === 'python')
    if ((isSwitch && is(value, '', OFF)) || (ACCEPTS.test(last) && is(value, '', ON))) add(name, span)
  }
  return found
}

function isOff(call: ProgramCall, { name = '', value, raw }: ProgramArgument): boolean {
  if (CHECKS.test(name)) return is(value, raw, OFF)
  if (ACCEPTS.test(name)) return is(value, raw, ON)
  if (name === 'cert_reqs') return is(value, raw, /CERT_NONE$/)
  if (name === 'verify') return CLIENT.test(call.target) && is(value, raw, /^False$/)
  return name === 'ssl' && /aiohttp/.test(call.target) && is(value, raw, /^False$/)
}

function is(value: Value, raw: string, pattern: RegExp): boolean {
  const texts = textsOf(value)
  return texts.length > 0 ? texts.every(text => pattern.test(text)) : pattern.test(raw)
}

/** Whether a reading knows of a call on the line that is given `verify` and is no client. */
export function isOtherVerify(reading: ProgramReading, line: number): boolean {
  const calls = reading.calls.filter(call =>
    call.arguments.some(({ name, span }) => name === 'verify' && span.start.line === line),
  )
  return calls.length > 0 && calls.every(call => !CLIENT.test(call.target) && !call.target.includes('.'))
}

/** `curl -k` and the like in commands. */
export function uncheckedCommands(unit: CodeUnit): readonly Unchecked[] {
  return unit.shell().pipelines.flatMap(({ commands }) =>
    commands.flatMap((command): readonly Unchecked[] => {
      const { name, words } = programOf(command)
      if (name !== 'curl') return []
      const option = words.find(word => /^(?:--insecure|-[a-zA-Z]{0,6}k[a-zA-Z]{0,6})$/.test(wordText(word)))
      return option === undefined ? [] : [{ setting: `curl ${option.text}`, span: command.span, isMinor: true }]
    }),
  )
}
