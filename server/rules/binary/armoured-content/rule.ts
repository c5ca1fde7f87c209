import { armouredIn } from '../../../core/formats/archive/armour'
import { concernsOf } from '../../../core/formats/archive/concern'
import { contentKindOf } from '../../../core/formats/archive/contentKind'
import type { TextSpan } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import { shorten } from '../../../core/model/visible'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'binary/armoured-content',
  title: 'binary file in the form of text, with something in it that decoding does not show',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['xz-2024'],
  tags: ['CWE-506', 'CWE-22'],
  messages: {
    executable: {
      message: 'These lines of {armour} decode to a program: {name}',
      why: 'A diff shows letters; what is decoded from them is {size} bytes that can be run.',
      benign: 'Test data for a tool that reads programs, or firmware for a device.',
      question: 'What was this program built from, and what decodes it?',
      commands: ['git grep -n -e {word}'],
    },
    repaired: {
      message: 'Broken as decoded, part of the {armour} is sound {format} after {what}',
      why: 'All checks of the format agree then, which damage by accident does not give.\nOut comes {name}: `{start}`',
      benign: 'Test data damaged by a rule, to see that a decoder notices it.',
      question: 'How was this part made, and what reads it with these bytes changed?',
      commands: ['git grep -n -e {word}'],
    },
    outside: {
      message: '{what} the {format} in the {armour}: {name}',
      why: 'Unpackers pass over these bytes; a command that cuts them out does not.\nThey begin: `{start}`',
      benign: 'A signature, or an archive that starts itself.',
      question: 'What are these bytes, and what reads them?',
      commands: ['git grep -n -e {word}'],
    },
    member: {
      message: 'Member `{name}` of the {format} in the {armour} has {what}',
      why: 'Whoever decodes and unpacks it with a careless tool writes or runs this outside of the folder.\nIn full: `{start}`',
      benign: 'Test data for an unpacker that has to refuse such members.',
      question: 'Which test unpacks this archive, and where to?',
      commands: ['git grep -n -e {word}'],
    },
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  const lines = context.side('new')?.lines ?? []
  for (const { armour, bytes, firstLine, endLine } of armouredIn(lines)) {
    const last = lines[endLine - 1] ?? ''
    const at: TextSpan = {
      start: { line: firstLine + 1, column: 0 },
      end: { line: endLine, column: last.length },
    }
    if (!context.isChanged('new', at) || !context.budget.spend(bytes.length)) continue
    const word = shellWord(baseName(context.path))
    const whole = contentKindOf(bytes)
    if (whole.kind === 'executable')
      context.report({ message: 'executable', at, data: { armour, name: whole.name, size: bytes.length, word } })
    for (const concern of concernsOf(bytes))
      context.report({
        message: concern.kind,
        at,
        severity: concern.isProgram ? 'high' : 'medium',
        data: {
          armour,
          word,
          format: concern.format,
          start: concern.start,
          name: shorten(concern.name, 24),
          what: shorten(concern.what, 48),
        },
      })
  }
}
