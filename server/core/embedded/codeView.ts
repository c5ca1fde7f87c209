import type { Side } from '../model/location'
import { wholeText } from '../syntax/embeddedText'
import type { GrammarStore } from '../syntax/grammars'
import { type GrammarId, hasGrammar, type LanguageId } from '../syntax/language'
import type { ProgramReading } from '../syntax/program'
import { shapeOf } from '../syntax/program/languages'
import { isLexed, readLexedProgram } from '../syntax/program/lexed'
import { readProgram } from '../syntax/program/readProgram'
import { readShell, readShellPart, type ShellReading } from '../syntax/shell'
import { parseSource, type SourceTree } from '../syntax/sourceTree'
import type { CodeUnit, EmbedReader, FoundCode } from './code'

/** Code in code in code: each level is read once more, so there are few. */
const DEEPEST = 5
/** Stretches of one side of a file. */
const LIMIT_UNITS = 2_000
/** UTF-16 units of all stretches together, beside four times the file's own. */
const LIMIT_TEXT = 1_000_000

export interface CodeViewInput {
  readonly language: LanguageId | undefined
  readonly path: string
  readonly text: string
  readonly side: Side
  readonly grammars: GrammarStore
  /** Where it says why something was not read, for the coverage ledger. */
  readonly notes: string[]
  /** The file's own tree, shared with whoever else looks at the file; stays the caller's to delete. */
  readonly tree: () => SourceTree | undefined
}

const noShell: ShellReading = { pipelines: [], assignments: [] }

/** All code in one side of one file: the file itself and, once prepared, the code inside it at every depth. */
export class CodeView {
  readonly #input: CodeViewInput
  readonly #units: Unit[]
  readonly #trees: SourceTree[] = []
  #textLeft: number
  #prepared: Promise<void> | undefined

  constructor(input: CodeViewInput) {
    this.#input = input
    const body = wholeText(input.text)
    this.#units = [new Unit({ language: input.language, body, role: 'file', context: '' }, undefined, this)]
    this.#textLeft = LIMIT_TEXT + 4 * input.text.length
  }

  /** In the order they were found: a host comes before what it holds. Only the file itself before {@link prepare}. */
  get units(): readonly CodeUnit[] {
    return this.#units
  }

  get input(): CodeViewInput {
    return this.#input
  }

  /** Looks for code in code, loading grammars as they turn out to be needed. A second call waits for the first. */
  prepare(readers: readonly EmbedReader[]): Promise<void> {
    this.#prepared ??= this.#prepare(readers)
    return this.#prepared
  }

  async #prepare(readers: readonly EmbedReader[]): Promise<void> {
    let level: readonly Unit[] = this.#units
    while (level.length > 0) {
      const tasks = level.flatMap(unit =>
        readers.filter(reader => concerns(reader, unit)).map(reader => ({ reader, unit })),
      )
      await this.#ensure(tasks.filter(({ reader }) => reader.parses === true).map(({ unit }) => unit.language))
      const found: Unit[] = []
      for (const { reader, unit } of tasks) this.#read(reader, unit, found)
      this.#units.push(...found)
      await this.#ensure(found.map(unit => unit.language).filter(isProgram))
      level = (found[0]?.depth ?? DEEPEST) < DEEPEST ? found : []
    }
  }

  async #ensure(languages: readonly (LanguageId | undefined)[]): Promise<void> {
    const missing = new Set(languages.filter(hasGrammar).filter(language => !this.#input.grammars.isLoaded(language)))
    for (const language of missing) {
      try {
        await this.#input.grammars.ensure([language])
      } catch {
        this.#input.notes.push(`the grammar for ${language} could not be loaded`)
      }
    }
  }

  #read(reader: EmbedReader, host: Unit, found: Unit[]): void {
    let codes: readonly FoundCode[] = []
    try {
      codes = reader.read(host)
    } catch {
      this.#input.notes.push('code inside it could not be read')
    }
    for (const code of codes) {
      this.#textLeft -= code.body.text.length
      if (this.#textLeft < 0 || this.#units.length + found.length >= LIMIT_UNITS) {
        this.#input.notes.push('there is more code inside it than is read')
        return
      }
      found.push(new Unit(code, host, this))
    }
  }

  /** @returns undefined when there is no grammar for it, or when it is over the limits */
  parse(language: GrammarId, path: string, text: string): SourceTree | undefined {
    const { grammars, side } = this.#input
    if (!grammars.isLoaded(language)) return undefined
    const result = parseSource(grammars, { language, path, text, side })
    if (result.ok) {
      this.#trees.push(result.tree)
      return result.tree
    }
    this.#input.notes.push('code inside it is too large to be parsed')
    return undefined
  }

  /** Frees the trees of embedded code, which no garbage collector sees. */
  dispose(): void {
    for (const tree of this.#trees) tree.delete()
    this.#trees.length = 0
  }
}

