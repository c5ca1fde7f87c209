import { isLanguage, isShell } from '../syntax/interpreters'
import type { ShellCommand, ShellWord } from '../syntax/shell'

/** What a word is as far as the file fixes it. */
export function wordText(word: ShellWord | undefined): string {
  return word?.resolved ?? word?.text ?? ''
}

export function operands(command: ShellCommand): readonly string[] {
  return command.words.slice(1).map(wordText)
}

export interface Program {
  /** Without its folder. */
  readonly name: string
  readonly words: readonly ShellWord[]
  /** What follows the program where one variable holds both: `$untar` for `sh missing --run tar`. */
  readonly held: readonly string[]
}

/** The program a command runs; `sudo`, `env`, `exec`, `nohup` and `command` before it do not count. */
export function programOf(command: ShellCommand): Program {
  let words = command.words
  let name = baseOf(command.name)
  while (/^(sudo|env|exec|nohup|command|nice|time)$/.test(name) && words.length > 1) {
    words = words.slice(1)
    while (words.length > 1 && /^-|^\w+=/.test(wordText(words[0])))
      words = words.slice(optionsWithValue[name]?.test(wordText(words[0])) === true ? 2 : 1)
    name = baseOf(wordText(words[0]))
  }
  return { name, words, held: wordText(words[0]).trim().split(/\s+/).slice(1) }
}

/** Options of those programs whose value is the next word. */
const optionsWithValue: Readonly<Record<string, RegExp>> = {
  sudo: /^-[ugCprtThDR]$/,
  env: /^-[uC]$/,
  nice: /^-n$/,
  exec: /^-a$/,
}

