import type { TextSpan } from '../model/location'
import { bashShell } from './bashShell'
import { cmakeShell } from './cmakeShell'
import type { EmbeddedText } from './embeddedText'
import type { LanguageId } from './language'
import { m4Shell } from './m4Shell'
import { makeShell } from './makeShell'
import { mesonShell } from './mesonShell'
import { ShellCollector } from './shellCollector'
import type { Value } from './value'

/**
 * How a command comes to run. `script`: as it stands. `substitution`: `$(…)`, backticks, `<(…)`. `stored`: text in a
 * variable, which runs only if something evaluates it. `argument`: text given to `eval`, `sh -c`, `trap` or a shell's
 * here-document.
 */
export type ShellForm = 'script' | 'substitution' | 'stored' | 'argument'

export interface ShellWord {
  /**
   * Quotes, escapes and m4 brackets taken off; expansions as written (`$x`, `$(date)`). What m4 or make would put there
   * and nobody can foresee reads `$?`.
   */
  readonly text: string
  /** Exactly as the file has it. */
  readonly raw: string
  readonly span: TextSpan
  /** Names of plain variables (`$x`, `${x}`, make's `$(X)`) in it, in order. */
  readonly variables: readonly string[]
  /**
   * What the word becomes when plain assignments of the same file fix every expansion in it; absent without one. Where
   * several assignments could hold it is the nearest one; {@link value} has them all.
   */
  readonly resolved?: string
  /** What the word becomes as far as the file fixes it. Of a word the shell would split, the text before that. */
  readonly value: Value
  /** The word with its quotes off, mapped to where it stands: for code of another language in it. */
  body(): EmbeddedText
}

export interface ShellRedirect {
  /** `>`, `>>`, `<`, `<<`, `<<<`, `>&`, `&>` and so on, without the file descriptor. */
  readonly operator: string
  /** The number before the operator: `2` in `2>/dev/null`. */
  readonly descriptor?: string
  readonly target: ShellWord
  /** Of a here-document: its lines. */
  readonly document?: () => EmbeddedText
}

export interface ShellCommand {
  /**
   * The program without its folder, resolved if a variable names it (`$SHELL` stays as it is). `(` for a subshell and
   * `{` for a loop, condition or group that ends here: their commands are pipelines of their own.
   */
  readonly name: string
  /** The command itself first; without assignments before it and redirects. */
  readonly words: readonly ShellWord[]
  readonly redirects: readonly ShellRedirect[]
  readonly span: TextSpan
}

export interface ShellPipeline {
  /** At least one, in the order data flows. */
  readonly commands: readonly ShellCommand[]
  readonly form: ShellForm
  /** The variable that gets the output (`substitution`) or holds the text (`stored`). */
  readonly assignedTo?: string
  /** Where it stands: the macro, the make target or variable, the CMake command; empty in a script. */
  readonly context: string
  readonly span: TextSpan
}

export interface ShellAssignment {
  readonly name: string
  /** What is assigned; of an addition only what is added. */
  readonly value: ShellWord
  /** Added to what was there: `+=`. */
  readonly isAppend?: boolean
  readonly span: TextSpan
}

export interface ShellReading {
  /** In the order of the text. A pipeline of one command counts too. */
  readonly pipelines: readonly ShellPipeline[]
  readonly assignments: readonly ShellAssignment[]
}

/** Languages whose commands {@link readShell} finds. */
export function holdsShell(language: LanguageId | undefined): language is LanguageId {
  return (
    language === 'bash' ||
    language === 'zsh' ||
    language === 'm4' ||
    language === 'make' ||
    language === 'cmake' ||
    language === 'meson'
  )
}

/**
 * Every shell command in a file: in a script, in m4 macros and their arguments, in make recipes and `$(shell …)`, in
 * CMake's COMMAND arguments, in what Meson is told to run. Tolerant and total: never throws, takes time linear in the
 * text, and reads on after anything it does not understand. Positions are those of the file.
 */
export function readShell(language: LanguageId, text: string): ShellReading {
  switch (language) {
    case 'bash':
    case 'zsh':
      return bashShell(text)
    case 'm4':
      return m4Shell(text)
    case 'make':
      return makeShell(text)
    case 'cmake':
      return cmakeShell(text)
    case 'meson':
      return mesonShell(text)
    default:
      return { pipelines: [], assignments: [] }
  }
}

/**
 * Shell that a file of another language holds, such as a step of a workflow. Positions are those of the outer file.
 * @param outerText the outer file, for what words look like as written
 * @param context where it stands, as in {@link ShellPipeline.context}
 */
export function readShellPart(
  body: EmbeddedText,
  outerText: string,
  context: string,
  form: ShellForm = 'script',
): ShellReading {
  const collector = new ShellCollector(outerText)
  collector.script(body, context, form)
  return collector.finish()
}
