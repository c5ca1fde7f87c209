import { isDocument } from '../../../core/formats/document'
import { wasRemoved, wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf, type TextSpan } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { isOtherVerify, uncheckedCommands, uncheckedIn } from './programs'
import { switchedOn } from './switched'

/** Names whose values a reading works out. */
const MAY_BE_OFF =
  /\bcurl\b[^\n]{0,300}\s-(?:-insecure|\w{0,6}k)|verify_ssl|ssl_verify|verify_certs|check_hostname|rejectUnauthorized|strictSSL|verify_peer|verifyHost|sslVerify|strict_ssl|validate_certs|nsecure|tlsAllowInvalid|allow_self_signed|accept_?invalid|cert_reqs|\bverify\s*=|\.verify\b|\bssl\s*=|SSL_VERIFY(?:PEER|HOST)/

export default defineRule({
  id: 'source/certificate-check-off',
  title: 'check of the certificate of a connection switched off',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: [],
  tags: ['CWE-295'],
  triggers: [
    'InsecureSkipVerify',
    'verify',
    'rejectUnauthorized',
    'SSL_VERIFY',
    'strict-ssl',
    'TLS_REJECT',
    'sslVerify',
    'SSL_NO_VERIFY',
    '_unverified_',
    'CERT_NONE',
    'VERIFY_NONE',
    'invalid_certs',
    'ValidationCallback',
    'HTTPSVERIFY',
    'check-certificate',
    'trusted-host',
    'ALLOW_ALL_HOSTNAME',
    'NoopHostnameVerifier',
    'DangerousAccept',
    'check_hostname',
    'checkServerIdentity',
    'checkServerTrusted',
    'cert_reqs',
    'strictSSL',
    'ssl=False',
    'nsecure',
    'curl ',
    'validate_certs',
    'tlsAllowInvalid',
    'HostnameVerifier',
  ],
  parses: true,
  readsCode: true,
  needsCode: ({ changed }) => MAY_BE_OFF.test(changed),
  messages: {
    off: {
      message: '`{setting}` now accepts any certificate at the other end',
      why: 'Whoever stands between the two ends can read and change what is sent.\nNothing in the program notices.',
      benign: 'A server in a test or inside a company whose certificate nobody signed.',
      question: 'Which server needs this, and could its own certificate be trusted instead?',
      commands: ['git grep -n -F -e {word}'],
    },
    switched: {
      message: 'Whether `{setting}` checks a certificate now depends on `{by}`',
      why: 'What decides does not speak of certificates by its name.\nWhoever sets it for another purpose accepts any certificate as well.',
      benign: 'A mode for development that cannot be set in what is shipped.',
      question: 'Who can set this, and would they know that certificates are not checked then?',
      commands: ['git grep -n -F -e {word}'],
    },
  },
  examine: { file: examine },
})

const OFF =
  /\bInsecureSkipVerify\s*[:=]\s*true|\brejectUnauthorized["']?\s*[:=]\s*false|\bCURLOPT_(?:PROXY_)?SSL_VERIFY(?:PEER|HOST)\s*(?:,|=>)\s*(?:0L?\b|false\b)|^\s*strict-ssl\s*=\s*false|\bNODE_TLS_REJECT_UNAUTHORIZED["']?\]?\s*[:= ]\s*["']?0|\bsslVerify\s*[= ]\s*["']?false|\bGIT_SSL_NO_VERIFY\s*[:= ]\s*["']?(?:1|true)|\bssl\._create_(?:unverified|stdlib)_context\b|\bssl\.CERT_NONE\b|\bOpenSSL::SSL::VERIFY_NONE\b|\bSSL_(?:CTX_)?set_verify\([^;]{0,60}\bSSL_VERIFY_NONE\b|\bdanger_accept_invalid_(?:certs|hostnames)\(\s*true|Certificate(?:Custom)?ValidationCallback\s*\+?=[^;]{0,80}\btrue\b|\bPYTHONHTTPSVERIFY\s*[:= ]\s*["']?0|\bALLOW_ALL_HOSTNAME_VERIFIER\b|\bNoopHostnameVerifier\b|\bwget\b[^|;&]{0,120}--no-check-certificate|\bverify_peer(?:_name)?["']?\s*(?:=>|:|=)\s*false\b|\bcheck_hostname\s*=\s*False\b|\bcheckServerIdentity["']?\s*[:=]\s*(?:\(?[\w\s,]{0,60}\)?\s*=>\s*(?:undefined|null|true|void 0|\{\s*\}|\(\s*\{\s*\}\s*\))|function\s*\w*\([^)]{0,60}\)\s*\{\s*\})|\bcheckServerTrusted\s*\([^)]{0,120}\)\s*(?:throws\s+\w+\s*)?\{\s*\}|\btlsAllowInvalid(?:Certificates|Hostnames)\s*[:=]\s*true|\bDangerousAcceptAnyServerCertificateValidator\b|\bsetHostnameVerifier\(\s*\(\s*\w+\s*,\s*\w+\s*\)\s*->\s*true|\bstrictSSL["']?\s*[:=]\s*false\b|\bverify_(?:certs|ssl)\s*=\s*False\b/
