// Tables that scripts write into a document, between a pair of comments.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** Replaces what stands between the marks of `name`; the marks are appended to a document without them. */
export function writeGenerated(file, name, text) {
  const begin = `<!-- measured: ${name} -->`
  const end = `<!-- end of measured: ${name} -->`
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '# Languages\n'
  const from = before.indexOf(begin)
  const to = before.indexOf(end)
  const block = `${begin}\n\n${text.trim()}\n\n${end}`
  const after =
    from === -1 || to < from
      ? `${before.trimEnd()}\n\n${block}\n`
      : before.slice(0, from) + block + before.slice(to + end.length)
  writeFileSync(file, after)
}

/** @param rows cells as text; @param right which columns hold numbers */
export function table(head, right, rows) {
  const line = cells => `| ${cells.join(' | ')} |`
  return [line(head), line(right.map(isRight => (isRight ? '---:' : '---'))), ...rows.map(line)].join('\n')
}

export function percent(part, whole, digits = 1) {
  return whole === 0 ? '' : `${((part / whole) * 100).toFixed(digits)} %`
}
