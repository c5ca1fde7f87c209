import type { CodeUnit } from '../../../core/embedded/code'
import { type Carried, type FlowSource, ProgramFlow } from '../../../core/embedded/programFlow'
import { ProgramText } from '../../../core/embedded/programText'
import { dynamicUseOf } from '../../../core/facts/dynamicCall'
import { isSensitiveName } from '../../../core/facts/secretAccess'
import type { TextSpan } from '../../../core/model/location'
import type { ProgramArgument, ProgramCall, ProgramReading } from '../../../core/syntax/program'
import { shownValue } from '../../../core/syntax/value'

export interface Sending {
  /** `whole`: the environment. `keys`: a file with credentials. `purse`: a key of a purse. `address`: one credential as part of an address. */
  readonly of: 'whole' | 'keys' | 'purse' | 'address'
  readonly call: ProgramCall
  readonly carried: Carried
}

/** Calls that send what they are given, by the manuals of each language's usual libraries. */
const SENDERS =
  /^(?:requests\.(?:\w+\.)?(?:get|post|put|patch|request)|(?:httpx|aiohttp)\.(?:\w+\.|\w+\(\)\.)*(?:get|post|put|request)|urllib\.request\.(?:urlopen|Request|urlretrieve)|urllib2\.\w+|urllib3\.\w+\(\)\.\w*request\w*|http\.client\.\w+\(\)\.(?:request|send)|socket\.\w+\(\)\.(?:send|sendall|sendto)|smtplib\.\w+\(\)\.\w+|socket\.(?:gethostbyname|getaddrinfo)|dns\.resolver\.\w+|net\.Lookup\w+|InetAddress\.getByName|Resolv\S*|gethostbyname|fetch|node-fetch|(?:axios|got|superagent|needle|request|undici|ky)(?:\.\w+)?|https?\.(?:request|get)(?:\(\)\.(?:write|end))?|net\.\w+(?:\(\)\.(?:write|end))|navigator\.sendBeacon|sendBeacon|XMLHttpRequest\(\)\.send|WebSocket\(\)\.send|dns\.(?:\w+\.)?(?:lookup|resolve\w*)|Net::HTTP(?:\S*\.)(?:post|post_form|get|request|start|new)|HTTParty\.\w+|Faraday\.\w+|RestClient\.\w+|URI\.open|TCPSocket\.\w+|curl_setopt(?:_array)?|curl_init|file_get_contents|fsockopen|fwrite|mail|stream_context_create|net\/http\.\w+|http\.(?:Post|PostForm|Get|NewRequest)|reqwest::\S+|ureq::\S+)$/
/** Methods of an object of the program that send, where its name says what it is. */
const SENDING_OBJECTS =
  /(?:^|[.$]|->|::)(?:session|client|http\w*|conn(?:ection)?|sock(?:et)?|ws|xhr|req(?:uest)?|webhook|agent|ua|user_agent|Tiny|UserAgent|Mechanize)(?:->new|\.new)?(?:\(\))?(?:\.|->)(?:post|put|post_form|send|sendall|sendto|request|write|send_message|sendmail|end)(?:\(\)\.(?:body|json|form|query|multipart))?$/i
/** PHP calls that send only with an option or an address that says so. */
const ONLY_WITH: readonly (readonly [target: RegExp, argument: RegExp])[] = [
  [/^curl_setopt/, /POSTFIELDS|CURLOPT_URL|HTTPHEADER/],
  [/^file_get_contents$/, /https?:/],
  [/^stream_context_create$/, /content/],
  [/^fwrite$/, /sock|^\$fp\b/],
]
/** What still is the whole of it: its parts by name are not. */
const KEEPS =
  /^(?:items|values|copy|entries|to_h|to_hash|to_s|to_json|to_a|inspect|toString|encode|decode|map|filter|join|reduce|stringify|format|strip|trim|hex|b64encode|flatMap|select|collect)$/
/** Files of credentials as texts of programs. */
const STORES =
  /(?:^|[/\\…~])\.(?:npmrc|pypirc|netrc|git-credentials|pgpass)$|(?:^|[/\\…~])\.ssh(?:$|[/\\](?!known_hosts)\w*)|\.aws[/\\]credentials|\.kube[/\\]config|\.docker[/\\]config\.json|application_default_credentials|\.gnupg(?:$|[/\\])|(?:^|[/\\])Login Data$|\bwallet\.dat$|\/proc\/self\/environ|^id_(?:rsa|ed25519|ecdsa|dsa)$|\.config[/\\](?:gh|gcloud)[/\\]|\.electrum|keystore$/

