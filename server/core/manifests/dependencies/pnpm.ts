import { type DataEntry, nodeAt, textAt, visitMaps } from '../../documents/dataNode'
import { readYaml } from '../../documents/yaml'
import { type FoundDependency, found, type ManifestPart } from './dependency'

/** `/@scope/name@1.0.0(peer@2)`, `name@1.0.0`, and `/name/1.0.0` of older versions. */
const PACKAGE = /^\/?((?:@[^/@]{1,200}\/)?[^/@]{1,200})[@/]([^()\s]{1,500})/

/** pnpm-lock.yaml: what has a `resolution` is a package, whatever the section around it is called in that version. */
export function pnpmLock({ source }: ManifestPart): readonly FoundDependency[] {
  const last = source.text.trimEnd().length
  const entries: FoundDependency[] = []
  for (const document of readYaml(source.body()))
    visitMaps(document, map => {
      for (const entry of map.entries) entries.push(...lockedPackage(source, entry, last))
    })
  return entries
}

/** @param last where the text ends: an entry that goes on to there may go on in the file */
function lockedPackage(
  source: ManifestPart['source'],
  { key, keyStart, keyEnd, value }: DataEntry,
  last: number,
): readonly FoundDependency[] {
  const resolution = nodeAt(value, 'resolution')
  const named = resolution === undefined ? null : PACKAGE.exec(key)
  if (named === null) return []
  const field = (name: string) => textAt(resolution, name)
  const quote = /["']/.test(source.text[keyStart] ?? '') ? 1 : 0
  const reference = field('tarball') ?? field('repo') ?? field('directory')
  return [
    found(
      source,
      keyStart + quote,
      keyEnd - quote,
      {
        ecosystem: 'npm',
        name: named[1] ?? '',
        requirement: field('commit') ?? named[2],
        reference,
        source: field('repo') === undefined ? undefined : 'git',
        isLock: true,
        integrity: field('integrity'),
      },
      value.end >= last,
    ),
  ]
}
