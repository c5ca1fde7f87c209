import { type GoDirective, readGoMod, readGoSum } from '../goMod'
import { type FoundDependency, type ManifestPart, toEntry } from './dependency'

/** go.mod and go.work: what is required and what is replaced. */
export function goMod({ source, isPart }: ManifestPart): readonly FoundDependency[] {
  return readGoMod(source.text, isPart).flatMap((directive): readonly FoundDependency[] => {
    const { verb, words, target, span } = directive
    const path = words[0]?.text ?? ''
    if (verb === 'use') return entry(span, { ecosystem: 'go', name: path, source: 'workspace', reference: path })
    if (target.length > 0 && (verb === 'replace' || verb === undefined)) return replaced(directive)
    const version = words[1]?.text
    const isModule = version !== undefined && /^v\d/.test(version) && path.includes('.')
    if (!isModule || (verb !== 'require' && verb !== undefined)) return []
    return entry(span, {
      ecosystem: 'go',
      name: path,
      requirement: version,
      // What only another dependency wants is in no build of its own.
      scope: directive.isIndirect ? 'optional' : verb === undefined ? 'unknown' : 'runtime',
    })
  })
}

function replaced({ words, target, span }: GoDirective): readonly FoundDependency[] {
  const [from, to] = [words[0]?.text ?? '', target[0]?.text ?? '']
  const isPath = /^(?:\.{0,2}\/|\.{1,2}$|[A-Za-z]:\\)/.test(to)
  return entry(span, {
    ecosystem: 'go',
    name: isPath ? from : to,
    alias: from,
    requirement: target[1]?.text,
    reference: isPath ? to : undefined,
    source: isPath ? 'path' : 'registry',
    scope: 'override',
  })
}

export function goSum({ source }: ManifestPart): readonly FoundDependency[] {
  return readGoSum(source.text).flatMap(({ module, version, isGoMod, hash, span }) =>
    // The line of a go.mod file alone says only that it was read to find versions.
    isGoMod
      ? []
      : entry(span, { ecosystem: 'go', name: module.text, requirement: version, isLock: true, integrity: hash.text }),
  )
}

function entry(span: FoundDependency['span'], parts: Parameters<typeof toEntry>[0]): readonly FoundDependency[] {
  return [{ entry: toEntry(parts), span, reachesEnd: false }]
}
