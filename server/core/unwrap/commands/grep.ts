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
    const options = optionsOf([...(usual === '' ? [] : [usual]), ...call.args], 'aEFGhHilnoqrRsvwxI', 'em', LONG)
    if ('stop' in options) return options
    const { given, operands } = options
    const written = given.get('e') ?? given.get('regexp') ?? operands[0]
    const has = (...names: string[]) => names.some(name => given.has(name))
    if (written === undefined || has('n', 'include', 'exclude')) return stop('its options')
    const isWhole = has('x')
    const pattern = compilePattern(isWhole && !has('F') ? `^(${written})$` : written, {
      isExtended: has('E', 'extended-regexp') || isWhole,
      isFixed: has('F'),
      ignoresCase: has('i'),
    })
    if (pattern === undefined) return stop('its pattern')
    const matches = (line: string) =>
      (pattern.matcher(line).find() && !(isWhole && has('F') && line !== written)) !== has('v')
    const places = has('e', 'regexp') ? operands : operands.slice(1)
    if (has('r', 'R', 'recursive')) return tree(call, places, matches, has('l', 'files-with-matches'))
    if (has('l', 'files-with-matches')) return names(call, places, matches)
    const found = operandBytes(call, places)
    if ('stop' in found) return found
    const most = Number(given.get('m') ?? Number.POSITIVE_INFINITY)
    const lines = linesOf(latin1(found)).filter(matches).slice(0, most)
    const status = lines.length === 0 ? 1 : 0
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
