/** A command that took part, and how many bytes it put out. */
export interface UnwrapStep {
  /** As written, at most 200 characters; hostile. */
  readonly command: string
  readonly size: number
}

/** Text or bytes that would have been run. */
export interface UnwrapStage {
  /** Counts from 0. */
  readonly index: number
  /** The stage whose text made it; absent for what the script itself makes. */
  readonly from?: number
  /** What would have run it: "sh", "eval", "python3". */
  readonly runner: string
  /** All of it, or the start where it travels in a fact. */
  readonly bytes: Uint8Array
  /** In bytes, of all of it. */
  readonly size: number
  /** The commands whose output it is, in the order data flows. */
  readonly steps: readonly UnwrapStep[]
}

/** What a script's text commands put out, computed here without running anything. */
export interface Unwrapped {
  readonly stages: readonly UnwrapStage[]
  /** Where it could not go on, each with the command: "what `uname` puts out". */
  readonly stops: readonly string[]
  /** What was taken for granted, each a short clause: "$srcdir is the top folder". */
  readonly assumptions: readonly string[]
  /** Files that took part. */
  readonly files: readonly string[]
  /** Files that were asked for and are not at hand yet: read them and ask again. */
  readonly wanted: readonly string[]
}
