import type { TextSpan } from '../model/location'
import type { EmbeddedText } from './embeddedText'
import type { Value } from './value'

/** How something is called: in Ruby, PHP and Perl backticks run a command too. */
export type CallForm = 'call' | 'new' | 'macro' | 'backtick' | 'tagged-template' | 'decorator' | 'statement'

/** A function or operator that takes part in what a value is. */
export interface ProgramStep {
  /** `base64.b64decode`, `.reverse`, `xor`. */
  readonly name: string
  readonly count: number
}

export interface ProgramArgument {
  /** Of a keyword argument or of a field in an object literal that is the only thing given (`{ shell: true }`). */
  readonly name?: string
  readonly value: Value
  /** As the file has it; no more than the first 2,000 units. */
  readonly raw: string
  readonly span: TextSpan
  /** Set when the argument is one string constant, so that code in it can be read where it stands. */
  readonly text?: EmbeddedText
  /** Elements of a list literal (`['sh', '-c', '…']`), or fields of an object literal that is not the only thing given. */
  readonly elements?: readonly ProgramArgument[]
  /** For arguments of calls that run text: what takes part in the value, in the order data flows. */
  readonly steps?: readonly ProgramStep[]
  /** The same, where the value is not fixed: the calls whose results nobody can foresee. */
  readonly stops?: readonly string[]
}

/** One call in a program, with what the file alone says of it. */
export interface ProgramCall {
  /** As written, white space, type arguments and the arguments of calls in between left out: `cp.exec`, `a().b`. */
  readonly callee: string
  /** The callee once imports and plain aliases of the file are followed: `child_process.exec`. */
  readonly target: string
  readonly form: CallForm
  readonly arguments: readonly ProgramArgument[]
  /** Name of the function or method around it; empty at top level. */
  readonly within: string
  readonly span: TextSpan
}

/** A string constant, escapes resolved. Interpolated ones count with their fixed stretches. */
export interface ProgramString {
  readonly value: Value
  /** The characters between the quotes, mapped to where they stand. */
  readonly text: EmbeddedText
  readonly isInterpolated: boolean
  readonly span: TextSpan
}

export interface ProgramAssignment {
  /** As written: `x`, `process.env.X`, `self.key`. */
  readonly name: string
  readonly value: Value
  readonly within: string
  readonly span: TextSpan
}

export interface ProgramComparison {
  /** `==`, `===`, `!=`, `eq`, `<` …, or the function that compares: `strcmp`, `memcmp`, `.equals`. */
  readonly operator: string
  /** The side that is not constant, as written. */
  readonly subject: string
  /** The constant, as written and as a value. */
  readonly constant: string
  readonly value: Value
  readonly within: string
  readonly span: TextSpan
}

export interface ProgramImport {
  /** `child_process`, `os.path`, `<stdio.h>`, `./local`. */
  readonly module: string
  /** Names brought in; empty for the module as a whole. */
  readonly names: readonly string[]
  readonly form: 'static' | 'dynamic' | 'include' | 'load'
  readonly span: TextSpan
}

export interface ProgramDefinition {
  readonly name: string
  readonly kind: 'function' | 'macro' | 'class' | 'variable' | 'undef'
  /** Of a macro: what it stands for, as written. */
  readonly body?: string
  readonly span: TextSpan
}

/** A variable of the environment, read or set by whatever means the language has. */
export interface EnvironmentAccess {
  /** `*` when the environment is taken as a whole; what the file does not fix of a name reads `…`. */
  readonly name: string
  readonly access: 'read' | 'write'
  readonly span: TextSpan
}

/** What one program says, whatever its language; everything in the order of the text, with positions in the outer file. */
export interface ProgramReading {
  readonly calls: readonly ProgramCall[]
  readonly strings: readonly ProgramString[]
  readonly assignments: readonly ProgramAssignment[]
  readonly comparisons: readonly ProgramComparison[]
  readonly imports: readonly ProgramImport[]
  readonly definitions: readonly ProgramDefinition[]
  readonly environment: readonly EnvironmentAccess[]
  /** Set when a limit ended the reading: what comes later is not in it. */
  readonly isCut: boolean
}

/** Of a program in a language that nobody reads here. */
export const emptyReading: ProgramReading = {
  calls: [],
  strings: [],
  assignments: [],
  comparisons: [],
  imports: [],
  definitions: [],
  environment: [],
  isCut: false,
}
