import type { FormatCategory } from '../formats/signature'

/**
 * Every kind of fact and the data it carries. One entry per collector in this folder. All values are plain and
 * serialisable, since facts cross threads.
 */
export interface FactTypes {
  /** Subject: path. A file whose content a reviewer cannot read in a diff. */
  'opaque-file': OpaqueFile
  /** Subject: the define or variable that the check sets, else its normalised program. */
  'feature-probe': FeatureProbe
}

export interface OpaqueFile {
  readonly change: 'added' | 'replaced' | 'deleted'
  /** By content, not by name: "xz", "ELF executable", "unknown". */
  readonly format: string
  readonly category: FormatCategory
  /**
   * Content that people look at through a viewer as a matter of course (image, font, sound), with the header its name
   * promises and nothing after its end.
   */
  readonly isOrdinaryMedia: boolean
  /** SHA-256 in hex of the sides that exist. */
  readonly oldHash?: string
  readonly newHash?: string
  readonly oldSize?: number
  readonly newSize?: number
  /** Share of the larger side's bytes that lie in a common prefix or suffix, 0 to 1; for a replaced file. */
  readonly sameShare?: number
  /** Bits per byte of the new side, else of the old one. */
  readonly entropy: number
  /** What was established and what could not be, each a short clause. */
  readonly established: readonly string[]
  readonly notEstablished: readonly string[]
}

export interface FeatureProbe {
  readonly buildSystem: 'autoconf' | 'cmake' | 'meson'
  /** The macro or function that runs the check. */
  readonly check: string
  /** What is defined or set when the check succeeds. */
  readonly feature: string
  /** The embedded program, white space folded: equal for twins that test the same thing. */
  readonly program: string
  /** Syntax errors of the program on this side that the other side of the same check did not have. */
  readonly newErrors: readonly { readonly text: string; readonly line: number; readonly column: number }[]
  readonly hasErrors: boolean
}
