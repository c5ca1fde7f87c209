import type { NodeId, Sketch } from './sketch'

/** What a node makes a program do. `noNode` where a part is left out. */
export type Statement =
  | { readonly is: 'block'; readonly parts: readonly NodeId[] }
  | { readonly is: 'value'; readonly of: NodeId }
  | { readonly is: 'return'; readonly value: NodeId }
  | { readonly is: 'if'; readonly test: NodeId; readonly yes: NodeId; readonly no: NodeId }
  | {
      readonly is: 'loop'
      readonly first: NodeId
      readonly test: NodeId
      readonly next: NodeId
      readonly body: NodeId
      /** Whether the body comes before the first test. */
      readonly isLate?: boolean
    }
  | {
      readonly is: 'each'
      readonly target: NodeId
      /** The name of the place, where it is given too. */
      readonly key?: NodeId
      readonly of: NodeId
      readonly body: NodeId
      /** Whether the target is the place and not what stands there. */
      readonly byPlace?: boolean
    }
  | { readonly is: 'break' | 'continue' | 'nothing' }

export interface FunctionParts {
  /** As written; `value` is what it is without an argument. */
  readonly parameters: readonly { readonly name: string; readonly value: NodeId }[]
  readonly body: NodeId
  /** Whether the body is the result. */
  readonly isExpression: boolean
}

export interface Comprehension {
  readonly result: NodeId
  /** In the order of the text: what to go through, and what must hold. */
  readonly clauses: readonly (
    | { readonly is: 'each'; readonly target: NodeId; readonly of: NodeId }
    | { readonly is: 'test'; readonly test: NodeId }
  )[]
}

type Reader<T> = (sketch: Sketch, node: NodeId) => T | undefined

/** What has to be known of a language to carry out its pure functions and loops, by kind of node. */
export interface Flow {
  readonly statements: Readonly<Record<string, Reader<Statement>>>
  readonly functions: Readonly<Record<string, Reader<FunctionParts>>>
  readonly comprehensions: Readonly<Record<string, Reader<Comprehension>>>
  /** `a ? b : c`. */
  readonly conditionals: Readonly<
    Record<string, Reader<{ readonly test: NodeId; readonly yes: NodeId; readonly no: NodeId }>>
  >
  /** Operators with one operand: `not`, `!`, `-`, `~`. */
  readonly unaries: Readonly<Record<string, Reader<{ readonly operator: string; readonly operand: NodeId }>>>
  /** Functions and methods that call their argument once for each item: `map`. */
  readonly maps: ReadonlySet<string>
  /** Methods that put something at the end of their list: `push`. */
  readonly appends: ReadonlySet<string>
  /** Whether `^` of two texts works on their bytes, and an item of bytes is bytes (PHP). */
  readonly bytesAreTexts: boolean
}
