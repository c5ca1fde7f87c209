import { linesOf, withEnds } from './textLines'

interface Substitution {
  readonly pattern: RegExp
  /** Repetitions in the pattern: each multiplies what one line may cost. */
  readonly repeats: number
  /** Text, or `undefined` for the whole match. */
  readonly replacement: readonly (string | undefined)[]
  readonly isGlobal: boolean
}

/** Longest line that is searched, by repetitions in the pattern. */
const longestLine = [65_536, 1_024, 256] as const

/** `sed` with nothing but substitutions of a simple kind and `y///`, without addresses, groups or alternatives. */
export function sedScript(args: readonly string[], text: string): string | undefined {
  const scripts: string[] = []
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg === '-e') scripts.push(args[++at] ?? '')
    else if (scripts.length === 0 && !arg.startsWith('-') && at === args.length - 1) scripts.push(arg)
    else return undefined
  }
  const steps = scripts
    .join('\n')
    .split(/[\n;](?=[sy])|[\n;]\s*$/)
    .map(parseStep)
  if (scripts.length === 0 || steps.length > 20) return undefined
  let lines: readonly string[] = linesOf(text)
  for (const step of steps) {
    if (step === undefined) return undefined
    const changed: string[] = []
    for (const line of lines) {
      const next = step(line)
      if (next === undefined) return undefined
      changed.push(next)
    }
    lines = changed
  }
  return withEnds(lines)
}

function parseStep(script: string): ((line: string) => string | undefined) | undefined {
  const command = script.trim()
  const delimiter = command[1] ?? ''
  if (!/^[sy]$/.test(command[0] ?? '') || delimiter === '' || /[\w\s\\]/.test(delimiter)) return undefined
  const parts = splitAt(command.slice(2), delimiter)
  if (parts?.length !== 3) return undefined
  const [search = '', put = '', flags = ''] = parts
  if (command[0] === 'y') {
    if (flags !== '' || search.length !== put.length || /\\/.test(search + put)) return undefined
    const map = new Map([...search].map((char, at) => [char, put[at] ?? char]))
    return line => [...line].map(char => map.get(char) ?? char).join('')
  }
  if (!/^g?$/.test(flags)) return undefined
  const substitution = substitutionOf(search, put, flags === 'g')
  if (substitution === undefined) return undefined
  return line => substitute(line, substitution)
}

/** At delimiters without a backslash before them; one before takes part in neither side. */
function splitAt(text: string, delimiter: string): readonly string[] | undefined {
  if (text.length > 1000) return undefined
  const parts = ['']
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (char === '\\' && at + 1 < text.length) {
      const next = text[++at] ?? ''
      parts[parts.length - 1] += next === delimiter ? next : char + next
    } else if (char === delimiter) parts.push('')
    else parts[parts.length - 1] += char
  }
  return parts
}

function substitutionOf(search: string, put: string, isGlobal: boolean): Substitution | undefined {
  const pattern = basicExpression(search)
  const replacement: (string | undefined)[] = []
  for (const [piece] of put.matchAll(/\\?[\s\S]/g)) {
    if (piece === '&') replacement.push(undefined)
    else if (piece === '\\n') replacement.push('\n')
    else if (/^\\[\w]$/.test(piece)) return undefined
    else replacement.push(piece.length === 2 ? piece.slice(1) : piece)
  }
  // Systems and we differ in where an empty match stands.
  if (pattern === undefined || (isGlobal && ''.search(pattern.pattern) === 0)) return undefined
  return { ...pattern, replacement, isGlobal }
}

/** A basic regular expression of characters, `.`, sets, `*` and anchors (POSIX, Base Definitions, 9.3). */
function basicExpression(written: string): Pick<Substitution, 'pattern' | 'repeats'> | undefined {
  if (written === '' || !/^[\t -~]*$/.test(written)) return undefined
  let source = ''
  let repeats = 0
  const token = /\[\^?\]?(?:\[:[a-z]+:\]|[^\]])*\]|\\[\s\S]|[\s\S]/g
  for (const found of written.matchAll(token)) {
    const piece = found[0]
    const isFirst = found.index === 0
    if (piece === '*' && !isFirst && source !== '^') {
      source += '*'
      repeats++
    } else if (piece === '^' && isFirst) source += '^'
    else if (piece === '$' && found.index === written.length - 1) source += '$'
    else if (piece === '.') source += '[\\s\\S]'
    else if (piece.length > 1 && piece.startsWith('[')) {
      const set = setSource(piece)
      if (set === undefined) return undefined
      source += set
    } else if (piece.startsWith('\\')) {
      const char = piece[1] ?? ''
      if (char === 'n' || char === 't') source += piece
      else if (/[.*[\]^$/\\"'&,#|:-]/.test(char) && char !== '|') source += escaped(char)
      else return undefined
    } else source += escaped(piece)
  }
  if (repeats >= longestLine.length) return undefined
  return { pattern: new RegExp(source, 'g'), repeats }
}

const classes: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: ' \\t\\n\\r\\f\\v',
  blank: ' \\t',
}

function setSource(set: string): string | undefined {
  const [, negation = '', body = ''] = /^\[(\^?)([\s\S]*)\]$/.exec(set) ?? []
  let source = ''
  for (const [piece, name] of body.matchAll(/\[:([a-z]+):\]|[\s\S]-[\s\S]|[\s\S]/g)) {
    if (name !== undefined) {
      if (classes[name] === undefined) return undefined
      source += classes[name]
    } else if (piece.length === 3) {
      if (!/^(?:[a-z]-[a-z]|[A-Z]-[A-Z]|\d-\d)$/.test(piece) || piece.charCodeAt(0) > piece.charCodeAt(2))
        return undefined
      source += piece
    } else source += escaped(piece)
  }
  return source === '' ? undefined : `[${negation}${source}]`
}

function escaped(text: string): string {
  return text.replace(/[-\\^$.*+?()[\]{}|/]/g, '\\$&')
}

function substitute(line: string, { pattern, repeats, replacement, isGlobal }: Substitution): string | undefined {
  if (line.length > (longestLine[repeats] ?? 0)) return undefined
  let isDone = false
  return line.replace(pattern, whole => {
    if (isDone) return whole
    isDone = !isGlobal
    return replacement.map(piece => piece ?? whole).join('')
  })
}
