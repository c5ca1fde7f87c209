import type { UnwrapStep } from './unwrapped'

/** Commands whose output says little of what they were given, to somebody who only reads the script. */
const DISGUISES = new Set(
  'base64 gbase64 base32 basenc xxd od hexdump uudecode openssl tr rev tac awk gawk mawk nawk dd cut fold xz unxz xzcat lzma unlzma lzcat gzip gunzip zcat bzip2 bunzip2 bzcat zstd unzstd zstdcat lz4 lzip strings'.split(
    ' ',
  ),
)
/** Programs that a text is written with in escapes. */
const ESCAPES = /^(?:printf|echo) [\s\S]*(?:\\x[0-9a-fA-F]{2}|\\0?[0-7]{3})/
const SLICES = /^(?:head|tail) [\s\S]*(?:-c|--bytes)/

/** Whether one of the commands takes text out of a disguise. */
export function isDisguise({ command }: UnwrapStep): boolean {
  return DISGUISES.has(command.split(' ', 1)[0] ?? '') || ESCAPES.test(command) || SLICES.test(command)
}
