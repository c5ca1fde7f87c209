import { liveText } from '../../../core/formats/liveText'
import { wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf, type TextSpan } from '../../../core/model/location'
import { shorten } from '../../../core/model/visible'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import { LineTable } from '../../../core/syntax/lineTable'
import { commandSendings } from './commands'
import { homeFilesSent } from './homeFiles'
import { sendings } from './programs'

const benign = 'Telemetry or an error report that picks what it sends elsewhere.'
const question = 'Which values does the receiver need, and could they be named one by one?'

function text(message: string, why: string): MessageText {
  return { message, why, benign, question, commands: ['git grep -n -E -e "environ|printenv|process[.]env"'] }
}

/** Without one of these no reading is worth its time. */
const MAY_READ =
  /%ENV\b|\bdns\b|Resolv\b|getaddr|gethostby|Lookup(?:Host|IP|TXT|Addr)|[pP]assw|passphrase|pwd|card_?[nN]umber|cvv|Getenv\(|createPrivateKey|load_pem_private|load_der_private|ParsePKCS|ParseECPrivate|fromSecretKey|fromMnemonic|secretKey|privateKey|private_key|secret_key|mnemonic|seed_?[pP]hrase|environ\b|printenv|process\.env|(?:^|[\s(\x60|;])env[ \t]*(?:[|>)\x60;]|$)|\bENV[[.]|getenv\(\)|getenv\(|env::vars|os\.Environ|\.ssh\b|\.(?:npmrc|pypirc|netrc|git-credentials|pgpass)\b|\.aws\/|\.kube\/|\.docker\/config|id_(?:rsa|ed25519)|\$\(set\b|(?:^|[;&|])[ \t]*set[ \t]*[|>]|(?:export|declare) -[px]|wallet\.dat|\.gnupg|Login Data/m
const MAY_SEND =
  /->(?:post|put|request)|\bclient\.|getaddress|Lookup|lookup|resolve|gethostby|getByName|\bcurl(?:_|\b)|\bwget\b|\bnc\s|\bncat\b|\bmailx?\s|sendmail|\brequests?\.|httpx|aiohttp|urlopen|urllib|https?\.(?:request|get|client|[A-Z])|\bfetch\(|axios|socket|sendBeacon|\bgot\b|superagent|Net::HTTP|Faraday|RestClient|HTTParty|\bscp\s|\brsync\s|\bftp\s|WebSocket|XMLHttpRequest|fsockopen|file_get_contents|fwrite|reqwest|ureq|\bmail\(/

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
    'secretKey',
    'secret_key',
    'private_key',
    'pass',
    'mnemonic',
    'seedPhrase',
    'id_ed25519',
    'id_rsa',
    'homedir',
    'xpanduser',
    'Path.home',
    'HomeDir',
    'HOME',
    'fetch(',
    'requests.',
    'axios',
    '.request(',
    'http.Post',
    'urlopen',
    'Resolv.',
    'dns',
    'gethostby',
    'getaddr',
    'LookupHost',
    'LookupIP',
    'LookupTXT',
    'ParsePKCS',
  ],
  parses: true,
  readsCode: true,
  needsCode: ({ text, changed }) =>
    MAY_READ.test(text) && MAY_SEND.test(text) && (MAY_READ.test(changed) || MAY_SEND.test(changed)),
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
    kept: text(
      'Keys of the user (`{keys}`) are now part of what `{program}` sends',
      'What is kept there opens accounts and machines of whoever runs this.',
    ),
    home: text(
      'The file `{keys}` of the home folder is now part of what `{program}` sends',
      'Programs keep keys, accounts and purses there for the person who runs them.\nAll of the file goes, as it stands.',
    ),
    address: text(
      '`{keys}` is now part of an address that `{program}` asks for',
      'Addresses end up in logs along the way, and the receiver learns the value with the first request.',
    ),
    password: text(
      'The password that somebody gives (`{keys}`) is now part of what `{program}` keeps or sends',
      'It leaves the check it was given for, as it was typed.',
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
  /\b(requests\.(?:get|post|put)|urlopen|urllib3?\.\w*request\w*|http\.client\.\w+|fetch|axios(?:\.\w+)?|https?["']?\)?\.(?:request|get|Post|PostForm|Get)|ureq::\w+|reqwest::\w+|\.send_string|smtplib\.\w+|XMLHttpRequest|sendBeacon|Net::HTTP\S*|got\.post|(?:\w+::)*(?:TcpStream|UdpSocket)::(?:connect|bind)|(?:net|tls)\.Dial(?:Timeout)?|socket\.create_connection|net\.(?:connect|createConnection)|TCPSocket\.(?:new|open)|new\s+(?:Socket|TcpClient))\s*\(/
/** Where keys are kept by the usual tools, and what wallets call theirs. */
const KEYS =
  /(?:\/|["'`])\.(?:npmrc|pypirc|netrc|git-credentials)\b|\.ssh\/(?:id_\w+|["'`])|\.aws\/credentials|\.kube\/config|\.docker\/config\.json|["'/]\.?cargo\/credentials|["'/]credentials\.toml\b|application_default_credentials|\.gnupg\/|["'/]Login Data\b|\bwallet\.dat\b|\/proc\/self\/environ|:\s*(?:this\.|wallet\.|account\.|self\.)?_?(?:privateKey|secretKey|mnemonic|seedPhrase)\b/
const MACHINE =
  /\b(whoami|uname|hostname|ifconfig|ip addr|id)\b[^|;&]*\)?\s*\|\s*(?:base64[^|]*\|\s*)?(mail|mailx|sendmail|curl|nc|ncat|wget)\b/

function examine(context: FileContext): void {
  if (/\.(md|markdown|rst|txt|adoc|html?|[1-9])$/i.test(context.path)) return
  const told = new Set<number>()
  examineLines(context, told)
  examineCode(context, told)
  examineHome(context, told)
}

/** A file below the home folder whose content is sent as it is. */
function examineHome(context: FileContext, told: Set<number>): void {
  const side = context.side('new')
  if (side === undefined || !context.budget.spend(side.text.length)) return
  const live = liveText(context.path, side.text)
  if (live === undefined) return
  const table = new LineTable(side.text)
  for (const { name, program, from, to, sent } of homeFilesSent(live)) {
    const read = table.span(from, to)
    const send = table.span(sent, sent + program.length)
    const span = context.isChanged('new', read) ? read : send
    if (told.has(read.start.line) || told.has(send.start.line) || !context.isChanged('new', span)) continue
    if (wasRemovedPlace(context.content.hunks, side.lines, span)) continue
    told.add(read.start.line).add(send.start.line)
    context.report({
      message: 'home',
      at: span,
      severity: isTestFolder(context.path) ? 'low' : 'high',
      data: { keys: shorten(name, 40), program },
    })
  }
}

/** Code with a reading, also inside other files: what is read is followed to what sends it. */
function examineCode(context: FileContext, told: Set<number>): void {
  const side = context.side('new')
  if (side === undefined) return
  const isTest = isTestFolder(context.path)
  const tell = (
    message: 'line' | 'kept' | 'address',
    from: TextSpan,
    to: TextSpan,
    data: Readonly<Record<string, string>>,
  ): void => {
    const isNew = context.isChanged('new', to)
    const span = isNew ? to : from
    if (told.has(from.start.line) || told.has(to.start.line) || (!isNew && !context.isChanged('new', from))) return
    if (wasRemovedPlace(context.content.hunks, side.lines, span)) return
    told.add(from.start.line).add(to.start.line)
    const text = side.lines[span.start.line - 1] ?? ''
    const end = span.end.line === span.start.line ? span.end.column : text.length
    context.report({
      message,
      at: spanOf(span.start.line, span.start.column, end - span.start.column),
      severity: isTest ? 'low' : message === 'address' ? 'medium' : 'high',
      data,
    })
  }
  for (const unit of context.code('new')) {
    if (unit.decodings.length > 0 || !context.budget.spend(unit.body.text.length)) continue
    for (const { of, span, sender, program, keys } of commandSendings(unit))
      tell(of === 'whole' ? 'line' : 'kept', span, sender, { program, keys })
    const reading = unit.program()
    if (reading === undefined) continue
    for (const { of, call, carried } of sendings(unit, reading, side.text))
      tell(of === 'whole' ? 'line' : of === 'address' ? 'address' : 'kept', carried.source.span, call.span, {
        program: call.callee,
        keys: carried.source.name,
      })
  }
}

/** A password as a form or a request gives it. */
const GIVEN =
  /\$_(?:POST|REQUEST|GET)\s*\[\s*['"]\w*pass\w*['"]\s*\]|\breq(?:uest)?\.body\.\w*pass\w*|\brequest\.(?:form|POST|json|data)(?:\.get\(|\[)\s*['"]\w*pass\w*['"]|\bgetParameter\(\s*"\w*pass\w*"\s*\)|\bparams\[\s*:\w*pass\w*\s*\]|\bFormValue\(\s*"\w*pass\w*"\s*\)/i
const KEEPS =
  /\b(file_put_contents|fwrite|error_log|mail|curl_setopt|(?:fs\.)?(?:append|write)File\w*|fetch|requests\.(?:post|get)|axios\.(?:post|get)|http\.(?:Post|Get)\w*|File\.(?:open|write)\w*|WriteFile)\s*\(/

function examineLines(context: FileContext, told: Set<number>): void {
  const added = context.content.hunks
    .flatMap(hunk => hunk.lines)
    .filter(line => line.kind === 'added' && !/^\s*(#|\/\/|\*)/.test(line.text))
  const severity = isTestFolder(context.path) ? 'low' : 'high'
  for (const line of added) {
    const content = line.text.slice(0, 5000)
    const given = GIVEN.exec(content)
    const keeper = given === null ? null : KEEPS.exec(content)
    if (given !== null && keeper !== null && !/hash|crypt|wp_remote|oauth|token/i.test(content)) {
      told.add(line.new ?? 0)
      report(context, line, given, 'password', severity, { keys: given[0].slice(0, 40), program: keeper[1] ?? '' })
      continue
    }
    const environment = SHELL_ENVIRONMENT.exec(content)
    const sender = SHELL_SENDER.exec(content)
    const machine = MACHINE.exec(content)
    if ((environment !== null && sender !== null) || machine !== null) told.add(line.new ?? 0)
    if (environment !== null && sender !== null) {
      report(context, line, environment, 'line', severity, { program: sender[1] ?? '' })
    } else if (machine !== null) {
      report(context, line, machine, 'machine', severity === 'low' ? 'low' : 'medium', {
        fact: machine[1] ?? '',
        program: machine[2] ?? '',
      })
    }
  }
  const side = context.side('new')?.lines ?? []
  const read = added.find(line => CODE_ENVIRONMENT.test(line.text.slice(0, 5000)) && !isForChild(line.text, side))
  const sent = added.find(line => CODE_SENDER.test(line.text.slice(0, 5000)))
  const keys = added.find(line => KEYS.test(line.text.slice(0, 5000)))
  const key = keys === undefined ? null : KEYS.exec(keys.text)
  const receiver = sent ?? (keys !== undefined && SHELL_SENDER.test(keys.text) ? keys : undefined)
  if (keys !== undefined && key !== null && receiver?.new !== undefined && !/\.(ya?ml|json)$/.test(context.path)) {
    told.add(keys.new ?? 0).add(receiver.new)
    const program = (CODE_SENDER.exec(receiver.text) ?? SHELL_SENDER.exec(receiver.text))?.[1] ?? ''
    report(context, keys, key, 'keys', severity, { keys: key[0].replace(/["'`]/g, ''), program, other: receiver.new })
  }
  const found = read === undefined ? null : CODE_ENVIRONMENT.exec(read.text)
  if (read === undefined || sent?.new === undefined || found === null) return
  const program = CODE_SENDER.exec(sent.text)?.[1] ?? ''
  told.add(read.new ?? 0).add(sent.new)
  report(context, read, found, 'file', severity, { program, other: sent.new })
}

/** Programs that are started get the environment as their own: at once, or through a variable that is for nothing else. */
function isForChild(text: string, lines: readonly string[]): boolean {
  const found = CODE_ENVIRONMENT.exec(text.slice(0, 5000))
  if (found === null) return false
  const before = text.slice(0, found.index)
  if (
    /\benv(?:ironment|ironb)?["']?\s*[:=]\s*[{(]?\s*(?:dict\(|\*\*|append\(|Object\.assign\(\{\},)?\s*$/i.test(before)
  )
    return true
  const name = /([A-Za-z_]\w*)\s*:?=\s*[({]?\s*(?:dict\()?$/.exec(before)?.[1]
  if (name === undefined) return false
  const uses = new RegExp(`\\b${name}\\b(?!\\s*:?=[^=])`)
  const harmless = new RegExp(
    `\\benv(?:ironment)?["']?\\s*[:=]\\s*(?:append\\()?${name}\\b|\\{[^{}]*\\benv\\s*[,}]|\\b${name}(?:\\[|\\.(?:update|pop|get|setdefault|[A-Z]))|\\b${name}\\s*=`,
  )
  const users = lines.filter(line => line.length < 2000 && uses.test(line) && line !== text)
  return users.length > 0 && users.every(line => harmless.test(line))
}

function report(
  context: FileContext,
  line: HunkLine,
  found: RegExpExecArray,
  message: 'line' | 'file' | 'machine' | 'keys' | 'password',
  severity: 'low' | 'medium' | 'high',
  data: Readonly<Record<string, string | number>>,
): void {
  if (line.new === undefined) return
  context.report({ message, at: spanOf(line.new, found.index, found[0].length), severity, data })
}
