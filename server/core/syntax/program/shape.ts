import type { CallForm, ProgramDefinition, ProgramImport } from '../program'
import type { Computed } from './computed'
import type { Flow } from './flow'
import type { EscapeDecoder } from './literal'
import type { NodeId, Sketch } from './sketch'

/** A stretch of a string constant that is computed: `${x}`. */
export interface Hole {
  /** All of it, delimiters included. */
  readonly node: NodeId
  /** The expression in it, or `noNode` when it is more than an expression. */
  readonly value: NodeId
  /** Units before and after the node that belong to it too: the braces of `{$x}` in PHP. */
  readonly around?: number
}

/** A name, in an object or alone. */
export interface Member {
  readonly is: 'member'
  readonly object: NodeId
  readonly name: string
  /** `.` unless the language writes it otherwise (`::`, `->`); it shows in callees and targets. */
  readonly separator?: string
}

/** A function that is called: an expression, a member, or a plain name. */
export type Callee = NodeId | Member | string

export interface ImportedName {
  /** As the module calls it. */
  readonly name: string
  /** As this file calls it. */
  readonly alias: string
}

/** What a node says, in terms that are the same in every language. `noNode` (−1) where something is left out. */
export type Meaning =
  /** Text between two offsets; `command` when it runs (backticks). Without a decoder it stands for itself. */
  | {
      readonly is: 'string'
      readonly from: number
      readonly to: number
      readonly holes: readonly Hole[]
      readonly escapes?: EscapeDecoder
      readonly isCommand?: boolean
      /** Whether each unit is a byte, as in `b'…'`. */
      readonly isBytes?: boolean
    }
  | { readonly is: 'number' }
  /** `true`, `null` and other words with a fixed meaning. */
  | { readonly is: 'constant' }
  | { readonly is: 'name'; readonly name: string }
  | Member
  | { readonly is: 'index'; readonly object: NodeId; readonly key: NodeId }
  | {
      readonly is: 'slice'
      readonly object: NodeId
      readonly from: NodeId
      readonly to: NodeId
      readonly step: NodeId
      /** Whether `to` is the first left out, the last taken, or a count. */
      readonly toIs?: 'end' | 'last' | 'count'
    }
  | {
      readonly is: 'call'
      readonly callee: Callee
      /** Values, `keyword`s and `spread`s. */
      readonly arguments: readonly NodeId[]
      readonly form: CallForm
    }
  /** What a pure function of the shape gives, where no call is written: characters in braces are a text. */
  | { readonly is: 'result'; readonly of: string; readonly arguments: readonly NodeId[] }
  | { readonly is: 'list'; readonly items: readonly NodeId[] }
  | { readonly is: 'object'; readonly fields: readonly NodeId[] }
  /** `name=value` in a call, `key: value` in an object; `key` instead of `name` when the key is computed. */
  | { readonly is: 'keyword'; readonly name: string; readonly value: NodeId }
  | { readonly is: 'spread' }
  /** Parentheses, casts, `await`: stands for its inner expression. */
  | { readonly is: 'group'; readonly inner: NodeId }
  /** One of these, depending on what runs. */
  | { readonly is: 'choice'; readonly options: readonly NodeId[] }
  /** Strings side by side. */
  | { readonly is: 'adjacent'; readonly parts: readonly NodeId[] }
  | { readonly is: 'binary'; readonly operator: string; readonly left: NodeId; readonly right: NodeId }
  /** `parameters` are those that no node of their own holds: `x => …`. */
  | { readonly is: 'function'; readonly parameters: readonly NodeId[] }
  /** `operator` is `=` or one that ends in it; `value` is `noNode` when nothing is known of it (`i++`). */
  | {
      readonly is: 'assign'
      readonly target: NodeId
      readonly operator: string
      readonly value: NodeId
      readonly isDeclaration: boolean
    }
  /** Names that get a value nobody can foresee: parameters, loop variables, caught errors. */
  | { readonly is: 'bind'; readonly targets: readonly NodeId[] }
  /** Parts of a destructured value: a `keyword` or a name stands for the field of that name, all else is opaque. */
  | { readonly is: 'pattern'; readonly parts: readonly NodeId[]; readonly byName: boolean }
  | { readonly is: 'compare'; readonly operator: string; readonly left: NodeId; readonly right: NodeId }
  | {
      readonly is: 'import'
      readonly module: string
      /** The file's name for the module as a whole, empty without one. */
      readonly whole: string
      readonly names: readonly ImportedName[]
      readonly form: ProgramImport['form']
    }
  | {
      readonly is: 'define'
      readonly name: string
      readonly kind: ProgramDefinition['kind']
      readonly body?: string
    }
  /** Names that belong to an outer scope here: `global x`. */
  | { readonly is: 'outer'; readonly names: readonly string[] }
  /** `del x`, `delete x`, `unset(x)`. */
  | { readonly is: 'remove'; readonly targets: readonly NodeId[] }
  /** Several of them at once. */
  | { readonly is: 'many'; readonly of: readonly Meaning[] }

