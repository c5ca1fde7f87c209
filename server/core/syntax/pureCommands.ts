import { sedScript } from './sedScript'
import { eachLine, linesOf, unescaped, withEnds } from './textLines'
import { translate } from './translate'
import { longestText } from './valueAlgebra'

/** Program and arguments, as the program gets them. */
export type PureCommand = readonly string[]

type Filter = (args: readonly string[], input: string) => string | undefined

/**
 * What a pipeline of commands that only make text out of text puts out, computed here: nothing is ever run. Undefined as
 * soon as a command, an option or a character is in it for which systems differ or that looks at more than its input.
 */
export function runPure(commands: readonly PureCommand[]): string | undefined {
  let text: string | undefined
  for (const [program = '', ...args] of commands) {
    const name = program.slice(program.lastIndexOf('/') + 1)
    if (text === undefined) text = sources[name]?.(args)
    else text = filters[name]?.(args, text) ?? undefined
    if (text === undefined || text.length > longestText) return undefined
  }
  return text
}

/** Commands that make text of their arguments. */
const sources: Readonly<Record<string, (args: readonly string[]) => string | undefined>> = {
  echo: args => {
    const isBare = args[0] === '-n'
    const words = isBare ? args.slice(1) : args
    // Shells differ in what they do with backslashes and with more options.
    if (words.some((word, at) => word.includes('\\') || (at === 0 && /^-[neE]+$/.test(word)))) return undefined
    return words.join(' ') + (isBare ? '' : '\n')
  },
  printf: ([format, ...args]) => (format === undefined ? undefined : printed(format, args)),
  basename: ([path, suffix, more]) => {
    if (path === undefined || path.startsWith('-') || more !== undefined) return undefined
    const trimmed = path.replace(/(?<=[^/])\/+$/, '')
    const name = trimmed.slice(trimmed.lastIndexOf('/') + 1) || '/'
    return `${suffix !== undefined && suffix !== name && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`
  },
  dirname: ([path, more]) => {
    if (path === undefined || path.startsWith('-') || more !== undefined || /\/{2}|.\/$/.test(path)) return undefined
    const slash = path.lastIndexOf('/')
    return `${slash === -1 ? '.' : slash === 0 ? '/' : path.slice(0, slash)}\n`
  },
}

const filters: Readonly<Record<string, Filter>> = {
  cat: (args, text) => (args.length === 0 || (args.length === 1 && args[0] === '-') ? text : undefined),
  tr: translate,
  sed: sedScript,
  cut,
  rev: (args, text) => (args.length === 0 ? eachLine(text, line => [...line].reverse().join('')) : undefined),
  head: (args, text) => ends(args, text, (list, count) => list.slice(0, count)),
  tail: (args, text) => ends(args, text, (list, count) => list.slice(Math.max(0, list.length - count))),
  sort: (args, text) => {
    // Order beyond ASCII depends on the locale, and so does case.
    if (!args.every(arg => /^-[ru]+$/.test(arg)) || /[^\n\da-z]/.test(text)) return undefined
    const flags = args.join('')
    const all = linesOf(text).sort()
    const list = flags.includes('u') ? [...new Set(all)] : all
    return withEnds(flags.includes('r') ? list.reverse() : list)
  },
  uniq: (args, text) =>
    args.length === 0 ? withEnds(linesOf(text).filter((line, at, all) => line !== all[at - 1])) : undefined,
}

function isAscii(text: string): boolean {
  return !/[^\n\t -~]/.test(text)
}

/** `head` and `tail`, by lines or bytes. */
function ends(
  args: readonly string[],
  text: string,
  take: (list: readonly string[], count: number) => readonly string[],
): string | undefined {
  const [, unit = '', count = ''] = /^-(n|c|-lines=|-bytes=)?\s*(\d{1,6})$/.exec(args.join('')) ?? []
  if (args.length > 0 && count === '') return undefined
  if (!/c|bytes/.test(unit)) return withEnds(take(linesOf(text), count === '' ? 10 : Number(count)))
  return isAscii(text) ? take([...text], Number(count)).join('') : undefined
}

function cut(args: readonly string[], text: string): string | undefined {
  let list: string | undefined
  let delimiter: string | undefined = '\t'
  let isByField = false
  for (let at = 0; at < args.length; at++) {
    const option = /^-([bcdf])([\s\S]*)$/.exec(args[at] ?? '')
    if (option === null) return undefined
    const value = option[2] === '' ? args[++at] : option[2]
    if (option[1] === 'd') delimiter = value
    else {
      if (list !== undefined) return undefined
      list = value
      isByField = option[1] === 'f'
    }
  }
  const ranges = list?.split(',').map(range => /^(\d{1,5})?(-)?(\d{1,5})?$/.exec(range))
  if (delimiter?.length !== 1 || ranges === undefined || !isAscii(text) || ranges.length > 20) return undefined
  const wanted = (at: number): boolean =>
    ranges.some(range => {
      const first = Number(range?.[1] ?? 1)
      return at >= first && at <= (range?.[2] === undefined ? first : Number(range[3] ?? Number.POSITIVE_INFINITY))
    })
  if (ranges.some(range => range === null || range[0] === '' || range[0] === '-')) return undefined
  return eachLine(text, line => {
    const parts = isByField ? line.split(delimiter) : [...line]
    // A line without the delimiter is passed on as it is.
    if (isByField && parts.length === 1) return line
    return parts.filter((_, at) => wanted(at + 1)).join(isByField ? delimiter : '')
  })
}

/** The format is used again while arguments are left (POSIX, printf). */
function printed(format: string, args: readonly string[]): string | undefined {
  const parts = format.split(/(%s|%%|%d)/)
  const places = parts.filter(part => part === '%s' || part === '%d').length
  if (format.startsWith('-') || parts.some((part, at) => at % 2 === 0 && part.includes('%'))) return undefined
  let output = ''
  let next = 0
  do {
    for (const [at, part] of parts.entries()) {
      if (at % 2 === 0) {
        const text = unescaped(part.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) => toOctal(hex)))
        if (text === undefined) return undefined
        output += text
      } else if (part === '%%') output += '%'
      else {
        const value = args[next++] ?? (part === '%d' ? '0' : '')
        if (part === '%d' && !/^(?:0|-?[1-9]\d*)$/.test(value)) return undefined
        output += value
      }
    }
    if (output.length > longestText) return undefined
  } while (places > 0 && next < args.length)
  return output
}

function toOctal(hex: string): string {
  return `\\${Number.parseInt(hex, 16).toString(8).padStart(3, '0')}`
}
