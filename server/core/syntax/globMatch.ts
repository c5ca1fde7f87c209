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
  let at = 0
  let inPattern = 0
  let star = -1
  let starAt = 0
  while (at < text.length) {
    const char = pattern[inPattern]
    if (char === '*') {
      star = inPattern++
      starAt = at
    } else if (char === '?' || char === text[at]) {
      inPattern++
      at++
    } else if (star !== -1) {
      inPattern = star + 1
      at = ++starAt
    } else return false
  }
  while (pattern[inPattern] === '*') inPattern++
  return inPattern === pattern.length
}
