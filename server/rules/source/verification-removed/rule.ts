import { isDocument } from '../../../core/formats/document'
import { squeezed } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { Hunk, HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import { droppedAnswers } from './dropped'

function text(message: string, why: string, benign: string): MessageText {
  return {
    message,
    why,
    benign,
    question: 'What takes over from the earlier check, and which test shows that a bad value is still refused?',
    commands: ['git grep -n -F -e {word}'],
  }
}

export default defineRule({
  id: 'source/verification-removed',
  title: 'check of a signature or a secret, or a source of randomness, taken away',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['securetransport-2014', 'debian-openssl-2006'],
  tags: ['CWE-347', 'CWE-330', 'CWE-561'],
  triggers: [
    'goto',
    'erif',
    'heck',
    'pdate',
    'random',
    'compare',
    'Equal',
    'sum',
    'return',
    'equals',
    'andom',
    'auth',
    'Auth',
    'eed',
    'and.Read',
    'RAND_',
    'GenRandom',
    'gnutls_rnd',
    'getentropy',
    'ReadFull',
    'fill_bytes',
  ],
  messages: {
    jump: text(
      'The second `goto {name}` in a row always runs: what follows is skipped',
      'Only the first of the two lines belongs to the condition above.\nThe checks after it are never reached, and the result so far counts as the answer.',
      'A merge that doubled a line.',
    ),
    comment: text(
      '`{name}` is now a comment: the call no longer takes place',
      'The line still reads as if it were there.\nWhat it fed or checked goes without it.',
      'A tool complained about the line, or something is being tried out.',
    ),
    constant: text(
      'A check that called `{name}` now always gives `{value}`',
      'Every caller takes the answer for the outcome of a check.\nWhat was refused before is accepted now.',
      'The check moved to the callers or to a service in front.',
    ),
    gone: text(
      '`{name}` is no longer called here: what it verified is taken as it comes',
      '{rest}\nWhether another file checks it now was not followed.',
      'The check moved to another file of the same change.',
    ),
    plain: text(
      'What `{name}` compared is now compared by the language itself',
      'The call took the same time whatever it was given, or made the stored form itself.\nA plain comparison ends at the first difference, and in some languages takes different texts for equal.',
      'The values are no secrets.',
    ),
    dropped: text(
      'What `{name}` answers is no longer looked at',
      'The line before told a failure apart; now it goes on as if there were none.\nBytes that were never filled, or a signature that does not fit, are used all the same.',
      'The call cannot fail in the version that is used.',
    ),
    random: text(
      '`{name}` now stands where a generator for secrets stood',
      'Its values can be computed from a few others or from the time.\nNames, colours and retries can live with that; keys and tokens cannot.',
      'The value is no secret, and the faster generator is enough.',
    ),
  },
  examine: { file: examine },
})

const GOTO = /^\s*goto\s+(\w+)\s*;\s*$/
const COMMENTED = /^\s*(?:\/\*|\/\/|#|--)+\s*(.{6,160}?)\s*(?:\*\/)?\s*$/
const GUARDS =
  /(?:verif|valid|check|auth|sign|digest|update|seed|rand|entropy|permission|sanit|escape|restrict|drop)\w*\s*\(/i
const VERIFIES =
  /\b(ed25519\.Verify|rsa\.Verify\w+|ecdsa\.Verify\w*|EVP_DigestVerify\w*|EVP_VerifyFinal|crypto_sign_verify\w*|crypto_sign_open|hmac\.compare_digest|compare_digest|timingSafeEqual|CRYPTO_memcmp|hmac\.Equal|subtle\.ConstantTimeCompare|bcrypt\.compare(?:Sync)?|bcrypt\.CompareHashAndPassword|password_verify|hash_equals|SSL_get_verify_result|X509_verify_cert|jwt\.verify|jwt\.decode|gpgv?\s[^|;&]{0,80}--verify|gpg --verify|gpgv|sha(?:1|224|256|384|512)sum\s+(?:-\w+\s+)*(?:-\w*c\w*|--check)|shasum\s[^|;&]{0,40}-c|md5sum\s+(?:-\w+\s+)*-c|cosign verify\S*|minisign -V\w*|signify -V\w*)(?![\w])/
const SECRET_RANDOM =
  /\bsecrets\.\w+|\bos\.urandom\b|\bcrypto\.(?:randomBytes|randomUUID|getRandomValues)\b|\bSecureRandom\b|\bgetrandom\s*\(|\barc4random\w*\s*\(|\bgetentropy\s*\(|\bRAND_bytes\s*\(|\bSystemRandom\b|\bOsRng\b|"crypto\/rand"|\brandom_bytes\s*\(|\bRandomNumberGenerator\b/
const PLAIN_RANDOM =
  /\brandom\.(?:random|randint|getrandbits|choice|choices|randrange)\s*\(|\bMath\.random\s*\(|\bnew Random\s*\(|\bs?rand\s*\(|\b[dl]rand48\s*\(|"math\/rand(?:\/v2)?"|\bmt_rand\s*\(|\buniqid\s*\(|\bThreadLocalRandom\b|\bRandom\.(?:new|rand|Shared)\b|\bSmallRng\b/
const CONSTANT = /^\s*(?:return\s+)?\(?(true|True|TRUE|nil|0|1|Ok\(\(\)\)|Ok\(true\))\)?\s*;?\s*$/

function examine(context: FileContext): void {
  if (isDocument(context.path) || context.change.new === undefined || context.change.old === undefined) return
  const { hunks } = context.content
  if (/\.(c|cc|cpp|cxx|h|m)$/.test(context.path)) examineJumps(context)
  for (const hunk of hunks) {
    examineComments(context, hunk)
    examineConstants(context, hunk)
    examineRandom(context, hunk)
    for (const { line, name } of droppedAnswers(context.path, hunk))
      report(context, line, 'dropped', name, 'medium', { name })
  }
  examineGone(context)
}

function severityOf(context: FileContext, base: Severity): Severity {
  return isTestFolder(context.path) || /_test\.\w+$|\.(test|spec)\.\w+$/.test(context.path) ? 'low' : base
}

function report(
  context: FileContext,
  line: HunkLine,
  message: string,
  part: string,
  severity: Severity,
  data: Readonly<Record<string, string>>,
): void {
  const side = line.kind === 'removed' ? 'old' : 'new'
  const number = side === 'old' ? line.old : line.new
  if (number === undefined) return
  context.report({
    message,
    side,
    at: spanOf(number, Math.max(0, line.text.indexOf(part)), part.length),
    severity: severityOf(context, severity),
    data: { word: /[A-Za-z_]\w*/.exec(part)?.[0] ?? '<word>', ...data },
  })
}

function examineJumps(context: FileContext): void {
  for (const hunk of context.content.hunks) {
    const lines = hunk.lines.filter(line => line.kind !== 'removed')
    for (const [at, line] of lines.entries()) {
      const before = lines[at - 1]
      const label = GOTO.exec(line.text)?.[1]
      if (label === undefined || before === undefined || GOTO.exec(before.text)?.[1] !== label) continue
      if (line.kind !== 'added' && before.kind !== 'added') continue
      report(context, line.kind === 'added' ? line : before, 'jump', `goto ${label};`, 'high', { name: label })
    }
  }
}

/** A removed line that comes back as a comment, where its call is about checking or randomness by its name. */
function examineComments(context: FileContext, hunk: Hunk): void {
  const removed = new Set(hunk.lines.filter(line => line.kind === 'removed').map(line => squeezed(line.text)))
  if (removed.size === 0) return
  for (const line of hunk.lines) {
    const code = line.kind === 'added' ? COMMENTED.exec(line.text)?.[1] : undefined
    if (code === undefined || !GUARDS.test(code) || !removed.has(squeezed(code))) continue
    report(context, line, 'comment', code, 'medium', { name: /[\w.>-]+(?=\s*\()/.exec(code)?.[0] ?? code })
  }
}

function examineConstants(context: FileContext, hunk: Hunk): void {
  const removed = hunk.lines.filter(line => line.kind === 'removed')
  const added = hunk.lines.filter(line => line.kind === 'added' && line.text.trim() !== '')
  const verifies = removed.map(line => VERIFIES.exec(line.text)?.[1]).find(name => name !== undefined)
  if (verifies === undefined || added.length > 2 || added.some(line => VERIFIES.test(line.text))) return
  for (const line of added) {
    const value = CONSTANT.exec(line.text)?.[1]
    if (value !== undefined) report(context, line, 'constant', line.text.trim(), 'medium', { name: verifies, value })
  }
}

function examineRandom(context: FileContext, hunk: Hunk): void {
  const had = hunk.lines.filter(line => line.kind === 'removed' && SECRET_RANDOM.test(line.text)).length
  const has = hunk.lines.filter(line => line.kind === 'added' && SECRET_RANDOM.test(line.text)).length
  const line = hunk.lines.find(one => one.kind === 'added' && PLAIN_RANDOM.test(one.text))
  if (had <= has || line === undefined) return
  const name = PLAIN_RANDOM.exec(line.text)?.[0] ?? ''
  report(context, line, 'random', name, 'medium', { name: name.replace(/\s*\($/, '') })
}

/** As many checks as before, in other words too, is a change of library or of place. */
function examineGone(context: FileContext): void {
  const lines = context.content.hunks.flatMap(hunk => hunk.lines)
  const removed = lines.filter(line => line.kind === 'removed' && !isComment(line.text) && VERIFIES.test(line.text))
  const added = lines.filter(line => line.kind === 'added' && !isComment(line.text) && VERIFIES.test(line.text))
  const line = removed[0]
  if (line === undefined || added.length >= removed.length) return
  const plain = comparesPlainly(context, line)
  if (plain?.new !== undefined) {
    const name = VERIFIES.exec(line.text)?.[1] ?? ''
    report(context, plain, 'plain', plain.text.trim(), 'medium', { name })
    return
  }
  const weaker = lines.some(one => one.kind === 'added' && /verif|check_?sum|\.check\(|integrity/i.test(one.text))
  const name = VERIFIES.exec(line.text)?.[1] ?? ''
  const side = context.side('new')
  const stays = side?.lines.some(text => VERIFIES.test(text)) ?? false
  const rest = stays ? 'Other such calls stay in the file.' : 'No such call is left in what is known of the file.'
  report(context, line, 'gone', name, weaker || stays ? 'low' : 'medium', { name, rest })
}

const COMPARES = /[!=]==?|\.equals(?:IgnoreCase)?\(|\b(?:str(?:n?case|n)?|mem)cmp\s*\(|\bstrings\.EqualFold\(/
const COMMON = /^(?:if|return|not|and|or|else|elsif|unless|const|let|var|await|byte|string|this|self)$/

/** What the call compared is now compared by the language itself, on a line of the same hunk. */
function comparesPlainly(context: FileContext, before: HunkLine): HunkLine | undefined {
  const call = VERIFIES.exec(before.text)
  if (call === null) return undefined
  const given = before.text.slice(call.index + call[0].length)
  const words = new Set((given.match(/[A-Za-z_]\w*/g) ?? []).filter(word => !COMMON.test(word)))
  const hunk = context.content.hunks.find(({ lines }) => lines.includes(before))
  return hunk?.lines.find(({ kind, text: now }) => {
    if (kind !== 'added' || isComment(now) || !COMPARES.test(now)) return false
    if (/\b(?:len|length|size|null|nil|None|undefined)\b/.test(now)) return false
    return new Set((now.match(/[A-Za-z_]\w*/g) ?? []).filter(word => words.has(word))).size >= 2
  })
}

function isComment(text: string): boolean {
  return /^\s*(\/\/|\*|#|\/\*|--)/.test(text)
}
