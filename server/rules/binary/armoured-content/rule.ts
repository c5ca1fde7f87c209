import { crc32 } from '../../../core/formats/archive/checksum'
import { type Concern, concernsOf } from '../../../core/formats/archive/concern'
import { contentKindOf } from '../../../core/formats/archive/contentKind'
import { armouredIn } from '../../../core/formats/armour/armour'
import { type Armoured, spanOfArmour } from '../../../core/formats/armour/armoured'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { readStructure } from '../../../core/formats/structure/read'
import { baseName } from '../../../core/model/path'
import { shorten } from '../../../core/model/visible'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext, Report } from '../../../core/rule/context'
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
  const before = new Set(
    armouredIn(context.side('old')?.lines ?? []).flatMap(part =>
      context.budget.spend(part.bytes.length) ? contentsOf(part).map(({ identity }) => identity) : [],
    ),
  )
  const word = shellWord(baseName(context.path))
  // Tests of unpackers are full of archives with something odd in them.
  const ordinary = isTestFolder(context.path) ? 'low' : 'medium'
  for (const part of armouredIn(context.side('new')?.lines ?? [])) {
    const at = spanOfArmour(part)
    if (!context.isChanged('new', at) || !context.budget.spend(part.bytes.length)) continue
    const { armour } = part
    for (const { identity, message, isProgram, data } of contentsOf(part))
      if (!before.has(identity))
        context.report({ message, at, severity: isProgram ? 'high' : ordinary, data: { armour, word, ...data } })
  }
}

/** Something to ask about in what is decoded. The same on both sides is no news, wherever it stands in the text. */
interface Content extends Required<Pick<Report, 'message' | 'data'>> {
  readonly identity: string
  /** A script or program where the format has none. */
  readonly isProgram: boolean
}

function contentsOf({ bytes }: Armoured): readonly Content[] {
  const { kind, name } = contentKindOf(bytes)
  const size = bytes.length
  const program: readonly Content[] =
    kind === 'executable' && isWholeHeader(name, bytes)
      ? [
          {
            identity: `${name} ${size} ${crc32(bytes)}`,
            message: 'executable',
            isProgram: false,
            data: { name, size },
          },
        ]
      : []
  return [...program, ...concernsOf(bytes).map(contentOf)]
}

function contentOf(concern: Concern): Content {
  const { kind, isProgram, format, path, start } = concern
  return {
    identity: [kind, ...path, concern.what, concern.name, start].join(' '),
    message: kind,
    isProgram,
    data: { format, start, name: shorten(concern.name, 24), what: shorten(concern.what, 48) },
  }
}

/** Two letters are all that a DOS program begins with, and two of any bytes in the many there are in the form of text. */
function isWholeHeader(name: string, bytes: Uint8Array): boolean {
  return name !== 'Windows executable' || !readStructure(bytes).notes.includes('no PE header')
}
