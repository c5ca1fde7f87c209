/** What one line loses against the one in whose place it stands. */
export interface LostProtection {
  readonly kind: 'unwrapped' | 'joined' | 'package' | 'markup' | 'loader'
  /** The call that protected. */
  readonly protective: string
  /** What stands on the new line instead, as written. */
  readonly shown: string
}

/** Calls that make text safe for a page, a command or a query. */
const ESCAPES =
  /\b(htmlspecialchars|htmlentities|escapeshellarg|escapeshellcmd|escapeHtml|escape_html|html\.escape|html_escape|shlex\.quote|pipes\.quote|encodeURIComponent|mysqli?_real_escape_string|pg_escape_\w+|esc_html|esc_attr|esc_sql|DOMPurify\.sanitize|bleach\.clean|ERB::Util\.h|Shellwords\.escape|template\.HTMLEscapeString|filepath\.Clean|path\.basename|realpath)\s*\(/
const EVERY_ESCAPE = new RegExp(ESCAPES, 'g')
/** Calls that look like protection and are none of that kind. */
const WEAKER = /\b(?:strip_tags|addslashes|trim|nl2br|strval|String|str|to_s)\b/g
const QUERIES = /\b(?:\w+(?:\.|->))?(execute|executemany|query|exec|raw|prepare|QueryRow|Query|Exec|rawQuery)\s*\(/
const PLACEHOLDER = /(?:%s|\?|:\w+|\$\d|@\w+)[^"'`]*["'`]\s*,\s*\S/
const PUT_TOGETHER = /["'`]\s*(?:%|\+|\.)\s*\(?[$\w]|\(\s*f["']|\.format\s*\(|\$\{\s*\w|#\{\s*\w|\bSprintf\s*\(/

export function lostProtection(before: string, now: string): LostProtection | undefined {
  return (
    unwrapped(before, now) ??
    joined(before, now) ??
    otherPackage(before, now) ??
    asMarkup(before, now) ??
    otherLoader(before, now)
  )
}

/** Readers of plain data, and those that make objects with code of their own out of the same place. */
const PLAIN_READERS =
  /\b(YAML\.safe_load\w*|yaml\.safe_load\w*|json\.loads?|JSON\.parse|json_decode|ast\.literal_eval|SafeConstructor|JsonSerializer\.Deserialize|objectMapper\.readValue|decode_json|tomllib\.loads?)(?!\w)/
const OBJECT_READERS =
  /\b(YAML\.(?:unsafe_load\w*|load)|yaml\.(?:unsafe_load\w*|full_load|load)(?!\([^)]*Safe)|(?:c?[pP]ickle|dill|marshal|cloudpickle|jsonpickle)\.(?:loads?|decode)|Marshal\.load|unserialize|BinaryFormatter|LosFormatter|NetDataContractSerializer|ObjectInputStream|XMLDecoder|thaw|eval|vm\.runIn\w+|v8\.deserialize)\s*\(/

function otherLoader(before: string, now: string): LostProtection | undefined {
  const was = PLAIN_READERS.exec(before)
  const is = OBJECT_READERS.exec(now)
  if (was === null || is === null || OBJECT_READERS.test(before) || PLAIN_READERS.test(now)) return undefined
  // The same variable is given what the other reader made, or the same thing is read.
  const head = before.slice(0, was.index).replace(/\s+/g, ' ').trim()
  const isSame = head.length >= 4 && head === now.slice(0, is.index).replace(/\s+/g, ' ').trim()
  const read = (text: string, from: number): string | undefined => /[A-Za-z_$@][\w.]{2,}/.exec(text.slice(from))?.[0]
  const given = read(before, was.index + was[0].length)
  if (!isSame && (given === undefined || given !== read(now, is.index + is[0].length))) return undefined
  return { kind: 'loader', protective: was[1] ?? '', shown: is[0].replace(/\s*\($/, '') }
}

/** Where text of a page or of a command is put together. */
const MARKUP = /["'`][^"'`\n]{0,200}<\/?[a-z][^"'`\n]{0,200}["'`]|\b(?:echo|print|innerHTML|html|Markup|raw)\b/
const COMMAND =
  /\b(?:exec|system|shell_exec|passthru|popen|proc_open|os\.system|subprocess|execSync|spawn|IO\.popen)\b|`/
const SHELL_ESCAPES = /escapeshell|shlex|pipes\.quote|Shellwords/
const QUERY_ESCAPES = /escape_string|pg_escape|esc_sql/
/** By its name it makes safe what it is given. */
const CLEANS = /(?:esc|escape|sanit|quote|clean|encode|purify|render|intval|safe|filter|h)\w*\s*\(\s*$/i

/**
 * The same for lines that were broken in another way: what a call protected stands among the new lines without it.
 *
 * @param before the removed lines of one place joined
 * @param now the added ones
 */
export function lostInReflow(before: string, now: string): LostProtection | undefined {
  const query = joined(before, now) ?? asMarkup(before, now)
  if (query !== undefined) return query
  for (const found of before.matchAll(EVERY_ESCAPE)) {
    const lost = lostAround(found, before, now)
    if (lost !== undefined) return lost
  }
  return undefined
}

/** What one call of the earlier lines was given stands among the new ones without any such call. */
function lostAround(found: RegExpExecArray, before: string, now: string): LostProtection | undefined {
  const { 1: name = '' } = found
  if (/realpath|basename|Clean/.test(name) || countOf(now) >= countOf(before)) return undefined
  const given = firstArgument(before, found.index + found[0].length)
  if (given.length < 3 || !/[A-Za-z_]/.test(given) || /^["'`]/.test(given)) return undefined
  const at = now.indexOf(given)
  if (at < 0 || /[\w$]/.test(now[at + given.length] ?? '') || CLEANS.test(now.slice(0, at))) return undefined
  const place = SHELL_ESCAPES.test(name) ? COMMAND : QUERY_ESCAPES.test(name) ? QUERIES : MARKUP
  return place.test(before) && place.test(now) ? { kind: 'unwrapped', protective: name, shown: given } : undefined
}

function countOf(text: string): number {
  return [...text.matchAll(EVERY_ESCAPE)].length
}

/** Up to the comma or the parenthesis that ends it. */
function firstArgument(text: string, from: number): string {
  let depth = 0
  for (let at = from; at < Math.min(text.length, from + 200); at++) {
    const char = text[at] as string
    if ('([{'.includes(char)) depth++
    else if (')]}'.includes(char) && depth-- === 0) return text.slice(from, at).trim()
    else if (char === ',' && depth === 0) return text.slice(from, at).trim()
  }
  return ''
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

/** Ways to put a value into a page as markup, and how the same value stands there as text. */
const MARKUPS: readonly (readonly [RegExp, (name: string) => RegExp])[] = [
  [/\bdangerouslySetInnerHTML=\{\{\s*__html:\s*([\w.]{1,60})\s*\}\}/g, name => valueIn('>\\{', name, '\\}<')],
  [
    /\.(?:innerHTML|outerHTML)\s*\+?=\s*([\w.[\]()]{1,60})(?=\s*(?:;|$|\s[a-z_]))/g,
    name => valueIn('\\.(?:textContent|innerText|nodeValue)\\s*\\+?=', name, ''),
  ],
  [/\.html\(\s*([\w.[\]]{1,60})\s*\)/g, name => valueIn('\\.text\\(', name, '\\)')],
  [/\bv-html="([^"]{1,60})"/g, name => new RegExp(`${valueIn('v-text="', name, '"').source}|${mustache(name)}`)],
  [/\{@html\s+([^{}]{1,60}?)\s*\}/g, name => valueIn('\\{', name, '\\}')],
  [/\{\{\{\s*([\w.]{1,60})\s*\}\}\}/g, name => new RegExp(mustache(name))],
  [/\{!!\s*([^{}!]{1,60}?)\s*!!\}/g, name => new RegExp(mustache(name))],
  [/\{\{-?\s*([\w.]{1,60})\s*\|\s*(?:safe|raw|safeHTML)\s*-?\}\}/g, name => new RegExp(mustache(name))],
  [/<%(?:==|-|=\s*raw[\s(])\s*([\w.@[\]:]{1,60})\s*\)?\s*-?%>/g, name => valueIn('<%=', name, '-?%>')],
  [/<%=\s*([\w.@[\]:]{1,60})\.html_safe\s*-?%>/g, name => valueIn('<%=', name, '-?%>')],
]

function valueIn(open: string, name: string, close: string): RegExp {
  return new RegExp(`${open}\\s*${literally(name)}${close === '' ? '(?![\\w.(])' : `\\s*${close}`}`)
}

/** `{{ name }}`, with two braces and no more. */
function mustache(name: string): string {
  return `(?<!\\{)\\{\\{\\s*${literally(name)}\\s*\\}\\}(?!\\})`
}

function literally(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** A value that stood in a page as text now stands there as markup. */
function asMarkup(before: string, now: string): LostProtection | undefined {
  for (const [isMarkup, asText] of MARKUPS)
    for (const { 0: shown, 1: name = '' } of now.matchAll(isMarkup)) {
      if (before.includes(shown)) continue
      const text = asText(name).exec(before)
      // What a literal holds is no value from elsewhere.
      if (text !== null && !/^["'`]/.test(name)) return { kind: 'markup', protective: name.slice(0, 40), shown }
    }
  return undefined
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
