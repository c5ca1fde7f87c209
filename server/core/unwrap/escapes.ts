/** Letters that a backslash makes a control character of, in C and in all that took them from it (ISO C, 5.2.2). */
export const controlEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
}
