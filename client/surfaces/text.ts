/** Controls, format, private and lone characters, fillers and variation selectors: what does not show, or misleads. */
const HIDDEN =
  /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Co}|\p{Cs}|\u034f|[\u115f\u1160\u3164\uffa0]|\u17b4|\u17b5|\p{Variation_Selector}/gu

/**
 * Text of the reviewed change on its way to a label, where nothing else escapes it: control, bidirectional and
 * invisible characters become visible, line breaks become spaces.
 */
export function visibleText(text: string): string {
  return text.replace(/\s*[\t\r\n]+\s*/g, ' ').replace(HIDDEN, codePoint)
}

/** A path in a label: a line break in it is part of a name and shows as what it is. */
export function visiblePath(path: string): string {
  return path.replace(HIDDEN, codePoint)
}

/** As {@link visibleText}, but line feeds and tabs stay. */
export function visibleLines(text: string): string {
  return text.replace(HIDDEN, character =>
    character === '\n' || character === '\t' ? character : codePoint(character),
  )
}

function codePoint(character: string): string {
  return `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`
}

/** A sentence of a finding as Markdown: what it quotes becomes code, everything else is inert. */
export function markdownSentence(text: string): string {
  const parts = visibleText(text).split('`')
  if (parts.length % 2 === 0) return escapePunctuation(parts.join('`'))
  return parts.map((part, i) => (i % 2 === 1 && part !== '' ? markdownCode(part) : escapePunctuation(part))).join('')
}

/** In Markdown every character of ASCII punctuation may have a backslash in front, and then means itself. */
function escapePunctuation(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, '\\$&')
}

/** Inline code whose fence is longer than any run of backticks inside. */
export function markdownCode(text: string): string {
  const runs = text.match(/`+/g) ?? []
  const fence = '`'.repeat(Math.max(0, ...runs.map(run => run.length)) + 1)
  const isEdged = text.startsWith('`') || text.endsWith('`')
  return `${fence}${isEdged ? ` ${text} ` : text}${fence}`
}

/** A remedy in the words of the editor: the server's are those of the command line, which it shares them with. */
export function editorRemedy(remedy: string): string {
  return remedy
    .replace(/\bthe size limit: --max-file-bytes\b/, 'the size limit: plainsight.maxFileBytes')
    .replace(/\buse -C DIR\b/, 'open a folder of one')
}

/** The command in a remedy such as "shallow clone: git fetch --unshallow", where it has one. */
export function commandIn(remedy: string): string | undefined {
  return /(?:^|:\s)(git\s.*)$/s.exec(remedy)?.[1]
}

/** Below the name of its file a message need not say it again: in a narrow tree what happened is cut off otherwise. */
export function withoutName(message: string, name: string): string {
  const quoted = `\`${name}\``
  const [, rest] = message.startsWith(quoted)
    ? (/^(?:: | now | (?!and\b|or\b))(.+)$/s.exec(message.slice(quoted.length)) ?? [])
    : []
  if (rest !== undefined) return capital(rest)
  const removed = message.replace(`removed from ${quoted}`, 'removed')
  const inside = message.indexOf(` in ${quoted}`)
  if (removed !== message || inside < 0) return removed
  const after = message.slice(inside + ` in ${quoted}`.length)
  return /^(?:[:,;]|$)/.test(after) ? `${message.slice(0, inside)}${after}` : message
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
