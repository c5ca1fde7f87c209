import type { LiveText } from '../../../core/formats/liveText'

/** A file below the home folder, read and sent on in one stretch of a program. */
export interface HomeFile {
  /** What the path says below the home folder. */
  readonly name: string
  /** The call that sends, as written. */
  readonly program: string
  /** Offsets of the path in the text, half open. */
  readonly from: number
  readonly to: number
  /** Offset of the call that sends. */
  readonly sent: number
}

/** The home folder, and behind it a name that begins with a dot or is a folder for the data of programs. */
const HOME_FILE =
  /(?:\bhomedir\(\)|\bexpanduser\(\s*|\bPath\.home\(\)|\bUserHomeDir\(\)|\bhome_dir\(\)|\bDir\.home\b|\bHOME\b["'\])]{0,3}|\bUSERPROFILE\b["'\])]{0,3}|\bAPPDATA\b["'\])]{0,3}|\bhome(?:_?[dD]ir)?\b)[^;\n"'`]{0,60}["'`](?:~?[/\\])?((?:\.\w|AppData|Library|Local Storage|Application Support|\w+[/\\]\.?\w*wallet)[^"'`\n]{1,80})["'`](?:\s*[,/]\s*["'`]([^"'`\n]{1,60})["'`])*/g
const READS =
  /\b(?:readFile(?:Sync)?|read_to_string|read_to_end|fs::read|ReadFile|File\.(?:read|binread|open)|file_get_contents|open|read_text|read_bytes|ReadAllText|ReadAllBytes|readAllBytes)\s*\(/g
const SENDERS =
  /(?:\b\w+\.(?:end|write|send|sendall|post|put|request|Post|PostForm|post_form|write_all|sendBeacon)|\bfetch|\burlopen|\baxios|\bgot|\bTcpStream::connect|\bhttp\.(?:Post|NewRequest))\s*\(/g
const NETWORK =
  /\bhttps?\b|\bfetch\(|\baxios\b|\burllib|\brequests\b|\bTcpStream\b|\bnet\.\w|\bsocket\b|Net::HTTP|\breqwest\b|\bureq\b|WebSocket|curl_/
const REACH = 1500
const MOST = 50

export function homeFilesSent({ code, names }: LiveText): readonly HomeFile[] {
  if (!NETWORK.test(names)) return []
  const found: HomeFile[] = []
  let count = 0
  for (const { 0: path, 1: name = '', index } of code.matchAll(HOME_FILE)) {
    if (++count > MOST) break
    const to = index + path.length
    const line = code.slice(code.lastIndexOf('\n', index) + 1, index)
    const held = /([A-Za-z_$]\w*)(?:\s*:\s*[\w.&]+)?(?:,\s*\w+)?\s*:?=\s*[^=;]{0,80}$/.exec(line)?.[1]
    const content = contentOf(code, names, index, to, held)
    if (content === undefined) continue
    const sending = sendingOf(code, names, content)
    if (sending === undefined) continue
    found.push({ name, program: sending.program, from: index, to, sent: sending.at })
  }
  return found
}

interface Content {
  readonly name: string
  /** Offset from which on the name holds what the file says. */
  readonly from: number
}

/** The name that what is read goes by: given at once, to a callback, or by `with … as`. */
function contentOf(code: string, names: string, at: number, to: number, held: string | undefined): Content | undefined {
  const start = code.lastIndexOf('\n', at) + 1
  for (const { 0: read, index } of names.slice(start, to + REACH).matchAll(READS)) {
    const call = start + index
    const inside = code.slice(call + read.length, call + read.length + 200)
    const isIt =
      (call < at && at - call < 120) ||
      (held !== undefined && new RegExp(`^[^)]{0,60}(?<![\\w.])&?${held}\\b`).test(inside))
    if (!isIt) continue
    const line = names.slice(names.lastIndexOf('\n', call) + 1, call)
    const given = /([A-Za-z_$]\w*)(?:\s*:\s*[\w.&<>\]]+)?(?:,\s*\w+)?\s*:?=\s*[^=;]{0,60}$/.exec(line)?.[1]
    if (given !== undefined && given !== held) return { name: given, from: call }
    const called =
      /^[^;{]{0,160}?\(\s*\w+\s*(?::\s*\w+\s*)?,\s*(\w+)\s*(?::\s*\w+\s*)?\)\s*(?:=>|\{)|^[^;{]{0,160}?\bfunction\s*\(\s*\w+\s*,\s*(\w+)\s*\)|^[^\n]{0,120}\bas\s+(\w+)\s*:|^[^\n]{0,120}\.then\(\s*\(?(\w+)\)?\s*=>/.exec(
        names.slice(call + read.length, call + read.length + 300),
      )
    const name = called?.slice(1).find(one => one !== undefined)
    if (name !== undefined) return { name, from: call }
    // Read where it is sent: `body.push_str(&read_to_string(path))`.
    const into = /([A-Za-z_]\w*)\.(?:push_str|append|push|extend|write)\(\s*&?[^;]{0,40}$/.exec(line)?.[1]
    if (into !== undefined) return { name: into, from: call }
  }
  return undefined
}

/** The content as a whole: what is taken out of it by name is another matter. */
function sendingOf(
  code: string,
  names: string,
  content: Content,
): { readonly program: string; readonly at: number } | undefined {
  const stretch = names.slice(content.from, content.from + REACH)
  const whole = new RegExp(
    `(?:^|[(,:=+]|=>|\\bdata\\s*=|\\bbody\\s*:)\\s*(?:&|b?["'\`]?\\$?\\{?|encodeURIComponent\\(|Buffer\\.from\\(|bytes\\.NewReader\\(|strings\\.NewReader\\(|string\\(|btoa\\(|base64\\.\\w+\\()?\\s*${content.name.replace(/\$/g, '\\$')}(?:\\.(?:read\\(\\)|toString\\([^)]*\\)|encode\\(\\)|as_bytes\\(\\)))?\\s*(?:[),}\\]]|$)`,
  )
  for (const { 0: sender, index } of stretch.matchAll(SENDERS)) {
    const from = content.from + index + sender.length
    const given = code.slice(from, from + 300)
    const end = /;\s*\n|\n\s*\n/.exec(given)?.index ?? given.length
    if (!whole.test(given.slice(0, end))) continue
    // Files of its own are written by such calls too.
    if (/^(?:fs|file|out|f|w|fd|res|response|console|process)\./i.test(sender)) continue
    return { program: sender.replace(/\s*\($/, ''), at: content.from + index }
  }
  return undefined
}
