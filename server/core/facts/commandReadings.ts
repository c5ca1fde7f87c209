import type { CodeUnit, Decoding } from '../embedded/code'
import { isDocument } from '../formats/document'
import { lastLine, type Side } from '../model/location'
import { baseName } from '../model/path'
import type { FileContext } from '../rule/context'
import { type EmbeddedText, EmbeddedTextBuilder } from '../syntax/embeddedText'
import type { LanguageId } from '../syntax/language'
import { LineTable } from '../syntax/lineTable'
import { holdsShell, readShellPart, type ShellPipeline, type ShellReading } from '../syntax/shell'

/** Commands in one stretch of code, with what to call the place. */
export interface CommandReading {
  readonly reading: ShellReading
  /** "job build, step 2", "scripts.postinstall"; the file's name where nothing says more. */
  readonly where: string
  readonly decodings: readonly Decoding[]
  /** Pipes of scripts that come later in the file: another step, another recipe. */
  readonly later: readonly ShellPipeline[]
  /** The code they stand in; undefined for lines that were read as commands for want of anything better. */
  readonly unit: CodeUnit | undefined
}

/** Scripts after one that are looked at together with it. */
const mostLater = 20

/**
 * All commands of one side of a file: in its scripts and in the code inside it, however deep. Changed lines that no reader
 * of embedded code knows, since a patch shows too little around them or nobody reads their language, are read by themselves.
 * For rules that say `readsCode`.
 */
export function commandReadings(context: FileContext, side: Side): readonly CommandReading[] {
  const units = context.code(side).filter(unit => {
    const { pipelines, assignments } = unit.shell()
    return (pipelines.length > 0 || assignments.length > 0) && context.budget.spend(unit.body.text.length)
  })
  const scripts = units.map(unit => (unit.role === 'script' ? unit.shell().pipelines : []))
  const known = units.map(
    (unit, at): CommandReading => ({
      reading: unit.shell(),
      where: placeOf(context.path, unit),
      decodings: unit.decodings,
      later: unit.role === 'script' ? scripts.slice(at + 1, at + 1 + mostLater).flat() : [],
      unit,
    }),
  )
  const covered = coveredLines(units.filter(unit => unit.host !== undefined && unit.role !== 'decoded'))
  return [...known, ...looseCalls(context, side, covered), ...looseLines(context, side, covered)]
}

const compiled: ReadonlySet<string | undefined> = new Set(['c', 'cpp', 'go', 'rust', 'java', 'csharp'])
const startsPrograms =
  /\b(?:Command|CommandContext|ProcessBuilder|ProcessStartInfo|Process|getRuntime|exec[lv]\w*)\b|[rR]un_?[cC]ommand|[sS]hell/
/** In C these are words of prose as well, unless something is given to them. */
const startsProgramsInC =
  /\b(?:w?system|_?w?popen|exec[lv]\w*|posix_spawn\w*|WinExec|CreateProcess\w*)\s*[(;)}]|(?:[rR]un_?[cC]ommand|[sS]hell)\w*\s*[(;)}]/

/** Whether text in this language can hold commands at all: programs that are compiled do when they start others. */
export function mayHoldCommands(language: LanguageId | undefined, text: string): boolean {
  if (!compiled.has(language)) return true
  return (language === 'c' || language === 'cpp' ? startsProgramsInC : startsPrograms).test(text)
}

/** Functions that run a command by what they are called, wherever they come from. */
const runner =
  /(?:exec|spawn|system|popen|shell|command|passthru)\w*$|(?:^|[._:>])(?:run|sh|bash|cmd|call|check_output)$/i

