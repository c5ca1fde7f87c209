import { flattenReferences, isOneCall, referenceEnd } from './makeReferences'

/** Past this many units a logical line is none that anybody wrote, and is blanked whole. */
const longestLine = 200_000

/** Conditionals of make and of automake. */
const conditional = /^ *(?:(?:else|endif|ifeq|ifneq|ifdef|ifndef)\b|if[ \t]+!?[ \t]*[A-Za-z_])/
/** Directives of BSD make (`.if`, `.for`) and of nmake and Watcom (`!ifdef`). */
const foreignDirective =
  /^(?:\.[ \t]*(?:if\w*|elif\w*|else|endif|for|endfor|undef|error|warning|info|export\S*|unexport\S*)(?=[\s(!<"]|$)|!)/
const include = /^ *(?:-include|sinclude|\.?include)(?=[ \t]|$)/
const listing = /^ *(?:export|unexport)(?=[ \t]|$)/
const definition = /^( *(?:override[ \t]+)?define[ \t]+)([^\s=:?+!]+)/
const modifiers = /^ *(?:(?:export|override|private|unexport)[ \t]+)+/
const assigning = /^(?::::=|::=|:=|\?=|\+=|!=|=)/

/**
 * Rewrites what the make grammar cannot read, in the same length and with the same line ends. To make, nearly all is text
 * until it is expanded; the grammar knows rules, recipes, assignments, definitions and includes made of plain words.
 * - Conditionals become blank lines, since their branches may be halves of a construct.
 * - In names, targets and prerequisites, units that make no word become `_`.
 * - In values round brackets become square ones, and references are simplified (see makeReferences.ts).
 * - Comments behind a statement, lines that are only references, and lines make does not know become blank.
 */
export function prepareMake(text: string): string {
  const out: string[] = []
  const reader = new StatementReader()
  for (let at = 0; at < text.length; ) {
    const end = logicalLineEnd(text, at)
    const line = text.slice(at, end)
    out.push(line.length > longestLine ? blankLine(line) : reader.prepared(line), text.slice(end, end + 1))
    at = end + 1
  }
  return out.join('')
}

class StatementReader {
  /** Whether a line that starts with a tab belongs to a recipe. */
  #inRule = false
  #openDefinitions = 0

  /** @param line a logical line, so it may hold line ends behind backslashes */
  prepared(line: string): string {
    if (this.#openDefinitions > 0) return this.#inDefinition(line)
    if (line.trim() === '') return blankLine(line)
    if (line.startsWith('\t') && this.#inRule) return recipe(line)
    const flush = line.replace(/^[ \t]+/, indent => ' '.repeat(indent.length))
    if (/^ *#/.test(flush)) return commentLine(flush)
    if (conditional.test(flush) || foreignDirective.test(line)) return blankLine(line)
    const begun = definition.exec(flush)
    if (begun !== null) {
      this.#openDefinitions = 1
      return (begun[1] ?? '') + asName(begun[2] ?? '') + blankLine(flush.slice(begun[0].length))
    }
    this.#inRule = false
    const end = commentStart(flush)
    return this.#statement(flush.slice(0, end)) + blankLine(flush.slice(end))
  }

  /** The grammar takes the body line by line, up to the first `endef`. */
  #inDefinition(line: string): string {
    if (/^[ \t]*endef\b/.test(line)) this.#openDefinitions--
    else if (/^[ \t]*(?:override[ \t]+)?define[ \t]/.test(line)) this.#openDefinitions++
    if (this.#openDefinitions > 0) return line.replace(/^([ \t]*)endef/, '$1_ndef')
    return line.replace(/^([ \t]*)endef(.*)$/s, (_, indent: string, rest: string) => `${indent}endef${blankLine(rest)}`)
  }

  #statement(line: string): string {
    const keyword = include.exec(line)?.[0] ?? listing.exec(line)?.[0]
    const separator = separatorAt(line, modifiers.exec(line)?.[0].length ?? 0)
    if (keyword !== undefined && (include.test(line) || separator === undefined))
      return keyword.replace(/\.(?=include)/, ' ') + asWords(line.slice(keyword.length))
    if (separator === undefined) return isOneCall(line) ? flattenReferences(line, asIs) : blankLine(line)
    if (assigning.test(line.slice(separator, separator + 4))) return assignment(line, separator)
    this.#inRule = true
    return rule(line, separator)
  }
}

/** Where the operator of an assignment, or the colon of a rule, stands outside references. */
function separatorAt(line: string, from: number): number | undefined {
  for (let at = from; at < line.length; at++) {
    const unit = line[at]
    if (unit === '$') at = referenceEnd(line, at) - 1
    else if (unit === '\\') at++
    else if (unit === ':') return at
    else if (unit === '=') return /[?+!]/.test(line[at - 1] ?? '') ? at - 1 : at
  }
  return undefined
}

function assignment(line: string, separator: number): string {
  const modifier = modifiers.exec(line)?.[0] ?? ''
  const operator = assigning.exec(line.slice(separator, separator + 4))?.[0] ?? '='
  const written = line.slice(modifier.length, separator)
  const name = written.trim()
  if (name === '') return blankLine(line)
  const rest = line.slice(separator + operator.length)
  const known = rest.trim() === '' && operator === '!=' ? ' =' : operator.replace(/^:::=$/, ' ::=')
  return oneModifier(modifier) + written.replace(name, () => asName(name)) + known + flattenReferences(rest, asValue)
}

/** The grammar takes one of them, and none that says nothing about the value. */
function oneModifier(text: string): string {
  const last =
    text
      .trimEnd()
      .split(/[ \t]+/)
      .pop() ?? ''
  return last === '' || last === 'unexport'
    ? blankLine(text)
    : text.trimEnd().replace(/.*(?=(?:export|override|private)$)/, blankLine) + text.slice(text.trimEnd().length)
}

function rule(line: string, colon: number): string {
  const targets = line.slice(0, colon).replace(/&$/, ' ')
  if (targets.trim() === '') return blankLine(line)
  const isDouble = line[colon + 1] === ':'
  const bodyStart = colon + (isDouble ? 2 : 1)
  const semicolon = recipeStart(line, bodyStart)
  const head = line.slice(bodyStart, semicolon ?? line.length)
  const modifier = modifiers.exec(head)?.[0] ?? ''
  const operator = separatorAt(head, modifier.length)
  const start = asWords(targets) + line.slice(colon, bodyStart)
  if (operator !== undefined && assigning.test(head.slice(operator, operator + 4)))
    return start + blankLine(modifier) + assignment(line.slice(bodyStart + modifier.length), operator - modifier.length)
  const patterns = operator === undefined || isDouble ? undefined : operator
  const prerequisites =
    patterns === undefined || head.slice(0, patterns).trim() === ''
      ? asPrerequisites(head)
      : `${asWords(head.slice(0, patterns))}:${asPrerequisites(head.slice(patterns + 1)).replace('|', '_')}`
  return semicolon === undefined
    ? start + prerequisites
    : `${start}${prerequisites};${recipe(line.slice(semicolon + 1))}`
}

function recipeStart(line: string, from: number): number | undefined {
  for (let at = from; at < line.length; at++)
    if (line[at] === '$') at = referenceEnd(line, at) - 1
    else if (line[at] === ';') return at
  return undefined
}

/** The first bar stands before prerequisites of which only the order matters. */
function asPrerequisites(text: string): string {
  const bar = text.indexOf('|')
  if (bar === -1 || text.slice(bar + 1).trim() === '') return asWords(text)
  return `${asWords(text.slice(0, bar))}|${asWords(text.slice(bar + 1))}`
}

function asWords(text: string): string {
  return flattenReferences(text, (unit, next) => {
    if (unit === '\\') return isLineEnd(next) ? unit : '_'
    return /[\w%+\-.@*?/\s]/.test(unit) ? unit : '_'
  })
}

/** The grammar has rules of its own for two names, which want other values than make does. */
function asName(text: string): string {
  const plain = text.replace(/\\\r?\n|[^\w%+\-.@*?/\r\n]/g, found => (found.endsWith('\n') ? found : '_'))
  return plain.replace(/^(?:VPATH|\.RECIPEPREFIX)$/, name => `_${name.slice(1)}`)
}

function asValue(unit: string, next: string): string {
  if (unit === '(') return '['
  if (unit === ')') return ']'
  return unit === '\\' && !isLineEnd(next) ? '_' : unit
}

function asIs(unit: string): string {
  return unit
}

function recipe(line: string): string {
  if (line.trim() === '') return blankLine(line)
  return flattenReferences(line, (unit, next) => (unit === '\\' && !isLineEnd(next) ? '_' : unit))
}

function isLineEnd(next: string): boolean {
  return next.startsWith('\n') || next.startsWith('\r\n')
}

/** A backslash carries a comment over to the next line, of which the grammar knows nothing. */
function commentLine(line: string): string {
  const end = line.indexOf('\n')
  return end === -1 ? line : line.slice(0, end) + blankLine(line.slice(end))
}

function commentStart(line: string): number {
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '$') at = referenceEnd(line, at) - 1
    else if (line[at] === '\\') at++
    else if (line[at] === '#') return at
  }
  return line.length
}

/** Offset of the line feed that no backslash takes away, or of the end. */
function logicalLineEnd(text: string, start: number): number {
  for (let at = start; ; ) {
    const lineEnd = text.indexOf('\n', at)
    if (lineEnd === -1) return text.length
    let last = lineEnd - 1
    if (text[last] === '\r') last--
    let backslashes = 0
    while (last - backslashes >= start && text[last - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return lineEnd
    at = lineEnd + 1
  }
}

function blankLine(text: string): string {
  return text.replace(/[^\r\n]/g, ' ')
}
