/**
 * Characters that do not show, or that change how their neighbours show: C0 and C1 controls, format characters (bidi,
 * zero width, tags, soft hyphen), line and paragraph separators, private use, lone surrogates (general categories Cc,
 * Cf, Zl, Zp, Co, Cs) and whatever is default-ignorable: fillers, variation selectors, characters kept free for more.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu

/** One line of hostile text with every character that hides made visible as `⟨U+200B⟩`; tabs become blanks. */
export function visible(text: string): string {
  return text.replace(/\t/g, ' ').replace(HIDDEN, codePoint)
}

/** As {@link visible}, but line feeds and tabs stay. */
export function visibleLines(text: string): string {
  return text.replace(HIDDEN, char => (char === '\n' || char === '\t' ? char : codePoint(char)))
}

function codePoint(char: string): string {
  return `⟨U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`
}

/** Shortens in the middle, where paths and tokens say least. `limit` counts UTF-16 units. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text
  const head = Math.ceil((limit - 1) / 2)
  const tail = limit - 1 - head
  return `${text.slice(0, head).replace(/[\ud800-\udbff]$/, '')}…${text.slice(text.length - tail).replace(/^[\udc00-\udfff]/, '')}`
}
