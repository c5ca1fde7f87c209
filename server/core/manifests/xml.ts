import { SaxesParser } from 'saxes'
import type { TextSpan } from '../model/location'
import { LineTable } from '../syntax/lineTable'

export interface XmlAttribute {
  readonly name: string
  /** Character references and the five named ones resolved; any other entity stays as written. */
  readonly value: string
  /** Name, `=` and quoted value. */
  readonly span: TextSpan
  /** Between the quotes. */
  readonly valueSpan: TextSpan
}

export interface XmlElement {
  /** With its prefix, as written. */
  readonly name: string
  readonly attributes: readonly XmlAttribute[]
  readonly children: readonly XmlElement[]
  /** Text and CDATA directly in the element, in one piece, entities as in attributes. */
  readonly text: string
  /** From the first character of that text to its last, white space at both ends left out; absent without any. */
  readonly textSpan?: TextSpan
  /** From `<` to the end of the closing tag, or to where the text ended. */
  readonly span: TextSpan
  /** The opening tag. */
  readonly tagSpan: TextSpan
  /** False when the closing tag was not found. */
  readonly isClosed: boolean
}

export interface XmlProblem {
  readonly message: string
  readonly span: TextSpan
}

export interface XmlDocument {
  /** More than one where the text is only a part of a file. */
  readonly roots: readonly XmlElement[]
  /** The first of them; none when the text is well formed. */
  readonly problems: readonly XmlProblem[]
}

const mostProblems = 50
/** After so many nothing is read any more: a text that is no XML costs little. */
const lastProblem = 1000

class TooManyProblems extends Error {}

interface OpenElement {
  name: string
  start: number
  attributes: XmlAttribute[]
  children: XmlElement[]
  text: string
  textStart: number
  textEnd: number
  tagSpan: TextSpan
}

/**
 * Elements, attributes and text of an XML document, each with its place (Extensible Markup Language 1.0). Takes what can
 * be read of a malformed text or of a part of one, and says what was wrong. Entities of the document type are never
 * expanded, and nothing outside the text is asked for.
 */
export function readXml(text: string): XmlDocument {
  const table = new LineTable(text)
  const roots: XmlElement[] = []
  const problems: XmlProblem[] = []
  const open: OpenElement[] = []
  let problemCount = 0
  let pending: XmlAttribute[] = []
  let tagStart = 0
  // Where the stretch that saxes hands over as text began: the end of the token before it.
  let textFrom = 0
  const parser = new SaxesParser({ position: true, xmlns: false })

  const close = (isClosed: boolean, end: number) => {
    const element = open.pop()
    if (element === undefined) return
    const siblings = open.at(-1)?.children ?? roots
    siblings.push(finished(element, table, end, isClosed))
  }
  const addText = (value: string, start: number, end: number) => {
    const element = open.at(-1)
    if (element === undefined) return
    element.text += value
    while (start < end && text.charCodeAt(start) <= 32) start++
    while (end > start && text.charCodeAt(end - 1) <= 32) end--
    if (start === end) return
    if (element.textStart === -1) element.textStart = start
    element.textEnd = end
  }

  parser.on('error', error => {
    problemCount++
    if (problemCount > lastProblem) throw new TooManyProblems()
    if (problems.length >= mostProblems) return
    const at = Math.min(parser.position, text.length)
    // The message begins with line and column as saxes counts them.
    problems.push({ message: error.message.replace(/^[\d:]+\s/, ''), span: table.span(Math.max(0, at - 1), at) })
  })
  parser.on('text', value => {
    const next = text.lastIndexOf('<', parser.position - 1)
    addText(value, textFrom, next < textFrom ? Math.min(parser.position, text.length) : next)
  })
  parser.on('cdata', value => {
    const end = parser.position - ']]>'.length
    const start = text.indexOf('<![CDATA[', textFrom)
    addText(value, start === -1 ? textFrom : start + '<![CDATA['.length, end)
    textFrom = parser.position
  })
  const afterToken = () => {
    textFrom = parser.position
  }
  parser.on('comment', afterToken)
  parser.on('processinginstruction', afterToken)
  parser.on('doctype', afterToken)
  parser.on('xmldecl', afterToken)
  parser.on('opentagstart', tag => {
    tagStart = Math.max(0, text.lastIndexOf(`<${tag.name}`, parser.position))
    pending = []
  })
  parser.on('attribute', ({ name, value }) => {
    pending.push(placed(name, value, text, table, tagStart, parser.position))
  })
  parser.on('opentag', tag => {
    const end = parser.position
    const tagSpan = table.span(tagStart, end)
    const { name } = tag
    open.push({
      name,
      start: tagStart,
      attributes: pending,
      children: [],
      text: '',
      textStart: -1,
      textEnd: -1,
      tagSpan,
    })
    textFrom = end
  })
  parser.on('closetag', tag => {
    const end = parser.position
    const own = tag.isSelfClosing || closesHere(text, end, tag.name)
    close(own, end)
    textFrom = end
  })
  let end = text.length
  try {
    parser.write(text).close()
  } catch (error) {
    if (!(error instanceof TooManyProblems)) throw error
    end = Math.min(parser.position, end)
    problems.push({ message: 'too many problems: the rest is not read', span: table.span(end, text.length) })
  }
  while (open.length > 0) close(false, end)
  return { roots, problems }
}

