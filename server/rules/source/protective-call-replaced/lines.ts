/** What one line loses against the one in whose place it stands. */
export interface LostProtection {
  readonly kind: 'unwrapped' | 'joined'
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
  return unwrapped(before, now) ?? joined(before, now)
}

/** The same line without the call, or with a weaker one in its place. */
function unwrapped(before: string, now: string): LostProtection | undefined {
  const found = ESCAPES.exec(before)
  const name = found?.[1]
  if (found === null || name === undefined || now.includes(name)) return undefined
  const bare = (text: string): string => text.replace(WEAKER, '').replace(/[\s()]/g, '')
  const rest = bare(before.replace(name, ''))
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
