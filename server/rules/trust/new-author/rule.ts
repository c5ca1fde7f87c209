import { type Sensitivity, sensitivityOf } from '../../../core/formats/sensitivePath'
import { counted, shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext, FileSummary } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'trust/new-author',
  title: 'first change of an author, to a file on which much hangs',
  severity: 'info',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2023-ifunc'],
  tags: ['CWE-1357'],
  needsAuthors: context => writersOf(context).length > 0 && sensitiveFile(context) !== undefined,
  messages: {
    first: {
      message: 'No earlier commit has the name of this one, and `{name}` says {what}',
      why: 'Looked at: {commits} before the change, by name and address; {rest}.\nEverybody starts somewhere: this is context for what else the change shows.',
      benign: 'A first contribution, or a new address under another spelling of the name.',
      question: 'Who knows this part well enough to look at it as well?',
      commands: ['git log --oneline --author={author} HEAD', 'git log --oneline -- {path}'],
    },
  },
  examine: { changeSet: examine },
})

function examine(context: ChangeSetContext): void {
  const { authors } = context
  const writers = writersOf(context)
  const found = sensitiveFile(context)
  const [writer] = writers
  if (authors === undefined || authors.commits === 0 || writer === undefined || found === undefined) return
  // Which commit of a range touches the file is not known here.
  if (writers.some(email => authors.known.includes(email))) return
  const { file, what } = found
  context.report({
    file: file.index,
    digest: `e1:${file.newId ?? file.path}:${writer}`,
    at: 'file',
    text: file.path,
    message: 'first',
    data: {
      name: file.path,
      what,
      commits: counted(authors.commits, 'commit'),
      rest: authors.isCut ? 'older ones were not looked at' : 'there are no older ones',
      author: shellWord(writer),
      path: shellWord(file.path),
    },
  })
}

/** Addresses of the authors, without those of mere merges. */
function writersOf({ commits }: ChangeSetContext): readonly string[] {
  return [...new Set(commits.filter(({ parents }) => parents.length < 2).map(({ author }) => author.email))]
}

function sensitiveFile({ commits, files }: ChangeSetContext): { file: FileSummary; what: Sensitivity } | undefined {
  if (commits.length === 0) return undefined
  for (const file of files) {
    const what = file.kind === 'deleted' ? undefined : sensitivityOf(file.path, file.area)
    if (what !== undefined) return { file, what }
  }
  return undefined
}
