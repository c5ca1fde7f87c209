import type { ByteSpan } from '../../model/location'
import { visible } from '../../model/visible'
import { contentKindOf } from './contentKind'
import { type Container, dangerOf, type Entry } from './entry'
import { nameClashes } from './names'
import { type Unpacked, unpack } from './unpack'
import { misplacedProgram, startupOf } from './use'

/** Something in a container that a reviewer has to ask about. */
export interface Concern extends ByteSpan {
  readonly kind:
    | 'repaired'
    /** Unpacking the member harms. */
    | 'member'
    | 'outside'
    /** One reader sees something else than another one. */
    | 'twofold'
    /** A program where the archive's use has none, or one that runs without being asked for. */
    | 'program'
  readonly isProgram: boolean
  /** "xz", "Java archive". */
  readonly format: string
  /** Names of members from the outside to the inside; empty for the file itself. */
  readonly path: readonly string[]
  /** The mapping; the danger of a member; "after the end of". */
  readonly what: string
  /** Name of the member; what the bytes are. */
  readonly name: string
  /** The text that appears, its first line; the whole name of a member and what it points to. */
  readonly start: string
}

const MAX_CONCERNS = 20

/** What is to be asked about one side, in the order of its layers. */
export function concernsOf(bytes: Uint8Array): readonly Concern[] {
  const { layers, repairs }: Unpacked = unpack(bytes)
  const concerns: Concern[] = []
  for (const { path, offset, length, mapping, format, content } of repairs) {
    const { kind, name, start = '' } = contentKindOf(content)
    const isProgram = kind === 'script' || kind === 'executable'
    concerns.push({ kind: 'repaired', isProgram, format, path, what: mapping, name, start, offset, length })
  }
  for (const { container, path, place, bytes: own } of layers) {
    const format = container.use ?? container.format
    const shared = { format, path }
    for (const [span, what] of [
      [container.before, 'before the start of'],
      [container.after, 'after the end of'],
    ] as const) {
      if (
        span === undefined ||
        repairs.some(one => path.length === 0 && one.path.length === 0 && one.offset === span.offset)
      )
        continue
      const found = contentKindOf(own.subarray(span.offset, span.offset + span.length))
      const isProgram = found.kind === 'script' || found.kind === 'executable'
      const at = path.length === 0 ? { offset: span.offset, length: span.length } : place
      concerns.push({
        ...shared,
        ...at,
        kind: 'outside',
        isProgram,
        what: `${span.length} bytes stand ${what}`,
        name: found.name,
        start: found.start ?? '',
      })
    }
    for (const { entry, ...asked } of questionsOf(container)) {
      const at = path.length === 0 ? (entry ?? { offset: 0, length: own.length }) : place
      const { offset, length } = at
      const start = entry === undefined ? '' : startOf(entry)
      concerns.push({ ...shared, ...asked, name: entry?.name ?? '', start, offset, length })
    }
  }
  return concerns.slice(0, MAX_CONCERNS)
}

interface Question extends Pick<Concern, 'kind' | 'what' | 'isProgram'> {
  /** Absent where it is about the archive as a whole. */
  readonly entry?: Entry
}

/** What one archive is asked, the gravest of each member only. */
function* questionsOf({ format, use, entries, conflicts = [] }: Container): Generator<Question> {
  for (const what of conflicts.slice(0, MAX_CONCERNS)) yield { kind: 'twofold', what, isProgram: false }
  const clashes = new Map(nameClashes(format, entries).map(one => [one.entry, one.what] as const))
  for (const entry of entries) {
    const danger = dangerOf(entry)
    const program = misplacedProgram(use, entry)
    const startup = startupOf(use, entry)
    const clash = entry.conflict ?? clashes.get(entry)
    if (danger !== undefined) yield { kind: 'member', what: danger, isProgram: false, entry }
    else if (program !== undefined) yield { kind: 'program', what: program, isProgram: true, entry }
    else if (clash !== undefined) yield { kind: 'twofold', what: clash, isProgram: false, entry }
    else if (startup !== undefined) yield { kind: 'program', what: startup, isProgram: false, entry }
  }
}

function startOf({ name, target }: Entry): string {
  return visible(`${name}${target === undefined ? '' : ` -> ${target}`}`).slice(0, 200)
}
