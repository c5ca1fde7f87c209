import type { Computed } from './computed'
import type { NodeId } from './sketch'

/** What names are while a function or a stretch of a program is carried out. */
export class Frame {
  readonly values = new Map<string, Computed>()

  /** @param outer the frame whose names are seen too */
  constructor(
    private readonly first: NodeId,
    private readonly last: NodeId,
    private readonly outer: Frame | undefined,
  ) {}

  /** Whether a node is part of what is carried out. */
  owns(node: NodeId): boolean {
    return (node >= this.first && node <= this.last) || this.outer?.owns(node) === true
  }

  get(name: string): Computed | undefined {
    return this.values.get(name) ?? this.outer?.get(name)
  }

  set(name: string, value: Computed): void {
    if (!this.values.has(name) && this.outer?.get(name) !== undefined) this.outer.set(name, value)
    else this.values.set(name, value)
  }
}
