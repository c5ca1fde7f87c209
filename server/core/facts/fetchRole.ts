import type { ShellCommand } from '../syntax/shell'
import { addressesIn } from './endpoint'
import { programOf, wordText } from './shellRoles'

/** What a command asks another machine for. */
export interface FetchRole {
  readonly program: string
  /** As the file fixes it; empty when the address is not in the words. */
  readonly address: string
  /** In lower case; empty with the address. */
  readonly host: string
  /** The file the answer is stored in; absent when it goes to the output. */
  readonly file?: string
}

const clients = /^(?:curl|wget2?|aria2c|axel|lwp-request|lwp-download|https?|xh|fetch|GET)(?:\.exe)?$/
const connections = /^(?:nc|ncat|netcat|socat|dig|nslookup)$/
/** `$(CURL)`: such a variable names what it is called after. */
const variables = /^\$[{(]?_?(?:CURL|WGET)\w*[)}]?$/i
const bareHost = /^(?:[\w-]+@)?((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}|\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?(?:\/.*)?$/i

/** The part of a command that reaches another machine; undefined for any other command. */
export function fetchOf(command: ShellCommand): FetchRole | undefined {
  const outer = programOf(command)
  const words = outer.name === 'busybox' ? outer.words.slice(1) : outer.words
  const program = outer.name === 'busybox' ? wordText(words[0]) : outer.name
  const device = command.redirects.find(({ target }) => target.text.startsWith('/dev/tcp/'))
  if (!clients.test(program) && !connections.test(program) && !variables.test(program) && device === undefined)
    return undefined
  const given = [
    ...outer.held,
    ...words.slice(1).map(wordText),
    ...(device === undefined ? [] : [wordText(device.target)]),
  ]
  const address = addressIn(given)
  const file = connections.test(program) ? undefined : fileIn(program, given, address?.text ?? '')
  return {
    program,
    address: address?.text ?? '',
    host: address?.host ?? '',
    ...(file === undefined ? {} : { file }),
  }
}

function addressIn(words: readonly string[]): { readonly text: string; readonly host: string } | undefined {
  for (const word of words) {
    const [address] = addressesIn(word)
    if (address !== undefined) return address
  }
  // Options that take a name of a file come before such a word as well.
  const bare = words.find((word, at) => bareHost.test(word) && !/^-\w*[oO]$|^--output/.test(words[at - 1] ?? ''))
  const host = bare === undefined ? undefined : bareHost.exec(bare)?.[1]
  return bare === undefined || host === undefined ? undefined : { text: bare, host: host.toLowerCase() }
}

/** Options by the manuals of curl and wget. */
function fileIn(program: string, words: readonly string[], address: string): string | undefined {
  const isWget = /wget/i.test(program)
  const option = isWget ? /^-[A-Za-z]*O(.*)$|^--output-document(?:=(.*))?$/ : /^-[A-Za-z]*o(.*)$|^--output(?:=(.*))?$/
  for (const [at, word] of words.entries()) {
    const found = option.exec(word)
    if (found === null) continue
    const file = (found[1] ?? found[2] ?? '') === '' ? words[at + 1] : (found[1] ?? found[2])
    return file === '-' || file === '/dev/stdout' ? undefined : file
  }
  const isStored =
    /^(?:aria2c|axel|lwp-download)$/.test(program) ||
    (isWget ? !words.includes('--spider') : words.some(word => /^-[A-Za-z]*O$|^--remote-name(?:-all)?$/.test(word)))
  const name = /[^/]\/([^/?#]+)(?:[?#].*)?$/.exec(address)?.[1]
  return isStored ? name : undefined
}

/** Who decides what is behind an address: the host, and on hosts of many people the owner as well. */
export function ownerOf({ host, address }: Pick<FetchRole, 'host' | 'address'>): string {
  if (!/(?:^|\.)(?:github|githubusercontent|gitlab|bitbucket|codeberg|amazonaws|pastebin)\.\w+$/.test(host)) return host
  return `${host}/${/\/\/[^/]*\/([^/]+(?:\/[^/]+)?)/.exec(address)?.[1] ?? ''}`
}
