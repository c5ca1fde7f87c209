import { allElements, attributeOf, childOf, localName, readXml, type XmlElement } from '../manifests/xml'
import type { TextSpan } from '../model/location'
import type { EmbeddedText } from '../syntax/embeddedText'
import type { LanguageId } from '../syntax/language'
import { LineTable } from '../syntax/lineTable'
import { PartBuilder } from '../syntax/partBuilder'
import { commandOfWords } from './argv'
import type { EmbedReader, FoundCode } from './code'
import { isFile, joinWords } from './part'
import { fillPlaceholders } from './placeholders'

const events = /^(?:Pre(?:Build|Link)|PostBuild)Event$|^CustomBuild(?:Step)?$|^NMake\w*CommandLine$/
const scriptLanguages: Readonly<Record<string, LanguageId>> = {
  cs: 'csharp',
  'c#': 'csharp',
  csharp: 'csharp',
  javascript: 'javascript',
  js: 'javascript',
  python: 'python',
  jython: 'python',
  ruby: 'ruby',
  sh: 'bash',
  bash: 'bash',
}

/** Commands in MSBuild projects (`Exec`, build events, inline tasks), in Maven's exec and antrun plugins and in Ant's files. */
export const xmlCommands: EmbedReader = {
  languages: ['xml'],
  triggers: ['Exec', 'exec', 'BuildEvent', 'LinkEvent', 'CustomBuild', 'CommandLine', '<Code', '<script'],
  read(unit) {
    if (!isFile(unit)) return []
    const reader = new Reader(unit.body)
    return allElements(readXml(unit.body.text).roots).flatMap(element => reader.codeOf(element))
  },
}

class Reader {
  readonly #body: EmbeddedText
  readonly #lines: LineTable

  constructor(body: EmbeddedText) {
    this.#body = body
    this.#lines = new LineTable(body.text)
  }

  codeOf(element: XmlElement): readonly FoundCode[] {
    const name = localName(element)
    if (name === 'Exec') return this.#script([this.#attribute(element, 'Command')], 'Exec')
    if (events.test(name)) return this.#script([this.#content(childOf(element, 'Command') ?? element)], name)
    if (name === 'Code') return this.#source(element, 'cs', name)
    if (name === 'script') return this.#source(element, '', name)
    if (name === 'exec') return this.#words(this.#attribute(element, 'executable'), element.children, 'exec')
    if (name !== 'configuration') return []
    const executable = childOf(element, 'executable')
    return this.#words(this.#content(executable), childOf(element, 'arguments')?.children ?? [], 'exec')
  }

  #script(texts: readonly (EmbeddedText | undefined)[], context: string): readonly FoundCode[] {
    return texts.flatMap(text =>
      text === undefined || text.text.trim() === ''
        ? []
        : [
            {
              language: 'bash' as const,
              body: fillPlaceholders(text, 'bash', ['property']),
              role: 'script' as const,
              context,
            },
          ],
    )
  }

  #source(element: XmlElement, otherwise: string, context: string): readonly FoundCode[] {
    const named = attributeOf(element, 'Language')?.value ?? attributeOf(element, 'language')?.value ?? otherwise
    const body = this.#content(element)
    if (named === '' || body === undefined || body.text.trim() === '') return []
    return [{ language: scriptLanguages[named.toLowerCase()], body, role: 'script', context }]
  }

  /** `<arg value="one word"/>`, `<arg line="several"/>`, `<argument>one word</argument>`. */
  #words(program: EmbeddedText | undefined, children: readonly XmlElement[], context: string): readonly FoundCode[] {
    if (program === undefined) return []
    const parts = children.flatMap(child => {
      if (!/^arg(?:ument)?$/.test(localName(child))) return []
      const line = this.#attribute(child, 'line')
      const word = this.#attribute(child, 'value') ?? this.#attribute(child, 'file') ?? this.#content(child)
      return line ?? (word === undefined ? [] : (commandOfWords([word]) ?? []))
    })
    const first = commandOfWords([program])
    return first === undefined ? [] : this.#script([joinWords([first, ...parts])], context)
  }

  #attribute(element: XmlElement, name: string): EmbeddedText | undefined {
    const found = attributeOf(element, name)
    return found === undefined ? undefined : this.#text(found.valueSpan)
  }

  #content(element: XmlElement | undefined): EmbeddedText | undefined {
    return element?.textSpan === undefined || element.children.length > 0 ? undefined : this.#text(element.textSpan)
  }

  /** Entities resolved, comments and the marks of CDATA taken off. */
  #text({ start, end }: TextSpan): EmbeddedText {
    const from = this.#lines.offset(start)
    const raw = this.#body.text.slice(from, this.#lines.offset(end))
    const builder = new PartBuilder(this.#body)
    let at = 0
    // The place of a text may start behind the mark.
    if (/<!\[CDATA\[\s*$/.test(this.#body.text.slice(Math.max(0, from - 200), from))) {
      const close = raw.indexOf(']]>')
      at = close === -1 ? raw.length : close
      builder.copy(from, from + at)
    }
    for (const { index, 0: mark, 1: name = '' } of raw.matchAll(markup)) {
      if (index < at) continue
      builder.copy(from + at, from + index)
      at = index + mark.length
      if (mark === '<![CDATA[') {
        const close = raw.indexOf(']]>', at)
        const stop = close === -1 ? raw.length : close
        builder.copy(from + at, from + stop)
        at = Math.min(stop + 3, raw.length)
      } else if (mark === '<!--') {
        const close = raw.indexOf('-->', at)
        at = close === -1 ? raw.length : close + 3
      } else if (name !== '') builder.put(entity(name) ?? mark, from + index, from + at)
    }
    return builder.copy(from + at, from + raw.length).build()
  }
}

const markup = /<!\[CDATA\[|<!--|\]\]>|&(#x?[0-9a-fA-F]{1,6}|[a-z]{2,4});/g
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function entity(name: string): string | undefined {
  if (!name.startsWith('#')) return entities[name]
  const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10)
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}
