import type { TextCommand } from '../command'
import { awk } from './awk'
import { bunzip2, bzip2, gunzip, gzip, lz4, lzip, unxz, unzstd, xz, zstd } from './compress'
import { hexdump, od, xxd } from './dump'
import { base32, base64, basenc, uudecode } from './encode'
import { expr } from './expr'
import { basename, copy, dd, dirname, find, strings, tee } from './files'
import { egrep, fgrep, grep } from './grep'
import { cut, fold, nl, paste, rev, sort, tac, uniq, wc } from './lines'
import { openssl } from './openssl'
import { echo, printfCommand } from './printf'
import { sed } from './sed'
import { cat, head, seq, tail } from './text'
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
  ['printf', printfCommand],
  ['paste', paste],
  ['fold', fold],
  ['nl', nl],
  ['wc', wc],
  ['tee', tee],
  ['dd', dd],
  ['cp', copy],
  ['mv', copy],
  ['find', find],
  ['strings', strings],
  ['basename', basename],
  ['dirname', dirname],
  ['expr', expr],
  ['od', od],
  ['hexdump', hexdump],
  ['basenc', basenc],
  ['gbase64', base64],
  ['uudecode', uudecode],
  ['seq', seq],
  ['tr', tr],
  ['openssl', openssl],
  ['sed', sed],
  ['gsed', sed],
  ['awk', awk],
  ['gawk', awk],
  ['mawk', awk],
  ['nawk', awk],
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
