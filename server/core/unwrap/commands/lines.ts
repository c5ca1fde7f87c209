import { fromLatin1, latin1 } from '../../model/path'
import { linesOf, withEnds } from '../../syntax/textLines'
import { type Options, operandBytes, optionsOf, stop, type TextCommand } from '../command'
import { withText } from './text'

export const tac: TextCommand = call => {
  const options = optionsOf(call.args, '')
  if ('stop' in options) return options
  // The last line keeps that it has no end, and stands first.
  return withText(call, options.operands, text => (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).reverse().join(''))
}

export const rev: TextCommand = call => {
  const options = optionsOf(call.args, '')
  if ('stop' in options) return options
  return withText(call, options.operands, text =>
    text
      .split('\n')
      .map(line => [...line].reverse().join(''))
      .join('\n'),
  )
}

/** `sort` in the order of bytes: whole lines, or keys of whole fields. */
export const sort: TextCommand = call => {
  const options = optionsOf(call.args, 'runbsfz', 'kto', {
    reverse: 'flag',
    unique: 'flag',
    'numeric-sort': 'flag',
    key: 'value',
  })
  if ('stop' in options) return options
  const { given, operands } = options
  const keys = call.args.filter(arg => /^-\w*k|^--key/.test(arg)).length
  if (given.has('z') || given.has('b') || keys > 1) return stop('its options')
  const order = orderOf(given)
  if (order === undefined) return stop('its key')
  const found = operandBytes(call, operands)
  if ('stop' in found) return found
  const lines = linesOf(latin1(found))
  call.allowance.work -= lines.length * 20
  const isUnique = given.has('u') || given.has('unique')
  const isReverse = given.has('r') || given.has('reverse')
  const sign = isReverse ? -1 : 1
  const sorted = lines
    .map((line, at) => ({ line, at }))
    .sort((a, b) => {
      const first = sign * order(a.line, b.line)
      if (first !== 0) return first
      if (isUnique || given.has('s')) return a.at - b.at
      return sign * compared(a.line, b.line) || a.at - b.at
    })
    .map(({ line }) => line)
  const kept = isUnique ? sorted.filter((line, at) => at === 0 || order(line, sorted[at - 1] ?? '') !== 0) : sorted
  const bytes = fromLatin1(withEnds(kept))
  const out = given.get('o')
  if (out === undefined) return { bytes }
  call.write(out, bytes)
  return { bytes: new Uint8Array() }
}

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function orderOf(given: Options['given']): ((a: string, b: string) => number) | undefined {
  const key = given.get('k') ?? given.get('key')
  const [, from = '', to, kinds = ''] = /^(\d{1,4})(?:,(\d{1,4}))?([nrf]*)$/.exec(key ?? '1') ?? []
  if (from === '' || kinds.includes('r')) return undefined
  const isNumber = given.has('n') || given.has('numeric-sort') || kinds.includes('n')
  const folds = given.has('f') || kinds.includes('f')
  const delimiter = given.get('t')
  const keyOf = (line: string) => {
    if (key === undefined) return line
    // Blanks before a field belong to it where no separator is given.
    const fields = delimiter === undefined ? (line.match(/[ \t]*[^ \t]+|[ \t]+$/g) ?? []) : line.split(delimiter)
    return fields.slice(Number(from) - 1, to === undefined ? undefined : Number(to)).join(delimiter ?? '')
  }
  const number = (text: string) => Number(/^[ \t]*(-?\d*\.?\d*)/.exec(text)?.[1]) || 0
  return (a, b) => {
    const [x, y] = [keyOf(a), keyOf(b)]
    if (isNumber) return number(x) - number(y)
    return folds ? compared(x.toUpperCase(), y.toUpperCase()) : compared(x, y)
  }
}

export const uniq: TextCommand = call => {
  const options = optionsOf(call.args, 'cdui')
  if ('stop' in options) return options
  const { given, operands } = options
  if (operands.length > 1) return stop('its operands')
  return withText(call, operands, text => {
    const runs: { line: string; count: number }[] = []
    const keyOf = (line: string | undefined) => (given.has('i') ? line?.toUpperCase() : line)
    for (const line of linesOf(text)) {
      const last = runs.at(-1)
      if (last !== undefined && keyOf(last.line) === keyOf(line)) last.count++
      else runs.push({ line, count: 1 })
    }
    const kept = runs.filter(({ count }) => (!given.has('d') || count > 1) && (!given.has('u') || count === 1))
    return withEnds(kept.map(({ line, count }) => (given.has('c') ? `${String(count).padStart(7)} ${line}` : line)))
  })
}

