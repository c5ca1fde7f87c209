/** The languages of builds, as far as their conditions are read. */
export type Grammar = 'make' | 'cmake' | 'meson' | 'shell' | 'python' | 'rust' | 'kconfig'

/** One of the things a condition asks for, all of which must hold. */
export interface Term {
  /** As written, blanks squeezed. */
  readonly text: string
  /** What is asked: a variable, a call; as written, its quotes and `$` taken off. */
  readonly name: string
  /** What it is compared with; undefined where it is only asked for. */
  readonly value: string | undefined
  readonly isNegated: boolean
}

export function grammarOf(path: string): Grammar | undefined {
  if (/(?:^|\/)(?:GNU)?[Mm]akefile(?:\.\w+)?$|\.(?:mk|mak)$|(?:^|\/)Kbuild$/.test(path)) return 'make'
  if (/(?:^|\/)CMakeLists\.txt$|\.cmake(?:\.in)?$/.test(path)) return 'cmake'
  if (/(?:^|\/)meson\.build$/.test(path)) return 'meson'
  if (/(?:^|\/)configure(?:\.(?:ac|in))?$|\.m4$/.test(path)) return 'shell'
  if (/(?:^|\/)(?:SCons(?:truct|cript)|wscript\w*|setup(?:_\w+|ext\w*)?\.py)$/.test(path)) return 'python'
  if (/(?:^|\/)build\.rs$/.test(path)) return 'rust'
  return /(?:^|\/)(?:Kconfig|Config\.in)[\w.-]*$/.test(path) ? 'kconfig' : undefined
}

const heads: Readonly<Record<Grammar, RegExp>> = {
  make: /^\s*(?:else\s+)?(ifn?eq|ifn?def)\b\s*(.*)$/,
  cmake: /^\s*(?:else)?(if)\s*\((.*)\)\s*(?:#.*)?$/i,
  meson:
    /^\s*(?:(?:el)?(if)\s+|\w+\.(set(?:10)?)\s*\(\s*'\w+'\s*,\s*|\w+\s*\+?(=)(?!=)\s*)(.*?)(?:,\s*description\b.*)?$/,
  shell: /(?:^|[\s;[])(?:el)?(if)\s+(.*?)\s*(?:;\s*then\b.*)?$|\b(AS_IF)\s*\(\s*\[(.*?)\]\s*(?:,.*)?$/,
  python: /^\s*(?:(?:el)?(if)\s+(.*?)\s*:|[\w.]+\s*(=)(?!=)\s*(.*))\s*(?:#.*)?$/,
  rust: /^\s*(?:\}\s*else\s+)?(if)\s+(.*?)\s*\{/,
  kconfig: /^\s*(depends\s+on)\s+(.*?)\s*(?:#.*)?$/,
}

const longest = 600

/** What a line asks for before what is under it counts; undefined for a line that is no condition, or one with an `or`. */
export function termsOf(grammar: Grammar, line: string): readonly Term[] | undefined {
  // What goes on in the next line may say something else.
  if (line.length > longest || /(?:\\|&&|\bAND|\band)\s*$/.test(line)) return undefined
  const found = heads[grammar].exec(line)
  if (found === null) return undefined
  const [word = '', rest = ''] = found.slice(1).filter(one => one !== undefined)
  if (grammar === 'make') {
    const term = makeTerm(word, rest)
    return term === undefined ? undefined : [term]
  }
  const text = grammar === 'meson' && word.startsWith('set') ? rest.replace(/\)\s*$/, '') : rest
  if (word === '=' && !/\band\b/.test(text)) return text.length > 200 ? undefined : [termOf(grammar, text)]
  if (/\|\||\bOR\b|\s-o\s|\bor\b/.test(text)) return undefined
  return text
    .split(/&&|\bAND\b|\s-a\s|\band\b/)
    .map(part => termOf(grammar, part))
    .filter(({ name }) => name !== '')
}

function makeTerm(word: string, rest: string): Term | undefined {
  const text = `${word} ${rest}`.replace(/\s+/g, ' ').trim()
  if (word.endsWith('def')) return { text, name: rest.trim(), value: undefined, isNegated: word === 'ifndef' }
  const open = rest.startsWith('(') ? /^\((.*),\s*([^,]*?)\s*\)\s*(?:#.*)?$/ : /^["'](.*)["']\s+["'](.*)["']/
  const [, a, b] = open.exec(rest.trim()) ?? []
  if (a === undefined || b === undefined) return undefined
  const isTurned = b.includes('$') && !a.includes('$')
  return {
    text,
    name: plain((isTurned ? b : a).trim()),
    value: plain((isTurned ? a : b).trim()),
    isNegated: word === 'ifneq',
  }
}

/** A variable by its name alone; anything else as it stands. */
function plain(text: string): string {
  const bare = text.replace(/^["']|["']$/g, '')
  return /^x?\$\{?\(?([A-Za-z_]\w*)[})]?$/.exec(bare)?.[1] ?? bare
}

function termOf(grammar: Grammar, written: string): Term {
  const text = written.replace(/\s+/g, ' ').trim()
  let rest = text.replace(/^\((.*)\)$/, '$1')
  let isNegated = false
  for (let not = /^(?:not\b|NOT\b|!(?!=))\s*/.exec(rest); not !== null; not = /^(?:not\b|NOT\b|!(?!=))\s*/.exec(rest)) {
    isNegated = !isNegated
    rest = rest.slice(not[0].length)
  }
  if (grammar === 'shell') {
    const [, sign, of] = /^(?:test|\[+)\s+-([nz])\s+(.*?)\s*\]*$/.exec(rest) ?? []
    if (of !== undefined) return { text, name: plain(of), value: '', isNegated: (sign === 'n') !== isNegated }
    rest = rest.replace(/^(?:test|\[+)\s+/, '').replace(/\s*\]+$/, '')
  }
  const compared = /^(.*?)\s*(==|!=|(?<![<>!=])=(?!=)|\b(?:STREQUAL|EQUAL|MATCHES)\b|\s-(?:eq|ne)\s)\s*(.*)$/.exec(rest)
  if (compared === null) return { text, name: bare(rest), value: undefined, isNegated }
  const [, left = '', operator = '', right = ''] = compared
  const isTurned = /^["']/.test(left) && !left.includes('$') && !/^["']/.test(right)
  const differs = /!=|-ne/.test(operator)
  return {
    text,
    name: bare(isTurned ? right : left),
    value: bare(isTurned ? left : right),
    isNegated: isNegated !== differs,
  }
}

function bare(text: string): string {
  return plain(
    text
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2')
      .replace(/^x(?=\$)/, ''),
  ).replace(/^x(?=\w+$)/, keepX)
}

/** The `x` that scripts put before both sides of a comparison; a word of its own otherwise. */
function keepX(_: string, __: number, whole: string): string {
  return /^x(?:yes|no|true|false|auto|check|\d+)$/.test(whole) ? '' : 'x'
}
