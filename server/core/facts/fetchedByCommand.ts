import type { CodeUnit } from '../embedded/code'
import type { ProgramCall } from '../syntax/program'
import { shownValue, textsOf } from '../syntax/value'
import { type FetchedFile, startsIn } from './fetchedFile'

/** Tools that write what another machine answers to a path they are given. */
const TOOLS = /^(?:\/usr\/bin\/)?(?:curl|wget|aria2c|fetch)(?:\.exe)?$/
/** Offsets between such a command and the one that starts what it wrote. */
const REACH = 1500
const MOST = 100

/** Files that one command of a program fetches and another starts: the path is a word of the one and the program of the other. */
export function fetchedByCommand(unit: CodeUnit): readonly FetchedFile[] {
  if (!/["'`/](?:curl|wget|aria2c)["'`.]/.test(unit.body.text)) return []
  const reading = unit.program()
  if (reading === undefined) return []
  const runs = startsIn(unit, reading).slice(0, MOST)
  const { text, lines } = unit.body
  return runs.flatMap((request): readonly FetchedFile[] => {
    if (!TOOLS.test(programOf(request))) return []
    const from = lines.offset(request.span.start)
    for (const start of runs) {
      const at = lines.offset(start.span.start)
      if (start.within !== request.within || at <= from || at - from > REACH) continue
      const path = programOf(start)
      const raw = start.arguments[0]?.raw.trim().replace(/^&/, '') ?? ''
      const isPath = /^(?:\.{0,2}\/|[A-Z]:\\|~\/|%\w+%)./.test(path) || /^\w+$/.test(raw)
      if (!isPath || TOOLS.test(path)) continue
      // The words of the first command, in a chain of calls or in one.
      const command = statement(text, from, at)
      const isWord = path !== '' && path.length > 4 && command.includes(path)
      if (!isWord && !(/^[A-Za-z_]\w{1,}$/.test(raw) && new RegExp(`(?<![\\w.])${raw}(?!\\w)`).test(command))) continue
      const host = /https?:\/\/([\w.-]+)/.exec(command)?.[1] ?? ''
      const isAddressHidden =
        host === '' &&
        /\^|fromhex|decode|atob|base64|chr\(|fromCharCode|reverse/i.test(text.slice(Math.max(0, from - REACH), from))
      return [
        { form: 'started', request, write: request, start, host, path: /\w/.test(path) ? path : raw, isAddressHidden },
      ]
    }
    return []
  })
}

/** The first command up to where its statement ends. */
function statement(text: string, from: number, to: number): string {
  const rest = text.slice(from, Math.min(to, from + 400))
  const end = /;[ \t]*\n|\n[ \t]*\n|\)[ \t]*\n(?![ \t]*\.)/.exec(rest)?.index
  return rest.slice(0, end ?? rest.length)
}

function programOf(call: ProgramCall): string {
  const [first] = call.arguments
  const word = first?.elements?.[0] ?? first
  return word === undefined ? '' : (textsOf(word.value)[0] ?? shownValue(word.value)).replace(/["']/g, '')
}
