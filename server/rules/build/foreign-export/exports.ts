/** Functions that every program calls and takes from the C library, or from one for cryptography. */
const ofOthers =
  /^(?:mem(?:cpy|move|set|cmp)|str(?:n?cmp|len|n?cpy|str)|malloc|calloc|realloc|free|open(?:at)?|read|write|close|connect|accept|send|recv|getaddrinfo|gethostbyname|getrandom|getentropy|arc4random\w*|fopen|fread|fwrite|exec[vl]\w*|system|popen|dl(?:open|sym)|set[re]*[ug]id|get[e]?[ug]id|stat|access|sigaction|pthread_\w+|time|gettimeofday|clock_gettime|crypt|(?:RSA|EVP|SSL|X509|BN|EC|ECDSA)_\w+|gnutls_\w+|__(?:errno_location|libc_start_main|cxa_atexit|stack_chk_fail))$/

export interface ForeignExport {
  readonly name: string
  /** Index of its line. */
  readonly line: number
}

/** Functions of other libraries that a library starts to give out as its own; none where it already gives out such. */
export function foreignExports(old: readonly string[], now: readonly string[]): readonly ForeignExport[] {
  const before = exportsIn(old)
  if (before.size === 0 || [...before.keys()].some(name => ofOthers.test(name))) return []
  return [...exportsIn(now)].flatMap(([name, line]) =>
    ofOthers.test(name) && !before.has(name) ? [{ name, line }] : [],
  )
}

/**
 * Exported names, each with the index of its line: below `global:` of a version script (ld manual, "VERSION Command"), or
 * one on each line, as libtool (`-export-symbols`) and module definitions (`EXPORTS`) have them.
 */
function exportsIn(lines: readonly string[]): ReadonlyMap<string, number> {
  return lines.some(line => /^\s*(?:global\s*:|[\w.]*\s*\{)/.test(line)) ? globalsIn(lines) : listedIn(lines)
}

function globalsIn(lines: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  let isGlobal = true
  let isComment = false
  for (const [line, text] of lines.entries()) {
    if (text.length > 2_000) continue
    for (const [word] of text.matchAll(/\/\*|\*\/|\bglobal\s*:|\blocal\s*:|[{}]|[A-Za-z_]\w*(?=\s*;)/g)) {
      if (word === '/*' || word === '*/') isComment = word === '/*'
      else if (isComment) continue
      else if (word === '{' || word.startsWith('global')) isGlobal = true
      else if (word.startsWith('local')) isGlobal = false
      else if (word !== '}' && isGlobal && !found.has(word)) found.set(word, line)
    }
  }
  return found
}

function listedIn(lines: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const [line, text] of lines.entries()) {
    const name = /^\s*([A-Za-z_]\w*)(?:\s+(?:@\d+|NONAME|DATA|PRIVATE))*\s*$/.exec(text.slice(0, 2_000))?.[1]
    if (name !== undefined && !found.has(name)) found.set(name, line)
  }
  return found
}
