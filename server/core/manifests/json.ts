/** A value of a JSON text with its offsets (UTF-16 units); `end` is exclusive. */
export type JsonNode =
  | { readonly kind: 'object'; readonly members: JsonMember[]; readonly start: number; end: number; isClosed: boolean }
  | { readonly kind: 'array'; readonly items: JsonNode[]; readonly start: number; end: number; isClosed: boolean }
  | { readonly kind: 'string'; readonly value: string; readonly start: number; readonly end: number }
  /** A number, `true`, `false`, `null`, or a word that is none of JSON's. */
  | { readonly kind: 'word'; readonly value: string; readonly start: number; readonly end: number }

export interface JsonMember {
  readonly key: string
  /** With its quotes. */
  readonly keyStart: number
  readonly keyEnd: number
  readonly value: JsonNode
}

export interface JsonText {
  readonly root: JsonNode | undefined
  /** Every value that stands in nothing and has no key, {@link root} first: items of an array opened before a part. */
  readonly items: readonly JsonNode[]
  /**
   * Members that stand in no object of the text, which therefore is a part of a file: the objects around them were
   * opened before it. Each closing bracket begins another list, since what follows belongs further out.
   */
  readonly loose: readonly (readonly JsonMember[])[]
  /** Set when there were more values than the limit: what comes later is not in it. */
  readonly isCut: boolean
}

const mostNodes = 1_000_000

type Container = Extract<JsonNode, { kind: 'object' | 'array' }>
type OpenKey = Pick<JsonMember, 'key' | 'keyStart' | 'keyEnd'>

/** Reads JSON, with comments and trailing commas, of a whole file or of a part of one. Total, and linear. */
export function readJson(text: string, limit = mostNodes): JsonText {
  const open: { readonly node: Container; key: OpenKey | undefined }[] = []
  const loose: JsonMember[][] = [[]]
  let looseKey: OpenKey | undefined
  const items: JsonNode[] = []
  let count = 0

  const place = (node: JsonNode) => {
    const top = open.at(-1)
    if (top === undefined) {
      if (looseKey !== undefined) loose.at(-1)?.push({ ...looseKey, value: node })
      else items.push(node)
      looseKey = undefined
    } else if (top.node.kind === 'array') top.node.items.push(node)
    else if (top.key !== undefined) {
      top.node.members.push({ ...top.key, value: node })
      top.key = undefined
    }
  }

  for (let at = 0; at < text.length; ) {
    const unit = text[at] ?? ''
    if (unit === '"') {
      const end = stringEnd(text, at)
      const value = unescapeJson(text, at, end)
      const next = afterBlank(text, end)
      const top = open.at(-1)
      if (text[next] === ':' && top?.node.kind !== 'array') {
        const key = { key: value, keyStart: at, keyEnd: end }
        if (top === undefined) looseKey = key
        else top.key = key
        at = next + 1
      } else {
        place({ kind: 'string', value, start: at, end })
        at = end
      }
    } else if (unit === '{' || unit === '[') {
      const node: Container =
        unit === '{'
          ? { kind: 'object', members: [], start: at, end: text.length, isClosed: false }
          : { kind: 'array', items: [], start: at, end: text.length, isClosed: false }
      place(node)
      open.push({ node, key: undefined })
      at++
    } else if (unit === '}' || unit === ']') {
      at++
      const closed = open.pop()?.node
      if (closed === undefined) loose.push([])
      else {
        closed.end = at
        closed.isClosed = true
      }
    } else if (unit === '/' && (text[at + 1] === '/' || text[at + 1] === '*')) at = commentEnd(text, at)
    else if (/[\w.+-]/.test(unit)) {
      const start = at
      while (at < text.length && /[\w.+-]/.test(text[at] ?? '')) at++
      place({ kind: 'word', value: text.slice(start, at), start, end: at })
    } else {
      at++
      continue
    }
    if (++count >= limit) return { root: items[0], items, loose, isCut: true }
  }
  return { root: items[0], items, loose: loose.filter(list => list.length > 0), isCut: false }
}

/** A string that is not closed ends with its line, so that one quote does not swallow the file. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 92) at++
    else if (unit === 34) return at + 1
    else if (unit === 10) return at
  }
  return text.length
}

function unescapeJson(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, end > start + 1 && text[end - 1] === '"' ? end - 1 : end)
  if (!inner.includes('\\')) return inner
  return inner.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, code: string | undefined, unit: string | undefined) =>
    code === undefined ? (SIMPLE[unit ?? ''] ?? unit ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
  )
}

const SIMPLE: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

function afterBlank(text: string, at: number): number {
  while (at < text.length && text.charCodeAt(at) <= 32) at++
  return at
}

function commentEnd(text: string, at: number): number {
  const mark = text[at + 1] === '/' ? '\n' : '*/'
  const end = text.indexOf(mark, at + 2)
  return end === -1 ? text.length : end + mark.length
}

/** The member's value of an object, the last one when the key is repeated (as parsers do). */
export function memberOf(node: JsonNode | undefined, key: string): JsonNode | undefined {
  return node?.kind === 'object' ? node.members.findLast(member => member.key === key)?.value : undefined
}

export function stringOf(node: JsonNode | undefined): string | undefined {
  return node?.kind === 'string' ? node.value : undefined
}
