const MOST_FIELDS = 1000

/** `a{b,c}` and `{1..9}` as bash has them, where nothing is nested. */
export function expandBraces(field: string): readonly string[] {
  const [whole, before = '', inner = '', after = ''] = /^([^{}]*)\{([^{}]*)\}([^{}]*)$/.exec(field) ?? []
  if (whole === undefined || before.endsWith('$')) return [field]
  const range = /^(\d{1,4})\.\.(\d{1,4})$/.exec(inner)
  if (range !== null) {
    const [from, to] = [Number(range[1]), Number(range[2])]
    const count = Math.abs(to - from) + 1
    if (count > MOST_FIELDS) return [field]
    return Array.from({ length: count }, (_, at) => `${before}${from <= to ? from + at : from - at}${after}`)
  }
  return inner.includes(',') ? inner.split(',').map(part => `${before}${part}${after}`) : [field]
}
