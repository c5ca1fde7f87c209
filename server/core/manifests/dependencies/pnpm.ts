import { readYamlLines, type YamlLine } from '../yamlLines'
import { type FoundDependency, found, type ManifestPart } from './dependency'

/** `/@scope/name@1.0.0(peer@2)`, `name@1.0.0`, and `/name/1.0.0` of older versions. */
const PACKAGE = /^\/?((?:@[^/@]{1,200}\/)?[^/@]{1,200})[@/]([^()\s]{1,500})/

/** pnpm-lock.yaml: what has a `resolution` is a package, whatever the section around it is called in that version. */
export function pnpmLock(part: ManifestPart): readonly FoundDependency[] {
  const { source } = part
  const lines = readYamlLines(source.text)
  return lines.flatMap((line, at): FoundDependency[] => {
    if (line.key === undefined || line.value !== '') return []
    const named = PACKAGE.exec(line.key)
    if (named === null) return []
    const [resolution, reachesEnd] = resolutionBelow(lines, at)
    if (resolution === undefined) return []
    const field = (name: string) => new RegExp(`\\b${name}: ?([^,}\\s]{1,2000})`).exec(resolution)?.[1]
    const reference = field('tarball') ?? field('repo') ?? field('directory')
    return [
      found(
        source,
        line.keyStart,
        line.keyEnd,
        {
          ecosystem: 'npm',
          name: named[1] ?? '',
          requirement: field('commit') ?? named[2],
          reference,
          source: field('repo') === undefined ? undefined : 'git',
          isLock: true,
          integrity: field('integrity'),
        },
        reachesEnd,
      ),
    ]
  })
}

/** The flow mapping, or the lines below the key in block style; and whether the text ended before the entry did. */
function resolutionBelow(lines: readonly YamlLine[], at: number): readonly [string | undefined, boolean] {
  const outer = lines[at]?.indent ?? 0
  let text: string | undefined
  let inner: number | undefined
  for (let next = at + 1; next < lines.length; next++) {
    const line = lines[next]
    if (line === undefined || line.indent <= outer) return [text, false]
    if (inner !== undefined && line.indent > inner) text += `, ${line.key ?? ''}: ${line.value}`
    else if (line.key === 'resolution') {
      text = line.value
      inner = line.indent
    } else inner = undefined
  }
  return [text, true]
}
