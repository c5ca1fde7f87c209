import { type FlagStatement, flagStatements, type StatementPart } from './flagStatements'
import { fortified, optimisation, type ProtectionFamily, protectionFamilies } from './protectionFamilies'
import { flagWords } from './protectionWords'

/** One flag as written. */
export interface FlagEvent {
  readonly line: number
  readonly column: number
  readonly written: string
}

/** What becomes of one kind of protection in one statement, once the last flag has won. */
export interface Standing {
  readonly family: ProtectionFamily
  /** The family, with the name of the setting where none stands in for another; or the part of it. */
  readonly subject: string
  /** Equal on both sides for what is asked of the same variable or call. */
  readonly key: string
  readonly statement: FlagStatement
  /** `try`: the flag is only given to a check of what the compiler knows. */
  readonly kind: 'ask' | 'try'
  /** 0 where a later flag of the statement, or of the same variable further down, takes it back. */
  level: number
  asked: FlagEvent | undefined
  /** The flag that takes it back, unless the same variable asks again further down. */
  undone: FlagEvent | undefined
}

export interface FlagStandings {
  readonly standings: readonly Standing[]
  /** Values that replace what a variable held before. */
  readonly resets: ReadonlyMap<FlagStatement, FlagEvent>
}

interface Matcher {
  readonly family: ProtectionFamily
  readonly match: RegExp
}

const matchers: readonly Matcher[] = protectionFamilies
  .filter(family => family.form === 'flag')
  .map(family => {
    const undoes = family.undoes === undefined ? '' : `(${family.undoes})|`
    return { family, match: new RegExp(`${undoes}(?:${family.asks ?? '(?!)'})`, 'g') }
  })
const anyWord = new RegExp(flagWords.map(word => word.replace(/[*/()]/g, '\\$&')).join('|'))

/** Units before a flag in which something can say that it is only named, tried or taken away. */
const LIMIT_BEFORE = 160

/** What one variable holds, for the places that name it: the parts of each family. */
type Held = ReadonlyMap<string, readonly Standing[]>

/** Which flags hold in a build file, by statement; comments are expected to be blanked. Linear in the text. */
export function readStandings(lines: readonly string[]): FlagStandings {
  const parts = flagStatements(lines)
  const direct = standingsOf(parts, lines, new Map())
  const held = heldByVariables(direct)
  const isNamed = parts.some(part => namesIn(part, held).length > 0)
  return isNamed ? standingsOf(parts, lines, held) : direct
}

function standingsOf(parts: readonly StatementPart[], lines: readonly string[], held: Held): FlagStandings {
  const found = new Map<FlagStatement, Map<string, Standing>>()
  const resets = new Map<FlagStatement, FlagEvent>()
  for (const part of parts) {
    if (part.statement.isReset && !resets.has(part.statement))
      resets.set(part.statement, { line: part.line, column: part.column, written: part.text.trimEnd().slice(0, 80) })
    const names = namesIn(part, held)
    if (names.length === 0 && !anyWord.test(part.text)) continue
    const here = found.get(part.statement) ?? new Map<string, Standing>()
    found.set(part.statement, here)
    const named = names.map(one => ({ at: one.index, apply: () => applyHeld(one, part, held, here) }))
    const flags = matchers.flatMap(({ family, match }) =>
      [...part.text.matchAll(match)].map(one => ({
        at: one.index,
        apply: () => apply(family, one, part, lines[part.line] ?? '', here),
      })),
    )
    for (const { apply: applied } of [...flags, ...named].sort((a, b) => a.at - b.at)) applied()
  }
  for (const here of found.values()) dropIdleOptimisation(here)
  const standings = [...found.values()].flatMap(here => [...here.values()])
  lastWins(parts, found)
  return { standings, resets }
}

function heldByVariables({ standings }: FlagStandings): Held {
  const held = new Map<string, Standing[]>()
  for (const standing of standings) {
    const { statement, level, kind, family } = standing
    if (!statement.isVariable || statement.isConditional || level === 0 || kind === 'try') continue
    if (family.area !== undefined) continue
    const others = held.get(statement.owner)
    if (others === undefined) held.set(statement.owner, [standing])
    else if (others.every(other => other.subject !== standing.subject)) others.push(standing)
  }
  return held
}

const reference = /\$[({]?([A-Za-z_]\w{0,99})/g

/** Where one variable is given what another of the file holds. */
function namesIn({ statement, text }: StatementPart, held: Held): readonly RegExpExecArray[] {
  if (held.size === 0 || !statement.isVariable || statement.isSubtracting || !text.includes('$')) return []
  return [...text.matchAll(reference)].filter(({ 1: name = '' }) => name !== statement.owner && held.has(name))
}

function applyHeld(found: RegExpExecArray, part: StatementPart, held: Held, here: Map<string, Standing>): void {
  const end = /^[)}]/.exec(part.text.slice(found.index + found[0].length))?.[0] ?? ''
  const event = { line: part.line, column: part.column + found.index, written: found[0] + end }
  for (const { family, subject, level } of held.get(found[1] ?? '') ?? []) {
    const standing = standingIn(here, family, subject, 'ask', part.statement)
    standing.level = Math.max(standing.level, level)
    standing.asked ??= event
    standing.undone = undefined
  }
}

