import { controlEscapes } from '../escapes'
import { compilePattern } from '../pattern'

export type Matcher = NonNullable<ReturnType<typeof compilePattern>>

export type Address =
  | { readonly line: number; readonly step?: number }
  | { readonly isLast: true }
  | { readonly pattern: Matcher | undefined }
  | { readonly following: number }

/** One command; `}` is none of its own: a block knows where it ends. */
export interface SedStep {
  readonly from?: Address
  readonly to?: Address
  readonly isNegated: boolean
  readonly act: SedAct
}

/** A pattern that is empty stands for the last one that was used. */
export type SedAct =
  | {
      readonly kind: 'substitute'
      readonly pattern: Matcher | undefined
      readonly put: readonly (string | number)[]
      readonly isGlobal: boolean
      readonly prints: boolean
      readonly nth: number
    }
  | { readonly kind: 'map'; readonly map: ReadonlyMap<string, string> }
  | { readonly kind: 'simple'; readonly name: string }
  | { readonly kind: 'read'; readonly path: string }
  | { readonly kind: 'insert' | 'append' | 'change'; readonly text: string }
  /** To the step with that index; the number of all steps is the end. */
  | { readonly kind: 'branch'; readonly to: number; readonly when: 'always' | 'changed' | 'unchanged' }
  /** Where the address does not select, goes on behind the block. */
  | { readonly kind: 'block'; readonly end: number }
  | { readonly kind: 'nothing' }

const MOST_STEPS = 400
const SET = /^\[\^?\]?(?:\[[:.=][^\]]*[:.=]\]|[^\]\n])*\]/

/** Reads a script of `sed` (POSIX, sed, with what GNU adds); undefined for what is not followed, such as `e` and `w`. */
export function readSed(script: string, isExtended: boolean): readonly SedStep[] | undefined {
  return new SedReader(script, isExtended).steps()
}

class SedReader {
  #at = 0
  readonly #steps: SedStep[] = []
  readonly #labels = new Map<string, number>()

  constructor(
    readonly script: string,
    readonly isExtended: boolean,
  ) {}

