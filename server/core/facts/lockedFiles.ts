import type { DependencyEntry } from '../manifests/dependencies/dependency'
import { hashForm } from '../manifests/dependencies/resolvedName'

/** Of an entry whose version stayed: a hash that is another one for the same file, or in place of one that is gone. */
export interface OtherHash {
  readonly hash: string
  /** The file whose hash it is, where the lock file names files. */
  readonly file?: string
}

/**
 * What a version that was published before is said to hash to now and was not before. Files that join are later builds of
 * the same version, and files that go were taken back; one that is another now was never published so.
 */
export function otherHash(now: DependencyEntry, then: readonly DependencyEntry[]): OtherHash | undefined {
  const before = then.flatMap(one => one.files ?? [])
  if (now.files !== undefined && before.length > 0) {
    const known = new Map<string, Set<string>>()
    for (const { name, hash } of before) known.set(name, (known.get(name) ?? new Set()).add(hash))
    const other = now.files.find(({ name, hash }) => {
      const hashes = known.get(name)
      return hashes !== undefined && !hashes.has(hash) && [...hashes].every(old => hashForm(old) === hashForm(hash))
    })
    return other === undefined ? undefined : { hash: other.hash, file: other.name }
  }
  const [are, were] = [wordsOf(now.integrity), then.flatMap(one => wordsOf(one.integrity))]
  if (then.length !== 1 || are.length < 2 || are.length !== were.length) return undefined
  const come = are.filter(hash => !were.includes(hash))
  const gone = were.filter(hash => !are.includes(hash))
  const [hash, old] = [come[0], gone[0]]
  // Most of them at once is a file that was made anew for other machines.
  const isOne = come.length === 1 && gone.length === 1 && hash !== undefined && old !== undefined
  return isOne && hashForm(hash) === hashForm(old) ? { hash } : undefined
}

function wordsOf(integrity: string | undefined): readonly string[] {
  return integrity === undefined ? [] : integrity.split(/\s+/)
}

/** A file from a host that no entry had before. */
export function foreignFile({ files }: DependencyEntry, known: ReadonlySet<string>): string | undefined {
  return files?.find(({ host }) => host !== undefined && !known.has(host))?.host
}

/** A file that by its name is one of another project (PyPA, "Binary distribution format" and "Source distribution format"). */
export function misnamedFile({ ecosystem, name, files }: DependencyEntry): string | undefined {
  if (ecosystem !== 'pypi') return undefined
  const plain = (text: string) => text.toLowerCase().replace(/[-_.]+/g, '-')
  return files?.find(
    file =>
      file.name !== '' && /\.(?:whl|tar\.\w+|zip)$/.test(file.name) && !plain(file.name).startsWith(`${plain(name)}-`),
  )?.name
}
