import { baseName, extensionOf } from '../model/path'

/** What a reader takes a place of a file for. `prose` is text for people as a whole: no compiler reads it. */
export type Placement = 'code' | 'comment' | 'string' | 'prose'

/** Says of a place, by line (from 1) and UTF-16 units, what stands there. */
export type Placer = (line: number, column: number) => Placement

/** How a language writes comments and strings, as far as marks tell; nothing is parsed. */
interface Marks {
  /** Of comments to the end of the line; those of a word stand only where a word may begin. */
  readonly line: RegExp
  readonly block?: readonly (readonly [open: string, close: string])[]
  readonly quotes: string
  /** Quotes whose strings run over several lines. */
  readonly long: readonly string[]
}

const slashes: Marks = { line: /\/\//y, block: [['/*', '*/']], quotes: '"\'`', long: ['`'] }
const hashes: Marks = { line: /(?<![^\s;(){}])#/y, quotes: '"\'', long: [] }
const python: Marks = { line: /#/y, quotes: '"\'', long: ['"""', "'''"] }
const any: Marks = { ...slashes, line: /\/\/|(?<![^\s;])(?:#(?!include|define|if|end|else)|--(?=\s)|;;)/y }
const byLanguage: Readonly<Record<string, Marks>> = {
  ...Object.fromEntries(
    ['c', 'cpp', 'javascript', 'typescript', 'tsx', 'java', 'csharp', 'go', 'gradle', 'gomod', 'linkerscript'].map(
      name => [name, slashes],
    ),
  ),
  rust: { ...slashes, quotes: '"', long: ['"'] },
  php: { ...slashes, line: /\/\/|#(?!\[)/y },
  json: { ...slashes, quotes: '"', long: [] },
  python,
  meson: python,
  toml: python,
  m4: { line: /(?<![^\s;])#|\bdnl\b/y, quotes: '"', long: [] },
  xml: { line: /(?!)/y, block: [['<!--', '-->']], quotes: '"', long: ['"'] },
  asm: { ...slashes, line: /\/\/|(?<!\S)[#;@]/y, quotes: '"' },
  powershell: { ...hashes, block: [['<#', '#>']] },
  ...Object.fromEntries(
    ['bash', 'zsh', 'make', 'cmake', 'ruby', 'perl', 'yaml', 'dockerfile', 'spec', 'requirements'].map(name => [
      name,
      hashes,
    ]),
  ),
}

/** Written for people: what no compiler reads, though tools for people and language models do. */
export function isProse(path: string): boolean {
  if (/(^|\/)(CMakeLists|meson_options|requirements[^/]*)\.txt$/.test(path)) return false
  return (
    /^(md|mdx|mdc|markdown|rst|adoc|asciidoc|txt|text|html?|xhtml|po|pot|tex|texi|texinfo|csv|tsv|srt|vtt|svg|rtf|org|wiki|[1-9])$/.test(
      extensionOf(path),
    ) ||
    /^(readme|changelog|changes|news|authors|thanks|todo|copying|license|contributing)([._-]|$)/i.test(
      baseName(path),
    ) ||
    /(^|\/)(docs?|locales?|i18n|l10n|lang|languages|translations?|values-\w+)\//i.test(path)
  )
}

/** The state in which a line begins: 0 for code, n for inside of the n-th long form of the language. */
type State = number

/** @param language a LanguageId or undefined; lines are read once, when the first place is asked for. */
export function placer(lines: readonly string[], language: string | undefined, path: string): Placer {
  if (isProse(path)) return () => 'prose'
  const marks = byLanguage[language ?? ''] ?? any
  const forms = longForms(marks)
  let states: State[] | undefined
  return (line, column) => {
    states ??= startStates(lines, marks, forms)
    const text = lines[line - 1] ?? ''
    return scan(text, states[line - 1] ?? 0, marks, forms, column).at
  }
}

interface LongForm {
  readonly open: string
  readonly close: string
  readonly is: 'comment' | 'string'
}

function longForms({ block, long }: Marks): readonly LongForm[] {
  return [
    ...(block ?? []).map(([open, close]): LongForm => ({ open, close, is: 'comment' })),
    ...long.map((quote): LongForm => ({ open: quote, close: quote, is: 'string' })),
  ]
}

function startStates(lines: readonly string[], marks: Marks, forms: readonly LongForm[]): State[] {
  const states: State[] = []
  let state: State = 0
  for (const text of lines) {
    states.push(state)
    state = scan(text, state, marks, forms, text.length).state
  }
  return states
}

/** Reads a line up to and with a column: what stands there, and the state behind it. */
function scan(
  text: string,
  from: State,
  marks: Marks,
  forms: readonly LongForm[],
  column: number,
): { readonly at: Placement; readonly state: State } {
  let state = from
  let at = 0
  // Quotes that nothing closes on this line are looked for once, or the reading would not be linear.
  let open = ''
  while (at <= column) {
    const form = forms[state - 1]
    if (form !== undefined) {
      const end = closing(text, at, form)
      if (end === -1 || end > column) return { at: form.is, state }
      at = end
      state = 0
      continue
    }
    const opened = forms.findIndex(form => text.startsWith(form.open, at))
    if (opened !== -1) {
      state = opened + 1
      at += forms[opened]?.open.length ?? 1
      continue
    }
    marks.line.lastIndex = at
    if (marks.line.test(text)) return { at: 'comment', state: 0 }
    const char = text[at] ?? '\n'
    if (marks.quotes.includes(char) && !open.includes(char)) {
      const end = closing(text, at + 1, { open: char, close: char, is: 'string' })
      // A quote that nothing closes on the line is an apostrophe, or goes on in a way that is not told apart here.
      if (end > column) return { at: 'string', state: 0 }
      if (end === -1) open += char
      at = end === -1 ? at + 1 : end
      continue
    }
    at++
  }
  const form = forms[state - 1]
  return { at: form?.is ?? 'code', state }
}

/** Past the closing mark, or -1. Backslashes escape in strings. */
function closing(text: string, from: number, { close, is }: LongForm): number {
  for (let at = from; at < text.length; at++) {
    if (is === 'string' && text[at] === '\\') at++
    else if (text.startsWith(close, at)) return at + close.length
  }
  return -1
}
