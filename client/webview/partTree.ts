import type { WirePart } from '../../server/protocol'

/** A row of the structure tree that is on show. */
export interface PartRow {
  readonly part: WirePart
  /** From 0. */
  readonly depth: number
  /** From 0, among the children of the same parent. */
  readonly position: number
  readonly siblings: number
  /** A change in a part below it. */
  readonly hidesChange: boolean
}

/** Rows that come to show by themselves, so that a change deep inside is seen at once. */
const LIMIT_OPENED = 200

/** The parts of a file as the rows that show. Rows of closed parts are made when these are opened. */
export class PartTree {
  readonly #open = new Set<WirePart>()
  readonly #changed = new Set<WirePart>()
  #rows: PartRow[]

  constructor(parts: readonly WirePart[]) {
    markChanged(parts, this.#changed)
    this.#rows = this.#rowsOf(parts, 0)
    const limit = this.#rows.length + LIMIT_OPENED
    for (let at = 0; at < this.#rows.length && this.#rows.length < limit; at += 1) {
      if (this.#rows[at]?.hidesChange === true) this.open(at)
    }
  }

  get rows(): readonly PartRow[] {
    return this.#rows
  }

  isOpen({ part }: PartRow): boolean {
    return this.#open.has(part)
  }

  open(at: number): void {
    const row = this.#rows[at]
    if (row === undefined || !hasChildren(row) || this.#open.has(row.part)) return
    this.#open.add(row.part)
    const below = this.#rowsOf(row.part.children ?? [], row.depth + 1)
    this.#rows = [...this.#rows.slice(0, at + 1), ...below, ...this.#rows.slice(at + 1)]
  }

  close(at: number): void {
    const row = this.#rows[at]
    if (row === undefined || !this.#open.delete(row.part)) return
    let end = at + 1
    for (let below = this.#rows[end]; below !== undefined && below.depth > row.depth; below = this.#rows[end]) {
      this.#open.delete(below.part)
      end += 1
    }
    this.#rows = [...this.#rows.slice(0, at + 1), ...this.#rows.slice(end)]
  }

  toggle(at: number): void {
    const row = this.#rows[at]
    if (row === undefined) return
    if (this.isOpen(row)) this.close(at)
    else this.open(at)
  }

  /** To the left: closes the part, or goes to its parent. Gives the row to be on. */
  outwards(at: number): number {
    const row = this.#rows[at]
    if (row === undefined) return at
    if (this.isOpen(row)) {
      this.close(at)
      return at
    }
    for (let above = at - 1; above >= 0; above -= 1) if ((this.#rows[above] as PartRow).depth < row.depth) return above
    return at
  }

  /** To the right: opens the part, or goes to its first child. */
  inwards(at: number): number {
    const row = this.#rows[at]
    if (row === undefined || !hasChildren(row)) return at
    if (this.isOpen(row)) return at + 1
    this.open(at)
    return at
  }

  #rowsOf(parts: readonly WirePart[], depth: number): PartRow[] {
    return parts.map((part, position) => ({
      part,
      depth,
      position,
      siblings: parts.length,
      hidesChange: (part.children ?? []).some(child => this.#changed.has(child)),
    }))
  }
}

export function hasChildren({ part }: PartRow): boolean {
  return part.children !== undefined && part.children.length > 0
}

/** Marks parts that changed, or hold one that did. */
function markChanged(parts: readonly WirePart[], changed: Set<WirePart>): boolean {
  let any = false
  for (const part of parts) {
    const isBelow = part.children !== undefined && markChanged(part.children, changed)
    if (part.change === undefined && !isBelow) continue
    changed.add(part)
    any = true
  }
  return any
}

/** Where a key leads in a list of `count` rows; undefined for a key that does not move. `page`: rows that show. */
export function moveBy(key: string, at: number, count: number, page: number): number | undefined {
  const last = count - 1
  if (last < 0) return undefined
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, at + 1)
    case 'ArrowUp':
      return Math.max(0, at - 1)
    case 'PageDown':
      return Math.min(last, at + Math.max(1, page))
    case 'PageUp':
      return Math.max(0, at - Math.max(1, page))
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return undefined
  }
}

/** Letters typed one soon after the other look for a row that starts with them, below the current one first. */
export class TypeAhead {
  #typed = ''
  #last = Number.NEGATIVE_INFINITY

  /** `time` in milliseconds. A letter typed again goes on to the next row that starts with it. */
  find(letter: string, time: number, at: number, labels: { readonly count: number; label(index: number): string }) {
    this.#typed = time - this.#last > 800 ? letter : this.#typed + letter
    this.#last = time
    const wanted = isRepeated(this.#typed) ? letter.toLowerCase() : this.#typed.toLowerCase()
    const { count } = labels
    const first = wanted.length === 1 ? 1 : 0
    for (let step = 0; step < count; step += 1) {
      const index = (at + first + step) % count
      if (labels.label(index).toLowerCase().startsWith(wanted)) return index
    }
    return undefined
  }
}

function isRepeated(text: string): boolean {
  return text.length > 1 && [...text].every(letter => letter === text[0])
}
