import type { LiveText } from '../../../core/formats/liveText'

/** A parameter that a function took into account and no longer does. */
export interface DroppedParameter {
  readonly function: string
  readonly parameter: string
  /** Offset in the old text where it was used first. */
  readonly from: number
  readonly to: number
}

interface Reader {
  readonly name: string
  readonly parameters: readonly string[]
  readonly body: { readonly from: number; readonly to: number }
}

/** A function of the languages with braces, by its parameters and the brace or colon behind them. */
const HEADS =
  /(?<![\w.>])([A-Za-z_]\w*)\s*\(([^(){};]{1,400})\)\s*(?:->\s*[^{;\n]{1,80}|:\s*[^{;=\n]{1,60}|[\w\s*,.<>&[\]]{0,80})?(\{|:[ \t]*\n)/g
const NO_FUNCTION = /^(?:if|for|while|switch|catch|else|return|foreach|using|lock|match|with|elif|except|sizeof)$/
const MOST_FUNCTIONS = 400
const LONGEST_BODY = 8000

/** Parameters of functions that stay, used on the old side and not on the new one. */
export function droppedParameters(
  before: LiveText,
  now: LiveText,
  matters: (name: string) => boolean,
): readonly DroppedParameter[] {
  const later = new Map(functionsOf(now).map(one => [one.name, one]))
  return functionsOf(before).flatMap(old => {
    const kept = matters(old.name) ? later.get(old.name) : undefined
    if (kept === undefined) return []
    return old.parameters.flatMap((parameter): readonly DroppedParameter[] => {
      if (!kept.parameters.includes(parameter)) return []
      const [used, ...others] = usesOf(before, old, parameter)
      const all = used === undefined ? [] : [used, ...others]
      // A check that something is there takes nothing of it in.
      if (used === undefined || !all.some(at => isTaken(before.names, at, parameter))) return []
      const left = usesOf(now, kept, parameter)
      if (left.some(at => isTaken(now.names, at, parameter))) return []
      return [{ function: old.name, parameter, from: used, to: used + parameter.length }]
    })
  })
}

function functionsOf({ names }: LiveText): readonly Reader[] {
  const found: Reader[] = []
  for (const { 0: head, 1: name = '', 2: given = '', 3: opens = '', index } of names.matchAll(HEADS)) {
    if (NO_FUNCTION.test(name)) continue
    if (found.length >= MOST_FUNCTIONS) break
    const from = index + head.length
    const to = opens === '{' ? braceEnd(names, from) : indentEnd(names, from)
    found.push({ name, parameters: given.split(',').flatMap(nameOf), body: { from, to } })
  }
  return found
}

/** `const char *dat`, `seed: &[u8]`, `seed []byte`, `seed: bytes = b''`. */
function nameOf(parameter: string): readonly string[] {
  const plain = parameter
    .replace(/=.*$/s, '')
    .replace(/\[[^\]]*\]/g, ' ')
    .trim()
  const typed = /^(?:mut\s+|&\s*)?([A-Za-z_]\w*)\s*\??:/.exec(plain)?.[1]
  if (typed !== undefined) return [typed]
  // Go names come first; a type without a pointer before the last word is one of C, Java or C#.
  const words = plain.match(/[A-Za-z_]\w*/g) ?? []
  const isGo = /^[A-Za-z_]\w*\s+(?:\[?\]?\s*)?(?:byte|uint\d*|int\d*|string|io\.\w+)$/.test(plain)
  const word = isGo ? words[0] : words.at(-1)
  return word === undefined || /^(?:self|this|cls|void)$/.test(word) ? [] : [word]
}

function usesOf({ names }: LiveText, { body }: Reader, parameter: string): readonly number[] {
  const text = names.slice(body.from, body.to)
  return [...text.matchAll(new RegExp(`(?<![\\w.])${parameter}(?!\\w)`, 'g'))].map(({ index }) => body.from + index)
}

const ASKED = /\(void\)\s*$|^\s*_\s*=\s*$|\bassert\w*\s*\(\s*$|\blet\s+_\s*=\s*&?$/

function isTaken(names: string, at: number, parameter: string): boolean {
  const line = names.slice(names.lastIndexOf('\n', at) + 1, at)
  const after = names.slice(at + parameter.length, at + parameter.length + 30)
  return !ASKED.test(line) && !/^\s*(?:[!=]=|\bis\b)/.test(after) && !/!\s*$/.test(line)
}

function braceEnd(names: string, from: number): number {
  const last = Math.min(names.length, from + LONGEST_BODY)
  let depth = 1
  for (let at = from; at < last; at++) {
    if (names[at] === '{') depth++
    else if (names[at] === '}' && --depth === 0) return at
  }
  return last
}

function indentEnd(names: string, from: number): number {
  const rest = names.slice(from, from + LONGEST_BODY)
  const own = /^[ \t]*/.exec(rest)?.[0].length ?? 0
  for (const found of rest.matchAll(/^([ \t]*)\S/gm)) if ((found[1] ?? '').length < own) return from + found.index
  return from + rest.length
}
