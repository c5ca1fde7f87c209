import type { LanguageId } from './language'
import { languageByModeLine } from './languageByFirstLine'

/** Comments are taken off and patterns tried on this much. */
const scannedLength = 16_384

type Settle = (text: string) => LanguageId | undefined

/**
 * Names that several languages share, and what tells these apart. The traits follow GitHub Linguist's heuristics.yml;
 * languages we do not read (Prolog, Verilog, Coq, D) are told apart only to be left alone.
 */
const settlers = {
  '?h': text => (looksLikeCpp(text) || languageByModeLine(text) === 'cpp' ? 'cpp' : 'c'),
  '?install': text => (isPhp(text) ? 'php' : 'bash'),
  '?as': text => (/^AS_INIT\b/m.test(text) ? 'm4' : undefined),
  '?php': text => (isPhp(text) ? 'php' : undefined),
  '?d': text => (isDependencyFile(text) ? 'make' : undefined),
  '?at': text => (/^[ \t]*(?:AT_|m4_|AS_|AC_)[A-Z_a-z]+\b/m.test(text) ? 'm4' : undefined),
  '?ts': text => (isXml(text) || /^\s*<(?:!DOCTYPE )?TS\b/.test(text) ? 'xml' : 'typescript'),
  '?tsx': text => (isXml(text) ? 'xml' : 'tsx'),
  '?rs': text => (isXml(text) ? 'xml' : /^#pragma\s+(?:rs|version)\b/m.test(text) ? 'c' : 'rust'),
  '?pl': text => (isPerl(text) ? 'perl' : isProlog(text) || isRaku(text) ? undefined : 'perl'),
  '?pm': text => (isRaku(text) || /^\s*\/\* XPM \*\//.test(text) ? undefined : 'perl'),
  '?t': text => (isPerl(text) && !isRaku(text) ? 'perl' : undefined),
  '?spec': text => specLanguage(text),
  '?map': text => (isVersionScript(text) ? 'linkerscript' : /^\s*\{\s*"/.test(text) ? 'json' : undefined),
  '?version-script': text => (isVersionScript(text) ? 'linkerscript' : undefined),
  '?x': text => (isLinkerScript(text) ? 'linkerscript' : undefined),
  '?inc': text => languageByModeLine(text) ?? includedLanguage(text),
  // Bazel's and Chromium's, which are calls and nothing else; a text may have such a name too.
  '?build': text => (/^(?:[a-z_][\w.]*\(|[a-z_]+ = [[{"])/m.test(text) ? 'python' : undefined),
  '?unit': text => unitLanguage(text),
  '?xml': text => (isXml(text) || /^\s*<(?:!--|!DOCTYPE |[A-Za-z][\w:.-]*(?:\s|\/?>))/.test(text) ? 'xml' : undefined),
  '?json-yaml': text => (/^\s*(?:\/[/*]|[{[])/.test(text) ? 'json' : 'yaml'),
  // The first version of the format is one of Yarn's own.
  '?yarn-lock': text => (/^__metadata:/m.test(text) ? 'yaml' : undefined),
} as const satisfies Readonly<Record<`?${string}`, Settle>>

export type Ambiguous = keyof typeof settlers

export function isAmbiguous(known: LanguageId | Ambiguous): known is Ambiguous {
  return known.startsWith('?')
}

export function settle(known: Ambiguous, text: string): LanguageId | undefined {
  return settlers[known](text.slice(0, scannedLength))
}

/** For files whose name says nothing: only what cannot well be anything else. */
export function languageByContent(text: string): LanguageId | undefined {
  const head = text.slice(0, scannedLength)
  if (/^\s*<\?xml\s/.test(head)) return 'xml'
  if (/^\s*<\?php\b/.test(head)) return 'php'
  if (/^#compdef\b|^#autoload\b/.test(head)) return 'zsh'
  if (isPatch(head)) return 'patch'
  return undefined
}

function isXml(text: string): boolean {
  return /^\s*<\?xml\s/.test(text)
}

function isPhp(text: string): boolean {
  return /^(?:#![^\n]*\n)?\s*<\?(?:php\b|=|\s)/.test(text)
}

/** A pair of file lines with a hunk, or git's own header, at the start of a line. Prose before it is usual. */
function isPatch(text: string): boolean {
  return /^diff --git [^\n]+\n|^--- [^\n]+\n\+\+\+ [^\n]+\n@@ -\d/m.test(text)
}

/** What compilers write for make: `a.o: a.c \`. */
function isDependencyFile(text: string): boolean {
  return /^[\w./\\$()+-]+\.l?o:\s/m.test(text)
}

function isPerl(text: string): boolean {
  return /^[ \t]*(?:use\s+(?:strict|warnings|v?5|lib|constant|overload|Test::)\b|package\s+[A-Za-z_][\w:]*\s*[;{]|(?:my|our)\s*[$@%(])/m.test(
    text,
  )
}

function isRaku(text: string): boolean {
  return /^[ \t]*(?:use\s+v6\b|my\s+class\s|unit\s+(?:class|module)\s)/m.test(text)
}

function isProlog(text: string): boolean {
  return /^[^#\n]{0,400}:-/m.test(text)
}

/** RPM's preamble and sections; PyInstaller and old gems use the extension too. */
function specLanguage(text: string): LanguageId {
  if (
    /^[ \t]*(?:[%]?(?:global|define)\s|%(?:prep|build|install|files|description|changelog)\b|(?:Name|Version|Summary|License)\s*:)/im.test(
      text,
    )
  )
    return 'spec'
  if (/\bGem::Specification\b/.test(text)) return 'ruby'
  if (/^[ \t]*(?:\w+\s*=\s*(?:Analysis|PYZ|EXE)\s*\(|block_cipher\b|(?:from\s+[\w.]+\s+)?import\s+\w)/m.test(text))
    return 'python'
  return 'spec'
}

/** ld's version nodes: `LIB_1.0 { global: …; local: *; };`, with or without a name. */
function isVersionScript(text: string): boolean {
  const code = withoutComments(text)
  return (
    /\{\s*(?:global|local)\s*:/.test(code) || /^\s*(?:[\w.@-]+\s*)?\{\s*(?:[\w*?.@"]+;\s*)+\}\s*[\w.@-]*;/.test(code)
  )
}

/** `.x` is for RPC descriptions, 3D models and more besides. */
function isLinkerScript(text: string): boolean {
  return /\b(?:SECTIONS|MEMORY)\s*\{|\b(?:OUTPUT_ARCH|OUTPUT_FORMAT|ENTRY)\s*\(/.test(withoutComments(text))
}

/** An include file may be of whatever language includes it. */
function includedLanguage(text: string): LanguageId | undefined {
  if (isPhp(text)) return 'php'
  const code = withoutComments(text)
  if (
    /^[ \t]*\.(?:macro|globl|global|text|data|section|align|equ|endm)\b|^[ \t]*%(?:macro|define|include|ifdef)\b/m.test(
      code,
    )
  )
    return 'asm'
  if (/^[ \t]*#[ \t]*(?:include|define|if|ifdef|ifndef|undef|pragma)\b/m.test(code))
    return looksLikeCpp(text) ? 'cpp' : 'c'
  // BitBake assigns with quotes, and its `inherit` and `do_x()` are nothing make knows.
  if (/^(?:inherit|require)\s|^\w+\s*[?:+]?=\s*"|^(?:python )?do_\w+\s*\(/m.test(code)) return undefined
  if (/^[\w.-]+\s*(?:[:+?!]|::)?=|^(?:ifeq|ifneq|ifdef|ifndef|endif|\.PHONY)\b|^[\w./%$()-]+\s*:(?!:|\/\/)/m.test(code))
    return 'make'
  return /;[ \t]*$/m.test(code) &&
    /^[\w \t*]+\(|^[ \t]*\{|^[ \t]*(?:static|extern|const|struct|int|void|class)\b/m.test(code)
    ? looksLikeCpp(text)
      ? 'cpp'
      : 'c'
    : undefined
}

/** Section headers and keys. A patch without context may show neither, so only what speaks against it counts then. */
function unitLanguage(text: string): LanguageId | undefined {
  if (isXml(text) || /^\s*</.test(text)) return 'xml'
  for (const line of text.split('\n')) {
    const shown = line.trim()
    if (shown === '' || shown.startsWith('#') || shown.startsWith(';')) continue
    return /^\[[A-Z][\w .-]*\]$/.test(shown) || /^[A-Z][A-Za-z]+\s*=/.test(shown) ? 'systemd' : undefined
  }
  return undefined
}

/** `extern "C"` inside `#ifdef __cplusplus` is the mark of a C header, so that alone does not count. */
function looksLikeCpp(head: string): boolean {
  const code = withoutCppGuards(withoutComments(head.slice(0, scannedLength)))
  return /^[ \t]*(?:template\s*<|namespace\s+[\w:]*\s*\{|using\s+(?:namespace\s)?\w|(?:public|private|protected)\s*:|class\s+\w+[^;()]*\{|#\s*include\s*<(?:string|vector|memory|map|set|list|array|deque|queue|stack|bitset|unordered_map|unordered_set|optional|variant|atomic|mutex|thread|chrono|cstdint|cstddef|cstring|cstdlib|iostream|sstream|fstream|utility|functional|algorithm|type_traits)>)|\bstd::\w/m.test(
    code,
  )
}

/** Comments of C, in one pass. */
function withoutComments(text: string): string {
  let out = ''
  let from = 0
  while (from < text.length) {
    const start = text.indexOf('/', from)
    if (start === -1) break
    const next = text[start + 1]
    if (next !== '/' && next !== '*') {
      out += text.slice(from, start + 1)
      from = start + 1
      continue
    }
    out += `${text.slice(from, start)} `
    const end = next === '/' ? text.indexOf('\n', start) : text.indexOf('*/', start + 2)
    if (end === -1) return out
    from = next === '/' ? end : end + 2
  }
  return out + text.slice(from)
}

/** Drops what stands between a conditional on `__cplusplus` and its end or alternative. */
function withoutCppGuards(code: string): string {
  let isInside = false
  return code
    .split('\n')
    .filter(line => {
      if (/^[ \t]*#[ \t]*if(?:def)?\b.*__cplusplus/.test(line)) isInside = true
      else if (/^[ \t]*#[ \t]*(?:endif|else)/.test(line)) isInside = false
      return !isInside
    })
    .join('\n')
}
