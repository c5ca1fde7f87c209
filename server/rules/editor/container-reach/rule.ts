import { editorDeed } from '../../../core/facts/editor/deed'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'editor/container-reach',
  title: 'development container that gets at the machine around it',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: [],
  tags: ['CWE-250', 'CWE-668'],
  uses: [editorDeed],
  messages: {
    reach: {
      message: 'The development container now gets more of the machine: `{key}` has `{value}`',
      why: 'Whoever opens the folder in a container expects what runs there to stay there.\nThis lets it reach files, keys or processes outside.',
      benign: 'Building or starting other containers from inside, or keys for the version control of the team.',
      question: 'What inside the container needs this, and would less do?',
      commands: ['git log -p --follow -- {path}'],
    },
  },
  examine: { changeSet: examine },
})

function examine(context: ChangeSetContext): void {
  for (const fact of context.facts('editor-deed')) {
    const { file, side, at } = fact.location
    const { what, key, value, isBroad } = fact.data
    if (file < 0 || what !== 'reach') continue
    const path = context.files.find(({ index }) => index === file)?.path ?? ''
    context.report({
      file,
      side,
      at,
      text: fact.text,
      digest: fact.digest,
      message: 'reach',
      severity: isBroad === true ? 'medium' : 'low',
      data: { key, value, path: shellWord(path) },
    })
  }
}
