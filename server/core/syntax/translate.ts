import { unescaped } from './textLines'

const classes: Readonly<Record<string, string>> = {
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  digit: '0123456789',
}

/** `tr` on ASCII sets: characters for characters, or `-d`. */
export function translate(args: readonly string[], text: string): string | undefined {
  const options = args.filter(arg => /^-[cCd]+$/.test(arg)).join('')
  const sets = args.filter(arg => !/^-[cCd]+$/.test(arg)).map(setOf)
  const [from, to] = sets
  if (from === undefined || sets.includes(undefined)) return undefined
  if (options.includes('d')) {
    const isKept = /c/i.test(options)
    return sets.length === 1 ? [...text].filter(char => from.includes(char) === isKept).join('') : undefined
  }
  if (options !== '' || to === undefined || sets.length !== 2 || to === '') return undefined
  const map = new Map<string, string>()
  // The last character stands for all that are left over; a later pair wins.
  ;[...from].forEach((char, at) => {
    map.set(char, to[at] ?? to[to.length - 1] ?? '')
  })
  return [...text].map(char => map.get(char) ?? char).join('')
}

/** Every character of a set; undefined for what differs between systems. */
function setOf(written: string): string | undefined {
  if (written.length > 1000) return undefined
  const classed = /^\[:(\w+):\]$/.exec(written)
  if (classed !== null) return classes[classed[1] ?? '']
  if (/\[[:=.]|^-.|[^\n\t -~]/.test(written)) return undefined
  // System V wrote ranges in brackets, which are characters elsewhere: the same on both sides, they change nothing.
  const protectedText = written.replace(/\\-/g, '\\055')
  let set = ''
  const units = protectedText.match(/\\[0-7]{1,3}|\\?[\s\S]/g) ?? []
  for (let at = 0; at < units.length; at++) {
    const first = unescaped(units[at] ?? '')
    if (first === undefined || first.length !== 1) return undefined
    const last = units[at + 1] === '-' && units[at + 2] !== undefined ? unescaped(units[at + 2] ?? '') : undefined
    if (last === undefined) set += first
    else {
      if (last < first) return undefined
      for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code++) set += String.fromCharCode(code)
      at += 2
    }
  }
  return set
}
