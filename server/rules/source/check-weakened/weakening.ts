import { squeezed } from '../../../core/formats/removedText'
import type { Hunk } from '../../../core/model/hunk'
import { granted, softened } from './answers'
import { loosened } from './equality'
import { comesLate, limitGone } from './limits'
import { indentOf, type LiveLine } from './liveLine'
import { excused, refusalGone, withItself } from './removed'

/** How a check asks for less than before. */
export type Way =
  | 'mark'
  | 'inverted'
  | 'always'
  | 'constant'
  | 'unreached'
  | 'ignored'
  | 'narrowed'
  | 'bounds'
  | 'moved'
  | 'overwritten'
  | 'granted'
  | 'softened'
  | 'limit'
  | 'loosened'
  | 'itself'
  | 'refusal'
  | 'excused'

export interface Weakening {
  readonly way: Way
  readonly side: 'old' | 'new'
  readonly line: number
  /** What stands on the line, as far as it matters. */
  readonly text: string
  /** What is checked, for people. */
  readonly name: string
  /** A maintainer would stop the merge for it. */
  readonly isGrave?: boolean
}

const GUARD_CALL =
  /\b((?:\w+(?:\.|->|::)){0,3}(?:\w*_)?(?:verif(?:y|ied)|validate|is_?valid|authenticate|authorize|is_?auth\w*|check_?(?:auth\w*|perm\w*|access|sign\w*|token|pass\w*|cert\w*|hash|digest|mac|integrity|login|owner\w*|role)|has_?(?:perm\w*|access|role)|is_?(?:admin|allowed|permitted|trusted|owner|root)|can_?(?:access|edit|write|read|delete)|may_\w+|capable|ns_capable|allowed|permitted|inode_permission|signature_\w+|image_verify)\w*)\s*\(/i
const GUARD_NAME =
  /^(?:is|has|may|can|check|verify|validate|authenticate|authorize|allow|permit|ensure|require)(?:_|[A-Z]|$)|(?:allowed|permitted|valid|verified|authorized|authenticated|permission|permissions|access)$/i
const MARK =
  /@(?:login_required|permission_required|requires?_(?:auth|login|permission|role)\w*|\w*(?:jwt|auth|admin|roles?|staff|token)_required|PreAuthorize|PostAuthorize|Secured|RolesAllowed|UseGuards|csrf_protect|user_passes_test|staff_member_required)\b|\[(?:Authorize|ValidateAntiForgeryToken)\b|\bbefore_(?:action|filter)\s+:(?:authenticate|authorize|require|verify)\w*|->middleware\(\s*\[?["'](?:auth|can|verified|signed)\b|\bprotect_from_forgery\b/
const REFUSES =
  /\breturn\b|\bthrow\b|\braise\b|\bgoto\b|\bdie\b|\bexit\b|\babort\b|\bbreak\b|\bcontinue\b|panic|deny|reject|forbid/i

/**
 * Ways in which a hunk makes a check ask for less, at most one of a kind.
 *
 * @param allAdded the added lines of the whole file, for what moved within it
 */
export function* weakenings(
  hunk: Hunk,
  lines: readonly LiveLine[],
  around: (line: LiveLine) => string,
  allAdded: () => readonly string[],
): Iterable<Weakening> {
  const removed = lines.filter(({ kind, text }) => kind === 'removed' && text.trim() !== '')
  const added = lines.filter(({ kind, text }) => kind === 'added' && text.trim() !== '')
  yield* lostMarks(lines, removed, added)
  for (const now of added) {
    yield* alwaysTrue(now, removed)
    for (const before of removed) {
      if (Math.abs(removed.indexOf(before) - added.indexOf(now)) > 6) continue
      yield* inverted(before, now)
      yield* ignored(before, now)
      yield* narrowed(before, now, lines)
    }
  }
  yield* granted(lines, around)
  yield* constant(hunk, removed, added, around)
  yield* unreached(lines, around)
  yield* bounds(lines, added)
  yield* before(lines)
  yield* overwritten(lines)
  yield* softened(lines)
  yield* comesLate(lines)
  yield* limitGone(lines)
  yield* loosened(lines, around)
  yield* withItself(lines)
  yield* refusalGone(lines, allAdded)
  yield* excused(lines)
}

/** What a mark protected stays, and the mark goes. */
function* lostMarks(
  lines: readonly LiveLine[],
  removed: readonly LiveLine[],
  added: readonly LiveLine[],
): Iterable<Weakening> {
  const lost = removed.filter(({ text }) => MARK.test(text))
  if (lost.length <= added.filter(({ text }) => MARK.test(text)).length) return
  for (const line of lost) {
    const next = lines.slice(lines.indexOf(line) + 1).find(({ text }) => text.trim() !== '' && !/^\s*[@[]/.test(text))
    if (next?.kind !== 'context') continue
    if (/Authorize\b/.test(line.text) && added.some(({ text }) => /authoriz|auth/i.test(text))) continue
    yield found('mark', 'old', line, (MARK.exec(line.text)?.[0] ?? '').replace(/^\[/, ''))
    return
  }
}

const negations: readonly (readonly [RegExp, string])[] = [
  [/!(?!=)|\bnot\s+/g, ''],
  [/[!=]=(=?)/g, '==$1'],
  [/\bunless\b/g, 'if'],
  [/\b(?:true|false)\b/gi, 'true'],
]

function withoutNegation(text: string): string {
  return negations.reduce((all, [mark, as]) => all.replace(mark, as), text).replace(/[\s()]/g, '')
}

function* inverted(before: LiveLine, now: LiveLine): Iterable<Weakening> {
  const name = GUARD_CALL.exec(now.names)?.[1]
  if (
    name === undefined ||
    !/\b(?:if|elif|elsif|unless|while|assert)\b/.test(now.names) ||
    !before.names.includes(name)
  )
    return
  if (squeezed(before.text) === squeezed(now.text)) return
  if (withoutNegation(before.text) === withoutNegation(now.text)) yield found('inverted', 'new', now, name)
}

const ALWAYS =
  /\|\|\s*(?:true|1|!0)\b(?!\s*[<>=])|\bor\s+True\b|&&\s*(?:false|0|!1)\b(?!\s*[<>=])|\band\s+False\b|\bif\s*\(?\s*(?:false|0|False)\s*(?:&&|\band\b)|\bif\s*\(?\s*(?:true|1|True)\s*(?:\|\||\bor\b)/

function* alwaysTrue(now: LiveLine, removed: readonly LiveLine[]): Iterable<Weakening> {
  const mark = ALWAYS.exec(now.names)?.[0]
  if (mark === undefined || !/\b(?:if|elif|elsif|unless|while|return)\b/.test(now.names)) return
  const rest = squeezed(now.text.replace(mark, ''))
  if (removed.some(({ names }) => ALWAYS.test(names))) return
  const stood = removed.some(({ text }) => squeezed(text) === rest || squeezed(text).includes(rest.slice(2, -2)))
  const isGuard = GUARD_CALL.test(now.names) || /admin|owner|auth|permi|allow|valid|verif|trusted/i.test(now.names)
  if (stood && isGuard) yield found('always', 'new', now, mark.trim())
}

/** The answer of a check is no longer looked at. */
function* ignored(before: LiveLine, now: LiveLine): Iterable<Weakening> {
  const name = GUARD_CALL.exec(before.names)?.[1]
  if (name === undefined || !/\bif\b|=\s*\S|\breturn\b|\?\s*;?\s*$/.test(before.names)) return
  const bare = now.names.trim()
  if (!bare.includes(name) || /\bif\b|\breturn\b|\bassert|\bthrow|\?\s*;?$/.test(bare)) return
  if (
    bare.startsWith(`_ = ${name}`) ||
    bare.startsWith(`(void)${name}`) ||
    bare.startsWith(`(void) ${name}`) ||
    bare.startsWith(`let _ = ${name}`)
  )
    yield found('ignored', 'new', now, name)
}

/** One more condition before something is refused. */
function* narrowed(before: LiveLine, now: LiveLine, lines: readonly LiveLine[]): Iterable<Weakening> {
  const name = GUARD_CALL.exec(before.names)?.[1]
  if (name === undefined || !/\b(?:if|elif|elsif)\b/.test(now.names)) return
  const [was, is] = [squeezed(before.text), squeezed(now.text)]
  const common = was.replace(/[){:]+$/, '')
  const more = is.startsWith(common) ? is.slice(common.length) : ''
  if (common.length < 8 || !/^\)?(?:&&|and)[!\w(]/.test(more)) return
  const body = lines.slice(lines.indexOf(now) + 1, lines.indexOf(now) + 3)
  if (body.some(({ text }) => REFUSES.test(text))) yield found('narrowed', 'new', now, name)
}

const YES = /^\s*return\s*\(?(true|True|TRUE|1|nil|0|Ok\(\(\)\)|Ok\(true\))\)?\s*;?\s*$/

function* constant(
  hunk: Hunk,
  removed: readonly LiveLine[],
  added: readonly LiveLine[],
  around: (line: LiveLine) => string,
): Iterable<Weakening> {
  const [only, another] = added
  if (only === undefined || another !== undefined) return
  const value = YES.exec(only.names)?.[1]
  if (value === undefined || removed.length > 6) return
  const was = removed.find(
    ({ names }) => /\breturn\b/.test(names) && /&&|\|\||\band\b|\bor\b|[=!<>]=|[<>]|\w\s*\(/.test(names),
  )
  if (was === undefined) return
  const name = around(only) || (/(\w+)\s*\([^()]*\)?[^()]*$/.exec(hunk.section)?.[1] ?? '')
  const last = name.split(/[.:]/).at(-1) ?? ''
  if (!GUARD_NAME.test(last)) return
  const isZero = /^(?:0|nil|Ok\(\(\)\))$/.test(value)
  // Zero is the yes of those that give an error, and the no of those that are asked.
  if (isZero === /^(?:is|has|may|can|allow|permit)|allowed|permitted|valid$|access$/i.test(last)) return
  yield found('constant', 'new', only, last)
}

/** A yes is given in front of what was asked: what follows on the same level is never reached. */
function* unreached(lines: readonly LiveLine[], around: (line: LiveLine) => string): Iterable<Weakening> {
  const standing = lines.filter(({ kind, text }) => kind !== 'removed' && text.trim() !== '')
  for (const [index, line] of standing.entries()) {
    const value = line.kind === 'added' ? YES.exec(line.names)?.[1] : undefined
    const next = standing[index + 1]
    if (value === undefined || next?.kind !== 'context' || indentOf(next) !== indentOf(line)) continue
    if (
      /^\s*(?:[}\])#]|(?:case|default|else|elif|elsif|when|end|except|catch|finally|rescue|ensure|def|func|fn)\b|\w+:\s*$)/.test(
        next.names,
      )
    )
      continue
    // Without braces the line belongs to the condition, however it is indented.
    const above = standing[index - 1]?.names ?? ''
    if (/\b(?:if|else|for|while|do)\b/.test(above) && !/[{:;]\s*$/.test(above) && !REFUSES.test(above)) continue
    if (above === '' || /^\s*#/.test(above) || /(?:&&|\|\||[,(])\s*$/.test(above)) continue
    const called =
      GUARD_CALL.exec(next.names)?.[1] ?? /^\s*return\s+(?:await\s+)?(check\w*)\s*\(/i.exec(next.names)?.[1]
    const last = around(line).split(/[.:]/).at(-1) ?? ''
    const name = called ?? (GUARD_NAME.test(last) ? last : undefined)
    if (name === undefined) continue
    const isZero = /^(?:0|nil|Ok\(\(\)\))$/.test(value)
    if (isZero && /^(?:is|has|may|can|allow|permit)|allowed|permitted|valid$|access$/i.test(last)) continue
    yield found('unreached', 'new', line, name)
    return
  }
}

const LIMIT = /([A-Za-z_][\w.>-]{0,60}?)(?:\s*\+\s*\w+)?\s*((?<!-)>=?|<=?)\s*([A-Za-z_(][\w.>()-]{0,60})/
/** What writes or reads as much, or as far, as it is told: of C, Rust, C#, Java, Go and JavaScript. */
const USES =
  /\b(?:memcpy|memmove|memset|strn?cpy|strn?cat|read|recv|fread|bcopy|alloca|copy_from_user|copy_to_user|CopyMemory|\w*(?:memcpy|copy)\w*|get_unchecked(?:_mut)?|from_raw_parts(?:_mut)?|set_len|slice_unchecked|split_at_unchecked|from_utf8_unchecked|(?:unsafe|UNSAFE|theUnsafe)\.\w+|Unsafe\.(?:Add|Read|Write|As)\w*|Marshal\.\w+|MemoryMarshal\.\w+|allocUnsafe|ptr::(?:read|write)\w*)\s*(?:::<[^>()]{1,40}>|<[^>()]{1,40}>)?\s*\(|\.(?:add|offset)\s*\(/

/** A limit goes while the copy it stood before stays. */
function* bounds(lines: readonly LiveLine[], added: readonly LiveLine[]): Iterable<Weakening> {
  for (const [index, line] of lines.entries()) {
    if (line.kind !== 'removed' || !/\bif\b/.test(line.names)) continue
    const limit = LIMIT.exec(line.names.slice(line.names.search(/\bif\b/) + 2))
    const name = limit?.[1]
    if (limit === null || name === undefined) continue
    const after = lines.slice(index, index + 4).filter(({ kind }) => kind === 'removed')
    if (!after.some(({ names }) => REFUSES.test(names))) continue
    const word = new RegExp(`(?<![\\w.>])${name.replace(/[.]/g, '\\.')}(?![\\w])`)
    const use = lines.findIndex(
      ({ kind, names }, at) => at > index && at - index <= 12 && kind === 'context' && isUse(names, word),
    )
    if (use < 0) continue
    const again = added.filter(
      ({ names }) => word.test(names) && /[<>]|\bmin\b|MIN|clamp|check|valid|len|size/i.test(names),
    )
    const first = again[0]
    if (first === undefined) yield found('bounds', 'old', line, name)
    else if (again.every(one => lines.indexOf(one) > use) && squeezed(first.text) === squeezed(line.text))
      yield found('moved', 'new', first, name)
    return
  }
}

/** The name stands behind the call that goes by it: what is before it may be a variable of the same name. */
function isUse(names: string, word: RegExp): boolean {
  const at = USES.exec(names)?.index
  return at !== undefined && word.test(names.slice(at))
}

/** The copy goes up past its limit, which stays where it was. */
function* before(lines: readonly LiveLine[]): Iterable<Weakening> {
  for (const [index, copy] of lines.entries()) {
    if (copy.kind !== 'added' || !USES.test(copy.names)) continue
    const was = lines.findIndex(
      ({ kind, text }, at) =>
        at > index && at - index <= 12 && kind === 'removed' && squeezed(text) === squeezed(copy.text),
    )
    const between = was < 0 ? [] : lines.slice(index + 1, was).filter(({ kind }) => kind === 'context')
    const asks = between.find(({ names }) => {
      const name = /\bif\b/.test(names) ? LIMIT.exec(names.slice(names.search(/\bif\b/) + 2))?.[1] : undefined
      return name !== undefined && new RegExp(`(?<![\\w.>])${name.replace(/[.]/g, '\\.')}(?!\\w)`).test(copy.names)
    })
    if (asks === undefined || !between.slice(between.indexOf(asks)).some(({ names }) => REFUSES.test(names))) continue
    const name = LIMIT.exec(asks.names.slice(asks.names.search(/\bif\b/) + 2))?.[1] ?? ''
    yield found('moved', 'new', copy, name)
    return
  }
}

const ERROR =
  /^\s*(\w{1,40})\s*=\s*(?:-\s*E[A-Z]{2,}\w*|-1|\w*(?:_ERR|ERROR|FAIL|DENIED|INVALID)\w*|(?:errors|fmt)\.\w+\(.*|E[A-Z]{3,})\s*;?\s*$/
const CLEARED = /^\s*(\w{1,40})\s*=\s*(?:0|nil|NULL|nullptr|null|None|\w*(?:_OK|SUCCESS)\w*|OK)\s*;?\s*$/

/** An error is noted under a condition, and the next statement puts success in its place. */
function* overwritten(lines: readonly LiveLine[]): Iterable<Weakening> {
  const standing = lines.filter(({ kind, text }) => kind !== 'removed' && text.trim() !== '')
  for (const [index, line] of standing.entries()) {
    const name = line.kind === 'added' ? CLEARED.exec(line.names)?.[1] : undefined
    if (name === undefined) continue
    const own = indentOf(line).length
    const above = standing.slice(Math.max(0, index - 4), index)
    const noted = above.findLastIndex(({ names }) => ERROR.exec(names)?.[1] === name)
    const error = above[noted]
    if (error === undefined || indentOf(error).length <= own) continue
    const between = above.slice(noted + 1)
    const condition = above[noted - 1]
    if (condition === undefined || !/\bif\b/.test(condition.names) || indentOf(condition).length !== own) continue
    if (between.some(({ names }) => !/^\s*[}\])]?\s*$|^\s*(?:end|fi)\s*$/.test(names))) continue
    yield found('overwritten', 'new', line, name)
    return
  }
}

function found(way: Way, side: 'old' | 'new', { line, text }: LiveLine, name: string): Weakening {
  return { way, side, line, text: text.trim(), name }
}
