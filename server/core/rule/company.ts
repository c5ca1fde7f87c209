import { areaOf } from '../formats/area'
import { formatsOfExtension } from '../formats/signature'
import type { Area } from '../model/inventory'
import { extensionOf, folderOf } from '../model/path'
import type { FileSummary } from './context'

/** What makes, reads or configures data; notes, ignore lists and translations do not. */
const areas: ReadonlySet<Area> = new Set(['build', 'ci', 'tests', 'source', 'dependencies'])

const settings = new Set([
  'json',
  'yml',
  'yaml',
  'toml',
  'xml',
  'properties',
  'cfg',
  'conf',
  'ini',
  'in',
  'vcproj',
  'sln',
])

/** Whether a changed file could be what makes or reads the data. */
export function isCompanion(file: FileSummary): boolean {
  // Assets are made from vendored sources too; that those moved is told by itself.
  if (file.content === 'submodule') return file.kind !== 'deleted'
  if (file.content !== 'text' || file.kind === 'deleted') return false
  return areas.has(file.area) || (file.area === 'other' && settings.has(extensionOf(file.path)))
}

/**
 * The same of an earlier commit, where only the name of a file is known: beside the data, what has its extension or one
 * that binary formats have is data as well, and so is what has none.
 */
export function isCompanionName(path: string, data: string): boolean {
  const extension = extensionOf(path)
  if (extension === extensionOf(data) || formatsOfExtension(extension).length > 0) return false
  const area = areaOf(path, false)
  if (area === 'tests') return extension !== '' || folderOf(path) !== folderOf(data)
  return areas.has(area) || (area === 'other' && settings.has(extension))
}
