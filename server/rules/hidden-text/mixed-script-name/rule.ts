import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import { extensionOf } from '../../../core/model/path'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'hidden-text/mixed-script-name',
  title: 'name with a letter of another script that looks the same',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['trojan-source-2021'],
  tags: ['CWE-1007'],
  readsLongLines: true,
  messages: {
    mixed: {
      message: '`{name}` holds {points} among Latin letters; it is not `{plain}`',
      why: 'The two look the same in most fonts and are different names.\n{other}',
      benign: 'A keyboard layout that was not switched in time.',
      question: 'Is this letter intended? If not, could you retype the name?',
      commands: ["git grep -n -P -e '{pattern}'"],
    },
  },
  examine: { line: examine },
})

/** Letters that ordinary fonts draw like a Latin one: Unicode's confusables, the Cyrillic and Greek ones of them. */
const TWINS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    а: 'a',
    е: 'e',
    о: 'o',
    р: 'p',
    с: 'c',
    у: 'y',
    х: 'x',
    і: 'i',
    ј: 'j',
    ѕ: 's',
    һ: 'h',
    ԁ: 'd',
    ԛ: 'q',
    ԝ: 'w',
    ѵ: 'v',
    А: 'A',
    В: 'B',
    Е: 'E',
    К: 'K',
    М: 'M',
    Н: 'H',
    О: 'O',
    Р: 'P',
    С: 'C',
    Т: 'T',
    У: 'Y',
    Х: 'X',
    І: 'I',
    Ј: 'J',
    Ѕ: 'S',
    ο: 'o',
    α: 'a',
    ν: 'v',
    ρ: 'p',
    ι: 'i',
    Α: 'A',
    Β: 'B',
    Ε: 'E',
    Ζ: 'Z',
    Η: 'H',
    Ι: 'I',
    Κ: 'K',
    Μ: 'M',
    Ν: 'N',
    Ο: 'O',
    Ρ: 'P',
    Τ: 'T',
    Υ: 'Y',
    Χ: 'X',
  }),
)

const ANY_TWIN = new RegExp(`[${[...TWINS.keys()].join('')}]`)
const WORD = /[\p{L}\p{N}_$]+/gu

function examine(line: HunkLine, context: FileContext): void {
  if (line.new === undefined || !ANY_TWIN.test(line.text) || isProse(context.path)) return
  for (const found of line.text.matchAll(WORD)) {
    const name = found[0]
    const twins = [...name].filter(char => TWINS.has(char))
    // One script throughout is a name in that script; letters without a twin make the word readable as what it is.
    if (twins.length === 0 || !/[A-Za-z]{2}/.test(name) || hasOtherLetters(name)) continue
    if (stoodBefore(context, name)) continue
    const plain = [...name].map(char => TWINS.get(char) ?? char).join('')
    const other = otherUse(context, plain)
    context.report({
      message: 'mixed',
      at: spanOf(line.new, found.index, name.length),
      severity: isTestFolder(context.path) ? 'low' : other === undefined ? 'medium' : 'high',
      data: {
        name,
        plain,
        pattern: '[\\x{0370}-\\x{04FF}]',
        points: [...new Set(twins)].slice(0, 2).map(pointOf).join(', '),
        other:
          other === undefined ? 'The plain name was not seen in this file.' : `The plain name stands on line ${other}.`,
      },
    })
  }
}

function hasOtherLetters(name: string): boolean {
  return [...name].some(char => /\p{L}/u.test(char) && !/\p{Script=Latin}/u.test(char) && !TWINS.has(char))
}

function pointOf(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

function isProse(path: string): boolean {
  return (
    /^(md|mdx|markdown|rst|adoc|txt|html?|po|pot|tex|texi|csv|tsv|svg|srt|vtt)$/.test(extensionOf(path)) ||
    /(^|\/)(docs?|locales?|i18n|l10n|lang|translations?)\//i.test(path)
  )
}

function otherUse(context: FileContext, plain: string): number | undefined {
  const word = new RegExp(`(?<![\\w$])${plain.replace(/\$/g, '\\$')}(?![\\w$])`)
  for (const side of ['new', 'old'] as const) {
    const at = context.side(side)?.lines.findIndex(text => word.test(text)) ?? -1
    if (at !== -1) return at + 1
  }
  return undefined
}

function stoodBefore(context: FileContext, name: string): boolean {
  return context.content.hunks.some(hunk => hunk.lines.some(one => one.kind === 'removed' && one.text.includes(name)))
}
