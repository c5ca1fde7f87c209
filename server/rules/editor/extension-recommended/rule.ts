import { editorDeed } from '../../../core/facts/editor/deed'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'editor/extension-recommended',
  title: 'extension that the editor now proposes to install',
  severity: 'info',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['open-vsx-2026'],
  tags: ['CWE-1357'],
  uses: [editorDeed],
  messages: {
    extension: {
      message: 'The editor now proposes to install `{name}` to whoever opens the folder',
      why: 'Names are given out by each market of its own: the one asked may know another extension by this name, or none yet.\n{count}',
      benign: 'The extension that the team works with.',
      question: 'Who publishes it, and is it the same one in every market that people here use?',
      commands: ['git log -p -- {path}'],
    },
  },
  examine: { changeSet: examine },
})

/** One finding a file: the names are read together. */
function examine(context: ChangeSetContext): void {
  const told = new Set<number>()
  const facts = context.facts('editor-deed').filter(({ data }) => data.what === 'extension')
  for (const fact of facts) {
    const { file, side, at } = fact.location
    if (file < 0 || told.has(file)) continue
    told.add(file)
    const others = facts.filter(one => one.location.file === file && one !== fact)
    const path = context.files.find(({ index }) => index === file)?.path ?? ''
    context.report({
      file,
      side,
      at,
      text: fact.text,
      digest: fact.digest,
      message: 'extension',
      related: others.slice(0, 8).map(one => ({ ...one.location, label: 'proposed as well', text: one.text })),
      data: {
        name: fact.data.value,
        path: shellWord(path),
        count:
          others.length === 0
            ? 'It is the only new one.'
            : `New with it: ${others.map(one => one.data.value).join(', ')}.`,
      },
    })
  }
}
