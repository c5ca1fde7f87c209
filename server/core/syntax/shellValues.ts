import { type Flow, type FlowRelation, pathOf, relate } from './flow'
import { isWhole } from './implicitAssignments'
import type { LexedAssignment, LexedPipeline, LexedRedirect, LexedWord } from './lexedShell'
import { makeFunction } from './makeFunctions'
import { parameterValue } from './parameterExpansion'
import { type PureCommand, runPure } from './pureCommands'
import type { WordPiece } from './shellVariables'
import { known, textsOf, unresolved, type Value } from './value'
import { concatenate, either, mapValue, mapValues } from './valueAlgebra'

/** An assignment in its place in the file. */
export interface PlacedAssignment extends LexedAssignment {
  readonly at: number
}

interface Placed {
  readonly assignment: PlacedAssignment
  readonly path: readonly Flow[] | undefined
}

interface Use {
  readonly at: number
  readonly path: readonly Flow[]
  readonly depth: number
}

/** Assignments of one variable that are looked at for one use; one with more is not fixed. */
const mostDefinitions = 64
const deepestReference = 24
/** What one word may cost beyond assignments, which are computed once. */
const stepsPerWord = 1_000
const unitsPerWord = 65_536
/** What all assignments of a file may cost together; those after it are not fixed. */
const stepsPerFile = 400_000
const unitsPerFile = 2_000_000
/** What commands on text cost by its length: each goes over it again. */
const unitsPerCharacter = 16

/** Names of variables of the environment have no lower case letters (POSIX, Base Definitions, 8.1). */
const environmentName = /^[A-Z_][A-Z0-9_]*$/

/**
 * What words become, as far as the assignments of one file say so. Of several assignments those count that can be the
 * last one before the use: a later one that always runs hides an earlier one, one in a branch does not. In a function or a
 * macro, which runs nobody knows when, every assignment outside it counts. A variable that only some branches assign can
 * also be empty; if its name is one for the environment, it is not fixed. Calls are not followed: what a function assigns
 * that is called between an assignment and a use, or what text made at run time assigns, is not seen.
 */
export class ShellValues {
  readonly #byName = new Map<string, Placed[]>()
  readonly #macros: ReadonlyMap<string, string>
  readonly #values = new Map<PlacedAssignment, Value>()
  readonly #open = new Set<PlacedAssignment>()
  #isReady = false
  #steps = stepsPerFile
  #units = unitsPerFile

  /**
   * @param assignments in the order in which they take effect
   * @param macros names that m4 replaces by plain text
   */
  constructor(assignments: readonly PlacedAssignment[], macros: ReadonlyMap<string, string> = new Map()) {
    this.#macros = macros
    for (const assignment of assignments) {
      if (assignment.isPrefix === true) continue
      const placed = { assignment, path: pathOf(assignment.flow) }
      const others = this.#byName.get(assignment.name)
      if (others === undefined) this.#byName.set(assignment.name, [placed])
      else others.push(placed)
    }
  }

  /** The value of a word that is used at `at`. */
  valueOf(pieces: readonly WordPiece[], at: number, flow: Flow | undefined): Value {
    const path = pathOf(flow)
    if (path === undefined) return unresolved
    this.#prepare()
    this.#steps = stepsPerWord
    this.#units = unitsPerWord
    return this.#join(pieces, { at, path, depth: 0 })
  }

