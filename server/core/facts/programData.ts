import type { Decoding } from '../embedded/code'
import type { CallUse } from '../syntax/program/callTable'
import type { Value } from '../syntax/value'

/** Where in the code of a file a fact was found. */
export interface CodePlace {
  /** Of the code inside the file: "job build, step 2", "scripts.postinstall"; empty for the file itself. */
  readonly context: string
  /** Every decoding between the file and the code, outermost first. */
  readonly decodings: readonly Decoding[]
}

export interface DynamicCall extends CodePlace {
  readonly use: CallUse
  /** The callee as the file has it; the subject is the callee once imports and aliases are followed. */
  readonly written: string
  /** At most twelve, lists spread out; what the file does not fix reads `…`. */
  readonly arguments: readonly string[]
  /** The file fixes every argument. */
  readonly isFixed: boolean
  /** The function around it; empty at top level. */
  readonly within: string
}

export interface Endpoint extends CodePlace {
  /** `https`, `ssh`, `tcp`, `dns`; absent when only a host is named. */
  readonly scheme?: string
  /** The address as the program has it, at most 300 characters; what the file does not fix reads `…`. */
  readonly address: string
  readonly port?: number
  readonly isIpAddress: boolean
  /** The program or function that is given the address; empty for an address that merely stands there. */
  readonly by: string
}

export interface SecretAccess extends CodePlace {
  /** `store`: a file or key chain that holds credentials. `ci`: a secret of the build service. */
  readonly form: 'environment' | 'store' | 'ci'
  readonly access: 'read' | 'write'
  /** The environment or all secrets as a whole, not one by name. */
  readonly isWhole: boolean
  /** The name or path reads like a credential. */
  readonly isSensitive: boolean
}

export interface StringConstant extends CodePlace {
  /** UTF-16 units, escapes resolved. */
  readonly length: number
  /** Bits per byte of its UTF-8 form, 0 to 8. */
  readonly entropy: number
  readonly alphabet: Alphabet
  /** The start of it, at most 80 units. */
  readonly head: string
}

/** The narrowest set of characters that holds the text. */
export type Alphabet = 'digits' | 'hex' | 'base32' | 'base64' | 'identifier' | 'ascii' | 'escaped' | 'unicode'

export interface ConstantComparison extends CodePlace {
  /** `==`, `===`, `eq`, or the function that compares. */
  readonly operator: string
  readonly value: Value
  /** The constant as written. */
  readonly written: string
  readonly within: string
}

export interface ImportedModule extends CodePlace {
  readonly names: readonly string[]
  /** `load`: at run time, from a path. */
  readonly form: 'static' | 'dynamic' | 'include' | 'load'
}

export interface NamedThing extends CodePlace {
  readonly role: 'defines' | 'undefines' | 'uses'
  /** `switch`: a name the preprocessor or build asks about (`#ifdef`, `if(X)`). */
  readonly of: 'macro' | 'function' | 'class' | 'variable' | 'switch'
  /** What a macro stands for, at most 200 characters. */
  readonly body?: string
}
