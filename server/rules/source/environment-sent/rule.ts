import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

const benign = 'Telemetry or an error report that picks what it sends elsewhere.'
const question = 'Which values does the receiver need, and could they be named one by one?'

function text(message: string, why: string): MessageText {
  return { message, why, benign, question, commands: ['git grep -n -E -e "environ|printenv|process[.]env"'] }
}

export default defineRule({
  id: 'source/environment-sent',
  title: 'whole environment, or facts about the machine, sent away',
  severity: 'high',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['codecov-2021', 'ctx-2022'],
  tags: ['CWE-200'],
  triggers: [
    'env',
    'ENV',
    'Env',
    'whoami',
    'uname',
    'hostname',
    'ifconfig',
    '.ssh',
    'rc',
    '.aws',
    'redentials',
    'privateKey',
    'mnemonic',
    'seedPhrase',
  ],
  messages: {
    line: text(
      'The whole environment is now part of what `{program}` sends',
      'Keys and passwords of build machines and servers are kept there.\nAll of it goes, whatever the receiver needs.',
    ),
    file: text(
      'The whole environment is read here, and `{program}` on line {other} sends something',
      'Keys and passwords of build machines and servers are kept there.\nWhether what is read is what is sent was not followed.',
    ),
    keys: text(
      'Keys of the user (`{keys}`) are read here, and `{program}` on line {other} sends something',
      'What is kept there opens accounts and machines of whoever runs this.\nWhether what is read is what is sent was not followed.',
    ),
    machine: text(
      'Facts about the machine (`{fact}`) are now sent with `{program}`',
      'Whoever receives this learns who builds or runs this, and where.',
    ),
  },
  examine: { file: examine },
})

const SHELL_ENVIRONMENT =
  /\$\(\s*(?:env|printenv|export -p|set)\s*(?:\|[^)]*)?\)|`\s*(?:env|printenv)\s*(?:\|[^`]*)?`|\b(?:env|printenv)\s*\|/
const CODE_ENVIRONMENT =
  /\b(?:os\.)?environ\.(?:items|copy|values)\(\)|\bdict\(\s*os\.environ\s*\)|\bstr\(\s*os\.environ\s*\)|json\.dumps\(\s*(?:dict\()?os\.environ|JSON\.stringify\(\s*process\.env\s*[,)]|Object\.(?:entries|values)\(\s*process\.env\s*\)|\bENV\.to_h\b|\bos\.Environ\(\)|\benv::vars\(\)|\bSystem\.getenv\(\)|\{\s*\.\.\.process\.env\b|\bSecurityElement\.GetEnvironmentVariables\(\)/
const SHELL_SENDER = /\b(curl|wget|nc|ncat|mail|mailx|sendmail)\b/
const CODE_SENDER =
  /\b(requests\.(?:get|post|put)|urlopen|urllib3?\.\w*request\w*|http\.client\.\w+|fetch|axios(?:\.\w+)?|https?["']?\)?\.(?:request|get|Post|PostForm|Get)|ureq::\w+|reqwest::\w+|\.send_string|smtplib\.\w+|XMLHttpRequest|sendBeacon|Net::HTTP\S*|got\.post)\s*\(/
/** Where keys are kept by the usual tools, and what wallets call theirs. */
const KEYS =
  /(?:\/|["'`])\.(?:npmrc|pypirc|netrc|git-credentials)\b|\.ssh\/(?:id_\w+|["'`])|\.aws\/credentials|\.kube\/config|\.docker\/config\.json|application_default_credentials|\.gnupg\/|["'/]Login Data\b|\bwallet\.dat\b|\/proc\/self\/environ|:\s*(?:this\.|wallet\.|account\.|self\.)?_?(?:privateKey|secretKey|mnemonic|seedPhrase)\b/
const MACHINE =
  /\b(whoami|uname|hostname|ifconfig|ip addr|id)\b[^|;&]*\)?\s*\|\s*(?:base64[^|]*\|\s*)?(mail|mailx|sendmail|curl|nc|ncat|wget)\b/

function examine(context: FileContext): void {
  if (/\.(md|markdown|rst|txt|adoc|html?|[1-9])$/i.test(context.path)) return
  const added = context.content.hunks
    .flatMap(hunk => hunk.lines)
    .filter(line => line.kind === 'added' && !/^\s*(#|\/\/|\*)/.test(line.text))
  const severity = isTestFolder(context.path) ? 'low' : 'high'
  for (const line of added) {
    const content = line.text.slice(0, 5000)
    const environment = SHELL_ENVIRONMENT.exec(content)
    const sender = SHELL_SENDER.exec(content)
    const machine = MACHINE.exec(content)
    if (environment !== null && sender !== null) {
      report(context, line, environment, 'line', severity, { program: sender[1] ?? '' })
    } else if (machine !== null) {
      report(context, line, machine, 'machine', severity === 'low' ? 'low' : 'medium', {
        fact: machine[1] ?? '',
        program: machine[2] ?? '',
      })
    }
  }
  const read = added.find(line => CODE_ENVIRONMENT.test(line.text.slice(0, 5000)))
  const sent = added.find(line => CODE_SENDER.test(line.text.slice(0, 5000)))
  const keys = added.find(line => KEYS.test(line.text.slice(0, 5000)))
  const key = keys === undefined ? null : KEYS.exec(keys.text)
  const receiver = sent ?? (keys !== undefined && SHELL_SENDER.test(keys.text) ? keys : undefined)
  if (keys !== undefined && key !== null && receiver?.new !== undefined && !/\.(ya?ml|json)$/.test(context.path)) {
    const program = (CODE_SENDER.exec(receiver.text) ?? SHELL_SENDER.exec(receiver.text))?.[1] ?? ''
    report(context, keys, key, 'keys', severity, { keys: key[0].replace(/["'`]/g, ''), program, other: receiver.new })
  }
  const found = read === undefined ? null : CODE_ENVIRONMENT.exec(read.text)
  if (read === undefined || sent?.new === undefined || found === null) return
  const program = CODE_SENDER.exec(sent.text)?.[1] ?? ''
  report(context, read, found, 'file', severity, { program, other: sent.new })
}

function report(
  context: FileContext,
  line: HunkLine,
  found: RegExpExecArray,
  message: 'line' | 'file' | 'machine' | 'keys',
  severity: 'low' | 'medium' | 'high',
  data: Readonly<Record<string, string | number>>,
): void {
  if (line.new === undefined) return
  context.report({ message, at: spanOf(line.new, found.index, found[0].length), severity, data })
}
