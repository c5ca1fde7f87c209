import { type EmbeddedText, EmbeddedTextBuilder } from './embeddedText'
import { LineTable } from './lineTable'
import type { Probe, ProbeKind, ProbeLanguage } from './probes'
import { type PythonToken, pythonTokens } from './pythonTokens'

interface Check {
  readonly kind: ProbeKind
  readonly buildSystem: 'scons' | 'waf' | 'python'
  /** Keywords under one of which the program is given; by place otherwise. */
  readonly keywords?: readonly string[]
  /** The program is what stands in a function, and the rest of it is made by the check. */
  readonly isBody?: boolean
}

/** Checks that are given a program, by the manuals of SCons, waf, Samba's rules for waf, and distutils. */
const checks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['TryCompile', { kind: 'compile', buildSystem: 'scons' }],
  ['TryLink', { kind: 'link', buildSystem: 'scons' }],
  ['TryRun', { kind: 'run', buildSystem: 'scons' }],
  ['check', { kind: 'link', buildSystem: 'waf', keywords: ['fragment'] }],
  ['check_cc', { kind: 'link', buildSystem: 'waf', keywords: ['fragment'] }],
  ['check_cxx', { kind: 'link', buildSystem: 'waf', keywords: ['fragment'] }],
  ['CHECK_CODE', { kind: 'link', buildSystem: 'waf', isBody: true }],
  ['try_compile', { kind: 'compile', buildSystem: 'python' }],
  ['try_link', { kind: 'link', buildSystem: 'python' }],
  ['try_run', { kind: 'run', buildSystem: 'python' }],
])
const asking = /\bTry(?:Compile|Link|Run)\b|\bfragment\s*=|\bCHECK_CODE\b|\btry_(?:compile|link|run)\b/
/** Words of one call beyond which it is taken for a mistake. */
const longestCall = 4_000
const mostProbes = 400

/** Programs in build files of Python: SCons, waf, and what `setup.py` asks a compiler. */
export function findPythonProbes(text: string): readonly Probe[] {
  if (!asking.test(text)) return []
  return new Finder(text).probes()
}

interface Argument {
  readonly name: string
  readonly words: readonly PythonToken[]
}

class Finder {
  readonly #text: string
  readonly #lines: LineTable
  readonly #words: readonly PythonToken[]
  /** What the variables hold at the place that is read. */
  readonly #held = new Map<string, readonly PythonToken[]>()

  constructor(text: string) {
    this.#text = text
    this.#lines = new LineTable(text)
    this.#words = pythonTokens(text, this.#lines)
  }

  probes(): readonly Probe[] {
    const found: Probe[] = []
    let within = ''
    for (const [at, word] of this.#words.entries()) {
      if (word.kind !== 'name' || found.length === mostProbes) continue
      const next = this.#words[at + 1]
      if (word.text === 'def' && next !== undefined) within = next.text
      if (next?.text === '=' && this.#words[at + 2]?.kind !== 'mark') this.#remember(word.text, at + 2)
      const check = checks.get(word.text.slice(word.text.lastIndexOf('.') + 1))
      if (check === undefined || next?.text !== '(' || next.kind !== 'mark') continue
      const probe = this.#probe(check, at, within)
      if (probe !== undefined) found.push(probe)
    }
    return found
  }

  #remember(name: string, from: number): void {
    const words: PythonToken[] = []
    for (let at = from; at < this.#words.length && words.length < 200; at++) {
      const word = this.#words[at]
      if (word === undefined || !isOfText(word)) break
      words.push(word)
      // A statement ends with its line, where nothing is open or joined.
      const next = this.#words[at + 1]
      if (next?.kind === 'name' && word.kind === 'string') break
    }
    if (words.some(({ kind }) => kind === 'string')) this.#held.set(name, words)
    else this.#held.delete(name)
  }

