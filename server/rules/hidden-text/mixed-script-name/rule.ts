import { type Placement, placer } from '../../../core/formats/placement'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { asciiLook, isRecommendedName, scriptOf } from '../../../core/formats/unicode/confusable'
import { pointCode } from '../../../core/formats/unicode/hidden'
import { spanOf } from '../../../core/model/location'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

const question = 'Is this letter intended? If not, could you retype the name?'
const commands = ["git grep -n -P -e '{pattern}'"]

export default defineRule({
  id: 'hidden-text/mixed-script-name',
  title: 'name with a letter of another script that looks the same',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['trojan-source-2021'],
  tags: ['CWE-1007'],
  messages: {
    mixed: {
      message: '`{name}` holds {points} among Latin letters; it is not `{plain}`',
      why: 'The two look the same in most fonts and are different names.\n{other}',
      benign: 'A keyboard layout that was not switched in time.',
      question,
      commands,
    },
    twin: {
      message: '`{name}` ({points}) reads as `{plain}` and is another name',
      why: 'Every letter of it looks like a Latin one, or becomes one in another case.\n{other}',
      benign: 'A word of another language that happens to look like an English one.',
      question,
      commands,
    },
    folded: {
      message: '`{name}` is the same name as `{plain}` where names are normalised: {points}',
      why: 'Python and some other languages replace such letters before they look a name up; searches do not.\n{other}',
      benign: 'Text pasted from a document or a formula.',
      question: 'Could the name be written in plain letters?',
      commands,
    },
  },
  examine: { file: examine },
})

const WORD = /[\p{L}\p{N}\p{M}_$]+/gu
/** Words of one file that are looked at; a file of another language has thousands, and none to tell. */
const LIMIT_WORDS = 20_000

interface Word {
  readonly name: string
  readonly line: number
  readonly column: number
  readonly where: Placement
  /** Part of the address of a host. */
  readonly isInAddress: boolean
}

function examine(context: FileContext): void {
  const lines = context.content.hunks.flatMap(hunk => hunk.lines)
  const added = lines.filter(({ kind, text }) => kind === 'added' && /[^\0-\x7f]/.test(text))
  const side = context.side('new')
  if (added.length === 0 || side === undefined || side.encoding === 'latin-1') return
  const placeOf = placer(side.lines, context.language, context.path)
  if (placeOf(1, 0) === 'prose') return
  const removed = lines.flatMap(({ kind, text }) => (kind === 'removed' ? [text] : []))
  const lineOf = plainWords(context)
  const isOfOwnScript = scriptsOf(side.lines, placeOf)
  let left = LIMIT_WORDS
  for (const { text, new: line = 0 } of added)
    for (const { 0: name, index } of text.matchAll(WORD)) {
      if (!/[^\0-\x7f]/.test(name) || left-- <= 0) continue
      const plain = asciiLook(name)
      if (plain === undefined || !/^[\w$]+$/.test(plain) || removed.some(one => one.includes(name))) continue
      const isInAddress = isAddress(text, index)
      const word = { name, line, column: index, where: placeOf(line, index), isInAddress }
      if (isOfOwnScript(name)) continue
      examineWord(context, word, plain, lineOf)
    }
}

const LONGEST_ADDRESS = 300

/** Whether a place is within `scheme://…`. */
function isAddress(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - LONGEST_ADDRESS), at)
  return /[a-z]:\/\/[^\s"'`<>]*$/i.test(before)
}

/** Words that make a script one that the code of a file is written in. */
const ENOUGH_WORDS = 8

