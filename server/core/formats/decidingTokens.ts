/** What of a stretch of tokens a comparison or a branch hangs on; a name or a text spelt otherwise is none of it. */
export function decides(tokens: string): string {
  const said = tokens.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '').replace(/["'].*$/, '')
  return (
    said.match(
      /[!=<>]=|&&|\|\||[!<>]|\b(?:if|unless|return|not|and|or|true|false|null|nil|None|True|False)\b|\b\d+\b/g,
    ) ?? []
  ).join(' ')
}
