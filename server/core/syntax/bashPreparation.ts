/**
 * Rewrites, in the same length, what shells read and the grammar does not. Strings and here-documents may be touched, too:
 * only the tree is made of the result, and texts are taken from the file.
 * - A redirection that opens for reading and writing (`5<>file`) is one for reading.
 * - `} then`, `) do` and `for x do` get the semicolon that the shell does not need there.
 * - A hexadecimal number whose digits are a variable (`0x$n`) is the variable alone.
 */
export function prepareBash(text: string): string {
  return text
    .replace(/(?<=[\s\d])<>(?![<>])/g, '< ')
    .replace(/(?<=[})]) (?=(?:then|do)\b)/g, ';')
    .replace(/(?<=\bfor [A-Za-z_]\w{0,60}) (?=do\b)/g, ';')
    .replace(/(?<!\w)0[xX](?=\$)/g, '  ')
}
