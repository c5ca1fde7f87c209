import { isTestFolder, sourceKind } from '../formats/sourceKind'
import { baseName } from '../model/path'
import type { ChangeSetContext, FileSummary } from '../rule/context'
import type { BuildSystem } from '../syntax/probes'
import type { Fact } from './fact'

/** How people call them. */
export const buildSystemNames: Readonly<Record<BuildSystem, string>> = {
  autoconf: 'Autotools',
  cmake: 'CMake',
  meson: 'Meson',
  shell: 'configure',
  scons: 'SCons',
  waf: 'waf',
  python: 'Python',
  cargo: 'Cargo',
}

/** Protections by the words a check for them cannot do without, or a name cannot be read without. */
const protections: readonly (readonly [RegExp, string])[] = [
  [/landlock/i, 'Landlock'],
  [/seccomp/i, 'seccomp'],
  [/(?:^|[\W_])pledge(?![a-z])/i, 'pledge'],
  [/(?:^|[\W_])unveil(?![a-z])/i, 'unveil'],
  [/capsicum|cap_rights_limit|cap_enter/i, 'Capsicum'],
  [/sandbox_init/i, 'macOS'],
  [/NO_NEW_PRIVS/i, 'no-new-privileges'],
  [/selinux/i, 'SELinux'],
  [/apparmor/i, 'AppArmor'],
  [/sandbox/i, 'process'],
]

/** The protection a text is about: its name, undefined for anything else. */
export function protectionIn(text: string): string | undefined {
  return protections.find(([pattern]) => pattern.test(text))?.[1]
}

export interface Consequence {
  /** Places that ask for the name on the new side, the most telling first. */
  readonly uses: readonly Fact<'feature-use'>[]
  /** "`HAVE_X` is asked for in `sandbox.c` line 12 and 2 more files." */
  readonly sentence: string
  /** What the name or the files are about; see {@link protectionIn}. */
  readonly protection: string | undefined
}

/** What code asks for a define, as far as the change and the files asked for with {@link usePaths} show. */
export function consequenceOf(
  context: ChangeSetContext,
  index: ReadonlyMap<string, readonly Fact<'feature-use'>[]>,
  name: string,
): Consequence {
  const paths = new Map(context.files.map(file => [file.index, file.path]))
  const pathOf = (fact: Fact<'feature-use'>): string => paths.get(fact.location.file) ?? ''
  const uses = [...(index.get(name) ?? [])].sort((a, b) => weight(pathOf(b)) - weight(pathOf(a)))
  const [first] = uses
  const protection = protectionIn(`${name} ${uses.slice(0, 4).map(pathOf).join(' ')}`)
  if (first === undefined)
    return { uses, protection, sentence: 'No code that asks for it was seen, and only some of the tree was looked at.' }
  const files = new Set(uses.map(pathOf)).size - 1
  const more = files === 0 ? '' : ` and ${files} more ${files === 1 ? 'file' : 'files'}`
  return {
    uses,
    protection,
    sentence: `Code asks for it in \`${baseName(pathOf(first))}\` line ${lineOf(first)}${more}.`,
  }
}

/** Uses on the new side by name. */
export function usesByName(context: ChangeSetContext): ReadonlyMap<string, readonly Fact<'feature-use'>[]> {
  const index = new Map<string, Fact<'feature-use'>[]>()
  for (const fact of context.facts('feature-use')) {
    if (fact.location.side === 'old') continue
    const known = index.get(fact.subject)
    if (known === undefined) index.set(fact.subject, [fact])
    else known.push(fact)
  }
  return index
}

export function lineOf(fact: Fact | undefined): number {
  const at = fact?.location.at
  return typeof at === 'object' && 'start' in at ? at.start.line : 0
}

/** Paths of a tree that are worth reading for one finding; the engine has a limit for all rules together. */
const mostCode = 10
const mostBuild = 8
/** Paths of a tree that are looked at. */
const mostPaths = 100_000

/** Unchanged code that may ask for one of the names: files called after what the names say, then protective ones. */
export function usePaths(names: readonly string[], tree: readonly string[]): readonly string[] {
  const words = new Set(
    names.flatMap(name => name.toLowerCase().split('_')).filter(word => word.length > 3 && !common.has(word)),
  )
  const isProtective = names.some(name => protectionIn(name) !== undefined)
  return best(tree, mostCode, path => {
    if (sourceKind(path) !== 'code' || isTestFolder(path)) return 0
    const lower = path.toLowerCase()
    const own = baseName(lower)
    let score = [...words].some(word => own.includes(word)) ? 8 : 0
    // Where little is named so, the places left are for any code.
    if (isProtective) score += weight(lower) * 2 + 1
    return score
  })
}

const common = new Set('have with enable support linux system func function header working type'.split(' '))

const buildFiles: Readonly<Record<BuildSystem, RegExp>> = {
  autoconf: /(?:^|\/)(?:configure\.(?:ac|in)|acinclude\.m4)$|\.m4$/,
  cmake: /(?:^|\/)CMakeLists\.txt$|\.cmake$/,
  meson: /(?:^|\/)meson\.build$/,
  shell: /(?:^|\/)configure$/,
  scons: /(?:^|\/)SCons(?:truct|cript)$/,
  waf: /(?:^|\/)wscript(?:_configure)?$/,
  python: /(?:^|\/)setup\.py$/,
  cargo: /(?:^|\/)build\.rs$/,
}

/** Unchanged build files that may set a name as well: those at the top of the tree first. */
export function buildPaths(systems: Iterable<BuildSystem>, tree: readonly string[]): readonly string[] {
  const wanted = [...systems]
  return best(tree, mostBuild, path =>
    wanted.some(system => buildFiles[system].test(path)) ? Math.max(1, 50 - path.split('/').length) : 0,
  )
}

function best(tree: readonly string[], most: number, score: (path: string) => number): readonly string[] {
  const scored = tree.slice(0, mostPaths).flatMap(path => {
    const points = score(path)
    return points > 0 ? [{ path, points }] : []
  })
  return scored
    .sort((a, b) => b.points - a.points || a.path.length - b.path.length || (a.path < b.path ? -1 : 1))
    .slice(0, most)
    .map(({ path }) => path)
}

/** How much a file's name says that it restricts or guards something. */
function weight(path: string): number {
  const name = baseName(path).toLowerCase()
  if (/sandbox|landlock|seccomp|capsicum|pledge|unveil|selinux|apparmor/.test(name)) return 4
  return /secur|priv|harden|jail|crypt|sign|verif/.test(name) ? 2 : /main/.test(name) ? 1 : 0
}

/** Files of a change by their index. */
export function filesByIndex(context: ChangeSetContext): ReadonlyMap<number, FileSummary> {
  return new Map(context.files.map(file => [file.index, file]))
}

/** Copies that equal a published version: whatever such a check is for, it fails like this for everybody. */
export function publishedFiles(context: ChangeSetContext): ReadonlySet<number> {
  const facts = context.facts('vendored-macro')
  return new Set(
    facts
      .filter(({ data, location }) => location.side === 'new' && data.standing === 'verified')
      .map(({ location }) => location.file),
  )
}
