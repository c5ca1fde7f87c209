import type { EmbeddedText } from '../syntax/embeddedText'
import { languageOfInterpreter } from '../syntax/interpreters'
import { PartBuilder, partOf } from '../syntax/partBuilder'
import type { EmbedReader, FoundCode } from './code'
import { linesOf } from './lineFile'
import { isFile } from './part'
import { fillPlaceholders } from './placeholders'

const scripts =
  /^%(?:prep|generate_buildrequires|conf|build|install|check|clean|(?:pre|post)(?:un|trans|untrans)?|verifyscript|trigger(?:in|un|prein|postun)?|(?:trans)?filetrigger(?:in|un|postun)?)(?=\s|$)/
const otherSections = /^%(?:package|description|files|changelog|sourcelist|patchlist|preamble)(?=\s|$)/
/** RPM's own conditions and definitions, which are gone when the shell gets the text. */
const directive =
  /^[ \t]*%(?:if(?:n?arch|n?os)?|el(?:se|if|ifarch|ifos)|endif|global|define|undefine|include|dnl)(?![\w])/

/**
 * Scripts of an RPM spec file (rpm.org, "Spec file format"): what builds the package and what runs where it is installed,
 * and `%(…)`, which runs whenever the file is read.
 */
export const specSections: EmbedReader = {
  languages: ['spec'],
  triggers: ['%'],
  read(unit) {
    if (!isFile(unit)) return []
    const { text } = unit.body
    const found: FoundCode[] = []
    let section: { readonly header: string; readonly headerStart: number; readonly part: PartBuilder } | undefined
    const close = () => {
      if (section !== undefined)
        found.push(...sectionCode(unit.body, section.header, section.headerStart, section.part))
      section = undefined
    }
    let isContinued = false
    for (const { start, end, next } of linesOf(unit.body)) {
      const line = text.slice(start, end)
      const isScript = scripts.test(line)
      if (isScript || otherSections.test(line)) close()
      if (isScript) section = { header: line, headerStart: start, part: new PartBuilder(unit.body) }
      else {
        const isDirective: boolean = isContinued || directive.test(line)
        isContinued = isDirective && line.endsWith('\\')
        if (section === undefined || isDirective) found.push(...expansions(unit.body, start, end))
        if (section !== undefined) {
          if (!isDirective) section.part.copy(start, end)
          if (next > end) section.part.put('\n', end, next)
        }
      }
    }
    close()
    return found
  },
}

function sectionCode(host: EmbeddedText, header: string, headerStart: number, part: PartBuilder): readonly FoundCode[] {
  const context = header.trim().replace(/\s+/g, ' ').slice(0, 80)
  const program = /\s-p\s+(<lua>|[^\s<]+)/.exec(header)
  const interpreter = program?.[1]
  const body = part.build()
  if (body.text.trim() === '') {
    // `%post -p /sbin/ldconfig`: the program is all there is.
    if (program === null || interpreter === undefined || interpreter === '<lua>') return []
    const start = headerStart + program.index + program[0].length - interpreter.length
    return [{ language: 'bash', body: partOf(host, start, start + interpreter.length), role: 'script', context }]
  }
  const language = interpreter === undefined ? 'bash' : languageOfInterpreter(interpreter)
  return [{ language, body: withoutMacros(body, language), role: 'script', context }]
}

/** `%{x}` becomes a variable, `%(…)` a substitution, `%{expand:…}` and the like stay one name. */
function withoutMacros(body: EmbeddedText, language: FoundCode['language']): EmbeddedText {
  return fillPlaceholders(body, language, ['mustache', 'rpm']).withText(text =>
    language === 'bash' ? text.replace(/%\(/g, '$(') : text,
  )
}

function expansions(host: EmbeddedText, start: number, end: number): readonly FoundCode[] {
  const line = host.text.slice(start, end)
  const found: FoundCode[] = []
  for (let open = line.indexOf('%('); open !== -1; ) {
    let depth = 1
    let at = open + 2
    for (; at < line.length && depth > 0; at++) depth += line[at] === '(' ? 1 : line[at] === ')' ? -1 : 0
    const body = partOf(host, start + open + 2, start + (depth === 0 ? at - 1 : at))
    if (body.text.trim() !== '')
      found.push({ language: 'bash', body: withoutMacros(body, 'bash'), role: 'script', context: '%(…)' })
    open = line.indexOf('%(', at)
  }
  return found
}
