import type { TextSpan } from '../model/location'
import type { EmbeddedText } from '../syntax/embeddedText'
import type { LanguageId } from '../syntax/language'
import type { ProgramReading } from '../syntax/program'
import type { ShellReading } from '../syntax/shell'
import type { SourceTree } from '../syntax/sourceTree'

/** An encoding that was undone to get at a text. */
export type Decoding = 'base64' | 'hex' | 'percent'

/**
 * What becomes of the text.
 * `file`: the file itself. `script`: the outer file hands it to an interpreter as it stands (a recipe, a `run:` step).
 * `argument`: a command or call gets it as a word (`sh -c`, `node -e`, `os.system`). `program`: a compiler gets it to
 * find out what the system can do. `decoded`: somebody has to decode it first.
 */
export type CodeRole = 'file' | 'script' | 'argument' | 'program' | 'decoded'

/** A stretch of code in a file, or in code of that file, with every position leading back to the file. */
export interface FoundCode {
  /** Undefined when nothing says what it is: text that came out of a decoding. */
  readonly language: LanguageId | undefined
  /** Quoting taken off, placeholders as written. */
  readonly body: EmbeddedText
  readonly role: CodeRole
  /** For people, where it stands: "job build, step 2", "scripts.postinstall", "os.system"; empty for the file. */
  readonly context: string
  readonly decoding?: Decoding
  /** A name it would have as a file of its own, for templates and detection; the host's path when absent. */
  readonly path?: string
}

/** A {@link FoundCode} in its place among the others, and what can be asked of it. Everything is computed once. */
export interface CodeUnit extends FoundCode {
  /** The unit it was found in; undefined for the file itself. */
  readonly host: CodeUnit | undefined
  /** 0 for the file. */
  readonly depth: number
  readonly path: string
  /** The whole of it in the outer file. */
  readonly span: TextSpan
  /** Every decoding between the file and this text, outermost first. */
  readonly decodings: readonly Decoding[]
  /** Positions in it are those of `body.text`; {@link CodeUnit.spanOf} leads to the file. Undefined without a grammar. */
  tree(): SourceTree | undefined
  /** Commands in it, if its language holds any; positions in the file. */
  shell(): ShellReading
  /** Undefined for languages that are no programs, and when it cannot be parsed. */
  program(): ProgramReading | undefined
  /** Place in the file of `body.text[start, end)`. */
  spanOf(start: number, end: number): TextSpan
}

/** Finds code of one kind in code of another. Total: never throws on input, and linear in the text. */
export interface EmbedReader {
  /** Of the code it looks into; `undefined` among them stands for text of no known language. */
  readonly languages: readonly (LanguageId | undefined)[]
  /** When given, the host's path must match: `package.json`, `.github/workflows/x.yml`. */
  readonly paths?: RegExp
  /** Literals one of which must occur in the text, so that most files cost nothing. */
  readonly triggers?: readonly string[]
  /** Whether {@link CodeUnit.tree} or {@link CodeUnit.program} is used, so that the grammar is loaded beforehand. */
  readonly parses?: boolean
  read(unit: CodeUnit): readonly FoundCode[]
}
