import { fromLatin1, latin1 } from '../../model/path'
import { operandBytes, optionsOf, stop, type TextCommand } from '../command'
import { matchesPattern } from '../globPattern'

const NOTHING = new Uint8Array()
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  c: 1,
  w: 2,
  b: 512,
  k: 1024,
  K: 1024,
  M: 1 << 20,
  kB: 1000,
  MB: 1_000_000,
}

/** `dd` of stretches of one file. */
export const dd: TextCommand = call => {
  const given = new Map(call.args.map(arg => [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]))
  for (const name of given.keys())
    if (!/^(?:if|of|bs|ibs|obs|count|skip|seek|status|iflag)$/.test(name)) return stop(`the operand ${name}`)
  const number = (name: string) => {
    const text = given.get(name)
    if (text === undefined) return undefined
    const factors = text.split('x').map(factor => {
      const [, digits, unit = ''] = /^(\d{1,10})([A-Za-z]*)$/.exec(factor) ?? []
      return digits === undefined ? Number.NaN : Number(digits) * (UNITS[unit] ?? Number.NaN)
    })
    return factors.reduce((product, factor) => product * factor, 1)
  }
  const size = number('bs') ?? number('ibs') ?? 512
  const flags = (given.get('iflag') ?? '').split(',')
  const skip = (number('skip') ?? 0) * (flags.includes('skip_bytes') ? 1 : size)
  const count = number('count')
  const most = count === undefined ? Number.POSITIVE_INFINITY : count * (flags.includes('count_bytes') ? 1 : size)
  if (![size, skip].every(Number.isSafeInteger) || Number.isNaN(most) || (number('seek') ?? 0) !== 0)
    return stop('its operands')
  const path = given.get('if')
  let bytes: Uint8Array
  if (path === undefined || path === '/dev/stdin') {
    if (call.input === undefined) return stop('it reads what nobody gives it')
    call.input.take(skip)
    bytes = most === Number.POSITIVE_INFINITY ? call.input.rest() : call.input.take(most)
  } else {
    const found = call.file(path)
    if ('stop' in found) return found
    bytes = found.subarray(skip, Math.min(found.length, skip + most))
  }
  const out = given.get('of')
  if (out === undefined || out === '/dev/stdout') return { bytes }
  call.write(out, bytes)
  return { bytes: NOTHING }
}

export const tee: TextCommand = call => {
  const options = optionsOf(call.args, 'ai')
  if ('stop' in options) return options
  if (options.given.has('a') || call.input === undefined) return stop('its options')
  const bytes = call.input.rest()
  for (const path of options.operands) call.write(path, bytes)
  return { bytes }
}

/** One file to one other name. */
export const copy: TextCommand = call => {
  const options = optionsOf(call.args, 'afipnruvTLPR')
  if ('stop' in options) return options
  const [from, to, more] = options.operands
  if (
    from === undefined ||
    to === undefined ||
    more !== undefined ||
    call.below(to).length > (call.isAbsent(to) ? 0 : 1)
  )
    return { bytes: NOTHING }
  const content = call.file(from)
  if (!('stop' in content)) call.write(to, content)
  return { bytes: NOTHING }
}

/** Stretches of printed characters, four or more. */
export const strings: TextCommand = call => {
  const args = call.args.map(arg => arg.replace(/^-(\d+)$/, '-n$1'))
  const options = optionsOf(args, 'a', 'n', { all: 'flag', bytes: 'value' })
  if ('stop' in options) return options
  const least = Number(options.given.get('n') ?? options.given.get('bytes') ?? 4)
  if (!(least >= 1 && least < 1000)) return stop('its options')
  const found = operandBytes(call, options.operands)
  if ('stop' in found) return found
  const runs = latin1(found).match(/[\t -~]+/g) ?? []
  return {
    bytes: fromLatin1(
      runs
        .filter(run => run.length >= least)
        .map(run => `${run}\n`)
        .join(''),
    ),
  }
}

export const basename: TextCommand = ({ args: [path, suffix, more] }) => {
  if (path === undefined || path.startsWith('-') || more !== undefined) return stop('its operands')
  const base = /[^/]*(?=\/*$)/.exec(path)?.[0] ?? ''
  const cut = suffix !== undefined && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base
  return { bytes: fromLatin1(`${cut === '' ? '/' : cut}\n`) }
}

export const dirname: TextCommand = ({ args: [path, more] }) => {
  if (path === undefined || path.startsWith('-') || more !== undefined) return stop('its operands')
  const above = path.replace(/\/+$/, '').replace(/\/*[^/]*$/, '')
  return { bytes: fromLatin1(`${above !== '' ? above : path.startsWith('/') ? '/' : '.'}\n`) }
}

/** `find folder -type f -name pattern -path pattern`, in the order of names. */
export const find: TextCommand = call => {
  const { args } = call
  const first = args.findIndex(arg => arg.startsWith('-') || arg === '!')
  const folders = args.slice(0, first === -1 ? args.length : first)
  const tests: ((path: string) => boolean)[] = []
  for (let at = first === -1 ? args.length : first; at < args.length; at += 2) {
    const [name, value] = [args[at], args[at + 1] ?? '']
    if (name === '-type' && value === 'f') continue
    if (name === '-name') tests.push(path => matchesPattern(value, path.slice(path.lastIndexOf('/') + 1)) === true)
    else if (name === '-path') tests.push(path => matchesPattern(value, path) === true)
    else if (name === '-print') at--
    else return stop(`its ${name}`)
  }
  if (!args.includes('-type')) return stop('it lists folders')
  const lines = (folders.length === 0 ? ['.'] : folders).flatMap(folder => {
    const plain = folder.replace(/^(?:\.\/+)+|\/+$/g, '')
    return call
      .below(folder)
      .map(path =>
        plain === '.' || plain === ''
          ? `${folder.replace(/\/+$/, '')}/${path}`
          : folder.slice(0, folder.length - plain.length) + path,
      )
  })
  call.allowance.work -= lines.length * 50
  if (call.allowance.work < 0) return stop('the limit of work')
  const kept = lines.filter(path => tests.every(test => test(path)))
  return { bytes: fromLatin1(kept.map(line => `${line}\n`).join('')) }
}
