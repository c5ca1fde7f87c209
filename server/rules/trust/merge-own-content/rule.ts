import { sensitivityOf } from '../../../core/formats/sensitivePath'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { MergeOwn } from '../../../core/model/ports'
import type { Severity } from '../../../core/model/severity'
import { counted, shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext, ChangeSetReport, FileSummary } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why: `${why}\n{others}`,
    benign: 'A conflict that needed new words, or code of one side made to fit what the other side changed.',
    question: 'Where was this part written and reviewed, and what made it necessary in the merge?',
    commands: ['git show --remerge-diff {commit} -- {path}', 'git show --cc {commit} -- {path}'],
  }
}

export default defineRule({
  id: 'trust/merge-own-content',
  title: 'merge with content that none of its parents has',
  severity: 'low',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: [],
  tags: ['CWE-1116'],
  needsMerges: ({ commits }) => commits.some(({ parents }) => parents.length > 1),
  messages: {
    lines: text(
      'Merge {short} has {count} in `{name}` that neither side has: `{now}`',
      'Pages that show what each side brings do not show it, and a list of commits has no commit for it.',
    ),
    gone: text(
      'Merge {short} leaves out {count} of `{name}` that every side has: `{now}`',
      'No commit of either side takes this away.',
    ),
    file: text(
      'Merge {short} has `{name}` {state}, and neither side does',
      'It came with the merge itself; no commit of either side has it so.',
    ),
  },
  examine: { changeSet: examine },
})

/** Merges of one change that are told, the gravest first. */
const TOLD = 5
const ranks: readonly Severity[] = ['info', 'low', 'medium']

interface Seen {
  readonly own: MergeOwn
  readonly file: FileSummary
  readonly severity: Severity
}

function examine(context: ChangeSetContext): void {
  const byMerge = new Map<string, Seen[]>()
  const files = new Map(context.files.map(file => [file.path, file]))
  for (const file of context.files)
    if (file.oldPath !== undefined && !files.has(file.oldPath)) files.set(file.oldPath, file)
  for (const own of context.merges?.own ?? []) {
    const file = files.get(own.path)
    // What later commits of the range took back is no part of the change.
    if (file === undefined) continue
    const seen = byMerge.get(own.commit) ?? []
    byMerge.set(own.commit, [...seen, { own, file, severity: severityOf(own, file) }])
  }
  const merges = [...byMerge.values()].map(seen => [...seen].sort((a, b) => rankOf(b) - rankOf(a)))
  merges.sort(([a], [b]) => (b === undefined ? 0 : rankOf(b)) - (a === undefined ? 0 : rankOf(a)))
  for (const seen of merges.slice(0, TOLD)) report(context, seen)
}

function rankOf({ severity }: Seen): number {
  return ranks.indexOf(severity)
}

/** Of a workflow: what runs, is taken in, or is let in. */
const acts = /\b(?:run|uses|script|image|curl|wget|secrets|permissions|token|pull_request_target|(?:ba)?sh)\b/

function severityOf({ kind, path, lines, isUntouched }: MergeOwn, { area }: FileSummary): Severity {
  if (area === 'docs' || area === 'tests' || isTestFolder(path) || kind === 'mode') return 'info'
  if (kind === 'binary' || (area === 'ci' && lines.some(({ text }) => acts.test(text)))) return 'medium'
  const what = sensitivityOf(path, area)
  if (kind === 'added') return what === undefined ? 'low' : 'medium'
  // No conflict can have asked for it.
  if (what !== undefined && isUntouched === true) return 'medium'
  return what === undefined && area !== 'source' ? 'info' : 'low'
}

function report(context: ChangeSetContext, seen: readonly Seen[]): void {
  const [main, ...more] = seen
  if (main === undefined) return
  const { own, severity } = main
  const [line] = own.lines
  const isText = own.kind === 'lines' && (line !== undefined || own.gone.length > 0)
  const place = placeOf(main)
  const notes = context.merges?.notes ?? []
  context.report({
    ...place,
    digest: `e1:${own.commit}:${own.id ?? own.path}`,
    message: isText ? (line === undefined ? 'gone' : 'lines') : 'file',
    severity,
    related: more.map(one => ({ ...placeOf(one), label: 'also of the merge itself' })),
    data: {
      short: own.commit.slice(0, 10),
      commit: shellWord(own.commit),
      name: baseName(own.path),
      path: shellWord(own.path),
      count: counted(line === undefined ? own.gone.length : own.lines.length, 'line'),
      now: (line?.text ?? own.gone[0] ?? '').trim().slice(0, 60),
      state: states[own.kind],
      others: [
        more.length === 0 ? 'It is the only such file of the merge.' : `With it: ${counted(more.length, 'file')} more.`,
        ...notes.slice(0, 1).map(note => `Not whole: ${note}.`),
      ].join(' '),
    },
  })
}

const states: Readonly<Record<MergeOwn['kind'], string>> = {
  lines: 'changed',
  added: 'as a new file',
  deleted: 'removed',
  binary: 'in another form',
  mode: 'with another mode',
}

/** On the line where the change still has that content, on the file otherwise. */
function placeOf({
  own,
  file,
}: Seen): Pick<ChangeSetReport, 'file' | 'side' | 'at' | 'text'> & { readonly side: 'old' | 'new' } {
  const [line] = own.lines
  const side = file.kind === 'deleted' ? 'old' : 'new'
  const said = line?.text ?? own.gone[0] ?? own.kind
  const isThere = line !== undefined && own.kind === 'lines' && own.id !== undefined && own.id === file.newId
  return { file: file.index, side, at: isThere ? spanOf(line.line, 0, line.text.length) : 'file', text: said }
}
