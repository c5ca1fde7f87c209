import { isBuildProse, macroAround, PROBE_LINES, withoutComments } from '../../../core/formats/codeText'
import { wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder, sourceKind } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import type { Severity } from '../../../core/model/severity'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import { loadCalls } from './globals'

const benign = 'Registering a plug-in, or choosing an implementation once, is the usual reason.'
const question = 'Why must this run at load time, and not when the library is first called?'

function text(message: string, why: string, command: string): MessageText {
  return { message, why, benign, question, commands: [command] }
}

const everyProcess = 'It runs in every process that loads this object, before `main`, whether or not it is ever called.'

export default defineRule({
  id: 'loader/constructor',
  title: 'function that runs when a program or library is loaded',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['ebury-2014', 'xz-2024'],
  tags: ['CWE-829'],
  parses: true,
  triggers: [
    ...[
      'system',
      'popen',
      'exec',
      'fork',
      'spawn',
      'WinExec',
      'CreateProcess',
      'ShellExecute',
      'dlopen',
      'LoadLibrary',
    ],
    ...[
      'socket',
      'connect',
      'URLDownload',
      'ptrace',
      'mprotect',
      'constructor',
      'DllMain',
      '_array',
      '.ctors',
      '.CRT$',
      '-init',
      '#[ctor',
      'pragma init',
    ],
  ],
  messages: {
    attribute: text(
      '`{symbol}` now runs while the program is being loaded: {how}',
      everyProcess,
      'git grep -n -w -e {word}',
    ),
    entry: text(
      '`DllMain` now calls `{symbol}` while the library is being loaded',
      'Windows calls `DllMain` in every process that loads this library, before any function of it is asked for.',
      'git grep -n -w -e DllMain',
    ),
    global: text(
      'Setting up the global `{symbol}` now calls `{how}` while the program is being loaded',
      'A global object of C++ is set up before `main`, in every process that loads it, without a call that a reader could follow.',
      'git grep -n -w -e {word}',
    ),
    section: text(
      'A pointer is now placed in `{symbol}`, which the loader calls before `main`',
      `${everyProcess}\nA section entry has no name that a search for callers would find.`,
      'readelf -SW <object> | grep -E "init_array|ctors"',
    ),
    linker: text(
      'The linker is now told to run `{symbol}` when the library is loaded',
      `${everyProcess}\nThe source of the function does not show it.`,
      'readelf -dW <library> | grep -w INIT',
    ),
    macro: text(
      'Macro `{symbol}` now makes functions run while the program is being loaded',
      `Each function it stands at becomes such a one.\n${everyProcess}`,
      'git grep -n -w -e {word}',
    ),
    probe: text(
      'The build now asks whether functions can run at load time: `{symbol}`',
      'Where the answer is yes, code that relies on it may be compiled in.',
      'git grep -n -i -e constructor',
    ),
  },
  examine: { file: examine },
})

const ATTRIBUTE =
  /\b__attribute__?\s*\(\s*\([^;{}]{0,200}?\b(?:__)?constructor(?:__)?\b(?:\s*\(\s*\w+\s*\))?\s*(?:\)\s*\))?|\[\[\s*gnu\s*::\s*(?:__)?constructor\b[^\]]{0,40}\]\]|#\[ctor\b[^\]]{0,40}\]/