  #probe(check: Check, at: number, within: string): Probe | undefined {
    const { given, end } = this.#argumentsFrom(at + 2)
    const program = this.#program(programIn(check, given))
    const head = this.#words[at]
    if (program === undefined || head === undefined || !/[;{}#]/.test(program.body.text)) return undefined
    const names = this.#resultsOf(check, given, within)
    const body =
      check.isBody === true && hasOwnMain(given, program.body.text) ? this.#wrapped(program.body) : program.body
    const last = check.buildSystem === 'waf' ? (head.text.split('.').at(-1) ?? '') : ''
    return {
      buildSystem: check.buildSystem,
      kind: check.kind,
      language: languageOf(last, given),
      check: head.text.slice(head.text.lastIndexOf('.') + 1),
      resultVariable: names[0],
      resultVariables: names,
      body,
      placeholders: program.isFilled ? fillers(body.text) : [],
      span: this.#lines.span(head.start, end),
    }
  }

  #argumentsFrom(from: number): { readonly given: readonly Argument[]; readonly end: number } {
    const given: Argument[] = []
    let words: PythonToken[] = []
    let depth = 0
    let at = from
    const close = () => {
      const [name, mark, ...rest] = words
      if (name?.kind === 'name' && mark?.text === '=' && mark.kind === 'mark')
        given.push({ name: name.text, words: rest })
      else if (words.length > 0) given.push({ name: '', words })
      words = []
    }
    for (; at < this.#words.length && at - from < longestCall; at++) {
      const word = this.#words[at]
      if (word === undefined) break
      if (word.kind === 'mark') {
        if (/^[([{]$/.test(word.text)) depth++
        if (/^[)\]}]$/.test(word.text) && --depth < 0) break
        if (word.text === ',' && depth === 0) {
          close()
          continue
        }
      }
      words.push(word)
    }
    close()
    return { given, end: this.#words[at]?.end ?? this.#text.length }
  }

  #program(argument: Argument | undefined): { readonly body: EmbeddedText; readonly isFilled: boolean } | undefined {
    const words = argument?.words ?? []
    const [first] = words
    const held = words.length === 1 && first?.kind === 'name' ? this.#held.get(first.text) : undefined
    const used = held ?? words
    const strings = used.filter(({ kind }) => kind === 'string')
    // A call around it that is given more than the text makes something else of it.
    if (strings.length === 0 || !used.every(isOfText)) return undefined
    const builder = new EmbeddedTextBuilder(this.#text, this.#lines)
    for (const { body } of strings) if (body !== undefined) builder.append(body, 0, body.text.length)
    const isFilled = used.some(
      ({ text, kind }) =>
        (kind === 'mark' && text === '%') || (kind === 'string' && text.includes('f')) || /format$/.test(text),
    )
    return { body: builder.build(), isFilled }
  }

  #resultsOf(check: Check, given: readonly Argument[], within: string): readonly string[] {
    const named = given
      .filter(({ name }) => /^(?:define_name|define|uselib_store)$/.test(name))
      .flatMap(({ words }) => words[0]?.body?.text ?? [])
    const second = check.isBody === true ? (given.filter(({ name }) => name === '')[1]?.words[0]?.body?.text ?? '') : ''
    const called = check.buildSystem === 'waf' || within === '' ? [] : [...this.#definedAfter(within), within]
    return [...new Set([...named, second, ...called].filter(name => /^\w+$/.test(name)))].slice(0, 8)
  }

  /** `if conf.CheckX(): env.Append(CPPDEFINES=['HAVE_X'])`: what is defined right behind the call of a check of one's own. */
  #definedAfter(name: string): readonly string[] {
    const at = this.#text.search(new RegExp(`\\.${name.replace(/\W/g, '')}\\s*\\(`))
    return at === -1
      ? []
      : (this.#text.slice(at, at + 300).match(/(?<=["'])(?:HAVE|HAS|USE|WITH|ENABLE)_\w+(?=["'])/g) ?? []).slice(0, 1)
  }

  #wrapped(body: EmbeddedText): EmbeddedText {
    const [start, end] = [body.outerStart(0), body.outerEnd(body.text.length)]
    return new EmbeddedTextBuilder(this.#text, this.#lines)
      .put('int main(void) {\n', start, start)
      .append(body, 0, body.text.length)
      .put('\n;return 0;}\n', end, end)
      .build()
  }
}

/** Strings side by side or joined, and what takes blanks off or fills them in. */
function isOfText({ kind, text }: PythonToken): boolean {
  if (kind === 'string') return true
  if (kind === 'mark') return /^[+()%.,]$/.test(text)
  return (
    /(?:^|\.)(?:dedent|strip|lstrip|rstrip|format|encode|str|\w{1,24})$/.test(text) &&
    !/^(?:if|for|else|and|or|not|def|return|lambda)$/.test(text)
  )
}

function programIn(check: Check, given: readonly Argument[]): Argument | undefined {
  const { keywords } = check
  if (keywords !== undefined) return given.find(({ name }) => keywords.includes(name))
  return given.find(({ name }) => name === '') ?? given.find(({ name }) => /^(?:body|code|text|source)$/.test(name))
}

/** Samba puts the text into a main of its own unless it is told otherwise. */
function hasOwnMain(given: readonly Argument[], text: string): boolean {
  const isOff = given.some(({ name, words }) => name === 'addmain' && words[0]?.text === 'False')
  return !isOff && !/\bmain\s*\(/.test(text)
}

function languageOf(check: string, given: readonly Argument[]): ProbeLanguage {
  const said = given
    .flatMap(({ words }) => words)
    .flatMap(({ body }) => (body !== undefined && body.text.length < 20 ? [body.text] : []))
  if (/cxx/i.test(check) || said.some(text => /^\.?(?:c\+\+|cpp|cxx|cc)$|^cxx/i.test(text))) return 'cpp'
  return said.some(text => /^\.?(?:f\w*|fortran|d|m|mm|objc|cu)$/i.test(text)) ? 'unknown' : 'c'
}

function fillers(text: string): readonly (readonly [number, number])[] {
  return [...text.matchAll(/%\(\w{1,60}\)[sdi]|%[sdi]|\{\w{0,60}\}/g)].map(({ index, 0: found }) => [
    index,
    index + found.length,
  ])
}
