import type { ShellCommand, ShellWord } from '../syntax/shell'
import type { PathAccess } from './commandData'
import { programOf, runsFile, wordText } from './shellRoles'

/** A path that a command is given. */
export interface CommandPath {
  readonly word: ShellWord
  /** What of the word is the path; the whole of it unless it has a prefix such as `if=`. */
  readonly path: string
  readonly use: PathAccess
  readonly pattern?: string
}

interface Shape {
  /** Options whose value is the next word: `-n 3`. */
  readonly valued?: RegExp
  /** Words before the paths: a script, a pattern; not given as words when this option is there. */
  readonly leading?: { readonly count: number; readonly unless?: RegExp }
  /** The last path is the target. */
  readonly hasTarget?: boolean
  readonly use: PathAccess
}

const readers =
  /^(?:cat|tac|nl|od|xxd|hexdump|strings|base64|gbase64|base32|basenc|rev|sort|uniq|wc|paste|cut|fold|file|readelf|objdump|nm|[gmn]?awk|g?sed|zcat|gzcat|bzcat|xzcat|lzcat|zstdcat|lz4cat|gunzip|bunzip2|unxz|unlzma|unzstd|gzip|bzip2|xz|lzma|zstd|lz4|lzip|uudecode|uncompress|m4|jq|patch|sha\d+sum|md5sum|cmp|diff|unzip|split)$/

const shapes: readonly (readonly [RegExp, Shape])[] = [
  [/^(?:head|tail)$/, { use: 'read', valued: /^-[nc]$|^--(?:lines|bytes)$/ }],
  [
    /^g?sed$/,
    {
      use: 'read',
      valued: /^-[ef]$|^--(?:expression|file)$/,
      leading: { count: 1, unless: /^-[A-Za-z]*[ef]$|^--(?:expression|file)/ },
    },
  ],
  [/^[gmn]?awk$/, { use: 'read', valued: /^-[fvF]$/, leading: { count: 1, unless: /^-f/ } }],
  [/^cut$/, { use: 'read', valued: /^-[bcdf]$/ }],
  [/^jq$/, { use: 'read', leading: { count: 1 } }],
  [/^(?:xxd|od|split)$/, { use: 'read', valued: /^-[lscgnjNtAbaC]$/ }],
  [readers, { use: 'read', valued: /^-[kdTow]$/ }],
  [/^(?:cp|gcp|mv|install|ginstall|rsync|scp|ln)$/, { use: 'copy', valued: /^-[mgotS]$/, hasTarget: true }],
  [/^(?:rm|rmdir|unlink|shred)$/, { use: 'delete' }],
  [/^(?:touch|mkdir|truncate)$/, { use: 'write', valued: /^-[dmrst]$/ }],
]

const grepName = /^(?:[efz]|xz|bz)?grep$|^(?:rgrep|rg|ag|ack|ugrep)$|^\$[{(]?[EF]?GREP[)}]?$/
const walksByItself = /^(?:rgrep|rg|ag|ack)$/
const recursive = /^-[A-Za-z]*[rR][A-Za-z]*$|^--(?:dereference-)?recursive$|^--directories=recurse$/
const nowhere = /^(?:-|\/dev\/(?:null|stdin|stdout|stderr|tty|fd\/\d+))$|^$/

/** Files and folders a command reads, writes, goes through or runs, its redirects included; in the order of its words. */
export function pathsOf(command: ShellCommand): readonly CommandPath[] {
  return [...ofWords(command), ...ofRedirects(command)].filter(({ path }) => !nowhere.test(path))
}

function ofWords(command: ShellCommand): readonly CommandPath[] {
  const { name, words } = programOf(command)
  const rest = words.slice(1)
  if (grepName.test(name)) return searched(name, rest)
  if (name === 'git' && wordText(rest[0]) === 'grep') return searched('rg', rest.slice(1))
  if (name === 'find') return found(rest)
  if (name === 'tar' || name === 'bsdtar' || name === 'gtar') return archived(rest)
  if (name === 'dd') return assigned(rest, { if: 'read', of: 'write' })
  if (name === 'tee')
    return operandsOf(rest).map(word => ({
      word,
      path: wordText(word),
      use: hasOption(rest, /^-a$|^--append$/) ? 'append' : 'write',
    }))
  if (/^(?:curl|wget)$/.test(name)) return optionValues(rest, name === 'curl' ? /^(?:-o|--output)$/ : /^-O$/, 'write')
  if (name === 'openssl') return [...optionValues(rest, /^-in$/, 'read'), ...optionValues(rest, /^-out$/, 'write')]
  if (name === 'chmod') {
    const [mode, ...files] = operandsOf(rest)
    const isProgram =
      mode !== undefined && runsFile({ ...command, words: [...words.slice(0, 1), mode, mode] }) !== undefined
    return isProgram ? files.map(word => ({ word, path: wordText(word), use: 'execute' })) : []
  }
  const shape = shapes.find(([pattern]) => pattern.test(name))?.[1]
  if (shape !== undefined) return shaped(name, rest, shape)
  const run = runsFile(command)
  const word = run === undefined ? undefined : words.find(one => wordText(one) === run)
  return run === undefined || word === undefined ? [] : [{ word, path: run, use: 'execute' }]
}

