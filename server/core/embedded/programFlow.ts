import type { TextSpan } from '../model/location'
import type { ProgramArgument, ProgramCall, ProgramReading } from '../syntax/program'
import type { CodeUnit } from './code'
import { ProgramText, type Stretch } from './programText'

/** A place in a program where something comes from that is to be followed. */
export interface FlowSource {
  readonly span: TextSpan
  /** For people: `request.args`, `b64decode`. */
  readonly name: string
}

export interface FlowQuestion {
  /** In any order. */
  readonly sources: readonly FlowSource[]
  /** What such a call gives back is no longer what it was given. */
  readonly ends?: (call: ProgramCall) => boolean
  /** Whether `x.member` still is what `x` is; so it is for every member when absent. */
  readonly keeps?: (member: string) => boolean
}

/** What an expression holds, and how it got there. */
export interface Carried {
  readonly source: FlowSource
  /** The variable that brought it; undefined when the expression has the source itself. */
  readonly by?: string
  /** The function of the file it went through as an argument. */
  readonly through?: string
}

/** From a place on, a name holds something, or no longer does. */
interface Holding {
  readonly from: number
  /** Column of the assignment: one further right may not run, and takes nothing back. */
  readonly column: number
  readonly carried: Carried | undefined
}

interface FileFunction {
  readonly name: string
  readonly parameters: readonly string[]
  readonly body: Stretch
}

/** Longer expressions hold whole programs, not values. */
const LONGEST = 4_000
/** Assignments and calls are gone through as often as there are steps to follow. */
const ROUNDS = 4
/** Units of all expressions that are looked at. */
const MOST_WORK = 10_000_000
/** Assignments of one name, and sources, that are weighed. */
const MOST_HOLDINGS = 100
const MOST_SOURCES = 400

const startsFunction =
  /^\s*(?:async\b|function\b|class\b|lambda\b|proc\b|->|fn\b|static\s+function|\(?[\w\s,={}[\]$]{0,200}\)?\s*=>)/
const gathers = /(?:\.|->|::)(?:append|appendChild|push|unshift|update|extend|add|set|concat|write|put)$/
const compares = /[=!]==?|<=|>=|\bin\b|\binstanceof\b/
const path = /[$@]{0,2}[A-Za-z_]\w*(?:(?:\.|->|::|\?\.)[A-Za-z_]\w*)*/g

/**
 * Follows values through the assignments of one program and one step into and out of its functions, by the names the
 * program uses. Names in other files and what is kept in data structures under a computed key are not followed.
 */
export class ProgramFlow {
  readonly #reading: ProgramReading
  readonly #text: ProgramText
  readonly #question: FlowQuestion
  readonly #sources: readonly (Stretch & { readonly source: FlowSource })[]
  readonly #ended: readonly Stretch[]
  readonly #held = new Map<string, Holding[]>()
  readonly #functions: ReadonlyMap<string, FileFunction>
  /** Functions that give back what is followed. */
  readonly #givers = new Map<string, Carried>()
  #work = 0

