import type { Output } from '../archive/output'
import type { Armoured } from './armoured'
import { isBase64Sign, putBase64 } from './base64Signs'

const MARK = ';base64,'
/** How far before its mark a data URI may begin: its media type and parameters. */
const LONGEST_TYPE = 200

/** Shorter ones are dots and blanks. */
const SHORTEST_SIGNS = 32
/** Of one line. */
const MAX_URIS = 400

/** `data:…;base64,…`, each of a line (RFC 2397); signs may be written as percent sequences. */
export function dataUrisIn(line: string, at: number, createOutput: () => Output): readonly Armoured[] {
  const found: Armoured[] = []
  for (let mark = line.indexOf(MARK); mark !== -1 && found.length < MAX_URIS; ) {
    const from = mark + MARK.length
    let to = from
    while (to < line.length && (isBase64Sign(line.charCodeAt(to)) || line[to] === '%')) to++
    const head = line.slice(Math.max(0, mark - LONGEST_TYPE), mark).lastIndexOf('data:')
    if (head !== -1 && to - from >= SHORTEST_SIGNS) {
      const output = createOutput()
      putBase64(unescaped(line.slice(from, to)), output)
      const startColumn = Math.max(0, mark - LONGEST_TYPE) + head
      const place = { firstLine: at, endLine: at + 1, startColumn, endColumn: to }
      found.push({ armour: 'data URI', bytes: output.bytes, ...place })
    }
    mark = line.indexOf(MARK, to)
  }
  return found
}

function unescaped(text: string): string {
  return text.replace(/%2b/gi, '+').replace(/%2f/gi, '/').split(/%3d/i, 1)[0] ?? ''
}