function shaped(name: string, rest: readonly ShellWord[], shape: Shape): readonly CommandPath[] {
  const { leading } = shape
  const all = operandsOf(rest, shape.valued)
  const skipped =
    leading === undefined || (leading.unless !== undefined && hasOption(rest, leading.unless)) ? 0 : leading.count
  const paths = all.slice(skipped)
  const inPlace = /^g?sed$/.test(name) && hasOption(rest, /^-[A-Za-z]*i|^--in-place/)
  const target = optionValues(rest, /^(?:-t|--target-directory)$/, 'write')
  const hasTarget = shape.hasTarget === true && target.length === 0 && !hasOption(rest, /^-d$|^--directory$/)
  return [
    ...paths.map((word, at): CommandPath => {
      const use = inPlace || (hasTarget && at > 0 && at === paths.length - 1) ? 'write' : shape.use
      return { word, path: wordText(word), use }
    }),
    ...(shape.hasTarget === true ? target : []),
  ]
}

function searched(name: string, rest: readonly ShellWord[]): readonly CommandPath[] {
  const isTree = walksByItself.test(name) || hasOption(rest, recursive)
  const given = optionValues(rest, /^(?:-[A-Za-z]*e|--regexp)$/, 'read')[0]?.path
  const all = operandsOf(rest, /^-[A-Za-z]*[eABCmf]$|^--(?:regexp|file)$/)
  const hasPattern = given !== undefined || hasOption(rest, /^-[A-Za-z]*f|^--(?:file|regexp)/)
  const pattern = given ?? wordText(all[0])
  return all
    .slice(hasPattern ? 0 : 1)
    .map(word => ({ word, path: wordText(word), use: isTree ? 'search' : 'read', pattern }))
}

/** Starting points come before the first test. */
function found(rest: readonly ShellWord[]): readonly CommandPath[] {
  const paths: CommandPath[] = []
  for (const word of rest) {
    const text = wordText(word)
    if (/^-[HLP]$|^-O\d$/.test(text)) continue
    if (/^[-(!]/.test(text)) break
    paths.push({ word, path: text, use: 'search' })
  }
  return paths
}

function archived(rest: readonly ShellWord[]): readonly CommandPath[] {
  const first = wordText(rest[0])
  const letters = /^-?[A-Za-z]+$/.test(first) ? first : ''
  const makes = /[cru]/.test(letters) || hasOption(rest, /^--(?:create|append|update)$/)
  const options = rest.map((word, at) => (at === 0 && letters.endsWith('f') ? '-f' : wordText(word)))
  return options.flatMap((option, at): readonly CommandPath[] => {
    const word = rest[at + 1]
    const joined = /^--file=(.+)$/.exec(option)?.[1]
    const own = rest[at]
    if (joined !== undefined && own !== undefined) return [{ word: own, path: joined, use: makes ? 'write' : 'read' }]
    if (word === undefined) return []
    if (/^-[A-Za-z]*f$|^--file$/.test(option)) return [{ word, path: wordText(word), use: makes ? 'write' : 'read' }]
    return /^-[A-Za-z]*C$|^--directory$/.test(option)
      ? [{ word, path: wordText(word), use: makes ? 'read' : 'write' }]
      : []
  })
}

function assigned(rest: readonly ShellWord[], names: Readonly<Record<string, PathAccess>>): readonly CommandPath[] {
  return rest.flatMap((word): readonly CommandPath[] => {
    const [, name = '', path = ''] = /^(\w+)=([\s\S]*)$/.exec(wordText(word)) ?? []
    const use = names[name]
    return use === undefined ? [] : [{ word, path, use }]
  })
}

function optionValues(rest: readonly ShellWord[], option: RegExp, use: PathAccess): readonly CommandPath[] {
  return rest.flatMap((word, at): readonly CommandPath[] => {
    const value = rest[at + 1]
    return option.test(wordText(word)) && value !== undefined ? [{ word: value, path: wordText(value), use }] : []
  })
}

function hasOption(rest: readonly ShellWord[], option: RegExp): boolean {
  return rest.some(word => option.test(wordText(word)))
}

/** Words that are no options and no values of options; after `--` all of them. */
function operandsOf(rest: readonly ShellWord[], valued = /^$/): readonly ShellWord[] {
  const operands: ShellWord[] = []
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]
    if (word === undefined) break
    const text = wordText(word)
    if (text === '--') return [...operands, ...rest.slice(at + 1)]
    // A quoted word may start with anything: `sed '-e s/x/y/'` is rare, `grep '-x'` no path either.
    if (/^-./.test(text)) {
      if (valued.test(text)) at++
    } else operands.push(word)
  }
  return operands
}

function ofRedirects({ redirects }: ShellCommand): readonly CommandPath[] {
  return redirects.flatMap(({ operator, target }): readonly CommandPath[] => {
    const use =
      operator === '<'
        ? 'read'
        : /^(?:>>|&>>)$/.test(operator)
          ? 'append'
          : /^(?:>|>\||&>|<>)$/.test(operator)
            ? 'write'
            : undefined
    return use === undefined ? [] : [{ word: target, path: wordText(target), use }]
  })
}
