import { PartBuilder } from '../syntax/partBuilder'
import type { EmbedReader, FoundCode } from './code'
import { isFile } from './part'

/** Build descriptions in languages without a grammar here, and the calls of theirs that hand a text to a shell. */
const hosts: readonly { readonly paths: RegExp; readonly opening: RegExp }[] = [
  // Premake, xmake, rockspecs and other Lua: `os.execute("…")`, `io.popen [[…]]`.
  {
    paths: /\.(?:lua|rockspec)$/,
    opening: /\b(?:os\.(?:execute|exec|execv|run|runv|iorun|outputof)|io\.popen)\s*\(?\s*(?:(["'])|(\[\[))/g,
  },
  // `(system "…")`, `(bash "…")` of a rule of dune.
  { paths: /(?:^|\/)dune$/, opening: /\(\s*(?:system|bash)\s+(")/g },
  // `System.shell("…")`, `:os.cmd('…')` of a project of Mix.
  { paths: /(?:^|\/)mix\.exs$/, opening: /(?:\bSystem\.shell\s*\(?\s*|:os\.cmd\s*\(\s*)(["'])/g },
  // `"…".!`, `Process("…")`, `Seq("sh", "-c", "…")` of sbt's settings.
  {
    paths: /\.sbt$/,
    opening:
      /(?:\bProcess\s*\(\s*|["']-c["']\s*,\s*)(")|(?<=[={(]\s*)(")(?=[^"\n]{1,500}"\s*(?:#\||#&&|\.?!|\.lineStream))/g,
  },
]
/** `system(curl … | sh)` of qmake, with no quotes of its own, or `$$system("…")`. */
const qmake = /\bsystem\s*\(/g
/** Of one file. */
const LIMIT_COMMANDS = 100

/** Commands in build descriptions that are read by lines: Lua, dune, Mix, sbt and qmake. */
export const callTexts: EmbedReader = {
  languages: [undefined],
  paths: /\.(?:lua|rockspec|sbt|pr[iof])$|(?:^|\/)(?:dune|mix\.exs)$/,
  triggers: ['os.', 'popen', 'system', 'bash', 'shell', 'cmd', 'Process', '!', '-c'],
  read(unit) {
    if (!isFile(unit)) return []
    const { text } = unit.body
    const found: FoundCode[] = []
    const add = (start: number, end: number, context: string) => {
      if (end > start && found.length < LIMIT_COMMANDS)
        found.push({
          language: 'bash',
          body: new PartBuilder(unit.body).copy(start, end).build(),
          role: 'script',
          context,
        })
    }
    if (/\.pr[iof]$/.test(unit.path))
      for (const match of text.matchAll(qmake)) {
        const start = match.index + match[0].length
        const end = closing(text, start)
        const isQuoted = text[start] === '"' && text[end - 1] === '"'
        add(isQuoted ? start + 1 : start, isQuoted ? end - 1 : end, 'system')
      }
    for (const { paths, opening } of hosts) {
      if (!paths.test(unit.path)) continue
      for (const match of text.matchAll(opening)) {
        const start = match.index + match[0].length
        const quote = match[1] ?? match[2] ?? ''
        add(start, quote === '[[' ? text.indexOf(']]', start) : endOfText(text, start, quote), 'call')
      }
    }
    return found
  },
}

function endOfText(text: string, start: number, quote: string): number {
  for (let at = start; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote) return at
  }
  return -1
}

/** The parenthesis that ends the call, on the same line. */
function closing(text: string, start: number): number {
  let depth = 1
  for (let at = start; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '(') depth++
    else if (text[at] === ')' && --depth === 0) return at
  }
  return -1
}
