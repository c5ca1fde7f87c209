import type { TextSpan } from '../model/location'
import { joinContinued, ManifestText, skipBlank, type Word } from './manifestText'

/** `Name: value` of the preamble or of a `%package`. */
export interface SpecTag {
  /** In lower case, its number kept: `source0`, `buildrequires`. */
  readonly name: string
  /** Between the parentheses: `Requires(post)`. */
  readonly qualifier?: string
  readonly key: Word
  readonly value: Word
}

/** From a `%section` line to the next. */
export interface SpecSection {
  /** Without the percent sign: `prep`, `build`, `install`, `post`, `files`. Empty for the preamble. */
  readonly name: string
  /** What stands after it: a subpackage, `-p <lua>`. */
  readonly arguments: string
  /** The line that opens it; empty for the preamble. */
  readonly header: Word
  /** Offsets of the lines below it (UTF-16 units), `end` exclusive. */
  readonly start: number
  readonly end: number
  readonly body: TextSpan
  /** The body is run as shell: always so unless `-p` names another program. */
  readonly isShell: boolean
}

export interface SpecMacro {
  readonly form: 'define' | 'global' | 'undefine'
  readonly name: Word
  /** Parameters and body as written, continued lines joined with blanks; empty for `%undefine`. */
  readonly body: string
  readonly span: TextSpan
}

export interface RpmSpec {
  readonly tags: readonly SpecTag[]
  readonly sections: readonly SpecSection[]
  readonly macros: readonly SpecMacro[]
}

const SHELL = new Set(
  (
    'prep generate_buildrequires conf build install check clean pre post preun postun pretrans posttrans preuntrans ' +
    'postuntrans verifyscript verify triggerin triggerun triggerprein triggerpostun filetriggerin filetriggerun ' +
    'filetriggerpostun transfiletriggerin transfiletriggerun transfiletriggerpostun trigger'
  ).split(' '),
)
const OTHER = new Set('package description files changelog sourcelist patchlist preamble'.split(' '))

/** The lines of an RPM spec file (rpm's manual, "Spec file format"). Macros are not expanded. */
export function readRpmSpec(text: string): RpmSpec {
  const source = new ManifestText(text)
  const tags: SpecTag[] = []
  const macros: SpecMacro[] = []
  const sections: SpecSection[] = []
  let open = { name: '', arguments: '', header: source.word(0, 0), start: 0 }
  const close = (end: number) => {
    const { name, start } = open
    if (name === '' && end === 0) return
    const isShell =
      SHELL.has(name) && !/(?:^|\s)-p(?!\s{0,9}\/(?:usr\/)?bin\/(?:ba|da)?sh(?:\s|$))/.test(open.arguments)
    sections.push({ ...open, end, body: source.span(start, end), isShell })
  }
  const joined = joinContinued(text)
  for (const { start: lineStart, end } of new ManifestText(joined).lines()) {
    const start = skipBlank(joined, lineStart, end)
    if (start === end || joined[start] === '#') continue
    const line = joined.slice(start, Math.min(end, start + 4096))
    const macro = /^%(define|global|undefine)\s{1,99}(\w{1,200})/.exec(line)
    if (macro !== null) {
      const [whole, form, name = ''] = macro
      const nameStart = start + whole.length - name.length
      macros.push({
        form: form as SpecMacro['form'],
        name: source.word(nameStart, nameStart + name.length),
        body: joined.slice(start + whole.length, end).trim(),
        span: source.span(start, end),
      })
      continue
    }
    const section = start === lineStart ? /^%(\w{1,40})(?=\s|$)/.exec(line)?.[1] : undefined
    if (section !== undefined && (SHELL.has(section) || OTHER.has(section))) {
      close(lineStart)
      const next = Math.min(text.indexOf('\n', end) + 1 || text.length, text.length)
      open = {
        name: section,
        arguments: joined.slice(start + section.length + 1, end).trim(),
        header: source.word(start, end),
        start: next,
      }
      continue
    }
    if (open.name !== '' && open.name !== 'package') continue
    const tag = /^([A-Za-z]\w{0,60})(?:\(([^)\n]{0,200})\))?\s{0,40}:/.exec(line)
    if (tag === null) continue
    const [whole, name = '', qualifier] = tag
    const value = source.trimmed(start + whole.length, end)
    if (value === undefined) continue
    tags.push({
      name: name.toLowerCase(),
      ...(qualifier === undefined ? {} : { qualifier }),
      key: source.word(start, start + name.length),
      value,
    })
  }
  close(text.length)
  return { tags, sections, macros }
}
