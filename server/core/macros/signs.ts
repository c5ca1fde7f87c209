/**
 * What makes a line that no published version has worth a look: steps by which bytes of a file become a command. In
 * published macros some of them occur, so they are looked for only in lines that are not published.
 */
export type SignKind =
  | 'pipes into a shell'
  | 'decodes or decompresses'
  | 'searches the tree by content'
  | 'maps characters'
  | 'cuts bytes out'
  | 'reads a tests folder'
  | 'evaluates a variable'
  | 'runs a command in config.status'

interface SignRow {
  readonly kind: SignKind
  readonly pattern: RegExp
  /** Alone it is everyday configure code; with another one it counts. */
  readonly isWeak?: boolean
}

const SIGNS: readonly SignRow[] = [
  {
    kind: 'pipes into a shell',
    pattern:
      /\|\s*(?:exec\s+|command\s+|env\s+)?["']?(?:\$\{?(?:CONFIG_SHELL|SHELL|BASH|ac_shell)\b\}?|(?:\/(?:usr\/)?bin\/)?(?:ba|da|k|z|a)?sh(?![\w.-]))/,
  },
  // `libx-base64.o -MD` and `-DNAME` are of a compiler: an object is no program, and no decoder has such options.
  {
    kind: 'decodes or decompresses',
    pattern:
      /\b(?:xz|gzip|bzip2|lzma|zstd|lz4|lzip|brotli|base64|base32|openssl)\b(?!-\w|\.(?!exe\b)\w)[^|;&]{0,80}?\s(?:-(?!M[A-Z]|D[A-Z_])\w*[dD]\w*|--decode|--decompress)\b|\b(?:xzcat|zcat|bzcat|zstdcat|lzcat|gunzip|bunzip2|unxz|unlzma|unzstd|uudecode)\b(?!-\w|\.(?!exe\b)\w)|\bxxd\b[^|;&]{0,80}?\s-\w*r/,
  },
  {
    kind: 'searches the tree by content',
    pattern:
      /\b(?:[ef]?grep|\$\{?[EF]?GREP\}?)\s+(?:-\S+\s+)*-[A-Za-z]*[rR]|(?:\$\{?[EF]?GREP\}?)\s+(?:-\S+\s+)*-[A-Za-z]*[rR]|\brgrep\b|\bfind\b[^|]{0,200}(?:-exec\s+\S*grep|\|\s*xargs\s+\S*grep)/,
  },
  // Changing case, making blanks of characters, and taking one for one other is everyday.
  {
    kind: 'maps characters',
    pattern:
      /\btr\s+(?!-|["'[]*(?:a-z|A-Z|abc|ABC|:[a-z]+:))(["'])(?:(?!\1).){3,}\1\s+(?!(["'])(?:\\[nrt]|[ \t])+\2)["'].{3,}/,
  },
  {
    kind: 'cuts bytes out',
    pattern: /\b(?:head|tail)\s+(?:-\S+\s+)*(?:-c|--bytes)|\bdd\b[^|;&]{0,120}\b(?:skip|iseek)=/,
  },
  { kind: 'reads a tests folder', pattern: /(?:^|[\s"'=(/])(?:tests?|testdata|fixtures?|corpus)\/[\w.*$-]/ },
  { kind: 'evaluates a variable', pattern: /\beval\s+["']?\\?\$/, isWeak: true },
  { kind: 'runs a command in config.status', pattern: /\bA[CS]_CONFIG_COMMANDS(?:_(?:PRE|POST))?\b/, isWeak: true },
]

const WEAK: ReadonlySet<SignKind> = new Set(SIGNS.filter(({ isWeak }) => isWeak === true).map(({ kind }) => kind))
/** A line is looked at so far; more of it is no macro. */
const LIMIT_LINE = 4000

export function signsOf(code: string): readonly SignKind[] {
  const text = code.slice(0, LIMIT_LINE)
  return SIGNS.filter(({ pattern }) => pattern.test(text)).map(({ kind }) => kind)
}

export function isWeakSign(kind: SignKind): boolean {
  return WEAK.has(kind)
}
