import type { CodeUnit } from '../embedded/code'
import type { Fact, FactKind } from '../facts/fact'
import type { PublishedMacros } from '../macros/publishedMacros'
import type { ChangeKind, CommitInfo, FileChange, FileMode } from '../model/changeSet'
import type { BinarySide, FileContent, TextContent, TextSide } from '../model/content'
import type { DecodedText } from '../model/finding'
import type { Hunk } from '../model/hunk'
import type { Area } from '../model/inventory'
import type { InnerLocation, Place, Side, TextSpan } from '../model/location'
import type { EarlierAuthors, Merges, Past } from '../model/ports'
import type { Confidence, Severity } from '../model/severity'
import type { GrammarStore } from '../syntax/grammars'
import type { LanguageId } from '../syntax/language'
import type { SourceTree } from '../syntax/sourceTree'
import type { Collector } from './rule'

/** Deterministic work units, so that the same input gives the same output on every machine. */
export interface Budget {
  /** False once the units are used up; the caller stops and says what was not looked at. */
  spend(units: number): boolean
}

/** One more place that belongs to a finding. */
export interface RelatedPlace {
  readonly side: Side
  readonly at: Place
  /** What is to be seen there, as a short phrase. */
  readonly label: string
  readonly inside?: InnerLocation
  /** Defaults to the text at `at`. */
  readonly text?: string
  readonly decoded?: DecodedText
}

/** What a rule says about one place of the file it is looking at. */
export interface Report {
  /** Key of the rule's `messages`. */
  readonly message: string
  /** Values for `{name}` in the texts; hostile ones are made visible by the engine. */
  readonly data?: Readonly<Record<string, string | number>>
  /** `new` unless said otherwise. */
  readonly side?: Side
  readonly at: Place
  readonly inside?: InnerLocation
  /** Defaults to the text at `at`. */
  readonly text?: string
  readonly severity?: Severity
  readonly confidence?: Confidence
  readonly related?: readonly RelatedPlace[]
}

/** One side of one text file, as a collector sees it. */
export interface SideContext {
  readonly side: Side
  readonly path: string
  readonly language: LanguageId | undefined
  readonly text: TextSide
  /** The same file on the other side, if there is one. */
  readonly other: TextSide | undefined
  /** What the change does to the file, on both sides. */
  readonly hunks: readonly Hunk[]
  readonly grammars: GrammarStore
  /** Published build macros; loaded only for collectors that say `readsPublished`. */
  readonly published: PublishedMacros | undefined
  readonly budget: Budget
  /** Says what was not looked at, for the coverage ledger: a short phrase. */
  note(reason: string): void
  /** Parsed at the first call and shared; undefined without a grammar, or when the text is over the limits. */
  tree(): SourceTree | undefined
  /** The file and all code inside it, at every depth; only for collectors that say `readsCode`. */
  code(): readonly CodeUnit[]
  /** Whether the change touches a line of the span on this side. */
  isChanged(span: TextSpan): boolean
}

/** Everything a rule sees of one text file. There is no other door: no files, clock, log or network. */
export interface FileContext {
  readonly change: FileChange
  readonly content: TextContent
  /** Display path of the new side, or of the old one of a deleted file. */
  readonly path: string
  readonly language: LanguageId | undefined
  /** `scan` when a whole tree is looked at and every line counts as new. */
  readonly scope: 'review' | 'scan'
  readonly grammars: GrammarStore
  readonly budget: Budget
  side(side: Side): TextSide | undefined
  /** Whether the change touches a line of the span on that side. */
  isChanged(side: Side, span: TextSpan): boolean
  tree(side: Side): SourceTree | undefined
  /** The file and all code inside it, at every depth; only for rules that say `readsCode`. */
  code(side: Side): readonly CodeUnit[]
  facts<K extends FactKind>(collector: Collector<K>, side: Side): readonly Fact<K>[]
  report(report: Report): void
}

/** A file with a binary side; bytes are there for both sides that exist. */
export interface BinaryFile {
  readonly change: FileChange
  readonly path: string
  readonly old: BinarySide | undefined
  readonly new: BinarySide | undefined
  readonly budget: Budget
}

export interface BinaryContext extends BinaryFile {
  readonly scope: 'review' | 'scan'
  report(report: Report): void
}

/** What is known of a file when the files are joined. */
export interface FileSummary {
  readonly index: number
  readonly kind: ChangeKind
  readonly path: string
  readonly oldPath?: string
  readonly oldMode?: FileMode
  readonly newMode?: FileMode
  /** Git object ids, where the source names them: what a file without content can still be told apart by. */
  readonly oldId?: string
  readonly newId?: string
  readonly area: Area
  readonly language?: LanguageId
  readonly content: FileContent['kind']
  /** Lines added and removed; 0 for binary files. */
  readonly added: number
  readonly removed: number
}

export interface ChangeSetReport extends Report {
  /** Index of the file in the change set, or the negative number of an unchanged one. */
  readonly file: number
  /** Digest of the fact the report rests on, or words that change when it does: the acceptance follows that evidence. */
  readonly digest: string
  readonly related?: readonly (RelatedPlace & { readonly file: number })[]
}

export interface ChangeSetContext {
  readonly files: readonly FileSummary[]
  readonly scope: 'review' | 'scan'
  /** Commit messages, newest first: what a change says of itself. */
  readonly messages: readonly string[]
  /**
   * The commits of the change, newest first, as far as the source knows them: of a mail the author alone, as committer
   * as well and without parents. Who made a change is context and no evidence: what rests on it is info or low.
   */
  readonly commits: readonly CommitInfo[]
  /** Day (ISO 8601, in UTC) of the review; undefined where there is no clock. */
  readonly today?: string
  /** What earlier commits did; undefined where no rule asked, and where the source has no past. */
  readonly past?: Past
  /** Undefined as {@link past} is. */
  readonly authors?: EarlierAuthors
  /** Undefined as {@link past} is. */
  readonly merges?: Merges
  readonly budget: Budget
  facts<K extends FactKind>(kind: K): readonly Fact<K>[]
  report(report: ChangeSetReport): void
}
