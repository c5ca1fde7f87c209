import type { CodeUnit } from '../../../core/embedded/code'
import type { ProgramComparison, ProgramReading } from '../../../core/syntax/program'
import { textsOf } from '../../../core/syntax/value'

const EQUAL =
  /^(?:===?|eq|is|-eq|-ceq|\.equals(?:IgnoreCase)?|\.eql\?|str(?:n?case|n)?cmp|memcmp|.*(?:EqualFold|hash_equals|compare_digest|timingSafeEqual|ConstantTimeCompare|secure_compare))$/
const PASSWORD = /passw|passphrase|passcode|pass_?word|(?:^|[._>])pwd\b|_pwd\b/i
const CREDENTIAL =
  /token|secret|api[-_]?key|auth|credential|licen[cs]e|(?:^|[._>'"-])(?:otp|pin|key|code)(?:['"]?\]?$)|(?:Key|Code)$/i
/** Keys of a keyboard, kinds of things, codes of answers. */
const OTHER = /\b(?:e|ev|evt|event)\.|keyCode|status|error|country|lang|type|kind|name$|\.length|method|scheme|mode/i

/** Comparisons of a program that let somebody in by a text in the code. */
export function granted(unit: CodeUnit, reading: ProgramReading, text: string): readonly ProgramComparison[] {
  const { lines } = unit.body
  return reading.comparisons.filter(comparison => {
    const { operator, subject, value, span } = comparison
    if (!EQUAL.test(operator) || OTHER.test(subject)) return false
    const constants = textsOf(value)
    if (constants.length === 0) return false
    if (!PASSWORD.test(subject) && !CREDENTIAL.test(subject)) return false
    if (!constants.every(isMade)) return false
    const start = lines.offset(span.start)
    const end = lines.offset(span.end)
    return GRANTS.test(text.slice(end, end + 200)) || GRANTED_IF.test(text.slice(Math.max(0, start - 60), start))
  })
}

const YES = String.raw`(?:true|True|TRUE|1|next\(|allow|ok\b|admin|user\b|grant)`
/** What follows when both are equal: yes, or on to what the check stands before. */
const GRANTS = new RegExp(
  String.raw`^[\s)\]]*(?:(?:===?|==)\s*0)?[\s)\]:{]*(?:then\s+)?(?:return\s+${YES}|next\(\)|grant\w*\(|allow\w*\(|\w[\w.]{0,40}(?:[aA]dmin|[aA]uth\w*|[aA]llowed)\s*=\s*[tT]rue)`,
)
const GRANTED_IF = new RegExp(String.raw`\breturn[ \t]+${YES}[ \t]+if[ \t]*\(?[ \t]*$`)

/** Letters and digits mixed as in no word: names of versions, ciphers and formats end in their digits. */
function isMade(text: string): boolean {
  if (text.length < 8 || text.length > 200 || /[\s/]/.test(text)) return false
  const isMixed = /[A-Z]/.test(text) && /[a-z]/.test(text)
  const hasMark = /[^A-Za-z0-9]/.test(text)
  if (!/\d/.test(text) || !/[A-Za-z]/.test(text)) return false
  return (/\d[A-Za-z]/.test(text) && (isMixed || hasMark || text.length >= 16)) || (isMixed && hasMark)
}
