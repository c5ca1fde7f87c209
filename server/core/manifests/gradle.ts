import type { TextSpan } from '../model/location'
import { ManifestText, skipBlank, type Word } from './manifestText'

/** One line of a `dependencies { }` block, or of one inside `buildscript` or `constraints`. */
export interface GradleDependency {
  /** `implementation`, `testRuntimeOnly`, `classpath`. */
  readonly configuration: Word
  /** `group:name:version`, in one string or from the named parts. */
  readonly notation?: string
  /** The string constants of the line. */
  readonly strings: readonly Word[]
  /** `project(':lib')`, `files('a.jar')`, `libs.okhttp`: what stands there instead of a constant. */
  readonly expression?: Word
  /** The blocks around it, outermost first. */
  readonly blocks: readonly string[]
  readonly span: TextSpan
}

export interface GradlePlugin {
  readonly id: Word
  readonly version?: Word
  readonly span: TextSpan
}

export interface GradleRepository {
  /** `mavenCentral`, `google`, `maven`, `ivy`, `flatDir`. */
  readonly kind: Word
  /** What `url` is set to, where it is a constant. */
  readonly url?: Word
  readonly blocks: readonly string[]
}

/** `apply from: 'x.gradle'`, `apply plugin: 'java'`, and a line that runs a program. */
export interface GradleStatement {
  readonly form: 'apply-from' | 'apply-plugin' | 'run'
  /** The constants of the line. */
  readonly strings: readonly Word[]
  readonly blocks: readonly string[]
  readonly span: TextSpan
}

export interface GradleScript {
  readonly dependencies: readonly GradleDependency[]
  readonly plugins: readonly GradlePlugin[]
  readonly repositories: readonly GradleRepository[]
  readonly statements: readonly GradleStatement[]
}

interface OpenBlock {
  readonly name: string
  readonly repository?: { kind: Word; url?: Word; blocks: readonly string[] }
}

interface StringWord {
  readonly start: number
  readonly end: number
}

/**
 * What the lines of a Gradle script show, in Groovy or Kotlin: the language is not interpreted. Comments are left out.
 * A statement counts where its line stands; what is spread over several lines is read in parts.
 * @param isPart the text does not begin with the file: a line that can only be a dependency counts outside blocks too
 */
export function readGradle(text: string, isPart = false): GradleScript {
  const source = new ManifestText(text)
  const { code, strings } = scan(text)
  const script: {
    dependencies: GradleDependency[]
    plugins: GradlePlugin[]
    repositories: GradleRepository[]
    statements: GradleStatement[]
  } = { dependencies: [], plugins: [], repositories: [], statements: [] }
  const open: OpenBlock[] = []
  let stringAt = 0

  const statement = (start: number, end: number) => {
    const from = skipBlank(code, start, end)
    let to = end
    while (to > from && code.charCodeAt(to - 1) <= 32) to--
    while (stringAt < strings.length && (strings[stringAt]?.end ?? 0) <= from) stringAt++
    if (from === to) return
    const words: Word[] = []
    for (; (strings[stringAt]?.start ?? to) < to; stringAt++) {
      const one = strings[stringAt]
      if (one !== undefined) words.push(source.word(one.start, one.end))
    }
    readStatement(source, code, from, to, words, open, script, isPart)
  }

  let from = 0
  for (let at = 0; at <= code.length; at++) {
    const unit = code[at]
    if (unit !== undefined && unit !== '\n' && unit !== ';' && unit !== '{' && unit !== '}') continue
    if (unit === '{') {
      const block = opened(source, code, from, at, open, script.repositories, strings, stringAt)
      // What a block belongs to is a statement as well: `implementation('a:b:1') { … }`, `exec { … }`.
      if (block.repository === undefined) statement(from, at)
      open.push(block)
    } else statement(from, at)
    if (unit === '}') open.pop()
    from = at + 1
  }
  return script
}

function opened(
  source: ManifestText,
  code: string,
  start: number,
  end: number,
  open: readonly OpenBlock[],
  repositories: GradleRepository[],
  strings: readonly StringWord[],
  stringAt: number,
): OpenBlock {
  const from = skipBlank(code, start, end)
  const name = /^[\w.]{0,200}/.exec(code.slice(from, Math.min(end, from + 200)))?.[0] ?? ''
  if (open.at(-1)?.name !== 'repositories' || name === '') return { name }
  const url = strings[stringAt]
  const repository = {
    kind: source.word(from, from + name.length),
    ...(url !== undefined && url.start >= from && url.end <= end ? { url: source.word(url.start, url.end) } : {}),
    blocks: namesOf(open),
  }
  repositories.push(repository)
  return { name, repository }
}

