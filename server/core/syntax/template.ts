import { baseName } from '../model/path'
import type { GrammarId } from './language'

/**
 * Makes text parsable without moving anything: the result has the length of the input and the same line ends, so every
 * position found in its tree is a position in the file.
 * - Automake conditionals (`if X`, `else`, `endif` in column 0) become blank lines; the make grammar does not know them.
 * - `@X@` becomes `_X_` in make files and in every `.in` template.
 * - `${X}` and `{{ x }}` become identifiers in `.in` templates of C and C++, where nothing else could be meant.
 */
export function prepareForParsing(language: GrammarId, path: string, text: string): string {
  const isTemplate = /\.(?:in|tmpl|j2)$/i.test(path)
  switch (language) {
    case 'make':
      return substituteAtSigns(isAutomake(path, text) ? blankAutomakeConditionals(text) : text)
    case 'c':
    case 'cpp':
      return isTemplate ? substitutePlaceholders(text) : text
    case 'bash':
      return isTemplate ? substituteAtSigns(text) : text
    default:
      return text
  }
}

/** `@NAME@` → `_NAME_`. */
export function substituteAtSigns(text: string): string {
  return text.replace(/@([A-Za-z_][\w.-]{0,127})@/g, (_, name: string) => `_${name.replace(/[.-]/g, '_')}_`)
}

/** `@NAME@`, `${NAME}`, `{{ name }}` and `{% … %}` → an identifier of the same length. */
export function substitutePlaceholders(text: string): string {
  return substituteAtSigns(text).replace(/\$\{[\w.:-]{1,128}\}|\{\{[^{}\n]{0,128}\}\}/g, toIdentifier)
}

function toIdentifier(placeholder: string): string {
  return placeholder.replace(/\W/g, '_')
}

/** Every unit but line ends and tabs becomes a space. */
export function blank(text: string): string {
  return text.replace(/[^\r\n\t]/g, ' ')
}

function isAutomake(path: string, text: string): boolean {
  const name = baseName(path)
  return name.endsWith('.am') || name.endsWith('.am.in') || /^if !?[A-Za-z_]\w*[ \t]*\r?$/m.test(text)
}

/** GNU make's own `ifeq … else … endif` may stand between; a stack tells whose `else` and `endif` each one is. */
function blankAutomakeConditionals(text: string): string {
  const open: ('automake' | 'make')[] = []
  return text
    .split('\n')
    .map(line => {
      if (/^if\s+!?\s*\w+\s*(?:#.*)?$/.test(line)) {
        open.push('automake')
        return blank(line)
      }
      if (/^ *if(?:eq|neq|def|ndef)\b/.test(line)) open.push('make')
      const isEnd = /^ *endif\b/.test(line)
      const owner = isEnd ? open.pop() : open[open.length - 1]
      const isConditional = isEnd || /^ *else\b/.test(line)
      return isConditional && owner !== 'make' ? blank(line) : line
    })
    .join('\n')
}
