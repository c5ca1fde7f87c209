import { actionEntry } from '../../../core/facts/actionEntry'
import { madeScript, scriptWords } from '../../../core/facts/scriptWords'
import { tokenChange } from '../../../core/facts/tokenChange'
import type { ChangeSetContext, FileSummary } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'ci/bundle-without-source',
  title: 'program of an action that changes without its sources, or says more than they do',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['tj-actions-2025'],
  tags: ['CWE-829', 'CWE-506'],
  uses: [actionEntry, scriptWords, tokenChange],
  wants: { when: context => bundles(context).length > 0, paths: (context, tree) => actions(context, tree) },
  messages: {
    alone: {
      message: '`{path}`, which the action runs, changed, and none of its sources did',
      why: 'It is made of the sources in the tree, and those and what they depend on are as before.\nUsers of the action run this file, and reviewers read the others.',
      benign: 'It was forgotten when the sources changed, and is made anew now.',
      question: 'By which command was it made, and does that give the same file again?',
      commands: ['git log --oneline -3 -- {path}'],
    },
    beyond: {
      message: '`{path}`, which the action runs, gains `{word}`, and no changed source has it',
      why: 'It is made of the sources in the tree, and neither those nor what they depend on bring what is new here: {words}.\nUsers of the action run this file, and reviewers read the others.',
      benign: 'It was made of sources that changed before, or by another version of the tool.',
      question: 'By which command was it made, and does that give the same file again?',
      commands: ['git log --oneline -3 -- {path}'],
    },
  },
  examine: { changeSet: examine },
})

function bundles({ files }: ChangeSetContext): readonly FileSummary[] {
  return files.filter(file => file.kind === 'modified' && madeScript.test(file.path))
}

function folderOf(path: string): string {
  return madeScript.exec(path)?.[1] ?? ''
}

/** What a bundle is made of: programs beside its folder, and what they depend on. */
function isSource(path: string, folder: string): boolean {
  return (
    path.startsWith(folder) &&
    !madeScript.test(path) &&
    /\.(?:[cm]?[jt]sx?|json|ya?ml|lock|lockb|wasm|vue|graphql|html|hbs|ejs|txt|toml)$/.test(path) &&
    // What describes the action says how it is started, not what it does.
    !/(?:^|\/)(?:\.github|\.vscode|docs?)\/|(?:^|\/)action\.ya?ml$/.test(path)
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
  const entries = new Set(context.facts('action-entry').map(fact => fact.subject))
  const reworded = new Map(context.facts('token-change').map(fact => [fact.location.file, fact.data.differing > 0]))
  for (const file of bundles(context)) {
    if (!entries.has(file.path)) continue
    const beside = context.files.filter(one => isSource(one.path, folderOf(file.path)))
    // A comment of a source is none of the program's.
    const changed = beside.filter(({ index }) => reworded.get(index) !== false)
    if (changed.length === 0) tellAlone(context, file)
    else if (changed.every(({ path }) => isScript(path))) tellBeyond(context, file, changed)
    else continue
    return
  }
}

function isScript(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path)
}

function tellAlone(context: ChangeSetContext, file: FileSummary): void {
  context.report({
    file: file.index,
    message: 'alone',
    digest: digestOf(file),
    at: 'file',
    text: file.path,
    data: { path: file.path },
  })
}

/** With a manifest or a lock file among what changed, new words may come from elsewhere; with scripts alone they do not. */
function tellBeyond(context: ChangeSetContext, file: FileSummary, changed: readonly FileSummary[]): void {
  const facts = new Map(context.facts('script-words').map(({ location, data }) => [location.file, data]))
  const sources = changed.flatMap(({ index }) => facts.get(index) ?? [])
  if (sources.some(({ isCut }) => isCut)) return
  const said = new Set(sources.flatMap(({ lines }) => lines.flatMap(({ words }) => words)))
  const gained = (facts.get(file.index)?.lines ?? []).flatMap(line =>
    line.words.filter(word => !said.has(word)).map(word => ({ word, line })),
  )
  const [first] = gained
  if (first === undefined) return
  context.report({
    file: file.index,
    message: 'beyond',
    digest: digestOf(file),
    side: 'new',
    at: first.line.at,
    text: first.line.text,
    data: { path: file.path, word: first.word, words: wordsIn(gained.map(({ word }) => word)) },
  })
}

function digestOf({ oldId, newId }: FileSummary): string {
  return `e1:${oldId ?? ''}-${newId ?? ''}`
}

function wordsIn(words: readonly string[]): string {
  const more = words.length > TOLD ? ` and ${words.length - TOLD} more` : ''
  return `${words.slice(0, TOLD).join(', ')}${more}`
}

/** New words that are named. */
const TOLD = 5
