import { languageByContent } from './languageByContent'
import { languageByModeLine, languageByShebang } from './languageByFirstLine'
import { isRunDirectly, languageByName } from './languageByName'

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
  'dockerfile',
  'asm',
  'linkerscript',
] as const
export type GrammarId = (typeof grammarIds)[number]

/** Languages that are told apart but read by lines or by a reader of their own. */
export const readerIds = [
  'zsh',
  'xml',
  'perl',
  'powershell',
  'gradle',
  'spec',
  'systemd',
  'patch',
  'series',
  'gitattributes',
  'gitignore',
  'gitmodules',
  'codeowners',
  'requirements',
  'gomod',
] as const

export type LanguageId = GrammarId | (typeof readerIds)[number]

const withGrammar: ReadonlySet<string> = new Set(grammarIds)

export function hasGrammar(language: LanguageId | undefined): language is GrammarId {
  return language !== undefined && withGrammar.has(language)
}

/**
 * The language of a file by its path and the start of its text. Nothing else is asked: no `.gitattributes`, and no
 * mode line where the name already says what the file is, so that a change cannot hide a file by calling it something.
 * @param path with `/` between parts
 * @param head the first few kilobytes of the text; more is not looked at
 * @returns undefined when it is none of ours
 */
export function detectLanguage(path: string, head: string): LanguageId | undefined {
  const text = head.startsWith('\ufeff') ? head.slice(1) : head
  const shebang = languageByShebang(text)
  const named = languageByName(path, text)
  if (named === undefined) return shebang ?? languageByModeLine(text) ?? languageByContent(text)
  // Whatever such a script is called: both are shell, and only the grammar knows no zsh.
  if (named === 'bash' && shebang === 'zsh') return shebang
  return shebang !== undefined && isRunDirectly(path, named) ? shebang : named
}