/** Says what a node of one kind means; undefined when it means nothing by itself. Looks at the node and its parts. */
export type Reader = (sketch: Sketch, node: NodeId) => Meaning | undefined

/** Undefined when it cannot be foreseen. */
export type Compute = (receiver: Computed | undefined, given: readonly Computed[]) => Computed | undefined

/** Which argument names the variable; `all` when the whole environment is given. */
export interface EnvironmentFunction {
  readonly access: 'read' | 'write'
  readonly argument: number | 'all'
}

/**
 * A function that calls another. `method`: its first argument names a method of its object (`send`). `function` and
 * `function-list`: its first argument is or names a function, and the rest, or a list, is given to it
 * (`call_user_func`). `object` and `object-list`: its object is the function, and its first argument is what `this` is
 * (`f.call(null, x)`). `bare-object`: the same without that first argument.
 */
export type Dispatch = 'method' | 'function' | 'function-list' | 'object' | 'object-list' | 'bare-object'

/** All that the engine has to know of a language. */
export interface ProgramShape {
  readonly kinds: Readonly<Record<string, Reader>>
  /** Kinds of nodes that are scopes of their own. */
  readonly scopes: Readonly<Record<string, 'function' | 'class'>>
  /** Kinds whose parts may be skipped when the program runs: conditions, `try`, `&&`. */
  readonly branches: ReadonlySet<string>
  /** Kinds whose parts may run several times. */
  readonly loops: ReadonlySet<string>
  readonly concatenations: ReadonlySet<string>
  readonly comparisons: ReadonlySet<string>
  /** Operators that give one of their sides: `||`. */
  readonly choices: ReadonlySet<string>
  /** Whether `%` with a text on the left formats. */
  readonly formats: boolean
  /** Whether an assignment makes a variable of the function it stands in (Python), or must be declared (JavaScript). */
  readonly assignsLocally: boolean
  /** Whether a function sees the variables of the function or file around it. */
  readonly sees: (name: string, scopeKind: string) => boolean
  /** Whether methods see the names their class body assigns without more ado. */
  readonly seesClassNames: boolean
  /** The scope an assignment gives a name to, where the name itself tells (Ruby's `@x`, `$x`). */
  readonly home: (name: string) => 'class' | 'file' | undefined
  /** Whether the variable itself changes when a mutator works on its text. */
  readonly mutatesTexts: boolean
  /** Whether a text that is called stands for the function it names (PHP's `$f(…)`). */
  readonly callsTexts: boolean
  /** Functions that call others, by their last name. */
  readonly dispatchers: Readonly<Record<string, Dispatch>>
  /** Functions that give the object their first argument names: `const_get`. */
  readonly namers: ReadonlySet<string>
  /** Objects that hold the global names: `globalThis`. */
  readonly globals: ReadonlySet<string>
  /** Functions that give a module, by target. */
  readonly loaders: Readonly<Record<string, ProgramImport['form']>>
  /** The module as targets name it: `node:fs` → `fs`. */
  readonly module: (name: string) => string
  /** Functions that give the field their second argument names: `getattr`. */
  readonly getters: ReadonlySet<string>
  /** Functions that give what they are given, for targets: `util.promisify`. */
  readonly wrappers: ReadonlySet<string>
  /** Pure functions by target. */
  readonly functions: Readonly<Record<string, Compute>>
  /** Pure methods by name. */
  readonly methods: Readonly<Record<string, Compute>>
  /** Methods that change a list in place, by name. */
  readonly mutators: ReadonlySet<string>
  /** Functions that compare their first two arguments, by target. */
  readonly comparers: ReadonlySet<string>
  /** Methods that compare their object with their argument, by name. */
  readonly comparingMethods: ReadonlySet<string>
  /** What it takes to carry out pure functions and loops of the language. */
  readonly flow?: Flow
  readonly environment: {
    /** Targets of the environment itself: `os.environ`. */
    readonly objects: ReadonlySet<string>
    /** Its methods: `os.environ.get`. */
    readonly methods: Readonly<Record<string, EnvironmentFunction>>
    /** By target: `os.getenv`. */
    readonly functions: Readonly<Record<string, EnvironmentFunction>>
  }
}