  steps(): readonly SedStep[] | undefined {
    const open: number[] = []
    const jumps: { readonly at: number; readonly label: string }[] = []
    for (;;) {
      this.#match(/[\s;]*/y)
      if (this.#at >= this.script.length) break
      if (this.#steps.length >= MOST_STEPS) return undefined
      if (this.#match(/#[^\n]*/y) !== '') continue
      if (this.#match(/\}/y) !== '') {
        const start = open.pop()
        const block = start === undefined ? undefined : this.#steps[start]
        if (start === undefined || block === undefined) return undefined
        this.#steps[start] = { ...block, act: { kind: 'block', end: this.#steps.length } }
        continue
      }
      const step = this.#step()
      if (step === undefined) return undefined
      if (step.act.kind === 'block') open.push(this.#steps.length)
      if (step.act.kind === 'branch')
        jumps.push({ at: this.#steps.length, label: this.#match(/[ \t]*[^\n;}]*/y).trim() })
      this.#steps.push(step)
    }
    if (open.length > 0) return undefined
    for (const { at, label } of jumps) {
      const to = label === '' ? this.#steps.length : this.#labels.get(label)
      const step = this.#steps[at]
      if (to === undefined || step?.act.kind !== 'branch') return undefined
      this.#steps[at] = { ...step, act: { ...step.act, to } }
    }
    return this.#steps
  }

  #step(): SedStep | undefined {
    const from = this.#address()
    if (from === null) return undefined
    const isRange = from !== undefined && this.#match(/\s*,\s*/y) !== ''
    const to = isRange ? (this.#address() ?? null) : undefined
    if (to === null) return undefined
    const isNegated = this.#match(/\s*!\s*|\s*/y).includes('!')
    const act = this.#act()
    return act && { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), isNegated, act }
  }

  #address(): Address | undefined | null {
    const following = this.#match(/\+\d{1,9}/y)
    if (following !== '') return { following: Number(following) }
    const [, line, step] = /^(\d{1,9})(?:~(\d{1,9}))?/.exec(this.#match(/\d{1,9}(?:~\d{1,9})?/y)) ?? []
    if (line !== undefined) return { line: Number(line), ...(step === undefined ? {} : { step: Number(step) }) }
    if (this.#match(/\$/y) !== '') return { isLast: true }
    const delimiter = this.#match(/\/|\\[^\n\\]/y)
    if (delimiter === '') return undefined
    const text = this.#until(delimiter.at(-1) ?? '/', true)
    if (text === undefined) return null
    const ignoresCase = this.#match(/I/y) !== ''
    if (text === '') return { pattern: undefined }
    const pattern = compilePattern(withEscapes(text), { isExtended: this.isExtended, ignoresCase })
    return pattern === undefined ? null : { pattern }
  }

  #act(): SedAct | undefined {
    const name = this.script[this.#at++] ?? ''
    switch (name) {
      case '{':
        return { kind: 'block', end: 0 }
      case ':': {
        this.#labels.set(this.#match(/[ \t]*[^\n;]*/y).trim(), this.#steps.length)
        return { kind: 'nothing' }
      }
      case 'b':
      case 't':
      case 'T':
        return { kind: 'branch', to: 0, when: name === 'b' ? 'always' : name === 't' ? 'changed' : 'unchanged' }
      case 'r':
        return { kind: 'read', path: this.#match(/[^\n]*/y).trim() }
      case 'a':
      case 'i':
      case 'c': {
        const text = this.#match(/[ \t]*(?:\\\n?)?((?:[^\n\\]|\\[\s\S])*)/y).replace(/^[ \t]*(?:\\\n?)?/, '')
        if (text === '') return undefined
        return {
          kind: name === 'a' ? 'append' : name === 'i' ? 'insert' : 'change',
          text: text.replace(/\\([\s\S])/g, '$1'),
        }
      }
      case 'y': {
        const delimiter = this.script[this.#at++] ?? ''
        const [from, to] = [this.#until(delimiter), this.#until(delimiter)]
        if (from === undefined || to === undefined) return undefined
        const [a, b] = [[...plain(from)], [...plain(to)]]
        // The first of two rules for one character counts.
        return a.length === b.length
          ? { kind: 'map', map: new Map(a.map((char, at) => [char, b[at] ?? char] as const).reverse()) }
          : undefined
      }
      case 's':
        return this.#substitution()
      default: {
        if (!/[dDpPnNhHgGxqQ=]/.test(name)) return undefined
        if (/[qQ]/.test(name) && this.#match(/[ \t]*\d+/y) !== '') return undefined
        return { kind: 'simple', name }
      }
    }
  }

  #substitution(): SedAct | undefined {
    const delimiter = this.script[this.#at++] ?? ''
    if (delimiter === '' || delimiter === '\\' || delimiter === '\n') return undefined
    const [search, put] = [this.#until(delimiter, true), this.#until(delimiter)]
    const flags = this.#match(/[gpI\d]*/y)
    if (search === undefined || put === undefined || /^[^\n;}#\s]/.test(this.script.slice(this.#at, this.#at + 1)))
      return undefined
    const pattern =
      search === ''
        ? undefined
        : compilePattern(withEscapes(search), { isExtended: this.isExtended, ignoresCase: flags.includes('I') })
    const pieces = replacementOf(put)
    if ((search !== '' && pattern === undefined) || pieces === undefined) return undefined
    return {
      kind: 'substitute',
      pattern,
      put: pieces,
      isGlobal: flags.includes('g'),
      prints: flags.includes('p'),
      nth: Number(/\d+/.exec(flags)?.[0] ?? 1),
    }
  }

  /** Up to the delimiter, which a backslash or a set protects. */
  #until(delimiter: string, isPattern = false): string | undefined {
    let text = ''
    for (; this.#at < this.script.length; this.#at++) {
      const char = this.script[this.#at] as string
      const set = char === '[' && isPattern ? SET.exec(this.script.slice(this.#at, this.#at + 200))?.[0] : undefined
      if (set !== undefined) {
        text += set
        this.#at += set.length - 1
        continue
      }
      if (char === '\\') {
        const next = this.script[++this.#at] ?? ''
        text += next === delimiter ? next : char + next
      } else if (char === delimiter) {
        this.#at++
        return text
      } else text += char
    }
    return undefined
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.script)?.[0] ?? ''
    this.#at += found.length
    return found
  }
}

/** GNU's escapes mean the same within a set as outside. */
function withEscapes(pattern: string): string {
  return pattern.replace(/\\(?:x([0-9a-fA-F]{2})|([\s\S]))/g, (whole, hex?: string, char?: string) => {
    // The edge of a word, which C has no letter for.
    if (char === 'b') return whole
    if (hex === undefined) return controlEscapes[char ?? ''] ?? whole
    const made = String.fromCharCode(Number.parseInt(hex, 16))
    return /[\w\s]/.test(made) ? made : `\\${made}`
  })
}

/** Text and numbers of groups; 0 is the whole match. Changes of case are not followed. */
function replacementOf(put: string): readonly (string | number)[] | undefined {
  const pieces: (string | number)[] = []
  for (const [piece] of put.matchAll(/\\(?:x[0-9a-fA-F]{2}|[\s\S])|&|[^\\&]+/g)) {
    const char = piece[1] ?? ''
    if (piece === '&') pieces.push(0)
    else if (!piece.startsWith('\\')) pieces.push(piece)
    else if (/\d/.test(char)) pieces.push(Number(char))
    else if (/[LUElu]/.test(char)) return undefined
    else if (char === 'x' && piece.length === 4) pieces.push(String.fromCharCode(Number.parseInt(piece.slice(2), 16)))
    else pieces.push(char === 'n' ? '\n' : char === 't' ? '\t' : char)
  }
  return pieces
}

function plain(text: string): string {
  return text.replace(/\\([\s\S])/g, (_, char: string) => (char === 'n' ? '\n' : char === 't' ? '\t' : char))
}
