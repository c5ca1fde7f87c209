import { visible } from '../../model/visible'
import { contentKindOf } from './contentKind'
import type { Container } from './entry'
import { type Layer, type Unpacked, unpack } from './unpack'

/** What opening a file showed, as clauses for a reviewer. */
export interface Summary {
  readonly established: readonly string[]
  readonly notEstablished: readonly string[]
  /** Which members or streams differ from those of the old side, where both could be opened. */
  readonly change?: string
}

const SHOWN_NAMES = 3

/** Undefined for a file that is no container. */
export function summaryOf(bytes: Uint8Array, old: Uint8Array | undefined): Summary | undefined {
  const seen = unpack(bytes)
  const outermost = seen.layers[0]
  if (outermost === undefined) {
    const clauses = repairClauses(seen)
    return clauses.length === 0 ? undefined : { established: clauses, notEstablished: [] }
  }
  const established = [...layerClauses(outermost), ...repairClauses(seen)]
  for (const layer of seen.layers.slice(1, 3))
    established.push(`inside ${shown(layer.path.join(' > '))}: ${layerClauses(layer).join(', ')}`)
  if (seen.isLimited) established.push('unpacking ended at our limits')
  const changes = old === undefined ? undefined : changesBetween(unpack(old).layers[0]?.container, outermost.container)
  const isWhole =
    !seen.isLimited &&
    [...outermost.container.pieces, ...outermost.container.entries].every(one => one.fault === undefined) &&
    outermost.container.pieces.length + outermost.container.entries.length > 0
  return {
    established,
    notEstablished: isWhole ? [] : ['all it unpacks to'],
    ...(changes === undefined ? {} : { change: changes }),
  }
}

function repairClauses({ repairs }: Unpacked): readonly string[] {
  return repairs.map(({ path, offset, mapping, format, content }) => {
    const { name, start } = contentKindOf(content)
    const text = start === undefined ? '' : `, "${start}"`
    const where = path.length === 0 ? `at ${offset}` : `inside ${shown(path.join(' > '))}`
    return `sound ${format} ${where} after ${mapping}: ${content.length} bytes, ${name}${text}`
  })
}

function layerClauses({ container, content }: Layer): readonly string[] {
  const { pieces, entries, notes, conflicts = [], facts = [] } = container
  const clauses: string[] = []
  if (content !== undefined) {
    const unit = container.format === 'xz' ? 'stream' : 'part'
    const size = pieces.length === 1 ? '' : `${pieces.length} ${unit}s, `
    const { name, start } = contentKindOf(content)
    clauses.push(`${size}${content.length} bytes unpacked: ${name}${start === undefined ? '' : `, "${start}"`}`)
    for (const [index, piece] of pieces.entries())
      if (piece.fault !== undefined)
        clauses.push(`${unit} ${index + 1} stops at ${piece.fault.offset}: ${piece.fault.reason}`)
  } else if (entries.length > 0) {
    const names = entries.slice(0, SHOWN_NAMES).map(entry => shown(entry.name))
    const more = entries.length > SHOWN_NAMES ? ', …' : ''
    const use = container.use === undefined ? '' : `${container.use}, `
    clauses.push(`${use}${entries.length === 1 ? '1 member' : `${entries.length} members`}: ${names.join(', ')}${more}`)
    for (const entry of entries.filter(one => one.fault !== undefined).slice(0, SHOWN_NAMES))
      clauses.push(`${shown(entry.name)}: ${entry.fault?.reason}`)
  }
  return [...clauses, ...[...conflicts, ...facts, ...notes].map(shown)].slice(0, 6)
}

/** Which members or streams differ; undefined when both sides hold the same, or one is no container. */
function changesBetween(old: Container | undefined, now: Container): string | undefined {
  if (old === undefined) return undefined
  const before = contents(old)
  const after = contents(now)
  const changed = [...after].filter(([name, bytes]) => before.has(name) && !isSame(before.get(name), bytes))
  const added = [...after].filter(([name]) => !before.has(name))
  const removed = [...before].filter(([name]) => !after.has(name))
  const parts = [
    ['changed', changed],
    ['added', added],
    ['removed', removed],
  ] as const
  const said = parts.flatMap(([verb, list]) =>
    list.length === 0
      ? []
      : [
          `${verb} ${list
            .slice(0, SHOWN_NAMES)
            .map(([name]) => shown(name))
            .join(', ')}${list.length > SHOWN_NAMES ? ` and ${list.length - SHOWN_NAMES} more` : ''}`,
        ],
  )
  if (said.length > 0) return said.join('; ')
  return after.size > 0 ? 'what it holds is the same as before' : undefined
}

function contents({ format, pieces, entries }: Container): ReadonlyMap<string, Uint8Array | undefined> {
  const unit = format === 'xz' ? 'stream' : 'part'
  const named = new Map<string, Uint8Array | undefined>()
  for (const [index, piece] of pieces.entries()) named.set(`${unit} ${index + 1}`, piece.content)
  for (const entry of entries) named.set(entry.name, entry.content ?? new TextEncoder().encode(entry.target ?? ''))
  return named
}

function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}

function shown(text: string): string {
  return visible(text.length > 80 ? `${text.slice(0, 79)}…` : text)
}
