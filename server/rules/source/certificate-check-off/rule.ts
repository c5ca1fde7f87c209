import { isDocument } from '../../../core/formats/document'
import { wasRemoved } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

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
    'CertificateValidationCallback',
    'HTTPSVERIFY',
    'check-certificate',
    'trusted-host',
    'ALLOW_ALL_HOSTNAME',
    'NoopHostnameVerifier',
  ],
  readsLongLines: true,
  messages: {
    off: {
      message: '`{setting}` now accepts any certificate at the other end',
      why: 'Whoever stands between the two ends can read and change what is sent.\nNothing in the program notices.',
      benign: 'A server in a test or inside a company whose certificate nobody signed.',
      question: 'Which server needs this, and could its own certificate be trusted instead?',
      commands: ['git grep -n -F -e {word}'],
    },
  },
  examine: { line: examine },
})

const OFF =
  /\bInsecureSkipVerify\s*[:=]\s*true|\brejectUnauthorized["']?\s*[:=]\s*false|\bCURLOPT_(?:PROXY_)?SSL_VERIFY(?:PEER|HOST)\s*(?:,|=>)\s*(?:0L?\b|false\b)|^\s*strict-ssl\s*=\s*false|\bNODE_TLS_REJECT_UNAUTHORIZED["']?\]?\s*[:= ]\s*["']?0|\bsslVerify\s*[= ]\s*["']?false|\bGIT_SSL_NO_VERIFY\s*[:= ]\s*["']?(?:1|true)|\bssl\._create_(?:unverified|stdlib)_context\b|\bssl\.CERT_NONE\b|\bOpenSSL::SSL::VERIFY_NONE\b|\bSSL_(?:CTX_)?set_verify\([^;]{0,60}\bSSL_VERIFY_NONE\b|\bdanger_accept_invalid_(?:certs|hostnames)\(\s*true|CertificateValidationCallback\s*\+?=[^;]{0,80}\btrue\b|\bPYTHONHTTPSVERIFY\s*[:= ]\s*["']?0|\bALLOW_ALL_HOSTNAME_VERIFIER\b|\bNoopHostnameVerifier\b|\bwget\b[^|;&]{0,120}--no-check-certificate/
const PYTHON = /[(,]\s*verify\s*=\s*False\b|\.verify\s*=\s*False\b/

function examine(line: HunkLine, context: FileContext): void {
  if (line.new === undefined || isDocument(context.path) || /^\s*(\/\/|\*|#|\/\*)/.test(line.text)) return
  const found = OFF.exec(line.text) ?? (/\.pyi?$/.test(context.path) ? PYTHON.exec(line.text) : null)
  if (found === null) return
  const setting = found[0].trim().replace(/^[(,.]\s*/, '')
  if (wasRemoved(context.content.hunks, setting)) return
  const column = found.index + found[0].indexOf(setting)
  context.report({
    message: 'off',
    at: spanOf(line.new, column, setting.length),
    severity: isTestFolder(context.path) || /_test\.go$|\.(test|spec)\.\w+$/.test(context.path) ? 'low' : 'medium',
    data: { setting: setting.slice(0, 50), word: /[A-Za-z]\w*/.exec(setting)?.[0] ?? '<word>' },
  })
}
