/**
 * The shell's grammar as far as text is worked on with it (POSIX, Shell Command Language, 2.10). Text is one character
 * for one byte throughout.
 */
export type Node =
  | {
      readonly kind: 'simple'
      readonly assignments: readonly Assignment[]
      readonly words: readonly Word[]
      readonly redirects: readonly Redirect[]
      readonly text: string
    }
  | { readonly kind: 'pipeline'; readonly parts: readonly Node[]; readonly text: string }
  | { readonly kind: 'not'; readonly body: Node }
  /** Commands joined by `&&` and `||`, which bind alike. */
  | {
      readonly kind: 'chain'
      readonly first: Node
      readonly rest: readonly { readonly operator: '&&' | '||'; readonly body: Node }[]
    }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | {
      readonly kind: 'group'
      readonly body: Node
      readonly isSubshell: boolean
      readonly redirects: readonly Redirect[]
    }
  | {
      readonly kind: 'if'
      readonly branches: readonly { readonly when: Node; readonly body: Node }[]
      readonly otherwise?: Node
    }
  /** Without words it goes over what the script or function is called with. */
  | { readonly kind: 'for'; readonly name: string; readonly words: readonly Word[] | undefined; readonly body: Node }
  | {
      readonly kind: 'while'
      readonly when: Node
      readonly body: Node
      readonly isUntil: boolean
      readonly text: string
    }
  /** `((…))`. */
  | { readonly kind: 'arithmetic'; readonly body: Word }
  /** `for ((first; when; step))`. */
  | {
      readonly kind: 'count'
      readonly first: Word
      readonly when: Word
      readonly step: Word
      readonly body: Node
    }
  | {
      readonly kind: 'case'
      readonly subject: Word
      readonly arms: readonly { readonly patterns: readonly Word[]; readonly body: Node }[]
    }
  | { readonly kind: 'function'; readonly name: string; readonly body: Node }
  /** What is not followed; the text says what it is. */
  | { readonly kind: 'unread'; readonly text: string }

export interface Assignment {
  readonly name: string
  readonly value: Word
  readonly isAppend: boolean
  /** Subscript of an element of an array. */
  readonly key?: Word
  /** `name=(…)`. */
  readonly elements?: readonly { readonly key?: Word; readonly value: Word }[]
}

export interface Redirect {
  readonly operator: string
  readonly descriptor: string
  readonly target: Word
  /** Of a here-document: its text as a word, or the plain text where the delimiter was quoted. */
  readonly document?: Word
}

export type Word = readonly Piece[]

export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly isQuoted: boolean }
  /**
   * `$x`, `${x}`, `${x#y}`: `operator` and `operand` as written; `length` for `${#x}`, `indirect` for `${!x}`, `keys`
   * for `${!x[@]}`.
   */
  | {
      readonly kind: 'variable'
      readonly name: string
      readonly operator: string
      readonly operand: Word
      /** Subscript; `@` and `*` stand for all elements. */
      readonly key?: Word
      readonly isQuoted: boolean
    }
  /** `output`: `$(…)`. `file`: `<(…)`, the name of a file that holds it. */
  | { readonly kind: 'output' | 'file'; readonly body: Node; readonly isQuoted: boolean; readonly text: string }
  | { readonly kind: 'arithmetic'; readonly body: Word; readonly isQuoted: boolean }
  | { readonly kind: 'unread'; readonly text: string; readonly isQuoted: boolean }