function finished(element: OpenElement, table: LineTable, end: number, isClosed: boolean): XmlElement {
  const { name, start, attributes, children, text, textStart, textEnd, tagSpan } = element
  return {
    name,
    attributes,
    children,
    text,
    ...(textStart === -1 ? {} : { textSpan: table.span(textStart, textEnd) }),
    span: table.span(start, end),
    tagSpan,
    isClosed,
  }
}

/** A closing tag of another name closes what is open inside as well, without a tag of its own. */
function closesHere(text: string, end: number, name: string): boolean {
  const start = text.lastIndexOf('</', end) + '</'.length
  return text.startsWith(name, start) && text.slice(start + name.length, end).trim() === '>'
}

/** saxes tells of an attribute right after its closing quote, and in no normal form: the rest is found backwards. */
function placed(name: string, value: string, text: string, table: LineTable, from: number, end: number): XmlAttribute {
  const quote = text[end - 1] ?? ''
  const isQuoted = quote === '"' || quote === "'"
  const valueEnd = isQuoted ? end - 1 : end
  const valueStart = isQuoted ? text.lastIndexOf(quote, valueEnd - 1) + 1 : Math.max(from, valueEnd - value.length)
  let start = valueStart - (isQuoted ? 1 : 0)
  while (start > from && (text[start - 1] === '=' || text.charCodeAt(start - 1) <= 32)) start--
  start = Math.max(from, start - name.length)
  return { name, value, span: table.span(start, end), valueSpan: table.span(valueStart, valueEnd) }
}

/** Elements at every depth, in the order of the text. */
export function allElements(roots: readonly XmlElement[]): readonly XmlElement[] {
  const found: XmlElement[] = []
  const left = [...roots].reverse()
  for (let element = left.pop(); element !== undefined; element = left.pop()) {
    found.push(element)
    for (let at = element.children.length - 1; at >= 0; at--) {
      const child = element.children[at]
      if (child !== undefined) left.push(child)
    }
  }
  return found
}

/** The name without its prefix. */
export function localName(element: XmlElement): string {
  return element.name.slice(element.name.indexOf(':') + 1)
}

export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find(child => localName(child) === name)
}

/** Attribute names are compared without regard to case, as MSBuild does. */
export function attributeOf(element: XmlElement, name: string): XmlAttribute | undefined {
  const wanted = name.toLowerCase()
  return element.attributes.find(attribute => attribute.name.toLowerCase() === wanted)
}