/** `cut -b`, `-c` and `-f` with lists of numbers and ranges. */
export const cut: TextCommand = call => {
  const options = optionsOf(call.args, 's', 'bcdf', { complement: 'flag', 'output-delimiter': 'value' })
  if ('stop' in options) return options
  const { given, operands } = options
  const list = given.get('f') ?? given.get('c') ?? given.get('b')
  const delimiter = given.get('d') ?? '\t'
  const ranges = list?.split(',').map(range => /^(\d{0,9})(-?)(\d{0,9})$/.exec(range))
  if (ranges === undefined || ranges.some(range => range === null || range[0] === '' || range[0] === '-'))
    return stop('its list')
  if (delimiter.length !== 1) return stop('its delimiter')
  const isIn = (place: number) =>
    ranges.some(range => {
      const from = Number(range?.[1] || 1)
      return place >= from && place <= (range?.[2] === '' ? from : Number(range?.[3] || Number.POSITIVE_INFINITY))
    })
  const isByField = given.has('f')
  const between = given.get('output-delimiter')
  if (!isByField && between !== undefined) return stop('its options')
  return withText(call, operands, text => {
    call.allowance.work -= text.length * ranges.length
    const kept = linesOf(text).flatMap(line => {
      if (call.allowance.work < 0) return []
      const parts = isByField ? line.split(delimiter) : [...line]
      if (isByField && parts.length === 1) return given.has('s') ? [] : [line]
      return [
        parts.filter((_, at) => isIn(at + 1) !== given.has('complement')).join(isByField ? (between ?? delimiter) : ''),
      ]
    })
    return withEnds(kept)
  })
}

export const paste: TextCommand = call => {
  const options = optionsOf(call.args, 's', 'd')
  if ('stop' in options) return options
  const { given, operands } = options
  const delimiters = [
    ...(given.get('d') ?? '\t').replace(
      /\\([nt0\\])/g,
      (_, char: string) => ({ n: '\n', t: '\t', '0': '\0' })[char] ?? '\\',
    ),
  ]
  const columns: (readonly string[])[] = []
  for (const operand of operands.length === 0 ? ['-'] : operands) {
    const found = operandBytes(call, [operand])
    if ('stop' in found) return found
    columns.push(linesOf(latin1(found)))
  }
  // Several times the input: its lines are dealt out.
  if (operands.filter(operand => operand === '-').length > 1) {
    if (operands.some(operand => operand !== '-') || given.has('s')) return stop('its operands')
    const all = columns[0] ?? []
    for (const at of columns.keys()) columns[at] = all.filter((_, line) => line % columns.length === at)
  }
  const joinedBy = (parts: readonly string[]) =>
    parts.reduce(
      (line, part, at) =>
        line + (at === 0 ? '' : (delimiters[(at - 1) % delimiters.length] ?? '').replace('\0', '')) + part,
      '',
    )
  if (given.has('s')) return { bytes: fromLatin1(withEnds(columns.map(joinedBy))) }
  const most = Math.max(0, ...columns.map(column => column.length))
  call.allowance.work -= most * columns.length
  if (call.allowance.work < 0) return stop('the limit of work')
  const lines = Array.from({ length: most }, (_, at) => joinedBy(columns.map(column => column[at] ?? '')))
  return { bytes: fromLatin1(withEnds(lines)) }
}

export const fold: TextCommand = call => {
  const args = call.args.map(arg => arg.replace(/^-(\d+)$/, '-w$1'))
  const options = optionsOf(args, 'bs', 'w', { width: 'value', bytes: 'flag' })
  if ('stop' in options) return options
  const { given, operands } = options
  const width = Number(given.get('w') ?? given.get('width') ?? 80)
  if (given.has('s') || !(width >= 1)) return stop('its options')
  const found = operandBytes(call, operands)
  if ('stop' in found) return found
  const text = latin1(found)
  if (/[\t\b\r]/.test(text) && !given.has('b')) return stop('text with tabs')
  const lines = text.split('\n').map(line => {
    const parts: string[] = []
    for (let at = 0; at < line.length; at += width) parts.push(line.slice(at, at + width))
    return parts.join('\n')
  })
  return { bytes: fromLatin1(lines.join('\n')) }
}

export const nl: TextCommand = call => {
  const options = optionsOf(call.args, '', 'bwsn')
  if ('stop' in options) return options
  const { given, operands } = options
  const style = given.get('b') ?? 't'
  if (!/^[at]$/.test(style) || given.has('n')) return stop('its options')
  const width = Math.min(100, Number(given.get('w') ?? 6) || 6)
  const between = given.get('s') ?? '\t'
  let number = 0
  return withText(call, operands, text =>
    withEnds(
      linesOf(text).map(line =>
        line === '' && style === 't'
          ? ' '.repeat(width + between.length)
          : `${String(++number).padStart(width)}${between}${line}`,
      ),
    ),
  )
}

export const wc: TextCommand = call => {
  const options = optionsOf(call.args, 'clwm')
  if ('stop' in options) return options
  const { given, operands } = options
  if (operands.length > 1 || given.size !== 1) return stop('its options')
  const found = operandBytes(call, operands)
  if ('stop' in found) return found
  const text = latin1(found)
  const count = given.has('l')
    ? text.split('\n').length - 1
    : given.has('w')
      ? (text.match(/[^ \t-\r]+/g) ?? []).filter(word => /[!-~]/.test(word)).length
      : text.length
  const [name] = operands
  return { bytes: fromLatin1(name === undefined || name === '-' ? `${count}\n` : `${count} ${name}\n`) }
}
