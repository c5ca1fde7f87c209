/** Whether a shell pattern is plain text. */
export function isLiteralPattern(pattern: string): boolean {
  return !/[*?[\]\\]/.test(pattern)
}

/**
 * Whether a shell pattern of `*`, `?` and text matches a whole text; undefined for patterns with more in them. Takes
 * time of the product of both lengths at most.
 */
export function globMatches(pattern: string, text: string): boolean | undefined {
  if (/[[\]\\]/.test(pattern)) return undefined
  return wildcardsMatch(pattern, text, (part, char) => part === '?' || part === char)
}

/**
 * Whether the parts of a pattern match a whole text: `*` stands for any text, each other part for one unit that it fits.
 * Takes time of the product of both lengths at most.
 */
export function wildcardsMatch(
  parts: ArrayLike<string>,
  text: string,
  fits: (part: string, char: string) => boolean,
): boolean {
  let at = 0
  let inPattern = 0
  let star = -1
  let starAt = 0
  while (at < text.length) {
    const part = parts[inPattern]
    if (part === '*') {
      star = inPattern++
      starAt = at
    } else if (part !== undefined && fits(part, text[at] as string)) {
      inPattern++
      at++
    } else if (star !== -1) {
      inPattern = star + 1
      at = ++starAt
    } else return false
  }
  while (parts[inPattern] === '*') inPattern++
  return inPattern === parts.length
}
