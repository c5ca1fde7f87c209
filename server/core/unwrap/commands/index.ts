import type { TextCommand } from '../command'
import { bunzip2, bzip2, gunzip, gzip, lz4, lzip, unxz, unzstd, xz, zstd } from './compress'
import { base32, base64, xxd } from './encode'
import { egrep, fgrep, grep } from './grep'
import { sed } from './sed'
import { cat, cut, echo, head, printf, rev, seq, sort, tac, tail, uniq } from './text'
import { tr } from './tr'

/** Every command that is worked out, by its name. A new one is a row here and a function beside. */
export const commands: ReadonlyMap<string, TextCommand> = new Map<string, TextCommand>([
  ['cat', cat],
  ['tac', tac],
  ['rev', rev],
  ['sort', sort],
  ['uniq', uniq],
  ['cut', cut],
  ['head', head],
  ['tail', tail],
  ['echo', echo],
  ['printf', printf],
  ['seq', seq],
  ['tr', tr],
  ['sed', sed],
  ['gsed', sed],
  ['grep', grep],
  ['ggrep', grep],
  ['egrep', egrep],
  ['fgrep', fgrep],
  ['base64', base64],
  ['base32', base32],
  ['xxd', xxd],
  ['xz', xz],
  ['lzma', xz],
  ['unxz', unxz],
  ['unlzma', unxz],
  ['xzcat', unxz],
  ['lzcat', unxz],
  ['gzip', gzip],
  ['gunzip', gunzip],
  ['zcat', gunzip],
  ['bzip2', bzip2],
  ['bunzip2', bunzip2],
  ['bzcat', bunzip2],
  ['zstd', zstd],
  ['unzstd', unzstd],
  ['zstdcat', unzstd],
  ['lz4', lz4],
  ['lzip', lzip],
])
