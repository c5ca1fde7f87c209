import { fromLatin1, latin1 } from '../../model/path'
import { linesOf } from '../../syntax/textLines'
import { type Call, type Output, operandBytes, optionsOf, stop, type TextCommand } from '../command'
import { compilePattern } from '../pattern'

const LONG = {
  only: 'flag',
  'only-matching': 'flag',
  'files-with-matches': 'flag',
  recursive: 'flag',
  text: 'flag',
  'no-messages': 'flag',
  'extended-regexp': 'flag',
  regexp: 'value',
  include: 'value',
  exclude: 'value',
} as const

function search(usual: string): TextCommand {
  return call => {
    const options = optionsOf([...(usual === '' ? [] : [usual]), ...call.args], 'aEFGhHilnoqrRscvwxI', 'em', LONG)
    if ('stop' in options) return options
    const { given, operands } = options
    const isListed = given.has('e') || given.has('regexp')
    const written = isListed ? patternsOf(call.args) : operands[0]
    const has = (...names: string[]) => names.some(name => given.has(name))
    if (written === undefined || has('n', 'include', 'exclude')) return stop('its options')
    const isWhole = has('x')
    const isEdge = has('w')
    if (written.includes('\n') && has('F')) return stop('its pattern')
    const isE = has('E', 'extended-regexp')
    const either = isE ? written.replaceAll('\n', '|') : written.replaceAll('\n', '\\|')
    const around = isEdge ? ['\\b', '\\b'] : isWhole ? ['^', '$'] : ['', '']
    const [open, close] = isE ? ['(', ')'] : ['\\(', '\\)']
    const pattern = compilePattern(
      (isWhole || isEdge) && !has('F')
        ? `${around[0]}${open}${either}${close}${around[1]}`
        : has('F')
          ? written
          : either,
      {
        isExtended: isE,
        isFixed: has('F'),
        ignoresCase: has('i'),
      },
    )
    if (pattern === undefined) return stop('its pattern')
    const matches = (line: string) =>
      (pattern.matcher(line).find() && !(isWhole && has('F') && line !== written)) !== has('v')
    const places = has('e', 'regexp') ? operands : operands.slice(1)
    if (has('r', 'R', 'recursive')) return tree(call, places, matches, has('l', 'files-with-matches'))
    if (has('l', 'files-with-matches')) return names(call, places, matches)
    const found = operandBytes(call, places)
    if ('stop' in found) return found
    // Of what looks binary it says no more than that it matches.
    if (found.includes(0) && !has('a', 'text', 'c', 'q')) return stop('a binary file')
    const most = Number(given.get('m') ?? Number.POSITIVE_INFINITY)
    const lines = linesOf(latin1(found)).filter(matches).slice(0, most)
    const status = lines.length === 0 ? 1 : 0
    if (has('c')) return { bytes: fromLatin1(`${lines.length}\n`), status }
    if (has('q')) return { bytes: new Uint8Array(), status }
    if (!has('o', 'only-matching')) return { bytes: fromLatin1(lines.map(line => `${line}\n`).join('')), status }
    let output = ''
    for (const line of lines) {
      const matcher = pattern.matcher(line)
      while (matcher.find()) if ((matcher.group() ?? '') !== '') output += `${matcher.group()}\n`
    }
    return { bytes: fromLatin1(output), status }
  }
}

/** Every pattern that is given, each a line. */
function patternsOf(args: readonly string[]): string {
  const found: string[] = []
  for (const [at, arg] of args.entries()) {
    const [, own] = /^-[a-zA-Z]*e([\s\S]*)$/.exec(arg) ?? []
    if (own !== undefined && !arg.startsWith('--')) found.push(own === '' ? (args[at + 1] ?? '') : own)
    else if (arg.startsWith('--regexp=')) found.push(arg.slice(9))
  }
  return found.join('\n')
}

/** Names of the files below the folders that hold a matching line. */
function tree(
  call: Call,
  folders: readonly string[],
  matches: (line: string) => boolean,
  isNamesOnly: boolean,
): Output {
  if (!isNamesOnly) return stop('it prints lines of many files')
  return names(
    call,
    (folders.length === 0 ? ['.'] : folders).flatMap(folder =>
      call.below(folder).map(path => underFolder(folder, path)),
    ),
    matches,
  )
}

/** As `grep -r` prints it: the folder as given, then the path below it. */
function underFolder(folder: string, path: string): string {
  return /^(?:\.\/*)?$/.test(folder) ? `${folder === '' ? '' : './'}${path}` : path
}

function names(call: Call, paths: readonly string[], matches: (line: string) => boolean): Output {
  let output = ''
  let missing: { readonly stop: string } | undefined
  for (const path of paths) {
    const content = call.peek(path)
    if ('stop' in content) missing ??= content
    else if (linesOf(latin1(content)).some(matches)) output += `${path}\n`
  }
  if (missing !== undefined) return missing
  return { bytes: fromLatin1(output), status: output === '' ? 1 : 0 }
}

export const grep = search('')
export const egrep = search('-E')
export const fgrep = search('-F')
