import { baseName } from '../model/path'

/**
 * A path or name for a command a reviewer copies. Only plain characters go into a command; anything else could do
 * something in a shell or not be what it looks like, so a placeholder stands in its place.
 */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_./@%+:,][A-Za-z0-9_./@%+:,-]{0,119}$/.test(text) ? text : '<path>'
}

/** As {@link shellWord}, for commands that take patterns: of a name that is not plain, `?` fits what would not be. */
export function shellPattern(path: string): string {
  return /^[\w./-]{1,120}$/.test(path) ? path : baseName(path).replace(/[^\w.-]/g, '?')
}

/** "1 file", "2 files". */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`
}
