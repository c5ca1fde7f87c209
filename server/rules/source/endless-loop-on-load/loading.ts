import type { LiveText } from '../../../core/formats/liveText'

/** The head of a loop, as offsets of the text. */
export interface LoopHead {
  readonly from: number
  readonly to: number
}

/** Ways out, and waiting for something that may come. */
const WAYS_OUT =
  /\b(?:break|return|throw|raise|yield|exit|abort|panic|Fatal\w*|select|gets|accept|sleep|Sleep|pop|receive)\b|<-/
const LONGEST = 4000

/**
 * Endless loops where other code loads them: at the margin of a Ruby file, in `init` of Go, at the margin of the file
 * that stands for a package in Python. JavaScript has trees for that.
 */
export function loopsOnLoad(path: string, { names }: LiveText): readonly LoopHead[] {
  if (path.endsWith('.rb')) return atMargin(names, /^(?:loop\s*(?:do\b|\{)|while\s+true\b|until\s+false\b)/gm)
  if (/(?:^|\/)__init__\.py$/.test(path)) return atMargin(names, /^while\s+(?:True|1)\s*:/gm)
  if (path.endsWith('.go') && !path.endsWith('_test.go')) return inInit(names)
  return []
}

function atMargin(names: string, heads: RegExp): readonly LoopHead[] {
  return [...names.matchAll(heads)].flatMap(({ 0: head, index }) => {
    const from = index + head.length
    const rest = names.slice(from, from + LONGEST)
    const end = /\n(?=[^\s#])/.exec(rest)
    return WAYS_OUT.test(rest.slice(0, end?.index ?? rest.length)) ? [] : [{ from: index, to: from }]
  })
}

function inInit(names: string): readonly LoopHead[] {
  return [...names.matchAll(/^func init\(\) \{\n/gm)].flatMap(({ 0: head, index }) => {
    const start = index + head.length
    const body = names.slice(start, start + LONGEST)
    const end = body.search(/^\}/m)
    const inside = end < 0 ? body : body.slice(0, end)
    const loop = /^\tfor\s*(?:;;\s*|true\s*)?\{/m.exec(inside)
    if (loop === null || WAYS_OUT.test(inside.slice(loop.index)) || /\bgo func\b/.test(inside.slice(0, loop.index)))
      return []
    const from = start + loop.index + 1
    return [{ from, to: from + loop[0].length - 1 }]
  })
}