/** Commands that are given to functions nobody knows: wrappers, and calls whose import a patch does not show. */
function looseCalls(context: FileContext, side: Side, covered: ReadonlySet<number>): readonly CommandReading[] {
  const text = context.side(side)?.text ?? ''
  return context.code(side).flatMap(unit => {
    if (unit.decodings.length > 0 || !mayHoldCommands(unit.language, unit.body.text)) return []
    const calls = unit.program()?.calls.filter(({ target }) => runner.test(target)) ?? []
    return calls.flatMap(({ arguments: given }) =>
      given
        .flatMap(one => [one, ...(one.elements ?? [])])
        .flatMap(({ text: body, span }) =>
          body === undefined || covered.has(span.start.line) || !/[|;&`$<]/.test(body.text)
            ? []
            : [
                {
                  reading: readShellPart(body, text, ''),
                  where: placeOf(context.path, unit),
                  decodings: unit.decodings,
                  later: [],
                  unit,
                },
              ],
        ),
    )
  })
}

/** What to call the place of a pipe: the macro or target in a file, the step or script in code inside it. */
export function pipelinePlace({ unit, where }: CommandReading, context: string): string {
  return unit?.host === undefined && context !== '' ? context : where
}

/** What to call the place of code for people: the step, the script, the target it is in; else the name of the file. */
export function placeOf(path: string, unit: CodeUnit | undefined): string {
  if (unit === undefined || (unit.host === undefined && unit.context === '')) return baseName(path)
  if (unit.context === '' || unit.role === 'argument') return placeOf(path, unit.host)
  // `RUN` and `ExecStart` alone say little.
  return /^\w+$/.test(unit.context) ? `${baseName(path)}, ${unit.context}` : unit.context
}

const comment = /^\s*(?:#|\/\/|\/?\*|--|dnl\b|rem\b|::|;)/i
/** Rather than run, a line often tells people what they could run. */
const tells =
  /^\s*(?:[\w.:$>-]*\b)?(?:echo|printf?n?|puts|log|warn|warning|info|debug|error|die|say|raise|throw|panic|help|usage|message|description|summary|title|note)\b/i
/** What starts a value in YAML and in tables of keys: `- run: `, `key = `. */
const key = /^\s*(?:-\s+)*(?:[\w.-]+\s*:(?=\s)\s*)?(?:[|>][-+]?\s*$)?/
const longestLine = 20_000

/** Languages whose lines can be commands by themselves; of the others only texts between quotes are looked at. */
const data: ReadonlySet<string | undefined> = new Set([
  undefined,
  'yaml',
  'toml',
  'xml',
  'dockerfile',
  'spec',
  'systemd',
  'gradle',
])

function looseLines(context: FileContext, side: Side, covered: ReadonlySet<number>): readonly CommandReading[] {
  const text = context.side(side)
  if (text === undefined || holdsShell(context.language) || isDocument(context.path)) return []
  if (text.complete && !mayHoldCommands(context.language, text.text)) return []
  const lines = new LineTable(text.text)
  const bodies: EmbeddedText[] = []
  for (const { line, written } of changedLinesOf(context, side)) {
    if (written.length > longestLine || comment.test(written) || tells.test(written) || covered.has(line)) continue
    const from = lines.offset({ line, column: 0 })
    const start = data.has(context.language) ? (key.exec(written)?.[0].length ?? 0) : written.length
    const rest = written.slice(start)
    if (rest !== '' && tells.test(rest)) continue
    if (rest !== '' && !/^["'{[<]/.test(rest)) {
      bodies.push(new EmbeddedTextBuilder(text.text, lines).copy(from + start, from + written.length + 1).build())
      continue
    }
    for (const [start, end] of quotedTexts(written)) {
      const inner = written.slice(start, end)
      if (/[|;&$`<(]/.test(inner)) bodies.push(unescaped(text.text, lines, from + start, inner))
    }
  }
  // reading the program costs more than the lines: it is asked for where there is something to ask about
  if (bodies.length === 0 || context.code(side)[0]?.program()?.isCut === false) return []
  const all = new EmbeddedTextBuilder(text.text, lines)
  for (const body of bodies) {
    all.append(body, 0, body.text.length)
    if (!body.text.endsWith('\n')) all.put('\n', body.outerEnd(body.text.length), body.outerEnd(body.text.length))
  }
  const body = all.build()
  if (body.text === '' || !context.budget.spend(body.text.length)) return []
  const reading = readShellPart(body, text.text, '')
  return [{ reading, where: baseName(context.path), decodings: [], later: [], unit: undefined }]
}

/** What stands between two quotes of one kind, each search for an end made once. */
function quotedTexts(line: string): readonly (readonly [start: number, end: number])[] {
  const found: [number, number][] = []
  const open = new Set<string>()
  for (let at = 0; at < line.length; at++) {
    const quote = line[at] ?? ''
    if (!/["'`]/.test(quote) || open.has(quote)) continue
    let end = at + 1
    while (end < line.length && line[end] !== quote) end += line[end] === '\\' ? 2 : 1
    if (end >= line.length) open.add(quote)
    else {
      found.push([at + 1, end])
      at = end
    }
  }
  return found
}

/** Backslashes before quotes and backslashes belong to the language around. */
function unescaped(outer: string, lines: LineTable, from: number, inner: string): EmbeddedText {
  const builder = new EmbeddedTextBuilder(outer, lines)
  let at = 0
  for (const { index, 0: written } of inner.matchAll(/\\(["'\\n])/g)) {
    builder.copy(from + at, from + index)
    builder.put(written === '\\n' ? '\n' : written.slice(1), from + index, from + index + 2)
    at = index + 2
  }
  return builder.copy(from + at, from + inner.length).build()
}

function changedLinesOf(
  context: FileContext,
  side: Side,
): readonly { readonly line: number; readonly written: string }[] {
  const kind = side === 'new' ? 'added' : 'removed'
  return context.content.hunks
    .flatMap(hunk => hunk.lines)
    .flatMap(one => {
      const line = one[side]
      return one.kind === kind && line !== undefined ? [{ line, written: one.text }] : []
    })
}

function coveredLines(units: readonly CodeUnit[]): ReadonlySet<number> {
  const lines = new Set<number>()
  for (const { span } of units) for (let line = span.start.line; line <= lastLine(span); line++) lines.add(line)
  return lines
}