  /** @param text of the outer file */
  constructor(unit: CodeUnit, reading: ProgramReading, text: string, question: FlowQuestion) {
    this.#reading = reading
    this.#text = new ProgramText(unit, reading, text)
    this.#question = question
    const ends = question.ends
    this.#ended = ends === undefined ? [] : reading.calls.filter(ends).map(({ span }) => this.#text.stretch(span))
    this.#sources = question.sources
      .slice(0, MOST_SOURCES)
      .map(source => ({ ...this.#text.stretch(source.span), source }))
      .sort((a, b) => a.from - b.from)
    this.#functions = this.#sources.length === 0 ? new Map() : this.#findFunctions()
    if (this.#sources.length > 0) for (let round = 0; round < ROUNDS; round++) if (!this.#follow()) break
  }

  /** What an argument holds. A function given as an argument holds nothing. */
  inArgument(call: ProgramCall, argument: ProgramArgument): Carried | undefined {
    return this.#held.size === 0 && this.#sources.length === 0
      ? undefined
      : this.#in(this.#text.stretch(argument.span), call.within)
  }

  /** What an expression holds in the function `within`. */
  inSpan(span: TextSpan, within: string): Carried | undefined {
    return this.#in(this.#text.stretch(span), within)
  }

  #follow(): boolean {
    let grew = false
    for (const { name, within, span } of this.#reading.assignments) {
      const whole = this.#text.stretch(span)
      const from = this.#text.text.startsWith(name, whole.from) ? whole.from + name.length : whole.from
      grew = this.#hold(name, within, whole.to, span.start.column, this.#in({ from, to: whole.to }, within)) || grew
    }
    for (const call of this.#reading.calls) {
      const own = this.#functions.get(call.callee.replace(/^(?:this|self|\$this)(?:\.|->)/, ''))
      const receiver = gathers.test(call.callee) ? call.callee.replace(gathers, '') : undefined
      if (own === undefined && receiver === undefined) continue
      for (const [index, argument] of call.arguments.entries()) {
        const carried = this.inArgument(call, argument)
        if (carried === undefined) continue
        const { to } = this.#text.stretch(call.span)
        if (receiver !== undefined && /^[$@\w.]+$/.test(receiver))
          grew = this.#hold(receiver, call.within, to, call.span.start.column, carried) || grew
        const parameter = argument.name ?? own?.parameters[index]
        if (own !== undefined && parameter !== undefined)
          grew = this.#hold(parameter, own.name, own.body.from, 0, { ...carried, through: own.name }) || grew
      }
    }
    return this.#findGivers() || grew
  }

  #hold(name: string, within: string, from: number, column: number, carried: Carried | undefined): boolean {
    let grew = false
    for (const one of namesOf(name)) {
      const key = `${within} ${one}`
      const list = this.#held.get(key) ?? []
      if (list.length >= MOST_HOLDINGS) continue
      const known = list.find(holding => holding.from === from)
      if (known !== undefined && (known.carried !== undefined || carried === undefined)) continue
      if (carried === undefined && list.length === 0) continue
      const holding = { from, column, carried: carried === undefined ? undefined : { ...carried, by: one } }
      if (known === undefined) list.push(holding)
      else list[list.indexOf(known)] = holding
      list.sort((a, b) => a.from - b.from)
      this.#held.set(key, list)
      grew ||= carried !== undefined
    }
    return grew
  }

  #in(stretch: Stretch, within: string): Carried | undefined {
    const { from } = stretch
    const to = Math.min(stretch.to, from + LONGEST)
    this.#work += to - from
    if (this.#work > MOST_WORK) return undefined
    const names = this.#text.names.slice(from, to)
    if (startsFunction.test(names.replace(/^\s*:?=\s*/, ''))) return undefined
    const direct = this.#sources.find(one => one.from >= from && one.to <= to && !this.#isEnded(one, stretch))
    if (direct !== undefined) return { source: direct.source }
    if ((this.#held.size === 0 && this.#givers.size === 0) || compares.test(names.replace(/^\s*=\s*/, '')))
      return undefined
    for (const { 0: match, index } of names.matchAll(path)) {
      const at = { from: from + index, to: from + index + match.length }
      const next = names.slice(index + match.length, index + match.length + 2)
      if (/^\s*\(/.test(next)) {
        const giver = this.#givers.get(match.replace(/^(?:this|self|\$this)(?:\.|->)/, ''))
        if (giver !== undefined && !this.#isEnded(at, stretch)) return giver
      }
      const carried = this.#named(match, at, within, next)
      // A keyword, a field or a label of that name is not the variable.
      if (carried === undefined || /^:[^:]/.test(next) || /[.>]$/.test(names.slice(0, index).replace(/\.{3}$/, '')))
        continue
      if (/^=[^=]/.test(next) || this.#isEnded(at, stretch)) continue
      return carried
    }
    return undefined
  }

  /** `a.b.c` holds what `a.b` or `a` holds, where the question lets parts be followed. */
  #named(written: string, at: Stretch, within: string, next: string): Carried | undefined {
    const links = written.split(/(\.|->|::|\?\.)/)
    for (let count = links.length; count > 0; count -= 2) {
      const name = links.slice(0, count).join('')
      const carried = this.#lookUp(name, at.from, within)
      if (carried === undefined) continue
      const member = links[count + 1]
      const keeps = this.#question.keeps
      if (keeps !== undefined && (member === undefined ? next.startsWith('[') : !keeps(member))) return undefined
      return carried
    }
    return undefined
  }

  #lookUp(name: string, at: number, within: string): Carried | undefined {
    const own = this.#held.get(`${within} ${name}`)
    if (own !== undefined) {
      let found: Holding | undefined
      for (const holding of own) {
        if (holding.from > at) break
        if (holding.carried !== undefined || found === undefined || holding.column <= found.column) found = holding
      }
      if (found !== undefined) return found.carried
    }
    return within === '' ? undefined : this.#held.get(` ${name}`)?.find(({ carried }) => carried !== undefined)?.carried
  }

  #isEnded(place: Stretch, within: Stretch): boolean {
    return this.#ended.some(
      end => end.from <= place.from && place.to <= end.to && end.from >= within.from && end.to <= within.to,
    )
  }

  #findFunctions(): ReadonlyMap<string, FileFunction> {
    const found = new Map<string, FileFunction>()
    const add = (name: string, whole: Stretch): void => {
      const head = this.#text.names.slice(whole.from, Math.min(whole.to, whole.from + 600))
      const at = Math.max(0, head.indexOf(name))
      const given = /\(([^()]{0,300})\)|(?:=\s*(?:async\s*)?)([$\w]+)\s*=>/.exec(head.slice(at))
      if (given === null) return
      const parameters = (given[1] ?? given[2] ?? '')
        .split(',')
        .map(part => /[$@]?[A-Za-z_]\w*(?=\s*(?:$|[:=?]))|\$\w+/.exec(part.trim())?.[0] ?? '')
      if (/^(?:self|cls)$/.test(parameters[0] ?? '')) parameters.shift()
      found.set(name, {
        name,
        parameters,
        body: { from: whole.from + at + given.index + given[0].length, to: whole.to },
      })
    }
    for (const { name, kind, span } of this.#reading.definitions)
      if (kind === 'function') add(name, this.#text.stretch(span))
    for (const { name, span } of this.#reading.assignments) {
      const whole = this.#text.stretch(span)
      const value = this.#text.names.slice(whole.from + name.length, whole.from + name.length + 300)
      if (!found.has(name) && startsFunction.test(value.replace(/^\s*:?=\s*/, ''))) add(name, whole)
    }
    return found
  }

  #findGivers(): boolean {
    let grew = false
    for (const { name, body } of this.#functions.values()) {
      if (this.#givers.has(name)) continue
      const text = this.#text.names.slice(body.from, Math.min(body.to, body.from + LONGEST))
      const given = [...text.matchAll(/\breturn\b([^;\n]{1,400})|^\s*=>\s*([^{;\n][^;\n]{0,400})/g)].slice(0, 20)
      for (const { 0: whole, 1: value, 2: short, index } of given) {
        const part = value ?? short ?? ''
        const from = body.from + index + whole.length - part.length
        const carried = this.#in({ from, to: from + part.length }, name)
        // What it gives back because it was given it is only followed where it is called with it.
        if (carried === undefined || carried.through === name) continue
        this.#givers.set(name, carried)
        grew = true
        break
      }
    }
    return grew
  }
}

/** The names an assignment gives something to: `x`; `a.b` and, for a part by key, the whole; each of a pattern. */
function namesOf(name: string): readonly string[] {
  const bare = name.trim()
  if (/^[[{(]/.test(bare) || bare.includes(',')) {
    const inner = bare.replace(/[\w$]+\s*:/g, ' ').match(/[$@]?[A-Za-z_]\w*/g) ?? []
    return inner.slice(0, 20)
  }
  const whole = /^([$@]{0,2}[\w.>:-]+?)\[/.exec(bare)?.[1]
  return whole === undefined ? [bare] : [whole]
}