function baseOf(name: string): string {
  return (
    name
      .replace(/^["']|["']$/g, '')
      .split('/')
      .at(-1) ?? name
  )
}

const decompressors =
  /^(gunzip|g?zcat|bunzip2|bzcat|unxz|xzcat|lzcat|unlzma|unzstd|zstdcat|lz4cat|unlz4|uncompress|uudecode)$/
const codecs = /^(gzip|pigz|bzip2|pbzip2|xz|pixz|lzma|zstd|lz4|lzip|brotli|compress|base64|gbase64|base32|basenc)$/

/**
 * What the command takes out of disguise, as a short phrase; undefined when it passes its input on in a readable form.
 * Changing the case of letters, deleting characters and the like are no disguise.
 */
export function decoderOf(command: ShellCommand): string | undefined {
  const { name, words, held } = programOf(command)
  const rest = [...held, ...words.slice(1).map(wordText)]
  const has = (pattern: RegExp) => rest.some(word => pattern.test(word))
  if (decompressors.test(name)) return name
  if (codecs.test(name))
    return has(/^(-[A-Za-z0-9]*[dD]\w*|--decode|--decompress|--uncompress)$/) ? `${name} -d` : undefined
  // A program named by a variable that only the running build knows, told to decode.
  if (/^\$/.test(name)) return has(/^(-d|-dc|--decode|--decompress)$/) ? `${name} -d` : undefined
  switch (name) {
    case 'openssl':
      return has(/^-d$/) ? 'openssl -d' : undefined
    case 'xxd':
      return has(/^-\w*r\w*$/) ? 'xxd -r' : undefined
    case 'tr':
      return isSubstitution(rest.filter(word => !/^-[cCdst]+$/.test(word))) ? 'tr' : undefined
    case 'head':
    case 'tail':
      return has(/^(-c|--bytes)/) ? `${name} -c` : undefined
    case 'dd':
      return has(/^(skip|count|bs|ibs)=/) && has(/^(skip|count)=/) ? 'dd' : undefined
    case 'rev':
      return 'rev'
    case 'awk':
    case 'gawk':
    case 'mawk':
    case 'nawk':
      if (!has(/printf\s*\(?\s*"[^"]*%c/)) return undefined
      return has(cipher) ? `${name} (a cipher written out)` : `${name} (characters from numbers)`
    case 'printf':
    case 'echo':
      return has(/(\\x[0-9a-fA-F]{2}|\\0?[0-7]{3}){4}/) ? `${name} of escapes` : undefined
    case 'sed':
    case 'gsed':
      return exchanges(rest) ? 'sed y' : undefined
    case 'perl':
    case 'ruby':
    case 'python':
    case 'python2':
    case 'python3':
      if (has(byteArithmetic)) return `${name} (arithmetic on bytes)`
      if (name === 'perl' && exchanges(rest)) return 'perl (one character for another)'
      return has(
        /b64decode|decode64|decode_base64|unhexlify|fromhex|pack\s*\(?\s*["']H|codecs\.decode|zlib\.decompress/,
      )
        ? `${name} (decoding)`
        : undefined
    default:
      return undefined
  }
}

/** A state of 256 numbers, or bytes taken with a key. */
const cipher = /\bxor\s*\(|%\s*(?:256|0x100)\b/
const byteArithmetic =
  /\b(?:bytes|bytearray|chr|pack)\b[^;]{0,200}(?:\w|\])\s*(?:\^(?!\w*["'/])|%\s*256)|\bord\b[^;]{0,80}\^|\^\s*ord\b/

/** Two sets with the same characters: each stands for another, as in a cipher. Case pairs and ranges alone do not. */
function isSubstitution(sets: readonly string[]): boolean {
  const [from, to] = sets
  if (from === undefined || to === undefined || from.length < 3) return false
  if (/^\[?(a-z|A-Z|:lower:|:upper:)/.test(from) && /^\[?(a-z|A-Z|:lower:|:upper:)\]?$/.test(to)) return false
  // The other set is held elsewhere; that this one starts in the middle of the alphabet is enough.
  if (/^\$/.test(to)) return /^[b-z]-za-[a-y]/i.test(from)
  const [one, other] = [charactersOf(from), charactersOf(to)]
  const spread = (set: readonly number[]) => [...set].sort((a, b) => a - b).join(' ')
  return one.length >= 4 && one.join(' ') !== other.join(' ') && spread(one) === spread(other)
}

/** What a set of `tr` holds, in its order: octal escapes and ranges are opened (POSIX, tr). */
function charactersOf(set: string): readonly number[] {
  const found: number[] = []
  let isRange = false
  for (const [whole, octal, escaped] of set.matchAll(/\\([0-7]{1,3})|\\(.)|[\s\S]/g)) {
    if (whole === '-' && found.length > 0 && !isRange) {
      isRange = true
      continue
    }
    const code = octal === undefined ? (escaped ?? whole).charCodeAt(0) : Number.parseInt(octal, 8) & 0xff
    const last = found.at(-1) ?? code
    if (isRange) for (let next = last + 1; next < code && next - last < 256; next++) found.push(next)
    isRange = false
    found.push(code)
    if (found.length > 1_024) break
  }
  if (isRange) found.push(0x2d)
  return found
}

const exchanged = /(?:^|[\s;'"{])(?:tr|y)([/|,#!])((?:\\.|(?!\1)[^\\]){3,600})\1((?:\\.|(?!\1)[^\\]){3,600})\1/

/** `y/…/…/` of sed and Perl. */
function exchanges(words: readonly string[]): boolean {
  return words.some(word => {
    const [, , from, to] = exchanged.exec(word) ?? []
    return from !== undefined && to !== undefined && isSubstitution([unhex(from), unhex(to)])
  })
}

/** `\x41` of Perl as the octal escape that `tr` has. */
function unhex(set: string): string {
  return set.replace(
    /\\x([0-9a-fA-F]{2})/g,
    (_, hex: string) => `\\${Number.parseInt(hex, 16).toString(8).padStart(3, '0')}`,
  )
}

const shellVariables = /^\$[{(]?(CONFIG_SHELL|SHELL|BASH|POSIX_SHELL|SH|PYTHON3?|PERL)[)}]?$/

/** The name of an interpreter that takes its program from standard input here; undefined for any other command. */
export function interpreterOf(command: ShellCommand): string | undefined {
  const { name, words, held } = programOf(command)
  const rest = [...held, ...words.slice(1).map(wordText)]
  const runsCommands = isShell(name) || shellVariables.test(name)
  if (!runsCommands && !isLanguage(name)) {
    if ((name === 'source' || name === '.') && /^\/dev\/(stdin|fd\/0)$/.test(rest[0] ?? '')) return name
    return name === 'xargs' && rest.some((word, at) => isShell(baseOf(word)) && rest[at + 1] === '-c')
      ? 'xargs sh'
      : undefined
  }
  // What stands after the script's name belongs to the script.
  const file = rest.findIndex(word => word !== '' && !/^[-+]/.test(word))
  const options = file === -1 ? rest : rest.slice(0, file)
  if (options.some(word => /^-\w*[cemnp]/.test(word) && !/^-(norc|noprofile|-.*)$/.test(word) && !runsCommands))
    return undefined
  if (runsCommands && options.some(word => /^-\w*c\w*$/.test(word))) return undefined
  const readsInput = file === -1 || options.includes('-s') || options.includes('-') || rest[file] === '/dev/stdin'
  return readsInput ? name : undefined
}

/** Whether the command runs text that it is given as words: `eval`, `sh -c`, `source`. */
export function runsItsWords(command: ShellCommand): boolean {
  const { name, words } = programOf(command)
  if (name === 'eval' || name === 'source' || name === '.') return true
  if (!isShell(name) && !shellVariables.test(name) && !isLanguage(name)) return false
  return words.slice(1).some(word => /^-\w*[ce]\w*$/.test(wordText(word)) || /^<\(/.test(word.raw))
}

/** The file a command runs as a program: `sh F`, `. F`, `./F`, `chmod +x F`. */
export function runsFile(command: ShellCommand): string | undefined {
  const { name, words } = programOf(command)
  const rest = words.slice(1).map(wordText)
  const first = rest.find(word => !/^[-+]/.test(word))
  if (isShell(name) || isLanguage(name) || shellVariables.test(name) || name === 'source' || name === '.') return first
  if (name === 'chmod' && /^(\+x|[ugoa]+\+\w*x|7\d\d|0?755)$/.test(rest[0] ?? '')) return rest[1]
  const program = wordText(words[0])
  return program.includes('/') ? program : undefined
}
