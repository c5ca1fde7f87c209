import { isBuildProse, macroAround, PROBE_LINES, withoutComments } from '../../../core/formats/codeText'
import { isTestFolder, sourceKind } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

const why = 'The resolver runs in the dynamic loader, before `main`, in every process that loads this object.'
const benign = 'Choosing the fastest implementation for the processor at hand is the usual reason.'
const question =
  'Why selection at load time rather than a function pointer set on first use? What may the resolver call?'
const commands = ['readelf -sW <library> | grep -w IFUNC', 'git grep -n -w -e {word}']

function text(message: string, more: string): MessageText {
  return { message, why: `${why}\n${more}`, benign, question, commands }
}

export default defineRule({
  id: 'loader/ifunc-resolver',
  title: 'IFUNC resolver introduced or changed',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['xz-2023-ifunc', 'xz-2024'],
  tags: ['CWE-829'],
  triggers: ['ifunc', 'IFUNC', 'gnu_indirect_function', 'target_clones', 'target_version'],
  triggersIn: 'file',
  messages: {
    introduced: text(
      '`{symbol}` is now chosen by resolver `{resolver}`, which runs while the program is being loaded',
      'The loader then writes what it returns into the table of addresses.',
    ),
    macro: text('Macro `{symbol}` now declares an IFUNC resolver', 'Each use of the macro adds one such resolver.'),
    used: text(
      '`{symbol}` gets an IFUNC resolver through macro `{resolver}`',
      'The attribute stands in the macro, so the line itself does not show it.',
    ),
    assembler: text(
      '`{symbol}` is marked as an indirect function: its code runs while the program is being loaded',
      'Assembler gives the symbol this type directly, without a compiler attribute.',
    ),
    probe: text(
      'The build now asks whether IFUNC resolvers work: `{symbol}`',
      'Where the answer is yes, code that uses them may be compiled in.',
    ),
    clones: text(
      '`{symbol}` now gets one version for each processor: the compiler adds a resolver that runs at load time',
      'What the resolver does is written by the compiler, not by the project.',
    ),
    changed: text(
      'Resolver `{resolver}` changed: what runs while the program is being loaded is different now',
      'Attributes count too: instrumentation, frame pointers and stack checks act on it.',
    ),
  },
  examine: { file: examine },
})

