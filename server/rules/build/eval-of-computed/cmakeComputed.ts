import type { TextSpan } from '../../../core/model/location'
import { type CMakeFile, readCMake } from '../../../core/syntax/cmakeReader'
import { type ComputedStep, isTemporary, type Origin } from './computed'

/** Variables that are followed from one to the next. */
const deepest = 6

/** `include()` and `cmake_language()` with something computed (cmake-commands(7)). */
export function cmakeComputed(text: string): readonly ComputedStep[] {
  if (!/\binclude\s*\(\s*(?:"?[/~]|[^)]{0,200}\$)|cmake_language/i.test(text)) return []
  const file = readCMake(text)
  let writers: ReadonlyMap<string, readonly Writer[]> | undefined
  const originOf = (written: string) => {
    writers ??= writersIn(file)
    return followed(written, writers)
  }
  return file.commands.flatMap((command): readonly ComputedStep[] => {
    const { name, arguments: given, start, end } = command
    const words = given.map(({ body }) => body.text)
    const span = file.lines.span(start, end)
    const step = (message: ComputedStep['message'], code: string, where: string, origin: Origin, isGrave: boolean) => [
      {
        message,
        severity: isGrave ? ('medium' as const) : ('low' as const),
        span,
        parts: partsOf(origin),
        where,
        code,
        origin,
      },
    ]
    if (name === 'include') {
      const path = words[0] ?? ''
      const origin = originOf(path) ?? placed(path)
      if (origin === undefined) return []
      return step('included', path, 'include', origin, isGraveInclude(path, origin))
    }
    if (name !== 'cmake_language') return []
    const [kind = '', , ...rest] = words
    const code = kind === 'EVAL' ? rest.join(' ') : kind === 'CALL' ? (words[1] ?? '') : ''
    const origin = originOf(code) ?? (kind === 'EVAL' && /^\$\{\w+\}$/.test(code) ? unknown : undefined)
    if (origin === undefined || (kind === 'CALL' && !/^\$/.test(code))) return []
    return step('evaluated', code, `cmake_language(${kind})`, origin, origin.kind !== 'option')
  })
}

/** A parameter, or text that is put together here. */
const unknown: Origin = { kind: 'option', says: 'a variable holds it' }

function partsOf({ at }: Origin): readonly TextSpan[] {
  return at === undefined ? [] : [at]
}

/** A path with a folder that is written out tells more than a name alone. */
function isGraveInclude(path: string, { kind }: Origin): boolean {
  if (kind === 'outside') return true
  if (kind === 'environment') return isTemporary(path)
  return kind !== 'option' && kind !== 'output' && /^\$\{\w+\}$/.test(path)
}

/** Of a path that is written out. */
function placed(path: string): Origin | undefined {
  return isTemporary(path) ? { kind: 'outside', says: 'the file is outside the tree' } : undefined
}

/** A command that gives a variable its value. */
interface Writer {
  readonly origin?: Origin
  /** What its value is made of. */
  readonly from: string
}

function writersIn({ commands, lines }: CMakeFile): ReadonlyMap<string, readonly Writer[]> {
  const found = new Map<string, Writer[]>()
  const add = (variable: string | undefined, writer: Writer) => {
    if (variable === undefined || !/^\w+$/.test(variable)) return
    const held = found.get(variable)
    if (held === undefined) found.set(variable, [writer])
    else held.push(writer)
  }
  for (const command of commands) {
    const words = command.arguments.map(({ body }) => body.text)
    const at = lines.span(command.start, command.end)
    const [kind = '', second = ''] = words
    switch (command.name) {
      case 'file':
        if (/^(?:READ|STRINGS)$/.test(kind))
          add(words[2], { from: '', origin: { kind: 'text', says: `it is text of \`${second}\``, at } })
        else if (/^GLOB/.test(kind) && words.slice(2).some(isOther))
          add(second, { from: '', origin: { kind: 'search', says: 'a search for files finds it', at } })
        break
      case 'execute_process': {
        const program = words[words.indexOf('COMMAND') + 1] ?? ''
        const variable = words[words.indexOf('OUTPUT_VARIABLE') + 1]
        if (words.includes('OUTPUT_VARIABLE')) add(variable, { from: '', origin: outputOf(program, words, at) })
        break
      }
      case 'string':
        stringWriter(words, at, add)
        break
      case 'set':
        add(kind, { from: words.slice(1, 9).join(';') })
        break
      case 'foreach':
        add(kind, { from: loopFrom(words) })
    }
  }
  return found
}

/** Modules are looked for by the ending that CMake's own files have. */
const isOther = (pattern: string) =>
  /\.(?!cmake$|txt$|in$)\w+$/.test(pattern) || /(?:^|\/)(?:tests?|fixtures?|testdata|corpus|samples?)\//.test(pattern)
/** The root of a kit that somebody installed, by the name of its variable. */
const isKit = (variable: string) => /_(?:PATH|ROOT|DIR|SDK|HOME|PREFIX|BASE)$|^\w+ROOT$/.test(variable)

function outputOf(program: string, words: readonly string[], at: TextSpan): Origin {
  const shown = words.indexOf('cat')
  if (shown !== -1) return { kind: 'text', says: `it is text of \`${words[shown + 1] ?? ''}\``, at }
  return { kind: 'output', says: `\`${program}\` puts it out`, at }
}

function pieces(how: string, at: TextSpan): Origin {
  return { kind: 'pieces', says: `\`${how}\` puts it together`, at }
}

type Add = (variable: string | undefined, writer: Writer) => void

/** Where the operations of string() have their output and input. */
function stringWriter(words: readonly string[], at: TextSpan, add: Add): void {
  const [kind = '', a = '', b = '', c = '', d = ''] = words
  switch (kind) {
    case 'ASCII':
      add(words.at(-1), { from: '', origin: pieces('string(ASCII)', at) })
      break
    case 'HEX':
    case 'REVERSE':
      add(b, { from: a, origin: pieces(`string(${kind})`, at) })
      break
    case 'REPLACE':
      // A text that is written out, and changed at once, could have been written as it is meant.
      add(c, {
        from: words.slice(4).join(';'),
        ...(d !== '' && !d.includes('$') ? { origin: pieces('string(REPLACE)', at) } : {}),
      })
      break
    case 'STRIP':
    case 'TOUPPER':
    case 'TOLOWER':
    case 'CONFIGURE':
      add(b, { from: a })
      break
    case 'CONCAT':
    case 'APPEND':
    case 'PREPEND':
      add(a, { from: words.slice(2, 12).join(';') })
      break
    case 'JOIN':
      add(b, { from: words.slice(3, 12).join(';') })
      break
    case 'REGEX':
      if (a === 'REPLACE') add(d, { from: words.slice(5).join(';') })
  }
}

function loopFrom(words: readonly string[]): string {
  const lists = words.indexOf('LISTS')
  return lists === -1
    ? words.slice(1, 20).join(';')
    : words
        .slice(lists + 1)
        .map(one => `\${${one}}`)
        .join(';')
}

/** The first origin that is met on the way back from a text; no variable is looked at twice. */
function followed(written: string, writers: ReadonlyMap<string, readonly Writer[]>): Origin | undefined {
  const seen = new Set<string>()
  let now = [written]
  for (let depth = 0; depth < deepest && now.length > 0; depth++) {
    const next: string[] = []
    for (const text of now) {
      const environment = /\$ENV\{(\w+)\}/.exec(text)?.[1]
      if (environment !== undefined && !isKit(environment))
        return { kind: 'environment', says: `the environment names it (\`${environment}\`)` }
      for (const [, variable = ''] of text.slice(0, 2_000).matchAll(/\$\{(\w+)\}/g)) {
        if (seen.has(variable)) continue
        seen.add(variable)
        for (const { origin, from } of (writers.get(variable) ?? []).slice(0, 8)) {
          if (origin !== undefined) return origin
          next.push(from)
        }
      }
    }
    now = next
  }
  return undefined
}
