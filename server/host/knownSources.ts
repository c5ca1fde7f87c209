import { realpath, stat } from 'node:fs/promises'
import { basename, isAbsolute, resolve } from 'node:path'
import type { KnownSourcesPort, PublishedText } from '../core/explain/comparison'
import { errorCode, isInFolder } from './files'
import { DiskFolder } from './folder'
import { pathOf } from './git/sides'

/** Files in one folder that are looked at by name: gnulib has 10,000. */
const LIMIT_FILES = 200_000
const LIMIT_BYTES = 2 ** 21
/** Texts of one name that are read; gettext keeps some names in many folders. */
const LIMIT_TEXTS = 40

/** Why a folder cannot serve, in a clause that names it; undefined when it can. */
export async function knownSourceProblem(folder: string, reviewed?: string): Promise<string | undefined> {
  if (!isAbsolute(folder)) return `${folder} is not an absolute path`
  try {
    const real = await realpath(folder)
    if (!(await stat(real)).isDirectory()) return `${folder} is not a folder`
    if (reviewed !== undefined && isInFolder(real, await realpath(reviewed).catch(() => resolve(reviewed))))
      return `${folder} lies in the reviewed tree, which cannot vouch for itself`
    return undefined
  } catch (error) {
    return errorCode(error) === 'ENOENT'
      ? `the folder ${folder} is not there`
      : `the folder ${folder} cannot be read: ${errorCode(error) ?? String(error)}`
  }
}

/**
 * Work trees of gnulib, autoconf-archive, automake and the like that the user named. They are read as any foreign
 * folder is: no link is followed, nothing is run, no history is looked at.
 */
export class KnownSources implements KnownSourcesPort {
  /** `reviewed`: top of the reviewed tree, below which no folder counts. */
  constructor(
    readonly folders: readonly string[],
    readonly reviewed?: string,
  ) {}

  async texts(
    name: string,
  ): Promise<{ readonly texts: readonly PublishedText[]; readonly problems: readonly string[] }> {
    const texts: PublishedText[] = []
    const problems: string[] = []
    for (const folder of this.folders) {
      const problem = await knownSourceProblem(folder, this.reviewed)
      if (problem !== undefined) {
        problems.push(problem)
        continue
      }
      const disk = new DiskFolder(folder)
      const listing = await disk.list({ maxFiles: LIMIT_FILES })
      if (listing.isCut) problems.push(`${folder} has more than ${LIMIT_FILES} files; the rest was not looked at`)
      for (const { key, kind } of listing.files) {
        if (kind !== 'file' || key.slice(key.lastIndexOf('/') + 1) !== name) continue
        if (texts.length >= LIMIT_TEXTS) {
          problems.push(`more than ${LIMIT_TEXTS} files are called ${name}; the rest was not looked at`)
          return { texts, problems }
        }
        const read = await disk.read(key, LIMIT_BYTES)
        if (read.kind === 'file') texts.push({ place: `${basename(folder)}: ${pathOf(key).text}`, bytes: read.bytes })
        else problems.push(`${folder}/${pathOf(key).text} cannot be read`)
      }
    }
    return { texts, problems }
  }
}
