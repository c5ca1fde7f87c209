import { sensitivityOf } from '../formats/sensitivePath'
import type { FileSummary } from './context'

/** The file on which a finding about the change as a whole stands: the one that most hangs on, as far as names tell. */
export function mainFile(files: readonly FileSummary[]): FileSummary | undefined {
  const rank = ({ path, area, added, removed }: FileSummary) =>
    (sensitivityOf(path, area) === undefined ? 0 : 4) +
    (area === 'source' || area === 'dependencies' || area === 'binaries' ? 2 : 0) +
    (added + removed > 0 ? 1 : 0)
  return files.reduce<FileSummary | undefined>(
    (best, file) => (best === undefined || rank(file) > rank(best) ? file : best),
    undefined,
  )
}