/** `ifunc("name")` as an attribute's argument list has it; quotes may be escaped inside a build file's string. */
const ATTRIBUTE = /\b(?:__)?ifunc(?:__)?\s*\(\s*(?:\\?"([^"\\]+)\\?"|#\s*(\w+))[^()]{0,40}\)?/
const ASSEMBLER = /([.\w$@]+)?\s*,\s*[@%#"]?(?:STT_GNU_IFUNC|gnu_indirect_function)\b/
/** GCC and Clang: the compiler writes the resolver itself. */
const CLONES = /\btarget_(?:clones|version)\s*\(\s*"[^"]{0,120}"/
/** No declaration is that long, and the patterns take longer the longer the line. */
const LIMIT_LINE = 4000

function examine(context: FileContext): void {
  const kind = sourceKind(context.path)
  if (kind === 'other') return
  const side = context.side('new')
  if (side === undefined) return
  const lines = kind === 'code' ? withoutComments(side.lines) : side.lines
  const macros = new Set<string>()
  const resolvers = new Map<string, number>()
  let lastProbe = Number.NEGATIVE_INFINITY
  for (const [index, line] of lines.entries()) {
    if (line.length > LIMIT_LINE) continue
    if (kind === 'code') reportClones(context, lines, index)
    const attribute = ATTRIBUTE.exec(line)
    const assembler = attribute === null ? ASSEMBLER.exec(line) : null
    if (attribute === null && assembler === null) continue
    const number = index + 1
    const macro = macroAround(lines, index)
    if (macro !== undefined) macros.add(macro)
    const resolver = attribute?.[1] ?? attribute?.[2]
    if (resolver !== undefined && macro === undefined) resolvers.set(resolver, number)
    const found = attribute ?? assembler
    if (found === null || !isNew(context, number, found[0])) continue
    if (kind === 'build') {
      // One check names it several times: in its program, its cache variable, its define.
      if (isBuildProse(line) || number - lastProbe < PROBE_LINES) continue
      lastProbe = number
    }
    const symbol = assembler?.[1] ?? symbolBefore(lines, index, found.index) ?? resolver ?? 'a symbol'
    const message = kind === 'build' ? 'probe' : macro !== undefined ? 'macro' : assembler ? 'assembler' : 'introduced'
    const at = spanOf(number, found.index, found[0].length)
    report(
      context,
      message,
      at,
      { symbol: macro ?? symbol, resolver: resolver ?? symbol },
      severityOf(context, message),
    )
  }
  if (kind !== 'code') return
  reportUses(context, lines, macros)
  reportChanged(context, lines, resolvers)
}

function reportClones(context: FileContext, lines: readonly string[], index: number): void {
  const found = CLONES.exec(lines[index] ?? '')
  if (found === null || macroAround(lines, index) !== undefined || !isNew(context, index + 1, lines[index] ?? ''))
    return
  const after = [(lines[index] ?? '').slice(found.index + found[0].length), ...lines.slice(index + 1, index + 4)].join(
    ' ',
  )
  const symbol =
    /\b(?!attribute|target|__)(\w+)\s*\(/.exec(after)?.[1] ?? symbolBefore(lines, index, found.index) ?? 'a function'
  report(context, 'clones', spanOf(index + 1, found.index, found[0].length), { symbol, resolver: symbol }, 'low')
}

/** On a line the change added, and not merely moved or reindented there. */
function isNew(context: FileContext, line: number, found: string): boolean {
  if (!context.isChanged('new', spanOf(line, 0, 1))) return false
  const squeezed = found.replace(/\s+/g, '')
  const count = (text: string | undefined) => (text ?? '').replace(/\s+/g, '').split(squeezed).length
  const old = context.side('old')
  const current = context.side('new')
  if (old?.complete === false || current?.complete === false) {
    const removed = context.content.hunks.flatMap(hunk => hunk.lines.filter(one => one.kind === 'removed'))
    return !removed.some(one => one.text.replace(/\s+/g, '').includes(squeezed))
  }
  return count(current?.text) > count(old?.text)
}

/** The name that is being declared: the last one before an argument list, on this line or a few before it. */
function symbolBefore(lines: readonly string[], index: number, column: number): string | undefined {
  let text = (lines[index] ?? '').slice(0, column)
  for (let back = 1; back <= 6 && !/[;}]/.test(text); back++) text = `${lines[index - back] ?? ''} ${text}`
  const declared = text.slice(Math.max(text.lastIndexOf(';'), text.lastIndexOf('}')) + 1)
  const names = [...declared.matchAll(/\b(\w+)\s*\)?\s*\(/g)].map(match => match[1] ?? '')
  return names.find(name => !/^(?:__)?(?:attribute|declspec|extension|asm|defined|if)(?:__)?$|^[A-Z]+_API$/.test(name))
}

function severityOf(context: FileContext, message: string): Severity {
  return message === 'probe' || isTestFolder(context.path) ? 'low' : 'medium'
}

function report(
  context: FileContext,
  message: string,
  at: ReturnType<typeof spanOf>,
  data: { readonly symbol: string; readonly resolver: string },
  severity: Severity,
): void {
  const word = /^\w+$/.test(data.resolver) ? data.resolver : '<resolver>'
  context.report({ message, at, severity, data: { ...data, word } })
}

/** Lines that use a macro of this file which holds the attribute. */
function reportUses(context: FileContext, lines: readonly string[], macros: ReadonlySet<string>): void {
  if (macros.size === 0) return
  const use = new RegExp(`^\\s*(?!#)(?:.*\\W)?(${[...macros].join('|')})\\s*\\(\\s*([\\w:]+)?`)
  for (const [index, line] of lines.entries()) {
    if (line.length > LIMIT_LINE) continue
    const found = use.exec(line)
    if (found === null || macroAround(lines, index) !== undefined || !isNew(context, index + 1, line)) continue
    const macro = found[1] as string
    const data = { symbol: found[2] ?? macro, resolver: macro }
    report(context, 'used', spanOf(index + 1, line.indexOf(macro), macro.length), data, severityOf(context, 'used'))
  }
}

/** The function behind an attribute that stood there before: its body and the attributes right above it. */
function reportChanged(context: FileContext, lines: readonly string[], resolvers: ReadonlyMap<string, number>): void {
  for (const [resolver, attributeLine] of resolvers) {
    if (context.isChanged('new', spanOf(attributeLine, 0, 1))) continue
    const body = bodyOf(lines, resolver)
    if (body === undefined) continue
    const changed = changedLine(context, lines, body)
    if (changed === undefined) continue
    const at = spanOf(changed, 0, (lines[changed - 1] ?? '').length)
    report(context, 'changed', at, { symbol: resolver, resolver }, 'low')
  }
}

interface LineRange {
  readonly from: number
  readonly to: number
}

/** Lines (from 1) of a function's definition with what stands directly above it, up to the end of what comes before. */
function bodyOf(lines: readonly string[], name: string): LineRange | undefined {
  const declared = new RegExp(`\\b${name}\\s*\\(`)
  for (const [index, line] of lines.entries()) {
    if (!declared.test(line) || /^\s*#/.test(line)) continue
    let at = index
    while (at < lines.length && !/[;{]/.test(lines[at]?.slice(at === index ? line.search(declared) : 0) ?? '')) at++
    if (!/\{/.test(lines[at] ?? '')) continue
    let depth = 0
    for (let end = at; end < lines.length; end++) {
      for (const char of lines[end] ?? '') depth += char === '{' ? 1 : char === '}' ? -1 : 0
      if (depth > 0) continue
      let from = index
      while (from > 0 && index - from < 8 && !/[;}]\s*$/.test(lines[from - 1] ?? '')) from--
      return { from: from + 1, to: end + 1 }
    }
    return undefined
  }
  return undefined
}

function changedLine(context: FileContext, lines: readonly string[], range: LineRange): number | undefined {
  for (let line = range.from; line <= range.to; line++)
    if ((lines[line - 1] ?? '').trim() !== '' && context.isChanged('new', spanOf(line, 0, 1))) return line
  return undefined
}