const PYTHON = /[(,]\s*verify\s*=\s*False\b|\.verify\s*=\s*False\b/
const PYTHON_OPTION = /["']verify["']\s*:\s*False\b/

function examine(context: FileContext): void {
  if (isDocument(context.path)) return
  const told = new Set<number>()
  for (const hunk of context.content.hunks)
    for (const line of hunk.lines) if (line.kind === 'added') examineLine(line, context, told)
  examineCode(context, told)
}

/** What a reading says: over several lines, through variables, in code inside other files. */
function examineCode(context: FileContext, told: Set<number>): void {
  const side = context.side('new')
  if (side === undefined) return
  for (const unit of context.code('new')) {
    if (unit.decodings.length > 0 || !context.budget.spend(unit.body.text.length)) continue
    const reading = unit.program()
    const found = [...(reading === undefined ? [] : uncheckedIn(unit, reading)), ...uncheckedCommands(unit)]
    for (const { setting, span, isMinor } of found) {
      if (told.has(span.start.line) || !context.isChanged('new', span)) continue
      if (wasRemovedPlace(context.content.hunks, side.lines, span)) continue
      told.add(span.start.line)
      report(context, setting, span, isMinor)
    }
  }
}

function examineLine(line: HunkLine, context: FileContext, told: Set<number>): void {
  if (line.new === undefined || /^\s*(\/\/|\*|#|\/\*)/.test(line.text)) return
  const found = OFF.exec(line.text) ?? (/\.pyi?$/.test(context.path) ? inPython(line, context) : null)
  if (found === null) {
    examineSwitch(line, line.new, context, told)
    return
  }
  const setting = found[0].trim().replace(/^[(,.]\s*/, '')
  if (wasRemoved(context.content.hunks, setting)) return
  const column = found.index + found[0].indexOf(setting)
  told.add(line.new)
  report(context, setting, spanOf(line.new, column, setting.length), false)
}

function examineSwitch(line: HunkLine, number: number, context: FileContext, told: Set<number>): void {
  const found = switchedOn(line.text.slice(0, 2000))
  if (found === undefined || (found.setting === 'verify' && !/\.pyi?$/.test(context.path))) return
  const { setting, by, at, isUsual } = found
  if (wasRemoved(context.content.hunks, by)) return
  told.add(number)
  const isTest = isTestFolder(context.path) || /_test\.go$|\.(test|spec)\.\w+$/.test(context.path)
  context.report({
    message: 'switched',
    at: spanOf(number, at, setting.length),
    severity: isTest || isUsual ? 'low' : 'medium',
    data: { setting, by: by.slice(0, 40), word: setting },
  })
}

/** `verify` is a word of many programs: it means a certificate where a client is given it. */
function inPython(line: HunkLine, context: FileContext): RegExpExecArray | null {
  const found = PYTHON.exec(line.text)
  if (found !== null) {
    const others = context.code('new').some(unit => {
      const reading = unit.host === undefined ? unit.program() : undefined
      return reading !== undefined && isOtherVerify(reading, line.new ?? 0)
    })
    return others ? null : found
  }
  const isClient = context.side('new')?.lines.some(text => /\b(?:requests|httpx)\b/.test(text)) === true
  return isClient ? PYTHON_OPTION.exec(line.text) : null
}

function report(context: FileContext, setting: string, at: TextSpan, isMinor: boolean): void {
  const isTest = isTestFolder(context.path) || /_test\.go$|\.(test|spec)\.\w+$/.test(context.path)
  context.report({
    message: 'off',
    at,
    severity: isTest || isMinor ? 'low' : isDefaultTurned(context, at.start.line) ? 'high' : 'medium',
    data: { setting: setting.slice(0, 50), word: /[A-Za-z]\w*/.exec(setting)?.[0] ?? '<word>' },
  })
}

/** Where a setting is kept for all who do not say otherwise: a field, a parameter's default, a constant. */
const KEPT =
  /^\s*(?:(?:self|this)\.|\$this->|@\w|(?:async\s+)?def\s|(?:export\s+)?(?:async\s+)?function\s|func\s|(?:public|private|protected|static|final|readonly)\s|(?:const|var|let|final|val)\s+\w*[dD]efault|[A-Z][A-Z0-9_]*\s*[:=]|\w+\s*:\s*bool\s*=|(?:\w+,\s*)*verify\s*(?::\s*\w+\s*)?=\s*False,?\s*$)/

/** The line that stood there was the same, and on: whoever relies on the default is no longer protected. */
function isDefaultTurned(context: FileContext, number: number): boolean {
  const line = context.side('new')?.lines[number - 1] ?? ''
  if (!KEPT.test(line) || /(?:^|\/)(?:examples?|samples?|scripts?|tools|demo|bench\w*)\//i.test(context.path))
    return false
  const form = switchless(line)
  return context.content.hunks.some(({ lines }) =>
    lines.some(one => one.kind === 'removed' && one.text.trim() !== line.trim() && switchless(one.text) === form),
  )
}

function switchless(text: string): string {
  return text.replace(/\b(?:true|false|0|1)\b/gi, '#').replace(/\s+/g, '')
}
