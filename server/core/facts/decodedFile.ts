import { crc32 } from '../formats/archive/checksum'
import { armouredFile } from '../formats/armour/armour'
import type { BinarySide, TextSide } from '../model/content'
import type { SideContext } from '../rule/context'

/** Both sides of a file that a diff cannot show; the sides of a text are given as what they decode to. */
export interface OpaqueSides {
  readonly path: string
  readonly old: BinarySide | undefined
  readonly new: BinarySide | undefined
  readonly armour?: string
}

/**
 * A text file that is a binary file in another form, asked for once per file: on its new side, or on the old one of a
 * deleted file. Undefined where either side that exists is ordinary text, or is not shown from its first line on.
 */
export function decodedFile({ side, path, text, other, budget }: SideContext): OpaqueSides | undefined {
  if (side === 'old' && other !== undefined) return undefined
  const own = decodedSide(text)
  if (own === undefined || !budget.spend(own.bytes.length)) return undefined
  if (other === undefined)
    return { path, old: side === 'old' ? own : undefined, new: side === 'new' ? own : undefined, armour: own.armour }
  const before = decodedSide(other)
  if (before === undefined) return undefined
  // Written in another way, it is still the same file.
  const isSame = before.bytes.length === own.bytes.length && before.bytes.every((byte, at) => byte === own.bytes[at])
  return { path, old: isSame ? own : before, new: own, armour: own.armour }
}

function decodedSide({ lines, known, hash }: TextSide): (BinarySide & { readonly armour: string }) | undefined {
  const isShown = known === undefined || (known.length === 1 && known[0]?.[0] === 1)
  const found = isShown ? armouredFile(lines) : undefined
  // A patch shows a side without its hash; told apart are only files of one change.
  return found && { ...found, hash: hash ?? `${found.bytes.length}:${crc32(found.bytes)}` }
}
