import { asValue, type Computed } from './computed'
import { encodeUtf8 } from './decode'
import * as pure from './pure'
import type { Compute, EnvironmentFunction } from './shape'

/** Bytes of characters and their codes; the zero at the end is not part of the text. */
export const charArray: Compute = (_, given) => {
  const bytes: string[] = []
  for (const item of given) {
    const value = item.kind === 'number' ? item.value : undefined
    if (value !== undefined) {
      if (!Number.isInteger(value) || value < -128 || value > 255) return undefined
      bytes.push(String.fromCharCode(value & 0xff))
      continue
    }
    const text = asValue(item)
    if (text.kind !== 'known') return undefined
    const suffixed = /^(\d\w*?)(?:[uUlL]+|[ui](?:8|16|32|64|128|size))$/.exec(text.text)
    if (suffixed?.[1] !== undefined) {
      const code = pure.parseNumber(suffixed[1])
      if (code === undefined || code > 255) return undefined
      bytes.push(String.fromCharCode(code))
    } else if ([...text.text].length === 1) bytes.push(encodeUtf8(text.text))
    else return undefined
  }
  while (bytes.at(-1) === '\0') bytes.pop()
  return pure.bytesOf(bytes.join(''))
}

const first: Compute = (_, [input]) => input
const itself: Compute = (receiver, given) => (given.length === 0 ? receiver : undefined)

/** `%s` and `%d` with what is between `%` and them; anything else is not foreseen. */
export const formatted: Compute = (_, [format, ...given]) => {
  const simple = format === undefined ? undefined : asValue(format)
  if (simple?.kind !== 'known') return undefined
  const pattern: Computed = {
    kind: 'known',
    text: simple.text.replace(/%(?:%|[-+ #0]{0,4}\d{0,3}(?:\.\d{0,3})?(?:hh|ll|[hlzjt])?([a-zA-Z]))/g, (all, letter) =>
      all === '%%' ? all : letter === undefined ? all : '%s',
    ),
  }
  const isExact = /^(?:[^%]|%%|%[sdiu])*$/.test(simple.text)
  return pure.percentFormat(pattern, isExact ? given : given.map(unknown))
}

function unknown(): Computed {
  return { kind: 'unresolved', pieces: [null] }
}

export const cFunctions: Readonly<Record<string, Compute>> = {
  'char[]': charArray,
  'format()': formatted,
  strdup: first,
  _strdup: first,
  xstrdup: first,
  g_strdup: first,
  g_strdup_printf: formatted,
  xasprintf: formatted,
}

export const cppFunctions: Readonly<Record<string, Compute>> = {
  ...cFunctions,
  'std::string': first,
  'std::string_view': first,
  string: first,
  QString: first,
  'std::to_string': first,
}

export const cppMethods: Readonly<Record<string, Compute>> = {
  c_str: itself,
  data: itself,
  str: itself,
  toStdString: itself,
  substr: (receiver, [from, count]) => {
    const start = pure.toNumber(from)
    const length = count === undefined ? undefined : pure.toNumber(count)
    if (start === undefined || start < 0 || (count !== undefined && length === undefined)) return undefined
    return pure.slice(receiver, start, length === undefined ? undefined : start + length)
  },
}

/** Functions that write into the text their first argument points to. */
export const writers: ReadonlySet<string> = new Set(
  [
    'memcpy memmove memset memccpy bcopy bzero strncpy strncat strlcpy strlcat stpcpy vsprintf vsnprintf',
    'read recv recvfrom fread fgets gets getline getdelim scanf fscanf sscanf',
    'push_back pop_back append insert erase replace assign resize clear swap emplace_back fill reverse sort',
    'std::reverse std::transform std::sort std::memcpy std::swap std::fill',
  ]
    .join(' ')
    .split(' '),
)

const comparing =
  'strcmp strncmp strcasecmp strncasecmp strcoll memcmp bcmp wcscmp wcsncmp wcscasecmp wmemcmp _stricmp _strnicmp stricmp strnicmp lstrcmp lstrcmpA lstrcmpW lstrcmpi lstrcmpiA lstrcmpiW strstr strcasestr timingsafe_bcmp timingsafe_memcmp CRYPTO_memcmp g_strcmp0 g_str_equal g_ascii_strcasecmp strequal fnmatch'

/** Functions that compare their first two arguments. */
export const comparers: ReadonlySet<string> = new Set(comparing.split(' ').flatMap(name => [name, `std::${name}`]))

const read0: EnvironmentFunction = { access: 'read', argument: 0 }
const write0: EnvironmentFunction = { access: 'write', argument: 0 }

export const environmentFunctions: Readonly<Record<string, EnvironmentFunction>> = {
  getenv: read0,
  'std::getenv': read0,
  secure_getenv: read0,
  __secure_getenv: read0,
  _wgetenv: read0,
  g_getenv: read0,
  curl_getenv: read0,
  GetEnvironmentVariable: read0,
  GetEnvironmentVariableA: read0,
  GetEnvironmentVariableW: read0,
  qgetenv: read0,
  getenv_s: { access: 'read', argument: 3 },
  _dupenv_s: { access: 'read', argument: 2 },
  GetEnvironmentStrings: { access: 'read', argument: 'all' },
  GetEnvironmentStringsW: { access: 'read', argument: 'all' },
  setenv: write0,
  unsetenv: write0,
  putenv: write0,
  _putenv: write0,
  _putenv_s: write0,
  g_setenv: write0,
  clearenv: { access: 'write', argument: 'all' },
  SetEnvironmentVariable: write0,
  SetEnvironmentVariableA: write0,
  SetEnvironmentVariableW: write0,
}
