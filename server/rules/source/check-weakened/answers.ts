import { squeezed } from '../../../core/formats/removedText'
import { indentOf, type LiveLine } from './liveLine'
import type { Weakening } from './weakening'

/** What is asked for where a wrong answer lets somebody in. */
const SECURES =
  /cert|(?<!de|as|re)sign(?!al|ific|um)|auth(?!or(?!i))|verif|passw|credential|permi(?:t|ssion)|trusted|hmac|checksum|digest|integrity|csrf|token(?!i)/i
const CHECKS =
  /^(?:\w+[.:])*_*(?:is|has|may|can|check|verify|validate|authenticate|authorize|allow|permit|ensure|match)|verif|valid|permitted|allowed|auth/i
/** Names whose yes is the stricter answer. */
const REFUSING =
  /expired|revoked|invalid|denied|block|required|needs?|locked|disabled|missing|fail|error|reject|unauth|untrusted|skip|optional|tokeniz/i

const NO =
  /^\s*(?:return\s+\(?(?:false|False|FALSE|0|-\s*\d+|-\s*E[A-Z]\w*|nil,\s*\w*[eE]rr\w*.*|\w*[eE]rr\w*|(?:errors|fmt)\.\w+\(.*|Err\(.*|\w*(?:FAIL|DENIED|INVALID|ERROR)\w*)\)?|Err\(.*\)|false|throw\b.*|raise\b.*)\s*;?\s*$/
const YES = /^\s*(?:return\s+)?\(?(?:true|True|TRUE|0|1|nil|[\w.&]+,\s*nil|Ok\(.*\)|\w*(?:_OK|SUCCESS)\w*)\)?\s*;?\s*$/
const PLAIN_NO = /^\s*(?:return\s+)?\(?(?:0|false|False|FALSE)\)?\s*;?\s*$/
const PLAIN_YES = /^\s*(?:return\s+)?\(?(?:1|true|True|TRUE)\)?\s*;?\s*$/

/** Where a check refused, it now accepts: one answer in the place of the other. */
export function* granted(lines: readonly LiveLine[], around: (line: LiveLine) => string): Iterable<Weakening> {
  for (const [index, before] of lines.entries()) {
    if (before.kind !== 'removed' || !NO.test(before.names)) continue
    const now = lines.slice(index + 1, index + 4).find(({ kind }) => kind === 'added')
    if (now === undefined || !YES.test(now.names) || indentOf(now) !== indentOf(before)) continue
    // Of the numbers, zero refuses in one language and accepts in another: the other answer says which it was.
    if (PLAIN_NO.test(before.names) && !PLAIN_YES.test(now.names)) continue
    if (squeezed(before.text) === squeezed(now.text)) continue
    const name = around(now).split(/[.:]/).at(-1) ?? ''
    if (!SECURES.test(name) || !CHECKS.test(name) || REFUSING.test(name)) continue
    yield { way: 'granted', side: 'new', line: now.line, text: now.text.trim(), name, isGrave: true }
    return
  }
}

const REFUSAL =
  /^\s*(?:throw\b|raise\b(?!\s*$)|return\s+(?:false|False|FALSE|-\s*\w+|nil,|null\b|None\b|\w*[eE]rr\b|(?:errors|fmt)\.|Err\()|return\s+\w*(?:FAIL|ERR|DENIED)|Err\(|(?:os\.|sys\.|process\.)?exit\b|die\b|abort\b|panic|goto\s+\w*(?:err|fail|out|bad|deny)|bail!|croak\b)/
const ENDS =
  /\b(?:return|throw|raise|goto|break|continue|exit|abort|die|panic\w*|bail|croak|fatal\w*|reject|deny|next|fail\w*)\b|Fatal|Err\(/i
const LOGS =
  /\b(?:\w*log(?:ger|ging|f|ln)?|console|Console|print\w*|e?println|warn\w*|slog|eprintln|pr_\w+|syslog|puts|error_log|echo|Debug|Trace|fprintf|info|debug)\b/
/** A call whose answer says whether something is what it claims to be. */
const ASKS =
  /\b(?:\w+(?:\.|->|::)){0,4}\w*(?:[vV]erif(?:y|ied)|VerifyData|checkSignature|check_sig\w*|CheckSignature|timingSafeEqual|compare_digest|hash_equals|ConstantTimeCompare|constant_time_\w+|hmac\.Equal|CRYPTO_memcmp|[cC]heck_?(?:[hH]ash|[dD]igest|[cC]ert\w*|[tT]oken|[mM]ac|[iI]ntegrity|[pP]assword)|password_verify|authenticate)\w*\s*\(/
const CAUGHT =
  /\b(?:except|catch|rescue)\b.*(?:Signature|Verif|Certificate|SSLError|Integrity|Authentic|Unauthor|Digest|BadSign)\w*/

/** A check still takes place, and where it failed there is now a message at most. */
export function* softened(lines: readonly LiveLine[]): Iterable<Weakening> {
  for (const [index, refusal] of lines.entries()) {
    if (refusal.kind !== 'removed' || !REFUSAL.test(refusal.names)) continue
    const at = headAbove(lines, refusal, index)
    const head = lines[at]
    if (head === undefined || head.kind === 'removed') continue
    const name = checkOf(lines, at)
    if (name === undefined) continue
    const own = indentOf(head).length
    const rest = lines.slice(at + 1)
    const end = rest.findIndex(
      line => line.kind !== 'removed' && !/^\s*\{?\s*$/.test(line.text) && indentOf(line).length <= own,
    )
    const block = (end < 0 ? rest : rest.slice(0, end)).filter(({ kind }) => kind !== 'removed')
    if (block.some(({ names }) => ENDS.test(names.replace(LOGS, '')))) continue
    const shown = block.find(({ kind, text }) => kind === 'added' && text.trim() !== '')
    // Another branch that takes over says so by its code; a message does not stop anybody.
    if (shown !== undefined && !LOGS.test(shown.names) && !/^\s*(?:pass|;|\.\.\.)\s*;?$/.test(shown.names)) continue
    if (block.some(({ names }) => /^\s*[\w.>-]+\s*(?:=|\+=)[^=]/.test(names) && !LOGS.test(names))) continue
    const place = shown ?? refusal
    const side = shown === undefined ? 'old' : 'new'
    yield { way: 'softened', side, line: place.line, text: place.text.trim(), name, isGrave: true }
    return
  }
}

/** The condition a line stands under. */
function headAbove(lines: readonly LiveLine[], refusal: LiveLine, index: number): number {
  const own = indentOf(refusal).length
  for (let at = index - 1; at >= Math.max(0, index - 8); at--) {
    const line = lines[at]
    if (line === undefined || line.text.trim() === '' || indentOf(line).length >= own) continue
    if (/^\s*[{]\s*$/.test(line.names)) continue
    return /\b(?:if|elif|elsif|unless|except|catch|rescue|guard)\b/.test(line.names) ? at : -1
  }
  return -1
}

/** What is asked by a condition, or by the statement that gave its variable a value. */
function checkOf(lines: readonly LiveLine[], at: number): string | undefined {
  const head = lines[at]?.names ?? ''
  const called = (ASKS.exec(head) ?? CAUGHT.exec(head))?.[0]
  if (called !== undefined) return called.replace(/\s*\($/, '')
  for (const { names, kind } of lines.slice(Math.max(0, at - 4), at).reverse()) {
    if (kind === 'removed') continue
    const given = /([A-Za-z_]\w*)(?:\s*:\s*\w+)?\s*:?=(?!=)/.exec(names)?.[1]
    const asked = given === undefined ? undefined : ASKS.exec(names)?.[0]
    if (given !== undefined && asked !== undefined && new RegExp(`\\b${given}\\b`).test(head))
      return asked.replace(/\s*\($/, '')
  }
  return undefined
}
