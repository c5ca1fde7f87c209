import { type Branch, branchesOf, functionAround } from '../../../core/formats/branches'
import type { LiveText } from '../../../core/formats/liveText'

/** A way past a check for whoever knows a text of the code. */
export interface WayPast {
  readonly branch: Branch
  /** What is compared, as written. */
  readonly asked: string
  /** The comparison, as written. */
  readonly does: string
  /** Offset of it. */
  readonly at: number
}

const SECRET = String.raw`[\w.>$-]{0,40}(?:auth|pass|pwd|secret|token|(?<!hash)key|cred|signature|hmac|otp|pin|licen[cs]e)\w*`
const SECRET_NAME = new RegExp(SECRET, 'i')
const TEXT = String.raw`(?:[a-zA-Z]?"([^"\n]{6,120})"|[a-zA-Z]?'([^'\n]{6,120})')`
/** A part of what somebody gives is looked for by a text. */
const CONTAINS = new RegExp(
  [
    String.raw`\b(?:strn?(?:case)?str|memmem|str_contains|str_starts_with|strpos|wcsstr|strn?(?:case)?cmp|memcmp|strings\.(?:Contains|HasPrefix|HasSuffix|EqualFold))\s*\(\s*(${SECRET})\s*,\s*${TEXT}`,
    String.raw`\b(${SECRET})(?:\(\))?(?:\.|->)(?:contains|includes|startsWith|starts_with|startswith|endsWith|ends_with|endswith|indexOf|find|include\?|start_with\?|Contains|StartsWith|EndsWith)\s*\(\s*${TEXT}`,
    String.raw`${TEXT}\s+in\s+(${SECRET})(?![\w(])`,
  ].join('|'),
  'i',
)
const CHECKS =
  /auth|log_?in|sign_?in|verif|check_?(?:pass|user|token|access|cred|sig|key)|(?:pass|token|access|cred|key)\w*_?check|validate|credential|permit|allowed/i
const YES =
  /\breturn\s*\(?(?:true|True|TRUE|1|nil|Ok\((?:true|\(\))\)|AUTH_\w*(?:OK|SUCCESS)\w*|SUCCESS)\)?\s*(?:[;,\n}]|$)/
/** Another yes, or a comparison that is given back: a check without one has no other way to be passed. */
const OTHER_YES = /\breturn\s*\(?(?:true|1|0|nil|Ok\b|\w*OK|\w*SUCCESS)|\breturn\b[^;\n]*(?:==|\w\()/gi
const NO_SECRET = /^(?:https?:|bearer|basic|digest|negotiate|ssh-|\/|\.|-----BEGIN|text\/|application\/|[a-z]+ ?$)/i

/** A yes for a text that is part of what somebody gives, in a check that has another way to be passed. */
export function secondWays(live: LiveText): readonly WayPast[] {
  return branchesOf(live).flatMap((branch): readonly WayPast[] => {
    const condition = live.code.slice(branch.condition.from, branch.condition.to)
    const found = CONTAINS.exec(condition)
    const [text = '', asked = ''] = [
      found?.[2] ?? found?.[3] ?? found?.[5] ?? found?.[6] ?? found?.[7] ?? found?.[8],
      found?.[1] ?? found?.[4] ?? found?.[9],
    ]
    if (found === null || !isMade(text) || /!\s*$|\bnot\s+$/.test(condition.slice(0, found.index))) return []
    const body = live.code.slice(branch.body.from, branch.body.to)
    const yes = YES.exec(body)
    if (yes === null || !CHECKS.test(functionAround(live.names, branch.condition.from))) return []
    // Equal to nothing, or at the start: with `strcmp` the way is open for the one text only.
    if (/cmp\s*\(/.test(found[0]) && !/==\s*0|^\s*\(?\s*!/.test(condition)) return []
    const near = live.names.slice(Math.max(0, branch.condition.from - 3000), branch.body.to + 3000)
    if ((near.match(OTHER_YES) ?? []).length < 2) return []
    return [{ branch, asked, does: yes[0].trim(), at: branch.body.from + yes.index }]
  })
}

const COMPARISON = new RegExp(
  [
    String.raw`(?:\bsubtle\.ConstantTimeCompare|\bhmac\.Equal|\bbytes\.Equal|\bcompare_digest|\btimingSafeEqual|\bhash_equals|\bstrn?(?:case)?cmp|\bmemcmp|\bsecure_compare|\bCryptographicOperations\.FixedTimeEquals)\s*\([^;&|]{2,160}`,
    String.raw`\b(${SECRET})(?:\(\))?\s*!==?\s*(?:["'\x60][^"'\x60\n]*["'\x60]|[\w.$]+)`,
    String.raw`!\s*[\w."']+\.(?:equals|Equals|eql\?)\s*\([^;&|]{2,80}`,
  ].join('|'),
  'i',
)
const NEGATED = /!==?|\bnot\b|!\s*[a-z]|==\s*0\b|\bis not\b/i
const REFUSES = /\breturn\b|\bthrow\b|\braise\b|\babort\b|40[13]|unauth|den(?:y|ied)|forbid|reject/i
const GIVEN_TEXT =
  /\b([A-Za-z_]\w*)(?:\s*:\s*[\w&'[\]]+)?(?:\[\w*\])?\s*:?=\s*(?:\[\]byte\s*\(|Buffer\.from\s*\(|b(?=["'])|new\s+\w+\s*\()?\s*["'\x60]([^"'\x60\n]{8,120})["'\x60]/g

/** A refusal that has to be met by several comparisons at once, one of them with a text of the code. */
export function excusedByText(live: LiveText): readonly WayPast[] {
  let texts: ReadonlyMap<string, string> | undefined
  return branchesOf(live).flatMap((branch): readonly WayPast[] => {
    const condition = live.code.slice(branch.condition.from, branch.condition.to)
    const parts = condition.split(/&&|\band\b/)
    if (parts.length < 2) return []
    const compared = parts.filter(part => COMPARISON.test(part) && NEGATED.test(part))
    if (compared.length < 2) return []
    if (!REFUSES.test(live.code.slice(branch.body.from, branch.body.to))) return []
    texts ??= new Map([...live.code.matchAll(GIVEN_TEXT)].map(([, name = '', text = '']) => [name, text]))
    for (const part of compared) {
      const does = COMPARISON.exec(part)?.[0].trim() ?? ''
      const asked = SECRET_NAME.exec(does)?.[0]
      const literal = /["'\x60]([^"'\x60\n]{8,120})["'\x60]/.exec(does)?.[1]
      const named = (does.match(/[A-Za-z_]\w*/g) ?? []).map(word => texts?.get(word)).find(one => one !== undefined)
      const text = literal ?? named
      if (asked === undefined || text === undefined || !isMade(text) || !/\d/.test(text)) continue
      return [{ branch, asked, does, at: branch.condition.from + condition.indexOf(does) }]
    }
    return []
  })
}

/** More than a word: digits, marks or blanks that nobody types by chance. */
function isMade(text: string): boolean {
  return text.length >= 8 && /[^A-Za-z_. -]/.test(text) && !NO_SECRET.test(text)
}
