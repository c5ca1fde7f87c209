import { type EmbeddedText, EmbeddedTextBuilder } from './embeddedText'
import {
  argumentOf,
  callsIn,
  type MesonCall,
  type MesonExpression,
  type MesonFile,
  type MesonStatement,
  positional,
  readMeson,
} from './mesonReader'
import type { Probe, ProbeKind, ProbeLanguage } from './probes'

/** Methods of a compiler object that take a program. `run` is also a method of others. */
const kinds: ReadonlyMap<string, ProbeKind> = new Map([
  ['compiles', 'compile'],
  ['links', 'link'],
  ['run', 'run'],
])

/** A program with the stretches that `.format()` or an f-string fills in. */
interface Program {
  readonly body: EmbeddedText
  readonly placeholders: readonly (readonly [start: number, end: number])[]
}

/**
 * Programs handed to the checks of a compiler object, in place or through a variable. Those that `files('x.c')` names are
 * files of their own; has_header_symbol and its like make up their program themselves.
 */
export function findMesonProbes(text: string): readonly Probe[] {
  return new Finder(readMeson(text)).probes()
}

class Finder {
  readonly #file: MesonFile
  readonly #programs = new Map<string, Program>()
  readonly #compilers = new Map<string, ProbeLanguage>()

  constructor(file: MesonFile) {
    this.#file = file
  }

  probes(): readonly Probe[] {
    const results = new Results(this.#file)
    const probes: Probe[] = []
    for (const statement of this.#file.statements) {
      const calls = callsIn(statement.value)
      const defining = calls.filter(call => definedBy(call).length > 0).slice(0, mostResults)
      for (const call of calls) {
        const probe = this.#probe(call, () => results.of(statement, call, defining))
        if (probe !== undefined) probes.push(probe)
      }
      if (statement.kind === 'assignment') this.#remember(statement)
    }
    return probes
  }

  #remember({ name = '', operator, value }: MesonStatement): void {
    const language = compilerLanguage(value)
    if (language !== undefined) this.#compilers.set(name, language)
    const added = this.#program(value)
    const before = this.#programs.get(name)
    const program =
      operator === '+=' && before !== undefined && added !== undefined ? this.#join([before, added]) : added
    if (program === undefined) this.#programs.delete(name)
    else this.#programs.set(name, program)
  }

