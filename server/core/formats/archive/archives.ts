import { readAr } from './ar'
import { readCpio } from './cpio'
import type { Container } from './entry'
import type { Allowance } from './output'
import { readRpm } from './rpm'
import { isTarHeader, readTar } from './tar'
import { hasZipEnd, readZip } from './zip'

/** Reads an archive one level deep. */
type ArchiveReader = (bytes: Uint8Array, allowance: Allowance) => Container

/** The reader of each archive, by the name that its signature gives it. */
const archives: ReadonlyMap<string, ArchiveReader> = new Map([
  ['zip', readZip],
  ['empty zip', readZip],
  ['Chrome extension', readCrx],
  ['tar', readTar],
  ['Debian package', readAr],
  ['cpio', readCpio],
  ['RPM package', readRpm],
])

/** Formats in front of which a zip that unpacks itself has a program. */
const starters = new Set(['ELF executable', 'Windows executable', 'Mach-O executable'])

/** Undefined for what is no archive, or one that is not followed. */
export function readArchive(name: string, bytes: Uint8Array, allowance: Allowance): Container | undefined {
  const read = archives.get(name)
  if (read !== undefined) return read(bytes, allowance)
  if (name === 'unknown' && isTarHeader(bytes, 0)) return readTar(bytes, allowance)
  if (name === 'unknown' && hasZipEnd(bytes)) return readZip(bytes, allowance)
  return starters.has(name) && hasZipEnd(bytes)
    ? withoutBefore(readZip(bytes, allowance), `the zip in the ${name}`)
    : undefined
}

/** A header with keys and a signature, then a zip. */
function readCrx(bytes: Uint8Array, allowance: Allowance): Container {
  return withoutBefore(readZip(bytes, allowance), 'browser extension')
}

/** What stands before the archive belongs to it. */
function withoutBefore({ before: _, ...container }: Container, use: string): Container {
  return { ...container, use: container.use ?? use }
}
