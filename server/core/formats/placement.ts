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

const slashes: Marks = { line: /\/\//, block: [['/*', '*/']], quotes: '"\'`', long: ['`'] }
const hashes: Marks = { line: /(?<![^\s;(){}])#/, quotes: '"\'', long: [] }
const python: Marks = { line: /#/, quotes: '"\'', long: ['"""', "'''"] }
const any: Marks = { ...slashes, line: /\/\/|(?<![^\s;])(?:#(?!include|define|if|end|else)|--(?=\s)|;;)/ }
const byLanguage: Readonly<Record<string, Marks>> = {
  ...Object.fromEntries(
    ['c', 'cpp', 'javascript', 'typescript', 'tsx', 'java', 'csharp', 'go', 'gradle', 'gomod', 'linkerscript'].map(
      name => [name, slashes],
    ),
  ),
  rust: { ...slashes, quotes: '"', long: ['"'] },
  php: { ...slashes, line: /\/\/|#(?!\[)/ },
  json: { ...slashes, quotes: '"', long: [] },
  python,
  meson: python,
  toml: python,
  m4: { line: /(?<![^\s;])#|\bdnl\b/, quotes: '"', long: [] },
  xml: { line: /(?!)/, block: [['<!--', '-->']], quotes: '"', long: ['"'] },
  asm: { ...slashes, line: /\/\/|(?<!\S)[#;@]/, quotes: '"' },
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

/** From a column of a line to the next run, or to its end. */
interface Run {
  readonly column: number
  readonly is: Placement
}

interface LongForm {
  readonly open: string
  readonly close: string
  readonly is: 'comment' | 'string'
}

/** @param language a LanguageId or undefined; lines are read once, when the first place is asked for. */
export function placer(lines: readonly string[], language: string | undefined, path: string): Placer {
  if (isProse(path)) return () => 'prose'
  const reader = new LineReader(byLanguage[language ?? ''] ?? any)
  let states: readonly State[] | undefined
  // Places are asked for in the order of a line, many of one line in a row.
  let last: { readonly line: number; readonly runs: readonly Run[] } | undefined
  return (line, column) => {
    states ??= startStates(lines, reader)
    if (last?.line !== line) last = { line, runs: reader.read(lines[line - 1] ?? '', states[line - 1] ?? 0).runs }
    return runAt(last.runs, column)?.is ?? 'code'
  }
}

/** The last run that begins at the column or before it. */
function runAt(runs: readonly Run[], column: number): Run | undefined {
  let [from, to] = [0, runs.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((runs[middle]?.column ?? 0) <= column) from = middle + 1
    else to = middle
  }
  return runs[from - 1]
}

function startStates(lines: readonly string[], reader: LineReader): readonly State[] {
  const states: State[] = []
  let state: State = 0
  for (const text of lines) {
    states.push(state)
    state = reader.read(text, state).state
  }
  return states
}

/** Reads lines of one language, from mark to mark. */
class LineReader {
  readonly #forms: readonly LongForm[]
  /** Whatever opens a form, a comment or a string; forms go first, since `"""` begins with a quote. */
  readonly #marks: RegExp

  constructor({ line, block, quotes, long }: Marks) {
    this.#forms = [
      ...(block ?? []).map(([open, close]): LongForm => ({ open, close, is: 'comment' })),
      ...long.map((quote): LongForm => ({ open: quote, close: quote, is: 'string' })),
    ]
    const opening = this.#forms.map(({ open }) => open.replace(/\W/g, '\\$&'))
    this.#marks = new RegExp([...opening, line.source, `[${quotes}]`].join('|'), 'g')
  }

  /** @returns its runs, the first one at column 0, and the state behind the line */
  read(text: string, from: State): { readonly runs: readonly Run[]; readonly state: State } {
    const runs: Run[] = []
    let form = this.#forms[from - 1]
    let at = 0
    // Quotes that nothing closes on this line are looked for once, or the reading would not be linear.
    let unclosed = ''
    for (;;) {
      runs.push({ column: at, is: form?.is ?? 'code' })
      if (form !== undefined) {
        const end = closing(text, at, form)
        if (end === -1) return { runs, state: this.#forms.indexOf(form) + 1 }
        at = end
        form = undefined
        continue
      }
      this.#marks.lastIndex = at
      const mark = this.#marks.exec(text)
      if (mark === null) return { runs, state: 0 }
      const [found] = mark
      form = this.#forms.find(({ open }) => open === found)
      if (form !== undefined) {
        runs.push({ column: mark.index, is: form.is })
        at = mark.index + found.length
        continue
      }
      if (!/^["'`]$/.test(found)) {
        runs.push({ column: mark.index, is: 'comment' })
        return { runs, state: 0 }
      }
      at = mark.index + 1
      const end = unclosed.includes(found) ? -1 : closing(text, at, { open: found, close: found, is: 'string' })
      // A quote that nothing closes on the line is an apostrophe, or goes on in a way that is not told apart here.
      if (end === -1) unclosed += found
      else {
        runs.push({ column: mark.index, is: 'string' })
        at = end
      }
    }
  }
}

/** Past the closing mark, or -1. Backslashes escape in strings. */
function closing(text: string, from: number, { close, is }: LongForm): number {
  if (is === 'comment') {
    const found = text.indexOf(close, from)
    return found === -1 ? -1 : found + close.length
  }
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text.startsWith(close, at)) return at + close.length
  }
  return -1
}
