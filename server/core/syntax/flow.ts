/**
 * Where a piece of a script stands among its branches: what is needed to say which assignments may hold at a use.
 * A path of frames from the outermost one inwards; undefined is the top of the file, which always runs.
 */
export interface Flow {
  readonly parent: Flow | undefined
  readonly frame: FlowFrame
  /** Which branch of the frame; two branches of one frame never both run, except in a loop. */
  readonly branch: number
}

/**
 * `branch`: a condition or `case`, of which at most one branch runs. `loop`: runs any number of times. `function`: runs
 * when something calls it, wherever it stands. `isolated`: a subshell, whose assignments end with it.
 */
export type FrameKind = 'branch' | 'loop' | 'function' | 'isolated'

export interface FlowFrame {
  readonly kind: FrameKind
  /** Branches seen so far. */
  branches: number
  /** One of the branches runs whatever happens: there is an `else` or a pattern for everything. */
  isExhaustive: boolean
}

export function newFrame(kind: FrameKind): FlowFrame {
  return { kind, branches: 0, isExhaustive: false }
}

/** The next branch of a frame. */
export function inBranch(parent: Flow | undefined, frame: FlowFrame): Flow {
  return { parent, frame, branch: frame.branches++ }
}

/** A frame of one branch. */
export function inFrame(parent: Flow | undefined, kind: FrameKind): Flow {
  return inBranch(parent, newFrame(kind))
}

interface OpenFrame {
  /** What opened it: only its own end closes it. */
  readonly word: string
  readonly outer: Flow | undefined
  readonly frame: FlowFrame
}

/** Follows the conditions of a text in its order. Tolerant: an end nothing opened is ignored. */
export class FlowTracker {
  current: Flow | undefined
  readonly #open: OpenFrame[] = []

  constructor(start: Flow | undefined) {
    this.current = start
  }

  /** Until {@link branch} is called, what follows still runs as before: a condition, the word of a `case`. */
  open(word: string, kind: FrameKind): void {
    if (this.#open.length < deepestFrames) this.#open.push({ word, outer: this.current, frame: newFrame(kind) })
  }

  /** Whether the innermost open frame is already in one of its branches. */
  get hasBranch(): boolean {
    return (this.#open[this.#open.length - 1]?.frame.branches ?? 0) > 0
  }

  get innermost(): string | undefined {
    return this.#open[this.#open.length - 1]?.word
  }

  /** @param isLast no other branch runs if none before it did */
  branch(isLast = false): void {
    const top = this.#open[this.#open.length - 1]
    if (top === undefined) return
    this.current = inBranch(top.outer, top.frame)
    if (isLast) top.frame.isExhaustive = true
  }

  /** Frames left open inside it end with it. */
  close(word: string): void {
    for (let at = this.#open.length - 1; at >= 0; at--) {
      const open = this.#open[at]
      if (open?.word !== word) continue
      this.current = open.outer
      this.#open.length = at
      return
    }
  }
}

/** Deeper conditions count as part of the one around them. */
const deepestFrames = 60
const deepestPath = 200

/** Frames of a path, outermost first; undefined when it is too deep to be followed. */
export function pathOf(flow: Flow | undefined): readonly Flow[] | undefined {
  const path: Flow[] = []
  for (let at = flow; at !== undefined; at = at.parent) {
    path.push(at)
    if (path.length > deepestPath) return undefined
  }
  return path.reverse()
}

/** How a definition stands to a use, both as paths. */
export interface FlowRelation {
  /** The definition's assignments end before the use, or one excludes the other. */
  readonly isApart: boolean
  /** When the definition stands before the use, it has run. */
  readonly isCertain: boolean
  /** They share a loop or a function, so that what stands after the use can run before it. */
  readonly sharesLoop: boolean
  /** Number of frames around both. */
  readonly shared: number
  /** Frames around the definition that are not around the use. */
  readonly ownFrames: readonly Flow[]
  /** Functions around the use that are not around the definition: when they run is not known. */
  readonly isUseInFunction: boolean
}

export function relate(definition: readonly Flow[], use: readonly Flow[]): FlowRelation {
  let shared = 0
  let sharesLoop = false
  while (shared < definition.length && shared < use.length) {
    const one = definition[shared]
    if (one === undefined || one.frame !== use[shared]?.frame || one.branch !== use[shared]?.branch) break
    // A function that is called twice is a loop too.
    if (one.frame.kind === 'loop' || one.frame.kind === 'function') sharesLoop = true
    shared++
  }
  const ownFrames = definition.slice(shared)
  const next = ownFrames[0]
  const excludes = next !== undefined && next.frame === use[shared]?.frame && next.frame.kind === 'branch'
  return {
    isApart: (excludes && !sharesLoop) || ownFrames.some(({ frame }) => frame.kind === 'isolated'),
    isCertain: ownFrames.length === 0,
    sharesLoop,
    shared,
    ownFrames,
    isUseInFunction: use.slice(shared).some(({ frame }) => frame.kind === 'function'),
  }
}
