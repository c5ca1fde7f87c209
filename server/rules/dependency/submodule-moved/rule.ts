import { dependencyEntry } from '../../../core/facts/dependencyEntry'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { ChangeSetContext, FileSummary } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why,
    benign: 'An update of the submodule to a newer commit of its own history.',
    question: 'What lies between the two commits, and where was that reviewed?',
    commands: ['git -C {path} log --oneline {was}..{now}'],
  }
}

export default defineRule({
  id: 'dependency/submodule-moved',
  title: 'submodule that stands for another commit',
  severity: 'low',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: [],
  tags: ['CWE-829'],
  uses: [dependencyEntry],
  messages: {
    moved: text(
      'Submodule `{path}` now stands for commit {now} instead of {was}',
      'The code of the submodule is not in this diff. Its address is the one from before.',
    ),
    movedAway: text(
      'Submodule `{path}` now stands for commit {now}, and its address changed as well',
      'The code of the submodule is not in this diff, and the two commits may lie in two different histories.',
    ),
    replaced: text(
      '`{path}` was content of this tree and is a submodule now, at commit {now}',
      'What was reviewed here before is now decided by another repository.\nThe code of the submodule is not in this diff.',
    ),
  },
  examine: { changeSet: examine },
})

const GITLINK = '160000'

function examine(context: ChangeSetContext): void {
  const gone = context.files.filter(file => file.kind === 'deleted').map(file => file.path)
  for (const file of context.files) {
    if (file.newMode !== GITLINK || isTestFolder(file.path) || file.newId === undefined) continue
    if (file.oldMode === GITLINK && file.oldId !== undefined) tellMoved(context, file, file.oldId, file.newId)
    else if (file.oldMode === undefined && gone.some(path => path.startsWith(`${file.path}/`)))
      report(context, file, 'replaced', '', file.newId)
  }
}

function tellMoved(context: ChangeSetContext, file: FileSummary, was: string, now: string): void {
  if (was !== now) report(context, file, hasOtherAddress(context, file.path) ? 'movedAway' : 'moved', was, now)
}

function report(
  context: ChangeSetContext,
  file: FileSummary,
  message: 'moved' | 'movedAway' | 'replaced',
  was: string,
  now: string,
): void {
  context.report({
    file: file.index,
    message,
    severity: message === 'replaced' ? 'medium' : 'low',
    digest: `e1:${was}-${now}`,
    at: 'file',
    text: `${was} ${now}`,
    data: { path: file.path, was: was.slice(0, 12) || now.slice(0, 12), now: now.slice(0, 12) },
  })
}

/** By its name, which is the path unless somebody chose otherwise (git-submodule(1), `--name`). */
function hasOtherAddress(context: ChangeSetContext, path: string): boolean {
  const of = context.facts('dependency').filter(({ data }) => data.ecosystem === 'git-submodule' && data.name === path)
  const old = of.find(one => one.location.side === 'old')
  const now = of.find(one => one.location.side === 'new')
  return old !== undefined && now !== undefined && old.data.reference !== now.data.reference
}