  /** In the order of the text, whoever asks first, so that limits always end at the same place. */
  #prepare(): void {
    if (this.#isReady) return
    this.#isReady = true
    for (const group of this.#byName.values())
      for (const { assignment, path } of group)
        if (path !== undefined && assignment.isDeferred !== true) this.#assigned(assignment, path, 0)
  }

  #join(pieces: readonly WordPiece[], use: Use): Value {
    const value = concatenate(pieces.map(piece => this.#piece(piece, use)))
    for (const text of textsOf(value)) this.#units -= text.length
    return this.#units < 0 ? unresolved : value
  }

  #piece(piece: WordPiece, use: Use): Value {
    if (--this.#steps < 0) return unresolved
    if (piece.kind === 'text') return known(this.#macros.size === 0 ? piece.text : this.#withMacros(piece.text))
    if (piece.kind === 'variable') return this.#variable(piece.name, use)
    const { meaning } = piece
    switch (meaning?.kind) {
      case 'parameter':
        return parameterValue(meaning.written, name => this.#variable(name, use))
      case 'substitution':
        return this.#output(meaning.pipelines, use)
      case 'function':
        return makeFunction(
          meaning.name,
          meaning.arguments.map(argument => this.#join(argument, use)),
        )
      default:
        return unresolved
    }
  }

  #withMacros(text: string): string {
    return text.replace(/[A-Za-z_]\w*/g, word => this.#macros.get(word) ?? word)
  }

  #variable(name: string, use: Use): Value {
    const group = this.#byName.get(name)
    if (group === undefined || use.depth >= deepestReference) return unresolved
    const found = reachingDefinitions(group, use)
    if (found === undefined || found.definitions.length === 0) return unresolved
    if (!found.isCertain && (environmentName.test(name) || found.definitions.some(one => one.isDefault)))
      return unresolved
    const values = found.definitions.map(one => this.#defined(one, use))
    return either(found.isCertain ? values : [known(''), ...values])
  }

  #defined(assignment: PlacedAssignment, use: Use): Value {
    if (assignment.isDeferred !== true) return this.#assigned(assignment, pathOf(assignment.flow) ?? [], use.depth + 1)
    if (this.#open.has(assignment)) return unresolved
    this.#open.add(assignment)
    const own = { at: assignment.at, path: pathOf(assignment.flow) ?? [], depth: use.depth + 1 }
    const value = this.#evaluate(assignment, own, { ...use, depth: use.depth + 1 })
    this.#open.delete(assignment)
    return value
  }

  #assigned(assignment: PlacedAssignment, path: readonly Flow[], depth: number): Value {
    const done = this.#values.get(assignment)
    if (done !== undefined) return done
    if (this.#open.has(assignment)) return unresolved
    this.#open.add(assignment)
    const use = { at: assignment.at, path, depth }
    const value = this.#evaluate(assignment, use, use)
    this.#open.delete(assignment)
    this.#values.set(assignment, value)
    return value
  }

  /** @param own where it stands, for what it adds to; `use`: where its value is expanded */
  #evaluate(assignment: PlacedAssignment, own: Use, use: Use): Value {
    const { alternatives } = assignment
    if (alternatives !== undefined) return either(alternatives.map(word => this.#join(word.pieces, use)))
    const pieces = assignment.valuePieces ?? assignment.value.pieces
    const [first, ...rest] = pieces
    if (first?.kind !== 'opaque' || first.meaning?.kind !== 'previous') return this.#join(pieces, use)
    const { separator } = first.meaning
    const before = this.#variable(assignment.name, own)
    const added = this.#join(rest, use)
    return concatenate([mapValue(before, text => (text === '' ? '' : text + separator)), added])
  }

  /** What a substitution puts in its place: without the line feeds at the end. */
  #output(pipelines: readonly LexedPipeline[], use: Use): Value {
    const [only] = pipelines
    if (only === undefined || pipelines.length > 1) return unresolved
    const counts: number[] = []
    const values: Value[] = []
    for (const command of only.commands) {
      if (command.kind !== 'simple' || !command.redirects.every(isQuiet)) return unresolved
      counts.push(command.words.length)
      for (const word of command.words) values.push(this.#word(word, use))
    }
    return mapValues(values, texts => {
      this.#units -= unitsPerCharacter * texts.reduce((sum, text) => sum + text.length, 0)
      if (this.#units < 0) return undefined
      const commands: PureCommand[] = []
      let at = 0
      for (const count of counts) {
        commands.push(texts.slice(at, at + count))
        at += count
      }
      const output = runPure(commands)
      this.#units -= output?.length ?? 0
      return output?.replace(/\n+$/, '')
    })
  }

  /** One word of a command: what the shell would split or match with file names is not fixed. */
  #word(word: LexedWord, use: Use): Value {
    const value = this.#join(word.pieces, use)
    if (word.pieces.every(isWhole)) return value
    const loose = word.pieces.filter(piece => !isWhole(piece))
    const isSafe = loose.every(
      piece => piece.kind !== 'text' && textsOf(this.#piece(piece, use)).every(text => /^[^\s*?[]+$/.test(text)),
    )
    return isSafe ? value : unresolved
  }
}

/** `2>/dev/null` changes nothing of what is put out. */
function isQuiet({ descriptor, operator, target }: LexedRedirect): boolean {
  const text = target.pieces.map(piece => piece.text).join('')
  return descriptor === '2' && operator === '>' && text === '/dev/null'
}

interface Reaching {
  /** In the order of the text. */
  readonly definitions: readonly PlacedAssignment[]
  /** One of them has run whenever the use is reached. */
  readonly isCertain: boolean
}

interface Candidate {
  readonly assignment: PlacedAssignment
  readonly relation: FlowRelation
}

/** The assignments one of which can be the last before a use; undefined when there are too many. */
function reachingDefinitions(group: readonly Placed[], use: Use): Reaching | undefined {
  const inside: Candidate[] = []
  const outside: Candidate[] = []
  let isCertain = false
  let looked = 0
  const first = firstAtOrAfter(group, use.at)
  for (let at = first - 1; at >= 0 && !isCertain; at--) {
    const candidate = toCandidate(group[at], use)
    if (candidate === undefined || ++looked > mostDefinitions) return undefined
    if (candidate.relation.isApart) continue
    if (candidate.relation.isUseInFunction) {
      outside.push(candidate)
      continue
    }
    inside.push(candidate)
    isCertain =
      (candidate.relation.isCertain && candidate.assignment.isDefault !== true) ||
      coversAllBranches(inside.map(one => one.relation.ownFrames))
  }
  if (isCertain) {
    // What stands later in a loop that began after that can have run before, in an earlier turn.
    const from = inside[inside.length - 1]?.relation.shared ?? 0
    if (use.path.slice(from).some(isLoop))
      for (const placed of group.slice(first, first + mostDefinitions)) {
        const candidate = toCandidate(placed, use)
        if (candidate === undefined) return undefined
        const { isApart, shared } = candidate.relation
        if (!isApart && use.path.slice(from, shared).some(isLoop)) inside.push(candidate)
      }
    return { definitions: ordered(inside).filter(one => one.isDefault !== true), isCertain }
  }
  for (let at = first; at < group.length; at++) {
    const candidate = toCandidate(group[at], use)
    if (candidate === undefined || ++looked > mostDefinitions) return undefined
    if (candidate.relation.isApart) continue
    if (candidate.relation.isUseInFunction) outside.push(candidate)
    else if (candidate.relation.sharesLoop) inside.push(candidate)
  }
  // Once any function may have run, only conditions within it count.
  const conditions = outside.map(({ relation }) => relation.ownFrames.filter(({ frame }) => frame.kind !== 'function'))
  isCertain = conditions.some(frames => frames.length === 0) || coversAllBranches(conditions)
  return { definitions: ordered([...inside, ...outside]), isCertain }
}

function isLoop({ frame }: Flow): boolean {
  return frame.kind === 'loop'
}

function toCandidate(placed: Placed | undefined, use: Use): Candidate | undefined {
  if (placed?.path === undefined) return undefined
  return { assignment: placed.assignment, relation: relate(placed.path, use.path) }
}

/** Whether each branch of some condition, one of which always runs, has its assignment. */
function coversAllBranches(frames: readonly (readonly Flow[])[]): boolean {
  const last = frames[frames.length - 1]?.[0]
  if (last?.frame.isExhaustive !== true) return false
  const covered = new Set(
    frames.flatMap(([only, ...more]) => (only?.frame === last.frame && more.length === 0 ? [only.branch] : [])),
  )
  return covered.size === last.frame.branches
}

function ordered(candidates: readonly Candidate[]): readonly PlacedAssignment[] {
  return candidates.map(one => one.assignment).sort((a, b) => a.at - b.at)
}

function firstAtOrAfter(group: readonly Placed[], at: number): number {
  let low = 0
  let high = group.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((group[middle]?.assignment.at ?? 0) < at) low = middle + 1
    else high = middle
  }
  return low
}
