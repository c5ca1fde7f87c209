import { EmbeddedTextBuilder } from './embeddedText'
import { type Flow, FlowTracker, inFrame } from './flow'
import type { LexedWord } from './lexedShell'
import { LineTable } from './lineTable'
import { makePieces } from './makePieces'
import type { ShellReading } from './shell'
import { ShellCollector } from './shellCollector'
import type { WordPiece } from './shellVariables'

const assignment = /^ *(?:(?:export|override|private|unexport) +)*([\w.@/-]+)[ \t]*(::?:?=|\?=|\+=|!=|=)[ \t]*/
/** A rule with its recipe on the same line: `target: prerequisites ; commands`. */
const ruleLine = /^[^\t#=][^#=;]*:[^=;#][^;#]*;|^[^\t#=;:]+:;/

/**
 * Recipes, `$(shell …)` and `!=` of a makefile. Each logical line of a recipe goes to a shell of its own, so it is read
 * on its own. Make's variables are seen through like those of the shell.
 */
export function makeShell(text: string): ShellReading {
  const reader = new MakeReader(text)
  reader.read()
  return reader.collector.finish()
}

class MakeReader {
  readonly collector: ShellCollector
  readonly #text: string
  readonly #lines: LineTable
  readonly #flow = new FlowTracker(undefined)
  #target = ''
  /** Name of the `define` that is open. */
  #define: string | undefined

  constructor(text: string) {
    this.#text = text
    this.#lines = new LineTable(text)
    this.collector = new ShellCollector(text)
  }

  read(): void {
    let start = 0
    while (start < this.#text.length) {
      const end = this.#logicalLineEnd(start)
      this.#line(start, end)
      start = end + 1
    }
  }

  /** Offset of the line feed that no backslash takes away, or of the end. */
  #logicalLineEnd(start: number): number {
    for (let at = start; ; ) {
      const lineEnd = this.#text.indexOf('\n', at)
      if (lineEnd === -1) return this.#text.length
      let last = lineEnd - 1
      if (this.#text[last] === '\r') last--
      let backslashes = 0
      while (last - backslashes >= start && this.#text[last - backslashes] === '\\') backslashes++
      if (backslashes % 2 === 0) return lineEnd
      at = lineEnd + 1
    }
  }

  #line(start: number, end: number): void {
    const head = this.#text.slice(start, Math.min(end, start + 2000))
    if (head.startsWith('\t')) {
      this.#recipe(start + 1, end, this.#define ?? this.#target)
      return
    }
    if (this.#define !== undefined) {
      if (/^ *endef\b/.test(head)) this.#define = undefined
      else this.#recipe(start, end, this.#define)
      return
    }
    const define = /^ *(?:override +)?define +([\w.-]+)/.exec(head)
    if (define !== null) {
      this.#define = define[1]
      return
    }
    if (/^\s*(?:#|$)/.test(head)) return
    if (this.#condition(head)) return
    const assigned = assignment.exec(head)
    if (assigned !== null) {
      this.#assignment(assigned[1] ?? '', assigned[2] ?? '', start + assigned[0].length, end)
      return
    }
    this.#shellFunctions(start, end, undefined)
    this.#targetVariable(head, start)
    const rule = ruleLine.exec(head)
    const target = /^([^:=#]+?)\s*::?(?!=)/.exec(head)?.[1]
    if (target !== undefined) this.#target = target.trim()
    if (rule !== null) this.#recipe(start + rule[0].length, end, this.#target)
  }

  /** Conditions of make, and those of automake, which have a name alone. */
  #condition(head: string): boolean {
    const [, word = '', rest = ''] = /^ *(ifn?eq|ifn?def|if|else|endif)\b([^\n]*)/.exec(head) ?? []
    if (word === '' || (word === 'if' && !/^\s+!?\w+\s*$/.test(rest)) || /^\s*[:+?]?=/.test(rest)) return false
    if (word === 'endif') this.#flow.close('endif')
    else if (word === 'else') this.#flow.branch(!/^\s*if/.test(rest))
    else {
      this.#flow.open('endif', 'branch')
      this.#flow.branch()
    }
    return true
  }

  /** `target: X = …`: another value, but only while that target is made. */
  #targetVariable(head: string, start: number): void {
    const found = /^[^\t:=#][^:=#]*::?\s*(?:(?:override|private|export)\s+)*([\w.-]+)\s*(?::?:?:?|\?|\+)=/.exec(head)
    const name = found?.[1]
    if (found === null || name === undefined) return
    const body = new EmbeddedTextBuilder(this.#text, this.#lines).copy(start, start + found[0].length).build()
    const value = unknown(body.text.length)
    const flow = inFrame(this.#flow.current, 'branch')
    this.collector.assignment(body, name, { name, value, start: 0, flow, isImplicit: true })
  }

  #recipe(start: number, end: number, context: string): void {
    let from = start
    // `@` silences, `-` ignores errors, `+` runs even under -n.
    while (from < end && /[@+\- \t]/.test(this.#text[from] ?? '')) from++
    this.#shellFunctions(from, end, undefined)
    this.collector.script(this.#forShell(from, end), context, 'script', undefined, this.#ownShell())
  }

  /** Each line has a shell of its own, which starts when all variables of make have their last values. */
  #ownShell(): { readonly flow: Flow; readonly isLate: boolean } {
    return { flow: inFrame(this.#flow.current, 'isolated'), isLate: true }
  }

  #assignment(name: string, operator: string, start: number, end: number): void {
    if (operator === '!=') {
      const body = this.#forShell(start, end)
      this.collector.script(body, name, 'substitution', name, { flow: inFrame(this.#flow.current, 'isolated') })
      const value = unknown(body.text.length)
      this.collector.assignment(body, name, { name, value, start: 0, flow: this.#flow.current, isImplicit: true })
      return
    }
    this.#shellFunctions(start, end, name)
    const body = this.#forShell(start, end)
    const pieces: WordPiece[] = []
    let at = 0
    const add = (kind: 'text' | 'opaque', from: number, to: number): void => {
      if (from < to) pieces.push({ kind, text: body.text.slice(from, to), start: from, end: to })
    }
    for (const reference of body.text.matchAll(/\$\{([\w.-]+)\}|\$\{[^}]*\}|\$\(/g)) {
      const after = reference.index + reference[0].length
      add('text', at, reference.index)
      if (reference[1] === undefined) add('opaque', reference.index, after)
      else pieces.push({ kind: 'variable', name: reference[1], text: reference[0], start: reference.index, end: after })
      at = after
    }
    add('text', at, body.text.length)
    const before: WordPiece = { kind: 'opaque', text: '', start: 0, end: 0 }
    const added = makePieces(this.#text.slice(start, end).replace(/(?<!\\)#[\s\S]*$/, ''))
    this.collector.assignment(body, name, {
      name,
      value: { pieces: operator === '+=' ? [before, ...pieces] : pieces, start: 0, end: body.text.length },
      start: 0,
      flow: this.#flow.current,
      isDeferred: operator === '=' || operator === '+=' || operator === '?=',
      isDefault: operator === '?=',
      valuePieces: operator === '+=' ? [{ ...before, meaning: { kind: 'previous', separator: ' ' } }, ...added] : added,
    })
  }

  /** What the shell gets: `$$` is a dollar sign, `$(X)` make's own variable, written here as `${X}`. */
  #forShell(start: number, end: number): ReturnType<EmbeddedTextBuilder['build']> {
    const builder = new EmbeddedTextBuilder(this.#text, this.#lines)
    const special = /\$\$|\$\(([\w.-]+)\)|\$\{[\w.-]+\}|\$[({]|\$[<^+|%]|\\\r?\n\t?/g
    // On a slice, so that no search runs past the line into the rest of the file.
    const line = this.#text.slice(start, end)
    let at = start
    for (let found = special.exec(line); found !== null; found = special.exec(line)) {
      const piece = found[0]
      const from = start + found.index
      builder.copy(at, from)
      at = from + piece.length
      if (piece === '$$') builder.put('$', from, at)
      else if (found[1] !== undefined) builder.put(`\${${found[1]}}`, from, at)
      else if (piece === '$(' || piece === '${') {
        at = Math.min(this.#callEnd(at, end, piece), end)
        builder.put('$?', from, at)
      } else if (/^\$[<^+|%]$/.test(piece)) builder.put('$?', from, at)
      else builder.copy(from, at)
      special.lastIndex = at - start
    }
    return builder.copy(at, end).build()
  }

  /** `$(shell …)`, wherever it stands. */
  #shellFunctions(start: number, end: number, assignedTo: string | undefined): void {
    const open = /\$[({]shell[ \t]+/g
    const line = this.#text.slice(start, end)
    for (let found = open.exec(line); found !== null; found = open.exec(line)) {
      const from = start + found.index + found[0].length
      const to = this.#callEnd(from, end, found[0].slice(0, 2)) - 1
      const context = assignedTo ?? this.#target
      const body = this.#forShell(from, Math.max(from, to))
      this.collector.script(body, context, 'substitution', assignedTo, {
        flow: inFrame(this.#flow.current, 'isolated'),
      })
      open.lastIndex = Math.max(from, to) - start
    }
  }

  /** Past the bracket that closes a function call; make counts brackets of the kind that opened it and no quotes. */
  #callEnd(start: number, end: number, open: string): number {
    const [opening, closing] = open === '$(' ? ['(', ')'] : ['{', '}']
    let depth = 1
    for (let at = start; at < end; at++) {
      const char = this.#text[at]
      if (char === opening) depth++
      else if (char === closing && --depth === 0) return at + 1
    }
    return end
  }
}

function unknown(end: number): LexedWord {
  return { pieces: [{ kind: 'opaque', text: '', start: 0, end: 0 }], start: 0, end }
}
