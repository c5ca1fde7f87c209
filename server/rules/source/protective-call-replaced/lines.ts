/** What one line loses against the one in whose place it stands. */
export interface LostProtection {
  readonly kind: 'unwrapped' | 'joined' | 'package' | 'markup'
  /** The call that protected. */
  readonly protective: string
  /** What stands on the new line instead, as written. */
  readonly shown: string
}

/** Calls that make text safe for a page, a command or a query. */
const ESCAPES =
  /\b(htmlspecialchars|htmlentities|escapeshellarg|escapeshellcmd|escapeHtml|escape_html|html\.escape|html_escape|shlex\.quote|pipes\.quote|encodeURIComponent|mysqli?_real_escape_string|pg_escape_\w+|esc_html|esc_attr|esc_sql|DOMPurify\.sanitize|bleach\.clean|ERB::Util\.h|Shellwords\.escape|template\.HTMLEscapeString|filepath\.Clean|path\.basename|realpath)\s*\(/
/** Calls that look like protection and are none of that kind. */
const WEAKER = /\b(?:strip_tags|addslashes|trim|nl2br|strval|String|str|to_s)\b/g
const QUERIES = /\b(?:\w+(?:\.|->))?(execute|executemany|query|exec|raw|prepare|QueryRow|Query|Exec|rawQuery)\s*\(/
const PLACEHOLDER = /(?:%s|\?|:\w+|\$\d|@\w+)[^"'`]*["'`]\s*,\s*\S/
const PUT_TOGETHER = /["'`]\s*(?:%|\+|\.)\s*\(?[$\w]|\(\s*f["']|\.format\s*\(|\$\{\s*\w|#\{\s*\w|\bSprintf\s*\(/

export function lostProtection(before: string, now: string): LostProtection | undefined {
  return unwrapped(before, now) ?? joined(before, now) ?? otherPackage(before, now) ?? asMarkup(before, now)
}

/** Packages with the same names in them, of which only the first protects. */
const PACKAGES: readonly (readonly [string, string])[] = [
  ['html/template', 'text/template'],
  ['crypto/rand', 'math/rand'],
  ['crypto/rand', 'math/rand/v2'],
]

function otherPackage(before: string, now: string): LostProtection | undefined {
  const found = PACKAGES.find(([was, is]) => before.trim().endsWith(`"${was}"`) && now.trim().endsWith(`"${is}"`))
  return found === undefined ? undefined : { kind: 'package', protective: found[0], shown: `"${found[1]}"` }
}

/** A value that stood in a page as text now stands there as markup. */
function asMarkup(before: string, now: string): LostProtection | undefined {
  const value = /\bdangerouslySetInnerHTML=\{\{\s*__html:\s*([\w.]{1,60})\s*\}\}/.exec(now)
  const name = value?.[1]
  if (value === null || name === undefined || !before.includes(`>{${name}}<`)) return undefined
  return { kind: 'markup', protective: name, shown: value[0] }
}

/** The same line without the call, or with a weaker one in its place. */
function unwrapped(before: string, now: string): LostProtection | undefined {
  const found = ESCAPES.exec(before)
  const name = found?.[1]
  if (found === null || name === undefined || now.includes(name)) return undefined
  const bare = (text: string): string => text.replace(WEAKER, '').replace(/[\s()]/g, '')
  const rest = bare(before.replace(name, '').replace(/,\s*ENT_\w+[^()]{0,80}\)/, ')'))
  if (rest.length < 6 || rest !== bare(now)) return undefined
  return { kind: 'unwrapped', protective: name, shown: now.trim() }
}

/** Values that were given beside a query are now part of its text. */
function joined(before: string, now: string): LostProtection | undefined {
  const was = QUERIES.exec(before)?.[1]
  const is = QUERIES.exec(now)?.[1]
  if (was === undefined || was !== is || !PLACEHOLDER.test(before) || PLACEHOLDER.test(now)) return undefined
  if (!/\b(?:select|insert|update|delete|where|values)\b/i.test(now) || !PUT_TOGETHER.test(now)) return undefined
  return PUT_TOGETHER.test(before) ? undefined : { kind: 'joined', protective: was, shown: now.trim() }
}