/** Asked for by name, so that whoever answers for the domain sees what stands in front. */
const NAMES = /(?:^|\.)(?:Lookup\w+|lookup|resolve\w*|gethostbyname|getaddrinfo|getByName|getaddress)$/
/** What opens a purse, where a program speaks of purses. */
const PURSE_KEYS =
  /(?<![\w.'"-])(?:secretKey|privateKey|private_key|secret_key|mnemonic|seedPhrase|seed_phrase)(?![\w'"(:?])/g
const PURSES =
  /\b(?:Keypair|bs58|ethers|solana|web3|[wW]allet|bip39|[mM]nemonic|class\s+(?:Private|Secret|Signing)?Key(?:[pP]air)?)\b/

/** Environments, files of credentials and credentials in addresses that a call of the same program sends. */
export function sendings(unit: CodeUnit, reading: ProgramReading, text: string): readonly Sending[] {
  const senders = reading.calls.filter(call => sends(unit, call))
  if (senders.length === 0) return []
  const keys = reading.strings.flatMap(({ value, span }): readonly FlowSource[] => {
    const shown = shownValue(value)
    return shown.length < 200 && STORES.test(shown) ? [{ span, name: shown }] : []
  })
  const single = reading.environment
    .filter(({ name, access }) => access === 'read' && isSensitiveName(name))
    .map(({ span, name }): FlowSource => ({ span, name }))
  const program = new ProgramText(unit, reading, text)
  const { from, to } = program.stretch(unit.span)
  const whole = reading.environment
    .filter(({ name, access }) => name === '*' && access === 'read')
    .map(({ span }): FlowSource => ({ span, name: 'environment' }))
  const purses: FlowSource[] = PURSES.test(program.names.slice(from, to))
    ? [...named(PURSE_KEYS, unit.span, program)]
    : []
  purses.push(...privateKeys(unit, reading, text))
  const inAddresses = senders.flatMap(call => addresses(call).flatMap(({ span }) => named(PASSWORDS, span, program)))
  return [
    ...follow(unit, reading, text, senders, 'purse', purses),
    ...follow(unit, reading, text, senders, 'whole', whole, member => KEEPS.test(member)),
    ...follow(unit, reading, text, senders, 'keys', keys),
    ...follow(unit, reading, text, senders, 'address', [...single, ...inAddresses]),
    ...encodedNames(senders),
    ...(unit.language === 'perl' ? hashesSent(senders) : []),
  ]
}

/** Variables for what people type to get in. */
const PASSWORDS =
  /(?<![\w.'"-])[$@]?(?:password|passwd|passphrase|pwd|card_?number|cardNumber|cvv|pin_?code)(?![\w'"(:])/gi

function named(pattern: RegExp, stretch: TextSpan, program: ProgramText): readonly FlowSource[] {
  const { from, to } = program.stretch(stretch)
  return [...program.names.slice(from, to).matchAll(pattern)].map(({ 0: name, index }) => ({
    span: program.span({ from: from + index, to: from + index + name.length }),
    name,
  }))
}

/** A block that goes through the environment of Perl, where it is given: a block is no value that is followed. */
function hashesSent(senders: readonly ProgramCall[]): readonly Sending[] {
  return senders.flatMap(call => {
    const given = call.arguments.find(({ raw }) => /\b(?:keys|each|values)\s*\(?\s*%ENV\b/.test(raw))
    return given === undefined
      ? []
      : [{ of: 'whole', call, carried: { source: { span: given.span, name: 'environment' } } }]
  })
}

/** What makes letters for a name of a machine out of bytes. */
const LETTERS =
  /\bunpack1?\(\s*['"]H|\bhexlify\b|\.hex\(\)|toString\(\s*['"]hex|\bbin2hex\b|\b(?:hex|base32|base64)\.\w*[eE]ncod\w*|\bEncodeToString\b|\bb(?:32|64|16)encode\b|\bencode_(?:base32|hex|base64)\w*|\bto_?[hH]ex\w*/

/** Bytes that are asked for as the name of a machine: who answers for the domain reads them. */
function encodedNames(senders: readonly ProgramCall[]): readonly Sending[] {
  return senders.flatMap((call): readonly Sending[] => {
    const [first] = call.arguments
    const found = first === undefined || !NAMES.test(call.target) ? null : LETTERS.exec(first.raw)
    if (first === undefined || found === null) return []
    const name = first.raw.replace(/\s+/g, ' ').slice(0, 40)
    return [{ of: 'address', call, carried: { source: { span: first.span, name } } }]
  })
}

const ENDS =
  /(?:^|[.:])(?:len|length|keys|existsSync|exists|isfile|statSync|bool|Boolean|isinstance|createHmac|createHash|sign|hexdigest|digest|load_dotenv|Agent|createSecureContext|load_cert_chain|includes|hash|set_key)$/

function follow(
  unit: CodeUnit,
  reading: ProgramReading,
  text: string,
  senders: readonly ProgramCall[],
  of: Sending['of'],
  sources: readonly FlowSource[],
  keeps?: (member: string) => boolean,
): readonly Sending[] {
  if (sources.length === 0) return []
  const ends = (call: ProgramCall): boolean => ENDS.test(call.target) || (of === 'address' && sends(unit, call))
  const flow = new ProgramFlow(unit, reading, text, { sources, ends, ...(keeps === undefined ? {} : { keeps }) })
  return senders.flatMap(call => {
    for (const argument of of === 'address' ? addresses(call) : call.arguments) {
      if (of === 'purse' && /^(?:auth|cert|key|ca)$/.test(argument.name ?? '')) continue
      // Programs that are started and clients that are made are given an environment for themselves.
      if (of !== 'purse' && /^(?:env|environ|headers|auth|cert|key|agent|httpsAgent|ca)$/.test(argument.name ?? ''))
        continue
      const carried = flow.inArgument(call, argument)
      if (carried !== undefined) return [{ of, call, carried }]
    }
    return []
  })
}

/** Only where the address itself is put together with it, after a `?` or as a part of a host. */
function addresses(call: ProgramCall): readonly ProgramArgument[] {
  const [first] = call.arguments
  if (first !== undefined && NAMES.test(call.target)) return [first]
  return first !== undefined && /^https?:\/\/(?:[^\s/]*\?|[^\s?]*\?|…)/.test(shownValue(first.value)) ? [first] : []
}

function sends(unit: CodeUnit, call: ProgramCall): boolean {
  const { target, callee } = call
  if (SENDERS.test(target.replace(/^node:/, '')) || SENDING_OBJECTS.test(callee)) {
    const condition = ONLY_WITH.find(([one]) => one.test(target))?.[1]
    return condition === undefined || call.arguments.some(({ raw }) => condition.test(raw))
  }
  return (
    dynamicUseOf(unit.language, call) === 'process' &&
    call.arguments.some(
      ({ value, raw }) => /^["'`[\s]*(?:curl|wget|nc)\b/.test(raw) || /^(?:curl|wget|nc)\s/.test(shownValue(value)),
    )
  )
}

/** Calls that make a private key of what they are given, by the manuals of the libraries. */
const MAKES_KEY =
  /(?:^|[.:])(?:createPrivateKey|load_(?:pem|der|ssh)_private_key|ParsePKCS(?:1|8)PrivateKey|ParseECPrivateKey|ParseRawPrivateKey|fromSecretKey|fromMnemonic|fromPrivateKey|from_(?:secret_key|mnemonic|private_key)\w*|privateKeyToAccount|import_key)$/

/** What such a call is given, wherever the same function names it. */
function privateKeys(unit: CodeUnit, reading: ProgramReading, text: string): readonly FlowSource[] {
  const program = new ProgramText(unit, reading, text)
  const found: FlowSource[] = []
  for (const call of reading.calls.filter(({ target }) => MAKES_KEY.test(target)).slice(0, 20)) {
    const name = call.arguments[0]?.raw.trim() ?? ''
    if (!/^[A-Za-z_$][\w$]*$/.test(name)) continue
    for (const other of reading.calls)
      if (other !== call && other.within === call.within && !MAKES_KEY.test(other.target))
        for (const { raw, span } of other.arguments) {
          if (!new RegExp(`(?<![\\w.$])${name.replace(/\$/g, '\\$')}(?![\\w$(:])`).test(raw)) continue
          const stretch = program.stretch(span)
          const at = program.names
            .slice(stretch.from, stretch.to)
            .search(new RegExp(`(?<![\\w.$])${name.replace(/\$/g, '\\$')}(?![\\w$])`))
          if (at >= 0)
            found.push({ span: program.span({ from: stretch.from + at, to: stretch.from + at + name.length }), name })
        }
  }
  return found
}
