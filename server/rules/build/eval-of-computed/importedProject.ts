import { spanOf } from '../../../core/model/location'
import { type ComputedStep, isData, type Origin } from './computed'

const imported = /<Import\b[^>]{0,400}?\bProject\s*=\s*(?:"([^"]{1,600})"|'([^']{1,600})')/gi

/** `<Import Project>` of a project of MSBuild (MSBuild reference, "Import element") that only the machine decides. */
export function importedProjects(lines: readonly string[], path: string): readonly ComputedStep[] {
  return lines.flatMap((line, index): readonly ComputedStep[] => {
    if (line.length > 4_000 || !line.includes('Project')) return []
    return [...line.matchAll(imported)].flatMap((found): readonly ComputedStep[] => {
      const code = found[1] ?? found[2] ?? ''
      const origin = originOf(code, path)
      if (origin === undefined) return []
      const isGrave = origin.kind !== 'outside'
      const span = spanOf(index + 1, found.index, found[0].length)
      return [
        { message: 'included', severity: isGrave ? 'medium' : 'low', span, parts: [], where: 'Import', code, origin },
      ]
    })
  })
}

/** Functions that only put paths together or look for a file further up. */
const paths =
  /\$\(\[MSBuild\]::|\$\(\[System\.IO\.Path\]::|\$\(\[System\.IO\.Directory\]::(?:GetParent|GetCurrentDirectory)|::(?:Combine|GetFullPath|GetDirectoryName)/i
const userFolder =
  /^\$\((?:(?:local)?appdata|te?mp|tmpdir|userprofile|home|homepath|public|programdata|allusersprofile)\)/i

function originOf(code: string, path: string): Origin | undefined {
  const plain = code.replace(/\\/g, '/')
  if (/\[System\./i.test(code) && !paths.test(code))
    return { kind: 'pieces', says: 'functions of .NET put its name together' }
  // The property pages of Visual Studio itself are kept there.
  if (userFolder.test(code) && !/^\$\([\w]+\)\/+(?:Microsoft|NuGet)\//i.test(plain))
    return { kind: 'environment', says: 'the environment of whoever builds names it' }
  if (/^\/\/[^/]/.test(plain)) return { kind: 'environment', says: 'it is on another machine' }
  if (
    /^[a-z]:\/(?:users\/public|windows\/temp|temp|tmp|programdata)\//i.test(plain) ||
    /^\/(?:var\/)?tmp\//.test(plain)
  )
    return { kind: 'environment', says: 'it is where any program of the machine can write' }
  if (/^(?:[a-z]:\/|\/[a-z])/i.test(plain)) return { kind: 'outside', says: 'it is outside the tree' }
  if (isData(plain)) return { kind: 'data', says: 'by its name, the file holds data' }
  const up = /^(?:\.\.\/)+/.exec(plain)?.[0].length ?? 0
  return up / 3 > path.split('/').length - 1 + 1 ? { kind: 'outside', says: 'it is outside the tree' } : undefined
}