function concerns(reader: EmbedReader, unit: CodeUnit): boolean {
  if (!reader.languages.includes(unit.language)) return false
  if (reader.paths?.test(unit.path) === false) return false
  return reader.triggers === undefined || reader.triggers.some(trigger => unit.body.text.includes(trigger))
}

function isProgram(language: LanguageId | undefined): boolean {
  return language !== undefined && (isLexed(language) || shapeOf(language) !== undefined)
}

class Unit implements CodeUnit {
  readonly language: FoundCode['language']
  readonly body: FoundCode['body']
  readonly role: FoundCode['role']
  readonly context: string
  readonly decoding?: NonNullable<FoundCode['decoding']>
  readonly host: CodeUnit | undefined
  readonly depth: number
  readonly path: string
  readonly decodings: CodeUnit['decodings']
  readonly #view: CodeView
  #tree: { readonly value: SourceTree | undefined } | undefined
  #shell: ShellReading | undefined
  #program: { readonly value: ProgramReading | undefined } | undefined

  constructor(found: FoundCode, host: CodeUnit | undefined, view: CodeView) {
    this.language = found.language
    this.body = found.body
    this.role = found.role
    this.context = found.context
    if (found.decoding !== undefined) this.decoding = found.decoding
    this.host = host
    this.depth = host === undefined ? 0 : host.depth + 1
    this.path = found.path ?? host?.path ?? view.input.path
    const before = host?.decodings ?? []
    this.decodings = found.decoding === undefined ? before : [...before, found.decoding]
    this.#view = view
  }

  get span() {
    return this.body.span(0, this.body.text.length)
  }

  spanOf(start: number, end: number) {
    return this.body.span(start, end)
  }

  tree(): SourceTree | undefined {
    this.#tree ??= { value: this.#parse() }
    return this.#tree.value
  }

  #parse(): SourceTree | undefined {
    if (this.host === undefined) return this.#view.input.tree()
    return hasGrammar(this.language) ? this.#view.parse(this.language, this.path, this.body.text) : undefined
  }

  shell(): ShellReading {
    this.#shell ??= this.#readShell()
    return this.#shell
  }

  #readShell(): ShellReading {
    const { text } = this.#view.input
    if (this.host === undefined) return this.language === undefined ? noShell : readShell(this.language, text)
    return this.language === 'bash' || this.language === 'zsh' ? readShellPart(this.body, text, this.context) : noShell
  }

  program(): ProgramReading | undefined {
    this.#program ??= { value: this.#readProgram() }
    return this.#program.value
  }

  #readProgram(): ProgramReading | undefined {
    if (!isProgram(this.language) || this.language === undefined) return undefined
    if (isLexed(this.language)) return readLexedProgram(this.language, this.body)
    const tree = this.tree()
    return tree === undefined ? undefined : readProgram(this.language, tree, this.body)
  }
}
