import { BashScanner } from './bashScanner'

/**
 * Rewrites, in the same length and with the same line ends, what shells read and the grammar does not. Only the tree is
 * made of the result: commands are found by shellLexer.ts, in the file as it is.
 * - A here-document is a redirection from a file, its lines are blank; a here-string is one, too.
 * - Patterns of `case`, right sides of `[[ a =~ b ]]` and what stands in `${…}` become words, unless they are plain.
 * - `} then`, `)) do`, `for x do` get the semicolon that the shell does not need there; the one in `do;` is taken away.
 * - `$((a) | b)`, which is no arithmetic, loses the inner parentheses, as lists within a list of ksh do.
 * - In arithmetic, `16#$x` is `$x`, `f(x)` is `(x)`, and a number with a fraction is a whole one.
 * - `5<>file` opens for reading, a `$` that names nothing is an underscore, a comment in backquotes is blank.
 * - `@test "…" {` of Bats opens a function, and `@NAME@` is a word, whatever the file is called.
 */
export function prepareBash(text: string): string {
  return new BashScanner(text).prepared()
}
