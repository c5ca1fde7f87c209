import { gitSetting } from '../../../core/facts/gitSetting'
import { pathLook } from '../../../core/facts/pathLook'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { baseName, folderOf } from '../../../core/model/path'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext, FileSummary } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why,
    benign: 'Data for tests of a program that reads repositories.',
    question: 'Why does this folder have to be a repository of its own?',
    commands: ['git ls-files -- {path}', 'git config --file {file} --list'],
  }
}

export default defineRule({
  id: 'editor/repository-in-tree',
  title: 'repository of git inside the tree, with a command that git runs there',
  severity: 'high',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: [],
  tags: ['CWE-829'],
  uses: [gitSetting, pathLook],
  wants: { when: context => context.files.some(isPart), paths: heads },
  messages: {
    setting: text(
      '`{folder}` is a repository of its own, and git runs `{value}` there (`{key}`)',
      'Editors, prompts and people who enter the folder start git by habit; a status is enough.\nThe setting comes with the tree, where a clone never brings any.',
    ),
    loose: text(
      '`{key}` in a file named as git names its settings: `{value}`',
      'Nothing around it makes the folder a repository yet. Once a `HEAD` lies beside it, git runs the command.',
    ),
    hook: text(
      '`{folder}` is a repository of its own and has a hook of git: `{name}`',
      'Hooks are never cloned. This one is part of the tree, and runs for whoever works with git in that folder.',
    ),
  },
  examine: { changeSet: examine },
})

const hook =
  /^(?:.*\/)?hooks\/(?:applypatch-msg|pre-applypatch|post-applypatch|pre-commit|pre-merge-commit|prepare-commit-msg|commit-msg|post-commit|pre-rebase|post-checkout|post-merge|pre-push|pre-receive|update|proc-receive|post-receive|post-update|reference-transaction|push-to-checkout|pre-auto-gc|post-rewrite|sendemail-validate|fsmonitor-watchman|post-index-change)$/

function isSettings(path: string): boolean {
  return /(?:^|\/)config(?:\.worktree)?$/.test(path)
}

function isPart({ kind, path }: FileSummary): boolean {
  return kind !== 'deleted' && (isSettings(path) || hook.test(path) || baseName(path) === 'HEAD')
}

/** The folder that would be the repository. */
function repositoryOf(path: string): string {
  return hook.test(path) ? folderOf(folderOf(path)) : folderOf(path)
}

function heads(context: ChangeSetContext, tree: readonly string[]): readonly string[] {
  const folders = new Set(context.files.filter(isPart).map(({ path }) => repositoryOf(path)))
  const changed = new Set(context.files.map(({ path }) => path))
  return tree.filter(
    path => !changed.has(path) && (baseName(path) === 'HEAD' || isSettings(path)) && folders.has(repositoryOf(path)),
  )
}

function examine(context: ChangeSetContext): void {
  const unchanged = context.facts('path-look').flatMap(({ location, data }) => (location.file < 0 ? data.path : []))
  const paths = [...context.files.filter(({ kind }) => kind !== 'deleted').map(({ path }) => path), ...unchanged]
  const repositories = new Set(paths.filter(path => baseName(path) === 'HEAD').map(folderOf))
  for (const fact of context.facts('git-setting')) {
    const { file, side, at } = fact.location
    const path = context.files.find(({ index }) => index === file)?.path ?? ''
    const folder = folderOf(path)
    const isRepository = repositories.has(folder)
    // What stood in the tree counts from the moment on when it becomes a repository.
    if (file < 0 || (!isRepository && folder === '')) continue
    context.report({
      file,
      side,
      at,
      text: fact.text,
      digest: fact.digest,
      message: isRepository ? 'setting' : 'loose',
      severity: isRepository ? 'high' : 'low',
      data: { folder, key: fact.subject, value: fact.data.value, path: shellWord(folder), file: shellWord(path) },
    })
  }
  const told = new Set<string>()
  for (const { index, kind, path, newId } of context.files) {
    const folder = repositoryOf(path)
    if (kind === 'deleted' || !hook.test(path) || !repositories.has(folder) || told.has(folder)) continue
    told.add(folder)
    context.report({
      file: index,
      at: 'path',
      text: path,
      digest: `e1:${newId ?? path}`,
      message: 'hook',
      severity: isTestFolder(path) ? 'low' : 'medium',
      data: { folder, name: baseName(path), path: shellWord(folder), file: shellWord(`${folder}/config`) },
    })
  }
}
