import type { CodeUnit } from '../embedded/code'
import { CodeView } from '../embedded/codeView'
import { embedReaders } from '../embedded/readers'
import type { Fact, FactKind } from '../facts/fact'
import type { PublishedMacros } from '../macros/publishedMacros'
import type { LoadedFile, TextContent, TextSide } from '../model/content'
import { changedLines } from '../model/hunk'
import { isTextSpan, lastLine, type Side, type TextSpan } from '../model/location'
import type { HashPort } from '../model/ports'
import type { GrammarStore } from '../syntax/grammars'
import { hasGrammar, type LanguageId } from '../syntax/language'
import { parseSource, type SourceTree } from '../syntax/sourceTree'
import { createBudget } from './budget'
import type { Budget, SideContext } from './context'
import { evidenceDigest, quote } from './evidence'
import type { Occurring } from './occurring'
import type { Collector } from './rule'

/** One text file while it is examined: everything computed at most once, trees freed at the end. */
export class FileView {
  readonly file: LoadedFile
  readonly content: TextContent
  readonly path: string
  readonly language: LanguageId | undefined
  readonly grammars: GrammarStore
  readonly budget: Budget
  readonly published: PublishedMacros | undefined
  /** What could not be done on this file, for the coverage ledger. */
  readonly notes: string[] = []
  readonly #hash: HashPort
  readonly #occurring: Occurring
  readonly #changed = new Map<Side, ReadonlySet<number>>()
  readonly #trees = new Map<Side, SourceTree | undefined>()
  readonly #code = new Map<Side, CodeView>()
  readonly #facts = new Map<Collector, Partial<Record<Side, readonly Fact[]>>>()

  constructor(
    file: LoadedFile,
    content: TextContent,
    path: string,
    language: LanguageId | undefined,
    grammars: GrammarStore,
    hash: HashPort,
    occurring: Occurring,
    budget: Budget = createBudget(),
    published?: PublishedMacros,
  ) {
    this.file = file
    this.content = content
    this.path = path
    this.language = language
    this.grammars = grammars
    this.#hash = hash
    this.#occurring = occurring
    this.budget = budget
    this.published = published
  }

  side(side: Side): TextSide | undefined {
    return this.content[side]
  }

  isChanged(side: Side, span: TextSpan): boolean {
    let lines = this.#changed.get(side)
    if (lines === undefined) {
      lines = changedLines(this.content.hunks, side)
      this.#changed.set(side, lines)
    }
    for (let line = span.start.line; line <= lastLine(span); line++) if (lines.has(line)) return true
    return false
  }

  tree(side: Side): SourceTree | undefined {
    if (!this.#trees.has(side)) this.#trees.set(side, this.#parse(side))
    return this.#trees.get(side)
  }

  #parse(side: Side): SourceTree | undefined {
    const text = this.content[side]
    if (text === undefined || !hasGrammar(this.language) || !this.grammars.isLoaded(this.language)) return undefined
    const other = this.#trees.get(side === 'old' ? 'new' : 'old')
    const result = parseSource(this.grammars, {
      language: this.language,
      path: this.path,
      text: text.text,
      side,
      ...(this.content.old === undefined && text.complete ? {} : { hunks: this.content.hunks }),
      ...(side === 'new' ? { old: () => this.tree('old') } : {}),
      ...(other === undefined ? {} : { similar: other }),
    })
    if (result.ok) return result.tree
    this.notes.push(result.reason === 'too-large' ? 'too large to be parsed' : 'parsing was given up at its limit')
    return undefined
  }

  /** Looks for code inside code on both sides, which {@link code} then gives. */
  async prepareCode(): Promise<void> {
    for (const side of ['old', 'new'] as const) {
      const text = this.content[side]
      if (text === undefined) continue
      const { language, path, grammars, notes } = this
      const view = new CodeView({ language, path, text: text.text, side, grammars, notes, tree: () => this.tree(side) })
      this.#code.set(side, view)
      await view.prepare(embedReaders)
    }
  }

  code(side: Side): readonly CodeUnit[] {
    return this.#code.get(side)?.units ?? []
  }

  facts<K extends FactKind>(collector: Collector<K>, side: Side): readonly Fact<K>[] {
    const key = collector as unknown as Collector
    const known = this.#facts.get(key) ?? {}
    if (known[side] === undefined) {
      known[side] = this.#collect(key, side)
      this.#facts.set(key, known)
    }
    return known[side] as readonly Fact<K>[]
  }

  #collect(collector: Collector, side: Side): readonly Fact[] {
    const text = this.content[side]
    if (text === undefined || collector.collect === undefined) return []
    if (!this.#occurring.isIn(side, collector.triggers)) return []
    return collector.collect(this.#sideContext(side, text)).map(draft => ({
      kind: collector.kind,
      subject: draft.subject,
      location: { file: this.file.change.index, side: draft.side, at: draft.at },
      text: draft.text ?? quote(this.content[draft.side], draft.at),
      digest: this.digest(draft.side, draft.at),
      isChanged: isTextSpan(draft.at) ? this.isChanged(draft.side, draft.at) : true,
      data: draft.data,
    }))
  }

  #sideContext(side: Side, text: TextSide): SideContext {
    return {
      side,
      path: this.path,
      language: this.language,
      text,
      other: this.content[side === 'old' ? 'new' : 'old'],
      hunks: this.content.hunks,
      grammars: this.grammars,
      published: this.published,
      budget: this.budget,
      note: reason => void this.notes.push(reason),
      tree: () => this.tree(side),
      code: () => this.code(side),
      isChanged: span => this.isChanged(side, span),
    }
  }

  digest(side: Side, place: Parameters<typeof evidenceDigest>[4]): string {
    return evidenceDigest(this.#hash, this.file.change, this.content, side, place)
  }

  /** Frees the trees, which no garbage collector sees. */
  dispose(): void {
    this.#trees.get('new')?.delete()
    this.#trees.get('old')?.delete()
    this.#trees.clear()
    for (const view of this.#code.values()) view.dispose()
  }
}
