import type { TextSpan } from '../model/location'
import { preprocessorVariants } from './conditionals'
import { isMisspelt, knownHeaders, knownNames } from './probeNames'
import type { Probe } from './probes'

/** Why a program that can be read cannot be compiled or linked all the same. */
export interface MeaningFault {
  /** `error`: an `#error` that is always reached. `letter`: a letter of another script in a name. */
  readonly kind: 'error' | 'spelling' | 'header' | 'arguments' | 'letter'
  readonly text: string
  /** The name that was likely meant, or the number of arguments. */
  readonly meant: string
  /** In the build file. */
  readonly span: TextSpan
}

/** Faults of one program beyond which no more are told. */
const mostFaults = 8
/** Shorter names have neighbours that are names of their own: `strcpy`, `strlcpy`; `string.h`, `strings.h`. */
const shortestMeant = 9
/** UTF-16 units of one call's arguments. */
const longestCall = 2_000

/**
 * What keeps a program from compiling anywhere though its syntax is right, as far as names tell that checks are commonly
 * made of: an `#error` outside conditionals, a slip in a name or header, a wrong number of arguments.
 */
export function meaningFaults(probe: Probe): readonly MeaningFault[] {
  if (probe.language === 'unknown') return []
  const code = withoutText(probe.body.text)
  const found: MeaningFault[] = []
  const add = (kind: MeaningFault['kind'], start: number, text: string, meant: string): void => {
    if (found.length < mostFaults) found.push({ kind, text, meant, span: probe.body.span(start, start + text.length) })
  }
  const isFilled = (at: number): boolean => probe.placeholders.some(([start, end]) => start <= at && at < end)
  const { conditionalLines } = preprocessorVariants(probe.body.text)
  // Nothing but the error: a program that is meant to fail, so that a build learns what failing looks like.
  const isEmpty = !/[A-Za-z_]\w*[ \t]*\(|#[ \t]*include/.test(code.replace(/\bmain[ \t]*\(|#[ \t]*error[^\n]*/g, ''))
  let line = 0
  for (const { 0: token, index } of code.matchAll(
    /\n|^[ \t]*#[ \t]*error\b|#[ \t]*include[ \t]*<([^>\n]+)>|[\p{L}\w]+/gmu,
  )) {
    if (token === '\n') line++
    else if (isFilled(index)) continue
    else if (/^\s*#\s*error/.test(token)) {
      if (!conditionalLines.has(line) && !isEmpty) add('error', index + token.search(/\S/), '#error', '')
    } else if (token.startsWith('#')) {
      const header = token.slice(token.indexOf('<') + 1, -1)
      const meant = knownHeaders.has(header) ? undefined : nearest(header, knownHeaders)
      if (meant !== undefined) add('header', index + token.indexOf('<') + 1, header, meant)
    } else if (/[^\0-\x7f]/.test(token)) {
      if (/[A-Za-z_]/.test(token)) add('letter', index, token, '')
    } else checkName(code, token, index, add)
  }
  return found
}

type Add = (kind: MeaningFault['kind'], start: number, text: string, meant: string) => void

function checkName(code: string, name: string, index: number, add: Add): void {
  if (knownNames.has(name)) {
    const wanted = knownNames.get(name)
    const given = wanted === undefined ? undefined : argumentsAt(code, index + name.length)
    if (wanted !== undefined && given !== undefined && given !== wanted && !isDeclared(code, name))
      add('arguments', index, name, String(wanted))
    return
  }
  if (name.length < 6 || /\b(?:char|int|void|struct|enum)[ \t*]+$/.test(code.slice(Math.max(0, index - 20), index)))
    return
  const meant = nearest(name, knownNames.keys())
  if (meant !== undefined && !isDeclared(code, name)) add('spelling', index, name, meant)
}

function nearest(name: string, known: Iterable<string>): string | undefined {
  for (const meant of known) if (meant.length >= shortestMeant && isMisspelt(name, meant)) return meant
  return undefined
}

/** A program that declares or defines a name itself may give it any form. */
function isDeclared(code: string, name: string): boolean {
  return new RegExp(
    `\\b(?:char|int|long|void|unsigned|size_t|pid_t|extern|static|struct|define)[ \\t*]+${name}\\b`,
  ).test(code)
}

/** How many arguments the call after a name has; undefined where there is none, or where it cannot be told. */
function argumentsAt(code: string, from: number): number | undefined {
  const open = /^[ \t]*\(/.exec(code.slice(from, from + 8))
  if (open === null) return undefined
  let depth = 0
  let commas = 0
  let isEmpty = true
  for (let at = from + open[0].length - 1; at < Math.min(code.length, from + longestCall); at++) {
    const char = code[at] ?? ''
    if (/[$@`]/.test(char)) return undefined
    if (/[([{]/.test(char)) depth++
    else if (/[)\]}]/.test(char)) {
      if (--depth === 0) return isEmpty ? 0 : commas + 1
    } else if (char === ',' && depth === 1) commas++
    if (depth > 0 && !(depth === 1 && char === '(') && /\S/.test(char)) isEmpty = false
  }
  return undefined
}

/** Comments and what strings say, blank. */
function withoutText(code: string): string {
  return code.replace(/\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, found =>
    found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : `"${found.slice(1, -1).replace(/[^\n]/g, '_')}"`,
  )
}
