import { latin1 } from '../../model/path'
import type { Outline } from './outline'

/** How much of a document is searched for the names below. */
const MAX_SEARCH = 8 << 20
const MAX_LISTED = 50

/** Keys and actions with which a document does something by itself (ISO 32000-1, 12.6). */
const ACTION = /\/(JavaScript|JS|OpenAction|AA|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)(?=[\s/<([{\]>])/g

/** PDF: revisions, each ended by %%EOF, and names of actions outside of compressed streams. */
export function readPdf(outline: Outline): void {
  const text = latin1(outline.bytes.subarray(0, MAX_SEARCH))
  if (outline.bytes.length > MAX_SEARCH) outline.note('only the first 8 MiB of the document were searched')
  let listed = 0
  for (const found of text.matchAll(ACTION)) {
    if (++listed > MAX_LISTED) break
    outline.add('action', found[1] as string, found.index, found[0].length)
  }
  let from = 0
  for (let at = text.indexOf('%%EOF'); at !== -1; at = text.indexOf('%%EOF', at + 5)) {
    const end = at + 5 + (/^[ \t]*(?:\r\n|\r|\n)?/.exec(text.slice(at + 5, at + 16))?.[0].length ?? 0)
    if (!outline.add('section', 'revision', from, end - from)) return
    from = end
  }
  if (from === 0) outline.cut('no %%EOF')
  else if (outline.bytes.length <= MAX_SEARCH) outline.endAt(from)
}