/** ELF gABI (DT_INIT_ARRAY, DT_PREINIT_ARRAY), the older .ctors, and the C runtime's initialiser sections on Windows. */
const SECTION = /\.(?:pre)?init_array\b|(?<![\w])\.ctors\b|\.CRT\$X[CIL]\w/
const SECTION_USE =
  /\bsection\b|\bsection_?\s*\(|\.section\b|\.pushsection\b|link_section|__declspec\s*\(\s*allocate|#\s*pragma/i
const PRAGMA = /^\s*#\s*pragma\s+init\s*\(\s*(\w+)/
/** Windows' own documents say that an entry point must not start programs or load libraries. */
const STARTS =
  /(?<![\w.>])(?:WinExec|CreateProcess(?:AsUser)?[AW]?|ShellExecute(?:Ex)?[AW]?|_?w?system|_w?popen|URLDownloadToFile[AW]?|CreateRemoteThread)(?=\s*\()/
/** Lines of one function that are looked back on. */
const LIMIT_ENTRY = 80
const LINKER = /(?:-Wl,|-Xlinker[ ,]+)-{1,2}?init(?:[=, ]|\s*,\s*)([\w.$]+)|-Wl,-{1,2}init,([\w.$]+)/

interface Found {
  readonly message: 'attribute' | 'entry' | 'section' | 'linker' | 'macro' | 'probe'
  readonly column: number
  readonly length: number
  readonly symbol: string
  readonly how: string
}

function examine(context: FileContext): void {
  const kind = sourceKind(context.path)
  const side = context.side('new')
  if (kind === 'other' || side === undefined) return
  reportGlobals(context)
  const lines = kind === 'code' ? withoutComments(side.lines) : side.lines
  let lastProbe = Number.NEGATIVE_INFINITY
  for (const [index, line] of lines.entries()) {
    const number = index + 1
    if (line.length > 2000 || !context.isChanged('new', spanOf(number, 0, 1))) continue
    const found = kind === 'code' ? inCode(lines, index) : inBuild(line)
    if (found === undefined || isMoved(context, line, found)) continue
    if (found.message === 'probe') {
      // One check names it several times: in its program, its cache variable, its define.
      if (number - lastProbe < PROBE_LINES) continue
      lastProbe = number
    }
    context.report({
      message: found.message,
      at: spanOf(number, found.column, found.length),
      severity: severityOf(context, found, lines, index),
      data: { symbol: found.symbol, how: found.how, word: /^\w+$/.test(found.symbol) ? found.symbol : '<name>' },
    })
  }
}

function reportGlobals(context: FileContext): void {
  const tree = context.language === 'cpp' ? context.tree('new') : undefined
  const seen = new Set<string>()
  for (const { node, symbol } of tree === undefined ? [] : loadCalls(tree)) {
    const called = tree?.text(node).split('(', 1)[0] ?? ''
    const at = tree?.span(node)
    if (
      at === undefined ||
      seen.has(symbol) ||
      wasRemovedPlace(context.content.hunks, context.side('new')?.lines ?? [], at)
    )
      continue
    seen.add(symbol)
    context.report({
      message: 'global',
      at,
      severity: isTestFolder(context.path) ? 'low' : 'medium',
      data: { symbol, how: called, word: shellWord(symbol) },
    })
  }
}

function inCode(lines: readonly string[], index: number): Found | undefined {
  const line = lines[index] as string
  const attribute = ATTRIBUTE.exec(line)
  if (attribute !== null) {
    const macro = macroAround(lines, index)
    const place = { column: attribute.index, length: attribute[0].length, how: 'it is marked as a constructor' }
    if (macro !== undefined) return { message: 'macro', symbol: macro, ...place }
    return {
      message: 'attribute',
      symbol: functionNear(lines, index, attribute.index, attribute.index + attribute[0].length) ?? 'a function',
      ...place,
    }
  }
  const pragma = PRAGMA.exec(line)
  if (pragma !== null)
    return { message: 'attribute', symbol: pragma[1] as string, how: 'pragma init', column: 0, length: line.length }
  const started = STARTS.exec(line)
  if (started !== null && isInEntry(lines, index))
    return { message: 'entry', symbol: started[0], how: '', column: started.index, length: started[0].length }
  const section = SECTION.exec(line)
  if (section === null || !SECTION_USE.test(line)) return undefined
  return { message: 'section', symbol: section[0], how: '', column: section.index, length: section[0].length }
}

/** Whether the nearest line in the first column that ends or begins a function begins `DllMain`. */
function isInEntry(lines: readonly string[], index: number): boolean {
  for (let at = index; at >= 0 && index - at < LIMIT_ENTRY; at--) {
    const line = lines[at] ?? ''
    if (/\bDllMain\s*\(/.test(line.slice(0, 200))) return !line.trimEnd().endsWith(';') || at === index
    if (line.startsWith('}')) return false
  }
  return false
}

function inBuild(line: string): Found | undefined {
  const linker = LINKER.exec(line)
  if (linker !== null)
    return {
      message: 'linker',
      symbol: linker[1] ?? linker[2] ?? '',
      how: '',
      column: linker.index,
      length: linker[0].length,
    }
  const attribute = ATTRIBUTE.exec(line)
  if (attribute === null || isBuildProse(line)) return undefined
  return { message: 'probe', symbol: 'constructor', how: '', column: attribute.index, length: attribute[0].length }
}

/** The same text was removed elsewhere in the file by the same change. */
function isMoved(context: FileContext, line: string, found: Found): boolean {
  const squeeze = (text: string) => text.replace(/\s+/g, '')
  const wanted = squeeze(line.slice(found.column, found.column + found.length))
  let balance = 0
  for (const hunk of context.content.hunks)
    for (const one of hunk.lines) {
      if (one.kind === 'context' || !squeeze(one.text).includes(wanted)) continue
      balance += one.kind === 'added' ? 1 : -1
    }
  return balance <= 0
}

/** The function an attribute belongs to: named after it, or before it in a declaration that ends with attributes. */
function functionNear(lines: readonly string[], index: number, from: number, to: number): string | undefined {
  const after = [(lines[index] ?? '').slice(to), ...lines.slice(index + 1, index + 4)].join(' ').split(/[;{}]/, 1)[0]
  const named = namesBeforeArguments(after ?? '')[0]
  if (named !== undefined) return named
  return namesBeforeArguments(`${lines[index - 1] ?? ''} ${(lines[index] ?? '').slice(0, from)}`).at(-1)
}

function namesBeforeArguments(text: string): readonly string[] {
  const names = [...text.matchAll(/\b(\w+)\s*\(/g)].map(match => match[1] as string)
  return names.filter(name => !/^(?:__)?(?:attribute|declspec|asm|section|used|unused|visibility)(?:__)?$/.test(name))
}

/** Tests load their own helpers; a generic macro or a probe runs nothing by itself. */
function severityOf(context: FileContext, found: Found, lines: readonly string[], index: number): Severity {
  if (found.message === 'probe' || isTestFolder(context.path)) return 'low'
  // That it is new is what calls for a second look; of a tree as it stands it is one to know of.
  if (context.scope === 'scan') return 'low'
  if (
    found.message === 'macro' &&
    /^\s*#\s*define/.test(lines[index] ?? '') &&
    !isUsedHere(context, lines, found.symbol, index)
  )
    return 'low'
  return found.message === 'attribute' && loadsFromOutside(lines, index) ? 'high' : 'medium'
}

/** The function loads or starts what the environment names, or what lies where anybody can write. */
function loadsFromOutside(lines: readonly string[], index: number): boolean {
  const end = lines.findIndex((line, at) => at > index && line.startsWith('}'))
  const body = lines.slice(index, end === -1 ? index + LIMIT_ENTRY : Math.min(end, index + LIMIT_ENTRY)).join('\n')
  return (
    /\b(?:dlm?open|LoadLibrary\w*|system|popen|exec[lv]\w*|posix_spawnp?)\s*\(/.test(body) &&
    /"(?:\/(?:var\/)?tmp\/|\/dev\/shm\/|[^"\s]*\/\.[\w-])/.test(body)
  )
}

/** The change itself puts the macro to use in this file. */
function isUsedHere(context: FileContext, lines: readonly string[], macro: string, index: number): boolean {
  if (!/^\w+$/.test(macro)) return false
  const use = new RegExp(`\\b${macro}\\b`)
  return lines.some(
    (line, at) =>
      at !== index && use.test(line) && !/^\s*#/.test(line) && context.isChanged('new', spanOf(at + 1, 0, 1)),
  )
}
