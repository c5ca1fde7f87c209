import { visible, visibleLines } from '../model/visible'

/*
 * Text of the reviewed change is data on every surface: one function per surface, and on all of them whatever cannot be
 * seen is written out as ⟨U+XXXX⟩.
 */

/** One line for a terminal: no escape sequence, no second line, no reordering can come out of it. */
export function escapeTerminal(text: string): string {
  return visible(text)
}

/** For a surface that shows text as it is, such as a SARIF message. Several lines may stand. */
export function escapePlain(text: string): string {
  return visibleLines(text.replace(/\r\n/g, '\n'))
}

/** Several lines for a terminal; tabs become blanks, since their width depends on where they stand. */
export function escapeTerminalLines(text: string): string {
  return escapePlain(text).replace(/\t/g, ' ')
}

/**
 * One line of running text in Markdown: nothing in it can become a link, an image, HTML, emphasis, a heading, a list or
 * a table cell. Sites that link bare addresses, mentions and issue numbers do so after rendering, so those are broken
 * up with a zero-width space, which an escape alone would not do.
 */
export function escapeMarkdown(text: string): string {
  return visible(text)
    .trim()
    .replace(/&/g, '&amp;')
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/(https?|ftp|mailto|www)(?=[:.])/gi, name => `${name.slice(0, 1)}&#8203;${name.slice(1)}`)
    .replace(/[@#]/g, char => `\\${char}&#8203;`)
}

/** A message of ours: its lines stay, what it quotes in backticks becomes code spans, the rest running text. */
export function markdownMessage(text: string): string {
  return text.split('\n').map(messageLine).join('  \n')
}

function messageLine(line: string): string {
  const parts = line.split('`')
  const last = parts.length - 1
  return parts
    .map((part, at) => (at % 2 === 0 || at === last ? messageText(part, at, last) : markdownCode(part)))
    .join('')
}

/** Blanks next to a code span must survive; an unpaired backtick is shown as it is. */
function messageText(part: string, at: number, last: number): string {
  const before = at > 0 && /^\s/.test(part) ? ' ' : ''
  const after = at < last && /\s$/.test(part) && part.trim() !== '' ? ' ' : ''
  return `${at % 2 === 1 ? '\\`' : ''}${before}${escapeMarkdown(part)}${after}`
}

/** A code span whose fence is longer than any run of backticks inside. */
export function markdownCode(text: string): string {
  const shown = visible(text)
  if (shown === '') return ''
  const fence = '`'.repeat(longestRun(shown) + 1)
  const pad = /^[`\s]|[`\s]$/.test(shown) ? ' ' : ''
  return `${fence}${pad}${shown}${pad}${fence}`
}

/** A fenced block; the fence is longer than any run of backticks inside, so nothing inside can end it. */
export function markdownCodeBlock(text: string, language = ''): string {
  const shown = escapePlain(text)
  const fence = '`'.repeat(Math.max(3, longestRun(shown) + 1))
  return `${fence}${language.replace(/[^a-z0-9+-]/gi, '')}\n${shown}${shown.endsWith('\n') ? '' : '\n'}${fence}`
}

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** For HTML text and for attribute values in either kind of quotes. */
export function escapeHtml(text: string): string {
  return escapePlain(text).replace(/[&<>"']/g, char => HTML[char] ?? char)
}

/** JSON on which every unseen character is an escape: the value is the same, and a terminal shows all of it. */
export function escapeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(/[^\n -~]/gu, unit =>
    visible(unit) === unit
      ? unit
      : [...Array(unit.length).keys()].map(at => unicodeEscape(unit.charCodeAt(at))).join(''),
  )
}

function unicodeEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0)
}
