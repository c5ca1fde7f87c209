import { spanOf } from '../../../core/model/location'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'trust/licence-changed',
  title: 'licence of the project is another one now',
  severity: 'info',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: [],
  tags: [],
  files: { paths: ['LICEN[CS]E*', 'COPYING*', '*/LICEN[CS]E*', '*/COPYING*'] },
  messages: {
    changed: {
      message: '`{name}` speaks of {now} now, and spoke of {before}',
      why: 'A new text of this kind often comes with a new owner, or with code from elsewhere.',
      benign: 'The owners agreed on another licence, or the file names its parts better.',
      question: 'Who holds the rights, and have they all agreed?',
      commands: ['git log --follow --oneline -- {path}'],
    },
  },
  examine: { file: examine },
})

const known: readonly (readonly [string, RegExp])[] = [
  ['the Business Source License', /Business Source License/i],
  ['the Server Side Public License', /Server Side Public License/i],
  ['the Elastic License', /Elastic License/i],
  ['the Functional Source License', /Functional Source License/i],
  ['the Affero GPL', /GNU AFFERO GENERAL PUBLIC LICENSE/i],
  ['the Lesser GPL', /GNU (?:LESSER|LIBRARY) GENERAL PUBLIC LICENSE/i],
  ['the GPL', /GNU GENERAL PUBLIC LICENSE/i],
  ['the Mozilla Public License', /Mozilla Public License/i],
  ['the Apache License', /Apache License/i],
  ['the MIT terms', /Permission is hereby granted, free of charge/i],
  ['the ISC terms', /Permission to use, copy, modify, and\/or distribute/i],
  ['the BSD terms', /Redistribution and use in source and binary forms/i],
  ['the 0BSD terms', /BSD Zero Clause|\b0BSD\b/i],
  ['the public domain', /public domain|Unlicense|CC0/i],
]

function examine(context: FileContext): void {
  const old = context.side('old')
  const now = context.side('new')
  if (old === undefined || now === undefined) return
  const before = named(old.text)
  const after = named(now.text)
  if (before.join() === after.join() || before.length === 0) return
  const line = now.lines.findIndex((_, index) => context.isChanged('new', spanOf(index + 1, 0, 1)))
  context.report({
    message: 'changed',
    at: line === -1 ? 'file' : spanOf(line + 1, 0, (now.lines[line] ?? '').length),
    data: {
      name: context.path,
      before: before.join(', '),
      now: after.length === 0 ? 'no known licence' : after.join(', '),
      path: shellWord(context.path),
    },
  })
}

function named(text: string): readonly string[] {
  return known.filter(([, pattern]) => pattern.test(text)).map(([name]) => name)
}
