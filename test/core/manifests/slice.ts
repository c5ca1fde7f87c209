import type { TextSpan } from '../../../server/core/model/location'
import { LineTable } from '../../../server/core/syntax/lineTable'

/** What stands at a place, by the place alone. */
export function slice(text: string, span: TextSpan): string {
  const table = new LineTable(text)
  return text.slice(table.offset(span.start), table.offset(span.end))
}

interface Placed {
  readonly text: string
  readonly span: TextSpan
}

function isPlaced(value: object): value is Placed {
  return 'text' in value && 'span' in value && typeof value.text === 'string' && Object.keys(value).length === 2
}

/** Every word anywhere in a reading, told by its text and its place. */
export function wordsIn(reading: unknown): readonly Placed[] {
  if (typeof reading !== 'object' || reading === null) return []
  if (isPlaced(reading)) return [reading]
  return Object.values(reading).flatMap(wordsIn)
}

/** Texts that a reader must survive: each mark repeated, nested, and left open. */
export const hostileTexts: readonly string[] = [
  ...[
    '[',
    '{',
    '(',
    '"',
    "'",
    '\\',
    '\\\n',
    '<',
    '<a>',
    '</a>',
    '&',
    '#',
    '=',
    '- ',
    ': ',
    'a=[',
    '{"a":',
    'a{',
    '/*',
    '//',
    '"""',
    ' ',
    '\t',
    '\r\n',
    '%define x ',
    '[[a]]\n',
    'a @ ',
    'a;',
    '--hash=',
    'dependencies {\n',
    '<!DOCTYPE a [<!ENTITY a "&a;">]>',
    '<![CDATA[',
    '<a b="',
    '=> ',
    'require (\n',
    'a.',
  ].map(mark => mark.repeat(Math.ceil(20_000 / mark.length))),
  '',
  '\n',
  '\uFEFF',
  '\ud800',
]
