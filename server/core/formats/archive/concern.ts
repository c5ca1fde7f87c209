import type { ByteSpan } from '../../model/location'
import { visible } from '../../model/visible'
import { contentKindOf } from './contentKind'
import { dangerOf } from './entry'
import { type Unpacked, unpack } from './unpack'

/** Something in a container that a reviewer has to ask about. */
export interface Concern extends ByteSpan {
  readonly kind: 'repaired' | 'member' | 'outside'
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
  for (const { offset, length, mapping, format, content } of repairs) {
    const { kind, name, start = '' } = contentKindOf(content)
    const isProgram = kind === 'script' || kind === 'executable'
    concerns.push({ kind: 'repaired', isProgram, format, path: [], what: mapping, name, start, offset, length })
  }
  for (const { container, path, place, bytes: own } of layers) {
    const format = container.use ?? container.format
    const shared = { format, path }
    for (const [span, what] of [
      [container.before, 'before the start of'],
      [container.after, 'after the end of'],
    ] as const) {
      if (span === undefined || repairs.some(one => path.length === 0 && one.offset === span.offset)) continue
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
    for (const entry of container.entries) {
      const danger = dangerOf(entry)
      if (danger === undefined) continue
      const at = path.length === 0 ? { offset: entry.offset, length: entry.length } : place
      const start = visible(`${entry.name}${entry.target === undefined ? '' : ` -> ${entry.target}`}`).slice(0, 200)
      concerns.push({ ...shared, ...at, kind: 'member', isProgram: false, what: danger, name: entry.name, start })
    }
  }
  return concerns.slice(0, MAX_CONCERNS)
}
