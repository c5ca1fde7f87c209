import { decodeBase64, decodeHex } from '../../../core/syntax/program/decode'

export interface CodedName {
  /** What the text says. */
  readonly name: string
  readonly at: number
  readonly length: number
}

const HEX = /(["'`])((?:[0-9a-fA-F]{2}){4,80})\1/g
const BASE64 = /(["'`])([A-Za-z0-9+/]{6,108}={0,2})\1/g
/** Whole names: a word within some text is another matter. */
const TELLING =
  /^(?:_compile|eval|child_process|execSync|exec(?:ute)?|spawn(?:Sync)?|Function|constructor|createDecipher(?:iv)?|(?:os\.)?system|popen|subprocess|__import__|builtins|shell_exec|passthru|assert|proc_open|\/bin\/(?:ba|z)?sh|powershell(?:\.exe)?|cmd\.exe|aes-?(?:128|192|256)(?:-?(?:cbc|gcm|ctr|ecb))?|npm_(?:package|config)_\w+|process\.env|GITHUB_TOKEN|NPM_TOKEN|AWS_\w+|\.ssh\/\w+|\.npmrc|VirtualAlloc|WriteProcessMemory|CreateRemoteThread|dlopen|mprotect)$/

/** A text of a line that is a telling name once its digits or letters are read as bytes. */
export function codedName(line: string): CodedName | undefined {
  for (const [pattern, decode] of [
    [HEX, decodeHex],
    [BASE64, decodeBase64],
  ] as const)
    for (const { 0: whole, 2: text = '', index } of line.slice(0, 20_000).matchAll(pattern)) {
      const name = decode(text)
      if (name !== undefined && TELLING.test(name)) return { name, at: index, length: whole.length }
    }
  return undefined
}

const PIECES = /(["'`])([\w./-]{1,12})\1(?:[ \t]*[+.][ \t]*(["'`])([\w./-]{1,12})\3){1,4}/g
/** What programs do put together: paths of shells from a folder, names of variables from a prefix. */
const ORDINARY = /[/.]|^(?:npm|AWS|aes)/

/** Pieces of text on a line that are a telling name once they stand together. */
export function joinedName(line: string): CodedName | undefined {
  for (const { 0: whole, index } of line.slice(0, 20_000).matchAll(PIECES)) {
    const name = [...whole.matchAll(/(["'`])([\w./-]*)\1/g)].map(([, , piece = '']) => piece).join('')
    if (TELLING.test(name) && !ORDINARY.test(name)) return { name, at: index, length: whole.length }
  }
  return undefined
}
