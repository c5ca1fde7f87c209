import { type IniSection, readIni } from './ini'

/**
 * A unit, drop-in, link or network file of systemd (systemd.syntax(7)): sections, keys in the order of the text. A key
 * may stand more than once; an empty value takes back what stood before, so no occurrence is left out.
 */
export function readSystemdUnit(text: string): readonly IniSection[] {
  return readIni(text, { continuation: 'backslash', separators: '=', comments: '#;' })
}
