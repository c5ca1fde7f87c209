import { type Concern, concernsOf } from '../../../core/formats/archive/concern'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { shorten } from '../../../core/model/visible'
import { shellWord } from '../../../core/rule/commands'
import type { BinaryContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'binary/archive-content',
  title: 'archive or compressed file with something in it that unpacking does not show',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['xz-2024'],
  tags: ['CWE-506', 'CWE-22'],
  messages: {
    repaired: {
      message: 'Broken as it stands, {length} bytes at {offset} are sound {format} after {what}',
      why: 'All checks of the format agree then, which damage by accident does not give.\nOut comes {name}: `{start}`\nPlace: {place}.',
      benign: 'Test data damaged by a rule, to see that a decoder notices it.',
      question: 'How was this part made, and what reads it with these bytes changed?',
      commands: ['git grep -n -e {word}', 'git grep -n -w -e tr'],
    },
    outside: {
      message: '{what} the {format} in `{file}`: {name}',
      why: 'Unpackers pass over these bytes; a command that cuts them out does not.\nThey start at {offset}: `{start}`\nPlace: {place}.',
      benign: 'A signature, or an archive that starts itself.',
      question: 'What are these bytes, and what reads them?',
      commands: ['git grep -n -e {word}'],
    },
    member: {
      message: 'Member `{name}` of the {format} in `{file}` has {what}',
      why: 'Whoever unpacks the archive with a careless tool writes or runs this outside of the folder.\nIn full: `{start}`\nPlace: {place}.',
      benign: 'Test data for an unpacker that has to refuse such members.',
      question: 'Which test unpacks this archive, and where to?',
      commands: ['git grep -n -e {word}'],
    },
    twofold: {
      message: 'Member `{name}` of the {format} in `{file}` has {what}',
      why: 'Tools that read the archive from its front and tools that go by its directory see different content.\nIn full: `{start}`\nPlace: {place}.',
      benign: 'Test data for an unpacker that has to notice the contradiction, or a tool that writes careless headers.',
      question: 'Which tool wrote this archive, and which one reads it?',
      commands: ['git grep -n -e {word}'],
    },
    contradictory: {
      message: 'The {format} `{file}` holds {what}',
      why: 'Tools that read the archive from its front and tools that go by its directory see different content.\nPlace: {place}.',
      benign: 'Test data for an unpacker that has to notice it, or an archive that was edited in place.',
      question: 'Which tool wrote this archive, and which one reads it?',
      commands: ['git grep -n -e {word}'],
    },
    program: {
      message: 'Member `{name}` of the {format} in `{file}`: {what}',
      why: 'Archives of this kind hold something else there, or what it runs is started without being asked for.\nIn full: `{start}`\nPlace: {place}.',
      benign: 'A package that needs the step, or test data for a tool that goes by content.',
      question: 'What does this member do, and from which source was it made?',
      commands: ['git grep -n -e {word}'],
    },
  },
  examine: { binary: examine },
})

function examine(context: BinaryContext): void {
  const side = context.new
  if (side === undefined) return
  const before = new Set((context.old === undefined ? [] : concernsOf(context.old.bytes)).map(identity))
  for (const concern of concernsOf(side.bytes)) {
    if (before.has(identity(concern))) continue
    context.report({
      message: concern.kind === 'twofold' && concern.name === '' ? 'contradictory' : concern.kind,
      at: { offset: concern.offset, length: concern.length },
      text: identity(concern),
      severity: severityOf(context, concern.isProgram),
      data: {
        what: shorten(concern.what, 60),
        format: concern.format,
        name: shorten(concern.name, 24),
        start: concern.start,
        offset: concern.offset,
        length: concern.length,
        file: shorten(baseName(context.path), 20),
        place: shorten([baseName(context.path), ...concern.path].join(' > '), 200),
        word: shellWord(baseName(context.path)),
      },
    })
  }
}

/** Fixtures of a decoder have been odd since they were added; a change that brings one is looked at in full. */
function severityOf({ scope, path }: BinaryContext, isProgram: boolean): Severity {
  if (isProgram) return 'high'
  return scope === 'scan' && isTestFolder(path) ? 'low' : 'medium'
}

/** The same thing on both sides is no news. */
function identity({ kind, path, name, what, start }: Concern): string {
  return [kind, ...path, what, name, start].join(' ')
}
