import { baseName } from '../model/path'
import type { LanguageId } from '../syntax/language'

const languages: readonly (readonly [RegExp, LanguageId])[] = [
  [/^(?:ba|da|a|k|z|mk|pdk|busybox-)?sh$/, 'bash'],
  [/^(?:pwsh|powershell)(?:-preview)?$/, 'powershell'],
  [/^(?:python|pypy)[\d.]*w?$/, 'python'],
  [/^(?:node|nodejs|bun)$/, 'javascript'],
  [/^(?:deno|tsx|ts-node)$/, 'typescript'],
  [/^perl[\d.]*$/, 'perl'],
  [/^ruby[\d.]*$/, 'ruby'],
  [/^php[\d.]*$/, 'php'],
]

/**
 * The language of what an interpreter is given, by the words that start it: `bash -e {0}`, `/usr/bin/env python3`,
 * `pwsh`. Undefined for one that is not known, such as `cmd`.
 */
export function languageOfInterpreter(command: string): LanguageId | undefined {
  const words = command.trim().split(/\s+/)
  let name = baseName((words[0] ?? '').replaceAll('\\', '/'))
  if (name === 'env') {
    const program = words.slice(1).find(word => !word.startsWith('-') && !word.includes('='))
    name = baseName(program ?? '')
  }
  const plain = name.toLowerCase().replace(/\.exe$/, '')
  return languages.find(([pattern]) => pattern.test(plain))?.[1]
}

/** The language a script names in its first line, else the one it would have anyway. */
export function languageOfScript(text: string, otherwise: LanguageId | undefined): LanguageId | undefined {
  const line = /^#![ \t]*([^\n]*)/.exec(text)?.[1]
  return line === undefined ? otherwise : languageOfInterpreter(line)
}
