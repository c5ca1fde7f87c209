import type { Node } from 'web-tree-sitter'
import type { FactDraft, FactKind } from '../facts/fact'
import type { RuleId } from '../model/finding'
import type { Hunk, HunkLine } from '../model/hunk'
import type { Confidence, Severity } from '../model/severity'
import type { GrammarId, LanguageId } from '../syntax/language'
import type { BinaryContext, BinaryFile, ChangeSetContext, FileContext, SideContext } from './context'

/** What the reviewer reads; `{name}` is replaced by the report's data. See docs/ARCHITECTURE.md, "Wording". */
export interface MessageText {
  /** The fact first, at most 110 characters once filled in. */
  readonly message: string
  /** At most four lines; does not repeat the message. */
  readonly why: string
  /** The usual harmless reason. */
  readonly benign: string
  /** To the author of the change; names no tool and no precedent. */
  readonly question: string
  /** Read-only commands a reviewer can copy. */
  readonly commands?: readonly string[]
}

export type Scope = 'review' | 'scan'

/** Which files a rule or collector looks at; every condition that is given must hold. */
export interface FileFilter {
  readonly languages?: readonly LanguageId[]
  /** Globs on the whole path; one must match. */
  readonly paths?: readonly string[]
}

/** What a rule sees of a file before it says whether it will ask for the code in it. */
export interface CodeQuestion {
  readonly path: string
  readonly language: LanguageId | undefined
  /** The new side, as far as it is known. */
  readonly text: string
  /** The lines the change adds or removes. */
  readonly changed: string
}

/** The height at which a rule looks: exactly one. */
export type Examine =
  /** Every added line (or, with `side: 'old'`, every removed one). */
  | { readonly line: (line: HunkLine, context: FileContext) => void; readonly side?: 'old' | 'new' }
  | { readonly hunk: (hunk: Hunk, context: FileContext) => void }
  /** Every node of these kinds that touches a changed line of the new side, in one walk shared by all rules. */
  | { readonly nodes: Readonly<Record<string, (node: Node, context: FileContext) => void>> }
  /** Once per text file that passes the filter and the triggers. */
  | { readonly file: (context: FileContext) => void }
  /** Once per file with a binary side. */
  | { readonly binary: (context: BinaryContext) => void }
  /** Once per change set, on facts and file summaries only. */
  | { readonly changeSet: (context: ChangeSetContext) => void }

/** Gathers facts of one kind from one side of one file: computed once, shared by all rules that name it. */
export interface Collector<K extends FactKind = FactKind> {
  readonly kind: K
  readonly files?: FileFilter
  /** Literals one of which must occur on the side, or the file is not read for this; looked for where a rule `uses` it. */
  readonly triggers?: readonly string[]
  /** Whether {@link SideContext.tree} is used, so that the grammar is loaded beforehand. */
  readonly parses?: boolean
  /** Whether {@link SideContext.code} is used, so that code inside code is looked for beforehand. */
  readonly readsCode?: boolean
  /** Whether {@link SideContext.published} is used, so that the table is loaded beforehand. */
  readonly readsPublished?: boolean
  /** Languages of embedded code that are parsed as well. */
  readonly embeds?: readonly GrammarId[]
  /** For text; at least one of the two is given. */
  readonly collect?: (side: SideContext) => readonly FactDraft<K>[]
  /** For a file with a binary side. */
  readonly collectBinary?: (file: BinaryFile) => readonly FactDraft<K>[]
}

export interface RuleDefinition {
  readonly id: RuleId
  /** A phrase without capital or full stop. */
  readonly title: string
  readonly severity: Severity
  readonly confidence: Confidence
  /** `regular` is quiet by default; `thorough` is for an audit. */
  readonly mode: 'regular' | 'thorough'
  readonly scope: readonly Scope[]
  /** Ids in server/rules/precedents.ts. */
  readonly precedents: readonly string[]
  readonly tags: readonly string[]
  readonly files?: FileFilter
  /** Literals one of which must occur, or the file is not examined (nor parsed) for this rule. */
  readonly triggers?: readonly string[]
  /** Where a trigger must occur: on changed lines (the default) or anywhere on a side of a changed file. */
  readonly triggersIn?: 'change' | 'file'
  readonly uses?: readonly Collector[]
  /** For a rule on the change set: unchanged files of the tree whose facts it wants to join. */
  readonly wants?: {
    /** Asked first, since listing a tree costs and most changes want nothing. */
    readonly when: (context: ChangeSetContext) => boolean
    /** Which of the tree's paths; changed files among them are left out by the engine. */
    readonly paths: (context: ChangeSetContext, tree: readonly string[]) => readonly string[]
  }
  /** For a rule on the change set: whether it wants {@link ChangeSetContext.past}; asked first, since reading it costs. */
  readonly needsPast?: (context: ChangeSetContext) => boolean
  /** The same for {@link ChangeSetContext.authors}. */
  readonly needsAuthors?: (context: ChangeSetContext) => boolean
  /** The same for {@link ChangeSetContext.merges}. */
  readonly needsMerges?: (context: ChangeSetContext) => boolean
  /** Whether {@link FileContext.tree} is used outside `nodes`. */
  readonly parses?: boolean
  /** Whether {@link FileContext.code} is used. */
  readonly readsCode?: boolean
  /** Asked first, since looking for code inside code costs; without it, {@link FileContext.code} is always prepared. */
  readonly needsCode?: (file: CodeQuestion) => boolean
  readonly embeds?: readonly GrammarId[]
  /** Whether lines over the limit of lineGuard.ts are shown to it as well: it looks once at each and no more. */
  readonly readsLongLines?: boolean
  /** Rules whose finding on lines that this rule reports tells less of the same cause, and is left out then. */
  readonly supersedes?: readonly RuleId[]
  readonly messages: Readonly<Record<string, MessageText>>
  readonly examine: Examine
}

export interface Rule extends RuleDefinition {
  /** The text of rule.md: set by the generated index. */
  readonly document: string
}

/** Declares a rule. Inert: nothing is registered or read; server/rules/index.ts lists all rules. */
export function defineRule(definition: RuleDefinition): RuleDefinition {
  return definition
}

export function defineCollector<K extends FactKind>(collector: Collector<K>): Collector<K> {
  return collector
}
