import { actionEntry } from '../../../core/facts/actionEntry'
import type { ChangeSetContext, FileSummary } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'ci/bundle-without-source',
  title: 'program of an action that changes without its sources',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['tj-actions-2025'],
  tags: ['CWE-829', 'CWE-506'],
  uses: [actionEntry],
  wants: { when: context => bundles(context).length > 0, paths: (context, tree) => actions(context, tree) },
  messages: {
    alone: {
      message: '`{path}`, which the action runs, changed, and none of its sources did',
      why: 'It is made of the sources in the tree, and those and what they depend on are as before.\nUsers of the action run this file, and reviewers read the others.',
      benign: 'It was forgotten when the sources changed, and is made anew now.',
      question: 'By which command was it made, and does that give the same file again?',
      commands: ['git log --oneline -3 -- {path}'],
    },
  },
  examine: { changeSet: examine },
})

const made = /^(.*\/)?(?:dist|lib|build|out)\/(?:.*\/)?[^/]+\.[cm]?js$/

function bundles({ files }: ChangeSetContext): readonly FileSummary[] {
  return files.filter(file => file.kind === 'modified' && made.test(file.path))
}

function folderOf(path: string): string {
  return made.exec(path)?.[1] ?? ''
}

/** What a bundle is made of: programs beside its folder, and what they depend on. */
function isSource(path: string, folder: string): boolean {
  return (
    path.startsWith(folder) &&
    !made.test(path) &&
    /\.(?:[cm]?[jt]sx?|json|ya?ml|lock|lockb|wasm|vue|graphql|html|hbs|ejs|txt|toml)$/.test(path) &&
    !/(?:^|\/)(?:\.github|\.vscode|docs?)\//.test(path)
  )
}

/** Descriptions of actions beside the bundles, where the tree has sources of them. */
function actions(context: ChangeSetContext, tree: readonly string[]): readonly string[] {
  const folders = [...new Set(bundles(context).map(({ path }) => folderOf(path)))]
  const withSources = folders.filter(folder =>
    tree.some(
      path =>
        path.startsWith(`${folder}src/`) || (path.startsWith(folder) && /^[\w-]+\.ts$/.test(path.slice(folder.length))),
    ),
  )
  return withSources.flatMap(folder => [`${folder}action.yml`, `${folder}action.yaml`])
}

function examine(context: ChangeSetContext): void {
  const entries = new Map(context.facts('action-entry').map(fact => [fact.subject, fact]))
  for (const file of bundles(context)) {
    const entry = entries.get(file.path)
    const folder = folderOf(file.path)
    if (entry === undefined || context.files.some(one => isSource(one.path, folder))) continue
    context.report({
      file: file.index,
      message: 'alone',
      digest: `e1:${file.oldId ?? ''}-${file.newId ?? ''}`,
      at: 'file',
      text: file.path,
      data: { path: file.path },
    })
    return
  }
}
