import type { CodeUnit } from '../../../core/embedded/code'
import { placeOf } from '../../../core/facts/commandReadings'
import { deedOf } from '../../../core/facts/deed'
import { isDocument } from '../../../core/formats/document'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { shorten } from '../../../core/model/visible'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { encodedMarks } from './marks'

export default defineRule({
  id: 'source/encoded-program',
  title: 'literal that decodes to a program',
  severity: 'high',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['tj-actions-2025'],
  tags: ['CWE-506'],
  triggers: encodedMarks,
  readsCode: true,
  readsLongLines: true,
  messages: {
    program: {
      message: '`{where}` now holds a {encoding} literal that decodes to a program: it {does}',
      why: 'The program starts: {start}\nNobody sees it in the change without decoding it; it was decoded here, and not run.',
      benign: 'A script that is handed to a machine in encoded form, or a sample for a test.',
      question: 'Could the program be committed as it is, and encoded where it is needed?',
      commands: ['git log --oneline -- {path}'],
    },
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  const isMinor = isTestFolder(context.path) || isDocument(context.path)
  const before = new Set(context.code('old').map(unit => (unit.role === 'decoded' ? unit.body.text : '')))
  const units = context.code('new')
  const reported = new Set<number>()
  for (const unit of units) {
    const { line } = unit.span.start
    // What is encoded twice is told once, where it stands.
    if (unit.role !== 'decoded' || reported.has(line) || !context.isChanged('new', unit.span)) continue
    if (isData(unit.body.text) || before.has(unit.body.text) || !context.budget.spend(unit.body.text.length)) continue
    const inner = units.filter(one => one === unit || isWithin(one, unit))
    const does = inner.map(deedOf).find(deed => deed !== undefined)?.says
    if (does === undefined) continue
    reported.add(line)
    context.report({
      message: 'program',
      at: unit.span,
      severity: isMinor ? 'low' : 'high',
      data: {
        where: placeOf(context.path, unit.host),
        encoding: unit.decodings.join(' in '),
        does,
        start: shorten(unit.body.text.replace(/\s+/g, ' ').trim(), 120),
        path: shellWord(context.path),
      },
    })
  }
}

/** JSON, markup, templates, style sheets and certificates, whatever names occur in them. */
function isData(text: string): boolean {
  return /^\s*(?:[[{]\s*["{[\]}\d]|<(?!\?php)|-----BEGIN|@(?:charset|import|font-face|media)\b|[.#]?[\w-]+\s*\{[^}]*:)/.test(
    text,
  )
}

function isWithin(unit: CodeUnit, outer: CodeUnit): boolean {
  for (let host = unit.host; host !== undefined; host = host.host) if (host === outer) return true
  return false
}
