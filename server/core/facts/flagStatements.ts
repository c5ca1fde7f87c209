/** The part of one line that belongs to one statement. */
export interface StatementPart {
  readonly statement: FlagStatement
  /** From 0. */
  readonly line: number
  /** Of the part in its line, in UTF-16 units. */
  readonly column: number
  readonly text: string
}

/** What a build file says in one go about one thing: a variable it sets, a call, a command. */
export interface FlagStatement {
  /** The variable that is set, else the first names of the call or command. */
  readonly owner: string
  readonly isVariable: boolean
  /** Between an `if` and its end, or set in: it holds for some builds only, as far as the layout tells. */
  readonly isConditional: boolean
  /** A loop over what stands in it. */
  readonly isChoice: boolean
  /** Takes flags away, by `-=` or by name. */
  readonly isSubtracting: boolean
  /** Whatever the variable held before is gone. */
  isReset: boolean
}

/** Lines after which an open bracket is taken for a mistake or for text. */
const LIMIT_LINES = 200

/**
 * Names that get a value: `X = …` and its kin in make, shell, Meson, YAML and JSON, and CMake's `set(X …)`. Flags such
 * as `-DX=1` and `--x=y` name nothing, nor do expansions such as `${X:-y}`.
 */
const assignment =
  /(?<![\w$.{%</-])(?:(?:set|list|string)\s*\(\s*((?:AP|PRE)PEND\s+|REMOVE_ITEM\s+)?([A-Za-z_]\w{0,99})|["']?([A-Za-z_][\w.-]{0,99})["']?\s{0,20}(\+=|:{1,3}=|\?=|!=|-=|=(?!=)|:(?=\s{0,20}["'[]|\s{1,20}\S)))/g
const opens = /^\s*(?:if|ifeq|ifneq|ifdef|ifndef|case|foreach|for|while|%if\w*)\b/
const closes = /(?:^|;)\s*(?:endif|fi|esac|done|endforeach|endwhile|%endif)\b/

/** A call of its own inside a call that is still open: the branches of a macro. */
const call = /^\s*[A-Za-z_]\w{2,80}\s?\(/

/**
 * Takes the lines of a build file of any kind apart, far enough to know which flags come after which in the same
 * variable or call. A reading by layout: brackets and backslashes continue a statement, a name that gets a value begins
 * one. Comments are expected to be blanked.
 */
export function flagStatements(lines: readonly string[]): readonly StatementPart[] {
  const parts: StatementPart[] = []
  let current: FlagStatement | undefined
  let brackets = 0
  let begun = 0
  let depth = 0
  for (const [line, text] of lines.entries()) {
    if (text === '') {
      if (brackets <= 0) current = undefined
      continue
    }
    if (opens.test(text)) depth++
    const isConditional = depth > 0 || /^\s/.test(text)
    if (closes.test(text)) depth = Math.max(0, depth - 1)
    if (line - begun > LIMIT_LINES) current = undefined
    // What a Meson or CMake option is called and what it starts from belong together.
    const mayName = !/^\s*option\s*\(/.test(text)
    const names =
      mayName && (text.includes('=') || text.includes(':') || text.includes('(')) ? [...text.matchAll(assignment)] : []
    const starts = names.map(name => name.index)
    if (starts.length === 0 || !/^[\s[\]({;&"']*$/.test(text.slice(0, starts[0]))) {
      if (current === undefined || (!current.isVariable && call.test(text))) {
        current = plain(text, isConditional)
        brackets = 0
        begun = line
      }
      parts.push(part(current, line, 0, text.slice(0, starts[0])))
      brackets += balance(text.slice(0, starts[0]))
    }
    for (const [index, name] of names.entries()) {
      const start = parts.at(-1)?.line === line ? name.index : 0
      const body = text.slice(start, starts[index + 1])
      // `target: X += …` of make holds for that target.
      current = assigned(name, body, isConditional || (index > 0 && names[0]?.[4] === ':'))
      brackets = balance(body)
      begun = line
      parts.push(part(current, line, start, body))
    }
    if (current !== undefined) keepsItself(current, text)
    if (brackets <= 0 && !text.endsWith('\\')) current = undefined
  }
  return parts
}

function part(statement: FlagStatement, line: number, column: number, text: string): StatementPart {
  return { statement, line, column, text }
}

function assigned(name: RegExpMatchArray, body: string, isConditional: boolean): FlagStatement {
  const [whole, action, cmake, other, operator] = name
  const owner = cmake ?? other ?? ''
  const isList = cmake !== undefined && !whole.startsWith('set')
  return {
    owner,
    isVariable: true,
    isConditional,
    isChoice: false,
    isSubtracting:
      operator === '-=' || action?.startsWith('REMOVE') === true || /_REMOVE(?:_|$)|_MAINT_STRIP$/.test(owner),
    isReset: (operator === '=' || operator === ':=' || (cmake !== undefined && !isList)) && !body.includes('?='),
  }
}

/** A value that names the variable itself, or what was saved of it, adds to it. */
function keepsItself(statement: FlagStatement, text: string): void {
  if (!statement.isReset) return
  const first = text.indexOf(statement.owner)
  if (first !== -1 && text.includes(statement.owner, first + statement.owner.length)) statement.isReset = false
  else if (first === -1 && text.includes('$')) statement.isReset = false
}

function plain(text: string, isConditional: boolean): FlagStatement {
  const names = text
    .slice(0, 300)
    .replace(/(?<!\w)-[^\s"')]*/g, ' ')
    .match(/[A-Za-z_]\w*/g)
  return {
    owner: (names ?? []).slice(0, 2).join(' '),
    isVariable: false,
    isConditional,
    isChoice: /^\s*for(?:each)?\b/.test(text),
    isSubtracting: false,
    isReset: false,
  }
}

function balance(text: string): number {
  let open = 0
  for (const char of text)
    if (char === '(' || char === '[' || char === '{') open++
    else if (char === ')' || char === ']' || char === '}') open--
  return open
}
