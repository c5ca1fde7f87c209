import { le16 } from '../archive/bytes'
import type { Outline } from './outline'

const systems = ['FAT', 'Amiga', 'VMS', 'Unix', 'VM/CMS', 'Atari', 'HPFS', 'Macintosh', 'Z-System', 'CP/M']

/**
 * What the first header of a gzip file says of the file that was packed (RFC 1952). Where members end is known only by
 * unpacking them, which the structure does not do.
 */
export function readGzipStructure(outline: Outline): void {
  const { bytes, window } = outline
  const flags = window.u8(3)
  let at = 10
  if ((flags & 4) !== 0) at += 2 + le16(bytes, at)
  if ((flags & 8) !== 0) {
    const name = window.zeroEnded(at)
    outline.add('identity', `name ${name}`, Math.min(at, bytes.length), Math.min(name.length, bytes.length - at))
    at += name.length + 1
  }
  const time = window.u32(4)
  if (time !== 0) outline.add('identity', `time ${time}`, 4, 4, { note: 'seconds since 1970' })
  const system = systems[window.u8(9)]
  if (system !== undefined) outline.add('identity', `packed on ${system}`, 9, 1)
  if (at < bytes.length) outline.add('section', 'packed members', at, bytes.length - at)
}
