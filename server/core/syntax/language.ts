import { baseName, extensionOf } from '../model/path'

/** Languages with a grammar in grammars/manifest.json, whose files become trees. */
export const grammarIds = [
  'c',
  'cpp',
  'bash',
  'make',
  'cmake',
  'm4',
  'python',
  'javascript',
  'typescript',
  'tsx',
  'json',
  'yaml',
  'toml',
  'rust',
  'go',
  'ruby',
  'php',
  'java',
  'csharp',
  'meson',
] as const
export type GrammarId = (typeof grammarIds)[number]

/** Languages that are told apart but read by lines or by a reader of their own. */
export const readerIds = ['xml', 'perl', 'powershell', 'gradle', 'spec', 'systemd', 'patch'] as const

export type LanguageId = GrammarId | (typeof readerIds)[number]

const withGrammar: ReadonlySet<string> = new Set(grammarIds)

export function hasGrammar(language: LanguageId | undefined): language is GrammarId {
  return language !== undefined && withGrammar.has(language)
}

const byExtension: ReadonlyMap<string, LanguageId> = new Map<string, LanguageId>([
  ['c', 'c'],
  ...(['cc', 'cpp', 'cxx', 'c++', 'hh', 'hpp', 'hxx', 'h++', 'ipp', 'inl', 'tcc', 'ixx'] as const).map(
    extension => [extension, 'cpp'] as const,
  ),
  ...(['sh', 'bash', 'ksh', 'zsh', 'ebuild', 'eclass', 'bats', 'install'] as const).map(
    extension => [extension, 'bash'] as const,
  ),
  ['cmake', 'cmake'],
  ['ac', 'm4'],
  ['m4', 'm4'],
  ['am', 'make'],
  ['mk', 'make'],
  ['mak', 'make'],
  ['make', 'make'],
])

const byName: ReadonlyMap<string, LanguageId> = new Map<string, LanguageId>([
  ['CMakeLists.txt', 'cmake'],
  ['configure', 'bash'],
  ['configure.in', 'm4'],
  ['aclocal.m4', 'm4'],
  ['Kbuild', 'make'],
  ['PKGBUILD', 'bash'],
  ['APKBUILD', 'bash'],
  ['config.status', 'bash'],
  ['config.guess', 'bash'],
  ['config.sub', 'bash'],
  ['.bashrc', 'bash'],
  ['.profile', 'bash'],
])

/** `Makefile`, `GNUmakefile`, `Makefile.inc`, `makefile.unix`: the stem decides. */
const makefileName = /^(?:GNU)?[Mm]akefile(?:\.[\w-]+)*$/

const shells = /^(?:ba|da|a|k|z|mk|pdk)?sh$/

/**
 * The language of a file by name, template name, first line and, for `.h`, content.
 * @param path with `/` between parts
 * @param head the first few kilobytes of the text; more is not looked at
 * @returns undefined when no grammar fits
 */
export function detectLanguage(path: string, head: string): LanguageId | undefined {
  return fromName(baseName(path), head) ?? fromFirstLine(head)
}

function fromName(name: string, head: string): LanguageId | undefined {
  const known = byName.get(name)
  if (known !== undefined) return known
  // config.status and CMake's configure_file fill in `x.in`; what it becomes decides how it is read.
  if (/\.in$/i.test(name)) return fromName(name.slice(0, -3), head)
  if (makefileName.test(name) && !byExtension.has(extensionOf(name))) return 'make'
  // Only a capital .C means C++; extensionOf folds case.
  if (/\.[CH]$/.test(name)) return 'cpp'
  const extension = extensionOf(name)
  if (extension === 'h') return looksLikeCpp(head) ? 'cpp' : 'c'
  return byExtension.get(extension)
}

/** A `#!` line, or the mode line editors read in the first line. */
function fromFirstLine(head: string): LanguageId | undefined {
  const line = head.slice(0, 512).split('\n', 1)[0] ?? ''
  const interpreter = /^#!\s*(\S+)(?:\s+(.*))?$/.exec(line)
  if (interpreter === null) return undefined
  let program = baseName(interpreter[1] ?? '')
  if (program === 'env') {
    const words = (interpreter[2] ?? '').trim().split(/\s+/)
    program = baseName(words.find(word => !word.startsWith('-') && !word.includes('=')) ?? '')
  }
  if (shells.test(program)) return 'bash'
  return program === 'make' || program === 'gmake' ? 'make' : undefined
}

// Comment removal below is quadratic on text made for it, so the text is short.
const scannedLength = 16_384

/** `extern "C"` inside `#ifdef __cplusplus` is the mark of a C header, so that alone does not count. */
function looksLikeCpp(head: string): boolean {
  const code = head
    .slice(0, scannedLength)
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ')
    .replace(/^[ \t]*#[ \t]*if(?:def)?\b[^\n]*__cplusplus[\s\S]*?^[ \t]*#[ \t]*(?:endif|else)/gm, ' ')
  return /^\s*(?:template\s*<|namespace\s+[\w:]*\s*\{|using\s+(?:namespace\s)?\w|(?:public|private|protected)\s*:|class\s+\w+[^;()]*\{|#\s*include\s*<(?:string|vector|memory|map|cstdint|cstddef|iostream|utility|functional|algorithm)>)/m.test(
    code,
  )
}
