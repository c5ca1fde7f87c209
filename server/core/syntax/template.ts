import { prepareBash } from './bashPreparation'
import type { GrammarId } from './language'
import { isTemplatePath } from './languageByName'
import { prepareMake } from './makePreparation'
import { blank, type Filler, fill, substituteTags } from './templateTags'

export { blank }

/**
 * Makes text parsable without moving anything: the result has the length of the input and the same line ends, so every
 * position found in its tree is a position in the file.
 * - Makefiles are rewritten as makePreparation.ts says.
 * - `@X@` becomes `_X_` in every template, save for those of CMake and m4, whose grammars know it.
 * - `${X}` becomes a value in templates of languages that mean nothing by it.
 * - `{{ x }}`, `{% x %}` and `<%= x %>` become values or blanks in templates, and in YAML that is one whatever its name.
 * - A comma before a closing bracket, which editors' settings may have, becomes a blank in JSON with comments.
 * - Shell scripts are rewritten as bashPreparation.ts says.
 * - The `#!` line becomes blanks where the language has none.
 */
export function prepareForParsing(language: GrammarId, path: string, text: string): string {
  const isTemplate = isTemplatePath(path)
  switch (language) {
    case 'make':
      return prepareMake(text)
    case 'c':
    case 'cpp':
    case 'java':
    case 'csharp':
    case 'go':
      return blankShebang(isTemplate ? fillTemplate(text, 'identifier') : text)
    case 'python':
    case 'rust':
      return isTemplate ? fillTemplate(text, 'identifier') : text
    case 'toml':
      return isTemplate ? fillTemplate(text, 'digits') : text
    case 'json': {
      const whole = blankShebang(isTemplate ? fillTemplate(text, 'digits') : text)
      return allowsTrailingComma(path) ? blankTrailingCommas(whole) : whole
    }
    case 'yaml':
      if (isTemplate) return fillTemplate(text, 'identifier')
      return hasTagLines(text) ? substituteTags(text, 'identifier') : text
    // In these `${X}` is an expansion.
    case 'bash':
      return prepareBash(isTemplate ? fillScript(path, text) : text)
    case 'javascript':
    case 'typescript':
    case 'tsx':
    case 'ruby':
    case 'php':
      return isTemplate ? fillScript(path, text) : text
    default:
      return text
  }
}

function fillScript(path: string, text: string): string {
  return substituteAtSigns(/\.in$/i.test(path) ? text : substituteTags(text, 'identifier'))
}

function fillTemplate(text: string, filler: Filler): string {
  return substituteTags(text, filler).replace(/@[A-Za-z_][\w.-]{0,127}@|\$\{[\w.:-]{1,128}\}/g, found =>
    fill(found, filler),
  )
}

/** `@NAME@` → `_NAME_`. */
function substituteAtSigns(text: string): string {
  return text.replace(/@([A-Za-z_][\w.-]{0,127})@/g, (_, name: string) => `_${name.replace(/[.-]/g, '_')}_`)
}

/** `@NAME@`, `${NAME}` and `{{ name }}` → an identifier of the same length, whatever file they are in. */
export function substitutePlaceholders(text: string): string {
  return substituteAtSigns(text).replace(/\$\{[\w.:-]{1,128}\}|\{\{[^{}\n]{0,128}\}\}/g, found =>
    fill(found, 'identifier'),
  )
}

/** A line that begins with a tag, or a value that does: Helm's, Ansible's and Conda's files, which YAML alone is not. */
function hasTagLines(text: string): boolean {
  return /^[ \t]*(?:- )?\{[{%]|^[ \t]*(?:- )?[\w.-]+:[ \t]+\{\{/m.test(text)
}

function blankShebang(text: string): string {
  const line = /^\ufeff?(#![^\r\n]*)/.exec(text)?.[1]
  return line === undefined ? text : text.replace(line, blank)
}

/** UTF-16 units of the end of a path that name it. */
const longestName = 512

/** Whose readers take JSON with comments and a last comma; in other files a comma there is a mistake worth seeing. */
function allowsTrailingComma(path: string): boolean {
  return /\.(?:jsonc|json5|hujson|code-[a-z]+|sublime-[a-z]+)$|(?:^|\/)(?:\.vscode\/[\w.-]+\.json|[jt]sconfig(?:[.-][\w.-]+)?\.json|bun\.lock|\.?devcontainer\.json|api-extractor\.json|\.[a-z]+rc(?:\.json)?)$/.test(
    path.slice(-longestName),
  )
}

function blankTrailingCommas(text: string): string {
  const token = /"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*|[,}\]]|[^\s",/}\]]+|\//g
  let out = ''
  let from = 0
  let comma = -1
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const [shown] = found
    if (shown.startsWith('//')) continue
    if (shown === '/*') {
      const end = text.indexOf('*/', token.lastIndex)
      if (end === -1) break
      token.lastIndex = end + 2
      continue
    }
    if (comma !== -1 && (shown === '}' || shown === ']')) {
      out += `${text.slice(from, comma)} `
      from = comma + 1
    }
    comma = shown === ',' ? found.index : -1
  }
  return out + text.slice(from)
}