/** Whether code of the file has other words of a name's script: it is a program or a text in that language. Read once. */
function scriptsOf(lines: readonly string[], placeOf: (line: number, column: number) => Placement) {
  let words: Map<string, Set<string>> | undefined
  const read = () => {
    const found = new Map<string, Set<string>>()
    for (const [index, line] of lines.entries()) {
      if (!/[^\0-\x7f]/.test(line)) continue
      for (const { 0: word, index: column } of line.matchAll(/\p{L}{3,}/gu)) {
        if (/[A-Za-z]/.test(word)) continue
        const script = scriptOf(String.fromCodePoint(word.codePointAt(0) ?? 0)) ?? ''
        const known = found.get(script) ?? new Set()
        found.set(script, known)
        if (known.size <= ENOUGH_WORDS && placeOf(index + 1, column) === 'code') known.add(word)
      }
    }
    return found
  }
  return (name: string): boolean => {
    if (/[A-Za-z]/.test(name)) return false
    words ??= read()
    const known = words.get(scriptOf(String.fromCodePoint(name.codePointAt(0) ?? 0)) ?? '')
    return known !== undefined && known.size - (known.has(name) ? 1 : 0) >= ENOUGH_WORDS
  }
}

function examineWord(
  context: FileContext,
  word: Word,
  plain: string,
  lineOf: (word: string) => number | undefined,
): void {
  const { name, where } = word
  const letters = [...name].filter(char => /[^\0-\x7f]/.test(char))
  const isForeign = letters.some(char => scriptOf(char) !== 'Latin' && /^\p{L}$/u.test(char) && !isCompatible(char))
  const isMixed = /[A-Za-z]{2}/.test(name)
  if (isForeign && isMixed) {
    const other = lineOf(plain)
    const [alone, beside] =
      where === 'code' || word.isInAddress ? (['medium', 'high'] as const) : (['info', 'low'] as const)
    report(context, word, 'mixed', plain, other, other === undefined ? alone : beside)
    return
  }
  if (where !== 'code' || /^[\p{N}\p{M}_$]+$/u.test(name)) return
  if (letters.every(isCompatible) && /[A-Za-z]{2}/.test(plain) && name.normalize('NFKC') === plain) {
    const isFolding = context.language === 'python'
    report(context, word, 'folded', plain, lineOf(plain), isFolding ? 'high' : 'medium')
    return
  }
  // Letters of Latin alphabets are spelling, but for those that another case makes plain ones or that no alphabet has.
  const isSpelling = !isForeign && isRecommendedName(name) && !/[\u0130\u0131\u017f\u212a]/.test(name)
  const other = plain.length < 2 || isSpelling ? undefined : lineOf(plain)
  if (other === undefined) return
  report(context, word, 'twin', plain, other, isForeign || !isRecommendedName(name) ? 'high' : 'medium')
}

/** A letter that normalisation makes an ASCII one: full width, mathematical, ligatures. */
function isCompatible(char: string): boolean {
  return /^[\x21-\x7e]+$/.test(char.normalize('NFKC')) && /^\p{L}$/u.test(char)
}

function report(
  context: FileContext,
  { name, line, column }: Word,
  message: 'mixed' | 'twin' | 'folded',
  plain: string,
  other: number | undefined,
  severity: Severity,
): void {
  const points = [...new Set([...name].filter(char => /[^\0-\x7f]/.test(char)))].map(char => char.codePointAt(0) ?? 0)
  context.report({
    message,
    at: spanOf(line, column, name.length),
    severity: isTestFolder(context.path) && severity !== 'info' ? 'low' : severity,
    data: {
      name,
      plain,
      pattern: points
        .slice(0, 3)
        .map(point => `\\x{${point.toString(16).toUpperCase()}}`)
        .join('|'),
      points: points.slice(0, 2).map(pointCode).join(', '),
      other:
        other === undefined ? 'The plain name was not seen in this file.' : `The plain name stands on line ${other}.`,
    },
  })
}

/** Every plain word of the file, with the first line it stands on; read once, when somebody asks. */
function plainWords(context: FileContext): (word: string) => number | undefined {
  let words: Map<string, number> | undefined
  return wanted => {
    if (words === undefined) {
      words = new Map()
      for (const side of ['new', 'old'] as const)
        for (const [index, line] of (context.side(side)?.lines ?? []).entries())
          for (const [word] of line.matchAll(/[\w$]+/g)) if (!words.has(word)) words.set(word, index + 1)
    }
    return words.get(wanted)
  }
}
