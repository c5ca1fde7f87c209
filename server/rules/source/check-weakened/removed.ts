import { squeezed } from '../../../core/formats/removedText'
import { indentOf, type LiveLine } from './liveLine'
import type { Weakening } from './weakening'

/** Calls that compare a secret, or say whether two things are one. */
const SAME =
  /\b((?:\w+(?:\.|->|::)){0,3}(?:timingSafeEqual|compare_digest|hash_equals|ConstantTimeCompare|constant_time_\w+|hmac\.Equal|Equal|FixedTimeEquals|MessageDigest\.isEqual|isEqual|secure_compare|CRYPTO_memcmp|memcmp|bcmp|strcmp))\s*\(\s*([^(),]{1,60}(?:\([^()]{0,60}\))?)\s*,\s*([^(),]{1,60}(?:\([^()]{0,60}\))?)\s*[,)]/

/** A secret is compared with itself, where it was compared with another. */
export function* withItself(lines: readonly LiveLine[]): Iterable<Weakening> {
  for (const now of lines) {
    const found = now.kind === 'added' ? SAME.exec(now.text) : null
    const [, name = '', one = '', other = ''] = found ?? []
    if (found === null || one.trim() !== other.trim() || /^["'\d]/.test(one.trim())) continue
    const was = lines.find(({ kind, text }) => kind === 'removed' && SAME.exec(text)?.[1] === name)
    const before = was === undefined ? null : SAME.exec(was.text)
    if (before === null || before[2]?.trim() === before[3]?.trim()) continue
    yield { way: 'itself', side: 'new', line: now.line, text: now.text.trim(), name, isGrave: true }
    return
  }
}

/** Who is asked for before something is done. */
const WHO =
  /(?:^|[^a-z])(?:is_?|has_?|current_?|user_?|require_?)?(?:role|admin|owner|permission|perm|privilege|authenticated|authoriz\w+|logged_?in|staff|superuser|capable|allowed|scope|group|can_\w+|may_\w+)(?:s?\b|_|[A-Z]|\()|Role\b|Admin\b|Permission\b|Owner\b/i
/** A refusal that says so. */
const DENIES =
  /\b(?:abort|sendStatus|status|sendError|send_error|halt|http_response_code|head|error|StatusCode|json|Error|WriteHeader)\w*\s*\(?[^\n]{0,60}\b(?:401|403)\b|\b(?:40[13])\b|Forbid|Unauthori[sz]ed|Permission(?:Error|Denied)|AccessDenied|NotAuthori|\bEPERM\b|\bEACCES\b|[dD]enied|\bnot allowed\b|\b[eE]rrDenied\b|StatusForbidden/
const LEAVES = /\b(?:return|throw|raise|abort|die|exit|halt|goto|croak)\b/
/** More is another design, not a refusal that goes. */
const MOST_GONE = 8

/** A condition on who asks goes with its refusal, out of a function that stays. */
export function* refusalGone(lines: readonly LiveLine[], all: () => readonly string[]): Iterable<Weakening> {
  for (const [index, head] of lines.entries()) {
    if (head.kind !== 'removed') continue
    const condition = /^\s*(?:\}\s*)?(?:if|unless)\b(.*)$/.exec(head.names)?.[1] ?? afterwards(head)
    if (condition === undefined || !WHO.test(condition)) continue
    const end = lines.findIndex(({ kind }, at) => at > index && kind !== 'removed')
    const block = lines.slice(index, end < 0 ? lines.length : end).filter(({ text }) => text.trim() !== '')
    if (block.length > MOST_GONE || end < 0) continue
    if (!block.some(({ names }) => LEAVES.test(names)) || !block.some(({ text }) => DENIES.test(text))) continue
    // What it stood before stays, on the same level.
    const next = lines.slice(end).find(({ kind, text }) => kind !== 'removed' && text.trim() !== '')
    if (next?.kind !== 'context' || indentOf(next) !== indentOf(head) || /^\s*[})\]]?\s*$/.test(next.names)) continue
    if (lines[index - 1]?.kind === 'added' || all().some(text => WHO.test(text) || DENIES.test(text))) continue
    const name = WHO.exec(condition)?.[0].replace(/^\W|\($/g, '') ?? ''
    yield { way: 'refusal', side: 'old', line: head.line, text: head.text.trim(), name }
    return
  }
}

function afterwards({ names }: LiveLine): string | undefined {
  return LEAVES.test(names) ? /\b(?:if|unless)\s(.*)$/.exec(names)?.[1] : undefined
}

const GUARD =
  /!\s*(?:[\w.]+(?:\.|->|::))?\w*(?:verif|valid|check|auth|allowed|permitted|signature|equals?)\w*\s*\(|\bnot\s+[\w.]*(?:verif|valid|check|auth|allowed|permitted|compare_digest)\w*\s*\(|\b(?:unless)\b/i
const FROM_OUTSIDE =
  /getHeader|getParameter|\breq(?:uest)?\b|headers?\b|cookies?|params|\$_(?:GET|POST|COOKIE|REQUEST|SERVER)|FormValue|Header\.Get|getenv|environ|process\.env|\bENV\b/

/** One more condition in front of what was refused, and it is on what the request or the environment says. */
export function* excused(lines: readonly LiveLine[]): Iterable<Weakening> {
  for (const before of lines) {
    if (before.kind !== 'removed' || !GUARD.test(before.names)) continue
    const was = condition(before)
    if (was === undefined || was.length < 8) continue
    const now = lines.find(
      line => line.kind === 'added' && FROM_OUTSIDE.test(line.names) && addedBefore(condition(line) ?? '', was),
    )
    if (now === undefined) continue
    const name = GUARD.exec(before.names)?.[0].replace(/^!\s*|^not\s+|\s*\($/g, '') ?? ''
    yield { way: 'excused', side: 'new', line: now.line, text: now.text.trim(), name }
    return
  }
}

/** What is asked, without blanks and without the parentheses and the brace around it. */
function condition({ text }: LiveLine): string | undefined {
  const found = /^\s*(?:\}\s*)?(?:else\s*)?(?:if|elif|elsif|unless)\b(.*)$/.exec(text)?.[1]
  return found === undefined ? undefined : squeezed(found).replace(/^\(|[){:]+$/g, '')
}

function addedBefore(now: string, was: string): boolean {
  return now.endsWith(was) && /(?:&&|and)\(?$/.test(now.slice(0, now.length - was.length))
}
