import { generatorOf, isRunMark, isVersionMark, namedInputs } from '../formats/generatorBanner'
import { shortHash } from '../macros/lineForms'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'

/** A changed line of code in it. */
export interface GeneratedLine {
  readonly side: 'old' | 'new'
  /** From 1. */
  readonly line: number
  /** Where its text starts, in UTF-16 units. */
  readonly column: number
  readonly text: string
  /** {@link shortHash} of {@link inputForm}. */
  readonly form: number
  /** It does something: a call, a value given, a branch. */
  readonly isDoing: boolean
}

/** A source file that says a generator wrote it, changed while the version it names stays. */
export interface GeneratedCode {
  /** For people: `Bison`. */
  readonly generator: string
  /** Source of a regular expression on paths; empty where the generator is not known. */
  readonly input: string
  /** Names of sources, without folders, that the file itself tells. */
  readonly inputs: readonly string[]
  /** Tables, descriptors or numbers of lines changed with it, as in a new run. */
  readonly hasRunMarks: boolean
  readonly lines: readonly GeneratedLine[]
}

const mostLines = 400
const shown = 160

/** Source code that programs write and projects commit; what autoconf and its kin write is `generated-file`. */
export const generatedCode = defineCollector({
  kind: 'generated-code',
  files: {
    paths: [
      '**/*.{c,h,cc,hh,cpp,hpp,cxx,hxx,m,mm,go,py,pyi,rs,java,kt,js,mjs,cjs,ts,php,rb,cs,swift,dart,inc,c_shipped,h_shipped}',
    ],
  },
  collect: side => (side.side === 'new' && side.other !== undefined ? collect(side) : []),
})

function collect({ path, text, hunks, budget, side }: SideContext): readonly FactDraft<'generated-code'>[] {
  const generator = generatorOf(path, text.text)
  if (generator === undefined || !budget.spend(text.text.length)) return []
  const changed = hunks.flatMap(({ lines }) => lines.filter(({ kind }) => kind !== 'context'))
  // Whoever runs another version gets another file.
  if (changed.some(one => (one.new ?? one.old ?? 0) <= top && isVersionMark(one.text))) return []
  const removed = new Set<string>()
  const added = new Set<string>()
  for (const { kind, text: line } of changed) (kind === 'removed' ? removed : added).add(plain(line))
  let hasRunMarks = false
  const lines: GeneratedLine[] = []
  for (const { kind, text: line, old, new: now } of changed) {
    if (isRunMark(line)) {
      hasRunMarks = true
      continue
    }
    const form = plain(line)
    const isNew = kind === 'added'
    if (form === '' || isRemark(line) || (isNew ? removed : added).has(form) || lines.length >= mostLines) continue
    lines.push({
      side: isNew ? 'new' : 'old',
      line: (isNew ? now : old) ?? 1,
      column: line.length - line.trimStart().length,
      text: line.trim().slice(0, shown),
      form: shortHash(inputForm(line)),
      isDoing: doing.test(line),
    })
  }
  if (lines.length === 0) return []
  return [
    {
      subject: path,
      side,
      at: 'file',
      text: changed
        .map(one => `${one.kind} ${one.text}`)
        .slice(0, mostLines)
        .join('\n'),
      data: {
        generator: generator.name,
        input: generator.input?.source ?? '',
        inputs: namedInputs(text.text),
        hasRunMarks,
        lines,
      },
    },
  ]
}

/** Lines at the top in which a version can stand. */
const top = 60
const doing = /[\w)\]]\s*\((?!\s*\))|\w\(\)|[^=!<>]=(?!=)|\b(?:return|if|goto|for|while|switch|case|throw|raise)\b/

function plain(line: string): string {
  return line.replace(/\s+/g, '')
}

function isRemark(line: string): boolean {
  return /^\s*(?:\/\/|\/\*(?:(?!\*\/).)*\*\/\s*$|\*(?:\s|\/|$)|#(?!\s*(?:include|define|undef|if|el|end|pragma)\b)|"""|--)/.test(
    line,
  )
}

/** Code of a source as it stands in what is made of it: without the spelling of the values of a grammar. */
export function inputForm(line: string): string {
  return line
    .replace(
      /\(yyvsp\[[^\]]*\](?:\.\w+)*\)|\(yyval(?:\.\w+)*\)|yyloc|\(yylsp\[[^\]]*\]\)|[$@](?:<\w+>)?(?:[$\d]\d*|\[\w+\])/g,
      '$',
    )
    .replace(/[\s{}]+/g, '')
}
