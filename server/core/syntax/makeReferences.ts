/** What a unit outside references becomes; `next` tells a line continuation from any other backslash. */
export type UnitRule = (unit: string, next: string) => string

/** Functions the make grammar knows by name. */
const functions =
  /^(?:subst|patsubst|strip|findstring|filter|filter-out|sort|word|words|wordlist|firstword|lastword|dir|notdir|suffix|basename|addsuffix|addprefix|join|wildcard|realpath|abspath|error|warning|info|origin|flavor|foreach|if|or|and|call|eval|file|value|shell)(?=[ \t])/
const plainName = /^(?:[\w.+\-/]+|[@%<?^+*][DF]?)$/
const singleName = /[A-Za-z0-9@%<?^+*]/

/** Deeper references are words; nobody nests forty calls. */
const deepest = 40

/** Text with every unit outside references changed by `rule`, and every reference made one the grammar can read. */
export function flattenReferences(text: string, rule: UnitRule, depth = 0): string {
  const out: string[] = []
  for (let at = 0; at < text.length; ) {
    const unit = text[at] ?? ''
    if (unit !== '$') {
      out.push(rule(unit, text.slice(at + 1, at + 3)))
      at++
      continue
    }
    const end = referenceEnd(text, at)
    out.push(reference(text.slice(at, end), depth))
    at = end
  }
  return out.join('')
}

/**
 * Offset behind the reference that starts with the `$` at `at`. Make counts brackets of the kind that opened it and knows
 * no quotes; what is never closed goes to the end.
 */
export function referenceEnd(text: string, at: number): number {
  const opening = text[at + 1]
  if (opening !== '(' && opening !== '{') return Math.min(at + 2, text.length)
  const closing = opening === '(' ? ')' : '}'
  let open = 0
  for (let to = at + 1; to < text.length; to++) {
    if (text[to] === opening) open++
    else if (text[to] === closing && --open === 0) return to + 1
  }
  return text.length
}

/** Whether a line is one call of a function and nothing else. */
export function isOneCall(line: string): boolean {
  const trimmed = line.trim()
  return trimmed.startsWith('$(') && functions.test(trimmed.slice(2)) && referenceEnd(trimmed, 0) === trimmed.length
}

function reference(text: string, depth: number): string {
  const opening = text[1]
  if (opening !== '(' && opening !== '{') return singleName.test(text[1] ?? '') ? text : toWord(text)
  if (!text.endsWith(opening === '(' ? ')' : '}')) return toWord(text)
  const inner = text.slice(2, -1)
  // A function without arguments is a variable of that name, which the grammar would take for the function.
  if (plainName.test(inner)) return functions.test(`${inner} `) ? `${text.slice(0, 2)}_${text.slice(3)}` : text
  const name = opening === '(' && depth < deepest && !inner.includes('\n') ? functions.exec(inner)?.[0] : undefined
  const given = inner.slice(name?.length)
  if (name !== undefined && given.trim() !== '')
    return `$(${name}${flattenReferences(given, unit => (/[\\()#]/.test(unit) ? '_' : unit), depth + 1)})`
  // A word cannot go over a line end, so a reference that does stops being one.
  return /\n/.test(inner) ? toWord(text) : text.slice(0, 2) + toWord(inner) + text.slice(-1)
}

/** Line continuations stay, all else becomes part of a word. */
function toWord(text: string): string {
  return text.replace(/\\\r?\n|[^\w\r\n]/g, found => (found.endsWith('\n') ? found : '_'))
}
