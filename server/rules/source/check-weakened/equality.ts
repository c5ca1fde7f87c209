import type { LiveLine } from './liveLine'
import type { Weakening } from './weakening'

/** What makes different texts one: letters of either case, forms of Unicode, blanks. */
const FOLDS =
  /\.?\b(?:unicode_normalize|normalize|casefold|downcase|upcase|swapcase|to_?[lL]ower(?:Case|case)?|to_?[uU]pper(?:Case|case)?|lower|upper|ToLower(?:Invariant)?|ToUpper(?:Invariant)?|strip|trim|TrimSpace|strtolower|mb_strtolower|unidecode|deburr|transliterate|EqualFold|strcasecmp|equalsIgnoreCase|casecmp\??|localeCompare|NFKC)\b/g
const UNICODE = /normali[sz]e|casefold|unidecode|deburr|translit|NFK?[CD]/i
const EQUAL = /===?|\.equals\(|\.eql\?|\beq\b|cmp\(|\bEqual\(|compare/
const WHO = /(?:^|[^a-z])(?:e?mail|user(?:_?name)?|login|account|principal|subject)(?:s?\b|_|[A-Z]|$)/i
const SECRET = /passw|token|secret|signature|hmac|digest|api_?key|otp/i
const RECOVERS = /reset|recover|forgot|log_?in|sign_?in|auth|invite|confirm|session|verif|magic/i

/** Two texts that were told apart count as one, where an account or a secret is looked up by them. */
export function* loosened(lines: readonly LiveLine[], around: (line: LiveLine) => string): Iterable<Weakening> {
  for (const [index, before] of lines.entries()) {
    if (before.kind !== 'removed' || !EQUAL.test(before.names)) continue
    const had = before.names.match(FOLDS)?.length ?? 0
    const now = lines.slice(index + 1, index + 6).find(({ kind, names }) => kind === 'added' && EQUAL.test(names))
    const folds = now?.names.match(FOLDS) ?? []
    if (now === undefined || folds.length <= had || bare(now) !== bare(before)) continue
    const isSecret = SECRET.test(before.names)
    const isWho = WHO.test(before.names) && UNICODE.test(now.text) && RECOVERS.test(around(now))
    if (!isSecret && !isWho) continue
    yield {
      way: 'loosened',
      side: 'new',
      line: now.line,
      text: now.text.trim(),
      name: folds[0]?.replace(/^\./, '') ?? '',
    }
    return
  }
}

function bare({ text }: LiveLine): string {
  return text
    .replace(/\b(?:strings|unicodedata|str|norm)\.(?=\w)|["']NFK?[CD]["']\s*,?/g, '')
    .replace(FOLDS, '')
    .replace(/\(\s*(?::\w+|["']\w*["'])?\s*\)/g, '')
    .replace(/[\s().]/g, '')
}
