import { recipeHash } from '../../../core/facts/recipeHash'
import { baseName, folderOf } from '../../../core/model/path'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why: `${why}\n{note}`,
    benign: 'The first hash was a mistake, or upstream packed the same release again.',
    question: 'What differs between the two archives, and who compared them?',
    commands: ['git log -p --oneline -- {path}'],
  }
}

export default defineRule({
  id: 'build/recipe-hash-changed',
  title: 'recipe with another hash for the source it named before',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024'],
  tags: ['CWE-494', 'CWE-354'],
  uses: [recipeHash],
  messages: {
    changed: text(
      '`{name}` expects {now} now where it expected {was}; version and address are the same',
      'One address is to answer with something else than before, and that code is not in this diff.',
    ),
    skipped: text(
      '`{name}` no longer compares what it fetches with a hash',
      'What arrives is built, whatever it is. Before, {was} was expected.',
    ),
    gone: text(
      'A hash is gone from `{name}`, and the source it belonged to is still fetched',
      'What arrives is built, whatever it is. Before, {was} was expected.',
    ),
    moved: {
      message: '`{name}` fetches its source from `{now}` now, before from `{was}`',
      why: 'What is built comes from somebody else now, and its code is not in this diff.\n{note}',
      benign: 'The project moved.',
      question: 'Where does the project itself say that it moved, and are the two archives equal?',
      commands: ['git log -p --oneline -- {path}'],
    },
  },
  examine: { changeSet: examine },
})

function examine(context: ChangeSetContext): void {
  for (const { location, data, digest, text: evidence, subject } of context.facts('recipe-hash')) {
    // What the tree holds itself changes with its hash.
    if (data.of !== undefined && context.files.some(({ path }) => baseName(path) === data.of)) continue
    const folder = folderOf(subject)
    // Patches and settings beside a recipe have hashes there too.
    const beside = context.files.find(
      file =>
        file.index !== location.file && file.path.startsWith(`${folder}/`) && !/\.SRCINFO$|Manifest$/.test(file.path),
    )
    context.report({
      file: location.file,
      message: data.form,
      severity: data.form === 'moved' || beside !== undefined ? 'low' : 'medium',
      digest,
      at: location.at,
      text: evidence,
      data: {
        name: baseName(subject),
        path: shellWord(subject),
        was: data.was,
        now: data.now,
        note:
          beside === undefined
            ? 'Nothing beside the recipe changed.'
            : `It may belong to \`${baseName(beside.path)}\`, which changed beside it.`,
      },
    })
  }
}
