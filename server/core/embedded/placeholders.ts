import type { EmbeddedText } from '../syntax/embeddedText'
import type { LanguageId } from '../syntax/language'

/**
 * What another program fills in before the code runs, as a pattern with the expression in group 1. It becomes a variable
 * nobody sets in languages of `$`, an identifier in others, always at equal length: whatever is put there is not known, and
 * must not look like a mistake.
 */
export type PlaceholderKind = 'expression' | 'mustache' | 'parameter' | 'macro' | 'property' | 'rpm'

const patterns: Readonly<Record<PlaceholderKind, RegExp>> = {
  /** `${{ github.ref }}` of GitHub, Azure and Gitea; `$[[ inputs.x ]]` of GitLab. */
  expression: /\$\{\{(?:[^}\n]|\}(?!\})){0,500}\}\}|\$\[\[[^\]\n]{0,500}\]\]/g,
  /** `{{ x }}` of Jinja, Helm and Go templates; `{% … %}` and `{{- end }}` are such too. */
  mustache: /\{{2,3}(?:[^{}\n]|\}(?!\})){0,500}\}{2,3}|\{%[^\n%]{0,500}%\}/g,
  /** `<< parameters.x >>` of CircleCI. */
  parameter: /<<\s*(?:parameters|pipeline|matrix)\.[\w.-]+\s*>>/g,
  /** `$(Build.SourcesDirectory)` of Azure; a name without dot and capital is a command of the shell. */
  macro: /\$\((?=\w*[.A-Z])[A-Za-z_][\w.-]*\)/g,
  /** `$(Configuration)`, `%(Item.Name)` and `@(Item)` of MSBuild. */
  property: /[$%@]\([\w.:[\]-]+\)/g,
  /** `%{name}` of RPM. */
  rpm: /%\{[^{}\n]*\}/g,
}

const dollarLanguages: ReadonlySet<LanguageId | undefined> = new Set<LanguageId | undefined>([
  'bash',
  'powershell',
  'perl',
  'php',
])

/** The text with what is filled in later replaced at equal length. */
export function fillPlaceholders(
  text: EmbeddedText,
  language: LanguageId | undefined,
  kinds: readonly PlaceholderKind[],
): EmbeddedText {
  const isDollar = dollarLanguages.has(language)
  return text.withText(before =>
    kinds.reduce(
      (filled, kind) => filled.replace(patterns[kind], written => (isDollar ? asVariable(written) : asName(written))),
      before,
    ),
  )
}

function asVariable(written: string): string {
  const inner = written.replace(/^\$?.[{[(<]?/, '').replace(/[\])}>]+$/, '')
  const name = inner.replace(/[^A-Za-z0-9_]/g, '_').replace(/^\d/, '_')
  const pad = written.length - name.length - 3
  return pad < 0 ? asName(written) : `\${${'_'.repeat(pad)}${name}}`
}

function asName(written: string): string {
  return written.replace(/[^A-Za-z0-9_]/g, '_')
}
