import type { Probe } from './probes'
import { blank } from './template'

/** What may stand for anything: `@X@`, `${X}`, `{{ x }}`, `$X`, and the output of a command in a program of autoconf. */
const placeholder =
  /@[A-Za-z_][\w.-]{0,127}@|\$\{[\w.:-]{1,128}\}|\{\{[^{}\n]{0,128}\}\}|\$\w+|\$\([^()\n]{1,200}\)|`[^`\n]{1,200}`/g
/** The C grammar knows attributes in some places only, and macros such as `ICONV_CONST` before a type not at all. */
const attribute = /__(?:attribute|declspec)(?:__)?\s*\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\)/g
const qualifier = /\b[A-Z][A-Z0-9_]{3,}(?=\s+[A-Za-z_]\w*\b)(?!\s*\()/g
/** Macros of <inttypes.h> are string literals, which stand next to one another. */
const formatMacro = /\b(?:PRI|SCN)[diouxX](?:LEAST|FAST)?(?:8|16|32|64|MAX|PTR)\b/g
/** `_syscall0(pid_t, gettid)` on a line of its own declares something. */
const declaringMacro = /^[ \t]*[A-Za-z_]\w*[ \t]*\([\w \t*,]*\)[ \t]*$/gm
/** Operators that older and newer compilers know by other names take types: `alignof (long int)`. */
const typeArgument =
  /\((?:[ \t]*\b(?:unsigned|signed|long|short|int|char|double|float|struct[ \t]+\w+)\b){2,6}[ \t]*(?=[,)])/g
const versionArguments = /\b__builtin_available[ \t]*\([^()]*\)/g
/** A sentence where code should be, between #if and #endif: how a check says no. */
const prose = /^[ \t]*[A-Za-z][\w']*(?:(?: +--)? +[A-Za-z0-9][\w'-]*){1,20}[.!;]?[ \t]*$/

/**
 * The program in the same length, read in several ways of which one that has no error is enough: what the build fills in
 * taken as names; attributes and qualifiers left out; what the build fills in left out, too; and what autoconf's shell
 * and compilers make of the rest.
 */
export function probeReadings(probe: Probe, conditionalLines: ReadonlySet<number>): readonly string[] {
  const source = probe.kind === 'preprocess' ? directivesOf(probe.body.text) : probe.body.text
  const ranges = [...probe.placeholders, ...fillers(source)]
  // A name alone on a line would be read together with the next line, and what stands there is includes or declarations.
  const named = replaceRanges(source, ranges, (text, isAlone) => (isAlone ? blank(text) : toName(text))).replace(
    formatMacro,
    toStringLiteral,
  )
  const bare = replaceRanges(source, ranges, blank)
  const lenient = blankProse(named, conditionalLines)
    .replace(/\\\\/g, ' \\')
    .replace(typeArgument, found => `(${toName(found.slice(1))}`)
    .replace(versionArguments, toName)
    .replace(declaringMacro, blank)
  return [...new Set([named, unqualified(named), unqualified(bare), unqualified(lenient)])]
}

/** Whether something the build fills in stands alone on a line, where it may be any number of lines, braces among them. */
export function hasOpenFiller(probe: Probe): boolean {
  const text = probe.body.text
  return [...probe.placeholders, ...fillers(text)].some(([start, end]) => isAlone(text, start, end))
}

function fillers(text: string): readonly (readonly [start: number, end: number])[] {
  return [...text.matchAll(placeholder)].map(found => [found.index, found.index + found[0].length] as const)
}

/** A preprocessor reads lines that are no directives as tokens, in whatever order. */
function directivesOf(text: string): string {
  return text.replace(/^(?![ \t]*#)(?:[^\n\\]|\\\r?\n?)*/gm, blank)
}

function unqualified(text: string): string {
  return text.replace(attribute, blank).replace(qualifier, blank)
}

function toName(text: string): string {
  return text.replace(/[^\w\n]/g, '_').replace(/^\d/, '_')
}

function toStringLiteral(macro: string): string {
  return `"${macro.slice(2)}"`
}

function blankProse(text: string, lines: ReadonlySet<number>): string {
  return text
    .split('\n')
    .map((line, at) => (lines.has(at) && prose.test(line) ? blank(line) : line))
    .join('\n')
}

function replaceRanges(
  text: string,
  ranges: readonly (readonly [number, number])[],
  change: (text: string, isAlone: boolean) => string,
): string {
  let out = ''
  let at = 0
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (start < at) continue
    out += text.slice(at, start) + change(text.slice(start, end), isAlone(text, start, end))
    at = end
  }
  return out + text.slice(at)
}

function isAlone(text: string, start: number, end: number): boolean {
  return (
    /(?:^|\n)[ \t]*$/.test(text.slice(Math.max(0, start - 200), start)) &&
    /^[ \t]*\r?(?:\n|$)/.test(text.slice(end, end + 200))
  )
}
