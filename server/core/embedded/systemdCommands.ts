import type { EmbeddedText } from '../syntax/embeddedText'
import { PartBuilder, partOf } from '../syntax/partBuilder'
import type { EmbedReader, FoundCode } from './code'
import { linesOf } from './lineFile'
import { isFile } from './part'

const key =
  /^(Exec(?:Start(?:Pre|Post|PreEx)?|Stop(?:Pre|Post)?|Reload|ReloadPost|Condition|Paths?)?|TryExec|OnBootExec)[ \t]*=/

/**
 * Commands of systemd units (systemd.service(5), "Command lines") and of desktop entries (`Exec=`). No shell reads them:
 * what would mean something to one is escaped, so that it is read as the plain text it is.
 */
export const systemdCommands: EmbedReader = {
  languages: ['systemd', undefined],
  paths:
    /\.(?:service|socket|mount|swap|automount|timer|path|scope|slice|target|desktop|container|nspawn)(?:\.in|\.tmpl|\.j2)?$|\.d\/[^/]+\.conf$/,
  triggers: ['Exec'],
  read(unit) {
    if (!isFile(unit)) return []
    const found: FoundCode[] = []
    const { text } = unit.body
    const lines = linesOf(unit.body)
    let section = ''
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]
      if (line === undefined) break
      const written = text.slice(line.start, line.end)
      const header = /^\[([^\]]{1,100})\]\s*$/.exec(written)?.[1]
      if (header !== undefined) section = header
      const name = key.exec(written)
      if (name === null) continue
      const part = new PartBuilder(unit.body)
      let from = line.start + name[0].length
      let { end } = line
      // A backslash joins lines with a space; comments in between do not count.
      while (text[end - 1] === '\\' && end > from) {
        let next = lines[++at]
        while (next !== undefined && /[#;]/.test(text[next.start] ?? '')) next = lines[++at]
        part.copy(from, end - 1)
        if (next === undefined) {
          from = end
          break
        }
        part.put(' ', end - 1, end)
        from = next.start
        ;({ end } = next)
      }
      const body = plainCommand(part.copy(from, Math.max(from, end)).build())
      const context = section === 'Service' || section === '' ? (name[1] ?? '') : `${section}, ${name[1]}`
      if (body.text.trim() !== '') found.push({ language: 'bash', body, role: 'script', context })
    }
    return found
  },
}

/** Prefixes such as `-` and `@` say how it is run; `;` alone separates commands, `$$` is a dollar sign. */
function plainCommand(written: EmbeddedText): EmbeddedText {
  const start = /^[ \t]*[-@:+!|]*[ \t]*/.exec(written.text)?.[0].length ?? 0
  const body = partOf(written, start, written.text.length)
  const part = new PartBuilder(body)
  const { text } = body
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    const next = text[at + 1] ?? ''
    if (char === '\\') {
      part.copy(at, Math.min(at + 2, text.length))
      at++
    } else if (quote !== '') {
      if (char === quote) quote = ''
      part.copy(at, at + 1)
    } else if (char === '"' || char === "'") {
      quote = char
      part.copy(at, at + 1)
    } else if (char === ';' && /^$|\s/.test(next) && /^$|\s/.test(text[at - 1] ?? '')) part.copy(at, at + 1)
    else if (char === '$' && next === '$') part.put('\\$', at, ++at + 1)
    else if (/[|&;<>()*?#`[\]~]/.test(char)) part.put(`\\${char}`, at, at + 1)
    else part.copy(at, at + 1)
  }
  return part.build()
}