  #probe(call: MesonCall, results: () => readonly string[]): Probe | undefined {
    const kind = kinds.get(call.name)
    const [code] = positional(call)
    if (kind === undefined || call.object === undefined || code === undefined) return undefined
    const program = this.#program(code)
    if (program === undefined) return undefined
    const isCompiler = this.#isCompiler(call.object)
    if (!isCompiler && (kind === 'run' || !/[;{}#]/.test(program.body.text))) return undefined
    const names = results()
    return {
      buildSystem: 'meson',
      kind,
      language: this.#languageOf(call.object),
      check: call.name,
      resultVariable: names[0],
      resultVariables: names,
      body: program.body,
      placeholders: program.placeholders,
      span: this.#file.lines.span(call.start, call.end),
    }
  }

  #isCompiler(object: MesonExpression): boolean {
    if (compilerLanguage(object) !== undefined) return true
    return object.kind === 'name' && (this.#compilers.has(object.name) || /^c(?:c|xx|pp)$|compiler/i.test(object.name))
  }

  #languageOf(object: MesonExpression): ProbeLanguage {
    const said = compilerLanguage(object) ?? (object.kind === 'name' ? this.#compilers.get(object.name) : undefined)
    if (said !== undefined) return said
    const name = object.kind === 'name' ? object.name : ''
    if (/cxx|cpp|c_plus/i.test(name)) return 'cpp'
    return /objc|fortran|^fc$|rust|vala|cuda|swift|^dc?$/i.test(name) ? 'unknown' : 'c'
  }

  /** The text of a program that strings of this file make up. */
  #program(value: MesonExpression): Program | undefined {
    switch (value.kind) {
      case 'string':
        return { body: value.body, placeholders: value.isFormat ? matches(value.body, /@\w+@/g) : [] }
      case 'name':
        return this.#programs.get(value.name)
      case 'joined': {
        if (value.operators.some(operator => operator !== '+')) return undefined
        const parts = value.operands.map(operand => this.#program(operand))
        return parts.every(part => part !== undefined) ? this.#join(parts) : undefined
      }
      case 'call': {
        if (value.object === undefined) return undefined
        if (value.name === 'join' && value.object.kind === 'string') return this.#joined(value, value.object.body)
        const program = this.#program(value.object)
        if (program === undefined || value.name === 'strip') return program
        return value.name === 'format'
          ? { body: program.body, placeholders: [...program.placeholders, ...matches(program.body, /@\d+@/g)] }
          : undefined
      }
      default:
        return undefined
    }
  }

  /** `'\n'.join([…])` */
  #joined(call: MesonCall, separator: EmbeddedText): Program | undefined {
    const given = positional(call).flatMap(value => (value.kind === 'array' ? value.elements : [value]))
    const parts = given.map(part => this.#program(part))
    if (!parts.every(part => part !== undefined)) return undefined
    return this.#join(parts.flatMap((part, at) => (at === 0 ? [part] : [{ body: separator, placeholders: [] }, part])))
  }

  #join(parts: readonly Program[]): Program | undefined {
    if (parts.reduce((sum, { body }) => sum + body.text.length, 0) > longestProgram) return undefined
    const builder = new EmbeddedTextBuilder(this.#file.text, this.#file.lines)
    const placeholders: (readonly [number, number])[] = []
    for (const part of parts) {
      const at = builder.length
      builder.append(part.body, 0, part.body.text.length)
      for (const [start, end] of part.placeholders) placeholders.push([at + start, at + end])
    }
    return { body: builder.build(), placeholders }
  }
}

/** In UTF-16 units, of a program that is put together: `x += x` must not grow without end. */
const longestProgram = 65_536

function matches(body: EmbeddedText, pattern: RegExp): readonly (readonly [number, number])[] {
  return [...body.text.matchAll(pattern)].map(({ index, 0: found }) => [index, index + found.length] as const)
}

/** Of `meson.get_compiler('c')`. */
function compilerLanguage(value: MesonExpression): ProbeLanguage | undefined {
  if (value.kind !== 'call' || value.name !== 'get_compiler') return undefined
  const [language] = positional(value)
  if (language?.kind !== 'string') return 'c'
  return language.body.text === 'c' || language.body.text === 'cpp' ? language.body.text : 'unknown'
}

interface Placed {
  /** Place in the list of statements. */
  readonly at: number
  readonly name: string
}

/** What the answer of a check ends up in. */
class Results {
  /** Names that `conf.set` and its like define: by variable that is the value, and by condition that has to hold. */
  readonly #byVariable = new Map<string, Placed[]>()
  readonly #byCondition = new Map<number, string[]>()
  readonly #conditionsOn = new Map<string, Placed[]>()
  readonly #checks = new Map<string, MesonStatement[]>()
  readonly #places = new Map<MesonStatement, number>()

  constructor(file: MesonFile) {
    file.statements.forEach((statement, at) => {
      const { kind, name, under, value } = statement
      this.#places.set(statement, at)
      if (kind === 'condition')
        for (const variable of namesIn(value)) add(this.#conditionsOn, variable, { at, name: '' })
      const calls = callsIn(value)
      if (name !== undefined && calls.some(call => kinds.has(call.name))) add(this.#checks, name, statement)
      for (const call of calls)
        for (const defined of definedBy(call)) {
          if (under !== undefined) add(this.#byCondition, under, defined)
          for (const variable of positional(call).slice(1).flatMap(namesIn))
            add(this.#byVariable, variable, { at, name: defined })
        }
    })
  }

  /** Defines first, as the most telling; then the variable, then the text of `name:`. */
  of(statement: MesonStatement, check: MesonCall, defining: readonly MesonCall[]): readonly string[] {
    const found: string[] = []
    const at = this.#places.get(statement) ?? 0
    for (const call of defining) if (contains(call, check)) found.push(...definedBy(call))
    if (statement.kind === 'condition') found.push(...(this.#byCondition.get(at) ?? []))
    if (statement.name !== undefined) {
      const end = this.#nextCheck(statement, statement.name)
      for (const { name } of between(this.#byVariable.get(statement.name), at, end)) found.push(name)
      for (const condition of between(this.#conditionsOn.get(statement.name), at, end).slice(0, mostConditions))
        found.push(...(this.#byCondition.get(condition.at) ?? []))
      found.push(statement.name)
    }
    const title = argumentOf(check, 'name')
    if (title?.kind === 'string') found.push(title.body.text)
    return [...new Set(found)].slice(0, mostResults)
  }

  /** Where the next check of the same branch takes the variable over. */
  #nextCheck(statement: MesonStatement, variable: string): number {
    const checks = this.#checks.get(variable) ?? []
    const next = checks[checks.indexOf(statement) + 1]
    return next === undefined || next.flow !== statement.flow ? Number.MAX_SAFE_INTEGER : (this.#places.get(next) ?? 0)
  }
}

/** Conditions on one answer, and names it is stored in, that are looked at. */
const mostConditions = 4
const mostResults = 16

/** Of places in ascending order. */
function between(placed: readonly Placed[] = [], from: number, to: number): readonly Placed[] {
  const start = placed.findIndex(({ at }) => at > from)
  if (start === -1) return []
  const end = placed.findIndex(({ at }) => at >= to)
  return placed.slice(start, Math.min(end === -1 ? placed.length : end, start + mostResults))
}

function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key)
  if (values === undefined) map.set(key, [value])
  else values.push(value)
}

/** `conf.set('X', …)` and `add_project_arguments('-DX=1')`. */
function definedBy(call: MesonCall): readonly string[] {
  if (call.object !== undefined) {
    const [name] = /^set(?:10|_quoted)?$/.test(call.name) ? positional(call) : []
    return name?.kind === 'string' ? [name.body.text] : []
  }
  if (!/^add_(?:project|global)_arguments$/.test(call.name)) return []
  const flags = positional(call).flatMap(value => (value.kind === 'array' ? value.elements : [value]))
  return flags.flatMap(flag => {
    const name = flag.kind === 'string' ? /^-D(\w+)/.exec(flag.body.text)?.[1] : undefined
    return name === undefined ? [] : [name]
  })
}

function contains(outer: MesonCall, inner: MesonCall): boolean {
  return outer !== inner && outer.arguments.some(({ value }) => value.start <= inner.start && inner.end <= value.end)
}

/** Variables whose value an expression depends on. */
function namesIn(value: MesonExpression): readonly string[] {
  switch (value.kind) {
    case 'name':
      return [value.name]
    case 'joined':
      return value.operands.flatMap(namesIn)
    case 'other':
      return value.parts.flatMap(namesIn)
    default:
      return []
  }
}