function readStatement(
  source: ManifestText,
  code: string,
  start: number,
  end: number,
  strings: readonly Word[],
  open: readonly OpenBlock[],
  script: {
    dependencies: GradleDependency[]
    plugins: GradlePlugin[]
    repositories: GradleRepository[]
    statements: GradleStatement[]
  },
  isPart: boolean,
): void {
  const line = code.slice(start, Math.min(end, start + 2000))
  const block = open.at(-1)?.name
  const blocks = namesOf(open)
  const span = source.span(start, end)
  const name = /^[\w.]{1,200}/.exec(line)?.[0] ?? ''
  const repository = open.at(-1)?.repository
  if (repository !== undefined && /^(?:url|setUrl)\b/.test(line)) {
    if (strings[0] !== undefined) repository.url = strings[0]
  } else if (block === 'repositories' && name !== '') {
    script.repositories.push({
      kind: source.word(start, start + name.length),
      ...(strings[0] === undefined ? {} : { url: strings[0] }),
      blocks,
    })
  } else if (block === 'plugins' && strings[0] !== undefined && /^(?:id|kotlin)\b/.test(line)) {
    const isVersioned = /\bversion\b/.test(line) && strings[1] !== undefined
    script.plugins.push({ id: strings[0], ...(isVersioned && strings[1] ? { version: strings[1] } : {}), span })
  } else if (/^apply\b/.test(line) && strings.length > 0) {
    const form = /\bfrom\b/.test(line) ? 'apply-from' : 'apply-plugin'
    script.statements.push({ form, strings, blocks, span })
  } else if (
    name !== '' &&
    (block === 'dependencies' || block === 'constraints' || (isPart && isConfiguration(name)))
  ) {
    const rest = skipBlank(code, start + name.length, end)
    const from = code[rest] === '(' ? rest + 1 : rest
    const to = code[rest] === '(' && code[end - 1] === ')' ? end - 1 : end
    const expression = strings.length === 0 || !/["']/.test(code[from] ?? '') ? source.trimmed(from, to) : undefined
    const notation = notationOf(line, strings)
    if (expression === undefined && notation === undefined) return
    script.dependencies.push({
      configuration: source.word(start, start + name.length),
      ...(notation === undefined ? {} : { notation }),
      strings,
      ...(expression === undefined || notation !== undefined ? {} : { expression }),
      blocks,
      span,
    })
  } else if (RUNS.test(line)) script.statements.push({ form: 'run', strings, blocks, span })
}

/** Deeper blocks are not told, so that nesting costs nothing. */
const mostBlocks = 16

function namesOf(open: readonly OpenBlock[]): readonly string[] {
  return open.slice(0, mostBlocks).map(block => block.name)
}

/** Configurations of the Java and Android plugins, and those that are named after them. */
function isConfiguration(name: string): boolean {
  return /^(?:api|classpath|kapt|ksp|annotationProcessor|\w{0,100}(?:[iI]mplementation|[cC]ompileOnly|[rR]untimeOnly))$/.test(
    name,
  )
}

const RUNS = /\b(?:commandLine|executable|exec|javaexec|execute|ProcessBuilder|getRuntime)\b/

/** `'g:n:v'`, `platform('g:n:v')`, or `group: 'g', name: 'n', version: 'v'` in the order they are named. */
function notationOf(line: string, strings: readonly Word[]): string | undefined {
  const parts = [...line.matchAll(/\b(group|name|version)\s{0,9}[:=]\s{0,9}["']([^"'\n]{0,300})["']/g)]
  if (parts.length >= 2) {
    const part = (key: string) => parts.find(one => one[1] === key)?.[2]
    return [part('group'), part('name'), part('version')].filter(one => one !== undefined).join(':')
  }
  const first = strings[0]?.text
  if (first === undefined || /^\w{0,200}\s{0,9}\(?\s{0,9}(?:project|files|fileTree|kotlin)\b/.test(line))
    return undefined
  return /^[\w.${}-]+:[\w.${}-]+/.test(first) ? first : undefined
}

/** The text with comments blanked and braces in strings too, at the same offsets; and what stands between quotes. */
function scan(text: string): { readonly code: string; readonly strings: readonly StringWord[] } {
  const strings: StringWord[] = []
  const pieces: string[] = []
  let copied = 0
  const blank = (start: number, end: number, what: RegExp) => {
    pieces.push(text.slice(copied, start), text.slice(start, end).replace(what, ' '))
    copied = end
  }
  for (let at = 0; at < text.length; ) {
    const unit = text[at]
    if (unit === '/' && (text[at + 1] === '/' || text[at + 1] === '*')) {
      const mark = text[at + 1] === '/' ? '\n' : '*/'
      const close = text.indexOf(mark, at + 2)
      const end = close === -1 ? text.length : mark === '\n' ? close : close + 2
      blank(at, end, /[^\n]/g)
      at = end
    } else if (unit === '"' || unit === "'") {
      const quotes = text.startsWith(unit.repeat(3), at) ? unit.repeat(3) : unit
      const start = at + quotes.length
      let end = start
      while (end < text.length && !text.startsWith(quotes, end) && (quotes.length === 3 || text[end] !== '\n'))
        end += text[end] === '\\' ? 2 : 1
      end = Math.min(end, text.length)
      strings.push({ start, end })
      blank(start, end, /[{};]/g)
      at = text.startsWith(quotes, end) ? end + quotes.length : end
    } else at++
  }
  pieces.push(text.slice(copied))
  return { code: pieces.join(''), strings }
}
