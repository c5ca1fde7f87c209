import type { Outline } from './outline'

const HEADER = 60

/**
 * Unix archives as `ar` writes them: a header of text per member, members on even offsets. Long names stand in a
 * member of their own (GNU, "//") or before the member's bytes (BSD, "#1/length").
 */
export function readAr(outline: Outline): void {
  const { window } = outline
  let names = ''
  let at = 8
  while (at + HEADER <= window.size) {
    if (window.text(at + 58, 2) !== '`\n') {
      outline.note(`no member header at ${at}`)
      break
    }
    const label = window.text(at, 16).trimEnd()
    const size = Number(/^\d+/.exec(window.text(at + 48, 10))?.[0] ?? 0)
    const isIndex = /^(?:\/|\/SYM64\/|__\.SYMDEF.*)$/.test(label)
    const ownName = /^#1\/(\d+)$/.exec(label)
    const nameSize = Math.min(Number(ownName?.[1] ?? 0), size)
    if (label === '//') names = window.text(at + HEADER, Math.min(size, 1 << 20))
    if (isIndex || label === '//') {
      if (!outline.add('table', isIndex ? 'symbol index' : 'long names', at, HEADER + size)) break
    } else {
      const long = /^\/(\d+)$/.exec(label)
      const name =
        ownName !== null
          ? window.zeroEnded(at + HEADER, nameSize)
          : long === null
            ? label.replace(/\/$/, '')
            : names.slice(Number(long[1]), Number(long[1]) + 256).replace(/\/?\n[\s\S]*$/, '')
      const data = { offset: at + HEADER + nameSize, length: size - nameSize }
      if (!outline.addFile('member', name, at, HEADER + size, { data })) break
    }
    at += HEADER + size
    if (at % 2 === 1 && window.u8(at) === 0x0a) at++
  }
  outline.endAt(Math.min(at, window.size))
}