function standingIn(
  here: Map<string, Standing>,
  family: ProtectionFamily,
  subject: string,
  kind: Standing['kind'],
  statement: FlagStatement,
): Standing {
  const key = `${subject} ${kind} ${statement.owner}`
  const before = here.get(key)
  if (before !== undefined) return before
  const standing: Standing = { family, subject, key, statement, kind, level: 0, asked: undefined, undone: undefined }
  here.set(key, standing)
  return standing
}

function apply(
  family: ProtectionFamily,
  found: RegExpExecArray,
  part: StatementPart,
  line: string,
  here: Map<string, Standing>,
): void {
  const column = part.column + found.index
  const { statement } = part
  const purpose = purposeOf(line.slice(Math.max(0, column - LIMIT_BEFORE), column), statement)
  if (purpose === 'mention') return
  const isUndoing = found[1] !== undefined
  // To take away a flag that takes away is neither.
  if (purpose === 'removal' && isUndoing) return
  const kind = purpose === 'try' ? 'try' : 'ask'
  const written = found[0].trim()
  const event = { line: part.line, column: column + found[0].indexOf(written), written }
  const takesBack = isUndoing || purpose === 'removal'
  if (takesBack && kind === 'try') return
  for (const subject of subjectsOf(family, written, takesBack ? here : undefined)) {
    const standing = standingIn(here, family, subject, kind, statement)
    if (takesBack) {
      standing.level = 0
      standing.undone = event
      continue
    }
    const level = family.level?.(written) ?? 1
    // Of the flags that a loop tries one after another, each is a chance.
    if (statement.isChoice) standing.level += level
    else standing.level = family.addsUp === true ? Math.max(standing.level, level) : level
    standing.asked = statement.isChoice ? (standing.asked ?? event) : event
    standing.undone = undefined
  }
}

/** `here`: for a flag that takes all parts back, those that stand there. */
function subjectsOf(
  family: ProtectionFamily,
  written: string,
  here?: ReadonlyMap<string, Standing>,
): readonly string[] {
  const parts = family.parts?.(written)
  if (parts !== undefined) {
    const standing = [...(here?.values() ?? [])].filter(one => one.family === family).map(one => one.subject)
    return parts.some(one => /^(?:all|none)\b/.test(one)) && standing.length > 0 ? standing : parts
  }
  const name = family.isByName === true ? nameIn(written) : ''
  return [name === '' ? family.name : `${family.name}: ${name}`]
}

const confinement = /sandbox|seccomp|landlock|pledge|unveil|capsicum|cap_?ng|libcap|apparmor|selinux|privsep/g

/** Names what a switch is about, whatever is said of it: `--disable-seccomp` and `-DENABLE_SECCOMP=ON` are of one. */
function nameIn(written: string): string {
  const lower = written.toLowerCase()
  const confining = lower.match(confinement)?.at(-1)
  if (confining !== undefined) return confining.replace('_', '')
  const words = lower.match(/[a-z]{3,}/g) ?? []
  return (
    words.filter(
      word => !/^(?:enable|disable|with|without|define|option|yes|bool|use|have|opt|config)$/.test(word),
    )[0] ?? ''
  )
}

/** Optimisation is a protection only where something rests on it. */
function dropIdleOptimisation(here: Map<string, Standing>): void {
  const standings = [...here.values()]
  if (standings.some(({ family, level }) => family.name === fortified && level > 0)) return
  for (const { key, family } of standings) if (family.name === optimisation) here.delete(key)
}

type Purpose = 'ask' | 'try' | 'mention' | 'removal'

function purposeOf(before: string, statement: FlagStatement): Purpose {
  if (/\*$/.test(before)) return 'mention'
  if (
    statement.isSubtracting ||
    /filter[-_]?(?:out|(?:c|cxx|cpp|ld)?flags)|strip[-_]flags|REMOVE_ITEM|REPLACE\b|\.(?:remove|replace)\(|\bsed\b|subst\s|substitute/.test(
      before,
    )
  )
    return 'removal'
  if (/\b(?:echo|printf|puts|print)\b/.test(before)) return /FLAGS|>>|=\s*["']?$/.test(before) ? 'ask' : 'mention'
  if (/\b(?:AC_MSG_\w+|AS_HELP_STRING|AC_MSG|message|e?grep|warning|error|die|description|summary)\b/i.test(before))
    return 'mention'
  return /(?:check|try|has|supports|test)\w*\s{0,3}\(\s*[[("'` ]{0,6}(?:-Wl,)?$/i.test(before) ? 'try' : 'ask'
}

/** Follows each variable from its last statement to its first. What holds for some builds only decides nothing. */
function lastWins(
  parts: readonly StatementPart[],
  found: ReadonlyMap<FlagStatement, ReadonlyMap<string, Standing>>,
): void {
  const resets = new Set<string>()
  const later = new Map<string, 'ask' | 'undo'>()
  const statements = [...new Set(parts.map(part => part.statement))].reverse()
  for (const statement of statements) {
    if (!statement.isVariable) continue
    for (const [key, standing] of found.get(statement) ?? []) {
      const decided = later.get(key)
      if (decided === undefined && !statement.isConditional && standing.kind === 'ask')
        later.set(key, standing.level > 0 ? 'ask' : 'undo')
      if (decided === 'undo' || resets.has(statement.owner)) standing.level = 0
      if (decided === 'ask' || resets.has(statement.owner)) standing.undone = undefined
    }
    if (statement.isReset && !statement.isConditional) resets.add(statement.owner)
  }
}
